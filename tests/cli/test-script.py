# SPDX-License-Identifier: GPL-3.0-or-later
"""The announcements' script, release_announcement: its texts are what is sent; where it fails, ours are."""

import json
import signal
import subprocess

from support import CLI, TIMEOUT, Services, case, check, effects, environment, equal, main, run, state_folder, wait_for

NOW = "2026-12-01T12:00:00Z"
ID = "c0045-rubin-2023"
SITE = "tts=2027-01-05T17:00"
DAY_BEFORE, HOUR_BEFORE, START = (f"c0045/tts/announcement/{name}/1" for name in ("day-before", "hour-before", "start"))
RECORD = """#!/bin/sh
printf '%s\\n' "$@" > "$HOME/arguments"
"""
SPEAK = RECORD + """cat << 'END'
:mega: Tomorrow the Tucson test stand is *upgraded*.
  Save your work & log out.

Hour-before announcement:
In one hour it begins, <!here>.
END
"""
TEXTS = {DAY_BEFORE: ":mega: Tomorrow the Tucson test stand is *upgraded*.\n  Save your work & log out.",
         HOUR_BEFORE: "In one hour it begins, <!here>."}


def install(folder, program, name="release_announcement"):
    """A home where this script is on PATH."""
    env = environment(folder)
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    (tools / name).write_text(program)
    (tools / name).chmod(0o755)
    return {**env, "PATH": f"{tools}:{env['PATH']}", "JIRA_API_TOKEN": "s3cret", "CYCLEWRIGHT_X_TOKEN": "s3cret"}


def do(folder, env, *words, status=0):
    result = run(folder, "--rehearsal-now", NOW, "--format", "json", *words, env=env)
    check(result.returncode == status, *words, "→", result.returncode, result.stdout, result.stderr)
    return json.loads(result.stdout) if result.stdout.startswith(("{", "[")) else result.stdout


def begin(folder, env):
    return do(folder, env, "new", "--cycle", "45", "--site", SITE)


def arguments(folder):
    return (folder / "home" / "arguments").read_text().splitlines()


def warnings(shown):
    return [one["text"] for stage in shown["stages"] for one in stage["checks"] if one["state"] == "warning"]


@case
def its_texts_are_sent(folder):
    env = install(folder, SPEAK)
    found = effects(begin(folder, env))
    equal(arguments(folder), ["-t", "2027-01-05", "17:00", "45"])
    for name, text in TEXTS.items():
        equal(found[name]["payload"]["text"], text)
    # It has no text for the start: that one is ours.
    check("begins now" in found[START]["preview"], found[START]["preview"])
    do(folder, env, "approve", ID, *TEXTS)
    do(folder, env, "run", ID)
    with Services(state_folder(folder), "--now", NOW) as services:
        scheduled = services.state()["scheduled"]
    equal(sorted(one["text"] for one in scheduled), sorted(TEXTS.values()))


@case
def integration_testing_is_passed_on(folder):
    env = install(folder, SPEAK)
    begin(folder, env)
    do(folder, env, "set", ID, "site.tts", json.dumps({"date": "2027-01-07", "time": "09:30",
                                                       "ready": "2027-01-08T16:00", "until": "2027-01-10T12:00"}))
    do(folder, env, "refresh", ID)
    equal(arguments(folder), ["-t", "--system-ready-time", "2027-01-08T16:00", "--int-test-time", "2027-01-10T12:00",
                              "2027-01-07", "09:30", "45"])


@case
def incremental_has_its_own(folder):
    env = install(folder, SPEAK, "incremental_release_announcement")
    shown = do(folder, env, "new", "--cycle", "c0044.003", "--components", "MTMount,ESS:1", "--site",
               "summit=2027-01-13T17:00")
    equal(arguments(folder), ["-s", "2027-01-13", "17:00", "44", "--revision", "3", "--components", "MTMount,ESS:1"])
    equal(effects(shown)["c0044.003/summit/announcement/day-before/1"]["payload"]["text"], TEXTS[DAY_BEFORE])


@case
def heading_of_its_own(folder):
    """The heading may stand between two empty lines as well."""
    env = install(folder, SPEAK.replace("announcement:\n", "announcement:\n\n"))
    found = effects(begin(folder, env))
    equal({name: found[name]["payload"]["text"] for name in TEXTS}, TEXTS)


@case
def secrets_stay_here(folder):
    env = install(folder, RECORD + 'env > "$HOME/environment"\nexit 3\n')
    begin(folder, env)
    given = (folder / "home" / "environment").read_text()
    check("PATH=" in given and "s3cret" not in given, given)


@case
def failure_is_reported(folder):
    """Ours speaks instead, and the person reads why; once it works again, its text is offered."""
    for program, word in [(RECORD + 'echo "no such cycle" >&2\nexit 1\n', "no such cycle"),
                          (RECORD + "echo one text only\n", "something else"),
                          (RECORD + "kill -9 $$\n", "release_announcement"),
                          ("#!/nowhere/at/all\n", "release_announcement"),
                          # The file's limit is 256 KiB; it would print for ever.
                          (RECORD + "exec yes\n", "release_announcement")]:
        folder_of_this = folder / str(len(list(folder.iterdir())))
        folder_of_this.mkdir()
        env = install(folder_of_this, program)
        shown = begin(folder_of_this, env)
        told = [text for text in warnings(shown) if "release_announcement" in text]
        equal(len(told), 1)
        check(word in told[0], told)
        found = effects(shown)
        check("Tomorrow" not in found[DAY_BEFORE]["payload"]["text"], found[DAY_BEFORE])
        check("Cycle 45" in found[DAY_BEFORE]["payload"]["text"], found[DAY_BEFORE])
    install(folder_of_this, SPEAK)
    shown = do(folder_of_this, env, "refresh", ID)
    equal([text for text in warnings(shown) if "release_announcement" in text], [])
    equal(effects(shown)[DAY_BEFORE]["payload"]["text"], TEXTS[DAY_BEFORE])


@case
def given_by_option(folder):
    env = install(folder, SPEAK, "another-name")
    tool = folder / "tools" / "another-name"
    shown = do(folder, env, "--script", tool, "new", "--cycle", "45", "--site", SITE)
    equal(effects(shown)[DAY_BEFORE]["payload"]["text"], TEXTS[DAY_BEFORE])
    tool.unlink()
    shown = do(folder, env, "--script", tool, "refresh", ID)
    check([text for text in warnings(shown) if "another-name" in text], warnings(shown))


@case
def announce_prints(folder):
    env = install(folder, SPEAK)
    printed = run(folder, "--procedure", "rubin-2023", "announce", "--cycle", "45", "--site", SITE, env=env)
    equal((printed.returncode, printed.stderr), (0, ""))
    for text in TEXTS.values():
        check(text in printed.stdout, printed.stdout)
    check("begins now" in printed.stdout, printed.stdout)
    equal(list((folder / "cyclewright").glob("**/*.cyclewright")), [])
    install(folder, "#!/bin/sh\necho broken >&2\nexit 1\n")
    printed = run(folder, "--procedure", "rubin-2023", "announce", "--cycle", "45", "--site", SITE, env=env)
    equal(printed.returncode, 0)
    check("broken" in printed.stderr, printed.stderr)
    check("Cycle 45" in printed.stdout, printed.stdout)


@case
def hanging_is_interrupted(folder):
    """Ctrl+C ends a script that hangs, with what it started; the preparation stands and is opened again."""
    env = install(folder, '#!/bin/sh\nsleep 600 &\necho $! > "$HOME/child.part"\nmv "$HOME/child.part" "$HOME/child"\nwait\n')
    child = folder / "home" / "child"
    with subprocess.Popen([CLI, "--data-dir", str(folder / "cyclewright"), "--rehearsal-now", NOW, "new", "--cycle", "45",
                           "--site", SITE], env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as process:
        wait_for(child.exists, process)
        process.send_signal(signal.SIGINT)
        complaints = process.communicate(timeout=TIMEOUT)[1]
    equal((process.returncode, complaints), (1, "Stopped.\n"))
    pid = int(child.read_text())
    wait_for(lambda: not is_running(pid))
    check(DAY_BEFORE in effects(do(folder, env, "show", ID)), "the preparation is lost")


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


main()
