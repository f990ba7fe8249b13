#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check what compilers don't see: lengths, the shape of files, what a person reads and isn't in po/POTFILES.

Says each complaint as `file:line: what`; the last line counts. Ends 1 when there is one."""

import pathlib
import re
import subprocess
import sys

MAX_FILE = 600
MAX_FUNCTION = 60
MAX_COLUMNS = 120
LONG = "columns are the most"
CODE = {".c", ".h", ".py", ".build"}

# What may break a rule: a path's beginning, the complaint's end, the reason.
ALLOWED = [
    ("src/app/", LONG, "lines from before the rule, wrapped when they are next changed"),
    ("src/cli/", LONG, "lines from before the rule, wrapped when they are next changed"),
    ("src/session/", LONG, "lines from before the rule, wrapped when they are next changed"),
    ("tests/app/", LONG, "lines from before the rule, wrapped when they are next changed"),
    ("tests/cli/", LONG, "lines from before the rule, wrapped when they are next changed"),
    ("tests/session/", LONG, "lines from before the rule, wrapped when they are next changed"),
    ("src/core/cw-deployment.h", LONG, "a row of a table can't be wrapped"),
    ("tests/cli/support.py", "a test that sleeps", "another process's requests can only be polled for, to a deadline"),
    ("tests/e2e/world.py", "a test that sleeps", "what a program shows can only be polled for, to a deadline"),
]

GOTO = re.compile(r"\bgoto\s+\w+\s*;")
TO_DO = re.compile(r"\b(TODO|FIXME|XXX)\b")
SLEEP = re.compile(r"\b(g_usleep|usleep|sleep|nanosleep) \(|\btime\.sleep\(")
TRANSLATED = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|dngettext|g_dngettext|g_dgettext) \(\s*"')
PROTOTYPE = re.compile(r"^(?:const |struct |unsigned )*\w[\w ]*\**\s*\*?\s*(cw_\w+)\s*\(", re.M)
FUNCTION = re.compile(r"^(\w+) \(")
TRIVIAL = re.compile(r"_(get_type|copy|finish|free|clear|ref|unref|quark)$")


def strip_comments(text):
    """Blank out comments and strings, keeping each line where it is."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def find_functions(text):
    """Yield name, first line and number of lines (from the opening to the closing brace) of each function."""
    lines = text.split("\n")
    name, start = None, None
    for number, line in enumerate(lines, 1):
        head = FUNCTION.match(line)
        if head:
            name = head.group(1)
        elif line == "{" and name is not None:
            start = number
        elif line.startswith("}"):
            if start is not None and line == "}":
                yield name, start, number - start - 1
            name, start = None, None


def check_text(path, text):
    """The rules for every text file of ours."""
    lines = text.split("\n")
    if not any("SPDX-License-Identifier: " in line for line in lines[:2]) and path.suffix != ".build":
        yield 1, "no SPDX line"
    if not text.endswith("\n"):
        yield len(lines), "no newline at its end"
    elif text.endswith("\n\n"):
        yield len(lines), "an empty line at its end"
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield number, "a tab"
        if len(line) > MAX_COLUMNS:
            yield number, f"{len(line)} characters, {MAX_COLUMNS} {LONG}"
        if line != line.rstrip():
            yield number, "blanks at its end"
        if TO_DO.search(line) and path.name != "check-lint.py":
            yield number, "something left to do"


def check_code(path, text, in_source):
    """The rules for C."""
    code = strip_comments(text)
    for number, line in enumerate(code.split("\n"), 1):
        if GOTO.search(line):
            yield number, "a goto"
    if not in_source:
        return
    if text.count("\n") > MAX_FILE:
        yield 1, f"{text.count(chr(10))} lines, {MAX_FILE} are the most"
    for name, number, length in find_functions(code):
        if length > MAX_FUNCTION:
            yield number, f"{name} has {length} lines, {MAX_FUNCTION} are the most"


def check_sleep(text):
    for number, line in enumerate(strip_comments(text).split("\n"), 1):
        if SLEEP.search(line):
            yield number, "a test that sleeps"


def check_documented(header, sources):
    """Each function of a header has a block above its definition, but for what needs no words."""
    for match in PROTOTYPE.finditer(strip_comments(header.read_text(encoding="utf-8"))):
        name = match.group(1)
        plain_getter = re.search(r"_(get|is|has)_", name)
        if TRIVIAL.search(name) or plain_getter or f"\n * {name}:" in sources:
            continue
        yield 1, f"{name} () has no gtk-doc block where it is defined"


def check_translations(root, files):
    listed = {line.strip() for line in (root / "po" / "POTFILES").read_text(encoding="utf-8").splitlines()
              if line.strip() and not line.startswith("#")}
    using = {str(path) for path in files if path.suffix == ".c" and path.parts[0] == "src"
             and TRANSLATED.search((root / path).read_text(encoding="utf-8"))}
    for name in sorted(using - listed):
        yield name, 1, "its strings are translated, but it isn't in po/POTFILES"
    for name in sorted(listed):
        if not (root / name).is_file():
            yield "po/POTFILES", 1, f"{name} does not exist"
    if sorted(listed) != [line for line in (root / "po" / "POTFILES").read_text(encoding="utf-8").splitlines()
                          if line.strip() and not line.startswith("#")]:
        yield "po/POTFILES", 1, "not in alphabetical order, or a line twice"


def list_files(root):
    """Ours: what git would commit; outside a work tree, what lies in the folders."""
    try:
        names = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=root, check=True,
                               capture_output=True, text=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        names = [str(path.relative_to(root)) for folder in ("src", "tests", "build-aux", "data", "po")
                 for path in root.glob(f"{folder}/**/*")]
    return sorted(path for path in map(pathlib.Path, names)
                  if path.suffix in CODE and (root / path).is_file())


def check_all(root):
    files = list_files(root)
    sources = "".join((root / path).read_text(encoding="utf-8") for path in files
                      if path.suffix == ".c" and path.parts[0] == "src")
    for path in files:
        text = (root / path).read_text(encoding="utf-8")
        found = list(check_text(path, text))
        if path.suffix in {".c", ".h"}:
            found += check_code(path, text, path.parts[0] == "src")
        if path.parts[0] == "tests":
            found += check_sleep(text)
        if path.suffix == ".h" and path.parts[0] == "src" and not path.name.endswith("-private.h"):
            found += check_documented(root / path, sources)
        for number, what in found:
            yield str(path), number, what
    yield from check_translations(root, files)


def is_allowed(name, what):
    return any(name.startswith(start) and what.endswith(end) for start, end, _ in ALLOWED)


def main(root):
    complaints = [one for one in check_all(pathlib.Path(root)) if not is_allowed(one[0], one[2])]
    for name, number, what in complaints:
        print(f"{name}:{number}: {what}")
    print(f"{len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
