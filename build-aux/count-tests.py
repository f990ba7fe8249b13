#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the test cases of the given build folders' last runs from meson's JUnit files."""

import json
import pathlib
import sys
import xml.etree.ElementTree as tree


def is_bad(case):
    return case.find("failure") is not None or case.find("error") is not None


def count_programs(log, suites):
    """Programs that ended badly though each of their cases passed, as with a leak, are a failure each."""
    told = {suite.get("name").partition(".")[2] for suite in suites if any(map(is_bad, suite.iter("testcase")))}
    programs = map(json.loads, log.read_text().splitlines())
    return sum(program["result"] not in ("OK", "SKIP", "EXPECTEDFAIL") and program["name"] not in told
               for program in programs)


def main(folders):
    passed = failed = skipped = 0
    for folder in folders:
        logs = pathlib.Path(folder) / "meson-logs"
        suites = list(tree.parse(logs / "testlog.junit.xml").iter("testsuite"))
        failed += count_programs(logs / "testlog.json", suites)
        for case in (case for suite in suites for case in suite.iter("testcase")):
            if is_bad(case):
                failed += 1
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
