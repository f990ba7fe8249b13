#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the test cases of the given build folders' last runs from meson's JUnit files, and name those that failed.

What failed is named once more right above the count: of a long run, the end is what a reader sees first.
"""

import json
import pathlib
import sys
import xml.etree.ElementTree as tree


def is_bad(case):
    return case.find("failure") is not None or case.find("error") is not None


def say_case(folder, suite, case):
    """Its name, and what the program said around it: GLib's tests say why before, ours after."""
    outputs = [node.text or "" for node in suite.iter() if node.tag in ("system-out", "system-err")]
    lines = "\n".join(outputs).splitlines()
    mark = f"not ok {case.get('name')}"
    at = next((number for number, line in enumerate(lines) if line.startswith(mark)), len(lines))
    print(f"Failed in {folder}: {suite.get('name')}: {case.get('name')}")
    print("\n".join(f"    {line[:300]}" for line in lines[max(0, at - 12):at + 30]))


def count_programs(folder, log, suites):
    """Programs that ended badly though each of their cases passed, as with a leak, are a failure each."""
    told = {suite.get("name").partition(".")[2] for suite in suites if any(map(is_bad, suite.iter("testcase")))}
    programs = [program for program in map(json.loads, log.read_text().splitlines())
                if program["result"] not in ("OK", "SKIP", "EXPECTEDFAIL") and program["name"] not in told]
    for program in programs:
        print(f"Failed in {folder}: {program['name']} as a program: {program['result']}")
        print("\n".join(f"    {line[:300]}" for line in program.get("stderr", "").strip().splitlines()[:30]))
    return len(programs)


def main(folders):
    passed = failed = skipped = 0
    for folder in folders:
        logs = pathlib.Path(folder) / "meson-logs"
        suites = list(tree.parse(logs / "testlog.junit.xml").iter("testsuite"))
        failed += count_programs(folder, logs / "testlog.json", suites)
        for suite, case in ((suite, case) for suite in suites for case in suite.iter("testcase")):
            if is_bad(case):
                say_case(folder, suite, case)
                failed += 1
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
