#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program on a display (Xvfb) and in a home of its own; exit 77, which is "skipped", where there is no Xvfb."""

import os
import shutil
import subprocess
import sys
import tempfile


def main(command):
    if shutil.which("Xvfb") is None:
        print("1..0 # SKIP no Xvfb")
        return 77
    read_end, write_end = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1920x1080x24",
                               "-nolisten", "tcp"],
                              pass_fds=[write_end], stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        if not number:
            print("1..0 # SKIP Xvfb doesn't start")
            return 77
        with tempfile.TemporaryDirectory() as home:
            environment = dict(os.environ, DISPLAY=":" + number, GDK_BACKEND="x11", HOME=home)
            for name in ["CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "RUNTIME_DIR", "STATE_HOME"]:
                environment["XDG_" + name] = os.path.join(home, name.lower())
                os.mkdir(environment["XDG_" + name], 0o700)
            environment.pop("WAYLAND_DISPLAY", None)
            return subprocess.run(command, env=environment).returncode
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
