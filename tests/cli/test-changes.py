# SPDX-License-Identifier: GPL-3.0-or-later
"""The planned changes, command by command: mentions, answers, edits left out, another change on a ticket."""

import functools
import json
import pathlib
import shutil
import tempfile

from support import case, check, commit, effects, equal, git, main, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
REPOSITORY = "argocd-csc"
BRANCH = f"c0045/tts/configuration/{REPOSITORY}/"


def do(folder, command, *words, status=0):
    result = run(folder, "--rehearsal-now", NOW, "--actor", "Vera", command, ID, *words)
    check(result.returncode == status, command, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def ask(folder, command, *words):
    return json.loads(run(folder, "--rehearsal-now", NOW, "--format", "json", command, ID, *words).stdout)


def stage(folder, name):
    return next(found for found in ask(folder, "show")["stages"] if found["id"] == name)


def branch(folder, number=1):
    return effects(ask(folder, "show")).get(f"{BRANCH}{number}")


@functools.cache
def template():
    """A preparation with a ticket made by hand, made once; the caller copies it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    do(folder, "by-hand", "c0045/tts/tickets/configuration/1", "--key", "DM-39871")
    return folder


def begun(folder):
    shutil.copytree(template() / "cyclewright", folder / "cyclewright")


def push(folder, number=1):
    do(folder, "approve", f"{BRANCH}{number}")
    do(folder, "run")
    equal(branch(folder, number)["state"], "done")


def bare(folder):
    return next(state_folder(folder).rglob(f"{REPOSITORY}.git"))


@case
def mentions_are_listed(folder):
    begun(folder)
    every = ask(folder, "mentions")
    for fate in ["changed", "kept", "left-out", "question", "not-part", "odd"]:
        found = ask(folder, "mentions", "--fate", fate)
        equal(found, [mention for mention in every if mention["fate"] == fate])
    check(all(mention["reason"] for mention in every), "a mention has no reason")
    check(all(mention["edit"] for mention in every if mention["fate"] == "changed"), "an edit has no name")
    check(every[0]["path"] in do(folder, "mentions", "--site", "tts").stdout, "the text lacks a path")
    equal(ask(folder, "mentions", "--site", "summit"), [])
    do(folder, "mentions", "--fate", "gone", status=2)


@case
def an_edit_is_left_out(folder):
    begun(folder)
    do(folder, "approve", f"{BRANCH}1")
    before = branch(folder)
    edit = next(mention for mention in ask(folder, "mentions", "--fate", "changed")
                if mention["repository"] == REPOSITORY)
    for reason in ["", "5 "]:
        do(folder, "set", "left-out.nothing", reason, status=1)
    do(folder, "set", f"left-out.{edit['edit']}", "It follows on Monday")
    after = branch(folder)
    equal((before["state"], after["state"]), ("approved", "ready"))
    check(before["payload"]["files"] != after["payload"]["files"], "the payload is the same")
    left = ask(folder, "mentions", "--fate", "left-out")
    equal([(found["path"], found["reason"]) for found in left], [(edit["path"], "Left out: It follows on Monday")])
    texts = [found["text"] for found in stage(folder, "configuration")["checks"]]
    check(any("It follows on Monday" in text for text in texts), "no check says why", texts)
    do(folder, "set", f"left-out.{edit['edit']}", "null")
    equal(branch(folder), before)


@case
def answers_are_changed_and_taken_back(folder):
    begun(folder)
    fact = f"base.tts.{REPOSITORY}"
    equal([found["answer"] for found in stage(folder, "configuration")["answered"] if found["fact"] == fact], ["main"])
    do(folder, "set", "author", "Ada <ada@example.org>")
    do(folder, "set", "page.channel", "#elsewhere")
    found = {entry["fact"]: entry["answer"] for entry in stage(folder, "configuration")["answered"]}
    equal(found["author"], "Ada <ada@example.org>")
    check("Ada <ada@example.org> (author)" in do(folder, "show").stdout, "show hides the answer")
    do(folder, "set", "author", "Eve <eve@example.org>")
    equal(branch(folder)["payload"]["author"]["name"], "Eve")
    do(folder, "set", "author", "null")
    check("author" not in [entry["fact"] for entry in stage(folder, "configuration")["answered"]], "still answered")


@case
def another_change_on_an_open_branch(folder):
    begun(folder)
    refused = do(folder, "round", "tts", REPOSITORY, status=1)
    check("round 1" in refused.stderr, refused.stderr)
    do(folder, "round", "atlantis", REPOSITORY, status=1)
    do(folder, "round", "tts", "nothing", status=1)
    edit = next(mention["edit"] for mention in ask(folder, "mentions", "--fate", "changed")
                if mention["repository"] == REPOSITORY)
    do(folder, "set", f"left-out.{edit}", "It follows on Monday")
    push(folder)
    first = git(bare(folder), "rev-parse", "tickets/DM-39871").strip()
    equal(do(folder, "round", "tts", REPOSITORY).stdout, f"tts, {REPOSITORY}: round 2 begins\n")
    # While nothing is to be changed in it, what the first one made stays in sight.
    equal((branch(folder)["state"], branch(folder, 2)), ("done", None))
    do(folder, "set", f"left-out.{edit}", "null")
    # What stayed behind the branch's own cycle may have been pinned: that is asked.
    do(folder, "set", f"answer.{edit}", "c0045")
    second = branch(folder, 2)["payload"]
    equal((second["base-name"], second["base"], second["expected"], len(second["files"])),
          ("tickets/DM-39871", first, first, 1))
    # What the first one pushed stays in sight until the second one is pushed.
    equal(branch(folder)["state"], "done")
    push(folder, 2)
    equal(branch(folder), None)
    equal(git(bare(folder), "rev-parse", "tickets/DM-39871~1").strip(), first)
    # Its files, sent once more, would take back what the second one changed in them.
    for number in ("1", "null"):
        check("round 2 was pushed" in do(folder, "set", f"round.tts.{REPOSITORY}", number, status=1).stderr, number)
    sheet = do(folder, "export").stdout
    check(f"{BRANCH}1" in sheet, "the sheet forgets the first round", sheet)


@case
def a_round_that_somebody_takes_back(folder):
    """What another round finds changed on the branch is told as it is, and what the first one made is compared."""
    begun(folder)
    push(folder)
    do(folder, "round", "tts", REPOSITORY)
    path = branch(folder)["payload"]["files"][0]["path"]
    before = git(bare(folder), "show", f"main:{path}")
    commit(bare(folder), folder, "tickets/DM-39871", path, lambda text: before)
    do(folder, "refresh")
    equal(branch(folder)["state"], "drifted")
    fact = next(one["fact"] for one in stage(folder, "configuration")["questions"] if one["fact"].startswith("answer."))
    do(folder, "set", fact, "c0045")
    equal((branch(folder)["state"], branch(folder, 2)["state"]), ("drifted", "ready"))
    shown = do(folder, "show").stdout
    check(f"planned again, as it touches {path}" in shown and "touches no file" not in shown, shown)
    check(f"Branch on {REPOSITORY}, TTS: Changed outside" in do(folder, "give-up", "--reason", "Put off").stdout)


@case
def what_a_round_took_over_is_told_by_it(folder):
    """An edit of which some was pushed says in the next round whose the rest is, and of no more."""
    begun(folder)
    path = "apps/atdome/values-tucson-teststand.yaml"

    def edit(time, *words):
        result = run(folder, "--rehearsal-now", f"2026-12-01T{time}:00Z", "--actor", "Vera", "edit", ID, "--site", "tts",
                     "--repository", REPOSITORY, path, *words)
        equal(result.returncode, 0)

    def taken():
        one, = ask(folder, "edit")
        return [(whose["from"], whose["place"]) for whose in one.get("taken", [])]

    edit("12:00", "add", "own", "1")
    edit("12:00", "remove", "env")
    edit("12:00", "copy", "env", "--from-site", "summit")
    edit("12:00", "set", "own", "2")
    equal(taken(), [("summit", "env")])
    push(folder)
    edit("13:00", "remove", "image")
    edit("13:00", "copy", "image", "--from-site", "bts")
    equal(taken(), [("summit", "env"), ("bts", "image")])
    do(folder, "round", "tts", REPOSITORY)
    equal(taken(), [("bts", "image")])


@case
def another_change_after_the_merge(folder):
    begun(folder)
    edit = next(mention["edit"] for mention in ask(folder, "mentions", "--fate", "changed")
                if mention["repository"] == REPOSITORY)
    do(folder, "set", f"left-out.{edit}", "It follows on Monday")
    push(folder)
    first = git(bare(folder), "rev-parse", "tickets/DM-39871").strip()
    merge = git(bare(folder), "commit-tree", f"{first}^{{tree}}", "-p", "main", "-p", first, "-m", "Merge").strip()
    git(bare(folder), "update-ref", "refs/heads/main", merge)
    do(folder, "round", "tts", REPOSITORY)
    do(folder, "set", f"left-out.{edit}", "null")
    do(folder, "set", f"answer.{edit}", "c0045")
    payload = branch(folder, 2)["payload"]
    equal((payload["base-name"], payload["base"], payload["parent"], payload["expected"]),
          ("main", merge, merge, first))
    push(folder, 2)
    equal(git(bare(folder), "rev-parse", "tickets/DM-39871~1").strip(), merge)


try:
    main()
finally:
    if template.cache_info().currsize:
        shutil.rmtree(template(), ignore_errors=True)
