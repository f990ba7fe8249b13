# SPDX-License-Identifier: GPL-3.0-or-later
"""What shows notifications on a desktop: here it only keeps them."""

import threading

try:
    from gi.repository import Gio, GLib
except ImportError:
    pass

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
INTERFACE = f"""<node><interface name="{NAME}">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/>
  </method>
</interface></node>"""


class Notices:
    """On a bus until it is closed; each notification is kept as its title and its text."""

    def __init__(self, address):
        self.shown = []
        self.context = GLib.MainContext.new()
        self.loop = GLib.MainLoop.new(self.context, False)
        ready = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(address, ready), daemon=True)
        self.thread.start()
        assert ready.wait(60), "no connection to the session bus"

    def _serve(self, address, ready):
        self.context.push_thread_default()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        connection = Gio.DBusConnection.new_for_address_sync(address, flags)
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        connection.register_object(PATH, interface, self._answer, None, None)
        connection.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                             GLib.Variant("(su)", (NAME, 0)), None, 0, -1)
        ready.set()
        self.loop.run()
        connection.close_sync()

    def _answer(self, connection, sender, path, interface, method, parameters, invocation):
        answer = None
        if method == "Notify":
            _, _, _, title, text, *_ = parameters.unpack()
            self.shown.append((title, text))
            answer = GLib.Variant("(u)", (len(self.shown),))
        elif method == "GetCapabilities":
            answer = GLib.Variant("(as)", (["body"],))
        elif method == "GetServerInformation":
            answer = GLib.Variant("(ssss)", ("Notices", "Tests", "1", "1.2"))
        invocation.return_value(answer)

    def close(self):
        self.context.invoke_full(0, self.loop.quit)
        self.thread.join()
