# SPDX-License-Identifier: GPL-3.0-or-later
"""The same pages and dialogs for those who read other words, from right to left, larger letters or stronger lines."""

import re
import shutil
import subprocess

from look import Look, look, prepare
from support import SOURCE, case, main
from walk import APPLICATION

# Rows with dates, a diff, a page of prose, a list of all that is left: what there is by shape. Every page is looked at
# where words differ, which no rule of layout foresees.
SOME = ["Cycle", "Configuration", "Cycle Page", "Handover"]


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
def all_readers(folder):
    prepare(folder)
    look(folder, "long", application=make_long(folder), LANGUAGE="de")
    look(folder, "spanish", LANGUAGE="es")
    look(folder, "contrast", stages=SOME, ADW_DEBUG_HIGH_CONTRAST="1")
    look(folder, "large", stages=SOME, letters=1.5)
    look(folder, "right-to-left", stages=SOME, GTK_DEBUG="invert-text-dir")


main()
