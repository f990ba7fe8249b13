# SPDX-License-Identifier: GPL-3.0-or-later
"""What another machine or a person made already is found in the outside world, compared, and taken over."""

import json
import subprocess
import urllib.request

from machine import ID, Machine, start
from support import Services, case, check, equal, git, main

TICKET = "c0045/{}/tickets/configuration/1"
BRANCH = "c0045/{}/configuration/docker-compose-ops/1"
PHALANX = "c0045/{}/science-platform/phalanx/1"
PULL = "c0045/{}/science-platform/pull-phalanx/1"
READY = "c0045/{}/science-platform/notice-ready-phalanx/1"
PERSON = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]


def begin(machine, site, ticket=True):
    machine.do("new", "--cycle", "45", "--site", f"{site}={start()}")
    if ticket:
        machine.finish(TICKET.format(site))


def bare(folder, name):
    return next(path for path in (folder / "services").rglob(f"{name}.git"))


def question(machine, repository, site):
    """Where the base is asked, or else answered."""
    shown = json.loads(machine.do("--format", "json", "show", ID).stdout)
    fact = f"base.{site}.{repository}"
    for stage in shown["stages"]:
        for kind in ("questions", "answered"):
            for one in stage[kind]:
                if one["fact"] == fact:
                    return kind, one
    raise AssertionError(fact)


def commit(repository, branch, parent, message, **files):
    """A person's own commit, without a work tree."""
    index = {"GIT_INDEX_FILE": str(repository / "by-hand")}

    def do(*words, text=None):
        result = subprocess.run(["git", "-C", repository, *PERSON, *words], input=text, text=True, check=True,
                                capture_output=True, env={"PATH": "/usr/bin:/bin", **index})
        return result.stdout.strip()

    do("read-tree", parent)
    for path, content in files.items():
        blob = do("hash-object", "-w", "--stdin", text=content)
        do("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    made = do("commit-tree", do("write-tree"), "-p", parent, "-m", message)
    do("update-ref", f"refs/heads/{branch}", made)
    return made


@case
def two_machines_that_made_two(folder):
    """Jira's search lagged: each made a ticket. A person says which counts, and is asked no more."""
    name = TICKET.format("tts")
    with Services(folder / "services") as services:
        first, second = (Machine(folder, one, services) for one in ("first", "second"))
        services.ask("/faults", "POST", {"service": "jira", "path": "/rest/api/3/search/jql", "kind": "index-lag",
                                         "times": 100})
        for machine in (first, second):
            begin(machine, "tts", ticket=False)
            machine.send(name)
        services.ask("/faults", "DELETE")
        keys = [machine.effect(name)["outcome"]["key"] for machine in (first, second)]
        check(keys[0] != keys[1], keys)

        first.do("refresh", ID)
        found = first.effect(name)
        equal((found["state"], [one["key"] for one in found["candidates"]]), ("drifted", keys))
        first.do("adopt", ID, name)
        first.do("refresh", ID)
        equal(first.effect(name)["state"], "done")

        second.do("refresh", ID)
        text = second.do("show", ID, name).stdout
        check(f"2. {keys[0]}" in text and "says which one counts" in text, text)
        second.do("adopt", ID, name, "2")
        second.do("refresh", ID)
        found = second.effect(name)
        equal((found["state"], found["outcome"]["key"]), ("done", keys[0]))
        text = second.do("show", ID).stdout
        check(f"{keys[1]} is still there as well" in text, text)

        # The one that counted is deleted: the other is named at once, and nothing takes its place without a word.
        services.ask("/outside", "POST", {"do": "delete-issue", "key": keys[0]})
        first.do("refresh", ID)
        found = first.effect(name)
        equal((found["state"], found["outcome"]["key"]), ("drifted", keys[0]))
        check([keys[0], keys[1]] in [[one["ours"], one["theirs"]] for one in found["differences"]], found)
        text = first.do("show", ID, name).stdout
        check(keys[1] in text and "another one of ours is: “adopt” takes that for it" in text, text)
        first.do("adopt", ID, name)
        first.do("refresh", ID)
        found = first.effect(name)
        equal((found["state"], found["outcome"]["key"]), ("done", keys[1]))
        # And where it was the last one there is nothing to be taken.
        services.ask("/outside", "POST", {"do": "delete-issue", "key": keys[1]})
        first.do("refresh", ID)
        text = first.do("show", ID, name).stdout
        check("not there any more" in text and "send-again" in text, text)


@case
def machine_that_died(folder):
    """One pushed its branches and went no further; the next knows nothing but the outside world, and goes on there."""
    with Services(folder / "services") as services:
        first, second = (Machine(folder, name, services) for name in ("first", "second"))
        begin(first, "summit")
        first.do("set", ID, "base.summit.docker-compose-ops", "tickets/OSW-2010")
        for name in (BRANCH, PHALANX):
            first.finish(name.format("summit"))
        made = [first.effect(name.format("summit"))["outcome"] for name in (BRANCH, PHALANX)]
        # Nobody's branch moves, but the one that they were planned on does.
        repository = bare(folder, "phalanx")
        commit(repository, "main", "main", "Something else", **{"elsewhere.txt": "else\n"})

        begin(second, "summit")
        second.do("refresh", ID)
        kind, asked = question(second, "docker-compose-ops", "summit")
        branch = made[0]["key"]
        equal((kind, asked["answer"], asked["suggested"]), ("answered", "tickets/OSW-2010", "tickets/OSW-2010"))
        equal(asked["values"], ["main", branch, "tickets/OSW-2010"])
        check(f"docker-compose-ops: {branch} is there already, on tickets/OSW-2010" in second.do("show", ID).stdout)
        check(second.effect(BRANCH.format("summit"))["detail"].endswith("on tickets/OSW-2010 · there already"))
        # Who takes it for a base gets the same.
        second.do("set", ID, "base.summit.phalanx", branch)
        for name in (BRANCH, PHALANX, PULL, READY):
            second.finish(name.format("summit"))
        equal([second.effect(name.format("summit"))["outcome"] for name in (BRANCH, PHALANX)], made)
        equal(git(repository, "rev-parse", branch).strip(), made[1]["commit"])
        pulls = [one for one in services.state()["pulls"] if "Cycle 45" in one["title"]]
        equal(len(pulls), 1)
        sheet = second.do("export", ID).stdout
        check(f"#{pulls[0]['number']}" in sheet and branch in sheet, sheet)


@case
def merged_before(folder):
    """What the first one pushed is merged, and its branch removed, before the second begins: that is found, too."""
    with Services(folder / "services") as services:
        first, second = (Machine(folder, name, services) for name in ("first", "second"))
        begin(first, "tts")
        name = BRANCH.format("tts")
        first.finish(name)
        made = first.effect(name)["outcome"]
        repository = bare(folder, "docker-compose-ops")
        commit(repository, "main", "main", "Something else", **{"elsewhere.txt": "else\n"})
        tree = git(repository, "merge-tree", "--write-tree", "main", made["key"]).strip()
        merge = git(repository, *PERSON, "commit-tree", tree, "-p", "main", "-p", made["commit"], "-m", "Merge").strip()
        git(repository, "update-ref", "refs/heads/main", merge)
        git(repository, "update-ref", "-d", f"refs/heads/{made['key']}")

        begin(second, "tts")
        second.do("refresh", ID)
        check(f"{made['key']} was merged into main already" in second.do("show", ID).stdout)
        check(second.effect(name)["detail"].endswith(" · merged already"))
        second.finish(name)
        found = second.effect(name)
        equal((found["state"], found["outcome"]["commit"]), ("done", made["commit"]))
        equal(git(repository, "for-each-ref", f"refs/heads/{made['key']}"), "")
        second.do("refresh", ID)
        equal(second.effect(name)["state"], "done")
        check(made["key"] in second.do("export", ID).stdout)


@case
def pull_merged_before(folder):
    """The same with the pull request, merged with its branch left where it was: nothing is opened twice, and both see
    the same: that it was merged before its time."""
    with Services(folder / "services") as services:
        first, second = (Machine(folder, name, services) for name in ("first", "second"))
        begin(first, "tts")
        names = [PHALANX.format("tts"), PULL.format("tts")]
        for name in names:
            first.finish(name)
        made = [first.effect(name)["outcome"] for name in names]
        services.ask("/outside", "POST", {"do": "merge-pull", "repository": "lsst-sqre/phalanx",
                                          "number": made[1]["number"]})

        begin(second, "tts")
        second.finish(names[0])
        second.do("approve", ID, names[1])
        second.do("run", ID, names[1], status=None)
        equal([second.effect(name)["outcome"]["key"] for name in names], [one["key"] for one in made])
        first.do("refresh", ID)
        equal([[one.effect(name)["state"] for name in names] for one in (first, second)], [["done", "drifted"]] * 2)
        second.do("adopt", ID, names[1])
        equal(second.effect(names[1])["state"], "done")
        equal(len([one for one in services.state()["pulls"] if one["head"] == made[0]["key"]]), 1)
        check(made[1]["key"].split("#")[1] in second.do("export", ID).stdout)


@case
def whole_by_hand(folder):
    """A person made branch and pull request on that ticket: both are found, and what differs is shown."""
    with Services(folder / "services") as services:
        first, second = (Machine(folder, name, services) for name in ("first", "second"))
        begin(first, "tts")
        first.finish(PHALANX.format("tts"))
        repository, branch = bare(folder, "phalanx"), first.effect(PHALANX.format("tts"))["outcome"]["key"]
        tree = git(repository, "rev-parse", f"{branch}^{{tree}}").strip()
        hand = git(repository, *PERSON, "commit-tree", tree, "-p", "main", "-m", "By hand").strip()
        git(repository, "update-ref", f"refs/heads/{branch}", hand)
        body = {"head": branch, "base": "main", "title": "Mine", "body": "By hand"}
        request = urllib.request.Request(
            services.ready["github"] + "/repos/lsst-sqre/phalanx/pulls", method="POST", data=json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + services.ready["token"], "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            number = json.load(answer)["number"]

        begin(second, "tts")
        second.finish(PHALANX.format("tts"))
        equal(second.effect(PHALANX.format("tts"))["outcome"]["commit"], hand)
        second.do("approve", ID, PULL.format("tts"))
        second.do("run", ID, PULL.format("tts"), status=None)
        found = second.effect(PULL.format("tts"))
        equal(found["state"], "asking")
        check(("title", "Mine") in [(one["what"], one["theirs"]) for one in found["differences"]],
              found["differences"])
        second.finish(PULL.format("tts"))
        equal(second.effect(PULL.format("tts"))["outcome"]["key"], f"lsst-sqre/phalanx#{number}")
        equal(len([one for one in services.state()["pulls"] if one["head"] == branch]), 1)


@case
def begun_by_hand(folder):
    """A person's own commits on the ticket's branch are not what would be sent: asked, and taken or added to."""
    with Services(folder / "services") as services:
        first, second = (Machine(folder, name, services) for name in ("first", "second"))
        begin(first, "tts")
        name = BRANCH.format("tts")
        repository, key = bare(folder, "docker-compose-ops"), first.effect(TICKET.format("tts"))["outcome"]["key"]
        planned = json.loads(first.do("--format", "json", "show", ID, name).stdout)["payload"]
        path = planned["files"][0]["path"]
        text = git(repository, "show", f"main:{path}")
        branch = f"tickets/{key}"
        hand = commit(repository, branch, "main", "Raise the memory limit", **{path: text + "# More memory\n"})

        begin(second, "tts")
        for machine in (first, second):
            machine.do("refresh", ID)
            machine.do("approve", ID, name)
            machine.do("run", ID, name, status=None)
            found = machine.effect(name)
            equal(found["state"], "asking")
            check(any("Raise the memory limit" in one["theirs"] for one in found["differences"]), found["differences"])
            check(path in [one["what"] for one in found["differences"]], found["differences"])
        equal(git(repository, "rev-parse", branch).strip(), hand)

        # Taken as it is, or added to.
        first.do("adopt", ID, name)
        equal((first.effect(name)["state"], first.effect(name)["outcome"]["commit"]), ("done", hand))
        second.do("set", ID, "base.tts.docker-compose-ops", branch)
        second.do("send-again", ID, name)
        second.finish(name)
        equal(git(repository, "rev-parse", f"{branch}~1").strip(), hand)
        check("# More memory" in git(repository, "show", f"{branch}:{path}"), "the person's line is lost")
        equal(second.effect(name)["outcome"]["commit"], git(repository, "rev-parse", branch).strip())


main()
