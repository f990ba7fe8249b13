# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that wait in Slack for their time, and what somebody does to them meanwhile."""

import datetime

from machine import ID, Machine, start
from support import Services, case, check, equal, main

DAY_BEFORE = "c0045/tts/announcement/day-before/1"


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


if __name__ == "__main__":
    main()
