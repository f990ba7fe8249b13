#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rehearsal's services with faults from the first request on: stands in for the program itself
(CYCLEWRIGHT_REHEARSAL), says where it listens in a file as well, and ends as it does, when standard input is closed."""

import json
import os
import pathlib
import subprocess
import sys
import urllib.request


def fault(ready, wanted):
    request = urllib.request.Request(ready["address"] + "/faults", method="POST", data=json.dumps(wanted).encode(),
                                     headers={"Authorization": "Bearer " + ready["token"],
                                              "Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=60).close()


def main():
    # The services inherit standard input, so they see its end themselves.
    services = subprocess.Popen([os.environ["CW_TEST_REHEARSAL"], *sys.argv[1:]], stdout=subprocess.PIPE, text=True)
    line = services.stdout.readline()
    if line:
        ready = json.loads(line)
        for wanted in json.loads(os.environ["CW_TEST_FAULTS"]):
            fault(ready, wanted)
        target = pathlib.Path(os.environ["CW_TEST_READY"])
        whole = target.with_suffix(".part")
        whole.write_text(line)
        whole.rename(target)
        print(line, end="", flush=True)
    return services.wait()


sys.exit(main())
