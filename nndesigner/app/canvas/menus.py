"""The menus that open at the pointer: the commands of the keyboard, and the fixes of a problem."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QMenu

from nndesigner.app.canvas.finding import link_at, node_at
from nndesigner.app.canvas.gestures.gesture import Surface
from nndesigner.app.canvas.search import layers_between
from nndesigner.catalog.shortening import shortened
from nndesigner.design.model import Link, NodeId


class CanvasCommands(Protocol):
    """What the canvas itself can do for a menu."""

    is_map_shown: bool

    def rename(self, node: NodeId) -> None: ...
    def search_at(self, place: QPoint) -> None: ...
    def fit_all(self) -> None: ...
    def show_map(self, shown: bool) -> None: ...


class CanvasMenus:
    """Makes the menu for what lies under a point, which becomes selected first."""

    def __init__(self, surface: Surface, canvas: CanvasCommands) -> None:
        self._surface = surface
        self._canvas = canvas

    def menu_at(self, scene: QPointF, view: QPoint) -> QMenu:
        """The menu for the node, the link or the empty place under a point."""
        surface = self._surface
        card = node_at(surface.scene, scene)
        if card:
            if card.node not in surface.selection.nodes:
                surface.selection.set([card.node])
            return self._node_menu(card.node)
        line = link_at(surface.scene, scene, surface.zoom)
        if line:
            surface.selection.set(links=[line.link])
            return self._link_menu(line.link, view)
        return self._empty_menu(view)

    def _node_menu(self, node: NodeId) -> QMenu:
        surface, editing = self._surface, self._surface.editing
        menu = QMenu(surface.view)
        self._add_fixes(menu, node)
        _add(menu, "Rename", lambda: self._canvas.rename(node), "F2")
        menu.addSeparator()
        _add(menu, "Cut", editing.pieces.cut, "Ctrl+X")
        _add(menu, "Copy", editing.pieces.copy, "Ctrl+C")
        _add(menu, "Duplicate", editing.pieces.duplicate, "Ctrl+D")
        menu.addSeparator()
        if len(surface.selection.nodes) > 1:
            self._add_alignment(menu)
            menu.addSeparator()
        _add(menu, "Delete and reconnect", editing.delete_and_reconnect, "Ctrl+Del")
        _add(menu, "Delete", editing.delete, "Del")
        return menu

    def _add_fixes(self, menu: QMenu, node: NodeId) -> None:
        for problem in self._surface.document.report.of_node(node):
            heading = menu.addAction(_plain(shortened(problem.message, 72)))
            heading.setEnabled(False)
            for fix in problem.fixes:
                _add(menu, _plain(fix.label), partial(self._surface.editing.apply_fix, problem, fix))
            menu.addSeparator()

    def _add_alignment(self, menu: QMenu) -> None:
        editing = self._surface.editing
        align = menu.addMenu("Align")
        _add(align, "In a column", lambda: editing.placing.align("middle"))
        _add(align, "In a row", lambda: editing.placing.align("top"))
        align.addSeparator()
        _add(align, "Equal distances down", lambda: editing.placing.align("rows"))
        _add(align, "Equal distances across", lambda: editing.placing.align("columns"))

    def _link_menu(self, link: Link, view: QPoint) -> QMenu:
        surface = self._surface
        menu = QMenu(surface.view)
        shape = surface.document.report.shapes.get(link.source)

        def search() -> None:
            insert = surface.editing.insert_on_link
            surface.search.ask(view, layers_between(shape), lambda kind: insert(kind, link))

        _add(menu, "Insert a layer…", search)
        _add(menu, "Delete", surface.editing.delete, "Del")
        return menu

    def _empty_menu(self, view: QPoint) -> QMenu:
        editing = self._surface.editing
        menu = QMenu(self._surface.view)
        _add(menu, "Add a layer…", lambda: self._canvas.search_at(view), "Tab")
        _add(menu, "Paste", editing.pieces.paste, "Ctrl+V")
        menu.addSeparator()
        is_empty = not self._surface.document.design.nodes
        for text, command, key in (
            ("Select all", editing.select_all, "Ctrl+A"),
            ("Lay out", editing.placing.arrange, "Ctrl+L"),
            ("Fit all", self._canvas.fit_all, "Home"),
        ):
            _add(menu, text, command, key, enabled=not is_empty)
        menu.addSeparator()
        shown = self._canvas.is_map_shown
        _add(menu, "Hide the mini-map" if shown else "Show the mini-map", lambda: self._canvas.show_map(not shown))
        return menu


def _add(menu: QMenu, text: str, command: Callable[[], object], key: str = "", enabled: bool = True) -> None:
    """Add an entry; `key` is only named, because the window's own action listens to it."""
    action = menu.addAction(f"{text}\t{key}" if key else text)
    action.triggered.connect(lambda _=False: command())
    action.setEnabled(enabled)


def _plain(text: str) -> str:
    """`text` with its ampersands kept, which menus take for underlines."""
    return text.replace("&", "&&").replace("\t", " ")
