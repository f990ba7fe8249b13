#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program on a display (Xvfb) and in a home of its own; exit 77, which is "skipped", where there is no Xvfb."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile


def rest_pointer(display):
    """In the corner, over no window: GTK 4.8 is critical of a tooltip that comes up while its window goes."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    root = ctypes.c_ulong(x11.XDefaultRootWindow(connection))
    x11.XWarpPointer(connection, ctypes.c_ulong(0), root, 0, 0, 0, 0, 1919, 1079)
    x11.XCloseDisplay(connection)


def main(command):
    if shutil.which("Xvfb") is None:
        print("1..0 # SKIP no Xvfb")
        return 77
    read_end, write_end = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1920x1080x24",
                               "-nolisten", "tcp", "-noreset"],
                              pass_fds=[write_end], stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()
        if not number:
            print("1..0 # SKIP Xvfb doesn't start")
            return 77
        rest_pointer(":" + number)
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
