# SPDX-License-Identifier: GPL-3.0-or-later
"""One owner at a time, and others read along live: what one process does to a preparation another one prints."""

import contextlib
import json
import signal
import subprocess
import threading

from support import CLI, TIMEOUT, case, check, environment, equal, main, run

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
TICKET = "c0045/tts/tickets/configuration/1"
TITLE = "Configuration ticket, TTS"


def do(folder, *arguments):
    done = run(folder, "--rehearsal-now", NOW, *arguments)
    check(done.returncode in (0, 3), done.stderr)
    return done.stdout


def begin(folder):
    do(folder, "--procedure", "rubin-2023", "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")


@contextlib.contextmanager
def following(folder, *arguments):
    """Somebody who reads along; ends by Ctrl+C, and that is no failure."""
    process = subprocess.Popen([CLI, "--data-dir", str(folder / "cyclewright"), "--rehearsal-now", NOW, *arguments,
                                "--follow"], env=environment(folder), cwd=folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    alarm = threading.Timer(TIMEOUT, process.kill)
    alarm.start()
    try:
        yield process.stdout
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate()
        equal((process.returncode, complaints), (0, ""))
    finally:
        alarm.cancel()
        process.kill()
        process.wait(TIMEOUT)


def next_line(lines, about):
    """The next line with that in it."""
    return next((line.rstrip("\n") for line in lines if about in line), None)


@case
def another_process_reads_along(folder):
    begin(folder)
    with following(folder, "show", ID) as lines:
        check(next_line(lines, f"{TITLE}: Ready"), "where it stands comes first")
        check(next_line(lines, "Handover: "), "all of it")
        do(folder, "approve", ID, TICKET)
        equal(next_line(lines, TITLE).split(": ")[1:], ["approved"])
        do(folder, "run", ID, TICKET)
        equal(next_line(lines, TITLE).split(": ")[1:], ["is being sent"])
        check("done  DM-" in next_line(lines, TITLE), "the key")
        do(folder, "note", ID, "first\nsecond")
        check(next_line(lines, "note: ").endswith("note: first second"), "one line")


@case
def scripts_get_the_journal(folder):
    begin(folder)
    with following(folder, "--format", "json", "show", ID, TICKET) as lines:
        equal(json.loads(lines.readline())["state"], "ready")
        do(folder, "note", ID, "of the preparation: not asked for")
        do(folder, "leave-out", ID, TICKET, "--reason", "made by hand")
        event = json.loads(next_line(lines, "left-out"))
        equal((event["type"], event["effect"], event["data"]), ("left-out", TICKET, {"reason": "made by hand"}))
        do(folder, "restore", ID, TICKET)
        later = json.loads(lines.readline())
        equal((later["type"], later["seq"]), ("restored", event["seq"] + 1))


main()
