# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page and dialog as people have them, as pictures in the build folder; on the way an audit of each page and
dialog: no control without a name, none that Tab doesn't reach, none out of reading order."""

import gettext
import pathlib
import re
import shutil
import subprocess

from audit import audit
from holdings import NOW, STARTS
from support import SOURCE, case, equal, main, run
from walk import APPLICATION, BUILD, STAGES, open_window
from world import World, until

PICTURES = BUILD / "screenshots"
# What of each page is reviewed.
REVIEWED = {"Tickets": "Summit calendar ticket", "Configuration": "docker-compose-ops",
            "Cycle page": "Cycle 45 Upgrade", "Science platform": "phalanx"}
FILE = "setup.env"
# What GTK and libadwaita make of themselves.
FOREIGN = {"about", "shortcuts"}


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
        """Until nothing is being done, whatever the language: what is being done ends in an ellipsis."""
        until(lambda: any(node.known and not node.known.endswith("…") for node in self.program.find_all("status")),
              "rest")

    def take(self, name, before=None, main=False):
        """A picture of the window that is on top, or of the main one without a tooltip, once it stands still and hides
        what was on the screen before."""
        last = None
        self.world.point(self.world.size[0] - 1, self.world.size[1] - 1)

        def same():
            nonlocal last
            windows = list(self.world.list_windows(self.program.process.pid))
            earlier, last = last, self.world.look(windows[0 if main else -1]) if windows else None
            return None not in (earlier, last) and earlier.tobytes() == last.tobytes() and self.is_new(windows, before)
        until(same, f"{name} stands still")
        path = PICTURES / self.name / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        last.save(path)

    def is_new(self, windows, before):
        """Whether the topmost window is drawn where something else was."""
        return before is None or self.world.look(windows[-1]).tobytes() != self.world.cut(before, windows[-1]).tobytes()

    def take_pages(self):
        self.take("0-welcome", main=True)
        self.walk.use("list item", re.compile("45"))
        self.rest()
        for number, stage in enumerate(STAGES, 1):
            self.world.press(f"ctrl+{number}")
            self.program.find("heading", self.say(stage, "procedure"))
            self.take(f"{number}-{stage.lower().replace(' ', '-')}", main=True)
            if self.audits:
                equal((stage, audit(self.program)), (stage, []))
            if stage in REVIEWED:
                title = re.escape(self.say(REVIEWED[stage], "procedure"))
                button = self.program.find("button", re.compile(f": .*{title}"))
                self.program.show(button)
                self.take_window(f"review-{stage.lower().replace(' ', '-')}", lambda: self.program.click_node(button))

    def take_window(self, name, open_it):
        """What opens a window of its own, which Escape closes."""
        count, before = len(self.program.windows()), self.world.look()
        shown = [window["id"] for window in self.world.list_windows(self.program.process.pid)]
        open_it()
        until(lambda: len(self.program.windows()) == count + 1
              and list(self.world.list_windows(self.program.process.pid))[-1]["id"] not in shown, f"the window {name}")
        self.take(name, before)
        if self.audits and name not in FOREIGN:
            equal((name, audit(self.program)), (name, []))
        self.world.press("escape")
        self.program.wait_for_window(count)

    def take_deeds(self):
        """What is asked before something is done otherwise."""
        self.world.press("ctrl+2")
        self.program.find("heading", self.say("Tickets", "procedure"))
        title = self.say("Summit calendar ticket", "procedure") + ", Summit"
        more = self.say("More for %s") % title
        for item, name in {"Done by _Hand…": "by-hand", "_Leave It Out…": "leave-out"}.items():
            self.take_window(name, lambda: (self.walk.use("button", more),
                                            self.walk.use("menu item", self.say(item))))
        for item, name in {"_Give Up This Preparation…": "give-up", "_About Cyclewright": "about"}.items():
            self.take_window(name, lambda: (self.world.press("f10"), self.walk.use("menu item", self.say(item))))

    def take_changes(self):
        """The changes of a site: what is asked, a diff, and what was found in all."""
        self.world.press("ctrl+3")
        self.program.find("heading", self.say("Configuration", "procedure"))
        self.walk.use("button", re.compile("^Summit,"))
        self.turn_back()
        for row, name in {"c0041": "question", "love-manager": "diff"}.items():
            self.walk.use("list item", re.compile(row), self.program.find("list", self.say("Changes")))
            self.program.find("heading", re.compile(row))
            self.take(f"changes-{name}", main=True)
            self.turn_back()
        places = self.program.find("list", self.say("Overview and mentions"))
        self.program.click_node(self.program.find_all("list item", None, places)[1])
        self.program.find("text", self.say("Search the mentions"))
        self.take("mentions", main=True)
        self.turn_back()

    def turn_back(self):
        """To the list, where it isn't beside what it lists."""
        if self.program.has("button", self.say("All _changes")):
            self.walk.use("button", self.say("All _changes"))

    def take_components(self):
        """What runs at each site."""
        self.take_window("components", lambda: self.walk.use("button",
                                                             self.say("Components, and other sites beside them")))

    def take_files(self):
        self.walk.use("button", self.say("Edit a file"))
        self.program.wait_for_window(2)
        files = self.program.find("list", self.say("Files that can be edited"))
        self.take("files")
        self.world.type(FILE)
        self.world.press("enter")
        until(lambda: files.surface().ref not in [one.ref for one in self.program.windows()], "the list is closed")
        self.program.find("text", self.say("Text of the file"))
        self.take("file")
        self.world.press("escape")
        self.program.wait_for_window(1)

    def take_dialogs(self):
        for keys, name in {"ctrl+comma": "preferences", "ctrl+question": "shortcuts"}.items():
            self.take_window(name, lambda: self.world.press(keys))


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


def look(folder, name, size=(1280, 800), settings=(), width=None, audits=False, deeds=False, application=None,
         **environment):
    (folder / name).mkdir()
    words = read_words(application or APPLICATION, environment.get("LANGUAGE"))
    if environment.get("LANGUAGE") == "es":
        call_days(environment)
    with World(folder / name, size, settings) as world:
        if width is not None:
            keys = world.folder / "config/glib-2.0/settings/keyfile"
            keys.parent.mkdir(parents=True)
            keys.write_text(f"[io/github/cyclewright/Cyclewright]\nwidth={width}\nheight={size[1] - 20}\n")
        with open_window(folder, world, application=application, **environment) as walk:
            one = Look(walk, name, audits, words)
            one.take_pages()
            one.take_dialogs()
            if deeds:
                one.take_deeds()
                one.take_changes()
                one.take_components()
                one.take_files()
            walk.program.close()


def make_long(folder):
    """The program with a translation by which every string is as long as a German one may be."""
    build = folder / "build"
    (build / "src/app").mkdir(parents=True)
    shutil.copy(APPLICATION, build / "src/app")
    (build / "config.h").touch()
    texts = build / "po/de/LC_MESSAGES"
    texts.mkdir(parents=True)
    source = (SOURCE / "po/es.po").read_text()
    english = re.compile(r'^msgid ((?:".*"\n)+)(msgid_plural (?:".*"\n)+)?(?:msgstr(?:\[[0-9]\])? (?:".*"\n)+)+', re.M)

    def stretch(found):
        text = found.group(1)
        if text == '""\n':
            return found.group(0).replace("Language: es", "Language: de")
        last = text.rstrip().rstrip('"')
        tail = re.search(r"(?:…|:|\\n)*$", last).group(0)
        words = len(re.sub(r"%[-0-9.]*l?[a-z]", "", text)) * 2 // 5 // 8 + 1
        longer = last[:len(last) - len(tail)] + " undsoweiter" * words + tail + '"\n'
        plural = found.group(2)
        if plural is None:
            return f"msgid {text}msgstr {longer}"
        return f"msgid {text}{plural}msgstr[0] {longer}msgstr[1] {longer}"
    (folder / "de.po").write_text(english.sub(stretch, source))
    subprocess.run(["msgfmt", "-o", texts / "cyclewright.mo", folder / "de.po"], check=True)
    return str(build / "src/app/cyclewright")


@case
def all_looks(folder):
    shutil.rmtree(PICTURES, ignore_errors=True)
    prepare(folder)
    look(folder, "light", audits=True, deeds=True)
    look(folder, "dark", ADW_DEBUG_COLOR_SCHEME="prefer-dark")
    look(folder, "narrow", size=(420, 800), width=360, deeds=True)
    look(folder, "long", application=make_long(folder), LANGUAGE="de")
    look(folder, "spanish", LANGUAGE="es")
    look(folder, "contrast", ADW_DEBUG_HIGH_CONTRAST="1")
    look(folder, "large", settings=["gtk-font-name=Cantarell 16"])
    look(folder, "right-to-left", GTK_DEBUG="invert-text-dir")


main()
