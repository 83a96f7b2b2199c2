"""A canvas on the screen, and a mouse to use it with."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nndesigner.app.canvas.appearance import Port
from nndesigner.app.canvas.view import CanvasView
from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection
from nndesigner.app.widgets import theme
from nndesigner.catalog.layers.layer import Layer
from nndesigner.design import edits
from nndesigner.design.model import Design, Link, NodeId
from nndesigner.project.file import Project

NO_KEY = Qt.KeyboardModifier.NoModifier


def chain(*kinds: str) -> Design:
    """Layers of these kinds one below the other, linked: n1, n2, ..."""
    design, last = Design(), ""
    for number, kind in enumerate(kinds):
        design, node = edits.add_node(design, Layer.of_kind(kind), (0.0, number * edits.ROW))
        design = edits.connect(design, last, node) if last else design
        last = node
    return design


@dataclass
class Bench:
    """A canvas with everything that belongs to it, and hands."""

    document: Document
    selection: Selection
    editing: Editing
    view: CanvasView
    messages: list[str]

    @property
    def design(self) -> Design:
        return self.document.design

    def load(self, design: Design) -> None:
        self.document.load(Project(design))
        QApplication.processEvents()

    def at(self, node: NodeId, dx: float = 0, dy: float = 28) -> QPoint:
        """A point of a card, from the middle of its upper edge."""
        return self.view.mapFromScene(self.view.drawing.nodes[node].pos() + QPointF(dx, dy))

    def port(self, node: NodeId, is_input: bool, number: int = 0) -> QPoint:
        item = self.view.drawing.nodes[node]
        return self.view.mapFromScene(item.port_place(Port(node, is_input, number)))

    def on_link(self, link: Link) -> QPoint:
        return self.view.mapFromScene(self.view.drawing.links[link].path.pointAtPercent(0.5))

    def click(self, place: QPoint, key: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, key, place)

    def press(self, place: QPoint, key: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.mousePress(self.view.viewport(), Qt.MouseButton.LeftButton, key, place)

    def move(self, place: QPoint, key: Qt.KeyboardModifier = NO_KEY) -> None:
        """Move with the left button held; QTest's own cannot hold keys."""
        viewport, left = self.view.viewport(), Qt.MouseButton.LeftButton
        here, there = QPointF(place), QPointF(viewport.mapToGlobal(place))
        QApplication.sendEvent(viewport, QMouseEvent(QEvent.Type.MouseMove, here, there, left, left, key))

    def release(self, place: QPoint, key: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.mouseRelease(self.view.viewport(), Qt.MouseButton.LeftButton, key, place)

    def drag(self, start: QPoint, end: QPoint, key: Qt.KeyboardModifier = NO_KEY) -> None:
        self.press(start, key)
        for step in (0.25, 0.5, 0.75, 1.0):
            self.move(start + (end - start) * step, key)
        self.release(end, key)
        self.view.drawing.finish_motion()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.view.focusWidget() or self.view, text)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.view.focusWidget() or self.view, key)


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    theme.prepare(qapp, "dark")
    document, selection = Document(), Selection()
    editing = Editing(document, selection)
    view = CanvasView(document, selection, editing)
    messages: list[str] = []
    editing.refused.connect(messages.append)
    view.message.connect(messages.append)
    qtbot.addWidget(view)
    view.resize(1000, 800)
    view.show()
    qtbot.waitExposed(view)
    view.setFocus()
    yield Bench(document, selection, editing, view, messages)
