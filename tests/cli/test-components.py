# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs where: the components of a site, and of sites side by side."""

import json

from support import case, check, equal, main, repository, run

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
    text = ask(folder, "components", "summit", form="text").stdout
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
                        "ess1  argocd-csc\n    not at bts\n")
    check("1 component is the same everywhere" in shown.stderr, shown.stderr)


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
