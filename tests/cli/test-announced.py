# SPDX-License-Identifier: GPL-3.0-or-later
"""What people are told waits while a look outside says that it isn't so."""

import functools
import json
import pathlib
import shutil
import sqlite3
import tempfile

from support import Services, case, check, commit, effects, equal, git, main, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
TICKET = "c0045/tts/tickets/configuration/1"
PHALANX = "c0045/tts/science-platform/phalanx/1"
PULL = "c0045/tts/science-platform/pull-phalanx/1"
READY = "c0045/tts/science-platform/notice-ready-phalanx/1"
REPOSITORY = "lsst-sqre/phalanx"


def do(folder, *words, status=0):
    result = run(folder, "--rehearsal-now", NOW, *words)
    check(status is None or result.returncode == status, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def effect(folder, name):
    return effects(json.loads(do(folder, "--format", "json", "show", ID).stdout))[name]


@functools.cache
def opened():
    """The pull request is opened, its notice can be reviewed."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))
    do(folder, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    for name in (TICKET, PHALANX, PULL):
        do(folder, "approve", ID, name)
        do(folder, "run", ID, name)
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
    do(folder, "approve", ID, name, status=3)
    do(folder, "run", ID, name, status=None)
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
    do(folder, "approve", ID, READY)
    do(folder, "run", ID, READY)
    equal(len(posted(folder)), 1)
    # What the journal knows already isn't written again.
    before = journal(folder)
    do(folder, "refresh", ID)
    equal(journal(folder), before)


try:
    main()
finally:
    if opened.cache_info().currsize:
        shutil.rmtree(opened(), ignore_errors=True)
