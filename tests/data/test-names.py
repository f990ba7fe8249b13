# SPDX-License-Identifier: GPL-3.0-or-later
"""The application's id, version and texts are the same wherever the desktop reads them."""

import configparser
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as tree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

from support import SOURCE, case, check, equal, main  # noqa: E402

APP_ID = "io.github.cyclewright.Cyclewright"
DATA = SOURCE / "data"
BUILT = pathlib.Path(os.environ["G_TEST_BUILDDIR"]) / "data"


def read_keys(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters="=")
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser


@case
def desktop_entry(folder):
    entry = read_keys(BUILT / f"{APP_ID}.desktop")["Desktop Entry"]
    equal(entry["Icon"], APP_ID)
    equal(entry["Exec"], "cyclewright")
    equal((entry["DBusActivatable"], entry["StartupNotify"]), ("true", "true"))
    check(entry["Keywords"].endswith(";"), entry["Keywords"])
    for key in ["GenericName", "Comment", "Keywords"]:
        for language in (SOURCE / "po" / "LINGUAS").read_text().split("\n"):
            if language and not language.startswith("#"):
                check(f"{key}[{language}]" in entry, key, language)


@case
def bus_service(folder):
    service = read_keys(BUILT / f"{APP_ID}.service")["D-BUS Service"]
    equal(service["Name"], APP_ID)
    check(service["Exec"].endswith("/bin/cyclewright --gapplication-service"), service["Exec"])


@case
def metainfo(folder):
    root = tree.parse(BUILT / f"{APP_ID}.metainfo.xml").getroot()
    equal(root.findtext("id"), APP_ID)
    equal(root.findtext("launchable"), f"{APP_ID}.desktop")
    entry = read_keys(BUILT / f"{APP_ID}.desktop")["Desktop Entry"]
    equal((root.findtext("name"), root.findtext("summary")), (entry["Name"], entry["Comment"]))
    summaries = root.findall("summary")
    check(len(summaries) > 1, "no translation was merged")


@case
def version(folder):
    shown = subprocess.run([os.environ["CW_TEST_CLI"], "--version"], capture_output=True, text=True, check=True).stdout
    root = tree.parse(BUILT / f"{APP_ID}.metainfo.xml").getroot()
    equal(f"Cyclewright {root.find('releases/release').get('version')}\n", shown)


@case
def icons(folder):
    for kind, size in {"scalable": "128", "symbolic": "16"}.items():
        suffix = "-symbolic" if kind == "symbolic" else ""
        root = tree.parse(DATA / "icons" / "hicolor" / kind / "apps" / f"{APP_ID}{suffix}.svg").getroot()
        equal((root.get("width"), root.get("height"), root.get("viewBox")), (size, size, f"0 0 {size} {size}"))


main()
