# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a fix that was taken over: its stand takes it back or goes on, or somebody changes it here."""

from stands import APPS, ID, NOW, SIDE, Stands, answered, asked, do, planned
from support import case, check, equal, git, main, run


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
def a_component_goes_with_its_share_of_a_fix_of_many(folder):
    """What the same fix changed in other files stays."""
    stands = Stands(folder, have_several)
    path = stands.work / "apps/several/values-base-teststand.yaml"
    before = path.read_text()
    path.write_text(before + "\n" + SIDE.format("c0045") + "  env:\n    LEVEL: low\n")
    stands.fix("Add it")
    one, = asked(folder)
    do(folder, "set", one["fact"], "take")
    stands.change("base", APPS[:1] + ["several"], "low", "high")
    stands.fix("Raise both")
    two, = asked(folder)
    do(folder, "set", two["fact"], "take")
    equal([planned(folder, app) for app in ["several", "atdome"]], [["LEVEL: high"]] * 2)
    path.write_text(before)
    stands.fix("Drop it")
    gone, = asked(folder)
    do(folder, "set", gone["fact"], "leave")
    equal([planned(folder, app) for app in ["several", "atdome"]], [[], ["LEVEL: high"]])
    do(folder, "refresh")
    equal((asked(folder), answered(folder)), ([], {one["fact"]: "leave", two["fact"]: "take"}))


main()
