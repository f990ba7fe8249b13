# SPDX-License-Identifier: GPL-3.0-or-later
"""A preparation goes on at another machine, from an exported file: everything is there once, whoever sent it."""

import hashlib
import json
import socket

from machine import ID, Machine, start
from support import Services, case, check, equal, git, main, run

SENDER = "cyclewright"
TICKET = "c0045/tts/tickets/configuration/1"
BRANCH = "c0045/tts/configuration/docker-compose-ops/1"
PHALANX = "c0045/tts/science-platform/phalanx/1"
PAGE = "c0045/all/page/page/1"
PULL = "c0045/tts/science-platform/pull-phalanx/1"
EARLY = "c0045/all/science-platform/notice-early/1"
DAY_BEFORE = "c0045/tts/announcement/day-before/1"


def holdings(folder, services):
    state = services.state()
    log = [git(path, "log", "--branches=tickets/*", "--format=%s", "--grep", "^Cyclewright-Effect:").splitlines()
           for path in (folder / "services").rglob("*.git") if path.name in ("docker-compose-ops.git", "phalanx.git")]
    return {
        "tickets": len([one for one in state["issues"].values()
                        if one["fields"]["summary"] == "Ready Tucson test stand deployment configuration for Cycle 45"]),
        "commits": sorted(len(lines) for lines in log),
        "pages": len([one for one in state["pages"].values() if one["title"] == "Cycle 45 Upgrade"]),
        "pulls": len([one for one in state["pulls"] if "Cycle 45" in one["title"]]),
        "posted": len([one for one in state["messages"] if "Control-system Cycle 45 is being prepared" in one["text"]]),
        "scheduled": len(state["scheduled"]),
    }


ONCE = {"tickets": 1, "commits": [1, 1], "pages": 1, "pulls": 1, "posted": 1, "scheduled": 1}


@case
def half_way(folder):
    """Begun and half sent on one machine, taken over and finished on another with another Slack account, and back."""
    with Services(folder / "services") as services:
        first = Machine(folder, "first", services)
        second = Machine(folder, "second", services, slack="-other")
        first.do("new", "--cycle", "45", "--site", f"tts={start()}")
        first.send(TICKET, EARLY, DAY_BEFORE)
        first.do("approve", ID, PHALANX)
        file = first.export()
        check(services.ready["token"] not in file.read_text(), "a token is in the file")

        seen = second.do("import", file, "--look").stdout
        check("Cycle 45 for TTS, which" in seen and f"from the computer “{socket.gethostname()}”" in seen, seen)
        check("2 things are done" in seen and "1 message is scheduled" in seen and "things are open" in seen, seen)
        check(ID not in second.do("list").stdout, "a look took it over")
        taken = second.do("import", file)
        check(seen in taken.stdout, taken.stdout)
        check("entries of" in taken.stdout, taken.stdout)
        check("and still the same: Branch on phalanx" in taken.stdout, taken.stdout)
        equal([second.effect(name)["state"] for name in (TICKET, EARLY, DAY_BEFORE, PHALANX)],
              ["done", "done", "done", "approved"])
        # The pending message is the other account's: neither gone nor ours to take back.
        check(f"{SENDER} scheduled this message" in second.do("retract", ID, DAY_BEFORE, status=3).stderr)
        second.do("run", ID)
        second.send(BRANCH, PAGE, PULL)
        equal(holdings(folder, services), ONCE)

        back = second.export()

        # Who knows nothing of that finds what the second one made, and makes nothing; then both went different ways.
        alone = first.copy("alone")
        alone.do("refresh", ID)
        for name in (PHALANX, BRANCH, PAGE, PULL):
            alone.finish(name)
        equal(holdings(folder, services), ONCE)
        before = alone.journal()
        refused = alone.do("import", back, status=1)
        check("went another way" in refused.stderr and "From entry" in refused.stderr, refused.stderr)
        equal(alone.journal(), before)

        # The first one takes over what the second one did.
        first.do("import", back)
        equal([first.effect(name)["state"] for name in (TICKET, EARLY, DAY_BEFORE, PHALANX, BRANCH, PAGE, PULL)],
              ["done"] * 7)
        check("has nothing that isn’t here" in first.do("import", back).stdout)
        check("nothing that isn’t here, and" in first.do("import", file).stdout)
        check("nothing to send" in first.do("run", ID, status=None).stderr
              or first.do("run", ID, status=None).returncode == 3)
        equal(holdings(folder, services), ONCE)


@case
def scheduled_in_doubt(folder):
    """Scheduled by one Slack account, and nobody knows: another account's list says nothing of it, and a person does."""
    with Services(folder / "services") as services:
        first = Machine(folder, "first", services)
        second = Machine(folder, "second", services, slack="-other")
        first.do("new", "--cycle", "45", "--site", f"tts={start()}")
        first.send(TICKET)
        first.do("approve", ID, DAY_BEFORE)
        for path, fault in [("/chat.scheduleMessage", {"kind": "lose-reply"}),
                            ("/chat.scheduledMessages.list", {"kind": "status", "skip": 1, "times": 20})]:
            services.ask("/faults", "POST", {"service": "slack", "path": path, **fault})
        first.do("run", ID, DAY_BEFORE, status=1)
        equal((first.effect(DAY_BEFORE)["state"], len(services.state()["scheduled"])), ("in-doubt", 1))
        # As if a day had gone by.
        told = json.loads(first.export().read_text())
        doubted = next(event for event in told["events"] if event["type"] == "in-doubt")
        doubted["data"]["look-again"] = 1
        (folder / "later.json").write_text(sealed(told))
        services.ask("/faults", "DELETE")
        second.do("import", folder / "later.json")
        for _ in range(2):
            said = second.do("run", ID, DAY_BEFORE, status=3)
            check("Look yourself" in said.stdout, said)
            equal((second.effect(DAY_BEFORE)["state"], second.effect(DAY_BEFORE)["candidates"]), ("asking", []))
        equal(len(services.state()["scheduled"]), 1)
        # The one that sent it sees it.
        again = Machine(folder, "again", services)
        again.do("import", folder / "later.json")
        equal((again.effect(DAY_BEFORE)["state"], len(services.state()["scheduled"])), ("done", 1))


def begun(folder):
    result = run(folder, "--rehearsal", "new", "--cycle", "45", "--site", f"tts={start()}")
    equal((result.returncode, result.stderr), (0, result.stderr))
    path = folder / "taken.json"
    equal(run(folder, "export", ID, "--as", "preparation", "--output", path).returncode, 0)
    return path


def sealed(told):
    """The text of a copy whose hash is right."""
    told.pop("hash", None)
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return json.dumps({**told, "hash": hashlib.sha256(text.encode()).hexdigest()}, ensure_ascii=False)


def spoil(text):
    """What may come instead of a copy, each with the words that say so."""
    told = json.loads(text)
    yield text[:-100], "can’t be taken over"
    yield "", "can’t be taken over"
    yield '{"stages": []}', "no exported preparation"
    yield "[]", "no exported preparation"
    yield "[" * 100000, "can’t be taken over"
    yield text.replace("rubin-2023", "rubin-2026"), "isn’t as it was exported"
    yield sealed({**told, "version": 2}), "newer Cyclewright"
    yield sealed({**told, "id": "../../escape"}), "which preparation"
    yield sealed({**told, "events": []}), "no beginning"
    yield sealed({**told, "events": told["events"] + [{"type": "note"}]}), "is incomplete"
    approved = {"type": "approved", "time": 1, "actor": "x", "effect": TICKET,
                "data": {"hash": "0" * 64, "payload": {"a": 1}}}
    yield sealed({**told, "events": told["events"] + [approved]}), "contradicts itself"
    first = {**told["events"][0], "data": {**told["events"][0]["data"], "procedure": "rubin-1999"}}
    yield sealed({**told, "events": [first]}), "without its procedure"
    first = {**told["events"][0], "data": {**told["events"][0]["data"], "facts": {"cycle": 45}}}
    yield sealed({**told, "events": [first]}), "nothing was changed"


@case
def spoiled(folder):
    """What isn't whole is refused in words, and leaves nothing behind."""
    text = begun(folder).read_text()
    equal(json.loads(sealed(json.loads(text))), json.loads(text))
    for number, (content, words) in enumerate(spoil(text)):
        other = folder / f"other-{number}"
        other.mkdir()
        (other / "spoiled.json").write_text(content)
        result = run(other, "import", other / "spoiled.json")
        equal((number, result.returncode, result.stdout), (number, 1, ""))
        check(words in result.stderr, number, words, result.stderr)
        equal([path.name for path in (other / "cyclewright").rglob("*.cyclewright")], [])
    result = run(folder, "import", folder / "missing.json")
    check(result.returncode == 1 and "missing.json" in result.stderr, result.stderr)
    equal(run(folder, "import").returncode, 2)
    equal(run(folder, "export", ID, "--as", "preparation").returncode, 2)


@case
def rehearsed(folder):
    """A rehearsal stays one at the other machine."""
    file = begun(folder)
    other = folder / "other"
    other.mkdir()
    result = run(other, "import", file)
    check(result.returncode == 0, result.stderr)
    equal([one["rehearsal"] for one in json.loads(run(other, "--format", "json", "list").stdout)], [True])


main()
