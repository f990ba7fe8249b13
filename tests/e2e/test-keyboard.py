# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a mouse from the first start to the handover, at one site."""

import re

from audit import audit
from holdings import NOW, STARTS, find_issues, minutes, scheduled
from support import Services, case, effects, equal, main, state_folder, view
from walk import STAGES, KeyboardWalk, open_window
from world import World

# What is done on the day of the deployment and after it.
TIME = re.compile("^Time")
LATER = ["At the start, TTS", "TTS: sync the notebook images",
         "TTS: services on the DM and Camera machines stand down", "TTS: merge the configuration branches",
         "TTS: announce the minimal system"]


def type_at_the_end(world, walk):
    """Whoever leaves while they type, without a moment's rest, loses nothing of it."""
    walk.go_to("Cycle")
    walk.fill("text", TIME, "11:11", walk.program.find("list", "TTS"))
    world.press("ctrl+q")
    walk.program.finish()


def judge_while_typing(walk):
    """What appears only then has a name, and Tab reaches it."""
    walk.go_to("Cycle")
    site = walk.program.find("list", "TTS")
    walk.fill("text", TIME, "10:10", site)
    walk.program.find("button", "Apply", site)
    equal(audit(walk.program), [])
    # From the tick, where the audit ends, to the heading of a page.
    walk.go_to("Tickets")


def find_what_was_typed(walk):
    """It stands there when they come back, and doesn't count."""
    walk.use("list item", "Cycle 45, rehearsal")
    walk.rest()
    walk.go_to("Cycle")
    site = walk.program.find("list", "TTS")
    equal(walk.program.find("text", TIME, site).text, "11:11")
    walk.program.find("label", "Not applied", site)
    walk.program.find("label", re.compile("^Tue 5 Jan, 17:00 CLT"))


@case
def one_site(folder):
    with World(folder) as world, open_window(folder, world, kind=KeyboardWalk) as walk:
        walk.begin({"tts": STARTS["tts"]})
        walk.go_to("Tickets")
        before = walk.services().state()["issues"]
        walk.hold_deed()
        equal(walk.services().state()["issues"], before)
        walk.review_all(1, "Create 1 Ticket")
        walk.go_to("Configuration")
        walk.review_all(3, "Push 3 Branches")
        walk.prepare()
        for stage in STAGES:
            walk.go_to(stage)
            walk.program.find("status", "Nothing is open here")
        judge_while_typing(walk)
        type_at_the_end(world, walk)
    with World(folder) as world, open_window(folder, world, kind=KeyboardWalk) as walk:
        find_what_was_typed(walk)
    shown = effects(view(folder, "c0045-rubin-2023", "--rehearsal-now", NOW))
    left = [effect for effect in shown.values() if effect["state"] not in ("done", "done-by-hand")]
    equal([(effect["state"], effect["title"]) for effect in left], [("waiting", title) for title in LATER])
    with Services(state_folder(folder), "--now", NOW) as services:
        state = services.state()
        equal([issue["fields"]["summary"] for issue in find_issues(state, "DM", "configuration for Cycle 45")],
              ["Ready Tucson test stand deployment configuration for Cycle 45"])
        equal(minutes(scheduled(state)), [("rubinobs-tucson-teststand", "2027-01-04 12:00"),
                                          ("rubinobs-tucson-teststand", "2027-01-05 19:00")])
        equal(len(state["pulls"]), 1)


main()
