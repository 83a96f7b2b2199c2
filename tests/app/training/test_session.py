"""The session: a real training seen from the window's thread."""

from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from nndesigner.app.training.session import TrainingSession
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import UserError
from nndesigner.design import edits
from nndesigner.design.model import Design
from nndesigner.training.events import Event, Failed, Finished, RunState
from nndesigner.training.history import History
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.order import Order
from nndesigner.training.run import Run, prepare

PATIENCE = 60_000


def small() -> Design:
    design, last = Design(), ""
    for kind, values in (
        ("input", {}),
        ("flatten", {}),
        ("dense", {"units": 10, "activation": "softmax"}),
        ("output", {}),
    ):
        design, node = edits.add_node(design, Layer.of_kind(kind, values), (0.0, 0.0))
        design = edits.connect(design, last, node) if last else design
        last = node
    return design.changed(training=design.training.changed(epochs=1, batch_size=4096))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[TrainingSession]:
    made = TrainingSession(partial(ThreadHost, prepare))
    yield made
    made.stop()
    assert made.wait(30)


def test_a_training_goes_from_preparing_to_finished(qtbot: QtBot, session: TrainingSession) -> None:
    states: list[str] = []
    events: list[Event] = []
    session.state_changed.connect(states.append)
    session.happened.connect(events.extend)
    session.train(Order(small(), "cpu"))
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=PATIENCE)
    assert states == [RunState.PREPARING, RunState.RUNNING, RunState.FINISHED]
    assert isinstance(events[-1], Finished)
    assert len(session.history) == 14 and session.history.test["accuracy"] > 0.5


def test_one_step_waits_and_a_stop_keeps_what_was_reached(qtbot: QtBot, session: TrainingSession) -> None:
    session.step(Order(small(), "cpu"))
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED, timeout=PATIENCE)
    assert len(session.history) == 1
    session.step(Order(small(), "cpu"))
    qtbot.waitUntil(lambda: len(session.history) == 2, timeout=PATIENCE)
    session.stop()
    qtbot.waitUntil(lambda: session.state is RunState.STOPPED, timeout=PATIENCE)
    assert session.history.finished is not None and not session.is_active


def test_a_failure_arrives_as_words_and_the_next_training_works(qtbot: QtBot) -> None:
    broken = [True]

    def get_ready(order: Order) -> Run:
        if broken[0]:
            raise UserError("The data is not there.")
        return prepare(order)

    session = TrainingSession(partial(ThreadHost, get_ready))
    events: list[Event] = []
    session.happened.connect(events.extend)
    session.train(Order(small(), "cpu"))
    qtbot.waitUntil(lambda: session.state is RunState.FAILED, timeout=PATIENCE)
    assert isinstance(events[-1], Failed) and events[-1].message == "The data is not there."
    broken[0] = False
    session.train(Order(small(), "cpu"))
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=PATIENCE)


def test_an_earlier_history_is_shown_unless_a_training_is_under_way(qtbot: QtBot, session: TrainingSession) -> None:
    old = History()
    session.show(old, small())
    assert session.history is old
    session.step(Order(small(), "cpu"))
    session.show(History(), small())
    assert session.history is not old
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED, timeout=PATIENCE)
    assert len(session.history) == 1
