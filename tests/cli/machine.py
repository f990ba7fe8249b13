# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that share the services: each has a data folder and accounts of its own."""

import copy
import datetime
import json
import shutil
import sqlite3

from support import check, effects, environment, run

ID = "c0045-rubin-2023"


def start():
    """A Tuesday in the weeks that Slack schedules for."""
    day = datetime.date.today() + datetime.timedelta(days=40)
    return (day + datetime.timedelta(days=(1 - day.weekday()) % 7)).isoformat() + "T17:00"


class Machine:
    """A data folder and accounts of its own, at the services that all share."""

    def __init__(self, folder, name, services, slack=""):
        self.folder = folder / name
        self.folder.mkdir()
        ready = services.ready
        accounts = {f"{kind}_{what}": value for kind, url, user in [
            ("JIRA", "jira", "EMAIL"), ("CONFLUENCE", "confluence", "EMAIL"), ("GITHUB", "github", None),
            ("SLACK", "slack", None), ("GIT", "git", "USER"), ("REGISTRY", "registry", "USER")]
            for what, value in [("URL", ready[url]), ("TOKEN", ready["token"] + (slack if kind == "SLACK" else "")),
                                (user, ready["email"])] if what is not None}
        self.env = environment(self.folder, **{"CYCLEWRIGHT_" + name: value for name, value in accounts.items()})

    def do(self, *words, status=0):
        result = run(self.folder, "--procedure", "rubin-2023", *words, env=self.env)
        check(status is None or result.returncode == status, *words, "→", result.returncode, result.stdout,
              result.stderr)
        return result

    def effect(self, name):
        return effects(json.loads(self.do("--format", "json", "show", ID).stdout))[name]

    def send(self, *names):
        self.do("approve", ID, *names)
        self.do("run", ID, *names)

    def finish(self, name):
        """What a person does until it is done: approve, send, and take what is there already."""
        for _ in range(6):
            found = self.effect(name)
            if found["state"] == "done":
                return
            if found["state"] == "asking":
                self.do("adopt", ID, name)
            elif found["state"] in ("ready", "outdated"):
                self.do("approve", ID, name)
            else:
                self.do("run", ID, name, status=None)
        raise AssertionError(name, found)

    def copy(self, name):
        """Another machine that knows the same."""
        other = copy.copy(self)
        other.folder = self.folder.parent / name
        shutil.copytree(self.folder, other.folder)
        return other

    def journal(self):
        path = next(self.folder.rglob("*.cyclewright"))
        with sqlite3.connect(path) as database:
            return database.execute("SELECT seq, time, type, effect, actor, data FROM events").fetchall()

    def export(self, name="taken.json"):
        path = self.folder / name
        self.do("export", ID, "--as", "preparation", "--output", path)
        return path
