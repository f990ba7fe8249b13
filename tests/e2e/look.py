# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the window as one kind of person has it: its pages, the windows and dialogs that open from them, and the
states in which something is amiss; on the way an audit of each."""

import collections
import contextlib
import gettext
import pathlib
import re
import shutil
import subprocess

from audit import audit
from holdings import NOW, STARTS
from program import ACCESSIBLE, SENSITIVE, Node
from support import equal, run
from walk import APPLICATION, BUILD, STAGES, open_window
from world import World, until

PICTURES = BUILD / "screenshots"
# What of each page is reviewed.
REVIEWED = {"Tickets": "Calendar ticket", "Configuration": "docker-compose-ops",
            "Cycle Page": "Cycle 45 Upgrade", "Science Platform": "phalanx"}
FILE = "setup.env"
# A branch that somebody made by hand.
BRANCH = "tickets/OSW-2010"
# What GTK and libadwaita make of themselves.
FOREIGN = {"about", "shortcuts"}
# Milliseconds for which a service keeps what is sent waiting.
SLOW = 8000


class Look:
    """The window in one way in which people have it."""

    def __init__(self, walk, name, audits, words):
        self.walk, self.program, self.world, self.name, self.audits = walk, walk.program, walk.world, name, audits
        self.words = words

    def say(self, text, context=None):
        """What the program says in the language of this look, without its mnemonic."""
        said = self.words.pgettext(context, text) if context else self.words.gettext(text)
        return re.sub("_(?=\\w)", "", said)

    def rest(self):
        """Until nothing is being done, whatever the language: what is being done can be cancelled."""
        until(lambda: self.program.find_all("status") and not self.program.has("button", self.say("Cancel")), "rest")

    def take(self, name, main=False):
        """A picture of the window that is on top, or of the main one, once it stands still."""
        seen = collections.deque(maxlen=3)
        self.world.point(self.world.size[0] - 1, self.world.size[1] - 1)

        def still():
            windows = list(self.world.list_windows(self.program.process.pid))
            if not windows:
                return None
            window = windows[0 if main else -1]
            seen.append(self.world.read_pixels(window))
            return window if len(seen) == seen.maxlen and None not in seen and len(set(seen)) == 1 else None
        try:
            window = until(still, f"{name} stands still")
        except AssertionError as error:
            windows = list(self.world.list_windows(self.program.process.pid))
            pictures = f"pictures of {[one and len(one) for one in seen]} bytes, {len(set(seen))} different"
            raise AssertionError(f"{error}: {windows}, {pictures}") from error
        path = PICTURES / self.name / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.world.paint(window, seen[-1]).save(path, compress_level=1)

    def judge(self, name):
        """What is shown has no control without a name, none that Tab doesn't reach, none out of order."""
        if self.audits and name not in FOREIGN:
            equal((name, audit(self.program)), (name, []))

    def choose_in_main_menu(self, item):
        self.world.press("f10")
        self.walk.use("menu item", self.say(item))

    def go_home(self):
        """To the list of preparations. On a busy display a click is at times taken to be beside the menu, which it only
        closes."""
        def is_there():
            return any(row.is_hit() for row in self.program.find_all("list item", re.compile("45")))

        for patience in (5, 10, 20):
            self.choose_in_main_menu("_All Preparations")
            with contextlib.suppress(AssertionError):
                return until(is_there, "the list of preparations", patience)
        raise AssertionError("the main menu doesn't lead to the preparations")

    def go_to(self, stage):
        self.world.press(f"ctrl+{STAGES.index(stage) + 1}")
        self.program.find("heading", self.say(stage, "procedure"))

    def go_to_summit(self):
        """Its configuration, whichever pane of it is shown where one alone has room."""
        self.world.press(f"ctrl+{STAGES.index('Configuration') + 1}")
        self.walk.use("button", re.compile("^Summit,"))

    def take_pages(self, stages):
        self.take("0-welcome", main=True)
        self.walk.use("list item", re.compile("45"))
        self.rest()
        for number, stage in [(STAGES.index(stage) + 1, stage) for stage in stages]:
            self.go_to(stage)
            self.take(f"{number}-{stage.lower().replace(' ', '-')}", main=True)
            self.judge(stage)
            if stage in REVIEWED:
                title = re.escape(self.say(REVIEWED[stage], "procedure"))
                button = self.program.find("button", re.compile(f": .*{title}"))
                self.program.show(button)
                self.take_window(f"review-{stage.lower().replace(' ', '-')}", lambda: self.program.click_node(button),
                                 self.take_sides if stage == "Science Platform" else None)

    def take_sides(self):
        """A branch that is reviewed, before and after side by side."""
        self.walk.use("button", self.say("Before and After Side by Side"))
        until(lambda: len(self.program.find_all("text")) == 2, "two sides")
        self.take("review-side-by-side")
        self.judge("review-side-by-side")
        self.walk.use("button", self.say("Before and After Side by Side"))

    def take_window(self, name, open_it, then=None):
        """What opens a window of its own, which Escape closes; what else is done there after its picture."""
        before = {window.ref for window in self.program.windows()}
        open_it()
        until(lambda: any(self._is_drawn(window) for window in self.program.windows() if window.ref not in before),
              f"the window {name}")
        self.take(name)
        self.judge(name)
        if then is not None:
            then()
        self.world.press("escape")
        self.program.wait_for_window(len(before))

    def _is_drawn(self, window):
        """GTK draws as soon as it has given everything its place; until then a window has what is behind it."""
        children = [Node(self.program, tuple(ref)) for ref in window.ask(ACCESSIBLE, "GetChildren")]
        return any(child.extents[2] > 0 for child in children)

    def take_deeds(self):
        """What is asked before something is done otherwise."""
        self.go_to("Tickets")
        title = self.say("Calendar ticket", "procedure") + ", Summit"
        more = self.say("More for %s") % title
        for item, name in {"Done by _Hand…": "by-hand", "_Leave It Out…": "leave-out"}.items():
            self.take_window(name, lambda: (self.walk.use("button", more),
                                            self.walk.use("menu item", self.say(item))))
        for item, name in {"_Give Up This Preparation…": "give-up", "_About Cyclewright": "about"}.items():
            self.take_window(name, lambda: self.choose_in_main_menu(item))

    def take_changes(self):
        """The changes of sites: what is asked, a diff, and what was found in all."""
        self.go_to_summit()
        for site, row, name in [("Summit", "c0041", "question"), ("TTS", "mtaos/values-tucson", "diff")]:
            self.walk.use("button", re.compile(f"^{site},"))
            self.turn_back()
            self.walk.use("list item", re.compile(row), self.program.find("list", self.say("Changes")))
            self.program.find("heading", re.compile(row))
            if name == "question":
                self.program.find("button", re.compile("^" + self.say("Answer")))
            self.take(f"changes-{name}", main=True)
            self.turn_back()
        places = self.program.find("list", self.say("Overview and mentions"))
        self.program.click_node(self.program.find_all("list item", None, places)[1])
        self.program.find("text", self.say("Search the mentions"))
        self.take("mentions", main=True)
        self.turn_back()

    def turn_back(self):
        """To the list, where it isn't beside what it lists."""
        if self.program.has("button", self.say("All _Changes")):
            self.walk.use("button", self.say("All _Changes"))

    def use_deed(self, label):
        """What can be done beside the changes; in a menu where there is no room for the buttons."""
        if self.program.has("button", self.say(label)):
            self.walk.use("button", self.say(label))
            return
        self.walk.use("button", self.say("More for This Configuration"))
        self.walk.use("menu item", self.say(label))

    def take_components(self):
        """What runs at each site, and what runs at another one beside it."""
        self.go_to_summit()
        self.take_window("components", lambda: (self.use_deed("C_omponents"),
                                                self.program.find("list", self.say("Components"))), self.take_beside)

    def take_beside(self):
        self.walk.use("combo box", self.say("Compare with another site"))
        self.program.click("label", self.say("Beside %s") % "TTS")
        self.program.find("button", self.say("_Take Over…"))
        self.take("compare")
        self.judge("compare")

    def take_check(self):
        """A branch that somebody made by hand is looked through."""
        self.take_window("check-ask", lambda: self.use_deed("C_heck a Branch…"), self.take_answer)

    def take_answer(self):
        self.walk.fill("text", self.say("Branch or pull request"), BRANCH)
        self.walk.use("button", self.say("C_heck"))
        self.program.window(re.compile(BRANCH))
        until(lambda: not self.program.has("label", self.say("Looking at the branch…")), "the branch was read")
        self.take("check")
        self.judge("check")

    def take_files(self):
        """A file that is edited, in which Tab is a letter; what was typed and not saved is told of where it was."""
        self.go_to_summit()
        self.open_file()
        self.take("file")
        self.world.press("ctrl+end")
        self.world.type("# half a thought")
        self.world.press("escape")
        self.program.wait_for_window(1)
        self.turn_back()
        self.walk.use("list item", self.say("Overview"))
        row = self.program.find("button", re.compile(self.say("Unsaved changes: %s") % f".*{FILE}"))
        self.program.show(row)
        self.take("unsaved", main=True)
        self.judge("unsaved")
        self.take_window("files-unsaved", lambda: self.use_deed("_Edit a File…"))

    def open_file(self):
        self.use_deed("_Edit a File…")
        self.program.wait_for_window(2)
        files = self.program.find("list", self.say("Files that can be edited"))
        self.take("files")
        self.world.type(FILE)
        self.world.press("enter")
        until(lambda: files.surface().ref not in [one.ref for one in self.program.windows()], "the list is closed")
        self.program.find("text", self.say("Text of the file"))

    def take_out_of_reach(self):
        """Nothing that isn't on this computer answers."""
        services = self.walk.services()
        for service in ["git", "registry"]:
            services.ask("/faults", "POST", {"service": service, "kind": "refuse-connection-before", "times": 10000})
        self.world.press("ctrl+r")
        self.go_to("Configuration")
        self.rest()
        note = re.compile("^" + self.say("Out of reach: %s") % "")
        for stage in ["Configuration", "Build", "Science Platform"]:
            self.go_to(stage)
            self.program.show(self.program.find("status", note))
            self.take(f"out-of-reach-{stage.lower().replace(' ', '-')}", main=True)
            self.judge(stage)
        services.ask("/faults", "DELETE")
        self.walk.use("button", self.say("Retry"))
        until(lambda: not self.program.has("status", note), "all is back")
        self.rest()

    def take_sending(self):
        """Whoever leaves while something is being sent is asked."""
        self.walk.services().ask("/faults", "POST", {"service": "jira", "method": "POST", "path": "/rest/api/3/issue",
                                                     "kind": "slow", "milliseconds": SLOW})
        self.go_to("Tickets")
        self.world.press("ctrl+enter")
        self.program.wait_for_window(2)
        until(lambda: all(button.has(SENSITIVE) for button in self.program.find_all("button")), "it can be sent")
        self.world.press("ctrl+enter")
        self.program.wait_for_window(1)
        self.take_window("leave", lambda: self.choose_in_main_menu("_All Preparations"))
        self.take("sending", main=True)
        self.rest()

    def take_twice(self):
        """The same cycle for the same site again."""
        self.go_home()
        self.walk.use("button", self.say("_Rehearse a Cycle"))
        self.program.find("button", self.say("Begin Rehearsal"))
        self.take("begin", main=True)
        self.walk.fill("text", self.say("_Cycle or revision, such as 45 or c0045.003"), "45")
        self.judge("begin")
        self.take_window("twice", lambda: self.world.press("ctrl+enter"))
        self.go_home()
        self.walk.use("list item", re.compile("45"))
        self.rest()

    def take_given_up(self):
        """Nothing of it is left to do."""
        self.choose_in_main_menu("_Give Up This Preparation…")
        self.walk.use("text", self.say("Why"))
        self.world.type("The mirror needs another week")
        self.walk.use("button", self.say("_Give Up"))
        self.program.wait_for_window(1)
        self.rest()
        for stage in ["Cycle", "Tickets", "Configuration"]:
            self.go_to(stage)
            self.take(f"given-up-{stage.lower().replace(' ', '-')}", main=True)

    def take_dialogs(self):
        self.take_window("preferences", lambda: self.world.press("ctrl+comma"))
        self.take_window("accounts", lambda: (self.world.press("ctrl+comma"),
                                              self.walk.use("page tab", self.say("Accounts"))))
        self.take_window("shortcuts", lambda: self.world.press("ctrl+question"))


# Each leaves the window to the next; the last one leaves nothing to be done.
WHOLE = [Look.take_deeds, Look.take_changes, Look.take_components, Look.take_check, Look.take_files,
         Look.take_out_of_reach, Look.take_sending, Look.take_twice, Look.take_given_up]


def do(folder, *words):
    result = run(folder, "--procedure", "rubin-2023", "--rehearsal", "--rehearsal-now", NOW, *words)
    equal((words, result.returncode, result.stderr), (words, 0, ""))


def prepare(folder):
    """A preparation that is half done, made by the command line."""
    sites = [word for site, start in STARTS.items() for word in ("--site", f"{site}={start}")]
    do(folder, "new", "--cycle", "45", *sites)
    for effects in [[f"c0045/{site}/tickets/configuration/1" for site in STARTS],
                    ["c0045/bts/science-platform/phalanx/1"]]:
        do(folder, "approve", "c0045-rubin-2023", *effects)
        do(folder, "run", "c0045-rubin-2023", *effects)


def call_days(environment):
    """Days and months as people in Chile call them, where the C library's sources of that are."""
    places = BUILD / "locales"
    places.mkdir(exist_ok=True)
    made = shutil.which("localedef") and subprocess.run(["localedef", "-i", "es_CL", "-f", "UTF-8",
                                                         places / "es_CL.UTF-8"], stderr=subprocess.DEVNULL)
    if made and made.returncode == 0:
        environment.update(LOCPATH=str(places), LC_ALL="es_CL.UTF-8")


def read_words(application, language):
    """What the program says in a language; its translations are found beside it."""
    if language is None:
        return gettext.NullTranslations()
    texts = pathlib.Path(application).parents[2] / "po" / language / "LC_MESSAGES/cyclewright.mo"
    with texts.open("rb") as file:
        return gettext.GNUTranslations(file)


def look(folder, name, size=(1280, 800), letters=1, width=None, audits=False, further=(), application=None,
         stages=STAGES, **environment):
    """In a folder of its own: what is done for a picture isn't there for the next look. Where only some of the stages
    are looked at, the dialogs aren't."""
    own = folder / name
    shutil.rmtree(PICTURES / name, ignore_errors=True)
    shutil.copytree(folder / "cyclewright", own / "cyclewright")
    words = read_words(application or APPLICATION, environment.get("LANGUAGE"))
    if environment.get("LANGUAGE") == "es":
        call_days(environment)
    with World(own, size, letters) as world:
        if width is not None:
            keys = world.folder / "config/glib-2.0/settings/keyfile"
            keys.parent.mkdir(parents=True)
            keys.write_text(f"[io/github/cyclewright/Cyclewright]\nwidth={width}\nheight={size[1] - 20}\n")
        with open_window(own, world, application=application, **environment) as walk:
            one = Look(walk, name, audits, words)
            one.take_pages(stages)
            if stages is STAGES:
                one.take_dialogs()
            for take in further:
                take(one)
            walk.program.close()
