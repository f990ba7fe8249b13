# SPDX-License-Identifier: GPL-3.0-or-later
"""What test stands fixed in many files, or each otherwise: one question for what a person decides once."""

import json

from support import case, check, equal, git, main, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
APPS = ["atdome", "ataos", "hvac"]


def do(folder, command, *words, status=0):
    result = run(folder, "--rehearsal-now", NOW, "--actor", "Vera", command, ID, *words)
    check(result.returncode == status, command, *words, "→", result.returncode, result.stdout, result.stderr)
    check("CRITICAL" not in result.stderr, result.stderr)
    return result


def stage(folder):
    stages = json.loads(run(folder, "--rehearsal-now", NOW, "--format", "json", "show", ID).stdout)["stages"]
    return next(one for one in stages if one["id"] == "configuration")


def asked(folder):
    return [one for one in stage(folder)["questions"] if "/fix/" in one["fact"]]


def answered(folder):
    return {one["fact"]: one["answer"] for one in stage(folder)["answered"] if "/fix/" in one["fact"]}


def planned(folder, app):
    """The line of the Summit's file that the stands changed."""
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    part = shown.split(f"+++ b/apps/{app}/values-summit.yaml")[-1].split("diff --git")[0]
    return [line[1:].strip() for line in part.splitlines() if line.startswith("+") and "LEVEL" in line]


class Stands:
    """Both test stands at the cycle, and what colleagues change there."""

    def __init__(self, folder, prepare=None):
        result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "summit=2027-01-12T17:00")
        equal((result.returncode, result.stderr), (0, ""))
        self.folder = folder
        self.work = folder / "stands"
        bare = state_folder(folder) / "git" / "lsst-ts" / "argocd-csc.git"
        git(folder, "clone", "-q", bare, self.work)
        for path in self.work.glob("apps/*/values-*-teststand.yaml"):
            path.write_text(path.read_text().replace("c0044", "c0045"))
        for path in self.work.glob("apps/*/values-*.yaml"):
            if path.parent.name in APPS:
                path.write_text(path.read_text().replace("env:\n", "env:\n  LEVEL: low\n"))
        if prepare:
            prepare(self.work / "apps")
        self.push("Deploy cycle 45")

    def push(self, subject):
        git(self.work, "commit", "-qam", subject)
        git(self.work, "push", "-q", "origin", "HEAD:main")

    def change(self, stand, apps, before, after):
        for app in apps:
            path = self.work / f"apps/{app}/values-{stand}-teststand.yaml"
            text = path.read_text()
            check(f"LEVEL: {before}" in text, path)
            path.write_text(text.replace(f"LEVEL: {before}", f"LEVEL: {after}"))

    def fix(self, subject="Raise the level"):
        self.push(subject)
        do(self.folder, "refresh")


@case
def one_edit_in_many_files_is_asked_once(folder):
    stands = Stands(folder)
    stands.change("base", APPS, "low", "high")
    stands.fix()
    one, = asked(folder)
    equal(one["values"], ["take", "leave", "each"])
    check("3 files, env.LEVEL" in one["text"] and "“low”" in one["text"] and "“high”" in one["text"], one["text"])
    equal(one["details"].splitlines(), [f"apps/{app}/values-summit.yaml, {app}" for app in sorted(APPS)])
    fact = one["fact"]
    listed = do(folder, "fixes", "--site", "summit", status=3).stdout
    equal((listed.count("low → high (bts)"), listed.count("values-summit.yaml")), (1, 3))
    check("take, each" in do(folder, "set", fact, "take:bts", status=2).stderr, "another word")
    do(folder, "set", fact, "leave: not here")
    do(folder, "refresh")
    equal((asked(folder), answered(folder)), ([], {fact: "leave: not here"}))
    do(folder, "set", fact, "take")
    equal([planned(folder, app) for app in APPS], [["LEVEL: high"]] * 3)
    do(folder, "edit", "apps/hvac/values-summit.yaml", "--site", "summit", "--repository", "argocd-csc", "--undo")
    equal([one["fact"] for one in asked(folder)], [fact])
    do(folder, "set", fact, "take")
    equal([planned(folder, app) for app in APPS], [["LEVEL: high"]] * 3)
    each_by_itself(folder, fact)
    do(folder, "set", fact, "take")
    equal(([planned(folder, app) for app in APPS], asked(folder)), ([["LEVEL: high"]] * 3, []))
    do(folder, "set", fact, "leave")
    equal([planned(folder, app) for app in APPS], [[]] * 3)


def each_by_itself(folder, fact):
    """Of three places one is taken and one is left; the third is asked until somebody says more."""
    do(folder, "set", fact, "each")
    equal([planned(folder, app) for app in APPS], [[]] * 3)
    parts = asked(folder)
    equal([one["values"] for one in parts], [["take", "leave"]] * 3)
    for part, answer in zip(parts, ["take", "leave"]):
        do(folder, "set", part["fact"], answer)
    do(folder, "refresh")
    equal([one["fact"] for one in asked(folder)], [parts[2]["fact"]])
    equal([planned(folder, app) for app in sorted(APPS)], [["LEVEL: high"], [], []])
    equal(answered(folder), {fact: "each", parts[0]["fact"]: "take", parts[1]["fact"]: "leave"})


@case
def a_file_that_follows_is_asked_by_itself(folder):
    """What was decided for others isn't asked again."""
    stands = Stands(folder)
    stands.change("base", APPS[:2], "low", "high")
    stands.fix()
    one, = asked(folder)
    do(folder, "set", one["fact"], "leave")
    stands.change("base", APPS[2:], "low", "high")
    stands.fix()
    one, = asked(folder)
    check("apps/hvac/values-summit.yaml, hvac, env.LEVEL" in one["text"], one)
    equal(one["values"], ["take", "leave"])


@case
def two_stands_with_two_values_are_one_question(folder):
    stands = Stands(folder)
    stands.change("base", APPS[:1], "low", "high")
    stands.change("tucson", APPS[:1], "low", "medium")
    stands.fix()
    one, = asked(folder)
    equal(one["values"], ["take:tts", "take:bts", "leave"])
    check(all(word in one["text"] for word in ("TTS", "“medium”", "BTS", "“high”")), one["text"])
    fact = one["fact"]
    check("take:tts, take:bts" in do(folder, "set", fact, "take", status=2).stderr, "neither")
    check("env.LEVEL" in do(folder, "fixes", "--site", "summit", "--take-over", status=1).stderr, "both")
    for answer, value in [("take:bts", ["LEVEL: high"]), ("take:tts", ["LEVEL: medium"]), ("leave", [])]:
        do(folder, "set", fact, answer)
        do(folder, "refresh")
        equal((planned(folder, "atdome"), asked(folder), answered(folder)), (value, [], {fact: answer}))


@case
def what_a_stand_takes_back_is_asked_anew(folder):
    """It was taken over: whether it stays is a person's to say, whatever else changed at the stand."""
    stands = Stands(folder)
    stands.change("base", APPS, "low", "high")
    stands.fix()
    one, = asked(folder)
    fact = one["fact"]
    do(folder, "set", fact, "take")
    (stands.work / "README").write_text("More\n")
    git(stands.work, "add", "README")
    stands.fix("Something else")
    equal((asked(folder), answered(folder)), ([], {fact: "take"}))
    stands.change("base", APPS[:2], "high", "low")
    stands.fix("Take it back")
    one, = asked(folder)
    equal((one["fact"], one["values"]), (fact, ["still", "leave"]))
    check("taken over, and BTS took it back in 2 places since" in one["text"], one["text"])
    stands.change("base", APPS[2:], "high", "low")
    stands.fix("Take the rest back")
    one, = asked(folder)
    check("taken over, and BTS took it back since" in one["text"], one["text"])
    check("still" in do(folder, "set", fact, "take", status=2).stderr, "once more")
    do(folder, "set", fact, "still")
    do(folder, "refresh")
    equal((asked(folder), answered(folder)), ([], {fact: "still"}))
    equal([planned(folder, app) for app in APPS], [["LEVEL: high"]] * 3)
    do(folder, "set", fact, "leave")
    equal((asked(folder), [planned(folder, app) for app in APPS]), ([], [[]] * 3))


@case
def what_needs_another_fix_is_asked_by_hand_until_then(folder):
    """Who uses an anchor that isn't here can't be taken over before it is."""
    stands = Stands(folder)
    path = stands.work / "apps/hvac/values-base-teststand.yaml"
    path.write_text(path.read_text() + "first: &first\n  name: b\nsecond:\n  secret: *first\n")
    stands.fix("Use a secret")
    first, second = asked(folder)
    equal([first["values"], second["values"]], [["take", "leave"], ["by-hand", "leave"]])
    check("“*first”" in second["text"], second)
    equal(len(offline_asked(folder, *(f"{one['fact'].removeprefix('answer.')}=take" for one in [first, second]),
                            open_ones=0)), 2)
    do(folder, "set", second["fact"], "take", status=1)
    do(folder, "fixes", "--site", "summit", status=3)
    do(folder, "set", first["fact"], "take")
    do(folder, "refresh")
    second, = asked(folder)
    equal(second["values"], ["take", "leave"])
    do(folder, "set", second["fact"], "take")
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    check("+first: &first\n+  name: b\n+second:\n+  secret: *first\n" in shown, shown[-2000:])


@case
def a_stands_own_host_is_no_fix_but_is_said(folder):
    stands = Stands(folder)
    path = stands.work / "apps/hvac/values-base-teststand.yaml"
    path.write_text(path.read_text().replace("LEVEL: low\n", "LEVEL: low\n  PROXY: proxy.ls.lsst.org\n"))
    stands.fix("Use a proxy")
    equal(asked(folder), [])
    said, = (one["text"] for one in stage(folder)["checks"] if one["id"] == "fixes-own-summit")
    place = "apps/hvac/values-summit.yaml, hvac, env.PROXY: “proxy.ls.lsst.org”"
    check("1 change" in said and place in said, said)
    check(place in plan_offline(folder).stderr, "offline")


@case
def what_came_as_a_whole_and_went_again_is_asked_anew(folder):
    """A component, and a file without one."""
    stands = Stands(folder)
    path, new = (stands.work / f"apps/hvac/values-base-teststand{more}.yaml" for more in ["", "-extra"])
    before = path.read_text()
    path.write_text(before + "side:\n  image:\n    repository: x\n    tag: c0045\n")
    new.write_text("colour: red\n")
    git(stands.work, "add", "-A")
    stands.fix("Add both")
    found = asked(folder)
    equal([one["values"] for one in found], [["take", "leave"]] * 2)
    for one in found:
        do(folder, "set", one["fact"], "take")
    do(folder, "refresh")
    equal(asked(folder), [])
    new.unlink()
    stands.fix("Take the file back")
    one, = asked(folder)
    check("values-summit-extra.yaml" in one["text"] and "BTS took it back since" in one["text"], one)
    do(folder, "set", one["fact"], "leave")
    path.write_text(before)
    stands.fix("Take the component back")
    one, = asked(folder)
    check("side" in one["text"] and "BTS took it back since" in one["text"], one)
    do(folder, "set", one["fact"], "still")
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    check("+side:" in shown and "colour" not in shown, shown[-3000:])


SIDE = "side:\n  image:\n    repository: side\n    tag: {}\n"


def have_a_side(apps):
    """A component at BTS and at the Summit, where it is said otherwise."""
    for site, tag, more in [("base-teststand", "c0045", ""), ("summit", "c0044", "  ours: 1\n")]:
        path = apps / f"hvac/values-{site}.yaml"
        path.write_text(path.read_text() + SIDE.format(tag) + more)


@case
def what_went_at_a_stand_is_asked_and_hides_nothing(folder):
    """A component that a stand dropped, and one that came in the same file; a whole file. Both can go here, too, and come
    back with the stand's."""
    stands = Stands(folder, have_a_side)
    path, file = (stands.work / f"apps/{one}/values-base-teststand.yaml" for one in ["hvac", "ataos"])
    before, whole = path.read_text(), file.read_text()
    path.write_text(before.replace(SIDE.format("c0045"), "new:\n  image:\n    repository: new\n    tag: c0045\n"))
    file.unlink()
    stands.fix("Drop the one and add another, and do without the file")
    texts = [one["text"] for one in asked(folder)]
    gone = ["apps/hvac/values-summit.yaml, side, side: taken out at BTS since its deployment",
            "apps/ataos/values-summit.yaml, ataos: taken out at BTS since its deployment"]
    side, = [one for one in asked(folder) if gone[0] in one["text"]]
    ataos, = [one for one in asked(folder) if gone[1] in one["text"]]
    equal((len(texts), any("new: not here, added" in text for text in texts)), (3, True))
    equal((side["values"], "− ours: 1" in side["details"]), (["take", "leave"], True))
    listed = do(folder, "fixes", "--site", "summit", status=3).stdout
    check("side" in listed and "ataos" in listed, listed)
    check(all(line in plan_offline(folder).stderr for line in gone), "offline")
    offline = json.loads(plan_offline(folder, *(f"{one['fact'].removeprefix('answer.')}=take"
                                                for one in [side, ataos])).stdout)
    check(all(line in offline["repositories"][0]["diff"] for line in ["-side:", "deleted file mode"]), offline)

    for one in [side, ataos]:
        do(folder, "set", one["fact"], "take")
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    check("-side:" in shown and "deleted file mode" in shown, shown)
    do(folder, "refresh")
    equal(sorted(answered(folder).values()), ["take", "take"])
    do(folder, "set", ataos["fact"], "leave")
    check("deleted file mode" not in do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout, "it is back")
    do(folder, "set", ataos["fact"], "take")

    path.write_text(before)
    file.write_text(whole)
    git(stands.work, "add", "-A")
    stands.fix("Take it all back")
    again = {one["fact"]: one for one in asked(folder)}
    equal({fact: one["values"] for fact, one in again.items()},
          {one["fact"]: ["still", "leave"] for one in [side, ataos]})
    do(folder, "set", side["fact"], "leave")
    do(folder, "set", ataos["fact"], "still")
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    equal(("-side:" in shown, "deleted file mode" in shown), (False, True))


@case
def what_goes_as_a_whole_goes_by_a_word_of_its_own(folder):
    stands = Stands(folder, have_a_side)
    path = stands.work / "apps/hvac/values-base-teststand.yaml"
    path.write_text(path.read_text().replace(SIDE.format("c0045"), "").replace("LEVEL: low", "LEVEL: high"))
    stands.fix("Drop the one, and raise the other")
    do(folder, "fixes", "--site", "summit", "--take-over", status=3)
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    equal(("-side:" in shown, "+  LEVEL: high" in shown), (False, True))


@case
def what_was_adjusted_here_is_no_open_question(folder):
    """Not until the stand changes it once more, or takes it back."""
    stands = Stands(folder)
    stands.change("base", APPS[:1], "low", "high")
    stands.fix()
    first, = asked(folder)
    do(folder, "set", first["fact"], "take")
    edit = ["edit", "apps/atdome/values-summit.yaml", "--site", "summit", "--repository", "argocd-csc", "set"]
    key = next(key for key in ["env.LEVEL", "atdome.env.LEVEL"]
               if run(folder, "--rehearsal-now", NOW, *edit[:1], ID, *edit[1:], key, "highest").returncode == 0)
    equal((asked(folder), planned(folder, "atdome")), ([], ["LEVEL: highest"]))
    do(folder, "refresh")
    equal((asked(folder), answered(folder)), ([], {first["fact"]: "take"}))
    stands.change("base", APPS[:1], "high", "low")
    stands.fix("Take it back")
    one, = asked(folder)
    equal((one["fact"], one["values"]), (first["fact"], ["still", "leave"]))
    stands.change("base", APPS[:1], "low", "medium")
    stands.fix("Raise it, but less")
    second, = [one for one in asked(folder) if one["fact"] != first["fact"]]
    check("here “highest”" in second["text"] and "“medium”" in second["text"], second["text"])
    do(folder, "set", second["fact"], "take")
    equal((asked(folder), answered(folder)), ([], {second["fact"]: "take"}))
    equal(planned(folder, "atdome"), ["LEVEL: medium"])


@case
def a_later_fix_takes_the_place_of_an_earlier_one(folder):
    stands = Stands(folder)
    facts = []
    for before, after in [("low", "high"), ("high", "higher"), ("higher", "highest")]:
        stands.change("base", APPS[:1], before, after)
        stands.fix()
        one, = asked(folder)
        check(f"here “{before}”" in one["text"] and f"“{after}”" in one["text"], one["text"])
        do(folder, "set", one["fact"], "take")
        facts.append(one["fact"])
        do(folder, "refresh")
        equal((asked(folder), answered(folder)), ([], {facts[-1]: "take"}))
        equal(planned(folder, "atdome"), [f"LEVEL: {after}"])
    stands.change("base", APPS[:1], "highest", "low")
    stands.fix("Take it back")
    one, = asked(folder)
    equal((one["fact"], one["values"]), (facts[-1], ["still", "leave"]))
    do(folder, "set", one["fact"], "leave")
    equal((asked(folder), planned(folder, "atdome")), ([], []))


@case
def each_repository_has_a_history_of_its_own(folder):
    """One was deployed by a branch that was merged, another by one commit: both are asked, and each is taken by itself."""
    stands = Stands(folder)
    do(folder, "set", "base.summit.docker-compose-ops", "main")
    bare, = (state_folder(folder) / "git").rglob("docker-compose-ops.git")
    compose = folder / "compose"
    git(folder, "clone", "-q", bare, compose)
    files = list(compose.glob("base-teststand/*.env"))

    def commit(subject, *edit, paths):
        for path in paths:
            path.write_text(path.read_text().replace(*edit))
        git(compose, "commit", "-qam", subject)

    for path, word in [("base-teststand", "low"), ("summit", "low")]:
        setup = compose / path / "setup.env"
        setup.write_text(setup.read_text() + f"export LEVEL={word}\n")
    git(compose, "commit", "-qam", "Say the level")
    git(compose, "checkout", "-qb", "late")
    git(compose, "checkout", "-q", "main")
    commit("Deploy cycle 45", "c0044", "c0045", paths=files)
    git(compose, "checkout", "-q", "late")
    commit("Raise the level", "LEVEL=low", "LEVEL=high", paths=[compose / "base-teststand/setup.env"])
    git(compose, "checkout", "-q", "main")
    git(compose, "merge", "-q", "--no-ff", "-m", "Merge the level", "late")
    git(compose, "push", "-q", "origin", "main")
    stands.change("base", APPS[:1], "low", "high")
    stands.fix()
    found = asked(folder)
    equal(len(found), 2)
    one, = [one for one in found if "setup.env" in one["text"]]
    do(folder, "set", one["fact"], "take")
    rest, = asked(folder)
    shown = do(folder, "show", "c0045/summit/configuration/docker-compose-ops/1").stdout
    check("+export LEVEL=high" in shown and planned(folder, "atdome") == [], shown)
    do(folder, "set", rest["fact"], "take")
    do(folder, "set", one["fact"], "leave")
    equal((asked(folder), planned(folder, "atdome")), ([], ["LEVEL: high"]))
    shown = do(folder, "show", "c0045/summit/configuration/docker-compose-ops/1").stdout
    check("+export LEVEL=high" not in shown, shown)


@case
def a_fix_that_was_lost_gives_way_to_a_later_one(folder):
    """Where it was lost, and its stand says something else by now; elsewhere it stays."""
    stands = Stands(folder)
    stands.change("base", APPS, "low", "high")
    stands.fix()
    one, = asked(folder)
    first = one["fact"]
    do(folder, "set", first, "take")
    path = "apps/{}/values-summit.yaml"
    for app in ["atdome", "hvac"]:
        do(folder, "edit", path.format(app), "--site", "summit", "--repository", "argocd-csc", "--undo")
    one, = asked(folder)
    check(one["fact"] == first and "the planned files haven’t got it" in one["text"], one)
    stands.change("base", ["atdome"], "high", "higher")
    stands.fix("Go on at one of them")
    equal(len(asked(folder)), 2)
    stands.change("base", ["hvac"], "high", "higher")
    stands.fix("Go on at both")
    one, = asked(folder)
    check(one["fact"] != first and "here “low”" in one["text"] and "“higher”" in one["text"], one)
    equal(answered(folder), {first: "take"})
    do(folder, "set", one["fact"], "take")
    do(folder, "refresh")
    equal([planned(folder, app) for app in ["ataos", "atdome", "hvac"]],
          [["LEVEL: high"], ["LEVEL: higher"], ["LEVEL: higher"]])
    equal((asked(folder), answered(folder)), ([], {first: "take", one["fact"]: "take"}))
    stands.change("base", ["atdome"], "higher", "low")
    stands.fix("Take it back at one of them")
    again, = asked(folder)
    equal((again["fact"], again["values"]), (one["fact"], ["still", "leave"]))
    do(folder, "set", again["fact"], "still")
    do(folder, "edit", path.format("ataos"), "--site", "summit", "--repository", "argocd-csc", "--undo")
    stands.change("base", ["ataos"], "high", "highest")
    stands.fix("Go on at the last")
    one, = asked(folder)
    check("“highest”" in one["text"] and first not in answered(folder), one)


@case
def one_of_many_that_was_lost_gives_way_to_a_later_one(folder):
    stands = Stands(folder)
    stands.change("base", APPS[:2], "low", "high")
    stands.fix()
    one, = asked(folder)
    do(folder, "set", one["fact"], "each")
    parts = asked(folder)
    for part in parts:
        do(folder, "set", part["fact"], "take")
    do(folder, "edit", "apps/atdome/values-summit.yaml", "--site", "summit", "--repository", "argocd-csc", "--undo")
    lost, = asked(folder)
    stands.change("base", ["atdome"], "high", "higher")
    stands.fix("Go on")
    later, = asked(folder)
    check("“higher”" in later["text"], later)
    other, = (part["fact"] for part in parts if part["fact"] != lost["fact"])
    equal(answered(folder), {one["fact"]: "each", other: "take"})


@case
def what_is_fixed_in_a_component_that_came_is_asked(folder):
    """And in a file that came: they were taken over as a whole."""
    stands = Stands(folder)
    path, new = stands.work / "apps/side/values-base-teststand.yaml", stands.work / "apps/hvac/values-base-teststand-extra.yaml"
    add = "side:\n  image:\n    repository: x\n    tag: c0045\n  env:\n    A: 1\n    SIDE: 1\n"
    path.parent.mkdir()
    path.write_text(add)
    new.write_text("colour: red\n")
    git(stands.work, "add", "-A")
    stands.fix("Add both")
    for one in asked(folder):
        do(folder, "set", one["fact"], "take")
    do(folder, "refresh")
    equal(asked(folder), [])
    path.write_text(add.replace("SIDE: 1", "SIDE: 2").replace("repository: x", "repository: y"))
    new.write_text("colour: blue\n")
    stands.fix("Change both")
    found = asked(folder)
    check(len(found) == 3, found)
    for words in [("SIDE", "here “1”", "“2”"), ("image.repository", "here “x”", "“y”"), ("colour", "“red”", "“blue”")]:
        check(any(all(word in one["text"] for word in words) for one in found), words, found)
    for one in found:
        do(folder, "set", one["fact"], "take")
    equal(asked(folder), [])
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    check(all(line in shown for line in ["+    SIDE: 2\n", "+    repository: y\n", "+colour: blue\n"]), shown[-2000:])
    path.write_text(add.replace("SIDE: 1", "SIDE: 3").replace("repository: x", "repository: y"))
    stands.fix("Change it again")
    one, = asked(folder)
    check("here “2”" in one["text"] and "“3”" in one["text"], one["text"])
    path.write_text(add.replace("repository: x", "repository: y"))
    stands.fix("Take that back")
    one, = asked(folder)
    check("“1” → “2”: taken over, and BTS took it back" in one["text"], one["text"])
    do(folder, "set", one["fact"], "still")
    for gone, words in [(new, "values-summit-extra.yaml"), (path, "side")]:
        gone.unlink()
        stands.fix("Do without it")
        one, = asked(folder)
        check(words in one["text"] and "BTS took it back since" in one["text"], one)
        do(folder, "set", one["fact"], "leave")
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    check("colour" not in shown and "side" not in shown, shown[-2000:])
    do(folder, "refresh")
    equal((asked(folder), sorted(answered(folder).values())), ([], ["leave", "leave"]))


def have_several(apps):
    """A file of components, each beside the others."""
    for site, tag in [("base-teststand", "c0045"), ("summit", "c0044")]:
        (apps / "several").mkdir(exist_ok=True)
        (apps / f"several/values-{site}.yaml").write_text(SIDE.format(tag).replace("side", "one"))
    git(apps, "add", "-A")


@case
def what_is_fixed_in_a_component_that_joined_a_file_is_asked(folder):
    """And taken over, and left once the stand does without the component."""
    stands = Stands(folder, have_several)
    path = stands.work / "apps/several/values-base-teststand.yaml"
    before, env, first = path.read_text(), "  env:\n    LEVEL: {}\n", None
    for level in [1, 2]:
        path.write_text(before + "\n" + SIDE.format("c0045") + env.format(level))
        stands.fix("Add, or change")
        one, = asked(folder)
        check("BTS got side" in one["text"] or "here “1”, changed at BTS since its deployment to “2”" in one["text"], one)
        do(folder, "set", one["fact"], "take")
        equal((asked(folder), planned(folder, "several")), ([], [f"LEVEL: {level}"]))
        first = first or one["fact"]
    do(folder, "edit", "apps/several/values-summit.yaml", "--site", "summit", "--repository", "argocd-csc", "set",
       "one.image.repository", "own")
    path.write_text(before)
    stands.fix("Drop it")
    one, = asked(folder)
    equal((one["fact"], one["values"]), (first, ["still", "leave"]))
    do(folder, "set", first, "leave")
    shown = do(folder, "show", "c0045/summit/configuration/argocd-csc/1").stdout
    check("repository: own" in shown and "side" not in shown, shown[-2000:])
    do(folder, "refresh")
    equal((asked(folder), answered(folder)), ([], {first: "leave"}))


@case
def a_stands_file_that_cant_be_read_is_named(folder):
    """What was asked of it is asked no more, and nobody is to take that for an answer."""
    stands = Stands(folder)
    stands.change("base", APPS[:1], "low", "high")
    stands.fix()
    equal(len(asked(folder)), 1)
    path = stands.work / "apps/atdome/values-base-teststand.yaml"
    text = path.read_text()
    path.write_text(text + "bad: [1\n")
    stands.fix("Break the file")
    equal(asked(folder), [])
    said, = (one["text"] for one in stage(folder)["checks"] if one["id"] == "fixes-unread-summit")
    for told in [said, do(folder, "fixes", "--site", "summit").stderr, plan_offline(folder).stderr]:
        check("BTS, argocd-csc, apps/atdome/values-base-teststand.yaml: Line" in told, told)
    path.write_text(text)
    stands.fix("Mend it")
    equal(len(asked(folder)), 1)
    check("fixes-unread-summit" not in [one["id"] for one in stage(folder)["checks"]], "it is forgotten")


@case
def one_fix_of_two_stands_names_both(folder):
    stands = Stands(folder)
    for stand in ["base", "tucson"]:
        stands.change(stand, APPS, "low", "high")
    stands.fix()
    one, = asked(folder)
    equal(one["values"], ["take", "leave", "each"])
    check("TTS and BTS" in one["text"], one["text"])
    offline = offline_asked(folder)
    equal([(found["id"], len(found["members"])) for found in offline], [(one["fact"].removeprefix("answer."), 3)])


def plan_offline(folder, *answers):
    bare = state_folder(folder) / "git" / "lsst-ts" / "argocd-csc.git"
    result = run(folder, "--format", "json", "--procedure", "rubin-2023", "plan", "--site", "summit", "--cycle", "45",
                 "--repository", f"argocd-csc={bare}@main", *(f"--answer={answer}" for answer in answers))
    check(result.returncode in (0, 3), result.stderr)
    return result


def offline_asked(folder, *answers, open_ones=1):
    """What a plan on the git directories asks."""
    result = plan_offline(folder, *answers)
    opened = [line for line in result.stderr.splitlines() if line.startswith("Open: ") and "/fix/" in line]
    check(len(opened) == open_ones, result.stderr)
    return json.loads(result.stdout)["fixes"]


@case
def git_directories_are_asked_alike(folder):
    stands = Stands(folder)
    stands.change("base", APPS, "low", "high")
    stands.change("tucson", APPS[:1], "low", "medium")
    stands.fix()
    both, many = sorted(offline_asked(folder, open_ones=2), key=lambda one: "members" in one)
    equal([choice["from"] for choice in both["choices"]], ["tts", "bts"])
    equal([one["path"] for one in many["members"]], [f"apps/{app}/values-summit.yaml" for app in ["ataos", "hvac"]])
    first, second = (one["id"] for one in many["members"])
    fixes = offline_asked(folder, f"{many['id']}=each", f"{first}=take", f"{both['id']}=take:bts")
    equal([one["answer"] for one in fixes], ["each", "take:bts"])
    fixes = offline_asked(folder, f"{many['id']}=each", f"{first}=take", f"{second}=leave", f"{both['id']}=take:bts",
                          open_ones=0)
    equal([one.get("answer") for one in fixes[0]["members"]], ["take", "leave"])


@case
def what_was_taken_over_says_whose_it_is(folder):
    """Asked or not, and whatever else becomes of the file: from which site's fix a change comes, by whom and when."""
    stands = Stands(folder)
    stands.change("base", APPS[:2], "low", "high")
    stands.fix()
    commit = git(stands.work, "rev-parse", "HEAD").strip()
    source = f"taken over from BTS’s fix, commit {commit[:7]}"

    def edited():
        listed = run(folder, "--rehearsal-now", NOW, "--format", "json", "edit", ID, "--site", "summit").stdout
        return {one["path"].split("/")[1]: (one["edited"], one.get("taken", [])) for one in json.loads(listed)}

    do(folder, "fixes", "--site", "summit", "--take-over")
    found = edited()
    equal(sorted(found), sorted(APPS[:2]))
    for app, (words, taken) in found.items():
        equal(words, f"by Vera, Tue 1 Dec, 12:00 UTC, {source}")
        equal([(one["site"], one["from"], one["commit"], one["name"], one["place"], one["by"], one["at"][:10])
               for one in taken], [("BTS", "bts", commit, app, "env.LEVEL", "Vera", NOW[:10])])
    path = ["apps/atdome/values-summit.yaml", "--site", "summit", "--repository", "argocd-csc"]
    do(folder, "edit", *path, "add", "env.OWN", "1")
    words, taken = edited()["atdome"]
    equal((words, len(taken)), (f"by Vera, Tue 1 Dec, 12:00 UTC, some of it {source}", 1))
    do(folder, "edit", *path, "--undo")
    equal(list(edited()), ["ataos"])
    fact = asked(folder)[0]["fact"]
    do(folder, "set", fact, "take")
    do(folder, "edit", *path, "add", "env.OWN", "1")
    check(source in edited()["atdome"][0], "by the question")
    do(folder, "set", fact, "leave")
    equal(edited()["atdome"], ("by Vera, Tue 1 Dec, 12:00 UTC", []))


main()
