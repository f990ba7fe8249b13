# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of Cyclewright in a world of its own, and what a release manager does in it. The names by which things are
found stand here alone."""

import contextlib
import json
import os
import pathlib
import re

from holdings import NOW, STARTS
from program import SENSITIVE, Program
from support import Running, faulty, ready_file
from world import until

BUILD = pathlib.Path(os.environ["G_TEST_BUILDDIR"])
APPLICATION = os.environ["CW_TEST_APPLICATION"]
STAGES = ["Cycle", "Tickets", "Configuration", "Build", "Cycle Page", "Announcement", "Science Platform", "Handover"]
SITES = {"summit": "Summit", "tts": "TTS", "bts": "BTS"}

REVIEW = re.compile(r"^Review: ")
OPEN = re.compile(r"^(Answer|Review|Schedule|Post|Send Update|Mark as Done|Wave Through): ")
OPEN_HERE = re.compile(r"open (here|for \w+, .* (in all|elsewhere))(\.|$)")
TAB = re.compile(r"^(Summit|TTS|BTS), (Done|Waiting|[0-9]+ open)$")
SEND = re.compile(r"^(Create|Link|Push|Open|Post|Schedule|Send|Send All) [0-9]+\b")


class Walk:
    """A release manager at the window, with the mouse."""

    def __init__(self, folder, program):
        self.folder, self.program, self.world = folder, program, program.world

    def services(self):
        """The rehearsal's services, spoken to past the window."""
        until(ready_file(self.folder).exists, "the services")
        return Running(json.loads(ready_file(self.folder).read_text()))

    # What the hand does.

    def use(self, role, name, within=None):
        node = self.program.click(role, name, within)
        if role == "text":
            until(lambda: not self.program.lacks_focus(node), f"focus in {node}")
        return node

    def use_until(self, came, role, name, within=None):
        """Use something until what it is for came of it: a click on a page that moves just then hits nothing, and a
        person clicks again."""
        for patience in (5, 10, 20):
            self.use(role, name, within)
            with contextlib.suppress(AssertionError):
                return until(came, f"what {name} is for", patience)
        return until(came, f"what {name} is for")

    def fill(self, role, name, text, within=None):
        """Put a text into an entry, in place of what it has."""
        entry = self.use(role, name, within)
        self.world.press("ctrl+a")
        self.world.type(text)
        until(lambda: entry.text == text, f"{text!r} in {entry}")

    def choose(self, name, choice, within=None):
        """Choose something else in a row with choices."""
        self.use_until(lambda: self.program.has("label", choice, within), "combo box", name, within)
        self.program.click("label", choice, within)
        until(lambda: len(self.program.find_all("label", choice, within)) == 1, f"{choice} is chosen")

    def go_to(self, stage):
        self.use("list item", re.compile(f"^{stage}, "))
        self.program.find("heading", stage)

    def choose_in_menu(self, title, item):
        """Something from the menu of a row, not from one that was open before on another page; it opens a window. On a
        busy display the click is at times taken to be beside the menu, which it only closes."""
        name = f"More for {title}"
        menu = self.program.find("button", name).parent
        n_windows = len(self.program.windows())
        for patience in (5, 10, 20):
            self.use_until(lambda: self.program.has("menu item", item, menu), "button", name)
            self.use("menu item", item, menu)
            until(lambda: not self.program.has("menu item", item, menu), f"the menu for {title} is closed")
            with contextlib.suppress(AssertionError):
                return until(lambda: len(self.program.windows()) > n_windows, f"what {item} is for", patience)
        raise AssertionError(f"{item} of {title} does nothing")

    # Beginning.

    def begin(self, sites=STARTS):
        """From the welcome page to a rehearsal of cycle 45 at some sites, with these dates."""
        self.use("button", "Rehearse a Cycle")
        self.program.find("button", "Begin Rehearsal")
        for site, name in SITES.items():
            card = self.program.find("list", name)
            if site in sites:
                date, time = sites[site].split("T")
                self.fill("text", "Date, such as 2027-01-12", date, card)
                self.fill("text", re.compile("^Time"), time, card)
            else:
                self.choose("Part of this cycle", "Not now", card)
        self.send("Begin Rehearsal")
        self.rest()

    def send(self, name, within=None):
        """The one button that stands out."""
        self.use("button", name, within)

    def rest(self):
        """Until nothing is being done any more."""
        self.program.find("status", OPEN_HERE)

    def state_of(self, title):
        """The word for where a row stands; None while it is being sent."""
        row = self.program.find("list item", title)
        return next((node.name for node in self.program.tree(row).walk() if node.role == "image"), None)

    def wait_for(self, title, *words):
        """Until a row stands at one of these, or at what begins so; at which."""
        return until(lambda: next((word for word in words if (self.state_of(title) or "").startswith(word)), None),
                     f"{title}: {words}")

    def bring_home(self, title):
        """What a person does with what went wrong, until it is done: look again, else begin anew, or try once more."""
        states = []
        while True:
            states.append(self.wait_for(title, "In doubt", "Asks you", "Failed", "Ready", "Approved", "Done",
                                        "Scheduled"))
            assert len(states) < 9, states
            if states[-1] in ("Done", "Scheduled"):
                return states
            if states[-1] == "Asks you":
                if self.program.has("button", f"Begin Anew: {title}"):
                    self.use("button", f"Begin Anew: {title}")
                else:
                    self.choose_in_menu(title, "Begin Anew…")
                self.use("button", "Begin Anew", self.program.window("Begin Anew?"))
                self.wait_for(title, "Ready")
            elif states[-1] == "Ready":
                self.review(f"Review: {title}")
            else:
                self.use("button", re.compile(f"^(Look Again|Retry|Send): {re.escape(title)}"))
            self.rest()

    # Doing what a page asks for.

    def work_through(self, ending=""):
        """Everything on this page that a person can do now, one after the other; whether there was anything. Of what
        stands on tabs only that whose name ends so."""
        done = []
        while todo := [name for name in self._list_open() if name.endswith(ending)]:
            name = todo[0]
            assert done.count(name) < 3, f"{name} comes again and again"
            done.append(name)
            if REVIEW.search(name):
                self.review(name)
            else:
                self.use("button", name)
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
        self.use_until(lambda: title in [one.name for one in self.program.windows()], "button", name)
        self.send(SEND, self.program.window(title))
        until(lambda: title not in [one.name for one in self.program.windows()], f"{title} is closed")

    def review_all(self, count, deed):
        """What the page's button stands for: look at one after the other, and with the last send all."""
        self.send(re.compile(f"^{deed}.*…$"))
        self.program.wait_for_window(2)
        for number in range(1, count):
            self.program.find("label", f"{number} of {count} · Ready")
            self.send("Approve, Next")
        self.send(deed)
        self.program.wait_for_window(1)
        self.rest()

    def prepare(self):
        """Through all pages, again and again, until there is nothing left to do."""
        while any([self._visit(stage) for stage in STAGES]):
            pass

    def _visit(self, stage):
        """A page, and each of the sites that it shows one at a time."""
        self.go_to(stage)
        sites = [TAB.match(node.known)[1] for node in self.program.find_all("button", TAB)]
        cards = stage == "Announcement" and sites  # of every site, and those of one are shown
        done = not cards and self.work_through()
        for site in sites:
            self.use("button", re.compile(f"^{site}, (Done|Waiting|[0-9]+ open)$"))
            done = self.work_through(site if cards else "") or done
        return done


class KeyboardWalk(Walk):
    """The same without a mouse."""

    def work_through(self, ending=""):
        """What is done takes its button away, and never the keyboard out of its row."""
        worked = super().work_through(ending)
        until(lambda: self.program.focused().role != "list", "the keyboard is in a row")
        return worked

    def use(self, role, name, within=None):
        node = self.program.tab_to(role, name, within)
        if role != "text":
            self.world.press("space")
        return node

    def choose(self, name, choice, within=None):
        for _ in range(6):
            self.use("combo box", name, within)
            self.program.find("label", choice, within)
            self.world.press("down", "enter")
            combo = self.program.find("combo box", name, within)
            until(lambda: self.program.focused().ref == combo.ref, f"{combo} is closed")
            if self.program.has("label", choice, within):
                return
        raise AssertionError(f"{choice} can’t be chosen")

    def go_to(self, stage):
        self.world.press(f"ctrl+{STAGES.index(stage) + 1}")
        self.program.find("heading", stage)

    def hold_deed(self):
        """Hold down what the page's button does, longer than what it opens keeps its own button back."""
        self.world.hold("ctrl", "enter")
        self.program.wait_for_window(2)
        button = self.program.find("button", SEND)
        until(lambda: button.has(SENSITIVE), f"{button} can be used")
        for _ in range(9):  # as a keyboard repeats it
            self.world.hold("ctrl", "enter")
        self.program.focused()
        self.world.let_go("ctrl", "enter")
        self.program.find("button", SEND)
        self.world.press("escape")
        self.program.wait_for_window(1)

    def send(self, name, within=None):
        button = self.program.find("button", name, within)
        until(lambda: button.has(SENSITIVE), f"{button} can be used")
        self.world.press("ctrl+enter")


@contextlib.contextmanager
def open_window(folder, world, kind=Walk, application=None, now=NOW, **environment):
    """The window on the data of a folder, at the time of the rehearsal's checks."""
    command = [application or APPLICATION, "--data-dir", str(folder / "cyclewright"), "--procedure", "rubin-2023",
               "--rehearsal-now", now]
    known = faulty(folder)
    names = ["CYCLEWRIGHT_REHEARSAL", "CW_TEST_REHEARSAL", "CW_TEST_FAULTS", "CW_TEST_READY", "CYCLEWRIGHT_SOURCE_DATA"]
    with Program(world, command, world.folder / "window.log", TZ="UTC", GSETTINGS_SCHEMA_DIR=str(BUILD / "data"),
                 GIO_USE_PROXY_RESOLVER="dummy", **{name: known[name] for name in names}, **environment) as program:
        try:
            yield kind(folder, program)
        except BaseException:
            world.look().save(BUILD / "failed-walk.png")
            raise
