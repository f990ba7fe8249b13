# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command line share: TAP, the programs as processes, git, the rehearsal's services."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

CLI = os.environ["CW_TEST_CLI"]
REHEARSAL = os.environ["CW_TEST_REHEARSAL"]
SOURCE = pathlib.Path(os.environ["G_TEST_SRCDIR"])
TIMEOUT = 120

cases = []


class Skip(Exception):
    """A case that can't be tried here; its text says why."""


def case(function):
    """Register a test case; it gets a new empty folder."""
    cases.append(function)
    return function


def repeated_case(function):
    """A case that walks a path which others walk too: the sanitizers, several times slower, see it once."""
    return function if "ASAN_OPTIONS" in os.environ else case(function)


def environment(folder, **more):
    """A person's home of its own, where git knows an author."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text("[user]\n\tname = Vera Tester\n\temail = vera@example.org\n")
    kept = {name: os.environ[name] for name in os.environ if name.startswith(("ASAN_", "LSAN_", "UBSAN_", "G_DEBUG"))}
    return {
        **kept,
        "PATH": os.environ.get("CW_TEST_PATH", "/usr/local/bin:/usr/bin:/bin"),
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "LC_ALL": "C.UTF-8",
        "GIO_USE_PROXY_RESOLVER": "dummy",
        "GSETTINGS_BACKEND": "memory",
        "SECRET_BACKEND": "file",
        "SECRET_FILE_TEST_PATH": str(home / "keyring"),
        "SECRET_FILE_TEST_PASSWORD": "test",
        "TZ": "UTC",
        "CYCLEWRIGHT_SOURCE_DATA": str(SOURCE / "data"),
        "CYCLEWRIGHT_REHEARSAL": REHEARSAL,
        **more,
    }


def run(folder, *arguments, env=None, **options):
    """Run the command line to its end."""
    return subprocess.run([CLI, "--data-dir", str(folder / "cyclewright"), *map(str, arguments)],
                          env=env or environment(folder), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=TIMEOUT, cwd=folder, **options)


def git(folder, *arguments, **options):
    """Run git in a folder, without the configuration of whoever runs the tests."""
    env = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
           "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.org", "GIT_COMMITTER_NAME": "T",
           "GIT_COMMITTER_EMAIL": "t@example.org", "GIT_TERMINAL_PROMPT": "0"}
    return subprocess.run(["git", *map(str, arguments)], cwd=folder, env=env, check=True, capture_output=True,
                          text=True, timeout=TIMEOUT, **options).stdout


def repository(folder, files, name="repository"):
    """Make a git repository with these files on main."""
    path = folder / name
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    for relative, text in files.items():
        target = path / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
    git(path, "add", "-A")
    git(path, "commit", "-q", "--allow-empty", "-m", "Begin")
    return path


def commit(bare, folder, branch, path, edit, subject="By hand", base=None, by="Ada"):
    """A colleague's commit on a branch of the server: of a file that is there, or a new one."""
    work = folder / "colleague"
    git(folder, "clone", "-q", bare, work)
    git(work, "checkout", "-q", "-B", branch, base or f"origin/{branch}")
    file = work / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(edit(file.read_text() if file.exists() else ""))
    git(work, "add", path)
    git(work, "commit", "-q", "-m", subject, "--author", f"{by} <{by.lower()}@example.org>")
    git(work, "push", "-q", "origin", branch)
    shutil.rmtree(work)
    return git(bare, "rev-parse", branch).strip()


class Running:
    """Services that run, as somebody else than the command line speaks to them."""

    def __init__(self, ready):
        self.ready = ready

    def ask(self, path, method="GET", body=None):
        request = urllib.request.Request(self.ready["address"] + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={"Authorization": "Bearer " + self.ready["token"],
                                                  "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def state(self):
        return self.ask("/state")

    def requests(self):
        return self.ask("/requests")["requests"]


class Services(Running):
    """The rehearsal's services, started on the state that a rehearsal left."""

    def __init__(self, state, *arguments):
        self.process = subprocess.Popen([REHEARSAL, "--state", str(state), *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "CYCLEWRIGHT_SOURCE_DATA": str(SOURCE / "data")})
        super().__init__(json.loads(self.process.stdout.readline()))

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.stdin.close()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()


def faulty(folder, *faults, **more):
    """An environment in which a rehearsal's services begin with these faults (see cw_rehearsal_faults_add())."""
    ready_file(folder).unlink(missing_ok=True)
    return environment(folder, CYCLEWRIGHT_REHEARSAL=str(SOURCE / "tests" / "cli" / "faulty-rehearsal.py"),
                       CW_TEST_REHEARSAL=REHEARSAL, CW_TEST_FAULTS=json.dumps(faults),
                       CW_TEST_READY=str(ready_file(folder)), **more)


def ready_file(folder):
    return folder / "ready.json"


def arrived(folder, service, method, path):
    """How many such requests came in so far; 0 while the services aren't up."""
    try:
        requests = Running(json.loads(ready_file(folder).read_text())).requests()
    except OSError:
        return 0
    return len([one for one in requests
                if (one["service"], one["method"]) == (service, method) and one["path"].startswith(path)])


def wait_for(condition, process=None):
    """Until a condition holds, while a process runs."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        check(process is None or process.poll() is None, "it ended before that")
        check(time.monotonic() < deadline, "that never came")
        time.sleep(0.02)


def wait_for_request(folder, service, method, path, process, skip=0):
    """Until a process on faulty() services has sent this request, after so many like it."""
    wait_for(lambda: arrived(folder, service, method, path) > skip, process)


def state_folder(folder):
    return folder / "cyclewright" / "rehearsals" / "services"


def view(folder, preparation, *options):
    """The whole preparation as the command line shows it."""
    result = run(folder, "--rehearsal", "--format", "json", *options, "show", preparation)
    check(result.returncode == 0, result.stderr)
    return json.loads(result.stdout)


def effects(shown):
    return {effect["id"]: effect for stage in shown["stages"] for effect in stage["effects"]}


def check(condition, *details):
    if not condition:
        raise AssertionError(" ".join(str(detail) for detail in details) or "check failed")


def equal(found, expected):
    if found != expected:
        raise AssertionError(f"expected {expected!r}\n found {found!r}")


def main():
    only = sys.argv[1:]
    chosen = [one for one in cases if not only or one.__name__ in only]
    print(f"1..{len(chosen)}", flush=True)
    for number, one in enumerate(chosen, 1):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="cyclewright-"))
        try:
            one(folder)
            print(f"ok {number} {one.__name__}", flush=True)
        except Skip as reason:
            print(f"ok {number} {one.__name__} # SKIP {reason}", flush=True)
        except Exception:  # a failing case must not hide the others
            print(f"not ok {number} {one.__name__}", flush=True)
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
