# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts on the command line: kept, tried, taken from the scripts' files, and used by a real preparation."""

import http.server
import json
import subprocess
import threading

from support import CLI, TIMEOUT, Services, case, check, environment, equal, main, run

TOKEN = "very-secret-token-17"


def accounts(folder, *words, secret=None, status=0, more=(), **extra):
    env = environment(folder, **extra)
    result = subprocess.run([CLI, "--data-dir", str(folder / "cyclewright"), "--debug", *more, "accounts", *words],
                            env=env, input=secret, capture_output=True, text=True, timeout=TIMEOUT, cwd=folder,
                            stdin=subprocess.DEVNULL if secret is None else None)
    if status is not None:
        equal((words, result.returncode, result.stderr if status != result.returncode else ""), (words, status, ""))
    check(TOKEN not in result.stdout + result.stderr, "the token was printed")
    return result


def listed(folder, **extra):
    result = accounts(folder, more=["--format", "json"], **extra)
    return {one["service"]: one for one in json.loads(result.stdout)}


def keep_all(folder, ready):
    """All accounts of running services in the keyring."""
    for service in ("jira", "confluence", "github", "slack", "registry", "git"):
        user = ["--user", ready["email"]] if service in ("jira", "confluence", "git", "registry") else []
        accounts(folder, "set", service, "--url", ready[service], *user, secret=ready["token"] + "\n")


@case
def kept_and_forgotten(folder):
    equal({one["source"] for one in listed(folder).values()}, {"none"})
    accounts(folder, "set", "jira", "--user", "me@example.org", secret=TOKEN + "\n")
    found = listed(folder)
    equal(found["jira"], {"service": "jira", "source": "keyring", "url": "https://rubinobs.atlassian.net",
                          "user": "me@example.org"})
    equal(found["confluence"]["source"], "shared")
    check(TOKEN.encode() not in (folder / "home" / "keyring").read_bytes())
    given = listed(folder, CYCLEWRIGHT_JIRA_URL="https://given.example.org", CYCLEWRIGHT_JIRA_TOKEN=TOKEN)
    equal((given["jira"]["source"], given["jira"]["url"]), ("environment", "https://given.example.org"))
    accounts(folder, "forget", "jira")
    accounts(folder, "forget", "jira")
    equal(listed(folder)["jira"]["source"], "none")


@case
def wrong_usage(folder):
    accounts(folder, "set", status=2)
    accounts(folder, "set", "mail", secret=TOKEN, status=2)
    check("leave --user out" in accounts(folder, "set", "slack", "--user", "x", secret=TOKEN, status=2).stderr)
    accounts(folder, "lose", "jira", status=2)
    accounts(folder, "test", status=1)
    accounts(folder, "import", status=1)
    check("e-mail" in accounts(folder, "set", "jira", "--user", TOKEN, secret=TOKEN, status=1).stderr)
    check("standard input" in accounts(folder, "set", "github", status=1).stderr)
    check("https://" in accounts(folder, "set", "jira", "--url", "http://example.org", "--user", "a@b.org",
                                 secret=TOKEN, status=1).stderr)


@case
def imported(folder):
    env = environment(folder)
    home = folder / "home"
    (home / ".auth").mkdir()
    jira = home / ".auth" / "jira"
    jira.write_text(f"me@example.org\n{TOKEN}\n")
    jira.chmod(0o644)
    (home / ".gh_token").write_text(TOKEN)
    (home / ".gh_token").chmod(0o600)
    refused = accounts(folder, "import", status=1)
    check("chmod 600" in refused.stderr and ".gh_token" in refused.stdout, refused)
    found = listed(folder)
    equal((found["jira"]["source"], found["github"]["source"]), ("none", "keyring"))
    jira.chmod(0o600)
    for text in (f"{TOKEN}\nme@example.org\n", f"{TOKEN}\n{TOKEN}\n", TOKEN, f"{TOKEN} {TOKEN}\n\n{TOKEN}"):
        jira.write_text(text)
        check(str(jira) in accounts(folder, "import", status=1).stderr)
    jira.write_text(f"me@example.org\n{TOKEN}\n")
    equal(env["HOME"], str(home))
    accounts(folder, "import")
    found = listed(folder)
    equal({name: one["source"] for name, one in found.items()},
          {"jira": "keyring", "confluence": "shared", "github": "keyring", "slack": "none", "registry": "none",
           "git": "shared"})


@case
def tried(folder):
    with Services(folder / "services") as services:
        keep_all(folder, services.ready)
        result = accounts(folder, "test", more=["--procedure", "rubin-2023", "--format", "json"])
        answers = {one["service"]: one for one in json.loads(result.stdout)}
        equal({name: one["missing"] for name, one in answers.items()}, dict.fromkeys(answers, []))
        check(services.ready["email"] in answers["jira"]["who"], answers["jira"])
        services.ask("/outside", "POST", {"do": "set-member", "channel": "C0REH0001", "member": False})
        result = accounts(folder, "test", "slack", more=["--procedure", "rubin-2023"], status=1)
        check("#summit-announce" in result.stdout, result.stdout)
        services.ask("/outside", "POST", {"do": "set-member", "channel": "C0REH0001", "member": True})
        accounts(folder, "set", "slack", "--url", services.ready["slack"], secret=services.ready["token"] + "-other\n")
        result = accounts(folder, "test", "slack", more=["--procedure", "rubin-2023"])
        check("summit-activities-manager in " in result.stdout and "bot" not in result.stdout, result.stdout)
        accounts(folder, "set", "github", "--url", services.ready["github"], secret=TOKEN + "\n")
        result = accounts(folder, "test", "github", status=1)
        check("does not accept the account" in result.stdout, result.stdout)


class Stranger(http.server.BaseHTTPRequestHandler):
    """Answers everything, in JSON, and is none of the services."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "11")
        self.end_headers()
        self.wfile.write(b'{"ok":true}')

    do_POST = do_GET

    def log_message(self, *unused):
        pass


@case
def wrong_address(folder):
    """Whoever answers there doesn't say that anybody signs in."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        threading.Thread(target=stranger.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{stranger.server_address[1]}"
        for service in ("jira", "confluence", "github", "slack"):
            user = ["--user", "me@example.org"] if service in ("jira", "confluence") else []
            accounts(folder, "set", service, "--url", url, *user, secret=TOKEN + "\n")
            result = accounts(folder, "test", service, status=1)
            check(f"answers at {url} without saying who signs in" in result.stdout, result.stdout)
        accounts(folder, "set", "registry", "--url", url, "--user", "me", secret=TOKEN + "\n")
        check("did not look at the account" in accounts(folder, "test", "registry", status=None).stdout)
        stranger.shutdown()


@case
def used(folder):
    """A real preparation comes with what the keyring keeps."""
    with Services(folder / "services", "--now", "2026-12-01T12:00:00Z") as services:
        keep_all(folder, services.ready)
        cli = [CLI, "--data-dir", str(folder / "cyclewright"), "--procedure", "rubin-2023"]
        options = {"env": environment(folder), "capture_output": True, "text": True, "timeout": TIMEOUT,
                   "stdin": subprocess.DEVNULL}
        begun = subprocess.run([*cli, "new", "--cycle", "45", "--site", "tts=2031-01-07T17:00"], check=False, **options)
        equal((begun.returncode, begun.stderr), (0, begun.stderr))
        ticket = "c0045/tts/tickets/configuration/1"
        approved = subprocess.run([*cli, "approve", "c0045-rubin-2023", ticket], check=False, **options)
        equal((approved.returncode, approved.stderr), (0, approved.stderr))
        sent = subprocess.run([*cli, "run", "c0045-rubin-2023", ticket], check=False, **options)
        check(sent.returncode == 0, sent.stdout, sent.stderr)
        equal(len([one for one in services.requests()
                   if (one["method"], one["path"]) == ("POST", "/rest/api/3/issue")]), 1)
        journal = b"".join(path.read_bytes() for path in (folder / "cyclewright").rglob("*") if path.is_file())
        check(services.ready["token"].encode() not in journal, "a token is on the disk")


@case
def rehearsals_leave_the_keyring_alone(folder):
    """Whoever only reads one isn't asked to unlock anything, and one that can't be read is no trouble there."""
    accounts(folder, "set", "slack", secret=TOKEN + "\n")
    (folder / "home/keyring").write_bytes(b"GnomeKeyring\n\r\0\n and no more")
    for words in [["new", "--cycle", "45", "--site", "tts=2027-01-05T17:00"], ["show", "c0045-rubin-2023"]]:
        result = run(folder, "--procedure", "rubin-2023", "--rehearsal", "--rehearsal-now", "2026-12-01T12:00:00Z",
                     *words)
        equal((words, result.returncode, result.stderr), (words, 0, ""))
    check("keyring" in accounts(folder, status=1).stderr, "it can’t be read")


main()
