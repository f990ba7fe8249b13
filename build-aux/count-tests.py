#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the test cases of the given build folders' last runs from meson's JUnit files."""

import pathlib
import sys
import xml.etree.ElementTree as tree


def main(folders):
    passed = failed = skipped = 0
    for folder in folders:
        report = pathlib.Path(folder) / "meson-logs" / "testlog.junit.xml"
        for case in tree.parse(report).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
