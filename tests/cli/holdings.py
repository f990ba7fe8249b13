# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rehearsal's services hold after the preparation of cycle 45, whoever made it: asked of them, not of us."""

import datetime
import re

from support import check, effects, equal, git

# What the checks below expect: when it is, and the sites with the begin of their deployment.
NOW = "2026-12-01T12:00:00Z"
STARTS = {"summit": "2027-01-12T17:00", "tts": "2027-01-05T17:00", "bts": "2027-01-06T17:00"}
# The accounts of the rehearsal's first two people: who signs in, and the Summit's activities manager.
MANAGER = "712020:05a10001-0000-4000-8000-000000000001"
ACTIVITIES = "712020:05a10002-0000-4000-8000-000000000002"


def find_issues(state, project, word):
    return [issue for issue in state["issues"].values()
            if issue["key"].startswith(project) and word in issue["fields"]["summary"]]


def minutes(messages):
    return sorted((message["channel_name"], message["minute"]) for message in messages)


def scheduled(state):
    """The pending messages with the names of their channels and their minutes, UTC."""
    names = {channel["id"]: channel["name"] for channel in state["channels"]}
    for message in state["scheduled"]:
        when = datetime.datetime.fromtimestamp(message["post_at"], datetime.timezone.utc)
        yield {"channel_name": names[message["channel"]], "minute": when.strftime("%Y-%m-%d %H:%M"), **message}


def posted(state, channel):
    ids = [one["id"] for one in state["channels"] if one["name"] == channel]
    return [message for message in state["messages"] if message["channel"] in ids and "Cycle 45" in message["text"]]


def branch_trees(folder, services, repository):
    """Fetch a repository over smart HTTP; each ticket branch with the commits and files that it adds to its parent."""
    address = services.ready["git"].replace("//", f"//rehearsal:{services.ready['token']}@")
    path = folder / ("clone-" + repository.replace("/", "-"))
    git(folder, "clone", "-q", "--mirror", f"{address}/{repository}.git", path)
    branches = {}
    for name in git(path, "for-each-ref", "--format=%(refname)", "refs/heads/tickets").split():
        subject, body = git(path, "log", "-1", "--format=%s%n%x00%b", name).split("\0", 1)
        if "Cyclewright-Effect:" in body:
            branches[name.removeprefix("refs/heads/")] = {
                "subject": subject.strip(), "path": path, "commit": git(path, "rev-parse", name).strip(),
                "files": git(path, "diff", "--name-only", f"{name}^", name).split(),
                "diff": git(path, "diff", f"{name}^", name)}
    return branches


def check_tickets(state, project):
    tickets = find_issues(state, project, "deployment configuration for Cycle 45")
    equal(sorted(ticket["fields"]["summary"] for ticket in tickets),
          ["Ready Base test stand deployment configuration for Cycle 45",
           "Ready Tucson test stand deployment configuration for Cycle 45",
           "Ready summit deployment configuration for Cycle 45"])
    for ticket in tickets:
        equal(ticket["type"], "Story")
        equal(ticket["fields"]["customfield_10056"]["value"], "Deployment")
        check(any(label.startswith("cw-") for label in ticket["fields"]["labels"]), ticket["fields"]["labels"])
        equal(ticket["fields"]["assignee"], {"accountId": MANAGER})
    calendar = find_issues(state, "SUMMIT", "Control System Cycle 45 Upgrade")
    equal(len(calendar), 1)
    fields = calendar[0]["fields"]
    check("SoftwareRelease" in fields["labels"], fields["labels"])
    equal(fields["customfield_10059"][:16], "2027-01-12T17:00")
    equal(fields["assignee"], {"accountId": MANAGER})
    equal([one["accountId"] for one in fields["customfield_10151"]], [MANAGER, ACTIVITIES])
    equal(sorted(component["name"] for component in fields["components"]),
          ["AuxTel", "ComCam", "SIT-COM", "Software Updates"])
    return {ticket["fields"]["summary"].split()[1].lower(): ticket["key"] for ticket in tickets}


def check_page(state, tickets):
    pages = [page for page in state["pages"].values() if page["title"] == "Cycle 45 Upgrade"]
    equal(len(pages), 1)
    for key in tickets.values():
        check(key in pages[0]["body"], key)
    check(re.search(r"ts_xml</td><td>[0-9]", pages[0]["body"]), pages[0]["body"])
    equal([one["value"] for one in pages[0]["properties"] if one["key"] == "content-appearance-published"],
          ["full-width"])
    check("Operational changes" in pages[0]["body"], pages[0]["body"])
    check(any(pages[0]["id"] in message["text"] for message in posted(state, "control-system-releases")),
          "the page is not announced")


def check_branches(shown, branches, repository):
    """Each branch holds exactly what was planned: the files and the blobs of the reviewed payload."""
    for effect in effects(shown).values():
        if effect["kind"] != "git-branch" or effect["payload"]["repository"] != repository:
            continue
        branch = branches[effect["payload"]["branch"]]
        equal(sorted(branch["files"]), sorted(file["path"] for file in effect["payload"]["files"]))
        for file in effect["payload"]["files"]:
            equal(git(branch["path"], "rev-parse", f"{branch['commit']}:{file['path']}").strip(), file["new"])
        equal(effect["outcome"]["commit"], branch["commit"])


def check_subjects(branches, tickets, form):
    """Each branch's commit says what the team's commits say: its site, its ticket, the cycle."""
    names = {"tucson": "TTS", "base": "BTS", "summit": "Summit"}
    for word, key in tickets.items():
        branch = branches.get(f"tickets/{key}")
        if branch is not None:
            equal(branch["subject"], form.format(site=names[word], key=key))


def check_preparation(folder, shown, services):
    """All three sites by the specification's procedure: every ticket, page, message, branch and pull request."""
    state = services.state()
    tickets = check_tickets(state, "DM")
    check_page(state, tickets)
    equal(minutes(scheduled(state)), [
        ("rubinobs-base-teststand", "2027-01-05 12:00"), ("rubinobs-base-teststand", "2027-01-06 19:00"),
        ("rubinobs-tucson-teststand", "2027-01-04 12:00"), ("rubinobs-tucson-teststand", "2027-01-05 19:00"),
        ("summit-announce", "2027-01-11 12:00"), ("summit-announce", "2027-01-12 19:00")])
    for repository in ["lsst-it/docker-compose-ops", "lsst-ts/argocd-csc", "lsst-ts/LOVE-integration-tools",
                       "lsst-sqre/phalanx"]:
        branches = branch_trees(folder, services, repository)
        equal(sorted(branches), sorted(f"tickets/{key}" for key in tickets.values()))
        check_branches(shown, branches, repository)
        check_subjects(branches, tickets, "{key}: Cycle 45 {site} configuration" if repository == "lsst-sqre/phalanx"
                       else "{site}: Update to Cycle 45.")
    summit = branch_trees(folder / "home", services, "lsst-ts/argocd-csc")[f"tickets/{tickets['summit']}"]
    check(summit["diff"].count("\n+") > 60, len(summit["files"]))
    equal(sorted(pull["head"]["ref"] if isinstance(pull["head"], dict) else pull["head"] for pull in state["pulls"]),
          sorted(f"tickets/{key}" for key in tickets.values()))
    notices = posted(state, "com-square-support")
    equal(len(notices), 4)
    equal(len([notice for notice in notices if "ready to merge" in notice["text"]]), 3)
