# SPDX-License-Identifier: GPL-3.0-or-later
"""Branches that move while a person decides: approvals stand where nothing of theirs is touched, else what moved is named."""

import functools
import json
import pathlib
import re
import shutil
import tempfile

from support import case, check, commit, effects, equal, git, main, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
REPOSITORIES = ["docker-compose-ops", "argocd-csc"]
BRANCHES = [f"c0045/tts/configuration/{name}/1" for name in REPOSITORIES]
FILE = "tucson-teststand/setup.env"


def do(folder, command, *words, status=0):
    result = run(folder, "--rehearsal-now", NOW, "--actor", "Vera", command, ID, *words)
    check(status is None or result.returncode == status, command, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def shown(folder):
    return json.loads(run(folder, "--rehearsal-now", NOW, "--format", "json", "show", ID).stdout)


def states(folder):
    found = effects(shown(folder))
    return [found[one]["state"] for one in BRANCHES]


def moves(folder):
    return {one["id"]: one for stage in shown(folder)["stages"] for one in stage["checks"]
            if one["id"].startswith("moved-")}


@functools.cache
def template():
    """A preparation whose branches are approved, made once; the caller copies it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    do(folder, "by-hand", "c0045/tts/tickets/configuration/1", "--key", "DM-39871")
    do(folder, "approve", *BRANCHES)
    return folder


def begun(folder):
    shutil.copytree(template() / "cyclewright", folder / "cyclewright")
    equal(states(folder), ["approved", "approved"])
    equal(moves(folder), {})
    return next(state_folder(folder).rglob(f"{REPOSITORIES[0]}.git"))


@case
def what_isnt_touched_stays_approved(folder):
    bare = begun(folder)
    before = git(bare, "rev-parse", "main").strip()
    hashes = [effects(shown(folder))[one]["hash"] for one in BRANCHES]
    after = commit(bare, folder, "main", "README.md", lambda text: text + "More.\n", "Say more")
    do(folder, "refresh")
    equal(states(folder), ["approved", "approved"])
    equal([effects(shown(folder))[one]["hash"] for one in BRANCHES], hashes)
    found = moves(folder)
    equal(list(found), [f"moved-tts-{REPOSITORIES[0]}-1"])
    text = found[f"moved-tts-{REPOSITORIES[0]}-1"]["text"]
    check(all(word in text for word in (before[:7], after[:7], "Say more", "approval stands")), text)
    do(folder, "run")
    equal(states(folder), ["done", "done"])
    equal(git(bare, "rev-parse", "tickets/DM-39871~1").strip(), before)
    equal(moves(folder), {})
    do(folder, "refresh")
    equal(states(folder), ["done", "done"])


@case
def what_is_touched_is_reviewed_anew(folder):
    bare = begun(folder)
    after = commit(bare, folder, "main", FILE, lambda text: text + "export MORE=1\n", "More")
    do(folder, "refresh")
    equal(states(folder), ["ready", "approved"])
    found = moves(folder)
    equal([one["state"] for one in found.values()], ["open"])
    check(FILE in found[f"moved-tts-{REPOSITORIES[0]}-1"]["text"], found)
    do(folder, "run")
    equal(states(folder), ["ready", "done"])
    do(folder, "approve", BRANCHES[0])
    equal(moves(folder), {})
    do(folder, "run")
    equal(git(bare, "rev-parse", "tickets/DM-39871~1").strip(), after)
    check("MORE" in git(bare, "show", f"tickets/DM-39871:{FILE}"), "the colleague's line is lost")


@case
def a_plan_that_nobody_approved_is_made_anew(folder):
    bare = begun(folder)
    do(folder, "withdraw", BRANCHES[0])
    before = git(bare, "rev-parse", "main").strip()
    after = commit(bare, folder, "main", FILE, lambda text: text + "export MORE=1\n", "More")
    do(folder, "refresh")
    equal((states(folder)[0], moves(folder)), ("ready", {}))
    equal(effects(shown(folder))[BRANCHES[0]]["payload"]["base"], after)
    named = [one["text"] for stage in shown(folder)["stages"] for one in stage["checks"]
             if one["id"] == f"since-tts-{REPOSITORIES[0]}"]
    check(len(named) == 1 and all(word in named[0] for word in (before[:7], after[:7], FILE)), named)
    do(folder, "refresh")
    check("since-tts" not in json.dumps(shown(folder)), "it is told again")


@case
def history_that_was_rewritten_is_named(folder):
    bare = begun(folder)
    tree = git(bare, "rev-parse", "main^{tree}").strip()
    parents = git(bare, "log", "-1", "--format=%P", "main").split()
    made = git(bare, "commit-tree", tree, *(word for one in parents for word in ("-p", one)), "-m", "Anew").strip()
    git(bare, "update-ref", "refs/heads/main", made)
    do(folder, "refresh")
    check(states(folder)[0] in ("ready", "waiting"), states(folder))
    check("was rewritten" in moves(folder)[f"moved-tts-{REPOSITORIES[0]}-1"]["text"], moves(folder))


def joined(folder):
    return [one["text"] for stage in shown(folder)["stages"] for one in stage["checks"]
            if one["id"].startswith("joined-") and one["state"] == "warning"]


@case
def files_that_join_later_are_named(folder):
    """After the sending nothing counts them; before it they are planned, and it is said that they came."""
    begun(folder)
    bare = next(state_folder(folder).rglob(f"{REPOSITORIES[1]}.git"))
    new = [f"apps/new{number}/values-tucson-teststand.yaml" for number in range(4)]
    tag = "image:\n  tag: {}\n".format
    commit(bare, folder, "main", new[0], lambda _text: tag("c0045"), "A new one")
    do(folder, "refresh")
    equal((states(folder)[1], joined(folder)), ("approved", []))
    said, = (one["text"] for one in moves(folder).values())
    check("with 1 new file of the site; it touches no file of this branch, and the approval stands" in said, said)
    do(folder, "run")
    equal((states(folder), joined(folder)), (["done", "done"], []))
    commit(bare, folder, "main", new[1], lambda _text: tag("c0044"), "One more")
    commit(bare, folder, "main", new[2], lambda _text: tag("c0045"), "One that is right")
    commit(bare, folder, "main", new[3], lambda _text: "image: {}\n# since c0044 without\n", "One without a cycle")
    do(folder, "refresh")
    said, = joined(folder)
    check(new[1] in said and new[2] not in said and new[3] not in said and "another round" in said, said)
    equal(states(folder), ["done", "done"])
    check(said in do(folder, "show").stdout, "the text says nothing")
    do(folder, "round", "tts", REPOSITORIES[1])
    equal(joined(folder), [said])
    tip = git(bare, "rev-parse", "tickets/DM-39871").strip()
    tree = git(bare, "merge-tree", "--write-tree", "main", tip).strip()
    made = git(bare, "commit-tree", tree, "-p", "main", "-p", tip, "-m", "Merge").strip()
    git(bare, "update-ref", "refs/heads/main", made)
    do(folder, "refresh")
    equal(joined(folder), [])
    asked = [one["fact"] for stage in shown(folder)["stages"] for one in stage["questions"]]
    check(any(new[1] in one for one in asked), asked)


def checks(folder):
    return {one["id"]: one["text"] for stage in shown(folder)["stages"] for one in stage["checks"]}


@case
def what_joins_a_known_file_is_named(folder):
    """A mention or a pin that the base got since is in no sum: it is named before the merge and after it."""
    begun(folder)
    bare = next(state_folder(folder).rglob(f"{REPOSITORIES[1]}.git"))
    do(folder, "run")
    known = "apps/athexapod/values-tucson-teststand.yaml"
    block = "sidecar:\n  image:\n    tag: c0044\n"
    before = git(bare, "rev-parse", "main").strip()
    after = commit(bare, folder, "main", known, lambda text: text + block, "A sidecar", by="Bert")
    line = len(git(bare, "show", f"main:{known}").splitlines())
    do(folder, "refresh")
    said, = joined(folder)
    check(f"{known}:{line} “c0044”" in said, said)
    behind = checks(folder)[f"behind-tts-{REPOSITORIES[1]}"]
    check(all(word in behind for word in (before[:7], after[:7], "1 commit", "A sidecar", "Bert", known)), behind)
    tip = git(bare, "rev-parse", "tickets/DM-39871").strip()
    tree = git(bare, "merge-tree", "--write-tree", "main", tip).strip()
    made = git(bare, "commit-tree", tree, "-p", "main", "-p", tip, "-m", "Merge").strip()
    git(bare, "update-ref", "refs/heads/main", made)
    do(folder, "refresh")
    equal(joined(folder), [said])
    git(bare, "update-ref", "-d", "refs/heads/tickets/DM-39871")
    do(folder, "refresh")
    equal(joined(folder), [said])
    commit(bare, folder, "main", known, lambda text: text.replace("c0044", "c0045"), "Take the sidecar along")
    do(folder, "refresh")
    equal(joined(folder), [])


@case
def a_pin_that_joins_is_named(folder):
    """Once the cycle beside it moved it looks as if it belonged there, and an image that nobody built would run."""
    begun(folder)
    branch = "c0045/tts/science-platform/phalanx/1"
    equal(effects(shown(folder))[branch]["state"], "ready")
    do(folder, "approve", branch)
    do(folder, "run")
    bare = next(state_folder(folder).rglob("phalanx.git"))
    known = "applications/calsys/values-tucson-teststand.yaml"
    commit(bare, folder, "main", known, lambda text: text + "joined:\n  image:\n    revision: 3\n", "A pin")
    line = len(git(bare, "show", f"main:{known}").splitlines())
    do(folder, "refresh")
    said, = joined(folder)
    check(f"{known}:{line} “3”" in said, said)
    tip = git(bare, "rev-parse", "tickets/DM-39871").strip()
    tree = git(bare, "merge-tree", "--write-tree", "main", tip).strip()
    made = git(bare, "commit-tree", tree, "-p", "main", "-p", tip, "-m", "Merge").strip()
    git(bare, "update-ref", "refs/heads/main", made)
    commit(bare, folder, "main", known, lambda text: text + "later:\n  image:\n    revision: 2\n", "A pin of this cycle")
    do(folder, "refresh")
    equal(joined(folder), [said])


@case
def a_pin_that_comes_with_the_base_stays_named(folder):
    """Brought onto a main that pinned it for the cycle before, our commit isn't what was reviewed any more."""
    begun(folder)
    branch = "c0045/tts/science-platform/phalanx/1"
    do(folder, "approve", branch)
    do(folder, "run")
    bare = next(state_folder(folder).rglob("phalanx.git"))
    known = "applications/calsys/values-tucson-teststand.yaml"
    commit(bare, folder, "main", known, lambda text: text + "joined:\n  image:\n    revision: 3\n", "A pin")
    do(folder, "refresh")
    do(folder, "rebase", "--site", "tts", "--repository", "phalanx")
    left = [one["text"] for stage in shown(folder)["stages"] for one in stage["checks"] if "rebase-left" in one["id"]]
    check(len(left) == 1 and f"{known}:" in left[0] and "“3”" in left[0], left)
    do(folder, "approve", branch.replace("phalanx", "phalanx-rebase"))
    do(folder, "run")
    check("revision: 3" in git(bare, "show", f"tickets/DM-39871:{known}"), "the branch isn’t on the new base")
    do(folder, "refresh")
    equal([one["text"] for stage in shown(folder)["stages"] for one in stage["checks"] if "rebase-left" in one["id"]], left)


def asked(folder):
    return [one["fact"] for stage in shown(folder)["stages"] for one in stage["questions"] if "/fix/" in one["fact"]]


@case
def what_another_base_lacks_is_asked_at_once(folder):
    """A branch that is planned on another base can't be sent before what a test stand fixed is asked for it."""
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "summit=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    do(folder, "by-hand", "c0045/summit/tickets/configuration/1", "--key", "DM-39871")
    bare = next(state_folder(folder).rglob(f"{REPOSITORIES[0]}.git"))
    fixed = "export RETRIES=3\n"
    commit(bare, folder, "main", "base-teststand/setup.env", lambda text: text + fixed, "Try again")
    commit(bare, folder, "tickets/OSW-2010", "summit/setup.env", lambda text: text + fixed, "Try again here, too")
    do(folder, "refresh")
    equal(asked(folder), [])
    do(folder, "set", f"base.summit.{REPOSITORIES[0]}", "main")
    fact, = asked(folder)
    branch = f"c0045/summit/configuration/{REPOSITORIES[0]}/1"
    equal(effects(shown(folder))[branch]["state"], "waiting")
    do(folder, "approve", branch, status=3)
    do(folder, "set", fact, "take")
    do(folder, "set", f"base.summit.{REPOSITORIES[0]}", "tickets/OSW-2010")
    equal(asked(folder), [])


@case
def a_base_that_was_merged_and_deleted_is_asked_anew(folder):
    """Branches are merged months later, and deleted: the choice of one ends with it, and another is offered."""
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "summit=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    do(folder, "by-hand", "c0045/summit/tickets/configuration/1", "--key", "DM-39871")
    bare = next(state_folder(folder).rglob(f"{REPOSITORIES[0]}.git"))
    fact = f"base.summit.{REPOSITORIES[0]}"
    branch = f"c0045/summit/configuration/{REPOSITORIES[0]}/1"
    do(folder, "set", fact, "tickets/OSW-2010")
    equal(effects(shown(folder))[branch]["state"], "ready")
    tree = git(bare, "merge-tree", "--write-tree", "main", "tickets/OSW-2010").strip()
    merged = git(bare, "commit-tree", tree, "-p", "main", "-p", "tickets/OSW-2010", "-m", "Merge").strip()
    git(bare, "update-ref", "refs/heads/main", merged)
    git(bare, "update-ref", "-d", "refs/heads/tickets/OSW-2010")
    do(folder, "refresh")
    question, = (one for stage in shown(folder)["stages"] for one in stage["questions"] if one["fact"] == fact)
    check("tickets/OSW-2010 is gone. On which branch of lsst-it/docker-compose-ops" in question["text"], question)
    equal(effects(shown(folder))[branch]["state"], "waiting")
    do(folder, "set", fact, "main")
    equal(effects(shown(folder))[branch]["state"], "ready")
    check("is gone" not in do(folder, "show").stdout, "it is asked again")


@case
def a_file_that_joins_a_plan_is_said(folder):
    begun(folder)
    do(folder, "withdraw", BRANCHES[1])
    bare = next(state_folder(folder).rglob(f"{REPOSITORIES[1]}.git"))
    commit(bare, folder, "main", "apps/new/values-tucson-teststand.yaml", lambda _text: "image:\n  tag: c0044\n", "New")
    do(folder, "refresh")
    said, = (one["text"] for stage in shown(folder)["stages"] for one in stage["checks"]
             if one["id"] == f"since-tts-{REPOSITORIES[1]}")
    check("with 1 new file of the site; planned again" in said and "touches no file" not in said, said)


def changed_on_top(folder):
    """What was pushed, with a colleague's commits on it, of which one takes the cycle back."""
    bare = begun(folder)
    do(folder, "run")
    commit(bare, folder, "tickets/DM-39871", "README.md", lambda text: text + "Theirs.\n", "Say it")
    theirs = commit(bare, folder, "tickets/DM-39871", FILE, lambda text: text.replace("c0045", "c0041"), "By hand")
    do(folder, "refresh")
    equal(states(folder)[0], "drifted")
    said = do(folder, "show").stdout
    check(f"{FILE}: ours “export CYCLE=c0045”, theirs “export CYCLE=c0041”" in said, said)
    check(f"commit {theirs[:7]}: “By hand” by " in said, said)
    return bare, theirs


@case
def what_others_changed_on_top_is_taken_over(folder):
    changed_on_top(folder)
    do(folder, "adopt", BRANCHES[0])
    for _ in range(2):
        do(folder, "refresh")
        equal(states(folder)[0], "done")


@case
def what_others_changed_on_top_is_set_right(folder):
    bare, theirs = changed_on_top(folder)
    do(folder, "approve", BRANCHES[0])
    do(folder, "run")
    equal(git(bare, "rev-parse", "tickets/DM-39871~1").strip(), theirs)
    check("c0045" in git(bare, "show", f"tickets/DM-39871:{FILE}"), "it isn't right")
    check("Theirs." in git(bare, "show", "tickets/DM-39871:README.md"), "what a colleague added elsewhere is lost")
    do(folder, "refresh")
    equal(states(folder)[0], "done")


@case
def a_branch_that_is_gone_is_sent_again(folder):
    """An approval alone can't bring it back, and says so."""
    bare = begun(folder)
    do(folder, "run")
    git(bare, "update-ref", "-d", "refs/heads/tickets/DM-39871")
    do(folder, "refresh")
    check("send it again" in do(folder, "approve", BRANCHES[0], status=3).stderr)
    do(folder, "send-again", BRANCHES[0])
    do(folder, "approve", BRANCHES[0])
    do(folder, "run", BRANCHES[0])
    check("c0045" in git(bare, "show", f"tickets/DM-39871:{FILE}"), "it isn't there")


@case
def what_somebody_made_on_the_base_is_no_branch(folder):
    bare = begun(folder)
    made = commit(bare, folder, "main", FILE, lambda text: text.replace("c0044", "c0045"), "The same", by="Ada")
    do(folder, "run", BRANCHES[0])
    found = effects(shown(folder))[BRANCHES[0]]
    equal((found["state"], found["outcome"]["key"]), ("done", f"main@{made[:7]}"))
    equal(git(bare, "for-each-ref", "refs/heads/tickets/DM-39871").strip(), "")
    text = run(folder, "--rehearsal-now", NOW, "show", ID, BRANCHES[0]).stdout
    check("main has this already, by Ada; nothing was pushed" in text, text)
    sheet = run(folder, "--rehearsal-now", NOW, "export", ID).stdout
    line = next(one for one in sheet.splitlines() if "Branch on docker-compose-ops" in one and "main@" in one)
    check("nothing was pushed" in line and "checksum" not in line, line)


@case
def what_moved_a_moment_ago_is_not_pushed(folder):
    bare = begun(folder)
    commit(bare, folder, "main", FILE, lambda text: text + "export ADA=1\n", "Mine")
    result = do(folder, "run", BRANCHES[0], status=1)
    check("and it touches " + FILE in result.stderr and "review it again" in result.stderr, result.stderr)
    equal(git(bare, "for-each-ref", "refs/heads/tickets/DM-39871").strip(), "")
    do(folder, "refresh")
    equal(states(folder)[0], "ready")
    do(folder, "approve", BRANCHES[0])
    do(folder, "run", BRANCHES[0])
    equal(states(folder)[0], "done")
    check("export ADA=1" in git(bare, "show", f"tickets/DM-39871:{FILE}"))


@case
def an_update_in_lines_that_the_base_changed_waits_for_the_new_base(folder):
    """Pushed, it would be a conflict for whoever merges; brought onto the newest base it goes out."""
    bare = begun(folder)
    do(folder, "run", BRANCHES[0])
    pushed = git(bare, "rev-parse", "tickets/DM-39871").strip()
    do(folder, "edit", "--site", "tts", "--repository", REPOSITORIES[0], FILE, "add", "EXTRA", "1")
    equal(states(folder)[0], "outdated")
    do(folder, "approve", BRANCHES[0])
    commit(bare, folder, "main", FILE, lambda text: text.replace("c0044", "c0044.005"), "A revision")
    do(folder, "refresh", status=None)
    do(folder, "approve", BRANCHES[0], status=None)
    result = do(folder, "run", BRANCHES[0], status=1)
    check("the very lines that this branch changes, in " + FILE in result.stderr and "rebase" in result.stderr,
          result.stderr)
    equal(git(bare, "rev-parse", "tickets/DM-39871").strip(), pushed)
    do(folder, "rebase", "--site", "tts", status=3)
    [question] = [one for stage in shown(folder)["stages"] for one in stage["questions"]
                  if "/rebase-tts/" in one["fact"]]
    do(folder, "rebase", "--answer", f"{question['fact']}=commit")
    rebase = BRANCHES[0].replace("/1", "-rebase/1")
    do(folder, "approve", rebase)
    do(folder, "run", rebase)
    do(folder, "refresh", status=None)
    do(folder, "approve", BRANCHES[0])
    do(folder, "run", BRANCHES[0])
    equal(states(folder)[0], "done")
    text = git(bare, "show", f"tickets/DM-39871:{FILE}")
    check("c0045" in text and "EXTRA=1" in text, text)


@case
def what_an_earlier_round_pushed_is_compared_with_a_base_that_moved(folder):
    """What the last round changed is not all that the branch changes, nor did it begin where the branch stands."""
    bare = begun(folder)
    do(folder, "run", BRANCHES[0])
    do(folder, "round", "tts", REPOSITORIES[0])
    do(folder, "edit", "--site", "tts", "--repository", REPOSITORIES[0], FILE, "add", "EXTRA", "1")
    second = BRANCHES[0].replace("/1", "/2")
    do(folder, "approve", second)
    do(folder, "run", second)
    commit(bare, folder, "main", FILE, lambda text: text + "export FAR=1\n" * 9, "More")
    do(folder, "refresh", status=None)
    behind = checks(folder)[f"behind-tts-{REPOSITORIES[0]}"]
    check(FILE in behind and "has a conflict" in behind, behind)  # both at the end of the file
    commit(bare, folder, "main", FILE, lambda text: text.replace("export FAR=1\n", ""), "Less")
    do(folder, "refresh", status=None)
    behind = checks(folder)[f"behind-tts-{REPOSITORIES[0]}"]
    check(FILE not in behind and "has a conflict" not in behind, behind)  # as it was when the branch parted
    commit(bare, folder, "main", FILE, lambda text: text.replace("c0044", "c0044.005"), "A revision")
    do(folder, "refresh", status=None)
    behind = checks(folder)[f"behind-tts-{REPOSITORIES[0]}"]
    check(FILE in behind and "has a conflict" in behind, behind)


@case
def an_update_beside_a_line_that_the_base_got_waits_for_the_new_base(folder):
    """Git merges no lines that stand one under the other."""
    bare = begun(folder)
    do(folder, "run", BRANCHES[0])
    pushed = git(bare, "rev-parse", "tickets/DM-39871").strip()
    do(folder, "edit", "--site", "tts", "--repository", REPOSITORIES[0], FILE, "add", "EXTRA", "1")
    do(folder, "approve", BRANCHES[0])
    commit(bare, folder, "main", FILE, lambda text: re.sub("(.*c0044.*\n)", r"\1export ADA=1\n", text, count=1), "More")
    do(folder, "refresh", status=None)
    do(folder, "approve", BRANCHES[0], status=None)
    result = do(folder, "run", BRANCHES[0], status=1)
    check("whoever merges has a conflict" in result.stderr and FILE in result.stderr, result.stderr)
    equal(git(bare, "rev-parse", "tickets/DM-39871").strip(), pushed)


try:
    main()
finally:
    if template.cache_info().currsize:
        shutil.rmtree(template(), ignore_errors=True)
