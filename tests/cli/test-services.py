# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that refuse, lose answers, or can't be reached: said where it happened, nothing lost, nothing twice."""

import functools
import json
import pathlib
import shutil
import tempfile

from support import (SOURCE, Services, case, check, effects, environment, equal, faulty, git, main, run, state_folder)

NOW = "2026-12-01T12:00:00Z"
# Longer than a search of Jira's may lag.
LATER = "2026-12-01T12:15:00Z"
ID = "c0045-rubin-2023"
TICKET = "c0045/tts/tickets/configuration/1"
BRANCH = "c0045/tts/configuration/docker-compose-ops/1"
PHALANX = "c0045/tts/science-platform/phalanx/1"
PAGE = "c0045/all/page/page/1"
PULL = "c0045/tts/science-platform/pull-phalanx/1"
EARLY = "c0045/all/science-platform/notice-early/1"
DAY_BEFORE = "c0045/tts/announcement/day-before/1"


def do(folder, *words, status=0, now=NOW, **options):
    result = run(folder, "--rehearsal-now", now, *words, **options)
    check(status is None or result.returncode == status, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def effect(folder, name, now=NOW):
    return effects(json.loads(do(folder, "--format", "json", "show", ID, now=now).stdout))[name]


@functools.cache
def templates():
    return pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))


@functools.cache
def begun():
    """A preparation that was just begun, its ticket approved."""
    folder = templates() / "begun"
    folder.mkdir()
    do(folder, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    do(folder, "approve", ID, TICKET, EARLY, DAY_BEFORE)
    return folder


@functools.cache
def on_the_way():
    """Ticket and phalanx's branch are there; what needs them is approved."""
    folder = templates() / "on-the-way"
    shutil.copytree(begun(), folder)
    do(folder, "run", ID, TICKET)
    do(folder, "approve", ID, PHALANX)
    do(folder, "run", ID, PHALANX)
    do(folder, "approve", ID, BRANCH, PAGE, PULL)
    return folder


def holdings(folder):
    """How many of each thing that this preparation makes the services hold."""
    with Services(state_folder(folder), "--now", NOW) as services:
        state = services.state()
    repository = next(state_folder(folder).rglob("docker-compose-ops.git"))
    log = git(repository, "log", "--branches=tickets/*", "--format=%s", "--grep", "^Cyclewright-Effect:")
    return {
        TICKET: len([one for one in state["issues"].values()
                     if one["fields"]["summary"] == "Ready Tucson test stand deployment configuration for Cycle 45"]),
        BRANCH: len(log.splitlines()),
        PAGE: len([one for one in state["pages"].values() if one["title"] == "Cycle 45 Upgrade"]),
        PULL: len([one for one in state["pulls"] if "Cycle 45" in one["title"]]),
        EARLY: len([one for one in state["messages"] if "Control-system Cycle 45 is being prepared" in one["text"]]),
        DAY_BEFORE: len(state["scheduled"]),
    }


# What is asked of whom when an effect is sent: where its fault is put, and how the service is called in messages.
REQUESTS = {
    TICKET: ("jira", "POST", "/rest/api/3/issue", "Jira"),
    PAGE: ("confluence", "POST", "/api/v2/pages", "Confluence"),
    PULL: ("github", "POST", "/repos/lsst-sqre/phalanx/pulls", "GitHub"),
    EARLY: ("slack", "POST", "/chat.postMessage", "Slack"),
    DAY_BEFORE: ("slack", "POST", "/chat.scheduleMessage", "Slack"),
    BRANCH: ("git", "POST", "/lsst-it/docker-compose-ops.git/git-receive-pack", "docker-compose-ops"),
}
REFUSALS = [({"kind": "status", "status": 401}, ["account"]),
            ({"kind": "status", "status": 403}, ["403"]),
            ({"kind": "status", "status": 404}, ["404"]),
            ({"kind": "status", "status": 429, "retry-after": "90"}, ["wait"])]
UNCLEAR = [{"kind": "status", "status": 500}, {"kind": "not-json"}, {"kind": "lose-reply"}, {"kind": "cut"}]


def send(folder, name, fault):
    service, method, path, _ = REQUESTS[name]
    env = faulty(folder, {"service": service, "method": method, "path": path, **fault})
    return do(folder, "run", ID, name, env=env, status=None)


def bring_home(folder, name):
    """What a person does until it is done: look again, and send again what could not be found."""
    for _ in range(4):
        found = effect(folder, name, LATER)
        if found["state"] == "done":
            return
        if found["state"] == "asking":
            equal(found["candidates"], [])
            do(folder, "send-again", ID, name, now=LATER)
            do(folder, "approve", ID, name, now=LATER)
        do(folder, "run", ID, name, now=LATER, status=None)
    raise AssertionError(f"{name} is {found['state']}: {found.get('error')}")


def check_refused(folder, name, fault, words):
    result = send(folder, name, fault)
    equal(result.returncode, 1)
    for word in [REQUESTS[name][3], *words]:
        check(word in result.stderr, name, fault, result.stderr)
    check("Failed" in result.stdout, name, fault, result.stdout)
    equal(effect(folder, name)["state"], "failed")


def each_refuses(folder, source, names):
    """Each status in turn on one preparation; the approval stays, and the last try arrives."""
    shutil.copytree(source() / "cyclewright", folder / "cyclewright")
    before = holdings(folder)
    for name in names:
        for fault, words in REFUSALS:
            check_refused(folder, name, fault, words)
    equal(holdings(folder), before)
    do(folder, "run", ID, *names)
    equal([holdings(folder)[name] for name in names], [1] * len(names))


@case
def jira_and_slack_refuse(folder):
    each_refuses(folder, begun, [TICKET, EARLY])


@case
def confluence_github_and_git_refuse(folder):
    each_refuses(folder, on_the_way, [PAGE, PULL])
    for status in [401, 403, 404, 429]:
        result = send(folder, BRANCH, {"kind": "status", "status": status})
        equal(result.returncode, 1)
        check("docker-compose-ops" in result.stderr, status, result.stderr)
        equal((status, effect(folder, BRANCH)["state"]), (status, "failed"))
    equal(holdings(folder)[BRANCH], 0)
    do(folder, "run", ID)
    equal(holdings(folder)[BRANCH], 1)


def check_unclear(folder, source, name):
    """No answer that could be read: found outside, or in doubt and said so; in the end there is one."""
    for number, fault in enumerate(UNCLEAR):
        copy = folder / f"{name.replace('/', '-')}-{number}"
        shutil.copytree(source() / "cyclewright", copy / "cyclewright")
        result = send(copy, name, fault)
        state = effect(copy, name)["state"]
        if state == "in-doubt":
            equal((name, fault, result.returncode), (name, fault, 1))
            check("nobody knows whether it arrived" in result.stderr, result.stderr)
            check("Looked for in" in result.stdout and "“run” looks again" in result.stdout, result.stdout)
        elif state != "done":
            check(result.stderr, name, fault, "is silent")
            check(state == "failed", name, fault, state)
        else:
            equal((name, fault, result.returncode, result.stderr), (name, fault, 0, ""))
        bring_home(copy, name)
        equal((name, fault, holdings(copy)[name]), (name, fault, 1))


@case
def unclear_ticket(folder):
    check_unclear(folder, begun, TICKET)


@case
def unclear_messages(folder):
    check_unclear(folder, begun, EARLY)
    check_unclear(folder, begun, DAY_BEFORE)


@case
def unclear_page(folder):
    check_unclear(folder, on_the_way, PAGE)


@case
def unclear_pull(folder):
    check_unclear(folder, on_the_way, PULL)


@case
def unclear_push(folder):
    check_unclear(folder, on_the_way, BRANCH)


@case
def lagging_index(folder):
    """The answer is lost, and Jira's search doesn't know the ticket yet: in doubt until it does; never two."""
    shutil.copytree(begun() / "cyclewright", folder / "cyclewright")
    service, method, path, _ = REQUESTS[TICKET]
    env = faulty(folder, {"service": service, "method": method, "path": path, "kind": "lose-reply"},
                 {"service": "jira", "method": "POST", "path": "/rest/api/3/search/jql", "kind": "index-lag",
                  "times": 100})
    doubted = do(folder, "run", ID, TICKET, env=env, status=1)
    check("In doubt" in doubted.stdout and "nobody knows" in doubted.stderr, doubted.stdout, doubted.stderr)
    # Sending again has to wait for as long as the search may lag.
    do(folder, "send-again", ID, TICKET, status=3)
    check("Done  DM-" in do(folder, "run", ID, TICKET).stdout, "it isn't found later")
    equal(holdings(folder)[TICKET], 1)


def with_extras(folder):
    """The procedure, with a pull request that wants what comes after its making."""
    procedure = json.loads((SOURCE / "data" / "procedures" / "rubin-2023.json").read_text())
    pull = next(one["pull"] for one in procedure["repositories"] if one.get("pull"))
    pull.update(labels=["deployment"], reviewers=["square-liaison"])
    path = folder / "rubin-2023.json"
    path.write_text(json.dumps(procedure))
    return path


@case
def not_there_at_once(folder):
    """What can't be found where its answer said isn't done, and whoever reads but the exit status knows."""
    shutil.copytree(on_the_way() / "cyclewright", folder / "cyclewright")
    env = faulty(folder, {"service": "github", "method": "GET", "path": "/repos/lsst-sqre/phalanx/pulls/",
                          "kind": "status", "status": 404})
    check("Changed outside" in do(folder, "run", ID, PULL, env=env, status=3).stdout)
    do(folder, "refresh", ID)
    equal(effect(folder, PULL)["state"], "done")


@case
def not_all_of_it_taken(folder):
    """What comes after a thing's making is refused: nobody changed anything, and the service's words are there."""
    do(folder, "--procedure", with_extras(folder), "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    for name in (TICKET, PHALANX, PULL):
        do(folder, "approve", ID, name)
        if name != PULL:
            do(folder, "run", ID, name)
    do(folder, "approve", ID, PAGE)
    refuse = {"kind": "status", "method": "POST", "times": 9}
    env = faulty(folder, {**refuse, "service": "github", "path": "/repos/lsst-sqre/phalanx/pulls/", "status": 422},
                 {**refuse, "service": "confluence", "path": "/rest/api/content", "status": 403})
    said = do(folder, "run", ID, PULL, PAGE, env=env, status=1).stdout
    check("Pull request on phalanx, TTS: Not finished" in said and "Cycle 45 Upgrade: Not finished" in said, said)
    check("Reviewers: “square-liaison” wasn’t taken. GitHub refused this (422)" in said, said)
    check("Labels: “cycle” wasn’t taken. Confluence refused this (403)" in said, said)
    check("Changed outside" not in said and "“deployment”" not in said, said)
    found = effect(folder, PULL)
    equal((found["state"], [one["what"] for one in found["unfinished"]]), ("drifted", ["reviewers"]))
    check("GitHub refused this (422)" in found["unfinished"][0]["why"], found["unfinished"])
    check("not all of it was taken" in do(folder, "run", ID, PULL, status=3).stderr)
    sheet = do(folder, "export", ID).stdout
    check("Pull request on phalanx, TTS: Not finished" in sheet and "hanged outside" not in sheet, sheet)
    check("did not take all of the page" in sheet and "did not take all of the pull request" in sheet, sheet)

    # Tried again, or taken as it is.
    do(folder, "approve", ID, PULL)
    do(folder, "run", ID, PULL)
    do(folder, "adopt", ID, PAGE)
    do(folder, "refresh", ID)
    for name in (PULL, PAGE):
        found = effect(folder, name)
        equal((found["state"], "unfinished" in found), ("done", False))
    with Services(state_folder(folder), "--now", NOW) as services:
        pulls = [one for one in services.state()["pulls"] if "Cycle 45" in one["title"]]
    equal([(one["reviewers"], one["labels"]) for one in pulls], [(["square-liaison"], ["deployment"])])
    equal(holdings(folder)[PAGE], 1)

    # What somebody changes later is theirs again.
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "drop-reviewer", "repository": "lsst-sqre/phalanx", "number": pulls[0]["number"], "user": "square-liaison"})
    check("Pull request on phalanx, TTS: Changed outside" in do(folder, "refresh", ID).stdout)


class Colleague:
    """Somebody else with a clone, who pushes over smart HTTP."""

    def __init__(self, folder, services):
        address = services.ready["git"].replace("//", f"//colleague:{services.ready['token']}@")
        self.path = folder / "colleague"
        if not self.path.exists():
            git(folder, "clone", "-q", f"{address}/lsst-it/docker-compose-ops.git", self.path)
        git(self.path, "remote", "set-url", "origin", f"{address}/lsst-it/docker-compose-ops.git")

    def push(self, branch, subject):
        if branch not in git(self.path, "branch", "--format=%(refname:short)").split():
            git(self.path, "switch", "-q", "-c", branch)
        (self.path / "colleague.txt").write_text(subject + "\n")
        git(self.path, "add", "-A")
        git(self.path, "commit", "-q", "-m", subject)
        git(self.path, "push", "-q", "origin", branch)
        return git(self.path, "rev-parse", "HEAD").strip()


def tip(folder, branch):
    return git(next(state_folder(folder).rglob("docker-compose-ops.git")), "rev-parse", branch).strip()


@case
def branch_moves_between_review_and_push(folder):
    shutil.copytree(on_the_way() / "cyclewright", folder / "cyclewright")
    branch = effect(folder, BRANCH)["payload"]["branch"]
    # There was none at the review; now there is one.
    with Services(state_folder(folder), "--now", NOW) as services:
        first = Colleague(folder, services).push(branch, "Raise the memory limit")
    refused = do(folder, "run", ID, BRANCH, status=None)
    check(refused.returncode in (1, 3), refused.returncode)
    check(branch in refused.stderr + refused.stdout, refused.stdout, refused.stderr)
    equal(tip(folder, branch), first)
    # Planned on it and reviewed; the colleague adds one more.
    do(folder, "refresh", ID)
    found = effect(folder, BRANCH)
    if found["state"] == "asking":
        do(folder, "send-again", ID, BRANCH)
        found = effect(folder, BRANCH)
    equal((found["state"], found["payload"]["expected"]), ("ready", first))
    do(folder, "approve", ID, BRANCH)
    with Services(state_folder(folder), "--now", NOW) as services:
        second = Colleague(folder, services).push(branch, "Lower it again")
    refused = do(folder, "run", ID, BRANCH, status=3)
    for word in [branch, "docker-compose-ops", first[:7], second[:7], "Lower it again"]:
        check(word in refused.stderr, word, refused.stderr)
    equal(tip(folder, branch), second)
    # The way on: look, review what is planned on what is there now, push.
    do(folder, "refresh", ID)
    do(folder, "send-again", ID, BRANCH)
    do(folder, "approve", ID, BRANCH)
    do(folder, "run", ID, BRANCH)
    repository = next(state_folder(folder).rglob("docker-compose-ops.git"))
    equal(git(repository, "rev-parse", f"{branch}^").strip(), second)


def closed_procedure(folder):
    """The newest procedure, every address of which refuses the connection."""
    names = ["docker-compose-ops", "LOVE-integration-tools", "phalanx"]
    path = folder / "closed.json"
    path.write_text(json.dumps({
        "format": 1, "extends": "rubin-2026", "id": "closed", "title": "Nothing can be reached",
        "repositories": [{"id": name, "url": f"https://127.0.0.1:1/{name}.git"} for name in names],
        "manifest": {"url": "https://127.0.0.1:1/manifest.git"}, "registry": {"url": "https://127.0.0.1:1"}}))
    return path, names


def show_closed(folder, preparation):
    result = run(folder, "--format", "json", "show", preparation)
    equal((result.returncode, result.stderr), (0, ""))
    return json.loads(result.stdout)


def settle(folder, preparation, shown):
    """What a person can do about what is open: say that it was done, answer, wave through."""
    moved = False
    for stage in shown["stages"]:
        for question in stage["questions"]:
            typed = "1.0" if question["fact"].startswith("version.") else "Vera Tester <vera@example.org>"
            answer = question.get("suggested") or (question["values"] or [typed])[0]
            equal(run(folder, "set", preparation, question["fact"], answer).returncode, 0)
            moved = True
        for one in stage["checks"]:
            if one["state"] in ("warning", "unknown"):
                waved = run(folder, "set", preparation, f"waved.{one['id']}", "true")
                # An answer given above may have settled it meanwhile.
                check(waved.returncode == 0 or "There is no warning" in waved.stderr, one["id"], waved.stderr)
                moved = True
        for one in stage["effects"]:
            if one["state"] in ("ready", "waiting", "failed") and not one["optional"]:
                words = ["--key", "OSW-4500"] if one["kind"] == "jira-issue" else ["--word", "Done by hand"]
                result = run(folder, "by-hand", preparation, one["id"], *words)
                equal((one["id"], result.returncode, result.stderr), (one["id"], 0, ""))
                moved = True
    return moved


@case
def no_accounts_and_no_network(folder):
    """A real preparation without anything to work with: all of it by hand, and it is finished."""
    path, repositories = closed_procedure(folder)
    begun_closed = run(folder, "--procedure", path, "new", "--cycle", "45", "--site", "summit=2099-01-06")
    check(begun_closed.returncode in (0, 1), begun_closed.stderr)
    for name in repositories:
        check(name in begun_closed.stdout + begun_closed.stderr, name, begun_closed.stdout)
    check("out of reach" in begun_closed.stdout, begun_closed.stdout)
    preparation = json.loads(run(folder, "--format", "json", "list").stdout)[0]["id"]
    ticket = next(one for one in effects(show_closed(folder, preparation)).values() if one["kind"] == "jira-issue")
    equal(run(folder, "approve", preparation, ticket["id"]).returncode, 0)
    refused = run(folder, "run", preparation, ticket["id"])
    equal(refused.returncode, 1)
    check("by hand" in refused.stderr and "cyclewright-cli accounts" in refused.stderr, refused.stderr)
    for _ in range(6):
        shown = show_closed(folder, preparation)
        if shown["done"] or not settle(folder, preparation, shown):
            break
    open_checks = [one["text"] for stage in shown["stages"] for one in stage["checks"] if one["state"] != "holds"]
    check(shown["done"], open_checks)
    equal(run(folder, "refresh", preparation).returncode, 0)
    check(show_closed(folder, preparation)["done"], "a refresh without a network opened it again")
    check("OSW-4500" in run(folder, "export", preparation).stdout, "the sheet lacks the key")


@case
def broken_accounts(folder):
    """An address that is none, or to which no token may go: said at once, before anything is tried."""
    for address in ["ftp://jira.example.org", "jira.example.org", "http://jira.example.org"]:
        result = run(folder, "list", env=environment(folder, CYCLEWRIGHT_JIRA_URL=address,
                                                     CYCLEWRIGHT_JIRA_EMAIL="v@example.org",
                                                     CYCLEWRIGHT_JIRA_TOKEN="s3cret"))
        equal((address, result.returncode), (address, 1))
        check("CYCLEWRIGHT_JIRA_URL" in result.stderr, result.stderr)
        check("s3cret" not in result.stderr, result.stderr)


try:
    main()
finally:
    if templates.cache_info().currsize:
        shutil.rmtree(templates(), ignore_errors=True)
