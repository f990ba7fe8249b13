# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a plan takes: each site over four repositories of 100 and of 10,000 files, against `git grep` of the same
tag over the same paths.

The runs take turns, so that what else the machine does slows both alike; the processor's time is not slowed by it.
The peak of the memory is that of the largest program. Starting the programs and opening the repositories is shown
apart: a plan and a grep of one file in each."""

import json
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from support import CLI, SOURCE, environment

ROUNDS = 15
SIZES = [100, 10000]
PROCEDURE = SOURCE / "data" / "procedures" / "rubin-2023.json"
SITES = {"summit": ("summit", "summit"), "tucson-teststand": ("tucson-teststand", "tucson"),
         "base-teststand": ("base-teststand", "base")}
VALUES = """image:
  repository: ts-dockerhub.example.org/{name}
  tag: c0038
  pullPolicy: Always
env:
  LSST_SITE: here
  RUN_ARG: "--state enabled"
resources:
  limits: {{cpu: 500m, memory: 512Mi}}
  requests: {{cpu: 100m, memory: 64Mi}}
nfsMountpoint:
- name: data
  containerPath: /data
  readOnly: true
  server: nfs.example.org
  serverPath: /data
"""


def measure(*commands, env):
    """The time of some commands one after the other, on the wall and of the processor, in ms."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (end - begin) * 1000, spent * 1000


# A program's peak counts what it was forked from: this one is as small as a Python can be.
LAUNCHER = """import os, sys
_, _, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
print(used.ru_maxrss, file=sys.stderr)"""


def weigh(*commands, env):
    """The most memory that one of some commands had, in MB."""
    peak = 0
    for command in commands:
        path = shutil.which(str(command[0]))
        told = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCHER, path, *map(str, command[1:])], env=env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              check=True)
        peak = max(peak, int(told.stderr.split()[-1]) / 1024)
    return peak


def list_files(size):
    """Four repositories as they are, with files of nobody's as far as `size` in each."""
    files = {"docker-compose-ops": {}, "argocd-csc": {}, "LOVE-integration-tools": {}, "phalanx": {}}
    for site, (folder, love) in SITES.items():
        phalanx = "base" if site == "base-teststand" else site
        files["docker-compose-ops"][f"{folder}/setup.env"] = "export CYCLE=c0038\nexport rev=.000\n"
        files["LOVE-integration-tools"][f"deploy/{love}/.env"] = "cycle=c0038\nrev=.000\n"
        for name in range(min(70, size // 4)):
            files["argocd-csc"][f"apps/csc{name}/values-{site}.yaml"] = VALUES.format(name=f"csc{name}")
        for name in range(min(40, size // 4)):
            files["phalanx"][f"applications/app{name}/values-{phalanx}.yaml"] = "replicaCount: 1\n" + "".join(
                f"host{number}: here\nport{number}: {number}\n" for number in range(20))
        files["phalanx"][f"applications/nublado/values-{phalanx}.yaml"] = (
            "controller:\n  config:\n    images:\n      cycle: 38\n      recommendedTag: recommended_c0038\n")
        files["phalanx"][f"environments/values-{phalanx}.yaml"] = "controlSystem:\n  imageTag: c0038\n"
        files["phalanx"][f"applications/auxtel/values-{phalanx}.yaml"] = "".join(
            f"csc{name}:\n  image:\n    repository: csc{name}\n    revision: 3\n" for name in range(50))
    for named in files.values():
        for number in range(size - len(named)):
            named[f"src/part{number % 97}/file{number}.py"] = f"print({number})\n" * 20
    return files


def make_repository(path, files):
    """Straight into the object database: a work tree of 10,000 files takes longer than all runs."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", path], check=True)
    lines = ["commit refs/heads/main", "committer A <a@example.org> 0 +0000", "data 1", "x"]
    for name, text in files.items():
        lines += [f"M 100644 inline {name}", f"data {len(text.encode())}", text]
    subprocess.run(["git", "-C", path, "fast-import", "--quiet"], input="\n".join(lines) + "\n", text=True, check=True)
    subprocess.run(["git", "-C", path, "repack", "-adq"], check=True)


def find_globs(repository, site):
    """The paths that belong to a site, each deployment's values put in."""
    for files in repository["sites"].get(site, []):
        for glob in files.get("include", repository.get("include", [])):
            for name, value in files.get("values", {}).items():
                glob = glob.replace("{" + name + "}", value)
            yield ":(glob)" + glob


def make_greps(procedure, site, folder, globs):
    for repository in procedure["repositories"]:
        found = sorted(set(find_globs(repository, site)))
        if found:
            yield ["git", "-C", folder / repository["id"], "grep", "-n", "-e", "c0038", "main", "--",
                   *(globs or found)]


def make_plan(procedure, site, folder, name):
    plan = [CLI, "--procedure", name, "plan", "--site", site, "--cycle", "45"]
    for repository in procedure["repositories"]:
        plan += ["--repository", f"{repository['id']}={folder / repository['id']}@main"]
    return plan


def make_opening(folder, procedure):
    """A procedure whose patterns match nothing: what remains is to start and to open."""
    text = json.dumps(procedure)
    for pattern in ["*/*/values-{file}*.yaml", "**/values-{file}.yaml", "deploy/{folder}/**", "{folder}/**"]:
        text = text.replace(json.dumps(pattern), '"nothing/{folder}{file}"')
    path = folder / "opening.json"
    path.write_text(text.replace("{folder}{file}", "here"), encoding="utf-8")
    return path


def compare(folder, procedure, opening, site, size):
    env = environment(folder)
    root = folder / str(size)
    greps, looks = list(make_greps(procedure, site, root, None)), list(make_greps(procedure, site, root, ["nothing"]))
    runs = {"plan": [make_plan(procedure, site, root, PROCEDURE)], "grep": greps,
            "open": [make_plan(procedure, site, root, opening)], "look": looks}
    times = {name: [] for name in runs}
    for turn in range(ROUNDS + 1):
        for name, commands in runs.items():
            taken = measure(*commands, env=env)
            if turn > 0:  # the first turn warms the caches
                times[name].append(taken)
    peak = {name: weigh(*commands, env=env) for name, commands in runs.items()}
    print(f"{size:6} files {site:6} memory    plan {peak['plan']:6.1f} MB (of it starting {peak['open']:5.1f})  "
          f"git grep {peak['grep']:6.1f} MB", flush=True)
    for index, kind in enumerate(["time", "processor"]):
        middle = {name: statistics.median(pair[index] for pair in pairs) for name, pairs in times.items()}
        apart = max(middle["grep"] - middle["look"], 0.1)
        print(f"{size:6} files {site:6} {kind:9} plan {middle['plan']:6.1f} ms (of it opening {middle['open']:5.1f})  "
              f"git grep {middle['grep']:6.1f} ms (of it opening {middle['look']:5.1f})  "
              f"ratio {middle['plan'] / middle['grep']:5.2f}, opening apart "
              f"{(middle['plan'] - middle['open']) / apart:5.2f}", flush=True)


def main():
    procedure = json.loads(PROCEDURE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="cyclewright-") as name:
        folder = pathlib.Path(name)
        opening = make_opening(folder, procedure)
        print(f"Medians of {ROUNDS} runs")
        for size in SIZES:
            (folder / str(size)).mkdir()
            for repository, files in list_files(size).items():
                make_repository(folder / str(size) / repository, files)
            for site in [one["id"] for one in procedure["sites"]]:
                compare(folder, procedure, opening, site, size)


main()
