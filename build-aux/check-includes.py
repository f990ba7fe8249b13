#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check who includes whom in src/ against the table of the house (README.md, "Architecture").

A folder may include its own headers and those of the folders named here; nothing flows back up."""

import pathlib
import re
import sys

BELOW_SESSION = {"core", "edit", "services", "plan", "engine", "handlers", "stages"}
MAY_INCLUDE = {
    "core": set(),
    "edit": {"core"},
    "services": {"core"},
    "plan": {"core", "edit"},
    "engine": {"core"},
    "handlers": {"core", "services", "engine"},
    "stages": {"core", "edit", "plan", "engine"},
    "session": BELOW_SESSION,
    "cli": {"core", "edit", "plan", "engine", "session"},
    "app": {"core", "edit", "plan", "engine", "session"},
    "rehearsal": {"core"},
}
# A stage is a pure function: it may know what an effect and its record are, not the journal or the runner.
ENGINE_TYPES = {"cw-effect.h", "cw-effect-record.h", "cw-history.h", "cw-outcome.h"}
FORBIDDEN_BELOW_APP = re.compile(r"^#include\s+<(gtk|gdk|adwaita|gtksourceview)", re.M)
OWN_INCLUDE = re.compile(r'^#include\s+"([^"]+)"', re.M)


def main(root):
    source = pathlib.Path(root) / "src"
    owner, complaints = {}, []
    for header in source.glob("*/**/*.h"):
        owner[header.name] = header.relative_to(source).parts[0]
    for path in sorted(source.glob("*/**/*.[ch]")):
        folder = path.relative_to(source).parts[0]
        if folder not in MAY_INCLUDE:
            complaints.append(f"{path}: folder {folder} is not in the include table")
            continue
        text = path.read_text(encoding="utf-8")
        for name in OWN_INCLUDE.findall(text):
            base = name.split("/")[-1]
            target = owner.get(base)
            if target is None or target == folder:
                continue
            if target not in MAY_INCLUDE[folder]:
                complaints.append(f"{path}: {folder} may not include {target} ({base})")
            elif folder == "stages" and target == "engine" and base not in ENGINE_TYPES:
                complaints.append(f"{path}: stages may know only the engine's types, not {base}")
        if folder != "app" and FORBIDDEN_BELOW_APP.search(text):
            complaints.append(f"{path}: only app may include GTK")
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
