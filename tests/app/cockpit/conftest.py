"""A session that nothing trains in yet, and panels on the screen."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nndesigner.app.cockpit.dashboard import panel as panel_of
from nndesigner.app.cockpit.panel import Panel
from nndesigner.app.cockpit.views import View
from nndesigner.app.engine import prepare_run
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.widgets import theme
from nndesigner.training.hosts.thread import ThreadHost
from tests.app.cockpit import training_story

Show = Callable[[View], Panel]


@pytest.fixture(params=["dark", "light"])
def session(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[TrainingSession]:
    theme.prepare(qapp, request.param)
    made = TrainingSession(partial(ThreadHost, prepare_run))
    made.design = training_story.design()
    yield made
    made.deleteLater()


@pytest.fixture
def show(qtbot: QtBot, session: TrainingSession) -> Show:
    """Makes the panel of a view and shows it."""

    def shown(view: View) -> Panel:
        panel = panel_of(session, view)
        qtbot.addWidget(panel)
        panel.resize(360, 240)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return shown
