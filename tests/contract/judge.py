# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors' specifications as judges: one Prism in proxy mode for each, between our client and the rehearsal's
services. They start slowly and know one upstream each, so they start once: behind them, a server hands every request on
to the rehearsal that it names in a header."""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import socket
import subprocess
import threading
import urllib.parse

UPSTREAM = "X-Judge-Upstream"
ASIDE = "X-Judge-Aside"
ATTEMPTS = 5  # to begin judges anew
# Where each service's addresses begin, the specification that they are in, and how much of them it does not know.
ROUTES = [
    ("/jira/", "jira", "/jira"),
    ("/github/", "github", "/github"),
    ("/slack/", "slack", "/slack"),
    ("/confluence/wiki/api/v2/", "confluence-v2", "/confluence"),
    ("/confluence/wiki/rest/", "confluence-v1", "/confluence"),
]
PASSING = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


def forward(handler, address, more):
    """Send a handler's request to another address; the answer, its body read, or None when it was broken off."""
    parts = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    headers = {name: value for name, value in handler.headers.items() if name.lower() not in PASSING}
    target = parts.path + ("?" + parts.query if parts.query else "")
    try:
        connection.request(handler.command, target, body=handler.body, headers={**headers, **more})
        answer = connection.getresponse()
        answer.whole = answer.read()
        return answer
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Handler(http.server.BaseHTTPRequestHandler):
    """One request; what becomes of it is in judge()."""

    protocol_version = "HTTP/1.1"

    def handle_one(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or None
        self.judge()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_one

    def hand_back(self, answer, body):
        """The answer as it came, or none where none came; who asked may be dead by now."""
        self.close_connection = True
        if answer is None:
            return
        with contextlib.suppress(ConnectionError):
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in PASSING:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    def log_message(self, *unused):
        pass


def serve(handler):
    """A server of such requests, in threads of its own; its port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class Answer:
    """An answer that was kept in a file."""

    def __init__(self, status, headers, whole):
        self.status, self.headers, self.whole = status, headers, whole

    def getheaders(self):
        return self.headers


def write_aside(path, answer):
    kept = [answer.status, answer.getheaders(), answer.whole.decode("latin-1")] if answer else None
    path.write_text(json.dumps(kept))


def read_aside(path):
    """What went past the judge; None when nothing came."""
    kept = json.loads(path.read_text())
    return Answer(kept[0], kept[1], kept[2].encode("latin-1")) if kept else None


def is_foreign(answer):
    """What no service of these would answer: a page, nothing at all, or to wait without saying how many seconds."""
    if answer is None or (answer.getheader("Content-Type") or "").startswith("text/html"):
        return True
    return answer.status == 429 and not (answer.getheader("Retry-After") or "").isdigit()


class Behind(Handler):
    """Behind the judges: to the rehearsal that the request is for. What is foreign was wanted by a test; a judge can't
    carry it, or would rightly blame it, so it goes past it, in a file: the request alone is judged then."""

    def judge(self):
        address = self.headers[UPSTREAM] + self.path
        aside = pathlib.Path(self.headers[ASIDE])
        del self.headers[UPSTREAM], self.headers[ASIDE]
        answer = forward(self, address, {})
        if is_foreign(answer):
            write_aside(aside, answer)
        self.hand_back(answer, answer.whole if answer else b"")


def find_free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def is_listening(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


class Judges:
    """All of them, from the first request to the last."""

    def __init__(self, peers, specifications, folder):
        self.peers, self.specifications, self.folder = peers, specifications, folder
        self.behind = serve(Behind)
        self.processes, self.ports, self.attempts = {}, {}, 0
        for _, name, _ in ROUTES:
            self.start(name)

    def start(self, name):
        self.ports[name] = find_free_port()
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes[name] = subprocess.Popen(
                ["node", str(self.peers / "node_modules" / ".bin" / "prism"), "proxy", "-h", "127.0.0.1", "-p",
                 str(self.ports[name]), str(self.complete(name)), f"http://127.0.0.1:{self.behind}",
                 "--errors"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})

    def complete(self, name):
        """The file of a specification. Slack's lacks the list of one's own channels, which is that of all channels, a
        page one smaller and without membership (docs.slack.dev/reference/methods/users.conversations)."""
        given = self.specifications / f"{name}.json"
        if name != "slack":
            return given
        text = given.read_text()
        paths = json.loads(text)["paths"]
        added = json.dumps(paths["/api/conversations.list"]).replace('"maximum": 1000', '"maximum": 999')
        added = json.loads(added.replace("conversations.list.", "users.conversations."))
        path = self.folder / given.name
        path.write_text(json.dumps(json.loads(text) | {"paths": {"/api/users.conversations": added} | paths}))
        return path

    def __enter__(self):
        return self

    def are_ready(self):
        """The port that was free may be another program's by now: then there is another one."""
        for name, process in list(self.processes.items()):
            if process.poll() is None:
                continue
            self.attempts += 1
            if self.attempts > ATTEMPTS:
                said = (self.folder / f"{name}.log").read_text(errors="replace")
                raise RuntimeError(f"the judge of {name} does not start: {said[-500:]}")
            self.start(name)
        return all(map(is_listening, self.ports.values()))

    def __exit__(self, *unused):
        self.end()

    def end(self):
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(60)


def read_verdicts(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
