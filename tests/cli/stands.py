# SPDX-License-Identifier: GPL-3.0-or-later
"""A Summit that is prepared, and test stands where colleagues fix things: what the tests of fixes share."""

import json

from support import check, equal, git, run, state_folder

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
APPS = ["atdome", "ataos", "hvac"]
SIDE = "side:\n  image:\n    repository: side\n    tag: {}\n"


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
