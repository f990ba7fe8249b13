# SPDX-License-Identifier: GPL-3.0-or-later
"""The window beside gnome-text-editor in the same run: how soon it is painted, how much memory it takes; then the
longest iterations of its main loop on the first and on later visits of each page."""

import contextlib
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

from holdings import NOW, STARTS
from support import Skip, run
from walk import STAGES, open_window
from world import World, until

EDITOR = "gnome-text-editor"
STARTS_MEASURED = 5
LOOP_WATCH = os.environ["CW_BENCH_LOOP_WATCH"]


def wait_for_paint(world, pid):
    """Until a window is there and something is drawn in it."""
    def look():
        windows = [one for one in world.list_windows(pid) if one["width"] > 200]
        if not windows:
            return False
        pixels = world.read_pixels(windows[0])
        if pixels is None:
            return False
        picture = world.paint(windows[0], pixels)
        inside = picture.crop((20, 20, picture.width - 20, picture.height - 20))
        return len(inside.getcolors(inside.width * inside.height)) > 1
    until(look, "the first frame")


def wait_for_stillness(world):
    """Until nothing changes on the screen; the program isn't asked, which would keep its loop busy."""
    last = None

    def same():
        nonlocal last
        before, last = last, world.look().tobytes()
        return before == last
    until(same, "stillness")


def measure_start(world, command, environment):
    """Milliseconds to the first frame, and megabytes once it stands still."""
    begin = time.monotonic()
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        try:
            wait_for_paint(world, process.pid)
            painted = (time.monotonic() - begin) * 1000
            wait_for_stillness(world)
            rollup = pathlib.Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        finally:
            process.terminate()
            process.wait()
    until(lambda: not list(world.list_windows(process.pid)), "the window to go")
    return painted, int(re.search(r"^Pss: +([0-9]+)", rollup, re.M).group(1)) / 1024


def compare_starts(folder, world):
    with open_window(folder, world) as walk:
        environment, command = walk.program.environment, walk.program.command
    programs = {"cyclewright": command}
    if shutil.which(EDITOR):
        programs[EDITOR] = [EDITOR, "--standalone"]
    else:
        print(f"no {EDITOR} to compare with")
    taken = {name: [] for name in programs}
    for turn in range(STARTS_MEASURED + 1):
        for name, words in programs.items():
            figures = measure_start(world, words, environment)
            if turn > 0:  # the first turn warms the caches
                taken[name].append(figures)
    for name, figures in taken.items():
        painted, memory = (statistics.median(one) for one in zip(*figures))
        print(f"{name:18} first frame {painted:6.0f} ms, PSS {memory:5.1f} MB, medians of {STARTS_MEASURED} starts")


def describe_worst(log, begin):
    """The longest iteration since then; a busy machine makes it longer on the wall, but not for the processor."""
    iterations = [list(map(int, line.split())) for line in log.read_text().splitlines()]
    wall, spent = max(((length, spent) for start, length, spent in iterations if start / 1e6 >= begin), default=(0, 0))
    return f"longest iteration {wall / 1000:6.1f} ms, {spent / 1000:6.1f} ms of the processor"


def act_and_wait(world, act):
    """Until what is done is drawn, however little that is."""
    before = world.look().tobytes()
    act()
    until(lambda: world.look().tobytes() != before, "what changes by that")
    wait_for_stillness(world)


def visit(world, log, visits):
    """Each page in turn; the first is shown at the beginning, so that it comes last."""
    for name in visits:
        for stage in [*STAGES[1:], STAGES[0]]:
            begin = time.monotonic()
            act_and_wait(world, lambda: world.press(f"ctrl+{STAGES.index(stage) + 1}"))
            print(f"{name} visit of {stage:17} {describe_worst(log, begin)}")


def measure_pages(folder, world):
    sites = [word for site, start in STARTS.items() for word in ("--site", f"{site}={start}")]
    run(folder, "--procedure", "rubin-2023", "--rehearsal", "--rehearsal-now", NOW, "new", "--cycle", "45", *sites)
    log = folder / "loop"
    with open_window(folder, world, LD_PRELOAD=LOOP_WATCH, LOOP_WATCH=str(log)) as walk:
        walk.use("list item", re.compile("45"))
        walk.rest()
        wait_for_stillness(world)
        visit(world, log, ["first", "later"])


def main():
    with tempfile.TemporaryDirectory(prefix="cyclewright-") as name, contextlib.suppress(Skip):
        folder = pathlib.Path(name)
        with World(folder) as world:
            compare_starts(folder, world)
            measure_pages(folder, world)


main()
