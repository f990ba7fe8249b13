# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a whole rehearsal takes, how many requests each service gets, how many events the journal holds, and how
often the command line waits for the disk."""

import collections
import json
import os
import pathlib
import sqlite3
import statistics
import sys
import tempfile
import time

from support import Services, check, environment, run

ROUNDS = 3
NOW = "2026-12-01T12:00:00Z"
SITES = ["--site", "summit=2027-01-12T17:00", "--site", "tts=2027-01-05T17:00", "--site", "bts=2027-01-06T17:00"]
KEEP = "CW_BENCH_REQUESTS"


def stand_in():
    """Between the command line and its services: asks these for their log once their input is closed."""
    with Services(sys.argv[sys.argv.index("--state") + 1], *rest_of(sys.argv[1:])) as services:
        print(json.dumps(services.ready), flush=True)
        sys.stdin.read()
        pathlib.Path(os.environ[KEEP]).write_text(json.dumps(services.ask("/requests")), encoding="utf-8")


def rest_of(arguments):
    """The arguments but for --state and its folder, which the services get anyway."""
    at = arguments.index("--state")
    return arguments[:at] + arguments[at + 2:]


def write_stand_in(folder):
    """The program that the command line starts in place of the services."""
    path = folder / "rehearsal"
    path.write_text(f"#!/bin/sh\nexec {sys.executable} {pathlib.Path(__file__).resolve()} \"$@\"\n", encoding="utf-8")
    path.chmod(0o700)
    return path


def count_events(folder):
    events = 0
    for journal in (folder / "cyclewright" / "rehearsals").glob("*.cyclewright"):
        connection = sqlite3.connect(journal)
        events += connection.execute("SELECT count(*) FROM events").fetchone()[0]
        connection.close()
    return events


def count_syncs(path):
    lines = [line.rsplit(" ", 1) for line in path.read_text(encoding="utf-8").splitlines()]
    return sum(int(number) for name, number in lines if name == pathlib.Path(os.environ["CW_TEST_CLI"]).name)


def rehearse(folder, procedure):
    kept, syncs = folder / "requests.json", folder / "syncs"
    needed = {name: os.environ[name] for name in ["G_TEST_SRCDIR", "CW_TEST_CLI", "CW_TEST_REHEARSAL", "PYTHONPATH"]}
    env = environment(folder, CYCLEWRIGHT_REHEARSAL=str(write_stand_in(folder)), **needed, **{KEEP: str(kept)},
                      LD_PRELOAD=os.environ["CW_BENCH_SYNC_WATCH"], CW_BENCH_SYNCS=str(syncs))
    begin = time.perf_counter()
    result = run(folder, "--procedure", procedure, "--rehearsal-now", NOW, "rehearse", *SITES, env=env)
    taken = time.perf_counter() - begin
    check(result.returncode == 0, result.stdout, result.stderr)
    log = json.loads(kept.read_text(encoding="utf-8"))["requests"]
    return taken, collections.Counter(one["service"] for one in log), count_events(folder), count_syncs(syncs)


def main():
    print(f"A whole rehearsal of three sites, medians of {ROUNDS} runs")
    for procedure in ["rubin-2023", "rubin-2026"]:
        times = []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory(prefix="cyclewright-") as name:
                taken, requests, events, syncs = rehearse(pathlib.Path(name), procedure)
                times.append(taken)
        services = ", ".join(f"{service} {number}" for service, number in sorted(requests.items()))
        print(f"{procedure}: {statistics.median(times):.2f} s, {sum(requests.values())} requests ({services}), "
              f"{events} journal events, {syncs} fsyncs", flush=True)


if KEEP in os.environ:
    stand_in()
else:
    main()
