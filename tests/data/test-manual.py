# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page reads without warnings and has every command, option, fact and variable, and none that is not."""

import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

from support import SOURCE, case, check, equal, main, run  # noqa: E402

PAGE = SOURCE / "data" / "cyclewright-cli.1"


def plain():
    return PAGE.read_text(encoding="utf-8").replace("\\-", "-")


def section(name):
    return re.search(rf'^\.SH "?{name}"?\n(.*?)(?=^\.SH|\Z)', plain(), re.M | re.S)[1]


def options(text):
    return set(re.findall(r"--[a-z][a-z-]*", text))


def commands(folder):
    listed = run(folder, "--help").stdout.split("Commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines() if line.strip()]


@case
def formats_without_warnings(folder):
    result = subprocess.run(["groff", "-ww", "-man", "-Tutf8", "-z", PAGE], capture_output=True, text=True)
    equal((result.returncode, result.stderr), (0, ""))


@case
def global_options(folder):
    equal(options(section("OPTIONS")), options(run(folder, "--help").stdout.split("Commands:")[0]))


@case
def every_command_with_its_options(folder):
    entries = {}
    for tag in re.findall(r"^\.TP\n(.*)$", section("COMMANDS"), re.M):
        words = re.sub(r'^\.\S+|["]', " ", tag).split()
        entries[words[0]] = options(tag)
    equal(sorted(entries), sorted(commands(folder)))
    for command, found in entries.items():
        expected = options(run(folder, command, "--help").stdout) - {"--help"}
        equal((command, sorted(found)), (command, sorted(expected)))


@case
def every_variable(folder):
    read = set()
    for path in SOURCE.glob("src/*/*.c"):
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r'g_getenv \("(CYCLEWRIGHT_\w+)"\)', text))
        for service, user in re.findall(r'\[CW_ACCOUNT_\w+\] = \{ "\w+", [^,]+, "([A-Z]+)", (?:NULL|"(\w+)")', text):
            apart = "WEB" if user == "EMAIL" else None
            read |= {f"CYCLEWRIGHT_{service}_{part}" for part in ["URL", "TOKEN", user, apart] if part}
    check(len(read) > 10, read)
    equal(set(re.findall(r"CYCLEWRIGHT_\w+", section("ENVIRONMENT"))), read)


@case
def every_fact(folder):
    header = (SOURCE / "src" / "core" / "cw-deployment.h").read_text(encoding="utf-8")
    table = re.search(r"\| key \| value \|.*?\*/", header, re.S)[0]
    known = {key for line in table.splitlines() for key in re.findall(r"`([^`]+)`", line.split("|")[1] if "|" in line
                                                                      else "")}
    shown = {word.strip('",') for line in re.findall(r"^\.TP\n\.IR? (.*)$", section("FACTS"), re.M)
             for word in line.split()}
    equal(shown - {""}, known)


main()
