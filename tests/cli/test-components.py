# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs where: the components of a site, and of sites side by side."""

import json

from support import case, check, commit, equal, git, main, repository, run, state_folder

FILES = {
    "apps/atdome/values-summit.yaml":
        "image:\n  repository: registry.example.org/atdome\n  tag: c0044\nenv:\n  RUN_ARG: --state enabled\n",
    "apps/atdome/values-base-teststand.yaml":
        "image:\n  repository: registry.example.org/atdome\n  tag: c0043\nenv:\n  RUN_ARG: --state enabled\n",
    "apps/ess/values-summit.yaml":
        "ess1:\n  enabled: true\n  image:\n    repository: ess\n    tag: c0044\n  env:\n  - name: RUN_ARG\n    value: '1'\n"
        "  resources:\n    limits:\n      cpu: 1\n",
    "apps/same/values-summit.yaml": "image:\n  repository: same\n  tag: c0044\n",
    "apps/same/values-base-teststand.yaml": "image:\n  repository: same\n  tag: c0044\n",
    "apps/broken/values-summit.yaml": "image: [\n",
    "apps/elsewhere/values-tucson-teststand.yaml": "image:\n  repository: x\n  tag: c0044\n",
}


def ask(folder, *words, form="json", status=0):
    result = run(folder, "--format", form, *words, "--repository", f"argocd-csc={folder / 'repository'}@main")
    check(result.returncode == status, words, result.returncode, result.stderr)
    return json.loads(result.stdout) if form == "json" and status == 0 else result


@case
def components_of_a_site(folder):
    repository(folder, FILES)
    found = {one["name"]: one for one in ask(folder, "components", "summit")}
    equal(sorted(found), ["atdome", "ess1", "same"])
    equal(found["atdome"], {"name": "atdome", "repository": "argocd-csc", "path": "apps/atdome/values-summit.yaml",
                            "line": 1, "image": "registry.example.org/atdome", "tag": "c0044",
                            "command": "--state enabled"})
    equal({key: found["ess1"][key] for key in ["enabled", "command", "resources", "tag"]},
          {"enabled": "true", "command": "1", "resources": "limits.cpu=1", "tag": "c0044"})
    shown = ask(folder, "components", "summit", form="text")
    check("Warning: a file can’t be read, and what runs by it isn’t known: argocd-csc, apps/broken/values-summit.yaml: "
          "Line 2" in shown.stderr, shown.stderr)
    text = shown.stdout
    check("atdome  argocd-csc, apps/atdome/values-summit.yaml:1\n    image: registry.example.org/atdome\n" in text, text)


@case
def sites_side_by_side(folder):
    repository(folder, FILES)
    rows = {row["name"]: row for row in ask(folder, "compare", "summit", "bts")}
    equal(rows["atdome"]["differs"], ["tag"])
    equal({site: item["tag"] for site, item in rows["atdome"]["sites"].items()}, {"summit": "c0044", "bts": "c0043"})
    equal((rows["same"]["differs"], sorted(rows["same"]["sites"])), ([], ["bts", "summit"]))
    equal(sorted(rows["ess1"]["sites"]), ["summit"])
    shown = ask(folder, "compare", "summit", "bts", form="text")
    equal(shown.stdout, "atdome  argocd-csc\n    tag, summit: c0044\n    tag, bts: c0043\n"
                        "ess1  argocd-csc, apps/ess/values-summit.yaml:2\n    not at bts\n"
                        "apps/broken/values-summit.yaml, the file  argocd-csc: not at bts\n")
    check("1 component has the same image, tag" in shown.stderr, shown.stderr)


BLOCKS = """\
csc:
  image:
    repository: csc
    tag: c0044
  env:
    RUN_ARG: '1'
{}shared:
  # What is said otherwise is no block that is missing.
  log: {}
"""
MORE = """\
  resources:
    limits:
      cpu: 1
  volumes:
  - name: data
    path: /data
  - name: scratch
    emptyDir:
      size: 1
  entrypoint: |
    #!/bin/sh
    run
"""
FEWER = """\
  resources: {}
  volumes:
  - name: data
    path: /data
"""


@case
def whole_blocks_that_one_site_has(folder):
    """Each is one line, wherever it stands, and nothing within it is one more; leaves and components are told as ever."""
    repository(folder, {
        "apps/a/values-summit.yaml": BLOCKS.format(MORE, "debug") + "extra:\n  deep:\n    deeper: [1, 2]\n  more: {a: 1}\n",
        "apps/a/values-base-teststand.yaml": BLOCKS.format(FEWER, "info"),
        "apps/whole/values-base-teststand.yaml": "what:\n  no: component\n",
        "apps/both/values-summit.yaml": "a: &a\n  env:\n    X: 1\nb:\n  <<: *a\n",
        "apps/both/values-base-teststand.yaml": "a:\n  env:\n    X: 1\nb:\n  env:\n    X: 1\n",
    })
    rows = [row for row in ask(folder, "compare", "summit", "bts") if row.get("block")]
    path = "apps/a/values-summit.yaml"
    equal([(row["name"], row["repository"], row["sites"]) for row in rows], [
        (name, "argocd-csc", {"summit": {"path": path, "place": name, "line": line}}) for name, line in [
            ("csc.resources", 7), ("csc.volumes[name=scratch]", 13), ("csc.entrypoint", 16), ("extra", 22)]
    ] + [("apps/whole/values-*.yaml", "argocd-csc",
          {"bts": {"path": "apps/whole/values-base-teststand.yaml", "place": "", "line": 1}})])
    text = ask(folder, "compare", "bts", "summit", form="text").stdout
    equal([line for line in text.splitlines() if ": not at" in line],
          [f"{row['name']}  argocd-csc, {path}:{row['sites']['summit']['line']}: not at bts" for row in rows[:4]]
          + ["apps/whole/values-base-teststand.yaml, the file  argocd-csc: not at summit"])


@case
def equal_names_are_told_apart(folder):
    """Two files have a component of the same name: each has a row of its own, with its file in the text."""
    block = "ess1:\n  image:\n    repository: ess\n    tag: {}\n"
    repository(folder, {f"apps/{one}/values-{site}.yaml": block.format(tag) for one, site, tag in [
        ("dome", "summit", "c0044"), ("dome", "base-teststand", "c0043"),
        ("telescope", "summit", "c0044"), ("telescope", "base-teststand", "c0042")]})
    rows = ask(folder, "compare", "summit", "bts")
    equal([(row["name"], {site: (item["path"], item["tag"]) for site, item in row["sites"].items()}) for row in rows],
          [("ess1", {"summit": (f"apps/{one}/values-summit.yaml", "c0044"),
                     "bts": (f"apps/{one}/values-base-teststand.yaml", tag)})
           for one, tag in [("dome", "c0043"), ("telescope", "c0042")]])
    shown = ask(folder, "compare", "summit", "bts", form="text").stdout
    equal([line for line in shown.splitlines() if line.startswith("ess1")],
          ["ess1  argocd-csc, apps/dome/values-summit.yaml", "ess1  argocd-csc, apps/telescope/values-summit.yaml"])


@case
def a_shared_tag_and_a_pin(folder):
    repository(folder, {
        "environments/values-summit.yaml": "controlSystem:\n  imageTag: c0044\n",
        "applications/auxtel/values-summit.yaml":
            "ataos:\n  image:\n    repository: ataos\n    pullPolicy: Always\n    revision: 3\n",
    })
    result = run(folder, "--format", "json", "components", "summit", "--repository",
                 f"phalanx={folder / 'repository'}@main")
    equal(result.returncode, 0)
    equal([(one["name"], one["tag"], one["pin"]) for one in json.loads(result.stdout)], [("ataos", "c0044", "3")])


SERVICES = "services:\n  mtm1m3:\n    image: ts-dockerhub.lsst.org/mtm1m3:${CYCLE}${mtm1m3_rev}\n"
COMPOSE = {
    "summit/docker-compose.yaml": SERVICES + "  odd:\n    image: ts-dockerhub.lsst.org/odd:${CYCLE}${odd_rev}\n",
    "summit/setup.env": "export CYCLE=c0044\nexport mtm1m3_rev=.002\n",
    "base-teststand/docker-compose.yaml": SERVICES,
    "base-teststand/setup.env": "export CYCLE=c0044\nexport mtm1m3_rev=.000\n",
}


@case
def a_tag_of_variables(folder):
    """Its image is what the env files beside it make of it, now and after the change; what they don't set is said."""
    repository(folder, COMPOSE)
    source = ["--repository", f"docker-compose-ops={folder / 'repository'}@main"]
    found = {one["name"]: one for one in
             json.loads(run(folder, "--format", "json", "components", "summit", *source).stdout)}
    equal((found["mtm1m3"]["tag"], found["mtm1m3"]["resolved-tag"]), ("${CYCLE}${mtm1m3_rev}", "c0044.002"))
    equal((found["odd"]["tag"], found["odd"].get("resolved-tag")), ("${CYCLE}${odd_rev}", None))
    shown = run(folder, "components", "summit", *source).stdout
    check("    tag: c0044.002 (${CYCLE}${mtm1m3_rev})\n" in shown, shown)
    rows = {row["name"]: row for row in
            json.loads(run(folder, "--procedure", "rubin-2023", "--format", "json", "compare", "summit", "bts",
                           *source).stdout)}
    equal(rows["mtm1m3"]["differs"], ["tag"])
    planned = json.loads(run(folder, "--format", "json", "plan", "--site", "summit", "--cycle", "45", *source).stdout)
    equal({one["component"]: (one["before"], one["after"], one["line"]) for one in planned["images"]},
          {"mtm1m3": ("mtm1m3:c0044.002", "mtm1m3:c0045.000", 3), "odd": ("odd:c0044${odd_rev}", "odd:c0045${odd_rev}", 5)})
    check(any("“odd_rev” of summit/docker-compose.yaml, line 5" in one for one in planned["warnings"]),
          planned["warnings"])


@case
def one_row_over_repositories(folder):
    """A component is one row, whichever repository runs it at a site; one that a site has twice is told with both."""
    hosts, platform = folder / "hosts", folder / "platform"
    for one in [hosts, platform]:
        one.mkdir()
    block = "{0}:\n  image:\n    repository: ts-dockerhub.lsst.org/{0}\n    pullPolicy: Always\n"
    service = "  {0}:\n    image: ts-dockerhub.lsst.org/{0}:${{CYCLE}}\n"
    repository(hosts, {"summit/docker-compose.yaml": "services:\n" + service.format("atmcs") + service.format("atspec"),
                       "summit/setup.env": "export CYCLE=c0044\n"})
    repository(platform, {
        "applications/auxtel/values-summit.yaml": block.format("atspec"),
        "applications/auxtel/values-base.yaml": block.format("atspec") + block.format("atmcs"),
        "environments/values-summit.yaml": "controlSystem:\n  imageTag: c0044\n",
        "environments/values-base.yaml": "controlSystem:\n  imageTag: c0044\n"})
    words = ["compare", "summit", "bts", "--repository", f"docker-compose-ops={hosts / 'repository'}@main",
             "--repository", f"phalanx={platform / 'repository'}@main"]
    rows = json.loads(run(folder, "--procedure", "rubin-2026", "--format", "json", *words).stdout)
    equal([row["name"] for row in rows], ["atmcs", "atspec"])
    equal(["repository" in row["differs"] for row in rows], [True, True])
    equal({site: one["repository"] for site, one in rows[0]["sites"].items()},
          {"summit": "docker-compose-ops", "bts": "phalanx"})
    equal([one["repository"] for one in rows[1]["sites"]["summit"]], ["phalanx", "docker-compose-ops"])
    equal(rows[1]["sites"]["bts"]["repository"], "phalanx")
    shown = run(folder, "--procedure", "rubin-2026", *words).stdout
    check("not at" not in shown, shown)
    check("atmcs\n    at summit by docker-compose-ops, summit/docker-compose.yaml:3\n"
          "    at bts by phalanx, applications/auxtel/values-base.yaml:6\n" in shown, shown)
    check("    at summit also by docker-compose-ops, summit/docker-compose.yaml:5\n" in shown, shown)


NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2026"


def begun(folder):
    """A preparation of two sites of the rehearsal's world."""
    result = run(folder, "--rehearsal-now", NOW, "--procedure", "rubin-2026", "new", "--cycle", "45",
                 "--site", "tts=2027-01-05T17:00", "--site", "summit=2027-01-12T17:00")
    equal((result.returncode, result.stderr), (0, ""))


def prepared(folder, *words, form="json", status=0):
    result = run(folder, "--rehearsal-now", NOW, "--actor", "Vera", "--format", form, *words)
    check(result.returncode == status, words, result.returncode, result.stderr)
    return json.loads(result.stdout) if form == "json" and status == 0 and result.stdout else result


def edited(folder):
    return sorted((one["site"], one["path"]) for one in prepared(folder, "edit", ID))


@case
def components_of_a_preparation(folder):
    begun(folder)
    found = {one["name"]: one for one in prepared(folder, "components", "tts", "--preparation", ID)}
    equal(found["ataos"]["tag"], "c0045")
    rows = {row["name"]: row for row in prepared(folder, "compare", "tts", "summit", "bts", "--preparation", ID)}
    equal({site: item["tag"] for site, item in rows["ataos"]["sites"].items()},
          {"tts": "c0045", "summit": "c0045", "bts": "c0044"})
    equal(sorted(rows["cbp"]["sites"]), ["summit"])
    check("no site “moon”" in prepared(folder, "compare", "tts", "moon", "--preparation", ID, status=1).stderr, "moon")
    check("no plan" in prepared(folder, "components", "bts", "--preparation", ID, status=1).stderr, "not prepared")

    equal({site: item["tag"] for site, item in prepared(folder, "component", ID, "--site", "tts", "ataos").items()},
          {"tts": "c0045", "summit": "c0045", "bts": "c0044"})
    equal(sorted(prepared(folder, "component", ID, "--site", "tts", "cbp")), ["summit"])
    several = prepared(folder, "component", ID, "--site", "summit", "atspectrograph")["summit"]
    equal(len({(one["repository"], one["path"]) for one in several}), 2)
    shown = prepared(folder, "component", ID, "--site", "summit", "atspectrograph", form="text").stdout
    equal(len([line for line in shown.splitlines() if line.startswith("summit: atspectrograph")]), 2)
    equal(prepared(folder, "component", ID, "--site", "summit", "atqueue", "pin=3", "--dry-run"),
          [{"path": "applications/auxtel/values-summit.yaml", "field": "pin", "before": "0", "after": "3"}])
    prepared(folder, "component", ID, "--site", "summit", "atqueue", "pin=x", "--dry-run", status=1)
    equal(edited(folder), [])
    prepared(folder, "component", ID, "--site", "summit", "atqueue", "pin=3", "enabled=false",
             "resources=requests.cpu=1 limits.cpu=2")
    changed = prepared(folder, "component", ID, "--site", "summit", "atqueue")["summit"]
    equal((changed["pin"], changed["enabled"], changed["resources"]), ("3", "false", "requests.cpu=1 limits.cpu=2"))
    prepared(folder, "component", ID, "--site", "summit", "atqueue", "pin=", "enabled=")
    changed = prepared(folder, "component", ID, "--site", "summit", "atqueue")["summit"]
    equal((changed.get("pin"), changed.get("enabled")), (None, None))
    equal(edited(folder), [("summit", "applications/auxtel/values-summit.yaml")])

    for words, message in [(["nix"], "No component “nix”"), (["atqueue", "tag"], "no FIELD=VALUE"),
                           (["atqueue", "enabled=ja"], "not “ja”"), (["atmcs", "--from-site", "nix"], "“nix”"),
                           (["ataos", "--as", "atdome"], "already")]:
        check(message in prepared(folder, "component", ID, "--site", "tts", *words, status=1).stderr, words)
    equal(prepared(folder, "component", ID, "atqueue", status=2).stdout, "")
    wanted = [one["path"] for one in several]
    words = ["component", ID, "--site", "summit", "atspectrograph", "enabled=false", "--dry-run"]
    message = prepared(folder, *words, status=1).stderr
    check("say which with --" in message and all(path in message for path in wanted), message)
    for path in wanted:
        equal([one["path"] for one in prepared(folder, *words, "--file", path)], [path])
    equal(prepared(folder, "component", ID, "--site", "tts", "ess301", "--from-chart", "envsys", "--repository", "phalanx",
                   status=2).stdout, "")
    equal(prepared(folder, "component", ID, "--site", "tts", "atqueue", "--dry-run", status=2).stdout, "")
    equal(prepared(folder, "component", ID, "--site", "tts", "atqueue", "tag=x", "--as", "y", status=2).stdout, "")


@case
def what_another_site_says(folder):
    begun(folder)
    words = ["component", ID, "--site", "tts", "atqueue", "--from-site", "summit"]
    offers = {one["field"]: (one.get("before"), one.get("after")) for one in prepared(folder, *words, "--dry-run")}
    equal(offers, {"pin": (None, "0"), "resources": ("requests.cpu=1 requests.memory=1Gi limits.cpu=4 limits.memory=6Gi",
                                                     "requests.cpu=1 requests.memory=1Gi limits.cpu=4 limits.memory=10Gi")})
    equal(edited(folder), [])
    equal([one["field"] for one in prepared(folder, *words, "resources")], ["resources"])
    equal(edited(folder), [("tts", "applications/auxtel/values-tucson-teststand.yaml")])
    at = prepared(folder, "component", ID, "--site", "tts", "atqueue")["tts"]
    equal((at["resources"], at.get("pin")), (offers["resources"][1], None))
    check("says the same" in prepared(folder, *words, "resources", form="text").stderr, "nothing is left")
    equal(prepared(folder, *words, "size", status=2).stdout, "")
    whose_it_is(folder, words)


def taken(folder):
    return {one["path"].split("/")[1]: (one["edited"], one.get("taken", [])) for one in prepared(folder, "edit", ID)}


def whose_it_is(folder, words):
    """Whatever else becomes of the file, it says from which site the value came, by whom and when."""
    by = "by Vera, Tue 1 Dec, 12:00 UTC"
    said, (one,) = taken(folder)["auxtel"]
    equal(said, f"{by}, taken over from Summit’s planned files")
    equal({name: one.get(name) for name in ["kind", "from", "site", "commit", "name", "place", "by"]},
          {"kind": "copy", "from": "summit", "site": "Summit", "commit": None, "name": "atqueue", "place": "resources",
           "by": "Vera"})
    prepared(folder, "refresh", ID, form="text")
    prepared(folder, "component", ID, "--site", "tts", "atqueue", "pin=4")
    equal(taken(folder)["auxtel"], (f"{by}, some of it taken over from Summit’s planned files", [one]))
    # Once more is no other one; and of a site that isn't prepared the commit is known.
    prepared(folder, "component", ID, "--site", "tts", "atqueue", "resources=")
    prepared(folder, *words, "resources")
    equal([(one["from"], one["place"]) for one in taken(folder)["auxtel"][1]], [("summit", "resources")])
    prepared(folder, *words[:-1], "bts", "resources")
    *_, last = taken(folder)["auxtel"][1]
    tip = git(state_folder(folder) / "git/lsst-sqre/phalanx.git", "rev-parse", "main").strip()
    equal((last["from"], last["commit"]), ("bts", tip))
    check(taken(folder)["auxtel"][0].endswith(f"Summit’s planned files; BTS’s files, commit {tip[:7]}"), taken(folder))


@case
def a_component_from_its_chart(folder):
    begun(folder)
    words = ["component", ID, "--site", "tts", "ledprojector", "--from-chart", "calsys"]
    shown = prepared(folder, *words, "--dry-run")
    equal([(one["path"], one["notes"]) for one in shown],
          [("applications/calsys/values-tucson-teststand.yaml", ["Adds “ledprojector”, as the chart has it"]),
           ("applications/love/values-tucson-teststand.yaml", ["Adds “ledprojector” as “LEDProjector:0”"])])
    equal(edited(folder), [])
    prepared(folder, *words)
    equal(edited(folder), [("tts", one["path"]) for one in shown])
    at = prepared(folder, "component", ID, "--site", "tts", "ledprojector")["tts"]
    equal((at["image"], at["tag"]), ("ts-dockerhub.lsst.org/ledprojector", "c0045"))

    shown = prepared(folder, "component", ID, "--site", "tts", "odd", "--from-chart", "auxtel", "--producer", "ODD:1")
    equal([one["path"] for one in shown],
          ["applications/auxtel/Chart.yaml", "applications/auxtel/values-tucson-teststand.yaml",
           "applications/love/values-tucson-teststand.yaml"])
    for words, message in [(["x", "--from-chart", "nix"], "an application “nix”"),
                           (["odd", "--from-chart", "auxtel"], "already"), (["x", "--from-chart", "mobu"], "no components")]:
        told = prepared(folder, "component", ID, "--site", "tts", *words, status=1).stderr
        check(message in told, told)
    prepared(folder, "component", ID, "--site", "tts", "x", "--from-chart", "auxtel", "tag=y", status=2)
    prepared(folder, "component", ID, "--site", "tts", "x", "--producer", "X:0", status=2)


@case
def a_component_of_another_site(folder):
    begun(folder)
    words = ["component", ID, "--site", "tts", "cbp", "--from-site", "summit"]
    shown = prepared(folder, *words, "--dry-run")
    equal([(one["path"], one["changes"]) for one in shown],
          [("applications/calsys/values-tucson-teststand.yaml", True),
           ("applications/love/values-tucson-teststand.yaml", True)])
    equal(edited(folder), [])
    prepared(folder, *words)
    equal(edited(folder), [("tts", one["path"]) for one in shown])
    equal({app: [(one["from"], one["name"], one.get("place")) for one in whose] for app, (_, whose) in taken(folder).items()},
          {app: [("summit", "cbp", None)] for app in ["calsys", "love"]})
    check("cbp" in {one["name"] for one in prepared(folder, "components", "tts", "--preparation", ID)}, "cbp is there")
    prepared(folder, "component", ID, "--site", "tts", "cbp", "--as", "cbp2")
    check(("tts", "applications/calsys/Chart.yaml") in edited(folder), "the chart’s dependency goes along",
          edited(folder))


@case
def a_component_that_another_repository_runs(folder):
    """It isn't added a second time unless a person names the repository that it shall come from."""
    begun(folder)
    words = ["component", ID, "--site", "summit", "atmcs", "--from-site", "bts"]
    told = prepared(folder, *words, status=1).stderr
    check("runs at “summit” already, by summit/docker-compose-auxtel.yaml of docker-compose-ops" in told
          and "--repository phalanx" in told, told)
    equal(edited(folder), [])
    shown = prepared(folder, *words, "--repository", "phalanx", "--dry-run")
    check(any("this is a second one" in note for one in shown for note in one["notes"]), shown)
    row, = [one for one in prepared(folder, "compare", "summit", "bts", "--preparation", ID) if one["name"] == "atmcs"]
    equal({site: one["repository"] for site, one in row["sites"].items()},
          {"summit": "docker-compose-ops", "bts": "phalanx"})


@case
def a_component_of_another_branch(folder):
    """The Summit is planned on a ticket branch, which alone has the component, and BTS on main."""
    preparation = "c0045-rubin-2023"
    result = run(folder, "--rehearsal-now", NOW, "--procedure", "rubin-2023", "new", "--cycle", "45",
                 "--site", "bts=2027-01-05T17:00", "--site", "summit=2027-01-12T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    prepared(folder, "refresh", preparation)
    words = ["component", preparation, "--site", "bts", "laser-bridge"]
    equal(sorted(prepared(folder, *words)), ["summit"])
    prepared(folder, *words, "--from-site", "summit")
    found = prepared(folder, *words)
    equal(found["bts"]["path"], "base-teststand/docker-compose-maintel.yaml")
    check("bts" in found["bts"]["command"] and "summit" in found["summit"]["command"], found)


def marked(folder, name):
    """What the table marks as changed since its deployment, at this site and at the test stand."""
    row, = [one for one in prepared(folder, "compare", "bts", "tts", "--preparation", ID) if one["name"] == name]
    return [one.get("changed-since") for one in row["sites"].values()]


@case
def what_is_planned_is_no_change_since_the_deployment(folder):
    """The pin was set after the deployment; that it goes back to 0 is the plan's doing."""
    begun(folder)
    row, = [one for one in prepared(folder, "compare", "summit", "tts", "--preparation", ID) if one["name"] == "ataos"]
    equal((row["sites"]["summit"]["pin"], row["sites"]["summit"].get("changed-since")), ("0", None))


def odd_changes(folder, bare):
    """A pin at 0 belongs to the deployment, a broken file marks nothing, a pin that was set is a change."""
    path, image = "applications/auxtel/values-tucson-teststand.yaml", "  image: &queue-image-atqueue\n"
    for revision, changed in [(0, ["resources"]), (2, ["pin", "resources"])]:
        commit(bare, folder, "main", path,
               lambda text: text.replace(f"{image}    revision: 0\n", image).replace(
                   image, f"{image}    revision: {revision}\n"), "Pin the queue")
        prepared(folder, "refresh", ID)
        equal(marked(folder, "atqueue"), [None, changed])
    whole = git(bare, "show", f"main:{path}")
    commit(bare, folder, "main", path, lambda _text: "atqueue: [\n", "Break it")
    prepared(folder, "refresh", ID)
    equal(json.loads(prepared(folder, "fixes", ID, "--site", "bts", status=3).stdout), [])
    commit(bare, folder, "main", path,
           lambda _text: whole.replace(f"{image}    revision: 2\n", image), "Mend it")
    prepared(folder, "refresh", ID)


def questions(folder):
    """The fixes that the plan asks about, and the answers."""
    shown, = [one for one in prepared(folder, "show", ID)["stages"] if one["id"] == "configuration"]
    asked = [one for one in shown["questions"] if "/fix/" in one["fact"]]
    return asked, [one for one in shown["answered"] if "/fix/" in one["fact"]]


def asked_once(folder):
    """The plan asks; left with a reason, then taken after all; what was answered is asked no more."""
    asked, answered = questions(folder)
    equal([(one["site"], one["values"], answered) for one in asked], [("bts", ["take", "leave"], [])])
    check("TTS" in asked[0]["text"] and "9Gi" in asked[0]["text"], asked)
    fact = asked[0]["fact"]
    check("take" in prepared(folder, "set", ID, fact, "maybe", status=2).stderr, "no answer")
    prepared(folder, "set", ID, fact, "leave: the Summit's is larger")
    equal(prepared(folder, "refresh", ID)["id"], ID)
    asked, answered = questions(folder)
    equal((asked, [one["answer"] for one in answered]), ([], ["leave: the Summit's is larger"]))
    check("9Gi" not in prepared(folder, "component", ID, "--site", "bts", "atqueue")["bts"]["resources"], "left")
    prepared(folder, "set", ID, fact, "take")
    prepared(folder, "refresh", ID)
    asked, answered = questions(folder)
    equal((asked, [one["answer"] for one in answered]), ([], ["take"]))


def given_back(folder):
    """Whoever leaves it after all, or withdraws the answer, has the file as it was; a colleague's line in it stays."""
    path = "applications/auxtel/values-base.yaml"
    fact = questions(folder)[1][0]["fact"]
    resources = lambda: prepared(folder, "component", ID, "--site", "bts", "atqueue")["bts"]["resources"]
    prepared(folder, "set", ID, fact, "leave")
    equal((edited(folder), "6Gi" in resources()), ([], True))
    prepared(folder, "set", ID, fact, "take")
    prepared(folder, "component", ID, "--site", "bts", "atqueue", "pin=3")
    prepared(folder, "set", ID, fact, "leave")
    equal((edited(folder), "6Gi" in resources()), ([("bts", path)], True))
    prepared(folder, "component", ID, "--site", "bts", "atqueue", "pin=")
    prepared(folder, "set", ID, fact, "take")
    prepared(folder, "component", ID, "--site", "bts", "atqueue", "resources=limits.memory=7Gi")
    # What was adjusted here is no open question, and nothing that could be taken out by itself.
    equal([len(one) for one in questions(folder)], [0, 1])
    refused = prepared(folder, "set", ID, fact, "leave: less is enough", status=1)
    check("was changed where the fix stands" in refused.stderr, refused.stderr)
    equal(([len(one) for one in questions(folder)], "7Gi" in resources()), ([0, 1], True))
    undo = ["edit", ID, path, "--site", "bts", "--repository", "phalanx", "--undo"]
    prepared(folder, *undo)
    prepared(folder, "set", ID, fact, "take")
    prepared(folder, *undo)
    asked_again(folder, fact)
    prepared(folder, "refresh", ID)
    asked_again(folder, fact)
    prepared(folder, "set", ID, fact, "take")
    equal([len(one) for one in questions(folder)], [0, 1])


def fixed_once_more(folder, bare):
    """The test stand needs still more: that is asked, and takes the place of the first value once it is taken over."""
    first, = questions(folder)[1]
    commit(bare, folder, "main", "applications/auxtel/values-tucson-teststand.yaml",
           lambda text: text.replace("memory: 9Gi", "memory: 11Gi", 1), "Raise it again")
    prepared(folder, "refresh", ID)
    asked, answered = questions(folder)
    equal([one["fact"] for one in answered], [first["fact"]])
    check(len(asked) == 1 and "11Gi" in asked[0]["text"], asked)
    prepared(folder, "set", ID, asked[0]["fact"], "take")
    check("11Gi" in prepared(folder, "component", ID, "--site", "bts", "atqueue")["bts"]["resources"], "taken over")
    equal([[one["fact"] for one in all_of] for all_of in questions(folder)], [[], [asked[0]["fact"]]])
    prepared(folder, "refresh", ID)
    equal([[one["fact"] for one in all_of] for all_of in questions(folder)], [[], [asked[0]["fact"]]])


def asked_again(folder, fact):
    """It was taken over, and then somebody took it out."""
    asked, answered = questions(folder)
    equal(([one["fact"] for one in asked], answered), ([fact], []))
    check("it was taken over, and the planned files haven’t got it" in asked[0]["text"], asked)


@case
def what_was_fixed_elsewhere(folder):
    """Colleagues raised a limit at the test stand after its deployment; the Summit still has the old one."""
    result = run(folder, "--rehearsal-now", NOW, "--procedure", "rubin-2026", "new", "--cycle", "45",
                 "--site", "bts=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    ours = prepared(folder, "component", ID, "--site", "bts", "atqueue")
    equal(ours["bts"]["resources"], ours["tts"]["resources"])
    equal(prepared(folder, "fixes", ID, "--site", "bts"), [])
    bare = state_folder(folder) / "git" / "lsst-sqre" / "phalanx.git"
    before = "limits.memory=6Gi"
    check(before in ours["tts"]["resources"], ours)
    commit(bare, folder, "main", "applications/auxtel/values-tucson-teststand.yaml",
           lambda text: text.replace("memory: 6Gi", "memory: 9Gi", 1), "Raise the queue's memory")
    prepared(folder, "refresh", ID)
    found = prepared(folder, "fixes", ID, "--site", "bts", status=3)
    found = json.loads(found.stdout)
    equal([[one[key] for key in ["name", "place", "before", "after", "from"]] for one in found],
          [["atqueue", "resources.limits.memory", "6Gi", "9Gi", "tts"]])
    equal(marked(folder, "atqueue"), [None, ["resources"]])
    odd_changes(folder, bare)
    asked_once(folder)
    given_back(folder)
    check("9Gi" in prepared(folder, "component", ID, "--site", "bts", "atqueue")["bts"]["resources"], "taken over")
    equal(prepared(folder, "fixes", ID, "--site", "bts"), [])
    fixed_once_more(folder, bare)
    equal(prepared(folder, "fixes", ID, status=2).stdout, "")


@case
def what_cant_be_added_is_asked_by_hand(folder):
    """It hides no other question; a person adds it, or leaves it."""
    preparation = "c0045-rubin-2023"
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "summit=2027-01-12T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    bare = state_folder(folder) / "git" / "lsst-ts" / "argocd-csc.git"
    block = "extra:\n  image:\n    repository: x\n    tag: c0044\n"
    for app in ["atmcs", "love-producer"]:
        commit(bare, folder, "main", f"apps/{app}/values-base-teststand.yaml", lambda text: text + block, "Add one")
    prepared(folder, "refresh", preparation)
    asked = [one for stage in prepared(folder, "show", preparation)["stages"] for one in stage["questions"]
             if "/fix/" in one["fact"]]
    equal([one["values"] for one in asked], [["by-hand", "leave"], ["take", "leave"]])
    reason = "there is no file apps/atmcs/values-summit.yaml"
    check(reason in asked[0]["text"], asked)
    check(reason in prepared(folder, "fixes", preparation, "--site", "summit", status=3).stdout, "not listed")
    check(reason in prepared(folder, "set", preparation, asked[0]["fact"], "take", status=1).stderr, "taken")
    for one in asked:
        prepared(folder, "set", preparation, one["fact"], one["values"][0])
    answered = {one["fact"]: one["answer"] for stage in prepared(folder, "show", preparation)["stages"]
                for one in stage["answered"]}
    equal([answered[one["fact"]] for one in asked], ["by-hand", "take"])
    cant_be_added_on_git_directories(folder, bare, [one["fact"].removeprefix("answer.") for one in asked], reason)


def cant_be_added_on_git_directories(folder, bare, ids, reason):
    """What can't be taken over stays open, and the plan has the rest."""
    result = run(folder, "--format", "json", "--procedure", "rubin-2023", "plan", "--site", "summit", "--cycle", "45",
                 "--repository", f"argocd-csc={bare}@main", *(f"--answer={one}=take" for one in ids))
    equal(result.returncode, 3)
    plan = json.loads(result.stdout)
    equal([one.get("answer") for one in plan["fixes"]], [None, "take"])
    check(reason in result.stderr and f"({ids[0]}: by-hand or leave)" in result.stderr, result.stderr)
    check("+extra:" in result.stdout.replace("\\n", "\n"), "taken over")


@case
def the_same_fix_at_two_stands(folder):
    """It is asked once, and taken over once."""
    preparation = "c0045-rubin-2023"
    result = run(folder, "--rehearsal-now", NOW, "--procedure", "rubin-2023", "new", "--cycle", "45", "--site",
                 "summit=2027-01-12T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    bare = state_folder(folder) / "git" / "lsst-ts" / "argocd-csc.git"
    work = folder / "stands"
    git(folder, "clone", "-q", bare, work)
    stands = [path for stand in ["base", "tucson"] for path in work.glob(f"apps/*/values-{stand}-teststand.yaml")]
    for path in stands:
        path.write_text(path.read_text().replace("c0044", "c0045"))
    git(work, "commit", "-qam", "Deploy cycle 45")
    for path in stands:
        if path.parent.name == "hvac":
            path.write_text(path.read_text().replace("env:\n", "env:\n  HISTORY: all\n"))
    git(work, "commit", "-qam", "Keep the history")
    git(work, "push", "-q", "origin", "HEAD:main")
    prepared(folder, "refresh", preparation)
    found, = json.loads(prepared(folder, "fixes", preparation, "--site", "summit", status=3).stdout)
    equal([found[key] for key in ["name", "place", "after"]], ["hvac", "env.HISTORY", "all"])
    shown, = [one for one in prepared(folder, "show", preparation)["stages"] if one["id"] == "configuration"]
    fact, = [one["fact"] for one in shown["questions"] if "/fix/" in one["fact"]]
    prepared(folder, "set", preparation, fact, "take")
    equal(prepared(folder, "fixes", preparation, "--site", "summit"), [])


@case
def pins_and_their_images(folder):
    """Each component with what it resolves to, what the registry has of it, and how its pin is decided."""
    result = run(folder, "--rehearsal-now", NOW, "--procedure", "rubin-2026", "new", "--cycle", "45", "--site",
                 "summit=2027-01-12T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    prepared(folder, "refresh", ID)
    pins = json.loads(prepared(folder, "pins", ID, "--site", "summit", status=3).stdout)
    ataos, = [one for one in pins if one["component"] == "ataos"]
    equal([ataos[key] for key in ["before", "after", "registry", "pinned", "fate", "options"]],
          ["ataos:c0044.003", "ataos:c0045.000", "there", True, "changed", ["0", "remove", "3"]])
    equal({one["registry"] for one in pins}, {"there", "missing"})
    prepared(folder, "set", ID, "answer." + ataos["choice"], "remove")
    prepared(folder, "set", ID, "answer.summit/pins", "keep")
    pins = {one["component"]: one for one in json.loads(prepared(folder, "pins", ID, "--site", "summit",
                                                                 status=3).stdout)}
    equal((pins["ataos"]["after"], pins["atdome"]["after"]), ("ataos:c0045", "atdome:c0045.002"))
    equal(pins["atdome"]["registry"], "unknown")
    equal(prepared(folder, "pins", ID, status=2).stdout, "")
    check("no plan" in prepared(folder, "pins", ID, "--site", "tts", status=1).stderr, "a site that isn't prepared")


@case
def images_that_a_revision_leaves(folder):
    """That these stay at the cycle's first revision is meant; and what the hosts run isn't new."""
    result = run(folder, "--rehearsal-now", NOW, "--procedure", "rubin-2026", "new", "--cycle", "c0044.007", "--site",
                 "summit=2027-01-12T17:00", "--components", "MTM1M3")
    equal((result.returncode, result.stderr), (0, ""))
    prepared(folder, "refresh", "c0044.007-rubin-2026")
    pins = prepared(folder, "pins", "c0044.007-rubin-2026", "--site", "summit", "--all")
    equal({one["after"] for one in pins if one["before"] != one["after"]},
          {"mtm1m3:c0044.007", "scriptqueue:c0044.007"})
    check(len([one for one in pins if one["after"].endswith(".000")]) > 50, "images of the first revision")
    equal([one for one in pins if one["registry"] == "older"], [])


@case
def wrong_input(folder):
    repository(folder, FILES)
    check("no site “moon”" in ask(folder, "compare", "summit", "moon", status=1).stderr, "an unknown site")
    equal(ask(folder, "compare", "summit", status=2).stdout, "")
    equal(ask(folder, "components", "summit", "bts", status=2).stdout, "")
    equal(run(folder, "components", "summit").returncode, 2)
    check("moon" in run(folder, "components", "summit", "--repository", "moon=x@main").stderr, "an unknown repository")
    equal(run(folder, "components", "summit", "--repository", "moon").returncode, 1)


main()
