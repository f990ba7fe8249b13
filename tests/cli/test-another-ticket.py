# SPDX-License-Identifier: GPL-3.0-or-later
"""A site's ticket that becomes another one after its branches were pushed: each outcome is of what is really there."""

import base64
import json
import urllib.request

from machine import ID, Machine, start
from support import TIMEOUT, Services, case, check, equal, git, main

TICKET = "c0045/tts/tickets/configuration/1"
BRANCH = "c0045/tts/configuration/docker-compose-ops/1"
PHALANX = "c0045/tts/science-platform/phalanx/1"
PULL = "c0045/tts/science-platform/pull-phalanx/1"
OLD = "tickets/DM-40120"


def bare(folder, name):
    return next((folder / "services").rglob(name + ".git"))


def branches(folder, name):
    found = git(bare(folder, name), "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads/tickets")
    return dict(line.split() for line in found.splitlines())


def pushed(folder, services):
    machine = Machine(folder, "one", services)
    machine.do("new", "--cycle", "45", "--site", "tts=" + start())
    for name in (TICKET, BRANCH, PHALANX, PULL):
        machine.finish(name)
    equal(machine.effect(BRANCH)["outcome"]["key"], OLD)
    return machine


def jira(services, method, path, body=None):
    login = f"{services.ready['email']}:{services.ready['token']}".encode()
    request = urllib.request.Request(services.ready["jira"] + "/rest/api/3" + path, method=method,
                                     data=json.dumps(body).encode() if body is not None else None,
                                     headers={"Authorization": "Basic " + base64.b64encode(login).decode(),
                                              "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        return json.loads(answer.read())


def checks(machine):
    return [one["text"] for stage in json.loads(machine.do("--format", "json", "show", ID).stdout)["stages"]
            for one in stage["checks"]]


def push_anew(folder, services, machine, key):
    """Both branches and the pull request follow the ticket; the old ones stay, and stay in sight."""
    new = "tickets/" + key
    for name in (BRANCH, PHALANX, PULL):
        equal(machine.effect(name)["state"], "outdated")
        machine.send(name)
        equal(machine.effect(name)["state"], "done")
    for repository, name in (("docker-compose-ops", BRANCH), ("phalanx", PHALANX)):
        there = branches(folder, repository)
        check(OLD in there and new in there, there)
        outcome = machine.effect(name)["outcome"]
        equal((outcome["key"], outcome["commit"]), (new, there[new]))
    pulls = {one["number"]: one for one in services.state()["pulls"] if "45" in one["title"]}
    key = machine.effect(PULL)["outcome"]["key"]
    equal(len(pulls), 2)
    equal(pulls[int(key.split("#")[1])]["head"], new)
    machine.do("refresh", ID)
    equal([machine.effect(name)["state"] for name in (BRANCH, PHALANX, PULL)], ["done"] * 3)
    said = checks(machine)
    equal(len([one for one in said if f"{OLD} is still there as well" in one]), 2)
    check(any("is still there as well" in one and "#" in one for one in said), said)


@case
def a_deleted_ticket_whose_place_another_takes(folder):
    with Services(folder / "services") as services:
        machine = pushed(folder, services)
        services.ask("/outside", "POST", {"do": "delete-issue", "key": "DM-40120"})
        machine.do("refresh", ID)
        machine.do("by-hand", ID, TICKET, "--key", "DM-39871")
        push_anew(folder, services, machine, "DM-39871")


@case
def a_ticket_that_is_made_again(folder):
    with Services(folder / "services") as services:
        machine = pushed(folder, services)
        services.ask("/outside", "POST", {"do": "delete-issue", "key": "DM-40120"})
        machine.do("refresh", ID)
        machine.do("send-again", ID, TICKET)
        machine.finish(TICKET)
        push_anew(folder, services, machine, machine.effect(TICKET)["outcome"]["key"])


@case
def a_clone_in_the_place_of_the_ticket(folder):
    """The ticket is deleted before its branches: nothing goes out under its name, whoever else has our label."""
    with Services(folder / "services") as services:
        machine = Machine(folder, "one", services)
        machine.do("new", "--cycle", "45", "--site", "tts=" + start())
        machine.finish(TICKET)
        issue = jira(services, "GET", "/issue/DM-40120")["fields"]
        fields = {"project": {"key": "DM"}, "issuetype": {"name": "Story"}, "summary": "CLONE - Ready",
                  "labels": issue["labels"], "customfield_10056": {"value": "Deployment"}}
        clone = jira(services, "POST", "/issue", {"fields": fields})["key"]
        services.ask("/outside", "POST", {"do": "delete-issue", "key": "DM-40120"})
        machine.do("refresh", ID)
        equal([machine.effect(name)["state"] for name in (TICKET, BRANCH, PHALANX)], ["drifted", "waiting", "waiting"])
        text = machine.do("show", ID, BRANCH).stdout
        check("DM-40120 is not there any more" in text, text)
        text = machine.do("show", ID, TICKET).stdout
        check(f"1. {clone}  CLONE - Ready  {services.ready['jira']}/browse/{clone}" in text, text)
        check("/browse/DM-40120" not in text and "There are several" not in text, text)
        refused = machine.do("approve", ID, TICKET, status=3)
        check("not there any more" in refused.stderr, refused.stderr)
        machine.do("approve", ID, "--all", status=None)
        machine.do("run", ID, status=None)
        check(OLD not in branches(folder, "docker-compose-ops"))
        # Which one it is was said: how it differs is a question of its own, and the branches go out meanwhile.
        text = machine.do("adopt", ID, TICKET).stdout
        found = machine.effect(TICKET)
        equal((found["state"], found["outcome"]["key"]), ("drifted", clone))
        check("Summary: ours “" in text and "theirs “CLONE - Ready”" in text, text)
        machine.finish(BRANCH)
        equal(machine.effect(BRANCH)["outcome"]["key"], "tickets/" + clone)
        check(OLD not in branches(folder, "docker-compose-ops"))
        # It is set right from here, what a clone lacks with it.
        machine.do("refresh", ID)
        machine.send(TICKET)
        machine.do("refresh", ID)
        equal(machine.effect(TICKET)["state"], "done")
        now = jira(services, "GET", "/issue/" + clone)["fields"]
        equal((now["summary"], now["assignee"]["accountId"]), (issue["summary"], issue["assignee"]["accountId"]))


@case
def a_clone_taken_as_it_is(folder):
    """Of two that stand in its place one counts, which is asked once; then its own text may stay, too."""
    with Services(folder / "services") as services:
        machine = Machine(folder, "one", services)
        machine.do("new", "--cycle", "45", "--site", "tts=" + start())
        machine.finish(TICKET)
        issue = jira(services, "GET", "/issue/DM-40120")["fields"]
        fields = {"project": {"key": "DM"}, "issuetype": {"name": "Story"}, "labels": issue["labels"],
                  "customfield_10056": {"value": "Deployment"}}
        clones = [jira(services, "POST", "/issue", {"fields": {**fields, "summary": f"CLONE {one}"}})["key"]
                  for one in "ab"]
        services.ask("/outside", "POST", {"do": "delete-issue", "key": "DM-40120"})
        machine.do("refresh", ID)
        text = machine.do("show", ID, TICKET).stdout
        check(all(f"/browse/{one}" in text for one in clones) and "There are several" in text, text)
        number = [one["key"] for one in machine.effect(TICKET)["candidates"]].index(clones[1]) + 1
        machine.do("adopt", ID, TICKET, str(number))
        found = machine.effect(TICKET)
        equal((found["state"], found["outcome"]["key"]), ("drifted", clones[1]))
        machine.do("adopt", ID, TICKET)
        machine.do("refresh", ID)
        found = machine.effect(TICKET)
        equal((found["state"], found["outcome"]["key"]), ("done", clones[1]))
        equal(jira(services, "GET", "/issue/" + clones[1])["fields"]["summary"], "CLONE b")


@case
def a_branch_by_hand_that_isnt_there(folder):
    with Services(folder / "services") as services:
        machine = pushed(folder, services)
        machine.do("send-again", ID, BRANCH)
        machine.do("by-hand", ID, BRANCH, "--key", "tickets/NOPE")
        machine.do("refresh", ID)
        found = machine.effect(BRANCH)
        check(found["state"] == "drifted", found)


@case
def a_base_that_moved_before_the_other_branch(folder):
    """It is planned again on the base as that is now, and goes out from there."""
    with Services(folder / "services") as services:
        machine = Machine(folder, "one", services)
        machine.do("new", "--cycle", "45", "--site", "tts=" + start())
        machine.finish(TICKET)
        machine.finish(BRANCH)
        services.ask("/outside", "POST", {"do": "delete-issue", "key": "DM-40120"})
        machine.do("refresh", ID)
        machine.do("by-hand", ID, TICKET, "--key", "DM-39871")
        machine.do("approve", ID, BRANCH)
        path, where = "tucson-teststand/setup.env", bare(folder, "docker-compose-ops")
        text = git(where, "show", f"main:{path}").replace("CYCLE=c0044", "CYCLE=c0044.005")
        git(where, "fast-import", "--quiet", input="commit refs/heads/main\ncommitter Ada <ada@example.org> 1800000000 "
            f"+0000\ndata 3\nAda\nfrom refs/heads/main^0\nM 100644 inline {path}\ndata {len(text.encode())}\n{text}\n")
        refused = machine.do("run", ID, BRANCH, status=None)
        check(path in refused.stdout + refused.stderr, refused.stdout, refused.stderr)
        check("tickets/DM-39871" not in branches(folder, "docker-compose-ops"))
        machine.do("refresh", ID)
        machine.send(BRANCH)
        equal(git(where, "merge-base", "main", "tickets/DM-39871"), git(where, "rev-parse", "main"))
        machine.do("refresh", ID)
        equal(machine.effect(BRANCH)["state"], "done")


main()
