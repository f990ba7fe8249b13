# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that wait in Slack for their time, and what somebody does to them meanwhile."""

import datetime

from machine import ID, Machine, start
from support import Services, case, check, equal, main

DAY_BEFORE = "c0045/tts/announcement/day-before/1"
HOUR_BEFORE = "c0045/tts/announcement/hour-before/1"


def begin(folder, services, name="one"):
    machine = Machine(folder, name, services)
    machine.do("new", "--cycle", "45", "--site", f"tts={start()}")
    machine.finish(DAY_BEFORE)
    return machine


def slip(machine):
    """The site's date moves by a week."""
    later = datetime.datetime.fromisoformat(start()) + datetime.timedelta(days=7)
    machine.do("set", ID, "site.tts", later.isoformat()[:16])


def schedule(services, message, delay, text=None):
    services.ask("/slack/api/chat.scheduleMessage", "POST", {"channel": message["channel"],
                                                             "text": text or message["text"],
                                                             "post_at": message["post_at"] + delay})


def move(services, delay=600, text=None):
    """As Slack does it: the one that waits is deleted, and another one scheduled."""
    message = services.state()["scheduled"][-1]
    services.ask("/slack/api/chat.deleteScheduledMessage", "POST",
                 {"channel": message["channel"], "scheduled_message_id": message["id"]})
    schedule(services, message, delay, text)


def waiting(services):
    return {message["id"]: message["text"] for message in services.state()["scheduled"]}


@case
def moved_while_an_update_waits(folder):
    """What took the message's place was shown, and goes with the update, whatever changed of ours meanwhile."""
    words = {"text": lambda machine: machine.do("set", ID, f"text.{DAY_BEFORE}", "Please note:\n\nOther words."),
             "date": slip}
    for number, (change, early) in enumerate([("date", True), ("date", False), ("text", True)]):
        home = folder / str(number)
        home.mkdir()
        with Services(home / "services") as services:
            machine = begin(home, services)
            if early:
                move(services)
                machine.do("refresh", ID)
            words[change](machine)
            machine.do("approve", ID, DAY_BEFORE)
            if not early:
                move(services)
                machine.do("run", ID, DAY_BEFORE, status=1)
                check("Posted: ours" in machine.do("show", ID, DAY_BEFORE).stdout)
                machine.do("approve", ID, DAY_BEFORE)
            machine.do("run", ID, DAY_BEFORE)
            found = machine.effect(DAY_BEFORE)
            equal(found["state"], "done")
            equal(waiting(services), {found["outcome"]["key"]: found["payload"]["text"]})


@case
def two_of_one_text(folder):
    """What one of them has scheduled is none of the other's copies: neither shown as one, nor taken away with it."""
    both = [DAY_BEFORE, HOUR_BEFORE]
    with Services(folder / "services") as services:
        machine = Machine(folder, "one", services)
        machine.do("new", "--cycle", "45", "--site", f"tts={start()}")
        for name in both:
            machine.do("set", ID, f"text.{name}", "The stand\n\nwill be upgraded.")
        machine.send(*both)
        machine.do("refresh", ID)
        keys = {name: machine.effect(name)["outcome"]["key"] for name in both}
        equal([machine.effect(name)["state"] for name in both], ["done", "done"])
        equal(sorted(waiting(services)), sorted(keys.values()))

        # Deleted by somebody, it isn't the other one either.
        message = next(one for one in services.state()["scheduled"] if one["id"] == keys[HOUR_BEFORE])
        services.ask("/slack/api/chat.deleteScheduledMessage", "POST",
                     {"channel": message["channel"], "scheduled_message_id": message["id"]})
        machine.do("refresh", ID)
        check("not there any more" in machine.do("approve", ID, HOUR_BEFORE, status=3).stderr)
        machine.do("retract", ID, HOUR_BEFORE)
        equal(list(waiting(services)), [keys[DAY_BEFORE]])
        machine.send(HOUR_BEFORE)
        again = machine.effect(HOUR_BEFORE)["outcome"]["key"]
        slip(machine)
        machine.send(*both)
        machine.do("refresh", ID)
        equal([machine.effect(name)["state"] for name in both], ["done", "done"])
        check(not {again, keys[DAY_BEFORE]} & set(waiting(services)), services.state()["scheduled"])
        machine.do("retract", ID, DAY_BEFORE)
        equal(list(waiting(services)), [machine.effect(HOUR_BEFORE)["outcome"]["key"]])


@case
def copy_beside(folder):
    """A second reminder that somebody scheduled stays, unless they took ours away for it: the person says which is
    which before ours is changed or taken back."""
    with Services(folder / "services") as services:
        machine = begin(folder, services)
        ours = services.state()["scheduled"][0]
        schedule(services, ours, 20 * 3600)
        copy = services.state()["scheduled"][1]["id"]
        machine.do("retract", ID, DAY_BEFORE, status=1)
        refused = machine.do("retract", ID, DAY_BEFORE, status=3).stderr
        check("several of them" in refused and "adopt" in refused, refused)
        slip(machine)
        check("several of them" in machine.do("approve", ID, DAY_BEFORE, status=3).stderr)
        equal(sorted(waiting(services)), [ours["id"], copy])
        machine.do("adopt", ID, DAY_BEFORE, "1")
        machine.send(DAY_BEFORE)
        equal(sorted(waiting(services)), [copy, machine.effect(DAY_BEFORE)["outcome"]["key"]])
        machine.do("retract", ID, DAY_BEFORE)
        equal(list(waiting(services)), [copy])


if __name__ == "__main__":
    main()
