# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a plan takes: each site over all four repositories of a rehearsal, against `git grep` over the same paths.

The runs take turns, so that what else the machine does slows both alike; the processor's time is not slowed by it.
Starting the programs is shown apart."""

import json
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

from support import CLI, SOURCE, Services, environment

ROUNDS = 15
PROCEDURE = SOURCE / "data" / "procedures" / "rubin-2023.json"


def measure(*commands, env):
    """The time of some commands one after the other, on the wall and of the processor, in ms."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (end - begin) * 1000, spent * 1000


def find_tags(plan, env):
    """The tag that each repository carries today."""
    answer = subprocess.run([*plan[:1], "--format", "json", *plan[1:]], env=env, stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, check=False)
    return {one["id"]: one["current"] or "c0001" for one in json.loads(answer.stdout)["repositories"]}


def find_globs(repository, site):
    """The paths that belong to a site, each deployment's values put in."""
    for files in repository["sites"].get(site, []):
        for glob in files.get("include", repository.get("include", [])):
            for name, value in files.get("values", {}).items():
                glob = glob.replace("{" + name + "}", value)
            yield ":(glob)" + glob


def make_greps(procedure, site, roots, tags):
    """`git grep` of that tag over the paths that the procedure gives the site."""
    for repository in procedure["repositories"]:
        globs = sorted(set(find_globs(repository, site)))
        if globs:
            yield ["git", "-C", roots[repository["id"]], "grep", "-n", "-e", tags.get(repository["id"], "c0001"),
                   repository["branch"], "--", *globs]


def compare(folder, procedure, site, roots):
    env = environment(folder)
    plan = [CLI, "--data-dir", str(folder / "cyclewright"), "--procedure", str(PROCEDURE), "plan", "--site", site,
            "--cycle", "45"]
    for repository in procedure["repositories"]:
        plan += ["--repository", f"{repository['id']}={roots[repository['id']]}@{repository['branch']}"]
    greps = list(make_greps(procedure, site, roots, find_tags(plan, env)))
    starts = [["git", "--version"]] * len(greps)
    times = {"plan": [], "grep": [], "start": [], "git": []}
    for turn in range(ROUNDS + 1):
        taken = {"plan": measure(plan, env=env), "grep": measure(*greps, env=env),
                 "start": measure([CLI, "--version"], env=env), "git": measure(*starts, env=env)}
        for name, value in taken.items() if turn > 0 else ():  # the first turn warms the caches
            times[name].append(value)
    for index, kind in enumerate(["time", "processor"]):
        middle = {name: statistics.median(pair[index] for pair in pairs) for name, pairs in times.items()}
        print(f"{site:6} {kind:9} plan {middle['plan']:6.1f} ms (program's start {middle['start']:5.1f})  "
              f"git grep {middle['grep']:6.1f} ms (git's {len(greps)} starts {middle['git']:5.1f})  "
              f"ratio {middle['plan'] / middle['grep']:5.2f}", flush=True)


def main():
    procedure = json.loads(PROCEDURE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="cyclewright-") as name:
        folder = pathlib.Path(name)
        with Services(folder / "state"):
            pass
        roots = {one["id"]: str(folder / "state" / "git" / (one["name"] + ".git"))
                 for one in procedure["repositories"]}
        print(f"Medians of {ROUNDS} runs, four repositories as the rehearsal makes them")
        for site in [one["id"] for one in procedure["sites"]]:
            compare(folder, procedure, site, roots)


main()
