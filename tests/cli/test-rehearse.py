# SPDX-License-Identifier: GPL-3.0-or-later
"""`rehearse`: the whole job, and then the services are asked what they hold."""

import base64
import datetime
import json
import re
import signal
import subprocess

from support import (CLI, SOURCE, Services, case, check, effects, environment, equal, faulty, git, main, run,
                     state_folder, view)

NOW = "2026-12-01T12:00:00Z"
SITES = ["--site", "summit=2027-01-12T17:00", "--site", "tts=2027-01-05T17:00", "--site", "bts=2027-01-06T17:00"]


def rehearse(folder, procedure, *arguments):
    return run(folder, "--procedure", procedure, "--rehearsal-now", NOW, "rehearse", *SITES, *arguments)


def whole(folder, procedure):
    result = rehearse(folder, procedure)
    equal((result.returncode, result.stderr), (0, ""))
    check("Every check of every stage holds" in result.stdout, result.stdout)
    return result.stdout


def find_issues(state, project, word):
    return [issue for issue in state["issues"].values()
            if issue["key"].startswith(project) and word in issue["fields"]["summary"]]


def minutes(messages):
    return sorted((message["channel_name"], message["minute"]) for message in messages)


def scheduled(state):
    """The pending messages with the names of their channels and their minutes, UTC."""
    names = {channel["id"]: channel["name"] for channel in state["channels"]}
    for message in state["scheduled"]:
        when = datetime.datetime.fromtimestamp(message["post_at"], datetime.timezone.utc)
        yield {"channel_name": names[message["channel"]], "minute": when.strftime("%Y-%m-%d %H:%M"), **message}


def posted(state, channel):
    ids = [one["id"] for one in state["channels"] if one["name"] == channel]
    return [message for message in state["messages"] if message["channel"] in ids and "Cycle 45" in message["text"]]


def branch_trees(folder, services, repository):
    """Fetch a repository over smart HTTP; each ticket branch with the commits and files that it adds to its parent."""
    address = services.ready["git"].replace("//", f"//rehearsal:{services.ready['token']}@")
    path = folder / ("clone-" + repository.replace("/", "-"))
    git(folder, "clone", "-q", "--mirror", f"{address}/{repository}.git", path)
    branches = {}
    for name in git(path, "for-each-ref", "--format=%(refname)", "refs/heads/tickets").split():
        subject, body = git(path, "log", "-1", "--format=%s%n%x00%b", name).split("\0", 1)
        if "Cyclewright-Effect:" in body:
            branches[name.removeprefix("refs/heads/")] = {
                "subject": subject.strip(), "path": path, "commit": git(path, "rev-parse", name).strip(),
                "files": git(path, "diff", "--name-only", f"{name}^", name).split(),
                "diff": git(path, "diff", f"{name}^", name)}
    return branches


def check_tickets(state, project):
    tickets = find_issues(state, project, "deployment configuration for Cycle 45")
    equal(sorted(ticket["fields"]["summary"] for ticket in tickets),
          ["Ready Base test stand deployment configuration for Cycle 45",
           "Ready Tucson test stand deployment configuration for Cycle 45",
           "Ready summit deployment configuration for Cycle 45"])
    for ticket in tickets:
        equal(ticket["type"], "Story")
        equal(ticket["fields"]["customfield_10056"]["value"], "Deployment")
        check(any(label.startswith("cw-") for label in ticket["fields"]["labels"]), ticket["fields"]["labels"])
    calendar = find_issues(state, "SUMMIT", "Control System Cycle 45 Upgrade")
    equal(len(calendar), 1)
    fields = calendar[0]["fields"]
    check("SoftwareRelease" in fields["labels"], fields["labels"])
    equal(fields["customfield_10059"][:16], "2027-01-12T17:00")
    equal(sorted(component["name"] for component in fields["components"]),
          ["AuxTel", "ComCam", "SIT-COM", "Software Updates"])
    return {ticket["fields"]["summary"].split()[1].lower(): ticket["key"] for ticket in tickets}


def check_page(state, tickets):
    pages = [page for page in state["pages"].values() if page["title"] == "Cycle 45 Upgrade"]
    equal(len(pages), 1)
    for key in tickets.values():
        check(key in pages[0]["body"], key)
    check(re.search(r"ts_xml</td><td>[0-9]", pages[0]["body"]), pages[0]["body"])
    check("Operational changes" in pages[0]["body"], pages[0]["body"])
    check(any(pages[0]["id"] in message["text"] for message in posted(state, "control-system-releases")),
          "the page is not announced")


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


def check_branches(shown, branches, repository):
    """Each branch holds exactly what was planned: the files and the blobs of the reviewed payload."""
    for effect in effects(shown).values():
        if effect["kind"] != "git-branch" or effect["payload"]["repository"] != repository:
            continue
        branch = branches[effect["payload"]["branch"]]
        equal(sorted(branch["files"]), sorted(file["path"] for file in effect["payload"]["files"]))
        for file in effect["payload"]["files"]:
            equal(git(branch["path"], "rev-parse", f"{branch['commit']}:{file['path']}").strip(), file["new"])
        equal(effect["outcome"]["commit"], branch["commit"])


@case
def specification(folder):
    whole(folder, "rubin-2023")
    shown = view(folder, "c0045-rubin-2023", "--rehearsal-now", NOW)
    with Services(state_folder(folder), "--now", NOW) as services:
        state = services.state()
        tickets = check_tickets(state, "DM")
        check_page(state, tickets)
        check_rehearsed_person(state)
        equal(minutes(scheduled(state)), [
            ("rubinobs-base-teststand", "2027-01-05 12:00"), ("rubinobs-base-teststand", "2027-01-06 19:00"),
            ("rubinobs-tucson-teststand", "2027-01-04 12:00"), ("rubinobs-tucson-teststand", "2027-01-05 19:00"),
            ("summit-announce", "2027-01-11 12:00"), ("summit-announce", "2027-01-12 19:00")])
        for repository in ["lsst-it/docker-compose-ops", "lsst-ts/argocd-csc", "lsst-ts/LOVE-integration-tools",
                           "lsst-sqre/phalanx"]:
            branches = branch_trees(folder, services, repository)
            equal(sorted(branches), sorted(f"tickets/{key}" for key in tickets.values()))
            check_branches(shown, branches, repository)
        summit = branch_trees(folder / "home", services, "lsst-ts/argocd-csc")[f"tickets/{tickets['summit']}"]
        equal(summit["subject"], "Summit: Update to Cycle 45.")
        check(summit["diff"].count("\n+") > 60, len(summit["files"]))
        equal(sorted(pull["head"]["ref"] if isinstance(pull["head"], dict) else pull["head"]
                     for pull in state["pulls"]), sorted(f"tickets/{key}" for key in tickets.values()))
        notices = posted(state, "com-square-support")
        equal(len(notices), 4)
        equal(len([notice for notice in notices if "ready to merge" in notice["text"]]), 3)


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
        check("c0045" in branches[f"tickets/{tickets['summit']}"]["diff"], "no new tag in phalanx")
        for repository in ["lsst-it/docker-compose-ops", "lsst-ts/LOVE-integration-tools"]:
            equal(list(branch_trees(folder, services, repository)), [f"tickets/{tickets['summit']}"])
        equal(len(state["pulls"]), 3)
        equal(posted(state, "com-square-support"), [])


@case
def again_nothing_twice(folder):
    whole(folder, "rubin-2023")
    with Services(state_folder(folder), "--now", NOW) as services:
        before = services.state()
    result = rehearse(folder, "rubin-2023")
    equal((result.returncode, result.stderr), (0, ""))
    with Services(state_folder(folder), "--now", NOW) as services:
        after = services.state()
    for kind in ["issues", "pages", "pulls", "messages", "scheduled"]:
        equal((kind, after[kind]), (kind, before[kind]))


@case
def second_data_folder_adopts(folder):
    """Another machine finds what the first one made, and makes nothing."""
    whole(folder, "rubin-2023")
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


@case
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
        while "Configuration ticket" not in process.stdout.readline():
            pass
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
    check("403" in refused.stderr and "isn't approved" in refused.stderr, refused.stderr)
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
    check(re.search(r"summary differs; ours “Ready .*”, there “Something else”", result.stdout), result.stdout)
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
    check("Question “page.channel” of “Cycle page”: In which channel" in result.stderr, result.stderr)
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
