"""What becomes of the result of a training."""

from functools import partial
from threading import Event

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nndesigner.app.document.document import Document
from nndesigner.app.engine import prepare_run
from nndesigner.app.training.control import TrainingControl
from nndesigner.app.training.session import TrainingSession
from nndesigner.project.examples import open_example
from nndesigner.training.events import RunState
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.order import Order
from tests.app.training.test_session import PATIENCE


def test_a_training_stopped_before_its_first_step_changes_nothing(qtbot: QtBot, qapp: QApplication) -> None:
    may_begin = Event()

    def prepare(order: Order):
        assert may_begin.wait(60)
        return prepare_run(order)

    document, session = Document(), TrainingSession(partial(ThreadHost, prepare))
    control = TrainingControl(document, session)
    control.device = "cpu"
    said: list[str] = []
    control.message.connect(said.append)
    document.load(open_example("xor-mlp"))
    may_begin.set()
    control.train()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=PATIENCE)
    learned, steps = document.learned, len(session.history)
    assert learned is not None

    may_begin.clear()
    control.train()
    control.stop()
    may_begin.set()
    qtbot.waitUntil(lambda: not session.is_active, timeout=PATIENCE)
    assert document.learned is learned
    assert len(session.history) == steps
    assert said[-1] == "Training stopped before its first step: nothing has changed."
