# SPDX-License-Identifier: GPL-3.0-or-later
"""Files edited by hand join the change set of one rehearsed site, and are pushed with it."""

import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from support import CLI, TIMEOUT, case, check, commit, effects, environment, equal, git, main, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
TICKET = "c0045/tts/tickets/configuration/1"
BRANCH = "c0045/tts/configuration/docker-compose-ops/1"
REPOSITORY = ["--site", "tts", "--repository", "docker-compose-ops"]
OWN = "tucson-teststand/setup.env"


def do(folder, command, *words, status=0, text=None, env=None, json_output=False):
    """One command on the preparation; its status is checked, the result handed back."""
    form = ["--format", "json"] if json_output else []
    result = subprocess.run([CLI, "--data-dir", str(folder / "cyclewright"), "--rehearsal-now", NOW, "--actor", "Vera", *form,
                             command, ID, *map(str, words)], env=environment(folder, **(env or {})), input=text or "",
                            capture_output=True, text=True, timeout=TIMEOUT, cwd=folder)
    check(result.returncode == status, command, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def edit(folder, *words, **options):
    return do(folder, "edit", *REPOSITORY, *words, **options)


def shown(folder):
    return json.loads(do(folder, "show", json_output=True).stdout)


def checks(folder):
    return {one["id"]: one for stage in shown(folder)["stages"] for one in stage["checks"]}


@functools.cache
def template():
    """A preparation whose ticket exists, made once; the caller copies it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    do(folder, "approve", TICKET)
    do(folder, "run")
    return folder


def begun(folder):
    shutil.copytree(template() / "cyclewright", folder / "cyclewright")


def files(folder):
    return {one["path"]: one for one in json.loads(do(folder, "edit", *REPOSITORY, json_output=True).stdout)}


def planned(folder, path=OWN):
    """What the plan alone makes of a file, and what stands on the base."""
    payload = effects(shown(folder))[BRANCH]["payload"]
    diff = do(folder, "show", BRANCH).stdout
    repository = next(state_folder(folder).glob("**/docker-compose-ops.git"))
    before = git(repository, "show", f"{payload['base']}:{path}")
    tree = folder / "tree"
    target = tree / path
    target.parent.mkdir(parents=True)
    target.write_text(before)
    git(tree, "apply", "--include", path, "-", input=diff[diff.index("diff --git"):diff.index("\nExactly")])
    text = target.read_text()
    shutil.rmtree(tree)
    return before, text


@case
def joins_the_change_set(folder):
    begun(folder)
    before, plan = planned(folder)
    check("c0045" in plan and plan != before, plan)
    added = edit(folder, OWN, "--from", "-", text=plan + "export EXTRA=1\n")
    check("+export EXTRA=1" in added.stdout and "-export" not in added.stdout, added.stdout)
    diff = do(folder, "show", BRANCH).stdout
    check("+export EXTRA=1" in diff and "+export CYCLE=c0045" in diff.replace('"', ""), diff)
    listed = json.loads(do(folder, "edit", json_output=True).stdout)
    equal([(one["site"], one["path"], one["edited"], one["every-site"], one.get("question")) for one in listed],
          [("tts", OWN, "by Vera, Tue 1 Dec, 12:00 UTC", False, None)])
    check(f"{OWN} edited by Vera" in checks(folder)["hand-tts-docker-compose-ops-1"]["text"], checks(folder))
    check(OWN in do(folder, "edit").stdout, "the list has it")
    # A second save starts from the plan's text again, and the plan's own text undoes the edit.
    again = edit(folder, OWN, "--from", "-", text=plan + "export OTHER=1\n")
    check("+export OTHER=1" in again.stdout and "EXTRA" not in again.stdout, again.stdout)
    edit(folder, OWN, "--from", "-", text=plan)
    equal(json.loads(do(folder, "edit", json_output=True).stdout), [])


@case
def is_pushed_as_it_was_reviewed(folder):
    begun(folder)
    _, plan = planned(folder)
    edit(folder, OWN, "--from", "-", text=plan + "export EXTRA=1\n")
    edit(folder, "tucson-teststand/new/own.txt", "--from", "-", text="a new file\n")
    gone = next(path for path, one in files(folder).items() if one["owner"] == "site" and path != OWN)
    edit(folder, gone, "--remove")
    do(folder, "approve", BRANCH)
    do(folder, "run", BRANCH)
    outcome = effects(shown(folder))[BRANCH]["outcome"]
    repository = next(state_folder(folder).glob("**/docker-compose-ops.git"))
    equal(git(repository, "show", f"{outcome['commit']}:{OWN}"), plan + "export EXTRA=1\n")
    equal(git(repository, "show", f"{outcome['commit']}:tucson-teststand/new/own.txt"), "a new file\n")
    equal(git(repository, "ls-tree", outcome["commit"], gone), "")


@case
def what_was_pushed_is_updated(folder):
    """An update goes on top of our own commit and is the reviewed tree, whatever the first push changed; where a
    colleague was there in between it is refused, and waits."""
    begun(folder)
    bare = next(state_folder(folder).glob("**/docker-compose-ops.git"))

    def read(path):
        return git(bare, "show", f"tickets/{branch}:{path}")

    def push_it(status=0):
        do(folder, "approve", BRANCH)
        return do(folder, "run", BRANCH, status=status)

    push_it()
    branch = effects(shown(folder))[BRANCH]["outcome"]["key"].removeprefix("tickets/")
    first = read(OWN)
    edit(folder, OWN, "add", "EXTRA", "1")
    edit(folder, "tucson-teststand/own.txt", "--from", "-", text="a new file\n")
    equal(effects(shown(folder))[BRANCH]["state"], "outdated")
    push_it()
    equal(effects(shown(folder))[BRANCH]["state"], "done")
    equal((read(OWN), read("tucson-teststand/own.txt")), (first + "export EXTRA=1\n", "a new file\n"))
    equal(git(bare, "rev-list", "--count", f"main..tickets/{branch}").strip(), "2")

    edit(folder, OWN, "--undo")
    edit(folder, "tucson-teststand/own.txt", "--undo")
    push_it()
    equal(read(OWN), first)
    equal(git(bare, "ls-tree", f"tickets/{branch}", "tucson-teststand/own.txt"), "")

    edit(folder, OWN, "add", "EXTRA", "2")
    do(folder, "approve", BRANCH)
    commit(bare, folder, f"tickets/{branch}", OWN, lambda text: text + "# by Ada\n")
    check("nothing was sent" in do(folder, "run", BRANCH, status=1).stdout, "said")
    check("EXTRA" not in read(OWN) and "# by Ada" in read(OWN), read(OWN))
    equal(effects(shown(folder))[BRANCH]["state"], "drifted")


@case
def the_text_may_come_from_a_file(folder):
    begun(folder)
    (folder / "new.env").write_text("export A=1\n")
    edit(folder, "tucson-teststand/b.env", "--from", "new.env")
    equal(files(folder)["tucson-teststand/b.env"]["edited"], True)
    check("can’t be read" in edit(folder, OWN, "--from", "absent", status=1).stderr or
          "absent" in edit(folder, OWN, "--from", "absent", status=1).stderr, "the file is named")
    undone = edit(folder, "tucson-teststand/b.env", "--undo")
    check("is as the plan says" in undone.stderr, undone.stderr)
    check("was not edited by hand" in edit(folder, "tucson-teststand/b.env", "--undo", status=1).stderr, "once is enough")


@case
def the_persons_own_editor(folder):
    begun(folder)
    script = folder / "editor"
    script.write_text('#!/bin/sh\n[ "$1" = --wait ] && shift\necho "export EXTRA=1" >> "$1"\necho "$1" > seen\n')
    script.chmod(0o700)
    edited = edit(folder, OWN, "--editor", env={"EDITOR": f"{script} --wait"})
    check("+export EXTRA=1" in edited.stdout, edited.stdout)
    seen = pathlib.Path((folder / "seen").read_text().strip())
    equal((seen.name, seen.parent.exists()), ("setup.env", False))
    # An editor that fails changes nothing, and what it saved is kept.
    script.write_text('#!/bin/sh\necho "lost?" > "$1"\nexit 3\n')
    failed = edit(folder, OWN, "--editor", status=1, env={"VISUAL": str(script)})
    kept = pathlib.Path(failed.stderr.strip().rsplit(" ", 1)[1])
    equal(kept.read_text(), "lost?\n")
    # So is what can't be saved.
    script.write_text('#!/bin/sh\nprintf "a\\\\0b" > "$1"\n')
    refused = edit(folder, OWN, "--editor", status=1, env={"VISUAL": str(script)})
    check("line 1: a NUL byte" in refused.stderr and "Your text is kept in" in refused.stderr, refused.stderr)


YAML = ["--site", "tts", "--repository", "argocd-csc"]


def values(folder):
    """A values file of the site, and what the plan makes of it."""
    listed = json.loads(do(folder, "edit", *YAML, json_output=True).stdout)
    return next(one["path"] for one in listed if one["owner"] == "site" and one["changed"])


@case
def at_a_path(folder):
    begun(folder)
    path = values(folder)
    added = do(folder, "edit", *YAML, path, "add", "extra.name", "first")
    check("+extra:\n+  name: first\n" in added.stdout, added.stdout)
    changed = do(folder, "edit", *YAML, path, "set", "extra.name", "second")
    check("+  name: second" in changed.stdout and "first" not in changed.stdout, changed.stdout)
    refused = do(folder, "edit", *YAML, path, "set", "extra.name", "2", status=1).stderr
    check("give it as YAML, in quotes" in refused, refused)
    check("part of the text" in do(folder, "edit", *YAML, path, "set", "extra.name", '"2"').stderr, "no word of quotes")
    quoted = do(folder, "edit", *YAML, path, "set", "extra.name", '"2"', "--yaml")
    check('+  name: "2"\n' in quoted.stdout and not quoted.stderr, quoted.stdout)
    do(folder, "edit", *YAML, path, "set", "extra.name", "second", "--yaml")
    do(folder, "edit", *YAML, path, "add", "extra.list", "[1, 2]", "--yaml", "--before", "name")
    both = do(folder, "edit", *YAML, path, "set", "extra.list[0]", "7")
    check("+extra:\n+  list: [7, 2]\n+  name: second\n" in both.stdout, both.stdout)
    gone = do(folder, "edit", *YAML, path, "remove", "extra")
    equal((gone.stdout, "is as the plan says" in gone.stderr), ("", True))
    edit(folder, OWN, "add", "EXTRA", "1")
    check("EXTRA=2" in edit(folder, OWN, "set", "EXTRA", "2").stdout, "a variable of an env file")
    check("no" in do(folder, "edit", *YAML, path, "set", "not.there", "1", status=1).stderr, "the path is named")


@case
def from_another_site(folder):
    begun(folder)
    path = values(folder)
    # The whole file where there is none, with the other site's name replaced.
    do(folder, "edit", *YAML, path, "--remove")
    copied = do(folder, "edit", *YAML, path, "copy", "--from-site", "summit")
    equal(json.loads(do(folder, "edit", json_output=True).stdout)[0]["removed"], False)
    check("summit" not in "".join(line for line in copied.stdout.splitlines(keepends=True) if line.startswith("+")
                                  and not line.startswith("+++")), copied.stdout)
    one, = json.loads(do(folder, "edit", json_output=True).stdout)
    check("taken over from Summit’s " in one["edited"], one)
    equal([(whose["kind"], whose["from"], whose["name"], whose["place"]) for whose in one["taken"]],
          [("copy", "summit", path, "")])
    refused = do(folder, "edit", *YAML, path, "copy", "--from-site", "summit", status=1)
    check("already" in refused.stderr, refused.stderr)
    check("no site" in do(folder, "edit", *YAML, path, "copy", "--from-site", "moon", status=1).stderr
          or "moon" in do(folder, "edit", *YAML, path, "copy", "--from-site", "moon", status=1).stderr, "unknown site")
    do(folder, "edit", *YAML, path, "remove", "image")
    block = do(folder, "edit", *YAML, path, "copy", "image", "--from-site", "summit", "--replace", "c0044=c0045")
    check("c0044" not in "".join(line for line in block.stdout.splitlines() if line.startswith("+")), block.stdout)


@case
def deeds_that_are_none(folder):
    begun(folder)
    for words in [["paint", "a"], ["set", "a"], ["add", "a"], ["remove"], ["remove", "a", "b"], ["copy", "a"],
                  ["set", "a", "b", "--from-site", "bts"], ["set", "a", "b", "--here", "--at-source"],
                  ["set", "a", "b", "--undo"]]:
        edit(folder, OWN, *words, status=2)


@case
def broken_yaml_needs_a_persons_word(folder):
    begun(folder)
    repository = ["--site", "tts", "--repository", "argocd-csc"]
    listed = json.loads(do(folder, "edit", *repository, json_output=True).stdout)
    path = next(one["path"] for one in listed if one["owner"] == "site" and one["path"].endswith(".yaml"))
    refused = do(folder, "edit", *repository, path, "--from", "-", text="a:\n  - [b\n", status=1)
    check(path in refused.stderr and "Line 3" in refused.stderr and "--allow-broken" in refused.stderr, refused.stderr)
    equal(json.loads(do(folder, "edit", json_output=True).stdout), [])
    do(folder, "edit", *repository, path, "--from", "-", "--allow-broken", text="a:\n  - [b\n")
    found = checks(folder)[f"tts-hand-broken-argocd-csc/{path}"]
    check(found["state"] == "warning" and "Line 3" in found["text"], found)
    check(f"waved.tts-hand-broken-argocd-csc/{path}" in do(folder, "show").stdout, "how to wave it through is shown")


@case
def what_concerns_every_site_is_named(folder):
    begun(folder)
    listed = files(folder)
    common = next(path for path, one in listed.items() if one["owner"] == "every-site")
    edited = edit(folder, common, "--from", "-", text="for all\n")
    check("concerns every site" in edited.stderr, edited.stderr)
    found = checks(folder)[f"tts-hand-common-docker-compose-ops/{common}"]
    equal(found["state"], "warning")
    check("concerns every site" in do(folder, "edit").stdout, "the list says so")


@case
def wrong_input(folder):
    begun(folder)
    cases = [
        ([*REPOSITORY, "../../etc/passwd", "--from", "-"], 1, "no path inside the repository"),
        ([*REPOSITORY, "/etc/passwd", "--from", "-"], 1, "no path inside the repository"),
        ([*REPOSITORY, ".git/config", "--from", "-"], 1, "no path inside the repository"),
        ([*REPOSITORY, "tucson-teststand", "--from", "-"], 1, "is a folder"),
        ([*REPOSITORY, OWN + "/x", "--from", "-"], 1, "nothing can stand below it"),
        ([*REPOSITORY, "summit/setup.env", "--from", "-"], 1, "belongs to the site “summit”"),
        ([*REPOSITORY, "tucson-teststand/absent", "--remove"], 1, "There is no file"),
        (["--site", "moon", "--repository", "phalanx", "x", "--from", "-"], 1, "has no site “moon”"),
        (["--site", "tts", "--repository", "moon", "x", "--from", "-"], 1, "has no repository “moon”"),
        (["--site", "summit", "--repository", "phalanx", "x", "--from", "-"], 1, "no plan for the site “summit”"),
        ([*REPOSITORY, OWN], 2, "Say what becomes of the file"),
        ([*REPOSITORY, OWN, "--undo", "--remove"], 2, "Say what becomes of the file"),
        ([*REPOSITORY, "--undo"], 2, "Which file?"),
        ([OWN, "--undo"], 2, "--site and --repository"),
        (["--site", "tts", OWN, "--undo"], 2, "--site and --repository"),
    ]
    for words, status, expected in cases:
        result = do(folder, "edit", *words, status=status, text="a\n")
        check(expected in result.stderr, words, result.stderr)
    (folder / "large").write_bytes(b"a" * (1024 * 1024 + 1))
    (folder / "latin").write_bytes(b"a\n\xe9\n")
    (folder / "binary").write_bytes(b"a\n\0")
    (folder / "markers").write_text("a\n<<<<<<< the plan\nb\n=======\nc\n>>>>>>> edited by hand\n")
    for name, expected in [("large", "large"), ("latin", "line 2: not UTF-8"), ("binary", "line 2: a NUL byte"),
                           ("markers", "line 2: the conflict is not settled")]:
        result = edit(folder, OWN, "--from", name, status=1)
        check(expected in result.stderr, name, result.stderr)
    equal(json.loads(do(folder, "edit", json_output=True).stdout), [])


def push(folder, change, change_index=lambda tree: None):
    """Somebody else changes the default branch of the rehearsed repository."""
    repository = next(state_folder(folder).glob("**/docker-compose-ops.git"))
    tree = folder / "somebody"
    shutil.rmtree(tree, ignore_errors=True)
    branch = effects(shown(folder))[BRANCH]["payload"]["base-name"]
    git(folder, "clone", "-q", "-b", branch, repository, tree)
    change(tree)
    git(tree, "add", "-u")
    change_index(tree)
    git(tree, "commit", "-q", "-m", "Meanwhile")
    git(tree, "push", "-q", "origin", branch)


@case
def links_and_submodules_are_left_alone(folder):
    begun(folder)

    def change_index(tree):
        git(tree, "add", "tucson-teststand/link")
        git(tree, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},tucson-teststand/module")
    push(folder, lambda tree: os.symlink("/etc/passwd", tree / "tucson-teststand" / "link"), change_index)
    do(folder, "refresh")
    check("is a symbolic link" in edit(folder, "tucson-teststand/link", "--from", "-", status=1).stderr, "link")
    check("is a symbolic link" in edit(folder, "tucson-teststand/link/x", "--from", "-", status=1).stderr, "below a link")
    check("is a submodule" in edit(folder, "tucson-teststand/module/x", "--from", "-", status=1).stderr, "submodule")


@case
def a_base_that_moves(folder):
    begun(folder)
    before, plan = planned(folder)
    lines = plan.splitlines(keepends=True)
    edit(folder, OWN, "--from", "-", text="".join(lines) + "export EXTRA=1\n")
    push(folder, lambda tree: (tree / OWN).write_text("# first\n" + before))
    do(folder, "refresh")
    diff = do(folder, "show", BRANCH).stdout
    check("+export EXTRA=1" in diff and "-# first" not in diff and "c0045" in diff, diff)
    # Both add at the same place: that is asked, nothing is sent meanwhile, and the answer settles it.
    push(folder, lambda tree: (tree / OWN).write_text("# first\n" + before + "export THEIRS=1\n"))
    do(folder, "refresh")
    equal(effects(shown(folder))[BRANCH]["state"], "waiting")
    question = next(one for stage in shown(folder)["stages"] for one in stage["questions"] if "hand-tts" in one["fact"])
    check(OWN in question["text"], question)
    equal(question["values"], ["mine", "planned"])
    check("in conflict" in do(folder, "edit").stdout, "the list says so")
    do(folder, "set", question["fact"], "mine")
    diff = do(folder, "show", BRANCH).stdout
    check("+export EXTRA=1" in diff and "-export THEIRS=1" in diff, diff)


main()
