#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal's services seen through the vendors' specifications: stands in for the program itself, sends each
request through its judge (judge.py), and keeps what that says, and all documents that have a form of their own."""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import uuid

from judge import ASIDE, ROUTES, UPSTREAM, Handler, forward, read_aside, serve

FOLDER = pathlib.Path(os.environ["CW_TEST_JUDGED"])
PORTS = json.loads(os.environ["CW_TEST_JUDGES"])


def read_json(data):
    try:
        return json.loads(data or b"")
    except ValueError:
        return None


def find_complaints(answer):
    """What the judge has against a request, or its answer."""
    said = read_json(answer.whole) if "problem+json" in (answer.getheader("Content-Type") or "") else None
    if isinstance(said, dict) and "prism/errors#" in said.get("type", ""):
        return [said]
    return [one for one in json.loads(answer.getheader("sl-violations") or "[]") if one.get("severity") == "Error"]


def keep_documents(value):
    """Rich texts, wherever they are."""
    if isinstance(value, dict):
        if value.get("type") == "doc" and "content" in value:
            keep("adf.json", json.dumps(value))
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            keep_documents(one)


def keep(suffix, text):
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    (FOLDER / f"{name}.{suffix}").write_text(text)


def note(verdict):
    with open(FOLDER / "verdicts", "ab", buffering=0) as verdicts:
        verdicts.write(json.dumps(verdict).encode() + b"\n")


class Front(Handler):
    """Before the judges: to the one that knows the service."""

    def judge(self):
        for prefix, name, unknown in ROUTES:
            if self.path.startswith(prefix):
                break
        else:
            note({"service": "?", "method": self.command, "path": self.path, "status": 0, "complaints": ["no judge"]})
            return self.hand_back(None, b"")
        aside = FOLDER / f"{uuid.uuid4()}.aside"
        answer = forward(self, f"http://127.0.0.1:{PORTS[name]}" + self.path[len(unknown):],
                         {UPSTREAM: services["address"] + unknown, ASIDE: str(aside)})
        if aside.exists():
            answer = read_aside(aside)
            self.keep_forms(b"")
            note({"service": name, "method": self.command, "path": self.path, "status": None, "complaints": []})
            return self.hand_back(answer, answer.whole if answer else b"")
        note({"service": name, "method": self.command, "path": self.path, "status": answer.status,
              "complaints": find_complaints(answer)})
        self.keep_forms(answer.whole)
        self.hand_back(answer, answer.whole.replace(services["address"].encode(), front.encode()))

    def keep_forms(self, body):
        asked = read_json(self.body)
        if self.path.startswith("/jira/"):
            keep_documents(asked)
            keep_documents(read_json(body))
        elif self.path == "/github/graphql":
            keep("graphql", asked["query"])


program = subprocess.Popen([os.environ["CW_TEST_UNJUDGED"], *sys.argv[1:]], stdout=subprocess.PIPE, text=True)
line = program.stdout.readline()
if line:
    services = json.loads(line)
    front = f"http://127.0.0.1:{serve(Front)}"
    judged = {name: services[name].replace(services["address"], front)
              for name in ("jira", "confluence", "github", "slack")}
    print(json.dumps({**services, **judged}), flush=True)
sys.exit(program.wait())
