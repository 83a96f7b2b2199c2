"""A new user's first session: draw, train, watch, pause, step, undo, save, reopen, export.

With mouse and keyboard. Only the system's file dialogs are answered for the user; everything else is the real window,
the real data and a real training.
"""

import runpy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nndesigner.app.canvas.appearance import Port
from nndesigner.app.document.mime import LAYER_KIND
from nndesigner.app.settings import Settings
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.problem_card import ProblemCard
from nndesigner.app.window.main_window import MainWindow
from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.design import edits
from nndesigner.design.model import Design, NodeId
from nndesigner.training.events import RunState

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
KINDS = ("input", "flatten", "dense", "dropout", "dense", "output")
FIRST_TRAINING = 60_000
"""Milliseconds until the first step at most: torch is imported and MNIST is read."""


@dataclass
class User:
    """Hands and eyes in front of a window."""

    window: MainWindow
    qtbot: QtBot

    def drop(self, kind: str, place: QPoint) -> NodeId:
        """Drag a layer from the palette and drop it on the canvas; what the system does in between is left out."""
        data = QMimeData()
        data.setData(LAYER_KIND, kind.encode())
        viewport = self.window.canvas.viewport()
        known = set(self.window.document.design.nodes)
        copy = Qt.DropAction.CopyAction
        QApplication.sendEvent(viewport, QDragEnterEvent(place, copy, data, LEFT, NO_KEY))
        QApplication.sendEvent(viewport, QDropEvent(QPointF(place), copy, data, LEFT, NO_KEY))
        (new,) = set(self.window.document.design.nodes) - known
        return new

    def link(self, source: NodeId, target: NodeId) -> None:
        """Drag from the lower port of one layer to the upper port of the other."""
        start, end = self._port(source, is_input=False), self._port(target, is_input=True)
        viewport = self.window.canvas.viewport()
        QTest.mousePress(viewport, LEFT, NO_KEY, start)
        for part in (0.3, 0.7, 1.0):
            QTest.mouseMove(viewport, start + (end - start) * part)
        QTest.mouseRelease(viewport, LEFT, NO_KEY, end)

    def select(self, node: NodeId) -> None:
        item = self.window.canvas.drawing.nodes[node]
        place = self.window.canvas.mapFromScene(item.pos() + QPointF(20, 28))
        QTest.mouseClick(self.window.canvas.viewport(), LEFT, NO_KEY, place)
        assert self.window.selection.nodes == {node}

    def type_into(self, field: str, text: str) -> None:
        def found() -> list[QWidget]:
            widgets = self.window.findChildren(QWidget)
            named = [each for each in widgets if each.isVisible() and each.accessibleName() == field]
            return [each for each in named if not isinstance(each, QAbstractButton)]

        self.qtbot.waitUntil(lambda: len(found()) == 1, timeout=3000)
        (widget,) = found()
        widget.setFocus()
        QTest.keyClick(widget.focusWidget() or widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(widget.focusWidget() or widget, text)

    def press(self, text: str) -> None:
        """Press the visible button with this text on it."""

        def found() -> list[QPushButton]:
            buttons = self.window.findChildren(QPushButton)
            return [each for each in buttons if each.isVisible() and each.text() == text]

        self.qtbot.waitUntil(lambda: len(found()) == 1, timeout=3000)
        (button,) = found()
        assert button.isEnabled(), button.toolTip()
        QTest.mouseClick(button, LEFT)

    def do(self, command: str) -> None:
        action = self.window.actions_by_name[command]
        assert action.isEnabled(), action.toolTip()
        action.trigger()

    def wait_for(self, state: RunState, milliseconds: int = FIRST_TRAINING) -> None:
        self.qtbot.waitUntil(lambda: self.window.session.state is state, timeout=milliseconds)

    def problems(self) -> list[str]:
        return [problem.message for problem in self.window.document.report.problems]

    def _port(self, node: NodeId, is_input: bool) -> QPoint:
        canvas = self.window.canvas
        return canvas.mapFromScene(canvas.drawing.nodes[node].port_place(Port(node, is_input, 0)))


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[str | None], User]]:
    theme.prepare(qapp, "dark")
    opened: list[MainWindow] = []

    def open_it(file: str | None = None) -> User:
        store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(Settings(store))
        opened.append(window)
        window.resize(1440, 1000)
        window.show()
        qtbot.waitExposed(window)
        window.open_later(file)
        return User(window, qtbot)

    yield open_it
    for window in opened:
        window.session.stop()
        window.session.wait(30)
        window.close_without_asking()
        window.deleteLater()


@pytest.mark.timeout(240)
def test_a_first_session(open_window: Callable[..., User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = open_window()
    window, document = user.window, user.window.document

    # from the welcome page to an empty canvas
    assert window.pages.currentWidget() is window.welcome
    user.press("Empty canvas")
    assert window.pages.currentWidget() is window.canvas
    assert not window.actions_by_name["train"].isEnabled()
    assert "empty" in window.actions_by_name["train"].toolTip()

    # six layers from the palette, one below the other, and the links between them
    x = window.canvas.viewport().width() // 2
    nodes = [user.drop(kind, QPoint(x, 36 + 92 * number)) for number, kind in enumerate(KINDS)]
    for source, target in pairwise(nodes):
        user.link(source, target)
    assert len(document.design.links) == 5
    dense, last = nodes[2], nodes[4]

    # the window says what is wrong, and its own buttons put it right
    assert user.problems() == [
        "MNIST digits has 10 classes, so the prediction should be F 10, but dense_2 gives F 128."
    ]
    user.select(last)
    assert window.findChildren(ProblemCard)
    user.press("Set units to 10")
    user.press("Use Softmax")
    assert user.problems() == []

    # a number typed in the inspector changes shapes and counts at once, and undoes in one step
    user.select(dense)
    before = document.report.parameters
    user.type_into("Units", "48")
    assert document.report.parameters == 784 * 48 + 48 + 48 * 10 + 10
    user.do("undo")
    assert document.report.parameters == before
    user.do("redo")
    window.selection.set()
    user.type_into("Epochs", "2")
    assert document.design.training.epochs == 2

    # one step, then on, then a pause; what is drawn meanwhile does not touch the running network
    user.do("step")
    user.wait_for(RunState.PAUSED)
    assert len(window.session.history) == 1
    assert window.session.history.masks
    user.press("Resume")
    user.wait_for(RunState.RUNNING)
    user.qtbot.waitUntil(lambda: len(window.session.history) > 20, timeout=FIRST_TRAINING)
    user.select(dense)
    user.type_into("Units", "64")
    user.do("pause")
    user.wait_for(RunState.PAUSED)
    done = len(window.session.history)
    user.qtbot.wait(200)
    assert len(window.session.history) == done
    user.do("step")
    user.qtbot.waitUntil(lambda: len(window.session.history) == done + 1, timeout=5000)
    assert window.top_bar.progress.words.text().startswith("Paused")
    user.do("train")
    user.wait_for(RunState.FINISHED, 120_000)
    user.do("undo")

    # what it learned is there: curves, masks, weights of the snapshot, a good network
    history = window.session.history
    assert history.test["accuracy"] > 0.9
    weights = document.learned.weights
    assert weights is not None and weights[f"{dense}.weight"].shape == (48, 784)
    assert history.nodes_of("gradient_norms").keys() == {dense, last}
    assert "weights are in the project" in window.toast.text
    for dock in window.plot_docks:
        assert dock.widget().has_data()

    # saved, opened again in another window, exported as code that runs
    answer: Any = lambda path: lambda *_, **__: (str(path), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer(tmp_path / "mine.nnd"))
    user.do("save")
    assert document.is_saved and (tmp_path / "mine.nnd").is_file()
    again = open_window(str(tmp_path / "mine.nnd"))
    assert again.window.document.design.nodes == document.design.nodes
    kept = again.window.document.learned.weights
    assert kept is not None and all(np.array_equal(kept[name], weights[name]) for name in weights)
    assert len(again.window.session.history) == len(history)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer(tmp_path / "mine.py"))
    again.do("export_python")
    assert "load" in runpy.run_path(str(tmp_path / "mine.py"), run_name="exported")


def linear_with_squares(design: Design) -> Design:
    """A network that leaves all numbers behind when its learning rate is too large."""
    dense = [node.id for node in design.of_kind("dense")]
    options = replace(design.training, loss=MeanSquaredError(), optimizer=SGD())
    return edits.set_parameters(design, dense, activation="linear").changed(training=options)


@pytest.mark.timeout(120)
def test_a_failure_in_training_is_told_and_the_app_goes_on(
    open_window: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = open_window("example:mnist-mlp")
    told: list[str] = []
    user.window.control.failed.disconnect()
    user.window.control.failed.connect(lambda failed: told.append(failed.message))
    user.window.document.edit("let nothing hold it back", linear_with_squares)
    user.type_into("Learning rate", "100")
    user.do("train")
    user.wait_for(RunState.FAILED)
    assert "learning rate" in told[0].lower()
    user.type_into("Learning rate", "0.01")
    user.do("step")
    user.wait_for(RunState.PAUSED)
    assert len(user.window.session.history) == 1
