# SPDX-License-Identifier: GPL-3.0-or-later
"""`rehearse`: the whole job, and then the services are asked what they hold."""

import base64
import json
import re
import signal
import subprocess

from holdings import (NOW, STARTS, branch_trees, check_branches, check_page, check_preparation, check_subjects,
                      check_tickets, find_issues, minutes, posted, scheduled)
from support import (CLI, SOURCE, Services, case, check, effects, environment, equal, faulty, main, repeated_case, run,
                     state_folder, view)

SITES = [word for site, start in STARTS.items() for word in ("--site", f"{site}={start}")]


def rehearse(folder, procedure, *arguments):
    return run(folder, "--procedure", procedure, "--rehearsal-now", NOW, "rehearse", *SITES, *arguments)


def whole(folder, procedure):
    result = rehearse(folder, procedure)
    equal((result.returncode, result.stderr), (0, ""))
    check("Every check of every stage holds" in result.stdout, result.stdout)
    return result.stdout


def check_rehearsed_person(state):
    """What the rehearsed person wants goes where it belongs: the principals are asked, testers get the first stand,
    the page says what was typed."""
    asked = posted(state, "system-principals")
    equal(sorted(role for role in ["Camera", "DM"] for message in asked if f"on the {role} machines" in message["text"]),
          ["Camera", "DM"])
    check(all("at the summit on Tue 12 Jan" in message["text"] for message in asked), asked)
    testing = [message for message in scheduled(state) if "testers have the stand" in message["text"]]
    equal([message["minute"] for message in testing], ["2027-01-04 12:00"])
    check("ready by Tue 5 Jan, 21:00 CLT. Then testers have the stand until Thu 7 Jan, 12:00 CLT." in testing[0]["text"],
          testing[0]["text"])
    page = next(page["body"] for page in state["pages"].values() if page["title"] == "Cycle 45 Upgrade")
    typed = json.loads((SOURCE / "data" / "rehearsal" / "world.json").read_text())["page"]
    for line in [*typed["changes"], *typed["problems"]]:
        check(f"<li>{line}</li>" in page or f"<li><p>{line}</p></li>" in page, line, page)
    check(re.search(r"strimzi</td><td>" + re.escape(typed["version"]) + "</td><td>Typed", page), page)


@case
def specification(folder):
    whole(folder, "rubin-2023")
    shown = view(folder, "c0045-rubin-2023", "--rehearsal-now", NOW)
    with Services(state_folder(folder), "--now", NOW) as services:
        check_rehearsed_person(services.state())
        check_preparation(folder, shown, services)


@case
def newest(folder):
    whole(folder, "rubin-2026")
    shown = view(folder, "c0045-rubin-2026", "--rehearsal-now", NOW)
    with Services(state_folder(folder), "--now", NOW) as services:
        state = services.state()
        tickets = check_tickets(state, "OSW")
        check_page(state, tickets)
        check_rehearsed_person(state)
        channels = [channel for channel, _ in minutes(scheduled(state))]
        equal(channels, ["base-teststand"] * 2 + ["summit-announce"] * 2 + ["tucson-teststand"] * 2)
        branches = branch_trees(folder, services, "lsst-sqre/phalanx")
        equal(sorted(branches), sorted(f"tickets/{key}" for key in tickets.values()))
        check_branches(shown, branches, "lsst-sqre/phalanx")
        check_subjects(branches, tickets, "{key}: Cycle 45 {site} configuration")
        check("c0045" in branches[f"tickets/{tickets['summit']}"]["diff"], "no new tag in phalanx")
        for repository in ["lsst-it/docker-compose-ops", "lsst-ts/LOVE-integration-tools"]:
            trees = branch_trees(folder, services, repository)
            equal(list(trees), [f"tickets/{tickets['summit']}"])
            check_subjects(trees, tickets, "Summit: Update to Cycle 45.")
        equal(len(state["pulls"]), 3)
        equal(posted(state, "com-square-support"), [])


def check_again(folder, procedure):
    whole(folder, procedure)
    with Services(state_folder(folder), "--now", NOW) as services:
        before = services.state()
    result = rehearse(folder, procedure)
    equal((result.returncode, result.stderr), (0, ""))
    with Services(state_folder(folder), "--now", NOW) as services:
        after = services.state()
    for kind in ["issues", "pages", "pulls", "messages", "scheduled"]:
        equal((kind, after[kind]), (kind, before[kind]))


@repeated_case
def again_nothing_twice(folder):
    check_again(folder, "rubin-2023")


@repeated_case
def newest_again_nothing_twice(folder):
    check_again(folder, "rubin-2026")


def known(folder):
    """What a machine says of everything: how it stands, and as what it is there; and the sheet, wherever it is read."""
    shown = view(folder, "c0045-rubin-2023", "--rehearsal-now", NOW)
    sheet = run(folder, "--rehearsal-now", NOW, "export", "c0045-rubin-2023")
    equal((sheet.returncode, sheet.stderr), (0, ""))
    return ({name: (effect["state"], (effect.get("outcome") or {}).get("key")) for name, effect in effects(shown).items()},
            re.sub(r"http://127\.0\.0\.1:\d+", "", sheet.stdout).splitlines())


@repeated_case
def second_data_folder_adopts(folder):
    """Another machine finds what the first one made, makes nothing, and knows as much in the end, but for what a person
    was asked on the first alone before it was sent."""
    whole(folder, "rubin-2023")
    first, sheet = known(folder)
    other = folder / "other"
    (other / "cyclewright" / "rehearsals").mkdir(parents=True)
    state_folder(folder).rename(state_folder(other))
    with Services(state_folder(other), "--now", NOW) as services:
        before = services.state()
    result = rehearse(other, "rubin-2023")
    equal((result.returncode, result.stderr), (0, ""))
    with Services(state_folder(other), "--now", NOW) as services:
        after = services.state()
    for kind in ["issues", "pages", "pulls", "scheduled"]:
        equal((kind, sorted(json.dumps(one, sort_keys=True) for one in
                            (after[kind].values() if isinstance(after[kind], dict) else after[kind]))),
              (kind, sorted(json.dumps(one, sort_keys=True) for one in
                            (before[kind].values() if isinstance(before[kind], dict) else before[kind]))))
    equal(len(after["messages"]), len(before["messages"]))
    second, other_sheet = known(other)
    equal(sorted(second.items()), sorted(first.items()))
    equal([line for line in other_sheet if line not in sheet], [])
    alone = [line for line in sheet if line not in other_sheet]
    equal(alone[:1], ["### Not asked any more"])
    equal([line for line in alone[1:] if not re.match(r"- On which branch of .* \*\*tickets/OSW-2010: .*\*\* \(", line)], [])


@repeated_case
def exports(folder):
    whole(folder, "rubin-2023")
    markdown = run(folder, "--rehearsal", "export", "c0045-rubin-2023")
    equal(markdown.returncode, 0)
    check(markdown.stdout.startswith("# Cycle 45"), markdown.stdout[:200])
    check("Configuration ticket, Summit" in markdown.stdout, markdown.stdout)
    document = folder / "sheet.pdf"
    equal(run(folder, "--rehearsal", "export", "c0045-rubin-2023", "--as", "pdf", "--output", document).returncode, 0)
    check(document.read_bytes().startswith(b"%PDF"), "no PDF")
    shown = run(folder, "--rehearsal", "export", "c0045-rubin-2023", "--as", "json")
    equal(json.loads(shown.stdout)["done"], True)


@case
def revision(folder):
    result = run(folder, "--procedure", "rubin-2026", "--rehearsal-now", NOW, "rehearse", "--cycle", "c0044.003",
                 "--components", "MTMount,ESS:1", "--site", "summit=2027-01-13")
    equal((result.returncode, result.stderr), (0, ""))
    with Services(state_folder(folder), "--now", NOW) as services:
        state = services.state()
    equal(len(find_issues(state, "SUMMIT", "Incremental XML Upgrade (Cycle 44 Revision 3)")), 1)


@case
def interrupted(folder):
    """Ctrl+C finishes the running request and starts none; the same command goes on."""
    with subprocess.Popen([CLI, "--data-dir", folder / "cyclewright", "--rehearsal-now", NOW, "rehearse", *SITES],
                          env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        check(any("Configuration ticket" in line for line in process.stdout), "it ended before its first ticket")
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=120)
    equal(process.returncode, 1)
    check("Stopped" in errors, errors)
    check(re.search(r"^Pending: .* \(Ready\)$", errors, re.M), errors)
    check("Handover" not in output, output)
    shown = effects(view(folder, "c0045-rubin-2023", "--rehearsal-now", NOW))
    check(all(effect["state"] not in ("running", "in-doubt") for effect in shown.values()), shown)
    whole(folder, "rubin-2023")


ID = "c0045-rubin-2023"
TTS = ["--site", "tts=2027-01-05T17:00"]
TICKET = "c0045/tts/tickets/configuration/1"
EARLY = "c0045/all/science-platform/notice-early/1"
TASK = "c0045/all/build/rpms/1"


def document(folder, *words, status=0):
    """The one JSON document that a command prints."""
    result = run(folder, "--rehearsal-now", NOW, "--format", "json", *words)
    check(result.returncode == status, *words, "→", result.returncode, result.stdout, result.stderr)
    return json.loads(result.stdout)


def states(array):
    return [(effect["id"], effect["state"]) for effect in array]


@case
def json_of_every_command(folder):
    begun = document(folder, "new", "--cycle", "45", *TTS)
    equal(begun["id"], ID)
    equal(document(folder, "run", ID, status=3), [])
    equal(states(document(folder, "approve", ID, TICKET, EARLY)), [(TICKET, "approved"), (EARLY, "approved")])
    equal(states(document(folder, "withdraw", ID, EARLY)), [(EARLY, "ready")])
    sent = document(folder, "run", ID)
    equal(states(sent), [(TICKET, "done")])
    equal(sent[0], document(folder, "show", ID, TICKET))
    equal(states(document(folder, "leave-out", ID, EARLY, "--reason", "They know")), [(EARLY, "left-out")])
    equal(states(document(folder, "restore", ID, EARLY)), [(EARLY, "ready")])
    equal(states(document(folder, "by-hand", ID, TASK, "--word", "Built")), [(TASK, "done-by-hand")])
    equal(document(folder, "run", ID, TICKET, status=1), [sent[0]])
    equal(document(folder, "set", ID, "version.kafka", "3")["id"], ID)
    equal([note["text"] for note in document(folder, "note", ID, "Hello")["notes"]], ["Hello"])
    equal(document(folder, "refresh", ID)["id"], ID)
    equal(document(folder, "export", ID)["id"], ID)
    sheet = folder / "sheet.md"
    equal(document(folder, "export", ID, "--as", "markdown", "--output", sheet),
          {"as": "markdown", "output": str(sheet)})
    check({state for _, state in states(document(folder, "approve", ID, "--all"))} == {"approved"}, "not approved")
    equal([one["id"] for one in document(folder, "list")], [ID])
    equal(document(folder, "give-up", ID, "--reason", "No")["given-up"], "No")


@case
def json_of_a_rehearsal(folder):
    result = run(folder, "--format", "json", "--rehearsal-now", NOW, "rehearse", *TTS)
    equal(result.returncode, 0)
    shown = json.loads(result.stdout)
    equal((shown["id"], shown["done"]), (ID, True))
    check("Configuration ticket, TTS: Done" in result.stderr and "Every check" in result.stderr, result.stderr)
    # Named alone, a rehearsal is found where no real preparation has its name.
    found = run(folder, "--format", "json", "show", ID)
    equal((found.returncode, json.loads(found.stdout)["id"]), (0, ID))
    check(found.stderr.startswith("Rehearsal: ") and ID in found.stderr, found.stderr)
    equal(run(folder, "show", "c0046-rubin-2023").returncode, 1)


@case
def status_of_run(folder):
    """1 where anything failed, else 3 where anything waits for a person, else 0."""
    document(folder, "new", "--cycle", "45", *TTS)
    nothing = run(folder, "--rehearsal-now", NOW, "run", ID)
    equal((nothing.returncode, nothing.stderr), (3, "Nothing is approved; “approve” comes first.\n"))
    document(folder, "approve", ID, TICKET)
    env = faulty(folder, {"service": "jira", "method": "POST", "path": "/rest/api/3/issue", "kind": "status",
                          "status": 403})
    refused = run(folder, "--rehearsal-now", NOW, "run", ID, TICKET, EARLY, env=env)
    equal(refused.returncode, 1)
    check("403" in refused.stderr and "isn’t approved" in refused.stderr, refused.stderr)
    check("Configuration ticket, TTS: Failed" in refused.stdout and "SQuaRE" in refused.stdout, refused.stdout)
    equal(run(folder, "--rehearsal-now", NOW, "run", ID, TICKET, EARLY).returncode, 3)
    equal(view(folder, ID, "--rehearsal-now", NOW)["stages"][1]["effects"][0]["state"], "done")


@case
def taken_over(folder):
    """What is there already and differs is asked about; the rehearsed person takes it over, with the differences."""
    document(folder, "new", "--cycle", "45", *TTS)
    document(folder, "approve", ID, TICKET)
    key = document(folder, "run", ID)[0]["outcome"]["key"]
    for journal in (folder / "cyclewright" / "rehearsals").glob("*.cyclewright*"):
        journal.unlink()
    with Services(state_folder(folder), "--now", NOW) as services:
        services.ask("/outside", "POST", {"do": "edit-issue", "key": key, "fields": {"summary": "Something else"}})
    document(folder, "new", "--cycle", "45", *TTS)
    document(folder, "approve", ID, TICKET)
    equal(states(document(folder, "run", ID, status=3)), [(TICKET, "asking")])
    result = run(folder, "--rehearsal-now", NOW, "rehearse", *TTS)
    equal((result.returncode, result.stderr), (0, ""))
    check("There already, and taken over: Configuration ticket, TTS\n" in result.stdout, result.stdout)
    check(re.search(r"Summary: ours “Ready .*”, theirs “Something else”", result.stdout), result.stdout)
    check(re.search(r"holds; [0-9]+ warnings were waved through, 1 thing that was there already was taken over\.\n$",
                    result.stdout), result.stdout)


@case
def open_question_at_the_end(folder):
    procedure = json.loads((SOURCE / "data" / "procedures" / "rubin-2023.json").read_text())
    procedure["id"] = "mine"
    procedure["wiki"]["announce-channel"] = ""
    (folder / "mine.json").write_text(json.dumps(procedure))
    rehearsal = ["--procedure", folder / "mine.json", "--rehearsal-now", NOW, "rehearse", *TTS]
    result = run(folder, *rehearsal)
    equal(result.returncode, 3)
    check("Question “page.channel” of “Cycle Page”: In which channel" in result.stderr, result.stderr)
    check("“cyclewright-cli --rehearsal set c0045-mine KEY VALUE” answers it." in result.stderr, result.stderr)
    answered = run(folder, "--rehearsal", "--rehearsal-now", NOW, "set", "c0045-mine", "page.channel",
                   "#control-system-releases")
    equal((answered.returncode, answered.stdout), (0, "page.channel: not set → “#control-system-releases”\n"))
    equal(run(folder, *rehearsal).returncode, 0)


@case
def facts_that_have_no_place(folder):
    begun = document(folder, "new", "--cycle", "45", *TTS)
    for key, value, word in [
        ("vresion.kafka", "1", "version.NAME"), ("page", "x", "page.changes"), ("version.kafak", "1", "schema-registry"),
        ("waved.nothing", "true", "nothing"), ("principals.tts", "yes", "true or false"), ("base.mars.phalanx", "x", "mars"),
        ("base.tts.nowhere", "main", "argocd-csc"), ("round.tts", "2", "argocd-csc"), ("answer.nobody", "x", "nobody"),
        ("text.c0045/tts/nothing/1", "x", "c0045/tts/nothing/1"), (f"text.{TICKET}", "x", "no message"),
        ("skipped.lunch", "true", "handover"), ("fate.tts", "gone", "put-off"), ("fate.mars", "dropped", "bts"),
        (f"missed.{EARLY}", "later", "never"),
    ]:
        refused = run(folder, "--rehearsal-now", NOW, "set", ID, key, value)
        equal((key, refused.returncode, refused.stdout), (key, 1, ""))
        check(word in refused.stderr, key, refused.stderr)
    equal(view(folder, ID, "--rehearsal-now", NOW), begun)
    for key, value, printed in [
        ("version.kafka", "3", "not set → “3”"), ("version.kafka", "null", "“3” → not set"),
        ("round.tts.argocd-csc", "2", "not set → 2"), ("principals.tts", "true", "not set → true"),
        (f"text.{EARLY}", "Hello", "not set → “Hello”"), ("skipped.build", "true", "not set → true"),
        ("author", "Vera <v@example.org>", 'not set → {"name":"Vera","email":"v@example.org"}'),
    ]:
        result = run(folder, "--rehearsal-now", NOW, "set", ID, key, value)
        equal((result.returncode, result.stdout), (0, f"{key}: {printed}\n"))


@case
def debug_tells_no_secret(folder):
    result = run(folder, "--debug", "--rehearsal-now", NOW, "rehearse", *SITES)
    equal(result.returncode, 0)
    check("cw-http" in result.stderr and "cw-journal" in result.stderr, result.stderr[:2000])
    token = (state_folder(folder) / "token").read_text().strip()
    for text in [result.stdout, result.stderr]:
        check(token not in text and base64.b64encode(token.encode()).decode() not in text, "the token is told")
    for journal in (folder / "cyclewright" / "rehearsals").glob("*.cyclewright"):
        check(token.encode() not in journal.read_bytes(), "the journal holds the token")


@case
def wrong_input(folder):
    for arguments, status, word in [
        (["rehearse", "--cycle", "zero"], 2, "zero"),
        (["rehearse", "--site", "atlantis=2027-01-12"], 1, "atlantis"),
        (["rehearse", "--site", "summit=2027-02-30"], 2, "2027-02-30"),
        (["rehearse", "--site", "summit"], 2, "SITE="),
        (["rehearse", "--site", "summit=2020-01-14"], 1, "past"),
        (["rehearse", "more"], 2, "no other words"),
        (["--procedure", "rubin-1999", "rehearse"], 1, "rubin-2023"),
    ]:
        result = run(folder, "--rehearsal-now", NOW, *arguments)
        equal((arguments, result.returncode), (arguments, status))
        check(word in result.stderr, arguments, result.stderr)
    equal(list((folder / "cyclewright").glob("rehearsals/*.cyclewright")), [])


main()
