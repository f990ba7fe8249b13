# SPDX-License-Identifier: GPL-3.0-or-later
"""A program with windows, driven as a person does: found by what accessibility says, clicked and typed at for real.

What GTK 4.8 says has its quirks: no widget is "showing", so whether one can be clicked is asked by a hit test; only the
coordinates of windows work; what has no role of its own goes by the name of its class."""

import contextlib
import re
import subprocess

from world import PATIENCE, Gone, until

try:
    from gi.repository import Gio, GLib
except ImportError:
    pass  # world.require_tools() says so

ACCESSIBLE, COMPONENT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT = "/org/a11y/atspi/accessible/root"
IN_WINDOW = 1

ROLES = {2: "alert", 7: "check box", 11: "combo box", 16: "dialog", 20: "widget", 23: "frame", 27: "image", 29: "label",
         31: "list", 32: "list item", 33: "menu", 35: "menu item", 37: "page tab", 39: "group", 40: "password text",
         42: "progress bar", 43: "button", 44: "radio button", 48: "scroll bar", 49: "scroll pane", 50: "separator",
         52: "spin button", 54: "status", 61: "text", 62: "toggle button", 67: "unknown", 69: "window",
         75: "application", 79: "text", 83: "heading", 88: "link", 98: "list", 103: "level bar"}
# Seconds for what was scrolled to to be in sight.
COMING = 5
WINDOWS = {"window", "frame", "dialog"}
LEAVES = {"image", "label", "separator", "scroll bar", "progress bar", "level bar"}
ACTIVE, FOCUSABLE, FOCUSED, SENSITIVE, VISIBLE = 1, 11, 12, 24, 30
CLASS = re.compile(r"(Gtk|Adw|Cw)[A-Z]\w+")
PAGE = re.compile(r"Cw\w*Page")
POPOVER = re.compile(r"Gtk\w*Popover\w*")


class Node:
    """A widget as accessibility shows it; everything but its role and its place in the tree is asked anew."""

    def __init__(self, program, ref, parent=None):
        self.program, self.ref, self.parent, self.children = program, ref, parent, []
        self.role, self.known = "unknown", None

    def ask(self, interface, method, *arguments):
        return self.program.ask(self.ref, interface, method, *arguments)

    def get(self, interface, name):
        return self.ask(PROPERTIES, "Get", "(ss)", interface, name)

    @property
    def raw_name(self):
        return self.get(ACCESSIBLE, "Name")

    @property
    def name(self):
        return clean(self.raw_name)

    @property
    def text(self):
        return self.ask(TEXT, "GetText", "(ii)", 0, self.get(TEXT, "CharacterCount"))

    @property
    def extents(self):
        return self.ask(COMPONENT, "GetExtents", "(u)", IN_WINDOW)

    def has(self, state):
        low, high = self.ask(ACCESSIBLE, "GetState")
        return bool((low | high << 32) >> state & 1)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self):
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def surface(self):
        """The window or popover on which it is drawn."""
        return next(node for node in [self, *self.ancestors()]
                    if node.role in WINDOWS or POPOVER.fullmatch(node.known or ""))

    def pane(self):
        """What it scrolls in, on its own surface."""
        for node in self.ancestors():
            if any(child.role == "scroll bar" for child in node.children):
                return node
            if node is self.surface():
                break
        return None

    def hit(self, x, y):
        """What a click there reaches, on this window."""
        return self.ask(COMPONENT, "GetAccessibleAtPoint", "(iiu)", x, y, IN_WINDOW)

    def is_hit(self):
        """Whether a click on its middle reaches it, or what is in it; an insensitive widget lets its parent be hit.
        What is only decoration, or the text of an entry, answers nothing: then it is asked beside it, and of a button
        that is all icon on the border around it."""
        x, y, width, height = self.extents
        if width <= 0 or height <= 0:
            return False
        for across in [x + width // 2, x + 3, x + width - 4, x - 3]:
            chain = self.program.chain(self.surface().hit(across, y + height // 2))
            if chain:
                near = [node.ref for node in self.ancestors()][:4]
                return self.ref in chain or (chain[0] in near and not self.has(SENSITIVE))
        return False

    def __repr__(self):
        return f"<{self.role} {self.name!r}>"


def clean(name):
    """Without the mnemonic, which comes with the name repeated, and without the names of classes."""
    if CLASS.fullmatch(name):
        return ""
    plain = re.sub(r"_(?=\w)", "", name)
    half = len(plain) // 2
    return plain[:half] if plain[half:half + 1] == " " and plain[:half] == plain[half + 1:] else name


def matches(name, wanted):
    return wanted is None or (wanted.search(name) is not None if hasattr(wanted, "search") else name == wanted)


class Program:
    def __init__(self, world, command, log, **environment):
        self.world, self.command, self.log = world, command, log
        self.roles, self.parents = {}, {}  # of a widget they stay what they are
        self.focus = None
        self.environment = {**world.environment, "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo",
                            "GDK_DEBUG": "gl-disable", "GTK_A11Y": "atspi", "ADW_DISABLE_PORTAL": "1",
                            "GTK_USE_PORTAL": "0", "GSETTINGS_BACKEND": "keyfile", **environment}

    def __enter__(self):
        self.bus = self.world.open_accessibility()
        self.bus.signal_subscribe(None, "org.a11y.atspi.Event.Object", "StateChanged", None, "focused",
                                  Gio.DBusSignalFlags.NONE, self._focus_changed)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log)
        self.name = until(self._find_name, "the program on the bus of accessibility")
        self.application = Node(self, (self.name, ROOT))
        until(lambda: self.application.ask(ACCESSIBLE, "GetChildren"), "the first window")
        return self

    def __exit__(self, *unused):
        with contextlib.suppress(Gone):
            self.bus.close_sync()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)

    def _find_name(self):
        assert self.process.poll() is None, self.read_log()
        with contextlib.suppress(Gone):
            for name, _ in self.ask(("org.a11y.atspi.Registry", ROOT), ACCESSIBLE, "GetChildren"):
                if self.ask(("org.freedesktop.DBus", "/"), "org.freedesktop.DBus", "GetConnectionUnixProcessID", "(s)",
                            name) == self.process.pid:
                    return name
        return None

    def read_log(self):
        return self.log.read_text(errors="replace")

    def close(self):
        """As a person closes the window."""
        for window in list(self.world.list_windows(self.process.pid)):
            self.world.close_window(window["id"])
        self.finish()

    def finish(self):
        """It ends by itself; what it said by then, no warning among it, is nothing."""
        assert self.process.wait(PATIENCE) == 0, (self.process.returncode, self.read_log())
        said = [line for line in self.read_log().splitlines() if line]
        assert said == [], said

    def ask(self, ref, interface, method, signature=None, *arguments):
        parameters = GLib.Variant(signature, arguments) if signature is not None else None
        answer = self.bus.call_sync(ref[0], ref[1], interface, method, parameters, None, 0, PATIENCE * 1000).unpack()
        return answer[0] if len(answer) == 1 else answer

    def ask_all(self, nodes, interface, method, signature=None, *arguments):
        """The same of many, sent off at once; None from those that went in the meantime."""
        answers, left = [None] * len(nodes), len(nodes)
        parameters = GLib.Variant(signature, arguments) if signature is not None else None

        def answered(bus, result, index):
            nonlocal left
            left -= 1
            with contextlib.suppress(Gone):
                answers[index] = bus.call_finish(result).unpack()[0]
        for index, node in enumerate(nodes):
            self.bus.call(*node.ref, interface, method, parameters, None, 0, PATIENCE * 1000, None, answered, index)
        while left:
            GLib.MainContext.default().iteration(True)
        return answers

    def chain(self, ref):
        """A widget and its ancestors, up to the window."""
        found = []
        while ref[1] not in (ROOT, "/org/a11y/atspi/null"):
            found.append(ref)
            if ref not in self.parents:
                self.parents[ref] = tuple(self.ask(ref, PROPERTIES, "Get", "(ss)", ACCESSIBLE, "Parent"))
            ref = self.parents[ref]
        return found

    # Looking.

    def windows(self):
        nodes = [Node(self, tuple(ref), self.application) for ref in self.application.ask(ACCESSIBLE, "GetChildren")]
        self._learn_roles(nodes)
        return nodes

    def window(self, name=None):
        """The window with this name, once it is there; else the one that is active, or the newest, as not every dialog
        says that it is active."""
        if name is not None:
            return until(lambda: next((one for one in self.windows() if matches(one.name, name)), None),
                         f"a window {name}")
        windows = until(self.windows, "a window")
        return next((one for one in windows if one.has(ACTIVE)), windows[-1])

    def wait_for_window(self, count):
        """Until so many windows are left and one of them takes the keys."""
        until(lambda: len(self.windows()) == count and any(one.has(ACTIVE) for one in self.windows()),
              f"{count} windows, one of them active")

    def _learn_roles(self, nodes):
        unknown = [node for node in nodes if node.ref not in self.roles]
        for node, role in zip(unknown, self.ask_all(unknown, ACCESSIBLE, "GetRole")):
            if role is not None:
                self.roles[node.ref] = ROLES.get(role, str(role))
        for node in nodes:
            node.role = self.roles.get(node.ref, "unknown")

    def _is_shown(self, node):
        """A page of a stack that isn't shown looks like the one that is: see what is in the middle of it. What nobody
        looked at so far says nothing of itself yet, and passes."""
        x, y, width, height = node.extents
        chains = [self.chain(node.surface().hit(x + width // 2, y + height * part // 4)) for part in (2, 1, 3)]
        return any(node.ref in chain for chain in chains) or not any(chains)

    def tree(self, root):
        """All below a widget, but pages that aren't shown, and what is inside of leaves."""
        level = [root]
        while level:
            found = []
            for node, refs in zip(level, self.ask_all(level, ACCESSIBLE, "GetChildren")):
                node.children = [Node(self, tuple(ref), node) for ref in refs or []]
                self.parents.update({child.ref: node.ref for child in node.children})
                found += node.children
            self._learn_roles(found)
            plain = [node for node in found if node.role == "widget"]
            for node, name in zip(plain, self.ask_all(plain, PROPERTIES, "Get", "(ss)", ACCESSIBLE, "Name")):
                node.known = name
            hidden = {node for node in plain if PAGE.fullmatch(node.known or "") and not self._is_shown(node)}
            for node in hidden:
                node.parent.children.remove(node)
            level = [node for node in found if node.role not in LEAVES and node not in hidden]
        return root

    def find_all(self, role, name=None, within=None):
        """Those with this role and name that a person sees, or would see by scrolling, in the order of the tree; each
        with the name that it had then as `known`."""
        root = self.tree(within if within is not None else self.window())
        nodes = [node for node in root.walk() if node.role == role]
        for node, one in zip(nodes, self.ask_all(nodes, PROPERTIES, "Get", "(ss)", ACCESSIBLE, "Name")):
            node.known = clean(one) if one is not None else None
        found = [node for node in nodes if node.known is not None and matches(node.known, name)]
        # A menu button is a shell around the button proper.
        found = [node for node in found if not any(node in other.ancestors() for other in found)]
        return [node for node in found if self.can_be_seen(node)]

    def can_be_seen(self, node):
        with contextlib.suppress(Gone):
            if node.is_hit():
                return True
            pane = node.pane() if node.surface().role in WINDOWS else None  # a popover may not be open
            inside = [node, *node.ancestors()]
            states = self.ask_all(inside[:inside.index(pane)] if pane is not None else [], ACCESSIBLE, "GetState")
            return bool(states) and all(state and state[0] >> VISIBLE & 1 for state in states) and self._is_shown(pane)
        return False

    def has(self, role, name=None, within=None):
        return bool(self.find_all(role, name, within))

    def find(self, role, name=None, within=None):
        """The first of them, once it is there."""
        def look():
            assert self.process.poll() is None, f"it ended: {self.process.returncode} {self.read_log()}"
            return next(iter(self.find_all(role, name, within)), None)
        try:
            return until(look, f"{role} {name}")
        except AssertionError as reason:
            raise AssertionError(f"{reason}\n{self.describe()}") from None

    def describe(self):
        """What is there, for whoever reads why a walk failed."""
        lines = []
        for window in self.windows():
            for node in self.tree(window).walk():
                if node.role not in ("group", "widget", "scroll bar", "unknown"):
                    with contextlib.suppress(Gone):
                        lines.append("  " * len(list(node.ancestors())) + repr(node))
        return "\n".join(lines) + "\n" + self.read_log()

    def _focus_changed(self, bus, sender, path, interface, signal, details):
        """The last to speak has the focus; the text inside of an entry doesn't say so, but does speak."""
        ref, there = (sender, path), details.unpack()[1]
        self.focus = ref if there or ref != self.focus else None

    def focused(self):
        """The widget that has the focus once all keys are through; None where nothing has it."""
        for _ in range(4):  # the program takes one key and one question in turn
            self.application.ask(ACCESSIBLE, "GetRole")
        while GLib.MainContext.default().pending():
            GLib.MainContext.default().iteration(False)
        if self.focus is None or not Node(self, self.chain(self.focus)[-1]).has(ACTIVE):
            return None  # a window keeps its focus while another one is used
        node = Node(self, self.focus)
        self._learn_roles([node])
        return node

    def has_focus(self, node):
        """Whether what is typed goes there, or to what is in it."""
        focused = self.focused()
        return focused is not None and node.ref in self.chain(focused.ref)

    def lacks_focus(self, node):
        """Whether what is typed goes elsewhere. The first focus of a dialog's entry is told by nobody."""
        return self.focused() is not None and not self.has_focus(node)

    # Doing.

    def place(self, node):
        """Where its middle is on the screen; None while its surface isn't there."""
        surface = node.surface()
        x, y, width, height = node.extents
        surface_x, surface_y, surface_width, surface_height = surface.extents
        name = surface.name if surface.role in WINDOWS else None
        for window in reversed(list(self.world.list_windows(self.process.pid))):
            wide, high = window["width"] - surface_width, window["height"] - surface_height
            # Around it are its border or its shadow, alike on all sides.
            if 0 <= wide <= 160 and 0 <= high <= 160 and name in (None, window["title"]):
                left, top = wide // 2 - surface_x, high // 2 - surface_y
                return window["x"] + left + x + width // 2, window["y"] + top + y + height // 2
        return None

    def _settle(self, node):
        """Where its middle is on the screen once it stays there."""
        last = None

        def same():
            nonlocal last
            before, last = last, self.place(node)
            return before is not None and before == last and last
        return until(same, f"{node} at rest")

    def show(self, node):
        """Turn the wheel until it is in sight; where its middle is on the screen then."""
        for _ in range(60):
            place = self._settle(node)
            pane = node.pane()
            _, y, _, height = node.extents
            _, top, _, room = pane.extents if pane is not None else node.surface().extents
            if pane is None or height > room or top <= y and y + height <= top + room:
                until(node.is_hit, f"{node} in sight", COMING)
                return place
            away = y + height / 2 - top - room / 2
            x, middle = self.place(pane)
            self.world.click(x, middle, button=5 if away > 0 else 4, times=max(1, int(abs(away)) // 120))
        raise AssertionError(f"{node} doesn't come into sight")

    def click(self, role, name=None, within=None):
        def attempt():
            node = self.find(role, name, within)
            with contextlib.suppress(AssertionError):  # scrolled into sight, a long list's row may be another one
                self.click_node(node)
                return node
            return None
        return until(attempt, f"a click on {role} {name}")

    def click_node(self, node):
        """Once it can be used, where it is by then: what is done elsewhere on the page moves it."""
        self.show(node)
        until(lambda: node.has(SENSITIVE), f"{node} can be used")
        self.world.click(*self.show(node))

    def tab_to(self, role, name, within=None):
        """Press the Tab key until that is reached, before the round is through, and then seen."""
        node = self.find(role, name, within)
        seen = set()
        while not self.has_focus(node):
            assert self.focus not in seen, f"Tab doesn't reach {role} {name}\n{self.describe()}"
            seen.add(self.focus)
            self.world.press("tab")
        until(node.is_hit, f"{node} in sight")
        return node
