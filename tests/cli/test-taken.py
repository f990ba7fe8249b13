# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody changed outside and a person took over stays so: an update doesn't write over it unless they say so."""

import datetime
import json
import shutil
import urllib.request
from base64 import b64encode

from machine import ID, Machine, start
from support import Services, case, check, equal, git, main

TICKET = "c0045/tts/tickets/configuration/1"
PHALANX = "c0045/tts/science-platform/phalanx/1"
PULL = "c0045/tts/science-platform/pull-phalanx/1"
BRANCH = "c0045/tts/configuration/docker-compose-ops/1"
SETUP = "tucson-teststand/setup.env"
OTHER = "tucson-teststand/setup_kp.env"


def begin(folder, services, *names):
    machine = Machine(folder, "one", services)
    machine.do("new", "--cycle", "45", "--site", f"tts={start()}")
    for name in names:
        machine.finish(name)
    return machine


def text_of(node):
    return node.get("text", "") + "".join(text_of(child) for child in node.get("content", []))


def move(machine, name, days):
    """The site's date moves; how the effect stands then."""
    day, clock = start().split("T")
    machine.do("set", ID, "site.tts", f"{day[:-2]}{int(day[-2:]) + days if int(day[-2:]) < 27 else 1:02}T{clock}")
    return machine.effect(name)


@case
def ticket(folder):
    """A colleague calls it something else: what moves with the date is sent, their name stays; also where the answer to
    the update is lost."""
    with Services(folder / "services") as services:
        machine = begin(folder, services, TICKET)
        key = machine.effect(TICKET)["outcome"]["key"]
        services.ask("/outside", "POST", {"do": "edit-issue", "key": key, "fields": {"summary": "Ada’s name for it"}})
        machine.do("refresh", ID)
        machine.do("adopt", ID, TICKET)
        equal(machine.effect(TICKET)["state"], "done")

        # Another member of ours: nothing that was taken over is in question.
        for days, fault in ((1, None), (2, "lost")):
            found = move(machine, TICKET, days)
            equal((days, found["state"]), (days, "outdated"))
            check("leaves it so" in machine.do("show", ID, TICKET).stdout)
            if fault is not None:
                services.ask("/faults", "POST", {"service": "jira", "method": "PUT", "kind": "lose-reply", "times": 1})
            machine.do("approve", ID, TICKET)
            machine.do("run", ID, TICKET, status=None)
            machine.do("refresh", ID)
            found = machine.effect(TICKET)
            equal((days, found["state"]), (days, "done"))
            fields = services.state()["issues"][key]["fields"]
            equal(fields["summary"], "Ada’s name for it")
            equal(text_of(fields["description"]), text_of(found["payload"]["fields"]["description"]))


@case
def pull_request(folder):
    """A colleague adds to the text: with ours unchanged it stays; with ours changed the person is asked."""
    with Services(folder / "services") as services:
        machine = begin(folder, services, TICKET, PHALANX, PULL)
        number = int(machine.effect(PULL)["outcome"]["key"].split("#")[1])

        def body(new=None):
            pull = next(one for one in services.state()["pulls"] if one["number"] == number)
            if new is not None:
                path = f"/repos/lsst-sqre/phalanx/pulls/{number}"
                request = urllib.request.Request(
                    services.ready["github"] + path, method="PATCH", data=json.dumps({"body": new}).encode(),
                    headers={"Authorization": f"Bearer {services.ready['token']}", "Content-Type": "application/json"})
                urllib.request.urlopen(request, timeout=30).read()
            return pull["body"]

        ours = body()
        body(ours + "\n- [x] Ada checked\n")
        machine.do("refresh", ID)
        machine.do("adopt", ID, PULL)
        equal(machine.effect(PULL)["state"], "done")
        found = move(machine, PULL, 1)
        check(found["payload"]["body"] != ours, "the date is in the text")
        equal(found["state"], "drifted")
        shown = machine.do("show", ID, PULL).stdout
        check("Ada checked" in shown and "ours has changed in the same place since" in shown, shown)
        machine.do("run", ID, PULL, status=3)
        check("Ada checked" in body())
        # Theirs stays, and nobody is asked again.
        machine.do("adopt", ID, PULL)
        machine.do("refresh", ID)
        equal(machine.effect(PULL)["state"], "done")
        check("Ada checked" in body())
        # Asked anew, the person wants ours.
        equal(move(machine, PULL, 2)["state"], "drifted")
        machine.do("approve", ID, PULL)
        machine.do("run", ID, PULL)
        equal(machine.effect(PULL)["state"], "done")
        equal(body(), machine.effect(PULL)["payload"]["body"])


def change(folder, repository, branch, edit):
    """A colleague's own commit on the branch."""
    work = folder / "work"
    git(folder, "clone", "-q", "--branch", branch, repository, work)
    path = work / SETUP
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    git(work, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-qam", "By hand")
    git(work, "push", "-q", "origin", branch)
    shutil.rmtree(work)


def edit(folder, machine, repository, tail, path=SETUP):
    """Our file with something more."""
    text = git(repository, "show", f"main:{path}").replace("c0044", "c0045") + tail
    (folder / "ours").write_text(text, encoding="utf-8")
    machine.do("edit", ID, "--site", "tts", "--repository", "docker-compose-ops", path, "--from", folder / "ours")


@case
def branch(folder):
    """A line that a colleague added is taken over, and stays; one of ours that they changed is asked about."""
    with Services(folder / "services") as services:
        machine = begin(folder, services, TICKET, BRANCH)
        repository = next((folder / "services").rglob("docker-compose-ops.git"))
        name = machine.effect(BRANCH)["outcome"]["key"]
        change(folder, repository, name, lambda text: text + "export ADA_OWN=1\n")
        machine.do("refresh", ID)
        # There is nothing of ours that could be set right.
        refused = machine.do("approve", ID, BRANCH, status=3)
        check("only lines of other people differ" in refused.stderr, refused.stderr)
        machine.do("adopt", ID, BRANCH)
        edit(folder, machine, repository, "# more\n")
        equal(machine.effect(BRANCH)["state"], "outdated")
        machine.do("approve", ID, BRANCH)
        machine.do("run", ID, BRANCH)
        text = git(repository, "show", f"{name}:{SETUP}")
        check("ADA_OWN" in text and "# more" in text, text)

        change(folder, repository, name, lambda text: text.replace("CYCLE=c0045", "CYCLE=c0044.009"))
        machine.do("refresh", ID)
        machine.do("adopt", ID, BRANCH)
        equal(machine.effect(BRANCH)["state"], "done")
        edit(folder, machine, repository, "# more\n# and more\n")
        equal(machine.effect(BRANCH)["state"], "drifted")
        machine.do("run", ID, BRANCH, status=3)
        check("CYCLE=c0044.009" in git(repository, "show", f"{name}:{SETUP}"))
        machine.do("approve", ID, BRANCH)
        machine.do("run", ID, BRANCH)
        text = git(repository, "show", f"{name}:{SETUP}")
        check("CYCLE=c0045\n" in text and "# and more" in text and "ADA_OWN" in text, text)


@case
def an_update_of_more_files(folder):
    """A branch is one commit: left as it stands it gets nothing of the update, which is said before and after."""
    with Services(folder / "services") as services:
        machine = begin(folder, services, TICKET, BRANCH)
        repository = next((folder / "services").rglob("docker-compose-ops.git"))
        name = machine.effect(BRANCH)["outcome"]["key"]
        change(folder, repository, name, lambda text: text.replace("CYCLE=c0045", "CYCLE=c0044.009"))
        machine.do("refresh", ID)
        machine.do("adopt", ID, BRANCH)
        equal(machine.effect(BRANCH)["state"], "done")
        edit(folder, machine, repository, "export OURS=1\n", OTHER)
        check("nothing of our update" not in machine.do("show", ID, BRANCH).stdout)
        equal(machine.effect(BRANCH)["state"], "outdated")
        edit(folder, machine, repository, "# more\n")
        equal(machine.effect(BRANCH)["state"], "drifted")
        for shown in (machine.do("refresh", ID).stdout, machine.do("show", ID, BRANCH).stdout):
            line, = [line for line in shown.splitlines() if "nothing of our update is sent" in line]
            check(SETUP in line and OTHER in line, line)

        shown = machine.do("adopt", ID, BRANCH).stdout
        for _ in range(2):
            equal(machine.effect(BRANCH)["state"], "done")
            line, = {line for line in shown.splitlines() if "without this of ours" in line}
            check(f"{OTHER}: “" in line and "export OURS=1" in line and SETUP in line, line)
            machine.do("refresh", ID)
            shown = machine.do("show", ID).stdout
        check("OURS" not in git(repository, "show", f"{name}:{OTHER}"))


@case
def beside_an_update(folder):
    """What is taken over is what somebody changed; that our dates, or our lines, have become others meanwhile isn't
    done by that, and is sent when the person says so."""
    calendar = "c0045/summit/tickets/calendar/1"
    end = "customfield_10061"

    def on_day(number):
        return (datetime.datetime.fromisoformat(start()) + datetime.timedelta(days=number)).isoformat()[:16]

    with Services(folder / "services") as services:
        machine = Machine(folder, "one", services)
        machine.do("new", "--cycle", "45", "--site", f"tts={start()}", "--site", f"summit={on_day(14)}")
        for name in (calendar, TICKET, BRANCH):
            machine.finish(name)
        key = machine.effect(calendar)["outcome"]["key"]
        fields = services.state()["issues"][key]["fields"]

        # The date back and forth is no change of anybody else's.
        machine.do("set", ID, "site.summit", on_day(21))
        services.ask("/outside", "POST", {"do": "edit-issue", "key": key, "fields": {"summary": "Ada’s name for it"}})
        machine.do("refresh", ID)
        check("Update available" in machine.do("adopt", ID, calendar).stdout)
        for days, state in ((14, "done"), (21, "outdated")):
            machine.do("set", ID, "site.summit", on_day(days))
            equal((days, machine.effect(calendar)["state"]), (days, state))
        machine.send(calendar)
        found = services.state()["issues"][key]["fields"]
        equal(found["summary"], "Ada’s name for it")
        check(found[end] != fields[end], found)

        # A date of theirs stays where the person says so once more, and no other one with it.
        theirs = found[end].replace(":00:00", ":30:00")
        services.ask("/outside", "POST", {"do": "edit-issue", "key": key, "fields": {end: theirs}})
        machine.do("refresh", ID)
        machine.do("adopt", ID, calendar)
        machine.do("set", ID, "site.summit", on_day(28))
        equal(machine.effect(calendar)["state"], "drifted")
        machine.do("adopt", ID, calendar)
        equal(machine.effect(calendar)["state"], "outdated")
        machine.send(calendar)
        sent = services.state()["issues"][key]["fields"]
        equal((sent[end], sent["summary"]), (theirs, "Ada’s name for it"))
        check(text_of(sent["description"]) != text_of(found["description"]), sent)
        machine.do("refresh", ID)
        equal(machine.effect(calendar)["state"], "done")

        repository = next((folder / "services").rglob("docker-compose-ops.git"))
        name = machine.effect(BRANCH)["outcome"]["key"]
        edit(folder, machine, repository, "# more\n")
        change(folder, repository, name, lambda text: text + "export ADA_OWN=1\n")
        machine.do("refresh", ID)
        machine.do("adopt", ID, BRANCH)
        equal(machine.effect(BRANCH)["state"], "outdated")


@case
def which_of_two_tickets_counts_outlasts_an_update(folder):
    with Services(folder / "services") as services:
        machine = begin(folder, services, TICKET)
        fields = services.state()["issues"]["DM-40120"]["fields"]
        clone = {"fields": {"project": {"key": "DM"}, "issuetype": {"name": "Story"}, "summary": "CLONE",
                            "labels": fields["labels"], "customfield_10056": {"value": "Deployment"}}}
        account = f"{services.ready['email']}:{services.ready['token']}"
        request = urllib.request.Request(services.ready["jira"] + "/rest/api/3/issue", json.dumps(clone).encode(),
                                         {"Authorization": "Basic " + b64encode(account.encode()).decode(),
                                          "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            twin = json.load(answer)["key"]
        machine.do("refresh", ID)
        check(twin in machine.do("show", ID, TICKET).stdout)
        machine.do("adopt", ID, TICKET, "1")
        for days in (1, 2):
            move(machine, TICKET, days)
            machine.send(TICKET)
            machine.do("refresh", ID)
            found = machine.effect(TICKET)
            equal((found["state"], found["outcome"]["key"]), ("done", "DM-40120"))


if __name__ == "__main__":
    main()
