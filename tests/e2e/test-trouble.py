# SPDX-License-Identifier: GPL-3.0-or-later
"""One site where little goes smoothly: a ticket that is there already, a branch that moves, a service that answers 500
and one that is gone, a text of one's own, a file edited by hand, a step by hand and one left out; the preparation is
left while a message is sent, and the window closed while another one is."""

import base64
import json
import re
import urllib.request

from audit import audit
from holdings import NOW, STARTS, find_issues, posted, scheduled
from program import ACTIVE
from support import Services, case, check, effects, equal, git, main, state_folder, view
from walk import SEND, open_window
from world import World, until

# Longer than a request may still be on its way.
LATER = "2026-12-01T12:30:00Z"
TICKET = "Configuration ticket, TTS"
JIRA_TICKET = "Configuration ticket, BTS"
BRANCH = "Branch on docker-compose-ops, TTS"
EARLY = "SQuaRE: which cycle and when"
PULL = "Pull request on phalanx, TTS"
LAST = "The day before, BTS"
LEFT_OUT = "One hour before, TTS"
BY_HAND = "Announce the page"
THEIRS = "Ready for the wrong cycle"
OWN_WORDS = "Bring a jacket."
FILE = "setup-test.env"
OWN_LINE = "# Keep the old queues"


def adopt_ticket(walk):
    """Somebody made the ticket by hand, in other words."""
    ready = walk.services().ready
    account = base64.b64encode(f"{ready['email']}:{ready['token']}".encode()).decode()
    fields = {"project": {"key": "DM"}, "issuetype": {"name": "Story"},
              "summary": "READY Tucson test stand deployment configuration for Cycle 45",
              "customfield_10056": {"value": "Deployment"}}
    request = urllib.request.Request(ready["jira"] + "/rest/api/3/issue", json.dumps({"fields": fields}).encode(),
                                     {"Authorization": f"Basic {account}", "Content-Type": "application/json"})
    made = json.load(urllib.request.urlopen(request, timeout=60))
    walk.go_to("Tickets")
    walk.review(f"Review: {TICKET}")
    walk.program.find("label", made["key"])
    walk.use("button", re.compile("^It is this one: "))
    walk.wait_for(TICKET, "Done")
    return made["key"]


def spoil_jira(walk, kind, path, **more):
    walk.services().ask("/faults", "POST", {"service": "jira", "method": "POST", "path": f"/rest/api/3/{path}",
                                            "kind": kind, **more})


def meet(walk, state, trouble=None, note=None):
    """The row stands so, and says this."""
    walk.rest()
    walk.wait_for(JIRA_TICKET, state)
    row = walk.program.find("list item", JIRA_TICKET)
    for role, words in [("alert", trouble), ("label", note)]:
        if words is not None:
            walk.program.find(role, re.compile(words), row)


def meet_a_bad_day_of_jira(walk):
    """It answers 500, then 429, for longer than is waited for in silence, then loses its reply while its search lags,
    then works."""
    walk.go_to("Tickets")
    spoil_jira(walk, "status", "search/jql", status=500)
    walk.review(f"Review: {JIRA_TICKET}")
    meet(walk, "Failed", r"^Nothing was sent: Jira has trouble of its own \(500\)")
    spoil_jira(walk, "status", "issue", status=429, **{"retry-after": "11"})
    walk.use("button", f"Retry: {JIRA_TICKET}")
    meet(walk, "Failed", r"^Jira asks to wait \(429\) and did nothing: .* Try again in 11 seconds\.$")
    spoil_jira(walk, "index-lag", "search/jql", times=100)
    spoil_jira(walk, "lose-reply", "issue")
    walk.use("button", f"Retry: {JIRA_TICKET}")
    meet(walk, "In doubt", "^The request went out to Jira .*, but its answer never came",
         r"^Looked for in Jira, label .*: not found so far\. It can turn up there until")
    equal(walk.program.find_all("button", re.compile(f"^(Retry|Review|Send|Create).*{JIRA_TICKET}")), [])
    walk.services().ask("/faults", "DELETE")
    equal(audit(walk.program), [])
    walk.use("button", f"Look Again: {JIRA_TICKET}")
    meet(walk, "Done")


def meet_what_others_changed(walk, key):
    """What somebody made of the ticket is set right in one step, or taken as it is."""
    def change():
        walk.services().ask("/outside", "POST", {"do": "edit-issue", "key": key, "fields": {"summary": THEIRS}})
        walk.use("button", "Refresh")
        meet(walk, "Changed outside", note=f"^Summary: ours “Ready .*”, theirs “{THEIRS}”$")

    change()
    walk.use("button", f"Review: {JIRA_TICKET}")
    window = walk.program.window(JIRA_TICKET)
    walk.program.find("alert", re.compile(f"^This was changed there.*theirs “{THEIRS}”", re.S), window)
    walk.send("Send 1 Update", window)
    walk.program.wait_for_window(1)
    meet(walk, "Done")
    equal([issue["key"] for issue in find_issues(walk.services().state(), "DM", THEIRS)], [])
    change()
    walk.use("button", "Take It as It Is")
    meet(walk, "Done")
    equal([issue["key"] for issue in find_issues(walk.services().state(), "DM", THEIRS)], [key])


def edit_a_file(walk):
    """By the keyboard from the moment that the list of files is there."""
    walk.go_to("Configuration")
    walk.choose_in_menu(BRANCH, "Edit a File…")
    files = walk.program.window("Edit a File")
    until(lambda: files.has(ACTIVE), "the list takes the keys")
    walk.world.type(FILE)
    walk.world.press("enter")
    editor = walk.program.window(FILE)
    text = walk.program.find("text", "Text of the file", editor)
    until(lambda: walk.program.has_focus(text), "focus in the text")
    walk.world.press("ctrl+end")
    walk.world.type(OWN_LINE + "\n")
    walk.world.press("ctrl+enter")
    walk.program.find("status", re.compile("^In the change set, edited"), editor)
    walk.world.press("escape")
    walk.program.wait_for_window(1)


def look_into_a_long_file(walk):
    """What is typed where the text is scrolled, and taken back: GTK has nothing to complain of."""
    walk.choose_in_menu("Branch on argocd-csc, TTS", "Edit a File…")
    files = walk.program.window("Edit a File")
    until(lambda: files.has(ACTIVE), "the list takes the keys")
    walk.world.type("scheduler/values-tucson")
    walk.program.find("list item", re.compile("scheduler/values-tucson"), files)
    walk.world.press("enter")
    editor = walk.program.window("values-tucson-teststand.yaml")
    text = walk.program.find("text", "Text of the file", editor)
    until(lambda: walk.program.has_focus(text), "focus in the text")
    walk.world.press("ctrl+end", "enter")
    walk.program.find("status", "Not saved yet", editor)
    walk.world.press("ctrl+z", "escape")
    walk.program.wait_for_window(1)


def colleague(services):
    """Where a colleague pushes to."""
    address = services.ready["git"].replace("//", f"//colleague:{services.ready['token']}@")
    return f"{address}/lsst-it/docker-compose-ops.git"


def push_where_a_colleague_pushed(walk, folder, key):
    walk.go_to("Configuration")
    walk.program.find("button", f"Review: {BRANCH}")
    git(folder, "clone", "-q", colleague(walk.services()), "colleague")
    git(folder / "colleague", "switch", "-q", "-c", f"tickets/{key}")
    git(folder / "colleague", "commit", "-q", "--allow-empty", "-m", "Raise the memory limit")
    git(folder / "colleague", "push", "-q", "origin", f"tickets/{key}")
    walk.review(f"Review: {BRANCH}")
    walk.rest()
    equal(walk.bring_home(BRANCH)[0], "Asks you")


def refuse_all(walk, service):
    """Nothing listens there any more."""
    walk.services().ask("/faults", "POST", {"service": service, "kind": "refuse-connection-before", "times": 1000})


def meet_a_service_that_is_gone(walk):
    """Wholly, then at the one moment that leaves a doubt."""
    refuse_all(walk, "slack")
    walk.go_to("Science Platform")
    walk.review(f"Review: {EARLY}")
    walk.rest()
    walk.wait_for(EARLY, "Failed")
    walk.program.find("alert", re.compile(r"^Nothing was sent: Slack .* gave no complete answer: .* Try again\.$"))
    walk.services().ask("/faults", "DELETE")
    walk.services().ask("/faults", "POST", {"service": "slack", "method": "POST", "path": "/chat.postMessage",
                                            "kind": "refuse-connection-before"})
    walk.use("button", f"Retry: {EARLY}")
    walk.rest()
    walk.wait_for(EARLY, "In doubt")
    walk.use("button", f"Look Again: {EARLY}")
    walk.rest()
    walk.wait_for(EARLY, "In doubt")


def find_that_nothing_arrived(walk):
    """A minute later nothing is on its way any more: the window has looked by itself."""
    walk.go_to("Science Platform")
    walk.wait_for(EARLY, "Failed")
    equal(walk.bring_home(EARLY), ["Failed", "Done"])


def meet_an_error_of_a_service(walk):
    walk.services().ask("/faults", "POST", {"service": "github", "method": "POST", "kind": "status", "status": 500,
                                            "path": "/repos/lsst-sqre/phalanx/pulls"})
    walk.go_to("Science Platform")
    walk.review("Review: Branch on phalanx, TTS")
    walk.review(f"Review: {PULL}")
    walk.rest()
    equal(walk.bring_home(PULL)[0], "Failed")


def write_an_announcement(walk):
    walk.go_to("Announcement")
    walk.use("text", "Text of The day before, TTS")
    walk.world.press("ctrl+end")
    walk.world.type(OWN_WORDS)
    walk.program.find("label", re.compile(f"{OWN_WORDS}$"))


def schedule_slowly(walk, title):
    walk.services().ask("/faults", "POST", {"service": "slack", "method": "POST", "path": "/chat.scheduleMessage",
                                            "kind": "slow", "milliseconds": 8000})
    walk.go_to("Announcement")
    walk.use_until(lambda: walk.state_of(title) is None, "button", f"Schedule: {title}")


def close_while_it_is_sent(folder, walk):
    """The request that runs is finished before the program ends."""
    schedule_slowly(walk, LAST)
    window = next(walk.world.list_windows(walk.program.process.pid))
    walk.world.close_window(window["id"])
    walk.use("button", "Close", walk.program.window("Something Is Being Sent"))
    walk.program.finish()
    shown = effects(view(folder, "c0045-rubin-2023", "--rehearsal-now", NOW))
    equal([one["state"] for one in shown.values() if one["title"] == LAST], ["done"])


def find_it_sent_once(walk):
    walk.use("list item", "Cycle 45, rehearsal")
    walk.rest()
    walk.go_to("Announcement")
    walk.wait_for(LAST, "Scheduled")
    equal(len(list(scheduled(walk.services().state()))), 1)


def leave_while_it_is_sent(walk):
    """The request that runs is finished, and the preparation can be opened again at once."""
    schedule_slowly(walk, "The day before, TTS")
    walk.use("button", "All Preparations")
    walk.use("button", "Leave", walk.program.window("Something Is Being Sent"))
    walk.use("list item", "Cycle 45, rehearsal")
    walk.rest()
    walk.go_to("Announcement")
    walk.wait_for("The day before, TTS", "Scheduled")


def leave_one_out(walk):
    walk.go_to("Announcement")
    walk.choose_in_menu(LEFT_OUT, "Leave It Out…")
    walk.fill("text", "Why", "Nobody is there at that hour", walk.program.window("Leave It Out"))
    walk.use("button", "Leave Out", walk.program.window("Leave It Out"))
    walk.wait_for(LEFT_OUT, "Left out")


def do_one_by_hand(walk):
    walk.go_to("Cycle Page")
    walk.work_through()
    walk.choose_in_menu(BY_HAND, "Done by Hand…")
    walk.fill("text", "What was done, in words", "Said so at the meeting", walk.program.window("Done by Hand"))
    walk.use("button", "Keep", walk.program.window("Done by Hand"))
    walk.wait_for(BY_HAND, "Done by hand")


def check_services(state, key):
    equal([issue["key"] for issue in find_issues(state, "DM", "deployment configuration for Cycle 45")], [key])
    equal([message["text"].endswith(OWN_WORDS) for message in scheduled(state)], [True])
    equal(len(posted(state, "com-square-support")), 2)
    equal(posted(state, "control-system-releases"), [])
    equal(len(state["pulls"]), 1)


@case
def jira_has_a_bad_day(folder):
    with World(folder) as world:
        with open_window(folder, world) as walk:
            walk.begin({"bts": STARTS["bts"]})
            meet_a_bad_day_of_jira(walk)
            made = find_issues(walk.services().state(), "DM", "deployment configuration for Cycle 45")
            equal(len(made), 1)
            walk.program.find("button", f"Open {made[0]['key']} in the browser")
            meet_what_others_changed(walk, made[0]["key"])
            close_while_it_is_sent(folder, walk)
        with open_window(folder, world) as walk:
            find_it_sent_once(walk)
            walk.program.close()


@case
def little_goes_smoothly(folder):
    with World(folder) as world:
        with open_window(folder, world) as walk:
            walk.begin({"tts": STARTS["tts"]})
            key = adopt_ticket(walk)
            meet_a_service_that_is_gone(walk)
            write_an_announcement(walk)
            leave_while_it_is_sent(walk)
            walk.program.close()
        with open_window(folder, world, now=LATER) as walk:
            walk.use("list item", "Cycle 45, rehearsal")
            walk.rest()
            find_that_nothing_arrived(walk)
            leave_one_out(walk)
            meet_an_error_of_a_service(walk)
            edit_a_file(walk)
            look_into_a_long_file(walk)
            push_where_a_colleague_pushed(walk, folder, key)
            do_one_by_hand(walk)
            walk.prepare()
            walk.go_to("Handover")
            walk.program.find("status", "Nothing is open here")
            walk.program.close()
    shown = effects(view(folder, "c0045-rubin-2023", "--rehearsal-now", NOW))
    branch = next(one for one in shown.values() if one["title"] == BRANCH)
    with Services(state_folder(folder), "--now", NOW) as services:
        check_services(services.state(), key)
        git(folder / "colleague", "remote", "set-url", "origin", colleague(services))
        git(folder / "colleague", "fetch", "-q", "origin")
        equal(git(folder / "colleague", "rev-parse", f"origin/tickets/{key}").strip(), branch["outcome"]["commit"])
        check(OWN_LINE in git(folder / "colleague", "show", f"origin/tickets/{key}:{FILE}").splitlines(), FILE)
        check("Raise the memory limit" in git(folder / "colleague", "log", "--format=%s", f"origin/tickets/{key}"), key)


main()
