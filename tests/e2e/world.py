# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of its own for a program: display, window manager, compositor, session bus with accessibility, home."""

import contextlib
import os
import pathlib
import select
import shutil
import subprocess
import time

from notices import Notices
from support import Skip

try:
    from PIL import Image
    from Xlib import X, XK, Xatom, display, error
    from Xlib.ext import xtest
    from Xlib.protocol import event
    from gi.repository import Gio, GLib
    MISSING, Gone = None, GLib.Error
except ImportError as reason:
    MISSING, Gone = reason, OSError

TOOLS = ["Xvfb", "dbus-daemon", "openbox", "xcompmgr"]
ACCESSIBILITY = pathlib.Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
# For what has to happen; on a busy machine it takes long, and nothing waits for it to pass.
PATIENCE = 60
# What pictures of windows have behind their shadows.
GROUND = "#77767b"
MODIFIERS = {"ctrl": "Control_L", "alt": "Alt_L", "shift": "Shift_L"}
KEYS = {"enter": "Return", "escape": "Escape", "tab": "Tab", "left": "Left", "right": "Right", "up": "Up",
        "down": "Down", "space": "space", "home": "Home", "end": "End", "f1": "F1", "f10": "F10", "delete": "Delete",
        "pageup": "Page_Up", "pagedown": "Page_Down", "menu": "Menu"}


def until(condition, what, patience=PATIENCE):
    """Its first answer that is true; asked again and again, as nobody tells when it comes true, and more and more
    rarely, as each question keeps the program from what is waited for. A widget that goes while it is asked is no
    answer."""
    deadline = time.monotonic() + patience
    pause = 0.01
    while True:
        with contextlib.suppress(Gone):
            answer = condition()
            if answer:
                return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"this never came: {what}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def require_tools():
    if MISSING is not None:
        raise Skip(str(MISSING))
    for tool in TOOLS:
        if shutil.which(tool) is None:
            raise Skip(f"no {tool}")
    if not ACCESSIBILITY.exists():
        raise Skip("no at-spi2-core")


class World:
    def __init__(self, folder, size=(1280, 800), letters=1):
        """Letters may be larger than usual by a factor, as a desktop's settings have it."""
        require_tools()
        self.letters = letters
        self.folder = folder
        self.size = size
        self.processes = []
        self.notices = None
        self.environment = self._make_home()

    def __enter__(self):
        try:
            self.environment["DISPLAY"] = self._start_server()
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
            self.notices = Notices(self.environment["DBUS_SESSION_BUS_ADDRESS"])
            self.server = display.Display(self.environment["DISPLAY"])
            self.root = self.server.screen().root
            # Where no desktop says so, this is where GTK reads how large letters are.
            self.root.change_text_property(self.server.intern_atom("RESOURCE_MANAGER"), Xatom.STRING,
                                           f"Xft.dpi:\t{round(96 * self.letters)}\n")
            self._start(["xcompmgr"])
            self._start(["openbox", "--sm-disable"])
            check = self.server.intern_atom("_NET_SUPPORTING_WM_CHECK")
            until(lambda: self.root.get_full_property(check, X.AnyPropertyType), "the window manager")
            compositor = self.server.intern_atom("_NET_WM_CM_S0")
            until(lambda: self.server.get_selection_owner(compositor) != X.NONE, "the compositor")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *unused):
        if self.notices is not None:
            self.notices.close()
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(PATIENCE)

    def _make_home(self):
        for name in ["home", "run", "config/gtk-4.0", "services"]:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "run").chmod(0o700)
        (self.folder / "config/gtk-4.0/settings.ini").write_text("\n".join([
            "[Settings]", "gtk-font-name=Cantarell 11", "gtk-icon-theme-name=Adwaita", "gtk-enable-animations=0",
            "gtk-cursor-blink=0", "gtk-xft-rgba=none", ""]))
        (self.folder / "home/.gitconfig").write_text("[user]\n\tname = Vera Tester\n\temail = vera@example.org\n")
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder / "home"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "home/data"),
            "XDG_CACHE_HOME": str(self.folder / "home/cache"),
            "XDG_STATE_HOME": str(self.folder / "home/state"),
            "LC_ALL": "C.UTF-8",
        }

    def _start(self, command, **options):
        with open(self.folder / "desktop.log", "ab") as log:
            process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       **options)
        self.processes.append(process)
        return process

    def _start_telling(self, name, *command):
        """Start a program that says in a line when it is there, into the descriptor after its last argument."""
        read_end, write_end = os.pipe()
        self._start([*command, str(write_end)], pass_fds=[write_end])
        os.close(write_end)
        line = b""
        while not line.endswith(b"\n"):  # Xvfb writes twice, and dies of a pipe that is closed in between
            if not select.select([read_end], [], [], PATIENCE)[0] or not (part := os.read(read_end, 200)):
                raise Skip(f"{name} doesn't start")
            line += part
        os.close(read_end)
        return line.decode().strip()

    def _start_server(self):
        return ":" + self._start_telling("Xvfb", "Xvfb", "-screen", "0", "{}x{}x24".format(*self.size), "-nolisten",
                                         "tcp", "-noreset", "-dpi", "96", "-displayfd")

    def _start_bus(self):
        """A bus that starts nothing but accessibility: no portals and no keyring, the same everywhere."""
        shutil.copy(ACCESSIBILITY, self.folder / "services")
        (self.folder / "session.conf").write_text(
            f"<busconfig><type>session</type><listen>unix:path={self.folder}/run/bus</listen>"
            f"<servicedir>{self.folder}/services</servicedir><policy context='default'><allow send_destination='*'/>"
            "<allow receive_sender='*'/><allow own='*'/></policy></busconfig>")
        return self._start_telling("the session bus", "dbus-daemon", "--nofork", "--nopidfile",
                                   f"--config-file={self.folder}/session.conf", "--print-address")

    def open_accessibility(self):
        """A connection to the bus on which programs show their widgets."""
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        session = Gio.DBusConnection.new_for_address_sync(self.environment["DBUS_SESSION_BUS_ADDRESS"], flags)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0,
                                    PATIENCE * 1000).unpack()[0]
        session.close_sync()
        return Gio.DBusConnection.new_for_address_sync(address, flags)

    # The mouse and the keyboard.

    def click(self, x, y, button=1, times=1):
        xtest.fake_input(self.server, X.MotionNotify, x=x, y=y)
        for _ in range(times):
            xtest.fake_input(self.server, X.ButtonPress, button)
            xtest.fake_input(self.server, X.ButtonRelease, button)
        self.server.sync()

    def point(self, x, y):
        xtest.fake_input(self.server, X.MotionNotify, x=x, y=y)
        self.server.sync()

    def press(self, *keys):
        """Keys by name, such as `ctrl+enter`, `tab` or `a`."""
        for key in keys:
            *modifiers, last = key.split("+")
            symbol = XK.string_to_keysym(KEYS.get(last, last))
            self._strike(symbol, [XK.string_to_keysym(MODIFIERS[one]) for one in modifiers])

    def hold(self, modifier, key):
        """Both stay down: the server repeats the key until `let_go`."""
        self._touch(X.KeyPress, modifier, key)

    def let_go(self, modifier, key):
        self._touch(X.KeyRelease, key, modifier)

    def _touch(self, event_type, *keys):
        for key in keys:
            symbol = XK.string_to_keysym(MODIFIERS.get(key) or KEYS.get(key, key))
            xtest.fake_input(self.server, event_type, self.server.keysym_to_keycode(symbol))
        self.server.sync()

    def type(self, text):
        for letter in text:
            if letter == "\n":
                self.press("enter")
            else:
                self._strike(ord(letter), [])

    def _strike(self, symbol, modifiers):
        code = self.server.keysym_to_keycode(symbol)
        assert code != 0, f"no key for {symbol}"
        if self.server.keycode_to_keysym(code, 0) != symbol:
            modifiers = [*modifiers, XK.string_to_keysym("Shift_L")]
        held = [self.server.keysym_to_keycode(one) for one in modifiers]
        for one in held:
            xtest.fake_input(self.server, X.KeyPress, one)
        xtest.fake_input(self.server, X.KeyPress, code)
        xtest.fake_input(self.server, X.KeyRelease, code)
        for one in reversed(held):
            xtest.fake_input(self.server, X.KeyRelease, one)
        self.server.sync()

    # What is on the screen.

    def list_windows(self, pid):
        """Each window that a process shows, popovers too, the topmost last: its title, place, and size."""
        process = self.server.intern_atom("_NET_WM_PID")
        for window in self._walk(self.root, 3):
            try:
                owner = window.get_full_property(process, X.AnyPropertyType)
                if owner is None or owner.value[0] != pid or window.get_attributes().map_state != X.IsViewable:
                    continue
                yield self._describe(window)
            except error.XError:  # it went in the meantime
                continue

    def _walk(self, window, depth):
        try:
            children = window.query_tree().children if depth > 0 else []
        except error.XError:
            return
        for child in children:
            yield child
            yield from self._walk(child, depth - 1)

    def _describe(self, window):
        size = window.get_geometry()
        corner = window.translate_coords(self.root, 0, 0)
        title = window.get_full_property(self.server.intern_atom("_NET_WM_NAME"), X.AnyPropertyType)
        return {"id": window.id, "title": title.value.decode() if title is not None else "",
                "x": -corner.x, "y": -corner.y, "width": size.width, "height": size.height}

    def close_window(self, number):
        """As the window manager's close button does."""
        window = self.server.create_resource_object("window", number)
        message = event.ClientMessage(window=window, client_type=self.server.intern_atom("WM_PROTOCOLS"),
                                      data=(32, [self.server.intern_atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]))
        window.send_event(message)
        self.server.sync()

    def look(self):
        """A picture of the whole screen."""
        picture = self.root.get_image(0, 0, *self.size, X.ZPixmap, 0xFFFFFFFF)
        return Image.frombytes("RGB", self.size, picture.data, "raw", "BGRX")

    def read_pixels(self, window):
        """A window as its program drew it, whatever is above it; None once it is gone."""
        own = self.server.create_resource_object("window", window["id"])
        try:
            return own.get_image(0, 0, window["width"], window["height"], X.ZPixmap, 0xFFFFFFFF).data
        except error.XError:
            return None

    def paint(self, window, pixels):
        """A picture of a window on an even ground."""
        size = window["width"], window["height"]
        ground = Image.new("RGBA", size, GROUND)
        return Image.alpha_composite(ground, Image.frombytes("RGBA", size, pixels, "raw", "BGRa")).convert("RGB")
