# SPDX-License-Identifier: GPL-3.0-or-later
"""Help, versions and wrong words."""

import subprocess

from support import CLI, SOURCE, case, check, equal, main, run

COMMANDS = ["plan", "new", "list", "show", "set", "approve", "withdraw", "run", "by-hand", "leave-out", "restore",
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
def manual_names_commands(folder):
    manual = (SOURCE / "data" / "cyclewright-cli.1").read_text().replace("\\-", "-")
    for command in COMMANDS:
        check(f'"{command} ' in manual or f".B {command}\n" in manual, command)


@case
def version(folder):
    result = run(folder, "--version")
    equal(result.returncode, 0)
    check(result.stdout.startswith("Cyclewright "), result.stdout)


@case
def wrong_words(folder):
    for arguments in [[], ["fly"], ["--format", "xml", "list"], ["show"], ["new"], ["approve", "x"], ["by-hand", "x", "y"],
                      ["leave-out", "x", "y"], ["export", "x", "--as", "odt"], ["--wrong"], ["adopt", "x", "y", "0"]]:
        result = run(folder, *arguments)
        equal((arguments, result.returncode), (arguments, 2))
        check(result.stderr.startswith("cyclewright-cli: "), result.stderr)
        equal(result.stdout, "")


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
def other_now_only_in_rehearsal(folder):
    result = run(folder, "--rehearsal-now", "soon", "rehearse")
    equal(result.returncode, 1)
    check("soon" in result.stderr, result.stderr)


@case
def links_no_gtk(folder):
    linked = subprocess.run(["ldd", CLI], capture_output=True, text=True, check=True).stdout
    check("libgtk" not in linked and "libadwaita" not in linked, linked)
    symbols = subprocess.run(["nm", CLI], capture_output=True, text=True, check=True).stdout
    check("cw_session_open" in symbols, "no symbols to look at")
    check("cw_rehearsal_server" not in symbols and "cw_rehearsal_jira" not in symbols, "the rehearsal is linked")


main()
