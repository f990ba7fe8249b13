# SPDX-License-Identifier: GPL-3.0-or-later
"""Do our client and our stand-ins for the services keep to what the vendors specify? Every request and answer of a
whole rehearsal, of the tests of our clients with all their refusals, of the command line among faults, and of the
fault matrix passes a judge for each specification; rich texts and GraphQL pass the vendors' schemas. And do others'
clients get along with our stand-ins? Skipped where the specifications (../shared/specs) or the judges
(build-aux/install-peers) are absent."""

import collections
import concurrent.futures
import contextlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]

from judge import ROUTES, Judges, read_verdicts  # noqa: E402
from support import REHEARSAL, SOURCE, TIMEOUT, case, check, environment, equal, git, main, run, wait_for  # noqa: E402

BUILD = pathlib.Path(os.environ["G_TEST_BUILDDIR"])
PEERS = BUILD / "peers"
SPECIFICATIONS = SOURCE.parent / "shared" / "specs"
# Of the command line's tests with faulty services, what sends to those that have a judge.
CASES = ["jira_and_slack_refuse", "confluence_github_and_git_refuse", "unclear_ticket", "unclear_messages",
         "unclear_page", "unclear_pull"]
# Our programs, and of whom there must be something to judge in each.
PROGRAMS = {
    "cli/services": {"jira", "confluence-v2", "github", "slack"},
    "services/account-proof": {"jira", "confluence-v1", "confluence-v2", "github", "slack"},
    "services/jira-service": {"jira"},
    "services/confluence-service": {"confluence-v1", "confluence-v2"},
    "services/slack-service": {"slack"},
    "handlers/jira-issue-handler": {"jira"},
    "handlers/jira-links-handler": {"jira"},
    "handlers/wiki-page-handler": {"confluence-v1", "confluence-v2"},
    "handlers/pull-request-handler": {"github"},
    "handlers/message-handler": {"slack"},
    "faults/ticket": {"jira"},
    "faults/links": {"jira"},
    "faults/page": {"confluence-v1", "confluence-v2"},
    "faults/pull-request": {"github"},
    "faults/message": {"slack"},
    "faults/scheduled-message": {"slack"},
}
judges = None


def judged(folder):
    """What makes a program's rehearsal a judged one; what is said of it is kept in the folder."""
    return {"CW_TEST_JUDGES": json.dumps(judges.ports), "CW_TEST_JUDGED": str(folder), "CW_TEST_UNJUDGED": REHEARSAL}


def check_verdicts(folder, wanted):
    verdicts = read_verdicts(folder / "verdicts")
    for one in verdicts:
        for complaint in one["complaints"]:
            print("#", one["method"], one["path"], one["status"], json.dumps(complaint)[:2000], flush=True)
    counts = collections.Counter(one["service"] for one in verdicts)
    print("# judged:", dict(counts), flush=True)
    check(not any(one["complaints"] for one in verdicts), "a specification was not kept")
    equal(wanted - set(counts), set())


def find_documents(folder):
    return [str(path) for path in sorted(folder.iterdir()) if path.name.endswith((".adf.json", ".graphql"))]


def are_documents_valid(folder):
    result = subprocess.run(["node", str(HERE / "check-documents.js"), str(PEERS), *find_documents(folder)],
                            capture_output=True, text=True, timeout=TIMEOUT)
    for line in (result.stdout + result.stderr).splitlines():
        print("#", line, flush=True)
    return result.returncode == 0


@case
def rehearsal(folder):
    """The whole job for three sites, by the newest procedure."""
    env = environment(folder, CYCLEWRIGHT_REHEARSAL=str(HERE / "judged-rehearsal.py"), **judged(folder))
    result = run(folder, "--procedure", "rubin-2026", "rehearse", env=env)
    equal((result.returncode, result.stderr), (0, ""))
    check_verdicts(folder, {name for _, name, _ in ROUTES})
    check(find_documents(folder), "no document was sent")
    check(are_documents_valid(folder), "a document is not valid")


@contextlib.contextmanager
def services(folder):
    """A judged rehearsal's services alone: what it prints of them."""
    program = subprocess.Popen([HERE / "judged-rehearsal.py", "--state", folder / "state"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, env=environment(folder, **judged(folder)))
    try:
        yield program.stdout.readline()
    finally:
        program.communicate(timeout=TIMEOUT)


def make_branch(repository):
    """A branch with a commit of its own; its name."""
    name = "tickets/DM-1"
    tip = git(repository, "commit-tree", "-p", "HEAD", "-m", "By another client", "HEAD^{tree}").strip()
    git(repository, "branch", name, tip)
    return name


@case
def second_clients(folder):
    """Others' libraries do the work of a preparation with the same services."""
    with services(folder) as ready:
        branch = make_branch(next((folder / "state").rglob("phalanx.git")))
        result = subprocess.run(["node", str(HERE / "second-clients.js"), str(PEERS), ready, branch],
                                capture_output=True, text=True, timeout=TIMEOUT)
    check_verdicts(folder, {"jira", "confluence-v1", "github", "slack"})
    equal((result.returncode, result.stdout + result.stderr), (0, ""))
    check(are_documents_valid(folder), "a document is not valid")


@case
def strictness(folder):
    """What breaks a specification does not get past the judges."""
    wrong = [("jira", "POST", "/rest/api/3/issue/OSW-1/remotelink", {"object": "no object"}),
             ("confluence", "PUT", "/api/v2/pages/1", {"id": "1"}),
             ("confluence", "GET", "/rest/api/content/search", None),
             ("github", "POST", "/repos/o/r/pulls", {"title": "no branch"}),
             ("slack", "POST", "/chat.unknown", {})]
    with services(folder) as ready:
        for service, method, path, body in wrong:
            request = urllib.request.Request(json.loads(ready)[service] + path, method=method,
                                             data=json.dumps(body).encode() if body is not None else None,
                                             headers={"Content-Type": "application/json", "Authorization": "Bearer x"})
            try:
                urllib.request.urlopen(request, timeout=TIMEOUT).close()
            except urllib.error.HTTPError as refusal:
                refusal.close()
    verdicts = read_verdicts(folder / "verdicts")
    equal([bool(one["complaints"]) for one in verdicts], [True] * len(wrong))
    for name, text in [("0.adf.json", '{"type":"doc","version":1,"content":[{"type":"text","text":"x"}]}'),
                       ("0.graphql", "{ viewer { nobody } }")]:
        (folder / name).write_text(text)
        check(not are_documents_valid(folder), name)
        (folder / name).unlink()


def make_rehearsal(folder):
    """A judged rehearsal as a program, for who hands no environment on."""
    program = folder / "rehearsal"
    words = [f"{name}={shlex.quote(value)}" for name, value in judged(folder).items()]
    words.append(shlex.quote(str(HERE / "judged-rehearsal.py")))
    program.write_text(f"#!/bin/sh\nexec env {' '.join(words)} \"$@\"\n")
    program.chmod(0o755)
    return program


def run_program(name, folder):
    """A test of ours with judged services; it waits more than it works, so several run at once. Of the fault matrix it
    is all that can be wrong with an answer, each once for each kind of effect."""
    if name.startswith("faults/"):
        command = [BUILD / "tests" / "faults" / "test-faults", name.split("/")[1], "--replies"]
    elif name == "cli/services":
        command = [sys.executable, HERE.parent / "cli" / "test-services.py", *CASES]
    else:
        command = [BUILD / "tests" / ("test-" + name.replace("/", "_").replace("-", "_"))]
    folder.mkdir()
    env = {**os.environ, **judged(folder), "CW_TEST_REHEARSAL": str(make_rehearsal(folder))}
    return subprocess.run([str(word) for word in command], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=4 * TIMEOUT)


def has_failed(result):
    """What speaks TAP may end well and say so of no case."""
    return result.returncode != 0 or any(line.startswith("not ok") for line in result.stdout.splitlines())


@case
def programs(folder):
    """The tests of our clients and handlers, with every refusal that they provoke, of the command line, and of the
    fault matrix."""
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        results = dict(zip(PROGRAMS, pool.map(lambda name: run_program(name, folder / name.split("/")[1]), PROGRAMS)))
    for name, result in results.items():
        if has_failed(result):
            print("#", "\n# ".join([name, *result.stdout.splitlines()[-20:]]), flush=True)
    for name, wanted in PROGRAMS.items():
        print("#", name, flush=True)
        check_verdicts(folder / name.split("/")[1], wanted)
        check(are_documents_valid(folder / name.split("/")[1]), "a document is not valid")
    equal([name for name, result in results.items() if has_failed(result)], [])


if not SPECIFICATIONS.is_dir() or not (PEERS / "node_modules" / ".bin" / "prism").exists():
    print("1..0 # SKIP the specifications or the judges are absent")
else:
    with tempfile.TemporaryDirectory(prefix="cyclewright-judges-") as logs, \
            Judges(PEERS, SPECIFICATIONS, pathlib.Path(logs)) as judges:
        wait_for(judges.are_ready)
        main()
