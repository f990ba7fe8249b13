# SPDX-License-Identifier: GPL-3.0-or-later
"""A branch is brought onto a base that moved: shown first, everybody's commits kept, nothing pushed over anybody."""

import functools
import json
import pathlib
import shutil
import tempfile

from support import case, check, commit, effects, environment, equal, git, main, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
REPOSITORY = "docker-compose-ops"
BRANCH = f"c0045/tts/configuration/{REPOSITORY}/1"
REBASE = f"c0045/tts/configuration/{REPOSITORY}-rebase/1"
TICKET = "tickets/DM-39871"
FILE = "tucson-teststand/setup.env"


def do(folder, command, *words, status=0, name=ID):
    result = run(folder, "--rehearsal-now", NOW, "--actor", "Vera", command, name, *words)
    check(result.returncode == status, command, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def shown(folder, name=ID):
    return json.loads(run(folder, "--rehearsal-now", NOW, "--format", "json", "show", name).stdout)


def effect(folder, which=REBASE):
    return effects(shown(folder)).get(which)


@functools.cache
def template():
    """A preparation whose branch was pushed, and got a colleague's commit, made once; the caller copies it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    do(folder, "by-hand", "c0045/tts/tickets/configuration/1", "--key", "DM-39871")
    do(folder, "rebase", status=1)
    do(folder, "approve", BRANCH)
    do(folder, "run")
    refused = do(folder, "rebase", status=1)
    check("stands on a base that moved" in refused.stderr, refused.stderr)
    return folder


def begun(folder):
    shutil.copytree(template() / "cyclewright", folder / "cyclewright")
    bare = next(state_folder(folder).rglob(f"{REPOSITORY}.git"))
    return bare, commit(bare, folder, TICKET, "README.md", lambda text: text + "A word.\n", "Say a word", by="Bert")


def log(bare, form, revisions):
    return git(bare, "log", f"--format={form}", revisions).splitlines()


@case
def every_commit_is_kept(folder):
    bare, old = begun(folder)
    base = commit(bare, folder, "main", FILE, lambda text: text + "export MORE=1\n", "More")
    form = "%an %ae %at %cn %ct %s"
    before = log(bare, form, f"main..{TICKET}")
    planned = do(folder, "rebase", "--site", "tts")
    check(REBASE in planned.stdout and "Bert" in planned.stdout and f"{old[:7]} → " in planned.stdout, planned.stdout)
    equal(git(bare, "rev-parse", TICKET).strip(), old)
    payload = effect(folder)["payload"]
    equal((payload["expected"], payload["base"], len(payload["commits"])), (old, base, 2))
    do(folder, "run", status=3)
    equal(git(bare, "rev-parse", TICKET).strip(), old)
    do(folder, "approve", REBASE)
    do(folder, "run")
    equal(git(bare, "rev-parse", TICKET).strip(), payload["tip"])
    equal(log(bare, "%H", f"main..{TICKET}"), [one["after"] for one in reversed(payload["commits"])])
    equal(log(bare, form, f"main..{TICKET}"), before)
    equal(git(bare, "rev-parse", f"{TICKET}~2").strip(), base)
    text = git(bare, "show", f"{TICKET}:{FILE}")
    check("MORE" in text and "c0045" in text, text)
    equal(effect(folder)["outcome"]["before"], old)
    do(folder, "refresh")
    equal((effect(folder)["state"], effect(folder, BRANCH)["state"]), ("done", "done"))
    do(folder, "rebase", status=1)
    do(folder, "rebase", "--withdraw", status=1)
    # Another time is another deed.
    commit(bare, folder, "main", "README.md", lambda text: "First.\n" + text, "First")
    do(folder, "rebase")
    check(effect(folder, REBASE.replace("/1", "/2")), "nothing is planned")


def conflicts(folder):
    return [one for stage in shown(folder)["stages"] for one in stage["questions"] if "/rebase-tts/" in one["fact"]]


@case
def a_conflict_is_asked(folder):
    bare, old = begun(folder)
    authors = log(bare, "%an %ae %at", f"main..{TICKET}")
    commit(bare, folder, "main", FILE, lambda text: text.replace("c0044", "c0044.001"), "A revision")
    asked = do(folder, "rebase", status=3)
    check(all(word in asked.stdout for word in (FILE, "c0044.001", "c0045", "As main has it now", "hand:")), asked.stdout)
    equal(effect(folder)["state"], "waiting")
    do(folder, "approve", REBASE, status=3)
    [question] = conflicts(folder)
    equal(question["values"], ["base", "commit", "hand"])
    name = question["fact"].removeprefix("answer.")
    # What is no answer, or no whole one, is refused and settles nothing.
    do(folder, "rebase", "--answer", f"{name}=neither", status=1)
    do(folder, "rebase", "--answer", "nothing=base", status=1)
    half = folder / "half.env"
    half.write_text("<<<<<<< the base\nA=1\n=======\nA=2\n>>>>>>> commit\n")
    refused = do(folder, "rebase", "--answer", f"{name}=@{half}", status=1)
    check("line 1" in refused.stderr, refused.stderr)
    do(folder, "rebase", "--answer", f"{name}=base", "--withdraw", status=2)
    equal(len(conflicts(folder)), 1)
    # The base's, in place of the commit's: the commit is empty then, and goes.
    said = do(folder, "rebase", "--answer", f"{question['fact']}=base").stdout
    check(f"leaves 1 mention behind, whatever the sums of its plan say: {FILE}:" in said, said)
    payload = effect(folder)["payload"]
    equal([one["after"] == "" for one in payload["commits"]], [True, False])
    # A file of one's own, by the editor of one's own.
    script = folder / "editor.sh"
    script.write_text("#!/bin/sh\ngrep -q '<<<<<<< ' \"$1\" || exit 1\nsed -i '/^[<>=|]\\{7\\}/d; /c0044.001/d' \"$1\"\n")
    script.chmod(0o755)
    do(folder, "set", question["fact"], "null")
    result = run(folder, "--rehearsal-now", NOW, "--actor", "Vera", "rebase", ID, "--answer", f"{name}=hand",
                 env=environment(folder) | {"VISUAL": str(script)})
    equal((result.returncode, result.stderr), (0, ""))
    check("written by hand" in result.stdout and "+export CYCLE=c0045" in result.stdout.replace('"', ""), result.stdout)
    (folder / "answers.json").write_text(json.dumps({name: "commit"}))
    do(folder, "rebase", "--answer", folder / "answers.json")
    equal((conflicts(folder), effect(folder)["state"]), ([], "ready"))
    check("rebase-left" not in json.dumps(shown(folder)), "nothing is left behind")
    equal(git(bare, "rev-parse", TICKET).strip(), old)
    do(folder, "approve", REBASE)
    do(folder, "run")
    equal(git(bare, "rev-parse", TICKET).strip(), effect(folder)["payload"]["tip"])
    equal(log(bare, "%an %ae %at", f"main..{TICKET}"), authors)
    text = git(bare, "show", f"{TICKET}:{FILE}")
    check("c0045" in text and "c0044" not in text, text)
    do(folder, "refresh")
    equal(effect(folder)["state"], "done")


@case
def the_way_back_leaves_what_the_base_has(folder):
    """Also in the lines where the commit was chosen: a colleague's change isn't taken back with them."""
    bare, _ = begun(folder)
    commit(bare, folder, "main", FILE, lambda text: text.replace("c0044", "c0044.001") + "export MORE=1\n", "A revision")
    do(folder, "rebase", status=3)
    do(folder, "rebase", "--answer", f"{conflicts(folder)[0]['fact']}=commit")
    do(folder, "approve", REBASE)
    do(folder, "run")
    do(folder, "revert", "--site", "tts", "--repository", REPOSITORY)
    back = effect(folder, BRANCH.replace(REPOSITORY, f"{REPOSITORY}-back"))
    equal(back["payload"]["base-name"], TICKET)
    do(folder, "approve", back["id"])
    do(folder, "run")
    equal(git(bare, "show", f"{TICKET}-back:{FILE}"), git(bare, "show", f"main:{FILE}"))
    equal(git(bare, "show", f"{TICKET}-back:README.md"), git(bare, "show", f"{TICKET}:README.md"))


@case
def a_conflict_may_stay(folder):
    bare, old = begun(folder)
    commit(bare, folder, "main", FILE, lambda text: text.replace("c0044", "c0044.001"), "A revision")
    do(folder, "rebase", status=3)
    do(folder, "rebase", "--withdraw")
    equal(effect(folder), None)
    equal(git(bare, "rev-parse", TICKET).strip(), old)


@case
def nobody_is_pushed_over(folder):
    bare, _ = begun(folder)
    commit(bare, folder, "main", "README.md", lambda text: "First.\n" + text, "First")
    do(folder, "rebase")
    do(folder, "approve", REBASE)
    theirs = commit(bare, folder, TICKET, FILE, lambda text: text + "export THEIRS=1\n", "Theirs", by="Carla")
    refused = do(folder, "run", status=1)
    check("Carla" in refused.stdout + refused.stderr, refused.stdout, refused.stderr)
    equal(git(bare, "rev-parse", TICKET).strip(), theirs)
    do(folder, "refresh")
    equal(effect(folder)["state"], "ready")
    equal([one["author"] for one in effect(folder)["payload"]["commits"]][1:], ["Bert", "Carla"])
    do(folder, "approve", REBASE)
    do(folder, "run")
    check("THEIRS" in git(bare, "show", f"{TICKET}:{FILE}"), "a commit is lost")
    # What they changed on top of ours still is theirs, by its new name.
    do(folder, "refresh")
    found = effect(folder, BRANCH)
    equal(found["state"], "drifted")
    equal([one["theirs"] for one in found["differences"] if one["what"] == FILE], ["export THEIRS=1"])
    new = git(bare, "rev-parse", TICKET).strip()
    check(any(new[:7] in one["what"] for one in found["differences"]), found["differences"])
    check(not any(theirs[:7] in one["what"] for one in found["differences"]), found["differences"])


@case
def our_commits_become_one(folder):
    own = folder / "cyclewright" / "procedures"
    own.mkdir(parents=True)
    (own / "one.json").write_text(json.dumps({"format": 1, "extends": "rubin-2023", "id": "one", "one-commit": True}))
    words = ["new", "--cycle", "45", "--site", "tts=2027-01-05T17:00"]
    result = run(folder, "--procedure", "one", "--rehearsal-now", NOW, *words)
    equal((result.returncode, result.stderr), (0, ""))
    here = functools.partial(do, folder, name="c0045-one")
    here("by-hand", "c0045/tts/tickets/configuration/1", "--key", "DM-39871")
    here("approve", BRANCH)
    here("run")
    bare = next(state_folder(folder).rglob(f"{REPOSITORY}.git"))
    here("round", "tts", REPOSITORY)
    (folder / "new.env").write_text(git(bare, "show", f"{TICKET}:{FILE}") + "export SECOND=1\n")
    here("edit", "--site", "tts", "--repository", REPOSITORY, FILE, "--from", folder / "new.env")
    second = BRANCH.replace("/1", "/2")
    here("approve", second)
    here("run")
    commit(bare, folder, TICKET, "README.md", lambda text: text + "A word.\n", "Say a word", by="Bert")
    commit(bare, folder, "main", "README.md", lambda text: "First.\n" + text, "First")
    here("rebase")
    here("approve", REBASE)
    here("run")
    equal(log(bare, "%an", f"main..{TICKET}")[0], "Bert")
    equal(len(log(bare, "%H", f"main..{TICKET}")), 2)
    message = git(bare, "log", "-1", "--format=%B", f"{TICKET}~1")
    equal(message.count("Cyclewright-Effect:"), 2)
    check("SECOND" in git(bare, "show", f"{TICKET}:{FILE}"), "a change is lost")
    here("refresh")
    found = effects(shown(folder, "c0045-one"))
    equal((found[REBASE]["state"], found[second]["state"]), ("done", "done"))


try:
    main()
finally:
    if template.cache_info().currsize:
        shutil.rmtree(template(), ignore_errors=True)
