# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line is killed (SIGKILL) between effects and in the middle of them: the next run goes on where it was."""

import datetime
import functools
import json
import pathlib
import subprocess
import tempfile

from support import (CLI, TIMEOUT, Services, case, check, environment, equal, faulty, git, main, run, state_folder,
                     wait_for_request)

NOW = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.timezone.utc)
# Longer than a search of Jira's may lag: then "it isn't there" is news, and the rehearsed person sends again.
LATER = datetime.timedelta(minutes=15)
REHEARSE = ["rehearse", "--site", "summit=2027-01-12T17:00"]
ID = "c0045-rubin-2023"
SIGNS = tuple(f"  {sign} " for sign in "✓–✗!○")
FOREVER = 600000


def instant(time_of_day):
    return time_of_day.strftime("%Y-%m-%dT%H:%M:%SZ")


def begin(folder, now, env):
    """The rehearsal as a process; its complaints go to a file."""
    with open(folder / "complaints", "w", encoding="utf-8") as complaints:
        return subprocess.Popen([CLI, "--data-dir", str(folder / "cyclewright"), "--rehearsal-now", instant(now),
                                 *REHEARSE], env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=complaints, text=True)


def kill(process):
    process.kill()
    process.wait(TIMEOUT)
    process.stdout.close()


def complaints(folder):
    return (folder / "complaints").read_text()


def next_effect(process):
    """The next line about an effect, as soon as it is printed; None at the end."""
    return next((line.strip() for line in process.stdout if line.startswith(SIGNS)), None)


def branches(folder):
    """The ticket branches that carry our commits, each with their subjects."""
    found = []
    for path in sorted(state_folder(folder).rglob("*.git")):
        for name in git(path, "for-each-ref", "--format=%(refname:short)", "refs/heads/tickets").split():
            log = git(path, "log", "--format=%s", "--grep", "^Cyclewright-Effect:", name, "--")
            found += [(path.name, name, subject) for subject in log.splitlines()]
    return found


def holdings(folder):
    """All that the services hold, without what differs from run to run: addresses and instants."""
    with Services(state_folder(folder), "--now", instant(NOW)) as services:
        state = services.state()
        text = json.dumps(state)
        state = json.loads(text.replace(services.ready["address"], "http://services"))
    return {
        "issues": sorted((key, issue["fields"]["summary"]) for key, issue in state["issues"].items()),
        "pages": sorted((page["title"], page["version"]) for page in state["pages"].values()),
        "pulls": sorted((pull["number"], pull["title"]) for pull in state["pulls"]),
        "messages": sorted((one["channel"], one["text"]) for one in state["messages"]),
        "scheduled": sorted((one["channel"], one["post_at"], one["text"]) for one in state["scheduled"]),
        "branches": branches(folder),
    }


@functools.cache
def undisturbed():
    with tempfile.TemporaryDirectory(prefix="cyclewright-") as name:
        folder = pathlib.Path(name)
        result = run(folder, "--rehearsal-now", instant(NOW), *REHEARSE)
        equal((result.returncode, result.stderr), (0, ""))
        lines = [line for line in result.stdout.splitlines() if line.startswith(SIGNS) and not line.startswith("  ~")]
        return len(lines), holdings(folder)


def check_outcome(folder):
    expected = undisturbed()[1]
    found = holdings(folder)
    for kind, things in expected.items():
        equal((kind, found[kind]), (kind, things))
    shown = [run(folder, "--rehearsal", "--rehearsal-now", instant(NOW), "--format", "json", "show", ID)
             for _ in range(2)]
    equal([one.returncode for one in shown], [0, 0])
    equal(shown[0].stdout.split("127.0.0.1")[0], shown[1].stdout.split("127.0.0.1")[0])
    equal(json.loads(shown[0].stdout), json.loads(shown[1].stdout))
    check(json.loads(shown[0].stdout)["done"], "the preparation is not done")


def finish(folder, now):
    """Run until nothing is open: what a kill left in doubt may have to be looked for once more, later."""
    for _ in range(3):
        result = run(folder, "--rehearsal-now", instant(now), *REHEARSE)
        if result.returncode == 0:
            return
        check("in doubt" in result.stdout.lower(), result.stdout, result.stderr)
        now += LATER
    raise AssertionError(result.stdout + result.stderr)


@case
def between_effects(folder):
    """After the first line of an effect of each run, on the same data folder until nothing is left to do. A kill may
    come a moment late, after or in the middle of the next effects: then fewer of them remain."""
    env = environment(folder)
    now, count = NOW, 0
    while True:
        process = begin(folder, now, env)
        line = next_effect(process)
        kill(process)
        if line is None:
            break
        count += 1
        now += LATER
        check(count < 3 * undisturbed()[0], "no end is in sight:", line)
    equal(complaints(folder), "")
    check(count > undisturbed()[0] // 2, f"{count} kills for {undisturbed()[0]} effects")
    finish(folder, now)
    check_outcome(folder)


def kill_within(folder, now, *faults):
    """Kill the command line as soon as the request of the last fault has arrived, which is never answered."""
    last = {"kind": "slow", "milliseconds": FOREVER, **faults[-1]}
    process = begin(folder, now, faulty(folder, *faults[:-1], last))
    wait_for_request(folder, last["service"], last["method"], last["path"], process, last.get("skip", 0))
    kill(process)


@case
def within_effects(folder):
    """In the middle of an effect of each kind, one after the other on the same data folder."""
    # While Jira is searched, with the intent in the journal: there is no ticket, and only a look that comes long after
    # the next start can tell.
    kill_within(folder, NOW, {"service": "jira", "method": "POST", "path": "/rest/api/3/search/jql"})
    run(folder, "--rehearsal-now", instant(NOW), "refresh", ID)
    now = NOW + LATER
    kill_within(folder, now, {"service": "jira", "method": "POST", "path": "/rest/api/3/issue"})
    # Stopped before git has read the push: nothing arrived.
    kill_within(folder, now,
                {"service": "git", "method": "POST", "path": "/lsst-it/docker-compose-ops.git/git-receive-pack"})
    # The push arrived, its answer was lost, and the look that follows it (after those of fetch, find and push) is never
    # answered.
    kill_within(folder, now,
                {"service": "git", "method": "POST", "path": "/lsst-ts/argocd-csc.git/git-receive-pack",
                 "kind": "lose-reply"},
                {"service": "git", "method": "GET", "path": "/lsst-ts/argocd-csc.git/info/refs", "skip": 3})
    kill_within(folder, now, {"service": "confluence", "method": "POST", "path": "/api/v2/pages"})
    kill_within(folder, now, {"service": "slack", "method": "POST", "path": "/chat.postMessage"})
    kill_within(folder, now, {"service": "slack", "method": "POST", "path": "/chat.scheduleMessage"})
    kill_within(folder, now, {"service": "github", "method": "POST", "path": "/repos/lsst-sqre/phalanx/pulls"})
    finish(folder, now)
    check_outcome(folder)


main()
