# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person says of effects, command by command, on one rehearsed site."""

import functools
import json
import pathlib
import shutil
import subprocess
import tempfile

from support import (CLI, TIMEOUT, Services, case, check, effects, equal, faulty, git, main, run, state_folder,
                     wait_for_request)

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
TICKET = "c0045/tts/tickets/configuration/1"
BRANCH = "c0045/tts/configuration/docker-compose-ops/1"
DAY_BEFORE = "c0045/tts/announcement/day-before/1"
EARLY = "c0045/all/science-platform/notice-early/1"
TASK = "c0045/all/build/rpms/1"
WITH_EFFECT = ["approve", "withdraw", "run", "by-hand", "leave-out", "restore", "adopt", "send-again", "retract", "show"]


def do(folder, command, *words, status=0, now=NOW, **options):
    """One command on the preparation; its status is checked, the result handed back."""
    result = run(folder, "--rehearsal-now", now, "--actor", "Vera", command, ID, *words, **options)
    check(result.returncode == status, command, *words, "→", result.returncode, result.stdout, result.stderr)
    return result


def view(folder, now=NOW):
    return json.loads(run(folder, "--rehearsal-now", now, "--format", "json", "show", ID).stdout)


def effect(folder, name):
    return effects(view(folder))[name]


def state_of(folder, name):
    return effect(folder, name)["state"]


def services_state(folder):
    with Services(state_folder(folder), "--now", NOW) as services:
        return services.state()


@functools.cache
def template():
    """A preparation that was just begun, made once; the caller copies it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))
    result = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    equal((result.returncode, result.stderr), (0, ""))
    return folder


def begun(folder):
    shutil.copytree(template() / "cyclewright", folder / "cyclewright")


@case
def uncompared(folder):
    """What couldn't be compared is said where it was sent, right after that too, as long as it can't."""
    begun(folder)
    do(folder, "approve", TICKET)
    out = faulty(folder, {"service": "jira", "method": "GET", "path": "/rest/api/3/issue/DM-", "kind": "status",
                          "status": 503, "times": 9999})
    do(folder, "run", env=out)
    said = do(folder, "show").stdout
    check("1 thing that was sent could not be compared" in said, said)
    check("could not be compared" not in do(folder, "refresh").stdout)
    out = faulty(folder, {"service": "jira", "path": "/rest/api/3/issue/", "kind": "status", "status": 503,
                          "times": 9999})
    said = do(folder, "refresh", env=out).stdout
    check("1 thing that was sent could not be compared" in said, said)
    stages = {one["id"]: one for one in view(folder)["stages"]}
    equal(state_of(folder, TICKET), "done")
    check("uncompared" in [one["id"] for one in stages["tickets"]["checks"]], stages["tickets"])
    check("could not be compared" not in do(folder, "refresh").stdout)


@case
def states_are_printed(folder):
    begun(folder)
    approved = do(folder, "approve", TICKET)
    equal(approved.stdout, "  ○ Configuration ticket, TTS: Approved\n")
    equal(state_of(folder, TICKET), "approved")
    equal(do(folder, "withdraw", TICKET).stdout, "  ○ Configuration ticket, TTS: Ready\n")
    equal(state_of(folder, TICKET), "ready")
    check("isn’t approved" in do(folder, "run", TICKET, status=3).stderr, "run does without an approval")
    equal(do(folder, "run", status=3).stderr, "Nothing is approved; “approve” comes first.\n")
    do(folder, "approve", TICKET)
    sent = do(folder, "run")
    check("✓ Configuration ticket, TTS: Done  DM-" in sent.stdout, sent.stdout)
    found = effect(folder, TICKET)
    equal((found["state"], found["outcome"]["key"][:3]), ("done", "DM-"))
    shown = do(folder, "show", TICKET).stdout
    check(f"Exactly this is sent ({found['hash']})" in shown, shown)
    # Done is done: none of these undoes it, and none of them sends anything.
    for command, *words in [["run"], ["withdraw"], ["restore"], ["leave-out", "--reason", "r"], ["by-hand", "--key", "DM-39871"]]:
        refused = do(folder, command, TICKET, *words, status=1)
        check("Configuration ticket, TTS" in refused.stderr, refused.stderr)
    check("by hand" in do(folder, "approve", TASK, status=3).stderr, "a task can be approved")
    check("by hand" in do(folder, "retract", TICKET, status=3).stderr, "a ticket can be retracted")
    equal(state_of(folder, TICKET), "done")


def assignee(folder):
    return effect(folder, TICKET)["payload"]["fields"].get("assignee")


def question(folder):
    """What the tickets stage asks: its one question."""
    asked, = [stage for stage in view(folder)["stages"] if stage["id"] == "tickets"][0]["questions"]
    return asked


@case
def people(folder):
    """Whom a person names is looked up; whom Jira doesn't know, or not as one, is asked."""
    begun(folder)
    mine = assignee(folder)
    check(mine["accountId"], mine)
    do(folder, "set", "person.release-manager", "deployment.engineer@example.org")
    other = assignee(folder)
    check(other["accountId"] not in ("", mine["accountId"]), other)
    check("Release manager: Deployment Engineer" in do(folder, "show").stdout, "show doesn't name the person")

    do(folder, "set", "person.release-manager", "Observing Specialist")
    equal(effect(folder, TICKET)["state"], "waiting")
    asked = question(folder)
    equal((asked["fact"], len(asked["values"]), asked["values"][-1]), ("person.release-manager", 3, "nobody"))
    do(folder, "set", "person.release-manager", asked["values"][0])
    equal(assignee(folder), {"accountId": asked["values"][0]})

    for name, words in [("No Such Person", "Jira knows nobody by “No Such Person”"),
                        ("former.engineer@example.org", "nobody by"),
                        ("Summit Activities Manager", "no tickets of the project DM")]:
        do(folder, "set", "person.release-manager", name)
        check(words in question(folder)["text"], question(folder))
    do(folder, "set", "person.release-manager", "nobody")
    equal((assignee(folder), effect(folder, TICKET)["state"]), (None, "ready"))
    do(folder, "set", "person.release-manager", "null")
    equal(assignee(folder), mine)
    refused = do(folder, "set", "person.nobody-named", "x", status=1)
    check("release-manager" in refused.stderr, refused.stderr)


@case
def people_out_of_reach(folder):
    """A Jira that can't say who somebody is asks for a word, and stops nothing else."""
    begun(folder)
    out = faulty(folder, {"service": "jira", "method": "GET", "path": "/rest/api/3/user/search", "kind": "status",
                          "status": 403})
    do(folder, "set", "person.release-manager", "Build Engineer", env=out)
    check("Jira can’t be asked who the Release manager is" in question(folder)["text"], question(folder))
    do(folder, "leave-out", TICKET, "--reason", "made by someone else")
    tickets, = [stage for stage in view(folder)["stages"] if stage["id"] == "tickets"]
    equal(tickets["questions"], [])


@case
def registry_out_of_reach(folder):
    """What it last said of the images is still shown, and since when one is missing."""
    begun(folder)
    build = next(one for one in view(folder)["stages"] if one["id"] == "build")
    check("missing" in build["fact"], build)
    out = faulty(folder, {"service": "registry", "kind": "status", "status": 503, "times": 9999})
    do(folder, "refresh", env=out)
    later = next(one for one in view(folder)["stages"] if one["id"] == "build")
    equal(later["fact"], build["fact"])
    check(any("out of reach" in one["text"] for one in later["checks"]), later)


@case
def unknown_names(folder):
    begun(folder)
    more = {"by-hand": ["--word", "w"], "leave-out": ["--reason", "r"]}
    for command in WITH_EFFECT:
        refused = do(folder, command, "c0045/tts/nothing/1", *more.get(command, []), status=1)
        check("c0045/tts/nothing/1" in refused.stderr, command, refused.stderr)
    for command in ["show", "refresh", "run"]:
        refused = run(folder, "--rehearsal-now", NOW, command, "c0046-rubin-2023")
        equal(refused.returncode, 1)
        check("c0046-rubin-2023" in refused.stderr, refused.stderr)
    # A rehearsal that is named and is none of the real preparations is shown as what it is.
    shown = run(folder, "show", ID)
    equal(shown.returncode, 0)
    check(shown.stderr.startswith("Rehearsal: "), shown.stderr)
    check(shown.stdout.startswith(f"{ID} (rehearsal)\n"), shown.stdout)
    equal(view(folder)["rehearsal"], True)
    again = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05")
    equal(again.returncode, 1)
    check(ID in again.stderr and "--again" in again.stderr, again.stderr)
    meant = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05", "--again")
    equal((meant.returncode, meant.stderr), (0, ""))
    equal(sorted(run(folder, "list").stdout.splitlines()), [f"{ID} (rehearsal)", f"{ID}-2 (rehearsal)"])
    elsewhere = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "bts=2027-01-06")
    equal((elsewhere.returncode, elsewhere.stderr), (0, ""))


@case
def approval_becomes_void(folder):
    begun(folder)
    do(folder, "approve", EARLY)
    before = effect(folder, EARLY)
    do(folder, "set", "site.tts", '{"date": "2027-01-07", "time": "17:00"}')
    after = effect(folder, EARLY)
    equal((before["state"], after["state"]), ("approved", "ready"))
    check(before["hash"] != after["hash"], "the notice doesn't name the date")
    refused = do(folder, "run", EARLY, status=1)
    check("changed since it was approved" in refused.stderr, refused.stderr)
    check("Nothing is approved" in do(folder, "run", status=3).stderr, "run without words sends it")
    equal(services_state(folder)["messages"], services_state(template())["messages"])
    # Back to what was reviewed, the approval holds again: it is bound to the payload, not to the moment.
    do(folder, "set", "site.tts", '{"date": "2027-01-05", "time": "17:00"}')
    equal(state_of(folder, EARLY), "approved")


@case
def by_hand_feeds_later_stages(folder):
    begun(folder)
    equal(do(folder, "by-hand", TICKET, status=2).stdout, "")
    check("https://" in do(folder, "by-hand", TICKET, "--key", "DM-39871", "--url", "ftp://x", status=1).stderr,
          "any link is taken")
    for options in [["--word", "done"], ["--key", "no key"]]:
        check("DM-12345" in do(folder, "by-hand", TICKET, *options, status=1).stderr, "a ticket without a key is taken")
    check("no ticket DM-999999" in do(folder, "by-hand", TICKET, "--key", "DM-999999", status=1).stderr,
          "a ticket that isn't there is taken")
    equal(state_of(folder, TICKET), "ready")
    by_hand = do(folder, "by-hand", TICKET, "--key", "DM-39871")
    check("  ✓ Configuration ticket, TTS: Done by hand  DM-39871  http" in by_hand.stdout, by_hand.stdout)
    found = effects(view(folder))
    equal((found[TICKET]["state"], found[BRANCH]["state"]), ("done-by-hand", "ready"))
    equal(found[BRANCH]["payload"]["branch"], "tickets/DM-39871")
    do(folder, "approve", BRANCH)
    check("Done  tickets/DM-39871" in do(folder, "run").stdout, "the branch was not pushed")
    repository = next(state_folder(folder).rglob("docker-compose-ops.git"))
    check(git(repository, "rev-parse", "tickets/DM-39871").strip() == effect(folder, BRANCH)["outcome"]["commit"],
          "another commit is on the branch")
    do(folder, "restore", TICKET)
    equal(state_of(folder, TICKET), "ready")


@case
def left_out_with_a_reason(folder):
    begun(folder)
    equal(do(folder, "leave-out", EARLY, status=2).stdout, "")
    equal(do(folder, "leave-out", EARLY, "--reason", "", status=2).stdout, "")
    check("why" in do(folder, "leave-out", EARLY, "--reason", "  ", status=1).stderr, "blanks are a reason")
    equal(do(folder, "leave-out", EARLY, "--reason", "They know").stdout,
          "  – SQuaRE: which cycle and when: Left out\n")
    found = effect(folder, EARLY)
    equal((found["state"], found["reason"]), ("left-out", "They know"))
    equal(do(folder, "approve", EARLY, status=1).stdout, "")
    check("They know" in do(folder, "export").stdout, "the sheet doesn't say why it was left out")
    do(folder, "restore", EARLY)
    equal(state_of(folder, EARLY), "ready")


@case
def own_words_and_retracted(folder):
    begun(folder)
    texts = {EARLY: "Hello SQuaRE <3 & all, *cycle 45* comes.", DAY_BEFORE: "Tomorrow it is, `c0045`."}
    for name, text in texts.items():
        do(folder, "set", f"text.{name}", text)
        equal(effect(folder, name)["payload"]["text"], text)
    do(folder, "approve", *texts)
    do(folder, "run")
    with Services(state_folder(folder), "--now", NOW) as services:
        state = services.state()
    sent = effect(folder, EARLY)["outcome"]["key"]
    equal([message["text"] for message in state["messages"] if message["ts"] == sent], [texts[EARLY]])
    equal([message["text"] for message in state["scheduled"]], [texts[DAY_BEFORE]])
    check("Ready" in do(folder, "retract", DAY_BEFORE).stdout, "it isn't ready again")
    equal(services_state(folder)["scheduled"], [])
    do(folder, "retract", DAY_BEFORE, status=1)
    # Another attempt is another review.
    do(folder, "run", DAY_BEFORE, status=3)
    do(folder, "approve", DAY_BEFORE)
    do(folder, "run", DAY_BEFORE)
    equal(len(services_state(folder)["scheduled"]), 1)


@case
def posted_and_moved(folder):
    """What is posted can't follow a date that moves: that is said before anybody approves it."""
    begun(folder)
    do(folder, "approve", DAY_BEFORE)
    do(folder, "run")
    later = "2027-01-04T23:00:00Z"
    do(folder, "set", "site.tts", "2027-01-07T17:00", now=later)
    for _ in range(2):
        equal(effects(view(folder, later))[DAY_BEFORE]["state"], "outdated")
        shown = do(folder, "show", now=later).stdout
        check("The day before, TTS: Posted, out of date" in shown)
        check("It is posted, and stays as it is" in shown and "“by-hand”" in shown and "“send-again”" in shown, shown)
        refused = do(folder, "approve", DAY_BEFORE, status=3, now=later).stderr
        check("post a correction" in refused, refused)
        do(folder, "refresh", now=later)
    do(folder, "by-hand", DAY_BEFORE, "--word", "Corrected in the channel", now=later)
    equal(effects(view(folder, later))[DAY_BEFORE]["state"], "done-by-hand")


@case
def half_an_update(folder):
    """An update takes the scheduled message back first; where the other half is lost or refused, that is said at once,
    and what was approved needs no other approval."""
    begun(folder)
    do(folder, "approve", DAY_BEFORE)
    do(folder, "run")
    do(folder, "set", f"text.{DAY_BEFORE}", "It is tomorrow.")
    do(folder, "approve", DAY_BEFORE)
    env = faulty(folder, {"service": "slack", "path": "/chat.scheduleMessage", "kind": "refuse-connection-before"})
    do(folder, "run", DAY_BEFORE, status=1, env=env)
    equal(services_state(folder)["scheduled"], [])
    said = do(folder, "run", DAY_BEFORE, status=1, now="2026-12-01T12:05:00Z").stderr
    check("the earlier one was taken back" in said and "nothing is there now" in said, said)
    do(folder, "refresh", now="2026-12-01T12:05:00Z")
    do(folder, "run", DAY_BEFORE, now="2026-12-01T12:06:00Z")
    equal([message["text"] for message in services_state(folder)["scheduled"]], ["It is tomorrow."])
    do(folder, "set", f"text.{DAY_BEFORE}", "Tomorrow.")
    do(folder, "approve", DAY_BEFORE)
    env = faulty(folder, {"service": "slack", "path": "/chat.scheduleMessage", "kind": "status", "status": 403,
                          "error": "missing_scope"})
    said = do(folder, "run", DAY_BEFORE, status=1, env=env).stderr
    check("The earlier message was taken back, and the new one is not there" in said, said)
    do(folder, "run", DAY_BEFORE)
    equal([message["text"] for message in services_state(folder)["scheduled"]], ["Tomorrow."])


@case
def put_off(folder):
    """What goes out for a site that was put off, or of a stage that was left out, stays in sight until it is taken
    back; what stands there is told, and may stay."""
    begun(folder)
    do(folder, "approve", TICKET, DAY_BEFORE)
    do(folder, "run")
    said = do(folder, "set", "fate.tts", "put-off").stdout
    check("Nothing was taken back" in said and "It still goes out: “retract”" in said and "DM-" in said, said)
    check("with the Slack account of " in said, said)
    shown = do(folder, "show").stdout
    check("The day before, TTS: still goes out Mon 4 Jan, " in shown, shown)
    check("Configuration ticket, TTS: DM-" in shown, shown)
    listed = {stage["id"]: stage for stage in view(folder)["stages"]}
    equal([listed[name]["done"] for name in ["tickets", "announcement"]], [False, False])
    do(folder, "set", "waved.remains-" + TICKET.replace("/", "."), "true")
    do(folder, "run", DAY_BEFORE, status=1)
    do(folder, "refresh")
    said = do(folder, "retract", DAY_BEFORE).stdout
    check("The day before, TTS: nothing of it is left" in said, said)
    equal(services_state(folder)["scheduled"], [])
    listed = {stage["id"]: stage for stage in view(folder)["stages"]}
    equal([listed[name]["done"] for name in ["tickets", "announcement"]], [True, True])
    equal([name for name in effects(view(folder)) if "/tts/" in name], [TICKET])


@case
def approved_before_the_site_was_put_off(folder):
    """It counts again when the site comes back, and that is said."""
    begun(folder)
    do(folder, "approve", DAY_BEFORE)
    said = do(folder, "set", "fate.tts", "put-off").stdout
    check("counts again" not in said, said)
    said = do(folder, "set", "fate.tts", "null").stdout
    check("approved before and counts again" in said and "The day before, TTS" in said, said)
    do(folder, "withdraw", DAY_BEFORE)
    do(folder, "set", "fate.tts", "dropped")
    check("counts again" not in do(folder, "set", "fate.tts", "null").stdout, "nothing is approved")


@case
def left_out_stage(folder):
    begun(folder)
    do(folder, "approve", DAY_BEFORE)
    do(folder, "run")
    said = do(folder, "set", "skipped.announcement", "true").stdout
    check("It still goes out: “retract”" in said and "ticket" not in said, said)
    shown = do(folder, "show").stdout
    check("Announcement: 1 open" in shown and "still goes out" in shown, shown)
    do(folder, "retract", DAY_BEFORE)
    check("✓ Announcement: left out" in do(folder, "show").stdout, "it isn't left out")


def drop_scheduled(services):
    """Deletes the one message that is scheduled, as a person does in Slack."""
    message = services.state()["scheduled"][0]
    services.ask("/slack/api/chat.deleteScheduledMessage", "POST",
                 {"channel": message["channel"], "scheduled_message_id": message["id"]})


@case
def not_taken_back(folder):
    """A withdrawal that Slack refuses leaves the message scheduled, and says so wherever it is listed."""
    begun(folder)
    do(folder, "approve", DAY_BEFORE)
    do(folder, "run")
    env = faulty(folder, {"service": "slack", "path": "/chat.deleteScheduledMessage", "kind": "status", "status": 403,
                          "error": "missing_scope", "times": 5})
    do(folder, "retract", DAY_BEFORE, status=1, env=env)
    shown = do(folder, "show").stdout
    check("The day before, TTS: Scheduled for Mon 4 Jan" in shown and "It was not taken back. " in shown, shown)
    given = do(folder, "give-up", "--reason", "No").stdout
    check("It still goes out" in given, given)
    check("! The day before, TTS: Scheduled" in given, given)
    # Deleted there instead, it is not to be taken for scheduled.
    with Services(state_folder(folder), "--now", NOW) as services:
        drop_scheduled(services)
    do(folder, "refresh")
    equal(state_of(folder, DAY_BEFORE), "drifted")


def move_scheduled(services, *delays):
    """Moves the one message that is scheduled, as Slack does it; to several times, and it will be posted as often."""
    message = services.state()["scheduled"][0]
    drop_scheduled(services)
    for delay in delays:
        services.ask("/slack/api/chat.scheduleMessage", "POST", {"channel": message["channel"], "text": message["text"],
                                                                 "post_at": message["post_at"] + delay})


@case
def moved_and_taken_back(folder):
    """What somebody scheduled in its place doesn't go out unseen: it is shown, and taken back then."""
    begun(folder)
    for refreshed, delays in [(False, [600]), (True, [600]), (True, [600, 1200])]:
        do(folder, "approve", DAY_BEFORE)
        do(folder, "run", DAY_BEFORE)
        with Services(state_folder(folder), "--now", NOW) as services:
            move_scheduled(services, *delays)
        if refreshed:
            do(folder, "refresh")
        else:
            refused = do(folder, "retract", DAY_BEFORE, status=1).stderr
            check("nothing was taken back" in refused, refused)
        equal(state_of(folder, DAY_BEFORE), "drifted")
        shown = do(folder, "show").stdout
        check("Posted: ours" in shown if len(delays) == 1 else ", Posted: ours" in shown and "several" in shown, shown)
        equal(len(services_state(folder)["scheduled"]), len(delays))
        do(folder, "retract", DAY_BEFORE)
        equal(services_state(folder)["scheduled"], [])
        equal(state_of(folder, DAY_BEFORE), "ready")


def doubtful(folder):
    """A message whose answer was lost, and Slack doesn't tell whether it is scheduled."""
    begun(folder)
    do(folder, "approve", DAY_BEFORE)
    env = faulty(folder, {"service": "slack", "path": "/chat.scheduleMessage", "kind": "lose-reply"},
                 {"service": "slack", "path": "/chat.scheduledMessages.list", "kind": "status", "status": 500, "times": 100,
                  "skip": 1})
    do(folder, "run", DAY_BEFORE, status=1, env=env)


@case
def given_up_in_doubt(folder):
    """What may have been sent is named among what was, with what helps."""
    doubtful(folder)
    given = do(folder, "give-up", "--reason", "No").stdout
    check("The day before, TTS: In doubt" in given and "It may still go out" in given, given)
    refused = do(folder, "retract", DAY_BEFORE, status=3).stderr
    check("look again first" in refused, refused)
    check("Scheduled for Mon 4 Jan" in do(folder, "run", DAY_BEFORE).stdout, "it wasn't looked for")
    do(folder, "retract", DAY_BEFORE)
    equal(services_state(folder)["scheduled"], [])


@case
def left_out_in_doubt(folder):
    """Left out and put off, it is looked for all the same, and can be taken back once it was found."""
    doubtful(folder)
    said = do(folder, "leave-out", DAY_BEFORE, "--reason", "I do it").stdout
    check("In doubt" in said and "It was left out, but may have gone out before" in said, said)
    told = effects(view(folder))[DAY_BEFORE]
    check(told["reason"] == "I do it" and told["doubt"]["look-again"] > 0 and "Slack" in told["doubt"]["error"], told)
    check({stage["id"]: stage for stage in view(folder)["stages"]}["announcement"]["done"] is False, "nothing is open")
    do(folder, "set", "fate.tts", "put-off")
    shown = do(folder, "show").stdout
    check("! The day before, TTS: In doubt" in shown, shown)
    check("The day before, TTS: Scheduled for Mon 4 Jan" in do(folder, "refresh").stdout, "it wasn't looked for")
    do(folder, "retract", DAY_BEFORE)
    equal(services_state(folder)["scheduled"], [])


@case
def by_hand_in_doubt(folder):
    """Done by hand besides, it is not to go out twice."""
    doubtful(folder)
    said = do(folder, "by-hand", DAY_BEFORE, "--word", "I posted it").stdout
    check("In doubt" in said and "ours may have gone out as well" in said, said)
    do(folder, "refresh")
    do(folder, "by-hand", DAY_BEFORE, "--word", "I posted it", status=1)
    do(folder, "retract", DAY_BEFORE)
    equal(services_state(folder)["scheduled"], [])
    do(folder, "by-hand", DAY_BEFORE, "--word", "I posted it")
    equal(state_of(folder, DAY_BEFORE), "done-by-hand")


@case
def by_hand_is_compared(folder):
    """A ticket that a person made needn't be as ours would be; that it is gone is news."""
    begun(folder)
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "edit-issue", "key": "DM-39871", "fields": {}, "status": "To Do"})
    do(folder, "by-hand", TICKET, "--key", "DM-39871")
    do(folder, "refresh")
    equal(state_of(folder, TICKET), "done-by-hand")
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "delete-issue", "key": "DM-39871"})
    do(folder, "refresh")
    equal(state_of(folder, TICKET), "drifted")
    do(folder, "approve", TICKET, status=3)
    do(folder, "send-again", TICKET)
    equal(state_of(folder, TICKET), "ready")


@case
def given_up(folder):
    begun(folder)
    do(folder, "approve", TICKET, EARLY)
    do(folder, "run", TICKET)
    do(folder, "by-hand", TASK, "--word", "Built")
    equal(do(folder, "give-up", status=2).stdout, "")
    given = do(folder, "give-up", "--reason", "The cycle is put off").stdout
    check("Configuration ticket, TTS: Done  DM-" in given, given)
    check("SQuaRE" not in given, given)
    for command, words in [("approve", [DAY_BEFORE]), ("run", [EARLY])]:
        refused = do(folder, command, *words, status=1)
        check("given up" in refused.stderr, refused.stderr)
    equal(view(folder)["given-up"], "The cycle is put off")
    sheet = do(folder, "export").stdout
    check("The cycle is put off" in sheet and "Nothing more of it is sent" in sheet, sheet)
    back = sheet[sheet.index("## To take back"):].split("\n## ")[0]
    check("Configuration ticket, TTS: [DM-" in back and "SQuaRE" not in back, back)
    check("On the deployment day" not in sheet, sheet)
    listed = run(folder, "list")
    equal(listed.stdout, f"{ID} (rehearsal) (given up)\n")
    equal(services_state(folder)["messages"], services_state(template())["messages"])


@case
def taken_up(folder):
    begun(folder)
    do(folder, "approve", EARLY)
    check("is not given up" in do(folder, "take-up", status=1).stderr, "what goes on is taken up")
    do(folder, "give-up", "--reason", "The cycle is put off")
    # Another one took its place meanwhile, until that is given up as well.
    made = run(folder, "--rehearsal-now", NOW, "new", "--cycle", "45", "--site", "tts=2027-01-05T17:00")
    equal(made.returncode, 0)
    refused = do(folder, "take-up", status=1).stderr
    check(f"“{ID}-2” took its place" in refused and "TTS" in refused, refused)
    equal(view(folder)["given-up"], "The cycle is put off")
    equal(run(folder, "--rehearsal-now", NOW, "give-up", f"{ID}-2", "--reason", "Twice").returncode, 0)
    do(folder, "take-up")
    equal(view(folder).get("given-up"), None)
    check("put off" not in do(folder, "export").stdout, "the sheet says that it is given up")
    equal(state_of(folder, EARLY), "approved")
    do(folder, "run", EARLY)


@case
def changed_outside(folder):
    begun(folder)
    do(folder, "approve", TICKET)
    do(folder, "run")
    key = effect(folder, TICKET)["outcome"]["key"]
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "edit-issue", "key": key, "fields": {"summary": "Something else"}})
    refreshed = do(folder, "refresh").stdout
    check("Configuration ticket, TTS: Changed outside" in refreshed, refreshed)
    found = effect(folder, TICKET)
    equal(found["state"], "drifted")
    check("Something else" in json.dumps(found["differences"]), found["differences"])
    # Nothing is repaired by itself; the person takes it as it is.
    do(folder, "run", TICKET, status=3)
    do(folder, "adopt", TICKET)
    equal(state_of(folder, TICKET), "done")
    equal(services_state(folder)["issues"][key]["fields"]["summary"], "Something else")
    # Closed before its day, it is opened again by whoever wants it as it was.
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "edit-issue", "key": key, "fields": {}, "status": "Done"})
    refreshed = do(folder, "refresh").stdout
    check("Status: ours “open, by To Do”, theirs “Done”" in refreshed, refreshed)
    do(folder, "approve", TICKET)
    do(folder, "run", TICKET)
    equal(services_state(folder)["issues"][key]["status"], "To Do")
    equal(state_of(folder, TICKET), "done")


@case
def gone_outside(folder):
    """What is not there any more can't be taken over or brought up to date; the way on is named."""
    begun(folder)
    do(folder, "approve", TICKET)
    do(folder, "run")
    key = effect(folder, TICKET)["outcome"]["key"]
    do(folder, "set", "site.tts", "2027-01-07T17:00")
    equal(state_of(folder, TICKET), "outdated")
    shown = do(folder, "show", TICKET).stdout
    update = shown[shown.index("What the update changes:"):shown.index("Exactly this is sent")]
    changed = [line for line in update.splitlines() if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]
    equal([("Jan" in line) for line in changed], [True, True])
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "delete-issue", "key": key})
    check("“send-again” makes another" in do(folder, "refresh").stdout)
    equal(effect(folder, TICKET)["gone"], True)
    check("not there any more when it was last" in do(folder, "adopt", TICKET, status=1).stderr)
    check("send it again" in do(folder, "approve", TICKET, status=3).stderr)
    do(folder, "send-again", TICKET)
    do(folder, "approve", TICKET)
    do(folder, "run")
    check(effect(folder, TICKET)["outcome"]["key"] != key)


@case
def a_second_one(folder):
    """Another ticket besides the first takes a word; the first stays in sight until somebody took it away."""
    begun(folder)
    do(folder, "approve", TICKET)
    do(folder, "run")
    first = effect(folder, TICKET)["outcome"]["key"]
    check(f"{first} is there, and stays there" in do(folder, "send-again", TICKET, status=3).stderr)
    do(folder, "send-again", "--besides", TICKET)
    check("Configuration ticket, TTS: Ready" in do(folder, "show").stdout)
    do(folder, "approve", TICKET)
    do(folder, "run", TICKET)
    before = TICKET + "~1"
    equal((effect(folder, before)["outcome"]["key"], state_of(folder, before)), (first, "done"))
    check(effect(folder, TICKET)["outcome"]["key"] != first)
    do(folder, "refresh")
    equal(state_of(folder, before), "done")
    check("send that" in do(folder, "send-again", "--besides", before, status=1).stderr)
    check("taken back by hand" in do(folder, "retract", before, status=3).stderr)
    check(f"{first} is still there as well" in do(folder, "export").stdout)
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "edit-issue", "key": first, "fields": {"summary": "Not this one"}})
    do(folder, "refresh")
    equal(state_of(folder, before), "drifted")
    check(first in do(folder, "give-up", "--reason", "The cycle is put off").stdout)
    do(folder, "take-up")
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "delete-issue", "key": first})
    do(folder, "refresh")
    check(before not in do(folder, "show").stdout)


@case
def notes_and_sheet(folder):
    begun(folder)
    do(folder, "note", "Ask the build team about strimzi")
    do(folder, "by-hand", TASK, "--word", "Built on Monday")
    sheet = do(folder, "export").stdout
    for words in ["Ask the build team about strimzi", "Built on Monday", "Vera"]:
        check(words in sheet, words, sheet)


@case
def dates_as_new_takes_them(folder):
    begun(folder)
    for text, expected in [("2027-01-07T16:30", "16:30"), ("2027-01-07", "17:00")]:
        check(f'"{expected}"' in do(folder, "set", "site.tts", text).stdout, text)
    equal(do(folder, "set", "site.tts", "2027-01-07T25:00", status=2).stdout, "")


@case
def nonsense_facts(folder):
    begun(folder)
    for key, value in [("site.atlantis", '{"date": "2027-01-05", "time": "17:00"}'), ("site.tts", "tomorrow"),
                       ("site.tts", '{"date": "2027-02-30", "time": "17:00"}'), ("cycle", "zero"),
                       ("round.tts.argocd-csc", "0"), ("vresion.kafka", "1"),
                       ("site.tts", '{"date": "2027-01-05", "time": "17:00", "at": "noon"}')]:
        refused = do(folder, "set", key, value, status=1)
        check(refused.stderr.startswith("cyclewright-cli: "), refused.stderr)
    check("“at” is not known of a site" in refused.stderr, refused.stderr)
    equal(view(folder), view(template()))


@case
def two_at_once(folder):
    """While one command sends, others read along; what would change something is told who holds the preparation."""
    begun(folder)
    do(folder, "approve", TICKET)
    env = faulty(folder, {"service": "jira", "method": "POST", "path": "/rest/api/3/issue", "kind": "slow",
                          "milliseconds": 600000})
    with subprocess.Popen([CLI, "--data-dir", str(folder / "cyclewright"), "--rehearsal-now", NOW, "run", ID],
                          env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as first:
        wait_for_request(folder, "jira", "POST", "/rest/api/3/issue", first)
        equal((state_of(folder, TICKET), state_of(folder, EARLY)), ("running", "ready"))
        check("Sending" in do(folder, "show", TICKET).stdout, "the effect is not shown as it is now")
        check("Configuration ticket, TTS" in do(folder, "export").stdout, "the sheet lacks the ticket")
        for command, words in [("refresh", []), ("approve", [EARLY]), ("run", [])]:
            second = do(folder, command, *words, status=1)
            check("open in another window or command" in second.stderr, second.stderr)
            check(str(first.pid) in second.stderr, second.stderr)
        listed = run(folder, "list")
        equal((listed.returncode, listed.stdout), (0, f"{ID} (rehearsal)\n"))
        first.kill()
        first.wait(TIMEOUT)
    # Who reads leaves it as it is; the next owner looks what became of it.
    equal(state_of(folder, TICKET), "running")
    do(folder, "refresh")
    equal(state_of(folder, TICKET), "done")


try:
    main()
finally:
    if template.cache_info().currsize:
        shutil.rmtree(template(), ignore_errors=True)
