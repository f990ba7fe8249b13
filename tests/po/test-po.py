# SPDX-License-Identifier: GPL-3.0-or-later
"""The translations are whole, fit the strings of today's source, and change nothing of what is sent."""

import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

from support import SOURCE, Skip, case, check, environment, equal, main, run  # noqa: E402

PO = SOURCE / "po"
UPDATE = [sys.executable, SOURCE / "build-aux" / "update-po"]
# How a language says for when the message of the day before is scheduled, whatever the C library's days are called.
SCHEDULED = {"es": "Programado para el mié 6 ene"}
NOW = "2026-11-23T12:00:00Z"
PREPARATION = "c0045-rubin-2023"


def names(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def languages():
    return [(name, PO / f"{name}.po") for name in names(PO / "LINGUAS")]


def tool(*words):
    """What a tool of gettext prints; it may not complain."""
    result = subprocess.run([*map(str, words)], capture_output=True, text=True, cwd=SOURCE)
    check(result.returncode == 0 and result.stderr == "", words[0], result.stderr)
    return result.stdout


def template(folder):
    path = folder / "cyclewright.pot"
    tool(*UPDATE, "--template", path)
    return path


def strings(path):
    """Pairs of what the source says and one of its translations, both without line breaks of the file."""
    found, text, target = [], {}, None
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        start = re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', line)
        if start:
            target = start[1]
            text[target] = start[2]
        elif line.startswith('"') and target:
            text[target] += line[1:-1]
        elif not line:
            found += [(text["msgid"], value) for key, value in text.items() if key.startswith("msgstr")]
            text, target = {}, None
    return [pair for pair in found if pair[0]]


@case
def potfiles(folder):
    listed = names(PO / "POTFILES")
    equal(listed, tool(*UPDATE, "--list").splitlines())


@case
def linguas(folder):
    equal(names(PO / "LINGUAS"), sorted(path.stem for path in PO.glob("*.po")))


@case
def source_is_extracted_whole(folder):
    # A macro in the middle of a string, such as G_GSIZE_FORMAT, cuts it off: its translation would never be found.
    cut = [text for text, _ in strings(template(folder)) if re.search(r"(?<!%)(%%)*%$", text)]
    equal(cut, [])


@case
def nothing_is_missing(folder):
    fresh = template(folder)
    for name, path in languages():
        merged = folder / f"{name}.po"
        tool("msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}", path, fresh)
        for lacking in ["--untranslated", "--fuzzy", "--obsolete"]:
            left = tool("msgattrib", lacking, "--no-wrap", merged)
            check(left == "", f"{name}.po has {lacking[2:]} strings, run build-aux/update-po:\n", left)


@case
def formats_agree(folder):
    for _, path in languages():
        tool("msgfmt", "--check", "--check-accelerators=_", "--output-file=/dev/null", path)


@case
def ends_agree(folder):
    """Blanks and ellipses at either end stay as they are, and so do options of the command line."""
    for name, path in languages():
        for text, translation in strings(path):
            for pattern in [r"^\s*", r"\s*$", r"(?:…|\.\.\.)?$"]:
                equal((name, text, re.search(pattern, translation)[0]), (name, text, re.search(pattern, text)[0]))
            equal((name, text, translation.count("--")), (name, text, text.count("--")))


def mnemonic(text):
    found = re.search("_(.)", text)
    return found and found[1].casefold()


@case
def buttons_of_a_dialog_differ(folder):
    """No deed of a dialog shares its key with the button beside it that calls it off."""
    calls = re.compile(r"(?:cw_dialogs_(?:ask|choose)|adw_message_dialog_add_responses) \((.*?)\);", re.S)
    deeds = {text for path in (SOURCE / "src" / "app").rglob("*.c")
             for call in calls.findall(path.read_text(encoding="utf-8"))
             for text in re.findall(r'_ \("([^"]*_[^"]*)"\)', call)} - {"_Cancel"}
    check(len(deeds) > 5, deeds)
    for name, path in languages():
        words = dict(strings(path))
        for deed in deeds:
            check(mnemonic(deed) != mnemonic("_Cancel"), deed)
            check(mnemonic(words[deed]) != mnemonic(words["_Cancel"]), name, deed, words[deed])


def rehearse(folder, language):
    """Every payload of a rehearsal in this language; only the port of the loopback services differs between two."""
    folder = folder / language
    folder.mkdir()
    env = environment(folder, LANGUAGE=language)
    options = ["--rehearsal-now", NOW, "--actor", "Vera"]
    done = run(folder, *options, "rehearse", "--site", "tts=2027-01-07", env=env)
    check(done.returncode == 0, done.stderr)
    shown = run(folder, *options, "--format", "json", "show", PREPARATION, env=env)
    check(shown.returncode == 0, shown.stderr)
    effects = [effect for stage in json.loads(shown.stdout)["stages"] for effect in stage["effects"]]
    words = [run(folder, *options, *words, PREPARATION, env=env).stdout for words in [["show"], ["export"]]]
    return done.stdout, words, {effect["id"]: re.sub(r"127\.0\.0\.1:\d+", "HOST", json.dumps(effect.get("payload")))
                         for effect in effects}


def check_days(words, scheduled):
    """A message whose day hasn't come is scheduled, on every side, for a day in the words of the language."""
    for text in words:
        check(scheduled in text, scheduled, text)


@case
def what_is_sent_is_the_same(folder):
    plain, words, expected = rehearse(folder, "C")
    check(len(expected) > 10, expected)
    check_days(words, "Scheduled for Wed 6 Jan")
    for name, _ in languages():
        shown, words, found = rehearse(folder, name)
        if shown == plain:
            raise Skip("the C library translates nothing in C.UTF-8")
        equal(found, expected)
        check_days(words, SCHEDULED[name])


main()
