# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page and dialog as people have them, as pictures in the build folder; on the way an audit of each page: no
control without a name, none that Tab doesn't reach, none out of reading order."""

import re
import shutil
import subprocess

from audit import audit
from holdings import NOW, STARTS
from support import SOURCE, case, equal, main, run
from walk import APPLICATION, BUILD, STAGES, open_window
from world import World, until

PICTURES = BUILD / "screenshots"
# What of each page is reviewed, by what of its button's name is the same in every language.
REVIEWED = {"Tickets": ": Summit calendar ticket", "Configuration": ": .*docker-compose-ops",
            "Cycle page": ": Cycle 45 Upgrade", "Science platform": ": .*phalanx"}


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
    """The window in one way in which people have it; nothing is found by a translated name."""

    def __init__(self, walk, name, audits):
        self.walk, self.program, self.world, self.name, self.audits = walk, walk.program, walk.world, name, audits

    def rest(self):
        """Until nothing is being done, whatever the language: what is being done ends in an ellipsis."""
        until(lambda: any(node.known and not node.known.endswith("…") for node in self.program.find_all("status")),
              "rest")

    def take(self, name):
        """A picture of the window that is on top, once it stands still."""
        last = None

        def same():
            nonlocal last
            windows = list(self.world.list_windows(self.program.process.pid))
            before, last = last, self.world.look(windows[0 if name[0].isdigit() else -1]) if windows else None
            return None not in (before, last) and before.tobytes() == last.tobytes()
        until(same, f"{name} stands still")
        path = PICTURES / self.name / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        last.save(path)

    def take_pages(self):
        self.take("0-welcome")
        self.walk.use("list item", re.compile("45"))
        self.rest()
        for number, stage in enumerate(STAGES, 1):
            self.world.press(f"ctrl+{number}")
            self.program.find("heading", stage)
            self.take(f"{number}-{stage.lower().replace(' ', '-')}")
            if self.audits:
                equal((stage, audit(self.program)), (stage, []))
            if stage in REVIEWED:
                self.take_review(REVIEWED[stage], f"review-{stage.lower().replace(' ', '-')}")

    def take_review(self, title, name):
        self.walk.use("button", re.compile(title))
        self.program.wait_for_window(2)
        self.take(name)
        self.world.press("escape")
        self.program.wait_for_window(1)

    def take_dialogs(self):
        for keys, name in {"ctrl+comma": "preferences", "ctrl+question": "shortcuts"}.items():
            count = len(self.program.windows())
            self.world.press(keys)
            self.program.wait_for_window(count + 1)
            self.take(name)
            self.world.press("escape")
            self.program.wait_for_window(count)


def look(folder, name, size=(1280, 800), settings=(), width=None, audits=False, application=None, **environment):
    (folder / name).mkdir()
    with World(folder / name, size, settings) as world:
        if width is not None:
            keys = world.folder / "config/glib-2.0/settings/keyfile"
            keys.parent.mkdir(parents=True)
            keys.write_text(f"[io/github/cyclewright/Cyclewright]\nwidth={width}\nheight={size[1] - 20}\n")
        with open_window(folder, world, application=application, **environment) as walk:
            one = Look(walk, name, audits)
            one.take_pages()
            one.take_dialogs()
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
    look(folder, "light", audits=True)
    look(folder, "dark", ADW_DEBUG_COLOR_SCHEME="prefer-dark")
    look(folder, "narrow", size=(420, 800), width=360)
    look(folder, "long", application=make_long(folder), LANGUAGE="de")
    look(folder, "spanish", LANGUAGE="es")
    look(folder, "contrast", ADW_DEBUG_HIGH_CONTRAST="1")
    look(folder, "large", settings=["gtk-font-name=Cantarell 16"])
    look(folder, "right-to-left", GTK_DEBUG="invert-text-dir")


main()
