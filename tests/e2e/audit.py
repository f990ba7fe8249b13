# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page must be for those who don't see it or don't use a mouse."""

import contextlib

from program import ACCESSIBLE, FOCUSABLE, PAGE, SENSITIVE, VISIBLE
from world import Gone

CONTROLS = {"button", "toggle button", "check box", "radio button", "combo box", "text", "spin button", "list",
            "list item", "progress bar", "link", "alert"}
# GTK's own: the buttons of a window's frame, which no application can give the focus.
FRAME = {"Minimize", "Maximize", "Restore", "Close"}
# So many stops there may be within one text.
MOST_LINKS = 12


def audit(program):
    """What is wrong with the page that is shown: a list of complaints, empty where all is well."""
    nodes = _list_controls(program)
    order = _go_round(program)
    return [*_unnamed(nodes), *_unreachable(program, nodes, order), *_disordered(program, nodes, order)]


def _list_controls(program):
    """What can be used, in the order of the tree, each with its state, but for what is GTK's own."""
    nodes = list(program.tree(program.window()).walk())
    hidden, found = set(), []
    for node, state in zip(nodes, program.ask_all(nodes, ACCESSIBLE, "GetState")):
        if node.parent in hidden or state is None or not state[0] >> VISIBLE & 1:
            hidden.add(node)
        elif node.role in CONTROLS:
            node.state = state[0]
            found.append(node)
    return [node for node in found if not _is_inside(node) and _can_be_seen(program, node)]


def _is_inside(node):
    """GTK's own: what a row with choices shows of them, what makes an expander of a row, a menu button's shell."""
    return (any(one.role == "combo box" for one in node.ancestors())
            or (node.role == "list" and any(one.role == "list item" for one in node.ancestors()))
            or (node.role == "list item" and any(one.role == "list" for one in node.walk()))
            or (node.role == "button" and any(one.role == "button" for one in node.walk() if one is not node)))


def _can_be_seen(program, node):
    with contextlib.suppress(Gone):
        node.known = node.name
        return min(node.extents[2:]) > 0 and program.can_be_seen(node) and node.known not in FRAME
    return False


def _unnamed(nodes):
    for node in nodes:
        if not node.known and (node.state >> FOCUSABLE & 1 or node.role == "progress bar"):
            yield f"no name: {node.role} at {node.extents} in {_where(node)}"


def _where(node):
    return [one.name for one in node.ancestors() if one.name][:3]


def _go_round(program):
    """Where Tab goes from here until it is here again. Within a text it goes from link to link; what never lets it go
    is all there is."""
    order, stays = [], 0
    for _ in range(400):
        program.world.press("tab")
        program.focused()
        if program.focus is None:
            continue
        stays = stays + 1 if order and program.focus == order[-1] else 0
        if 0 < stays <= MOST_LINKS:
            continue
        if program.focus in order:
            return order[order.index(program.focus):]
        order.append(program.focus)
    raise AssertionError(f"Tab goes on for ever: {order[-3:]}")


def _unreachable(program, nodes, order):
    """Arrows go on from one row of a list to the others, and from one of several choices to the others."""
    chains = {ref for stop in order for ref in program.chain(stop)}
    for node in nodes:
        if node.role == "list" or not node.state >> FOCUSABLE & 1 or not node.state >> SENSITIVE & 1:
            continue
        alike = [one for one in node.parent.children if one.role == node.role in ("list item", "check box")]
        if not any(inner.ref in chains for one in [node, *alike] for inner in one.walk()):
            yield f"Tab doesn't reach: {node.role} {node.known!r} at {node.extents} in {_where(node)}"


def _disordered(program, nodes, order):
    """On the page Tab goes as the tree is read, and from one pane to the next, which AdwLeaflet has in the tree before
    it; the round begins where it comes to the page."""
    pages = {one.ref for node in nodes for one in node.ancestors() if PAGE.fullmatch(one.known or "")}
    chains = [program.chain(stop) for stop in order]
    away = next((place for place, chain in enumerate(chains) if not pages.intersection(chain)), 0)
    places = {node.ref: place for place, node in enumerate(nodes)}
    stops = [next((ref for ref in chain if ref in places), None)
             for chain in chains[away:] + chains[:away] if pages.intersection(chain)]
    stops = [ref for ref in stops if ref is not None]
    names = {node.ref: f"{node.role} {node.known!r}" for node in nodes}
    edges = {node.ref: (node.extents[0], node.extents[0] + node.extents[2]) for node in nodes}
    for one, two in zip(stops, stops[1:]):
        if places[two] < places[one] and edges[two][0] < edges[one][1]:
            yield f"Tab goes back from {names[one]} to {names[two]}"
