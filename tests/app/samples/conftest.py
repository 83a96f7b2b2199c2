"""A panel on the screen, in a document with small data."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nndesigner.app.document.document import Document
from nndesigner.app.engine import prepare_run
from nndesigner.app.samples.panel import DataPanel
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.widgets import theme
from nndesigner.project.examples import open_example
from nndesigner.training.events import RunState
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.order import Order

Show = Callable[[str], DataPanel]


@pytest.fixture
def document(qapp: QApplication) -> Document:
    theme.prepare(qapp, "dark")
    return Document()


@pytest.fixture
def session(document: Document) -> Iterator[TrainingSession]:
    made = TrainingSession(partial(ThreadHost, prepare_run))
    yield made
    made.stop()
    assert made.wait(30)
    made.deleteLater()


@pytest.fixture
def show(qtbot: QtBot, document: Document, session: TrainingSession) -> Show:
    """Opens an example and shows its data."""

    def shown(name: str) -> DataPanel:
        document.load(open_example(name), None, name)
        panel = DataPanel(document, session)
        qtbot.addWidget(panel)
        panel.resize(320, 560)
        with qtbot.waitExposed(panel):
            panel.show()
        settle(qtbot, panel)
        return panel

    return shown


def settle(qtbot: QtBot, panel: DataPanel) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=30_000)


def train(qtbot: QtBot, panel: DataPanel, document: Document, session: TrainingSession, epochs: int) -> None:
    """Train the design for some epochs, with the panel looking on."""
    design = document.design
    session.train(Order(design.changed(training=design.training.changed(epochs=epochs)), "cpu"))
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=60_000)
    settle(qtbot, panel)
