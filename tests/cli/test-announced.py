# SPDX-License-Identifier: GPL-3.0-or-later
"""What people are told waits while a look outside says that it isn't so."""

import functools
import json
import pathlib
import shutil
import sqlite3
import tempfile

from support import Services, case, check, commit, effects, equal, faulty, git, main, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
TICKET = "c0045/tts/tickets/configuration/1"
PHALANX = "c0045/tts/science-platform/phalanx/1"
PAGE = "c0045/all/page/page/1"
PULL = "c0045/tts/science-platform/pull-phalanx/1"
DAY_BEFORE = "c0045/tts/announcement/day-before/1"
READY = "c0045/tts/science-platform/notice-ready-phalanx/1"
REPOSITORY = "lsst-sqre/phalanx"


def do(folder, *words, status=0):
    result = run(folder, "--rehearsal-now", NOW, *words)
    check(status is None or result.returncode == status, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def effect(folder, name):
    return effects(json.loads(do(folder, "--format", "json", "show", ID).stdout))[name]


@functools.cache
def templates():
    return pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))


def send(folder, *names):
    for name in names:
        do(folder, "approve", ID, name)
        do(folder, "run", ID, name)


@functools.cache
def pushed():
    """The branch is there, its pull request can be reviewed."""
    folder = templates() / "pushed"
    folder.mkdir()
    do(folder, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    send(folder, TICKET, PHALANX)
    return folder


@functools.cache
def opened():
    """The pull request is opened, its notice can be reviewed."""
    folder = templates() / "opened"
    shutil.copytree(pushed(), folder)
    send(folder, PULL)
    return folder


def begin(folder):
    shutil.copytree(opened() / "cyclewright", folder / "cyclewright")
    return next(state_folder(folder).rglob("phalanx.git"))


def act(folder, what, **more):
    """Somebody does something outside."""
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": what, **more})


def refused(folder, name):
    """Neither approved nor sent; the reason that its row gives."""
    found = effect(folder, name)
    equal((name, found["state"]), (name, "waiting"))
    check(found["waiting"] in do(folder, "approve", ID, name, status=3).stderr, name)
    check(found["waiting"] in do(folder, "run", ID, name, status=3).stderr, name)
    equal((name, effect(folder, name)["state"]), (name, "waiting"))
    return found["waiting"]


def journal(folder):
    with sqlite3.connect(next(folder.rglob("*.cyclewright"))) as database:
        return database.execute("SELECT type, effect, data FROM events WHERE type = 'verified'").fetchall()


def posted(folder):
    with Services(state_folder(folder), "--now", NOW) as services:
        return [one["text"] for one in services.state()["messages"] if "ready to merge" in one["text"]]


@case
def checks(folder):
    """Nobody is told that it is ready to merge while its checks fail or run, however they stood when it was opened."""
    begin(folder)
    equal(effect(folder, READY)["state"], "ready")
    check("the checks of the pull request are green" in do(folder, "show", ID).stdout)
    for conclusion, words, said in [("failure", "The checks of the pull request failed", "failed"),
                                    ("in_progress", "Waits for the checks", "are running")]:
        act(folder, "set-checks", repository=REPOSITORY, branch="tickets/DM-40120", conclusion=conclusion)
        do(folder, "refresh", ID)
        check("TTS: the checks of the pull request " + said in do(folder, "show", ID).stdout, conclusion)
        check(words in refused(folder, READY), conclusion)
    equal(posted(folder), [])
    act(folder, "set-checks", repository=REPOSITORY, branch="tickets/DM-40120", conclusion="success")
    do(folder, "refresh", ID)
    check("checks of the pull request are green" in do(folder, "show", ID).stdout)
    send(folder, READY)
    equal(len(posted(folder)), 1)
    # What the journal knows already isn't written again.
    before = journal(folder)
    do(folder, "refresh", ID)
    equal(journal(folder), before)


@case
def branch(folder):
    """The branch under the pull request is changed or gone: what tells of it waits until somebody decides."""
    bare = begin(folder)
    path = git(bare, "diff", "--name-only", "main", "tickets/DM-40120").split()[0]
    do(folder, "approve", ID, READY)
    commit(bare, folder, "tickets/DM-40120", path, lambda text: text + "# by hand\n")
    do(folder, "refresh", ID)
    check("the branch was changed outside" in refused(folder, READY))
    check("the branch of the pull request was changed outside" in do(folder, "show", ID).stdout)
    git(bare, "update-ref", "-d", "refs/heads/tickets/DM-40120")
    do(folder, "refresh", ID)
    check("the branch was changed outside" in refused(folder, READY))
    equal(posted(folder), [])


@case
def branch_without_pull(folder):
    """No pull request is opened over what somebody else made of the branch."""
    shutil.copytree(pushed() / "cyclewright", folder / "cyclewright")
    bare = next(state_folder(folder).rglob("phalanx.git"))
    path = git(bare, "diff", "--name-only", "main", "tickets/DM-40120").split()[0]
    do(folder, "approve", ID, PULL)
    commit(bare, folder, "tickets/DM-40120", path, lambda text: text + "# by hand\n")
    do(folder, "refresh", ID)
    check("the branch was changed outside" in refused(folder, PULL))
    do(folder, "adopt", ID, PHALANX)
    do(folder, "approve", ID, PULL)
    do(folder, "run", ID, PULL)
    equal(effect(folder, PULL)["state"], "done")


@case
def ticket(folder):
    """What names a ticket isn't sent once it is gone; nothing that can't be sent is approved."""
    shutil.copytree(pushed() / "cyclewright", folder / "cyclewright")
    act(folder, "delete-issue", key="DM-40120")
    do(folder, "refresh", ID)
    for name in (PULL, PAGE, "c0045/tts/configuration/docker-compose-ops/1"):
        check("DM-40120 is not there any more" in refused(folder, name), name)


@case
def updates(folder):
    """An update that would be refused isn't approved in vain, and keeps nothing else from being approved."""
    begin(folder)
    send(folder, PAGE)
    act(folder, "close-pull", repository=REPOSITORY, number=pulls(folder)[0]["number"])
    do(folder, "refresh", ID)
    check("open it again there" in do(folder, "approve", ID, PULL, status=1).stderr)
    equal(effect(folder, PULL)["state"], "drifted")
    do(folder, "set", ID, "page.changes", json.dumps("The M2 cell is cooled by hand."))
    act(folder, "delete-issue", key="DM-40120")
    do(folder, "refresh", ID)
    equal(effect(folder, PAGE)["state"], "outdated")
    check("DM-40120 is not there any more" in do(folder, "approve", ID, PAGE, status=3).stderr)
    found = do(folder, "approve", ID, "--all", status=3)
    check("Cycle 45 Upgrade" in found.stderr and "Approved" in found.stdout, found)


@case
def last_moment(folder):
    """What a message names is looked at once more when it goes out, with what that stands on."""
    bare = begin(folder)
    path = git(bare, "diff", "--name-only", "main", "tickets/DM-40120").split()[0]
    do(folder, "approve", ID, READY)
    act(folder, "set-checks", repository=REPOSITORY, branch="tickets/DM-40120", conclusion="failure")
    found = do(folder, "run", ID, READY, status=3)
    check("nothing was sent: The checks of the pull request failed" in found.stderr, found.stderr)
    act(folder, "set-checks", repository=REPOSITORY, branch="tickets/DM-40120", conclusion="success")
    commit(bare, folder, "tickets/DM-40120", path, lambda text: text + "# by hand\n")
    found = do(folder, "run", ID, READY, status=3)
    check("nothing was sent: the branch was changed outside" in found.stderr, found.stderr)
    equal(posted(folder), [])


@case
def out_of_reach(folder):
    """Where nobody can look any more, nothing is said of it."""
    begin(folder)
    do(folder, "approve", ID, READY)
    broken = faulty(folder, {"service": "github", "method": "GET", "kind": "status", "status": 401, "times": 99})
    found = run(folder, "--rehearsal-now", NOW, "run", ID, READY, env=broken)
    check(found.returncode != 0 and "nothing was sent: " in found.stderr, found)
    equal(posted(folder), [])
    do(folder, "run", ID, READY)
    equal(len(posted(folder)), 1)


@case
def own_words(folder):
    """A ticket that is gone is named by no announcement, though a person wrote it."""
    shutil.copytree(pushed() / "cyclewright", folder / "cyclewright")
    do(folder, "set", ID, "text." + DAY_BEFORE, json.dumps("Cycle 45 on Tue 5 Jan at 17:00 CLT: DM-40120."))
    do(folder, "approve", ID, DAY_BEFORE)
    act(folder, "delete-issue", key="DM-40120")
    found = do(folder, "run", ID, DAY_BEFORE, status=3)
    check("DM-40120 is not there any more" in found.stderr, found.stderr)
    check("DM-40120 is not there any more" in refused(folder, DAY_BEFORE))
    with Services(state_folder(folder), "--now", NOW) as services:
        equal(services.state()["scheduled"], [])
    # Another one, whose key only begins so, is none of ours.
    do(folder, "set", ID, "text." + DAY_BEFORE, json.dumps("Cycle 45 on Tue 5 Jan at 17:00 CLT: DM-401207."))
    equal(effect(folder, DAY_BEFORE)["state"], "ready")


def pulls(folder):
    with Services(state_folder(folder), "--now", NOW) as services:
        return [one for one in services.state()["pulls"] if "Cycle 45" in one["title"]]


def next_round(name):
    return name[:-1] + "2"


@case
def empty_round(folder):
    """While nothing is to be changed in another round, what the one before it made and left open stays."""
    begin(folder)
    do(folder, "round", ID, "tts", "phalanx")
    equal([effect(folder, name)["state"] for name in (PHALANX, PULL, READY)], ["done", "done", "ready"])
    act(folder, "close-pull", repository=REPOSITORY, number=pulls(folder)[0]["number"])
    do(folder, "refresh", ID)
    equal(effect(folder, PULL)["state"], "drifted")
    check("the pull request was changed outside" in refused(folder, READY))


def another_change(folder):
    begin(folder)
    do(folder, "round", ID, "tts", "phalanx")
    do(folder, "edit", ID, "--site", "tts", "--repository", "phalanx",
       "environments/values-tucson-teststand.yaml", "add", "roundTwo", "yes")
    send(folder, next_round(PHALANX))
    equal([effect(folder, name)["state"] for name in (PULL, next_round(PULL))], ["done", "ready"])


@case
def next_round_takes_over(folder):
    """The pull request of the round before is this round's, and nobody is asked whether it is ours."""
    another_change(folder)
    number = pulls(folder)[0]["number"]
    send(folder, next_round(PULL))
    found = effect(folder, next_round(PULL))
    equal((found["state"], [one["number"] for one in pulls(folder)]), ("done", [number]))
    check(PULL not in effects(json.loads(do(folder, "--format", "json", "show", ID).stdout)))
    do(folder, "refresh", ID)
    equal(effect(folder, next_round(PULL))["state"], "done")
    equal(effect(folder, next_round(READY))["state"], "ready")


@case
def next_round_sees_what_changed(folder):
    """Before it is taken over it is looked at; what somebody wrote there isn't written over unasked."""
    another_change(folder)
    number = pulls(folder)[0]["number"]
    do(folder, "approve", ID, next_round(PULL))
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask(f"/github/repos/{REPOSITORY}/pulls/{number}", "PATCH", {"title": "Cycle 45, by hand"})
    do(folder, "run", ID, next_round(PULL), status=None)
    equal((effect(folder, next_round(PULL))["state"], pulls(folder)[0]["title"]), ("asking", "Cycle 45, by hand"))
    do(folder, "refresh", ID)
    equal(effect(folder, PULL)["state"], "drifted")


try:
    main()
finally:
    if templates.cache_info().currsize:
        shutil.rmtree(templates(), ignore_errors=True)
