# SPDX-License-Identifier: GPL-3.0-or-later
"""What test stands fixed in many files, or each otherwise: one question for what a person decides once."""

import json

from stands import APPS, ID, NOW, SIDE, Stands, answered, asked, do, planned, stage
from support import case, check, equal, git, main, run, state_folder


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
def what_was_taken_over_as_a_component_is_asked_no_more(folder):
    stands = Stands(folder)
    path = stands.work / "apps/hvac/values-base-teststand.yaml"
    path.write_text(path.read_text() + SIDE.format("c0045"))
    stands.fix("Run a side")
    one, = asked(folder)
    check("side" in one["text"], one)
    do(folder, "component", "--site", "summit", "side", "--from-site", "bts")
    equal(asked(folder), [])
    path.write_text(path.read_text() + "resources:\n  limits:\n    cpu: 2\n")
    stands.fix("Limit it")
    one, = asked(folder)
    do(folder, "component", "--site", "summit", "hvac", "resources", "--from-site", "bts", "--repository", "argocd-csc")
    equal(asked(folder), [])
    do(folder, "edit", "apps/hvac/values-summit.yaml", "--site", "summit", "--repository", "argocd-csc", "--undo")
    equal(len(asked(folder)), 2)


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
    listed, offline = do(folder, "fixes", "--site", "summit", status=3).stderr, plan_offline(folder)
    equal(offline.returncode, 3)
    for told in [said, listed, offline.stderr]:
        check("BTS, argocd-csc, apps/atdome/values-base-teststand.yaml: Line" in told, told)
    check("Nothing was fixed elsewhere" not in listed, listed)
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
