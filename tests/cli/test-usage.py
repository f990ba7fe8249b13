# SPDX-License-Identifier: GPL-3.0-or-later
"""Help, versions and wrong words."""

import json
import os
import pty
import re
import subprocess

from support import CLI, SOURCE, case, check, environment, equal, main, run

COMMANDS = ["plan", "check", "new", "list", "show", "set", "approve", "withdraw", "run", "by-hand", "leave-out", "restore",
            "adopt", "send-again", "retract", "refresh", "note", "give-up", "export", "announce", "rehearse"]


@case
def help_names_commands(folder):
    result = run(folder, "--help")
    equal(result.returncode, 0)
    for command in COMMANDS:
        check(f"  {command} " in result.stdout, command)
        each = run(folder, command, "--help")
        equal(each.returncode, 0)
        check(command in each.stdout, each.stdout)


@case
def terminals_are_guarded(folder):
    """What others wrote can't make a terminal do anything; a program that reads gets it as it is."""
    word = "a\x1b[2J\x1b]0;b\x07\x7f\u009b"
    shown = "a␛[2J␛]0;b␇␡\ufffd"
    check(word in run(folder, "show", word).stderr)
    master, terminal = pty.openpty()
    subprocess.run([CLI, "--data-dir", folder, "show", word], env=environment(folder), stderr=terminal)
    os.close(terminal)
    said = os.read(master, 10000).decode()
    os.close(master)
    check(shown in said and word not in said, said)


@case
def manual_names_commands(folder):
    manual = (SOURCE / "data" / "cyclewright-cli.1").read_text().replace("\\-", "-")
    for command in COMMANDS:
        check(f'"{command} ' in manual or f".B {command}\n" in manual, command)


@case
def manual_names_facts(folder):
    """The keys that `set` takes, their table in the source and the manual say the same."""
    text = run(folder, "set", "--help").stdout
    known = set(re.findall(r"^  ([a-z]\S+) +\S", text[text.index("Keys:"):], re.M))
    header = (SOURCE / "src" / "core" / "cw-deployment.h").read_text()
    table = {key for row in re.findall(r"^ \* \| (`.*?) \|", header, re.M) for key in re.findall(r"`([^`]+)`", row)}
    manual = (SOURCE / "data" / "cyclewright-cli.1").read_text().replace("\\-", "-")
    facts = re.search(r"^\.SH FACTS$.*?(?=^\.SH )", manual, re.M | re.S).group()
    check(len(known) > 10, text)
    equal(known, table)
    names = re.findall(r"^\.TP\n\.IR? (.*)$", facts, re.M)
    equal(known, {word for name in names for word in re.findall(r"[a-z][\w.-]+", name)})
    for times in ["ready", "until", "end"]:
        check(re.search(rf"^\.BR? {times}\b", facts, re.M) and f'"{times}"' in text, times)


@case
def version(folder):
    result = run(folder, "--version")
    equal(result.returncode, 0)
    check(result.stdout.startswith("Cyclewright "), result.stdout)


@case
def wrong_words(folder):
    for arguments in [[], ["fly"], ["--format", "xml", "list"], ["show"], ["new"], ["approve", "x"], ["by-hand", "x", "y"],
                      ["leave-out", "x", "y"], ["export", "x", "--as", "odt"], ["--wrong"], ["adopt", "x", "y", "0"],
                      ["--as", "Vera", "list"], ["--format", "json", "export", "x", "--as", "markdown"]]:
        result = run(folder, *arguments)
        equal((arguments, result.returncode), (arguments, 2))
        check(result.stderr.startswith("cyclewright-cli: "), result.stderr)
        equal(result.stdout, "")


@case
def unreadable_values(folder):
    site = ["--site", "summit=2099-01-13"]
    for arguments, words in [
        (["new", "--cycle", "fortyfive", *site], "fortyfive"), (["announce", "--cycle", "c", *site], "“c”"),
        (["new", "--cycle", "45", "--site", "summit"], "SITE="), (["rehearse", "--site", "summit"], "SITE="),
        (["new", "--cycle", "45", "--site", "summit=2099-02-30"], "2099-02-30"),
        (["--rehearsal-now", "soon", "rehearse"], "soon"),
        (["new", "--cycle", "c0044.003", *site], "--components"),
        (["announce", "--cycle", "c0044.003", *site, "--components", " , "], "--components"),
        (["rehearse", "--cycle", "c0044.003", *site], "--components"),
    ]:
        result = run(folder, *arguments)
        equal((arguments, result.returncode), (arguments, 2))
        check(words in result.stderr, arguments, result.stderr)
        equal(list((folder / "cyclewright").rglob("*.cyclewright")), [])


@case
def announce_as_json(folder):
    result = run(folder, "--procedure", "rubin-2023", "--format", "json", "announce", "--cycle", "c0044.003", "--site",
                 "summit=2099-01-13", "--components", "MTMount,ESS:1")
    equal((result.returncode, result.stderr), (0, ""))
    texts = json.loads(result.stdout)
    equal(len(texts), 3)
    check(all("MTMount" in text["text"] for text in texts), texts)


@case
def unknown_preparation(folder):
    result = run(folder, "show", "c0099-none")
    equal(result.returncode, 1)
    check("c0099-none" in result.stderr, result.stderr)


@case
def empty_list(folder):
    result = run(folder, "list")
    equal((result.returncode, result.stdout), (0, ""))
    check("rehearse" in result.stderr, result.stderr)


@case
def links_no_gtk(folder):
    linked = subprocess.run(["ldd", CLI], capture_output=True, text=True, check=True).stdout
    check("libgtk" not in linked and "libadwaita" not in linked, linked)
    symbols = subprocess.run(["nm", CLI], capture_output=True, text=True, check=True).stdout
    check("cw_session_open" in symbols, "no symbols to look at")
    check("cw_rehearsal_server" not in symbols and "cw_rehearsal_jira" not in symbols, "the rehearsal is linked")


main()
