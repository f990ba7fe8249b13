# SPDX-License-Identifier: GPL-3.0-or-later
"""Going back: what was pushed for a site is taken back on a branch of its own, and what changed since stays."""

import functools
import json
import pathlib
import shutil
import tempfile

from machine import Machine, start
from support import Services, case, check, commit, effects, equal, git, main, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
REPOSITORY = "docker-compose-ops"
BRANCH = f"c0045/tts/configuration/{REPOSITORY}/1"
BACK = f"c0045/tts/configuration/{REPOSITORY}-back/1"
SITE = ["--site", "tts", "--repository", REPOSITORY]
FILE = "tucson-teststand/setup.env"


def do(folder, command, *words, status=0):
    result = run(folder, "--rehearsal-now", NOW, "--actor", "Vera", command, ID, *words)
    check(result.returncode == status, command, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def shown(folder):
    return json.loads(run(folder, "--rehearsal-now", NOW, "--format", "json", "show", ID).stdout)


def effect(folder, name=BACK):
    return effects(shown(folder)).get(name)


def questions(folder):
    return [one for stage in shown(folder)["stages"] for one in stage["questions"] if "#back-tts:" in one["fact"]]


@functools.cache
def template():
    """A preparation whose branch was pushed, made once; the caller copies it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    do(folder, "by-hand", "c0045/tts/tickets/configuration/1", "--key", "DM-39871")
    refused = do(folder, "revert", *SITE, status=1)
    check("nothing was pushed" in refused.stderr, refused.stderr)
    do(folder, "approve", BRANCH)
    do(folder, "run")
    return folder


def begun(folder):
    shutil.copytree(template() / "cyclewright", folder / "cyclewright")
    return next(state_folder(folder).rglob(f"{REPOSITORY}.git"))


def merge(bare):
    tip = git(bare, "rev-parse", "tickets/DM-39871").strip()
    made = git(bare, "commit-tree", f"{tip}^{{tree}}", "-p", "main", "-p", tip, "-m", "Merge").strip()
    git(bare, "update-ref", "refs/heads/main", made)
    return made


@case
def an_open_branch_is_taken_back(folder):
    bare = begun(folder)
    tip = git(bare, "rev-parse", "tickets/DM-39871").strip()
    before = git(bare, "rev-parse", "main^{tree}").strip()
    planned = do(folder, "revert", *SITE)
    check(BACK in planned.stdout, planned.stdout)
    payload = effect(folder)["payload"]
    equal((payload["branch"], payload["base-name"], payload["base"], payload["expected"]),
          ("tickets/DM-39871-back", "tickets/DM-39871", tip, ""))
    check(payload["message"].startswith("TTS: Take Cycle 45 back."), payload["message"])
    diff = do(folder, "show", BACK).stdout
    check("-export CYCLE" in diff.replace('"', "") or "c0045" in diff, diff)
    do(folder, "run", status=3)
    equal(git(bare, "branch", "--list", "tickets/DM-39871-back"), "")
    do(folder, "approve", BACK)
    do(folder, "run")
    equal(effect(folder)["state"], "done")
    equal(git(bare, "rev-parse", "tickets/DM-39871-back^{tree}").strip(), before)
    equal(git(bare, "rev-parse", "tickets/DM-39871-back~1").strip(), tip)
    equal(git(bare, "rev-parse", "tickets/DM-39871").strip(), tip)
    do(folder, "refresh")
    equal((effect(folder)["state"], effect(folder, BRANCH)["state"]), ("done", "done"))
    refused = do(folder, "revert", *SITE, "--withdraw", status=1)
    check("pushed already" in refused.stderr, refused.stderr)
    do(folder, "revert", *SITE, status=1)


@case
def what_others_did_since_stays(folder):
    bare = begun(folder)
    merge(bare)
    commit(bare, folder, "main", FILE, lambda text: text + "export BY_HAND=1\n")
    do(folder, "revert", *SITE)
    payload = effect(folder)["payload"]
    equal(payload["base-name"], "main")
    do(folder, "approve", BACK)
    # Somebody makes the branch meanwhile: nothing is sent over it.
    theirs = commit(bare, folder, "tickets/DM-39871-back", FILE, lambda text: text + "export THEIRS=1\n", base="origin/main")
    refused = run(folder, "--rehearsal-now", NOW, "run", ID)
    check(refused.returncode != 0, refused.stdout)
    equal(git(bare, "rev-parse", "tickets/DM-39871-back").strip(), theirs)
    git(bare, "update-ref", "-d", "refs/heads/tickets/DM-39871-back")
    do(folder, "refresh")
    if effect(folder)["state"] == "asking":
        do(folder, "send-again", BACK)
    do(folder, "approve", BACK)
    do(folder, "run")
    text = git(bare, "show", f"tickets/DM-39871-back:{FILE}")
    check("BY_HAND" in text and "c0045" not in text, text)
    equal(git(bare, "rev-parse", "tickets/DM-39871-back~1").strip(), git(bare, "rev-parse", "main").strip())


@case
def what_joined_at_the_new_cycle_is_named(folder):
    """It was never prepared here, so that nothing takes it back."""
    bare = begun(folder)
    merge(bare)
    new = "tucson-teststand/new.env"
    commit(bare, folder, "main", new, lambda _text: "export CYCLE=c0045\n")
    commit(bare, folder, "main", "tucson-teststand/other.env", lambda _text: "export CYCLE=c0044\n")
    commit(bare, folder, "main", FILE, lambda text: text + "export SIDECAR_TAG=c0045\n")
    do(folder, "revert", *SITE)
    said, = (one for stage in shown(folder)["stages"] for one in stage["checks"] if one["id"].startswith("joined-"))
    equal(said["state"], "warning")
    known = len(git(bare, "show", f"main:{FILE}").splitlines())
    check(said["text"].endswith(f"stays at it: {new}:1 “c0045”, {FILE}:{known} “c0045”"), said)


@case
def a_conflict_is_asked(folder):
    bare = begun(folder)
    merge(bare)
    commit(bare, folder, "main", FILE, lambda text: text.replace("c0045", "c0045.002"))
    asked = do(folder, "revert", *SITE, status=3)
    check(FILE in asked.stdout and "c0045.002" in asked.stdout, asked.stdout)
    equal(effect(folder)["state"], "waiting")
    found = questions(folder)
    check(found, "nothing is asked")
    check("line " in found[0]["text"] and "c0044" in found[0]["text"], found[0]["text"])
    for one in found:
        do(folder, "set", one["fact"], "before")
    equal((questions(folder), effect(folder)["state"]), ([], "ready"))
    check("+export CYCLE" in do(folder, "show", BACK).stdout, "the diff lacks the line")
    for one in found:
        do(folder, "set", one["fact"], "stays")
    with_it = effect(folder)
    check(with_it is None or FILE not in [one["path"] for one in with_it["payload"]["files"]], with_it)
    do(folder, "set", found[0]["fact"], "null")
    equal(len(questions(folder)), 1)


@case
def all_rounds_are_taken_back(folder):
    bare = begun(folder)
    before = git(bare, "rev-parse", "main^{tree}").strip()
    do(folder, "round", "tts", REPOSITORY)
    edited = git(bare, "show", f"tickets/DM-39871:{FILE}") + "export SECOND=1\n"
    (folder / "second.env").write_text(edited)
    do(folder, "edit", *SITE, FILE, "--from", folder / "second.env")
    second = BRANCH.replace("/1", "/2")
    do(folder, "approve", second)
    do(folder, "run")
    do(folder, "revert", *SITE)
    do(folder, "approve", BACK.replace("/1", "/2"))
    do(folder, "run")
    equal(git(bare, "rev-parse", "tickets/DM-39871-back^{tree}").strip(), before)


@case
def another_round_sends_no_edit_again(folder):
    """What was pushed and merged is done: what a colleague made of it since stays; what came after the push is left."""
    bare = begun(folder)
    do(folder, "round", "tts", REPOSITORY)
    text = git(bare, "show", f"tickets/DM-39871:{FILE}")
    (folder / "edited.env").write_text(text + "export BY_HAND=1\n")
    do(folder, "edit", *SITE, FILE, "--from", folder / "edited.env")
    second, third = (BRANCH.replace("/1", f"/{number}") for number in (2, 3))
    do(folder, "approve", second)
    do(folder, "run")
    (folder / "edited.env").write_text("export FIRST=1\n" + text + "export BY_HAND=1\n")
    do(folder, "edit", *SITE, FILE, "--from", folder / "edited.env")
    merge(bare)
    commit(bare, folder, "main", FILE, lambda text: text.replace("export BY_HAND=1\n", ""))
    do(folder, "refresh")
    do(folder, "round", "tts", REPOSITORY)
    diff = do(folder, "show", third).stdout
    check("+export FIRST=1" in diff and "BY_HAND" not in diff, diff)


def change_base(bare, folder, *words):
    commit(bare, folder, "main", FILE, lambda text: text.replace(*words))
    do(folder, "refresh")


@case
def taken_back_on_the_base(folder):
    """Merged isn't done for good: where somebody took it back there, it is told, and may be sent again; where the base
    went on to something newer, or we went back ourselves, it stays done."""
    for how in ("newer", "somebody", "we"):
        home = folder / how
        home.mkdir()
        bare = begun(home)
        merge(bare)
        git(bare, "update-ref", "-d", "refs/heads/tickets/DM-39871")
        do(home, "refresh")
        equal((how, effect(home, BRANCH)["state"]), (how, "done"))
        if how == "newer":
            change_base(bare, home, "CYCLE=c0045", "CYCLE=c0045.001")
            equal(effect(home, BRANCH)["state"], "done")
        elif how == "somebody":
            change_base(bare, home, "CYCLE=c0045", "CYCLE=c0044")
            equal(effect(home, BRANCH)["state"], "drifted")
            do(home, "send-again", BRANCH)
            do(home, "approve", BRANCH)
            do(home, "run")
            check("CYCLE=c0045" in git(bare, "show", f"tickets/DM-39871:{FILE}"))
        else:
            do(home, "revert", *SITE)
            do(home, "approve", BACK)
            do(home, "run")
            git(bare, "update-ref", "refs/heads/main", "tickets/DM-39871-back")
            git(bare, "update-ref", "-d", "refs/heads/tickets/DM-39871-back")
            do(home, "refresh")
            equal([effect(home, name)["state"] for name in (BRANCH, BACK)], ["done", "done"])


@case
def another_machine_pushes_what_was_taken_back(folder):
    """That our commit stands somewhere below isn't that the base has it."""
    ticket = "c0045/tts/tickets/configuration/1"
    name = "tickets/DM-40120"
    with Services(folder / "services") as services:
        machines = []
        for who in ("first", "second"):
            machines.append(Machine(folder, who, services))
            machines[-1].do("new", "--cycle", "45", "--site", f"tts={start()}")
            machines[-1].finish(ticket)
            machines[-1].do("approve", ID, BRANCH)
        machines[0].do("run", ID, BRANCH)
        bare = next((folder / "services").rglob(f"{REPOSITORY}.git"))
        git(bare, "update-ref", "refs/heads/main", name)
        git(bare, "update-ref", "-d", f"refs/heads/{name}")
        commit(bare, folder, "main", FILE, lambda text: text.replace("CYCLE=c0045", "CYCLE=c0044"))
        machines[1].do("run", ID, BRANCH, status=None)
        machines[1].do("refresh", ID)
        machines[1].finish(BRANCH)
        check("CYCLE=c0045" in git(bare, "show", f"{name}:{FILE}"))


@case
def it_is_withdrawn(folder):
    begun(folder)
    do(folder, "revert", *SITE)
    check(effect(folder), "nothing is planned")
    do(folder, "revert", "--site", "tts", "--withdraw")
    equal(effect(folder), None)
    refused = do(folder, "revert", "--site", "tts", "--withdraw", status=1)
    check("doesn’t go back" in refused.stderr, refused.stderr)
    do(folder, "revert", "--site", "summit", status=1)
    do(folder, "revert", "--site", "tts", "--repository", "nowhere", status=1)
    do(folder, "revert", *SITE, "--base", "nowhere", status=1)
    do(folder, "revert", status=2)
    do(folder, "set", f"back.tts.{REPOSITORY}", "1", status=1)


try:
    main()
finally:
    if template.cache_info().currsize:
        shutil.rmtree(template(), ignore_errors=True)
