# SPDX-License-Identifier: GPL-3.0-or-later
"""`check` on branches that somebody made by hand, offline."""

import json
import shutil

from support import Skip, case, check, environment, equal, git, main, repository, run, state_folder

ENVIRONMENT = "controlSystem:\n  imageTag: c0045\n"
NUBLADO = "controller:\n  config:\n    images:\n      cycle: 45\n      recommendedTag: recommended_c0045\n"
AUXTEL = "atdome:\n  image:\n    repository: r.example.org/atdome\n    revision: 2\n"
FILES = {"environments/values-summit.yaml": ENVIRONMENT, "applications/nublado/values-summit.yaml": NUBLADO,
         "applications/auxtel/values-summit.yaml": AUXTEL}


def look(folder, files, *arguments, form="text"):
    place = folder / form
    place.mkdir(exist_ok=True)
    path = repository(place, files)
    return run(folder, "--procedure", "rubin-2026", "--format", form, "check", "--site", "summit", "--repository",
               f"phalanx={path}@main", *arguments)


@case
def nothing_left_behind(folder):
    result = look(folder, FILES)
    equal(result.returncode, 0)
    check("r.example.org" not in result.stdout and "atdome:c0045.002" in result.stdout, result.stdout)
    check("3 files; mentions: 0 left behind" in result.stdout, result.stdout)


@case
def a_file_that_nobody_can_read(folder):
    files = {**FILES, "applications/love/values-summit.yaml": "a: 1\nb: [1\n"}
    result = look(folder, files)
    equal(result.returncode, 3)
    check("applications/love/values-summit.yaml can’t be read" in result.stdout and "Line 3" in result.stdout,
          result.stdout)
    found, = json.loads(look(folder, files, form="json").stdout)["checks"]
    equal((found["check"], found["path"], found["line"]), ("unreadable", "applications/love/values-summit.yaml", 3))


@case
def half_and_forgotten(folder):
    files = {**FILES, "applications/nublado/values-summit.yaml": NUBLADO.replace("45", "44")}
    result = look(folder, files, "--cycle", "45")
    equal(result.returncode, 3)
    check("applications/nublado/values-summit.yaml:4: “44” was left behind: it would become “45”" in result.stdout,
          result.stdout)
    check("2 left behind" in result.stdout, result.stdout)


@case
def odd_values(folder):
    files = {**FILES, "applications/auxtel/values-summit.yaml": AUXTEL + "  env:\n    HOST: s3.ls.lsst.org\n"}
    result = look(folder, files)
    equal(result.returncode, 3)
    check("line 6: “s3.ls.lsst.org” belongs to BTS" in result.stdout, result.stdout)
    result = look(folder, files, form="json")
    equal(result.returncode, 3)
    found = json.loads(result.stdout)["checks"]
    equal([(one["check"], one["path"], one["line"], one["value"]) for one in found],
          [("other-site", "applications/auxtel/values-summit.yaml", 6, "s3.ls.lsst.org")])
    check(found[0]["reason"], found)


@case
def pins_left_behind_on_the_branch(folder):
    """The branch moved the cycle: a pin that it didn't touch is one of the cycle before, one that it set is not."""
    old = {"environments/values-summit.yaml": ENVIRONMENT.replace("45", "44"),
           "applications/nublado/values-summit.yaml": NUBLADO.replace("45", "44")}
    uws = AUXTEL.replace("atdome", "mtdome")
    path = repository(folder, {**FILES, **old, "applications/uws/values-summit.yaml": uws})
    git(path, "checkout", "-q", "-b", "tickets/OSW-1")
    for name, text in {**FILES, "applications/uws/values-summit.yaml": uws.replace("revision: 2", "revision: 1")}.items():
        (path / name).write_text(text)
    git(path, "commit", "-q", "-a", "-m", "Cycle 45")
    words = ["--procedure", "rubin-2026", "--format", "json"]
    on = ["--site", "summit", "--repository", f"phalanx={path}@tickets/OSW-1"]
    looked = run(folder, *words, "check", *on)
    planned = run(folder, *words, "plan", *on, "--cycle", "45")
    equal((looked.returncode, planned.returncode), (3, 0))
    for result in [looked, planned]:
        pins = {one["path"]: (one["fate"], one.get("target")) for one in json.loads(result.stdout)["mentions"]
                if one["rule"] == "pins"}
        equal(pins, {"applications/auxtel/values-summit.yaml": ("changed", "0"),
                     "applications/uws/values-summit.yaml": ("kept", None)})


def pin_on(folder, path, branch, repository="phalanx", rule="pins"):
    """What becomes of the one pin, for whoever looks at the branch and for whoever plans on it."""
    words = ["--procedure", "rubin-2026", "--format", "json"]
    on = ["--site", "summit", "--repository", f"{repository}={path}@{branch}"]
    found = []
    for result in [run(folder, *words, "check", *on), run(folder, *words, "plan", *on, "--cycle", "45")]:
        found += [(one["fate"], one.get("target")) for one in json.loads(result.stdout)["mentions"] if one["rule"] == rule]
    return found


@case
def pins_set_again_on_the_branch(folder):
    """To the number that they had before, by a commit of its own; or reviewed with the branch."""
    path, auxtel = before_the_cycle(folder)
    for branch in ["tickets/OSW-1", "tickets/OSW-2"]:
        git(path, "checkout", "-q", "-b", branch, "main")
        move_cycle(path)
    as_made_here(path)
    equal(pin_on(folder, path, "tickets/OSW-1"), [("changed", "0")] * 2)
    equal(pin_on(folder, path, "tickets/OSW-2"), [("kept", None)] * 2)
    git(path, "checkout", "-q", "tickets/OSW-1")
    for text in [AUXTEL.replace("revision: 2", "revision: 0"), AUXTEL]:
        write(path, auxtel, text, "Pin it")
    equal(pin_on(folder, path, "tickets/OSW-1"), [("kept", None)] * 2)
    for i in range(20):
        git(path, "commit", "-q", "--allow-empty", "-m", f"More {i}")
    equal(pin_on(folder, path, "tickets/OSW-1"), [("question", "0")] * 2)
    plan = ["--procedure", "rubin-2026", "--format", "json", "plan", "--site", "summit", "--cycle", "45", "--repository",
            f"phalanx={path}@tickets/OSW-1"]
    for answer, expected in {"zero": ("changed", "0"), "keep": ("kept", None)}.items():
        result = run(folder, *plan, "--answer", f"summit/pins={answer}")
        pin, = (one for one in json.loads(result.stdout)["mentions"] if one["rule"] == "pins")
        equal((result.returncode, pin["fate"], pin.get("target")), (0, *expected))
        check("A person decided that the site’s pins" in pin["reason"], pin)


def before_the_cycle(folder):
    """A repository whose cycle is the one before, and the file with its pin."""
    old = {"environments/values-summit.yaml": ENVIRONMENT.replace("45", "44"),
           "applications/nublado/values-summit.yaml": NUBLADO.replace("45", "44")}
    return repository(folder, {**FILES, **old}), "applications/auxtel/values-summit.yaml"


def write(path, name, text, message):
    (path / name).write_text(text)
    git(path, "commit", "-q", "-a", "-m", message)


def as_made_here(path):
    """The newest commit says which files were reviewed with it."""
    tree = git(path, "rev-parse", "HEAD^{tree}").strip()
    git(path, "commit", "-q", "--amend", "-m", f"Cycle 45\n\nCyclewright-Effect: x/1\nCyclewright-Tree: {tree}")


def move_cycle(path):
    for name in ("environments/values-summit.yaml", "applications/nublado/values-summit.yaml"):
        (path / name).write_text(FILES[name])
    git(path, "commit", "-q", "-a", "-m", "Cycle 45")


@case
def pins_that_a_merge_brought(folder):
    """The default branch pinned it anew for its own cycle; whoever reviewed the branch never saw that."""
    for ours in [False, True]:
        place = folder / str(ours)
        place.mkdir()
        path, auxtel = before_the_cycle(place)
        git(path, "checkout", "-q", "-b", "tickets/OSW-1")
        move_cycle(path)
        if ours:
            as_made_here(path)
        git(path, "checkout", "-q", "main")
        write(path, auxtel, AUXTEL.replace("2", "4"), "c0044.004")
        git(path, "checkout", "-q", "tickets/OSW-1")
        git(path, "merge", "-q", "-m", "Merge main", "main")
        equal(pin_on(place, path, "tickets/OSW-1"), [("changed", "0")] * 2)
        write(path, auxtel, AUXTEL.replace("2", "5"), "c0045.005")
        equal(pin_on(place, path, "tickets/OSW-1"), [("kept", None)] * 2)
        git(path, "checkout", "-q", "main")
        write(path, auxtel, AUXTEL.replace("2", "6"), "c0044.006")
        git(path, "checkout", "-q", "tickets/OSW-1")
        git(path, "merge", "-q", "-s", "ours", "-m", "Merge main", "main")
        equal(pin_on(place, path, "tickets/OSW-1"), [("kept", None)] * 2)


@case
def pins_that_a_new_base_brought(folder):
    """A commit of ours that was made anew on another base isn't the one that was reviewed, whatever its message says."""
    path, auxtel = before_the_cycle(folder)
    git(path, "checkout", "-q", "-b", "tickets/OSW-1")
    move_cycle(path)
    as_made_here(path)
    equal(pin_on(folder, path, "tickets/OSW-1"), [("kept", None)] * 2)
    git(path, "checkout", "-q", "main")
    write(path, auxtel, AUXTEL.replace("2", "4"), "c0044.004")
    git(path, "checkout", "-q", "tickets/OSW-1")
    git(path, "rebase", "-q", "main")
    equal(pin_on(folder, path, "tickets/OSW-1"), [("changed", "0")] * 2)
    write(path, auxtel, AUXTEL.replace("2", "5"), "c0045.005")
    equal(pin_on(folder, path, "tickets/OSW-1"), [("kept", None)] * 2)


@case
def pins_set_before_the_cycle(folder):
    """Taken back, it is as it was; set to another number before the cycle moved, it may be meant for either."""
    path, auxtel = before_the_cycle(folder)
    git(path, "checkout", "-q", "-b", "tickets/OSW-1")
    (path / auxtel).write_text(AUXTEL.replace("2", "0"))
    move_cycle(path)
    git(path, "revert", "--no-edit", "HEAD")
    move_cycle(path)
    equal(pin_on(folder, path, "tickets/OSW-1"), [("changed", "0")] * 2)
    git(path, "checkout", "-q", "-b", "tickets/OSW-2", "main")
    write(path, auxtel, AUXTEL.replace("2", "3"), "Pin it")
    move_cycle(path)
    equal(pin_on(folder, path, "tickets/OSW-2"), [("question", "0")] * 2)


@case
def revisions_of_an_env_file(folder):
    """As pins: what the branch left is one of the cycle before, what it set with the cycle or later is not."""
    name, old = "summit/setup.env", "export CYCLE=c0044\nexport mtm1m3_rev=.002\n"
    new = old.replace("44", "45")
    path = repository(folder, {name: old})
    for branch, texts, expected in [
        ("tickets/OSW-1", [new], ("changed", ".000")),
        ("tickets/OSW-2", [new.replace("2", "1")], ("kept", None)),
        ("tickets/OSW-3", [new.replace("2", "0"), new], ("kept", None)),
        ("tickets/OSW-4", [old.replace("2", "3"), new.replace("2", "3")], ("question", ".000")),
    ]:
        git(path, "checkout", "-q", "-b", branch, "main")
        for text in texts:
            write(path, name, text, "By hand")
        equal((branch, pin_on(folder, path, branch, "docker-compose-ops", "revision")), (branch, [expected] * 2))


@case
def a_branch_beside_main(folder):
    """Only the branch is looked at, and nothing is written."""
    path = repository(folder, {**FILES, "environments/values-summit.yaml": ENVIRONMENT.replace("45", "44")})
    git(path, "checkout", "-q", "-b", "tickets/OSW-1")
    (path / "environments/values-summit.yaml").write_text(ENVIRONMENT)
    (path / "applications/auxtel/values-summit.yaml").write_text(AUXTEL.replace("revision: 2", "revision: 0"))
    git(path, "commit", "-q", "-a", "-m", "By hand")
    before = git(path, "for-each-ref")
    result = run(folder, "check", "--site", "summit", "--cycle", "45", "--repository", f"phalanx={path}@tickets/OSW-1")
    equal(result.returncode, 0)
    result = run(folder, "check", "--site", "summit", "--cycle", "45", "--repository", f"phalanx={path}@main")
    equal(result.returncode, 3)
    equal(git(path, "for-each-ref"), before)


@case
def what_isnt_the_sites_alone_is_named(folder):
    """Who looks at one site is told what the branch changes at the others."""
    others = {"applications/auxtel/values-base.yaml": "atdome:\n  level: low\n", "charts/csc/values.yaml": "level: low\n"}
    path = repository(folder, {**FILES, **others})
    git(path, "checkout", "-q", "-b", "tickets/OSW-1")
    for name in [*others, "applications/auxtel/values-summit.yaml"]:
        (path / name).write_text((path / name).read_text() + "more: 1\n")
    git(path, "commit", "-q", "-a", "-m", "By hand")
    words = ["--procedure", "rubin-2026", "check", "--site", "summit", "--cycle", "45", "--repository"]
    said = run(folder, *words, f"phalanx={path}@tickets/OSW-1").stderr
    check("phalanx: the branch also changes what isn’t this site’s alone: applications/auxtel/values-base.yaml (BTS), "
          "charts/csc/values.yaml (every site).\n" in said, said)
    check("also changes" not in run(folder, *words, f"phalanx={path}@main").stderr, "main is no branch")


@case
def what_a_branch_brings(folder):
    """A block that is new there has what its siblings have, and no other site's host; what was there before may lack it."""
    site = "{name}:\n  image:\n    repository: {name}\n  host: {site}.example.org\n"
    blocks = {site_name: "".join(site.format(name=f"c{i}", site=mark) for i in range(20))
              for site_name, mark in [("summit", "alpha"), ("base", "beta")]}
    blocks["summit"] += "old:\n  env:\n    A: b\n"
    path = repository(folder, {**FILES, **{f"applications/auxtel/values-{name}.yaml": text
                                           for name, text in blocks.items()}})
    git(path, "checkout", "-q", "-b", "tickets/OSW-1")
    file = path / "applications/auxtel/values-summit.yaml"
    file.write_text(file.read_text() + "fresh:\n  env:\n    HOST: beta.example.org\n")
    git(path, "commit", "-q", "-a", "-m", "By hand")
    found, status = {}, {}
    for branch in ["main", "tickets/OSW-1"]:
        result = run(folder, "--procedure", "rubin-2026", "--format", "json", "check", "--site", "summit", "--cycle",
                     "45", "--repository", f"phalanx={path}@{branch}")
        status[branch] = result.returncode
        found[branch] = {(one["check"], one["value"]) for one in json.loads(result.stdout)["checks"]}
    equal(found["tickets/OSW-1"] - found["main"], {("images", "fresh"), ("other-site", "beta.example.org")})
    equal(status["tickets/OSW-1"], 3)


LINT = """#!/bin/sh
# Complains of every line that says "bad"; says where it runs, with which surroundings.
pwd >> "$HOME/lint-runs"
env | grep -c SECRET >> "$HOME/lint-runs"
grep -Hn bad "$@" /dev/null || exit 0
exit 1
"""


def with_validator(folder, command, **more):
    """A procedure of one's own with a validator, and the program in a folder of its own."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "lint").write_text(LINT)
    (programs / "lint").chmod(0o755)
    own = folder / "cyclewright/procedures"
    own.mkdir(parents=True, exist_ok=True)
    validators = [{"id": "yamllint", "omit": True}, {"id": "lint", "name": "Lint", "command": command, **more}]
    (own / "own.json").write_text(json.dumps({"format": 1, "extends": "rubin-2026", "id": "own", "repositories": [
        {"id": "phalanx", "validators": validators}]}))
    home = environment(folder)
    return {**home, "PATH": f"{programs}:{home['PATH']}", "TMPDIR": str(folder / "home"), "MY_SECRET": "SECRET"}


def validators(folder, env, path, *command):
    result = run(folder, "--procedure", "own", "--format", "json", *command, "--site", "summit", "--repository",
                 f"phalanx={path}@main", env=env)
    check(result.returncode in (0, 3), result.stderr)
    return result.returncode, json.loads(result.stdout)["validators"]


@case
def a_validator_of_ones_own(folder):
    """It sees the files as they will be, in a folder that is gone afterwards, and complains of new things alone."""
    env = with_validator(folder, ["lint", "{paths}"])
    files = {**FILES, "environments/values-summit.yaml": ENVIRONMENT.replace("45", "44") + "bad: old\n"}
    path = repository(folder, files)
    equal(validators(folder, env, path, "plan", "--cycle", "45")[1][0]["state"], "holds")
    status, found = validators(folder, env, path, "check", "--cycle", "45")
    equal((status, found[0]["state"]), (3, "complains"))
    equal(found[0]["complaints"], [{"path": "environments/values-summit.yaml", "text": "bad: old", "line": 3}])
    text = run(folder, "--procedure", "own", "check", "--site", "summit", "--cycle", "45", "--repository",
               f"phalanx={path}@main", env=env).stdout
    check("Lint complains of 1 thing in phalanx" in text, text)
    check("phalanx: environments/values-summit.yaml:3: bad: old" in text, text)
    runs = (folder / "home/lint-runs").read_text().split()
    check(all(place.startswith(str(folder / "home/cyclewright-")) for place in runs[::2]), runs)
    equal(set(runs[1::2]), {"0"})
    equal([one.name for one in (folder / "home").glob("cyclewright-*")], [])


@case
def a_validator_for_each_file(folder):
    """One that asks for a single file runs for each; where it isn't there, or doesn't end, that is said."""
    env = with_validator(folder, ["lint", "{path}"], files=["environments/*"])
    path = repository(folder, {**FILES, "environments/values-summit.yaml": ENVIRONMENT.replace("45", "44")})
    equal([(one["state"], one["files"]) for one in validators(folder, env, path, "plan", "--cycle", "45")[1]],
          [("holds", 1)])
    with_validator(folder, ["no-such-lint", "{paths}"])
    status, found = validators(folder, env, path, "check", "--cycle", "44")
    equal((found[0]["state"], found[0]["complaints"]), ("not-installed", []))
    with_validator(folder, ["sh", "-c", "sleep 60", "{path}"], files=["environments/*"], timeout=1)
    found = validators(folder, env, path, "plan", "--cycle", "45")[1]
    equal(found[0]["state"], "failed")
    equal([one.name for one in (folder / "home").glob("cyclewright-*")], [])


@case
def yamllint(folder):
    """The shipped procedure's own, where it is installed."""
    if shutil.which("yamllint", path=environment(folder)["PATH"]) is None:
        raise Skip("yamllint is not installed")
    result = look(folder, {**FILES, "applications/auxtel/values-summit.yaml": AUXTEL + "  env: {}   \n"}, form="json")
    found = json.loads(result.stdout)["validators"]
    equal((result.returncode, found[0]["state"]), (3, "complains"))
    equal([(one["path"], one["line"]) for one in found[0]["complaints"]],
          [("applications/auxtel/values-summit.yaml", 5)])


@case
def wrong_words(folder):
    path = repository(folder, {"environments/values-summit.yaml": "controlSystem: {}\n"})
    at = f"phalanx={path}@main"
    for arguments, status, words in [
        (["--site", "summit"], 2, ["--repository"]),
        (["--repository", at], 2, ["--site"]),
        (["--site", "summit", "--repository", at], 1, ["--cycle"]),
        (["--site", "atlantis", "--cycle", "45", "--repository", at], 1, ["atlantis"]),
        (["--site", "summit", "--cycle", "45", "--repository", at, "--answer", "what=c0045"], 2, ["what"]),
    ]:
        result = run(folder, "check", *arguments)
        equal((arguments, result.returncode), (arguments, status))
        for word in words:
            check(word in result.stderr, arguments, result.stderr)


def of_any_name(folder, other, words):
    """The pull request's branch isn't called as a ticket's, and is in another repository too."""
    love, = (folder / "cyclewright").glob("**/lsst-ts/LOVE-integration-tools.git")
    tree = git(other, "rev-parse", "refs/heads/tickets/OSW-2010^{tree}").strip()
    tip = git(other, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit-tree", tree, "-m", "By hand",
              "-p", "refs/heads/main").strip()
    for name in "refs/pull/8/head", "refs/heads/u/ada/pulled":
        git(other, "update-ref", name, tip)
    git(love, "update-ref", "refs/heads/u/ada/pulled", "refs/heads/tickets/OSW-2010")
    result = run(folder, *words, "--pull", "docker-compose-ops#8")
    equal({one["id"]: one["base-name"] for one in json.loads(result.stdout)["repositories"]},
          {"docker-compose-ops": "pull request 8", "LOVE-integration-tools": "u/ada/pulled", "phalanx": "main"})
    check("lsst-sqre/phalanx has no branch u/ada/pulled: main was looked at" in result.stderr, result.stderr)


def a_pull_request(folder, words):
    """git alone has its head; the branch that it is on is looked at in the other repositories too."""
    bare, = (folder / "cyclewright").glob("**/lsst-sqre/phalanx.git")
    tip = git(bare, "rev-parse", "refs/heads/main").strip()
    other, = (folder / "cyclewright").glob("**/lsst-it/docker-compose-ops.git")
    git(bare, "update-ref", "refs/pull/12/head", tip)
    result = run(folder, *words, "--pull", "12", "--cycle", "45")
    equal(result.returncode, 3)
    equal({one["id"]: one["base-name"] for one in json.loads(result.stdout)["repositories"]},
          {"docker-compose-ops": "main", "LOVE-integration-tools": "develop", "phalanx": "pull request 12"})
    git(other, "update-ref", "refs/pull/7/head", git(other, "rev-parse", "refs/heads/tickets/OSW-2010").strip())
    for name in "docker-compose-ops#7", "https://github.com/lsst-it/docker-compose-ops/pull/7/files":
        result = run(folder, *words, "--pull", name)
        equal(result.returncode, 0)
        equal({one["id"]: one["base-name"] for one in json.loads(result.stdout)["repositories"]},
              {"docker-compose-ops": "pull request 7", "LOVE-integration-tools": "tickets/OSW-2010",
               "phalanx": "main"})
    of_any_name(folder, other, words)
    for name, word in [("13", "no pull request 13"), ("nowhere#1", "nowhere"), ("https://example.org/x", "address")]:
        result = run(folder, *words, "--pull", name)
        equal(result.returncode, 1)
        check(word in result.stderr, result.stderr)


def a_branch_of_any_name(folder, words):
    """What isn't called as a ticket is found as well, is seen as it moves, and is gone when the server has it no more."""
    bare, = (folder / "cyclewright").glob("**/lsst-it/docker-compose-ops.git")
    words = [*words, "--branch", "u/ada/hand"]
    for name in "tickets/OSW-2010", "main":
        tip = git(bare, "rev-parse", f"refs/heads/{name}").strip()
        git(bare, "update-ref", "refs/heads/u/ada/hand", tip)
        result = run(folder, *words)
        found = {one["id"]: (one["base-name"], one["base"]) for one in json.loads(result.stdout)["repositories"]}
        equal(found["docker-compose-ops"], ("u/ada/hand", tip))
        equal({found[one][0] for one in ("phalanx", "LOVE-integration-tools")}, {"main", "develop"})
        check("lsst-sqre/phalanx has no branch u/ada/hand: main was looked at" in result.stderr, result.stderr)
    git(bare, "update-ref", "-d", "refs/heads/u/ada/hand")
    result = run(folder, *words)
    equal(result.returncode, 1)
    check("has a branch “u/ada/hand”" in result.stderr, result.stderr)
    result = run(folder, *words[:-1], "u//ada")
    equal(result.returncode, 1)
    check("“u//ada” is not the name of a branch" in result.stderr, result.stderr)


@case
def a_branch_of_a_preparations_repositories(folder):
    """Colleagues made a ticket branch in two of them; what they left behind in the others is found as well."""
    result = run(folder, "--rehearsal-now", "2026-12-01T12:00:00Z", "--procedure", "rubin-2026", "new", "--cycle", "45",
                 "--site", "summit=2027-01-12T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    words = ["--rehearsal-now", "2026-12-01T12:00:00Z", "--format", "json", "check", "--site", "summit",
             "--preparation", "c0045-rubin-2026"]
    result = run(folder, *words, "--branch", "tickets/OSW-2010")
    equal(result.returncode, 0)
    found = json.loads(result.stdout)
    equal((found["target"], found["registry"]), ("c0044", "not-asked"))
    asked = json.loads(run(folder, *words, "--branch", "tickets/OSW-2010", "--registry").stdout)
    equal((asked["registry"], len(asked["images"]) > 5), ("asked", True))
    check("unknown" not in {one["registry"] for one in asked["images"]}, asked["images"])
    equal({one["id"]: one["base-name"] for one in found["repositories"]},
          {"docker-compose-ops": "tickets/OSW-2010", "LOVE-integration-tools": "tickets/OSW-2010", "phalanx": "main"})
    check("lsst-sqre/phalanx has no branch tickets/OSW-2010: main was looked at" in result.stderr, result.stderr)
    result = run(folder, *words, "--branch", "tickets/OSW-2010", "--cycle", "45")
    equal(result.returncode, 3)
    check(any(one["fate"] == "changed" and one["target"] == "c0045" for one in json.loads(result.stdout)["mentions"]),
          "c0044 was left behind")
    result = run(folder, *words, "--branch", "tickets/NONE-1")
    equal(result.returncode, 1)
    check("has a branch “tickets/NONE-1”" in result.stderr, result.stderr)
    a_pull_request(folder, words)
    a_branch_of_any_name(folder, words)
    equal(run(folder, "check", "--site", "summit").returncode, 2)
    equal(run(folder, "check", "--site", "summit", "--branch", "a", "--repository", "x=y@z").returncode, 2)
    equal(run(folder, "check", "--site", "summit", "--preparation", "a", "--repository", "x=y@z").returncode, 2)


def bring(bare, folder, branch, base, texts):
    """A colleague's commit of several files on a branch."""
    work = folder / "colleague"
    git(folder, "clone", "-q", bare, work)
    git(work, "checkout", "-q", "-B", branch, base)
    for path, text in texts(work):
        (work / path).write_text(text)
    git(work, "commit", "-q", "-a", "-m", "By hand")
    git(work, "push", "-q", "origin", branch)
    shutil.rmtree(work)


@case
def a_file_that_was_forgotten(folder):
    """What is still where the default branch is was forgotten on the branch; what was behind there, too, is a question."""
    rehearsal = ["--rehearsal-now", "2026-12-01T12:00:00Z"]
    result = run(folder, *rehearsal, "--procedure", "rubin-2023", "new", "--cycle", "45", "--site",
                 "summit=2027-01-12T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    bare = state_folder(folder) / "git" / "lsst-ts" / "argocd-csc.git"
    files = [path for path in git(bare, "ls-tree", "-r", "--name-only", "main").split()
             if path.endswith("/values-summit.yaml") and "c0044" in git(bare, "show", f"main:{path}")]
    check(len(files) > 5, files)
    forgotten, behind, *others = files

    def step_back(work):
        return [(behind, (work / behind).read_text().replace("c0044", "c0041"))]

    def step(work):
        return [(path, (work / path).read_text().replace("c0044", "c0045")) for path in others]

    bring(bare, folder, "main", "origin/main", step_back)
    bring(bare, folder, "tickets/HAND-1", "origin/main", step)
    words = [*rehearsal, "--format", "json", "check", "--site", "summit", "--preparation", "c0045-rubin-2023", "--branch",
             "tickets/HAND-1", "--cycle", "45"]
    result = run(folder, *words)
    equal(result.returncode, 3)
    found = {path: [(one["fate"], one["value"], one.get("target")) for one in json.loads(result.stdout)["mentions"]
                    if one["repository"] == "argocd-csc" and one["path"] == path] for path in files}
    equal(found[forgotten], [("changed", "c0044", "c0045")])
    equal([(fate, value) for fate, value, _target in found[behind]], [("question", "c0041")])
    equal({fate for path in others for fate, _value, _target in found[path]}, {"kept"})
    text = run(folder, *[word for word in words if word not in ("--format", "json")]).stdout
    check(f"{forgotten}:" in text and "“c0044” was left behind: it would become “c0045”" in text, text)


def fixed_beside_a_ticket(folder, words):
    """The site is planned on a ticket's branch; what was fixed at the stand is on the default one."""
    bare = state_folder(folder) / "git" / "lsst-it" / "docker-compose-ops.git"
    theirs, ours = "base-teststand/setup.env", "summit/setup.env"
    for edit in (lambda text: text.replace("c0044", "c0045"), lambda text: text + "export HISTORY=all\n"):
        bring(bare, folder, "main", "origin/main", lambda work: [(theirs, edit((work / theirs).read_text()))])
    asked = json.loads(run(folder, *words).stdout)
    equal({one["id"]: one["base-name"] for one in asked["repositories"]}["docker-compose-ops"], "tickets/OSW-2010")
    equal([(one["place"], one["after"]) for one in asked["fixes"] if one["path"] == ours], [("HISTORY", "all")])


@case
def what_is_fetched(folder):
    """Without git directories and a preparation: questions and fixes of a test stand are asked, and answered, there too."""
    rehearsal = ["--rehearsal", "--procedure", "rubin-2023"]
    fixed = "apps/atdome/values-base-teststand.yaml"
    words = [*rehearsal, "--format", "json", "plan", "--site", "summit", "--cycle", "45"]
    result = run(folder, *words)
    equal(result.returncode, 3)
    equal(json.loads(result.stdout)["fixes"], [])
    bare = state_folder(folder) / "git" / "lsst-ts" / "argocd-csc.git"
    names = [path for path in git(bare, "ls-tree", "-r", "--name-only", "main").split()
             if path.endswith("/values-base-teststand.yaml")]

    def deploy(work):
        return [(path, (work / path).read_text().replace("c0044", "c0045")) for path in names]

    def fix(work):
        return [(fixed, (work / fixed).read_text() + "resources:\n  limits:\n    memory: 7Gi\n")]

    bring(bare, folder, "main", "origin/main", deploy)
    bring(bare, folder, "main", "origin/main", fix)
    result = run(folder, *words)
    asked = json.loads(result.stdout)
    [one] = asked["fixes"]
    equal((result.returncode, one["path"], one["place"], one["after"]),
          (3, "apps/atdome/values-summit.yaml", "resources", "limits:\n  memory: 7Gi"))
    answers = [f"--answer={one['id']}=take"]
    equal([(base["id"], base["suggested"], [option["name"] for option in base["options"]]) for base in asked["bases"]],
          [("base.summit.docker-compose-ops", "tickets/OSW-2010", ["main", "tickets/OSW-2010"]),
           ("base.summit.LOVE-integration-tools", "tickets/OSW-2010", ["develop", "tickets/OSW-2010"])])
    equal({one["id"]: one["base-name"] for one in asked["repositories"]}["docker-compose-ops"], "tickets/OSW-2010")
    answers += ["--answer=base.summit.docker-compose-ops=main", "--answer=base.summit.LOVE-integration-tools=develop"]
    answers += [f"--answer={mention['question']}={mention['options'][0]}" for mention in asked["mentions"]
                if mention["fate"] == "question"]
    result = run(folder, *[word for word in words if word not in ("--format", "json")], *answers)
    equal((result.returncode, [line for line in result.stderr.split("\n") if line.startswith("Open")]), (0, []))
    check("+    memory: 7Gi" in result.stdout, result.stdout[-2000:])
    result = run(folder, *rehearsal, "check", "--site", "summit", "--branch", "tickets/OSW-2010")
    equal(result.returncode, 3)
    lines = result.stdout.splitlines()
    said = next(at for at, line in enumerate(lines) if line.startswith("1 thing was fixed at a test stand"))
    equal(lines[said + 1], f"argocd-csc: {one['text']}")
    check(said > 10 and len(lines) < said + 6, "what was left behind comes first", lines)

    fixed_beside_a_ticket(folder, words)

    def fix_all(work):
        return [(path, f"{text}resources:\n  limits:\n    memory: {number}Mi\n") for number, path in enumerate(names)
                for text in [(work / path).read_text()] if "resources:" not in text]

    bring(bare, folder, "main", "origin/main", fix_all)
    result = run(folder, *words)
    asked = json.loads(result.stdout)["fixes"]
    equal(len(asked), 40)
    check("left for later" in result.stderr, result.stderr)
    result = run(folder, *words, *(f"--answer={one['id']}=leave" for one in asked))
    later = [one for one in json.loads(result.stdout)["fixes"] if "answer" not in one]
    check(later and not {one["id"] for one in later} & {one["id"] for one in asked}, later)


main()
