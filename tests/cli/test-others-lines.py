# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's lines in the files of our branch: they stay, which is told before and after, and nothing else does."""

from machine import ID, Machine, start
from support import Services, case, check, equal, git, main

TICKET = "c0045/tts/tickets/configuration/1"
BRANCH = "c0045/tts/configuration/docker-compose-ops/1"
NAME = "tickets/DM-40120"
PATH = "tucson-teststand/setup.env"


def edit(folder, bare, change, branch=NAME, path=PATH, subject="By hand"):
    """A colleague's commit."""
    text = change(git(bare, "show", f"{branch}:{path}"))
    stream = (f"commit refs/heads/{branch}\ncommitter Ada <ada@example.org> 1800000000 +0000\n"
              f"data {len(subject)}\n{subject}\nfrom refs/heads/{branch}^0\n"
              f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n")
    git(bare, "fast-import", "--quiet", input=stream)


def pushed(folder, services):
    machine = Machine(folder, "one", services)
    machine.do("new", "--cycle", "45", "--site", "tts=" + start())
    machine.finish(TICKET)
    machine.finish(BRANCH)
    return machine, next((folder / "services").rglob("docker-compose-ops.git"))


@case
def a_line_below_ours_that_counts_instead(folder):
    with Services(folder / "services") as services:
        machine, bare = pushed(folder, services)
        edit(folder, bare, lambda text: text.replace("CYCLE=c0045\n", "CYCLE=c0045\nexport CYCLE=c0044.003\n"))
        tip = git(bare, "rev-parse", NAME)
        machine.do("refresh", ID)
        refused = machine.do("approve", ID, BRANCH, status=3)
        check("adopt" in refused.stderr and "Nothing was sent" in refused.stderr, refused.stderr)
        equal(git(bare, "rev-parse", NAME), tip)
        shown = machine.do("show", ID, BRANCH).stdout
        check("c0044.003" in shown and "Nothing of ours is to be set right there" in shown, shown)
        check("stays when ours is set right" not in shown, shown)


@case
def a_line_that_stays_beside_ours(folder):
    with Services(folder / "services") as services:
        machine, bare = pushed(folder, services)
        edit(folder, bare, lambda text: text.replace("CYCLE=c0045", "CYCLE=c0043") + "export ADA=1\n")
        shown = machine.do("refresh", ID).stdout + machine.do("show", ID).stdout
        check(any("stays when ours is set right" in line and "ADA=1" in line and "c0043" not in line
                  for line in shown.splitlines()), shown)
        machine.send(BRANCH)
        text = git(bare, "show", f"{NAME}:{PATH}")
        check("CYCLE=c0045" in text and "ADA=1" in text, text)
        for _ in range(2):
            shown = machine.do("show", ID).stdout
            check(any("stay beside ours" in line and "ADA=1" in line for line in shown.splitlines()), shown)
            check("ADA=1" in machine.do("export", ID).stdout)
            machine.do("refresh", ID)


@case
def a_branch_that_somebody_made_without_our_change(folder):
    for way in ("adopt", "send-again"):
        with Services(folder / way / "services") as services:
            machine = Machine(folder / way, "one", services)
            machine.do("new", "--cycle", "45", "--site", "tts=" + start())
            machine.finish(TICKET)
            bare = next((folder / way / "services").rglob("docker-compose-ops.git"))
            git(bare, "branch", NAME, "main")
            edit(folder, bare, lambda text: text + "export ADA=1\n")
            machine.do("approve", ID, BRANCH)
            asked = machine.do("run", ID, BRANCH, status=3).stdout
            for text in (asked, machine.do("show", ID, BRANCH).stdout):
                check("ADA=1" in text and "It lacks this of ours" in text and "CYCLE=c0045" in text, text)
                check("To put ours on top of it: “send-again” and “refresh”" in text and "no other" not in text, text)
            machine.do(way, ID, BRANCH)
            if way == "adopt":
                for _ in range(2):
                    shown = machine.do("show", ID).stdout
                    check(any("without this of ours" in line and "CYCLE=c0045" in line for line in shown.splitlines()),
                          shown)
                    machine.do("refresh", ID)
            else:
                machine.do("refresh", ID)
                machine.do("set", ID, "base.tts.docker-compose-ops", NAME)
                machine.send(BRANCH)
                text = git(bare, "show", f"{NAME}:{PATH}")
                check("CYCLE=c0045" in text and "ADA=1" in text, text)


@case
def a_base_that_moved_in_our_very_lines(folder):
    with Services(folder / "services") as services:
        machine, bare = pushed(folder, services)
        for change, sign in ((lambda text: text + "export ADA=1\n", "✓"),
                             (lambda text: text.replace("CYCLE=c0044", "CYCLE=c0044.005"), "!")):
            edit(folder, bare, change, branch="main")
            machine.do("refresh", ID)
            line, = [line for line in machine.do("show", ID).stdout.splitlines() if "older main" in line]
            check(line.lstrip().startswith(sign) and PATH in line, line)


@case
def a_base_that_moved_in_a_line_beside_ours(folder):
    """Git merges no lines that stand one under the other: a conflict all the same."""
    with Services(folder / "services") as services:
        machine, bare = pushed(folder, services)
        edit(folder, bare, lambda text: text.replace("CYCLE=c0044\n", "CYCLE=c0044\nexport ADA=1\n"), branch="main")
        machine.do("refresh", ID)
        line, = [line for line in machine.do("show", ID).stdout.splitlines() if "older main" in line]
        check(line.lstrip().startswith("!") and PATH in line, line)


main()
