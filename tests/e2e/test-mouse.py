# SPDX-License-Identifier: GPL-3.0-or-later
"""By mouse from the first start to the handover, at three sites; then the services are asked what they hold."""

from holdings import NOW, check_preparation
from support import Services, case, check, main, state_folder, view
from walk import STAGES, open_window
from world import World, until


@case
def whole_preparation(folder):
    with World(folder) as world, open_window(folder, world) as walk:
        walk.begin()
        until(lambda: walk.program.focused().name.startswith("Cycle"), "the page is read from its head")
        until(lambda: walk.program.find("heading", "Cycle").is_hit(), "its head is seen")
        walk.go_to("Tickets")
        walk.review_all(4, "Create 4 Tickets")
        walk.prepare()
        for stage in STAGES:
            walk.go_to(stage)
            walk.program.find("status", "Nothing is open here")
        walk.go_to("Cycle Page")
        walk.program.find("button", "Open Cycle 45 Upgrade in the browser")
        walk.program.close()
        # What took long while another window of the desktop was in use; nothing else is worth one.
        check(all("that you sent" in text for _, text in world.notices.shown), world.notices.shown)
    shown = view(folder, "c0045-rubin-2023", "--rehearsal-now", NOW)
    with Services(state_folder(folder), "--now", NOW) as services:
        check_preparation(folder, shown, services)


main()
