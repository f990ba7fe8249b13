# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of Cyclewright in a world of its own, and what a release manager does in it. The names by which things are
found stand here alone."""

import contextlib
import json
import os
import pathlib
import re

from holdings import NOW, STARTS
from program import Program
from support import Running, faulty, ready_file
from world import until

BUILD = pathlib.Path(os.environ["G_TEST_BUILDDIR"])
APPLICATION = os.environ["CW_TEST_APPLICATION"]
STAGES = ["Cycle", "Tickets", "Configuration", "Build", "Cycle page", "Announcement", "Science platform", "Handover"]
SITES = ["summit", "tts", "bts"]

REVIEW = re.compile(r"^Review: ")
OPEN = re.compile(r"^(Answer|Review|Mark as done|Wave through): ")
OPEN_HERE = re.compile("open here$")
SEND = re.compile(r"^(Create|Push|Open|Post|Schedule|Send) [0-9]+ ")


class Walk:
    """A release manager at the window."""

    def __init__(self, folder, program):
        self.folder, self.program, self.world = folder, program, program.world

    def services(self):
        """The rehearsal's services, spoken to past the window."""
        return Running(json.loads(ready_file(self.folder).read_text()))

    # Beginning.

    def begin(self, sites=STARTS):
        """From the welcome page to a rehearsal of cycle 45 at some sites, with these dates."""
        program = self.program
        program.click("button", "Rehearse a cycle")
        program.find("button", "Begin rehearsal")
        for place, site in enumerate(SITES):
            if site in sites:
                date, time = sites[site].split("T")
                program.fill(program.find_all("text", "Date, such as 2027-01-12")[place], date)
                program.fill(program.find_all("text", re.compile("^Time"))[place], time)
        program.click("button", "Begin rehearsal")
        self.rest()

    # Going about.

    def go_to(self, stage):
        self.program.click("list item", re.compile(f"^{stage}, "))
        self.program.find("heading", stage)

    def rest(self):
        """Until nothing is being done any more."""
        self.program.find("status", OPEN_HERE)

    # Doing what a page asks for.

    def work_through(self):
        """Everything on this page that a person can do now, one after the other; whether there was anything."""
        done = []
        while todo := self._list_open():
            name = todo[0]
            assert done.count(name) < 3, f"{name} comes again and again"
            done.append(name)
            if REVIEW.search(name):
                self.review(name)
            else:
                self.program.click("button", name)
            until(lambda: not self.program.has("button", name), f"{name} is done")
        return bool(done)

    def _list_open(self):
        """What there is to do, once nothing is being done."""
        def look():
            todo = self.program.find_all("button", OPEN)
            return todo or self.program.find_all("status", OPEN_HERE)
        return [node.known for node in until(look, "nothing is being done") if node.role == "button"]

    def review(self, name):
        """Look at all that is to be sent, and send it."""
        title = REVIEW.sub("", name)
        self.program.click("button", name)
        window = self.program.window(title)
        self.program.click("button", SEND, within=window)
        until(lambda: title not in [one.name for one in self.program.windows()], f"{title} is closed")

    def prepare(self):
        """Through all pages, again and again, until there is nothing left to do."""
        while any([self._visit(stage) for stage in STAGES]):
            pass

    def _visit(self, stage):
        self.go_to(stage)
        return self.work_through()


@contextlib.contextmanager
def open_window(folder, world, *arguments, **environment):
    """The window on the data of a folder, at the time of the rehearsal's checks."""
    data = folder / "cyclewright"
    command = [APPLICATION, "--data-dir", str(data), "--procedure", "rubin-2023", "--rehearsal-now", NOW, *arguments]
    known = faulty(folder)
    names = ["CYCLEWRIGHT_REHEARSAL", "CW_TEST_REHEARSAL", "CW_TEST_FAULTS", "CW_TEST_READY", "CYCLEWRIGHT_SOURCE_DATA"]
    with Program(world, command, folder / "window.log", TZ="UTC", GSETTINGS_SCHEMA_DIR=str(BUILD / "data"),
                 GIO_USE_PROXY_RESOLVER="dummy", **{name: known[name] for name in names}, **environment) as program:
        try:
            yield Walk(folder, program)
        except BaseException:
            world.take_picture(BUILD / "e2e" / "failed.png")
            raise
