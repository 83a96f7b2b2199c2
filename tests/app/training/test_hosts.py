"""Where a training runs: chosen in the window, and what the window does when a process or a device is lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from nndesigner.app.settings import Settings
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.window.main_window import MainWindow
from nndesigner.project.examples import open_example
from nndesigner.training.events import Failed, RunState
from nndesigner.training.hosts.choice import HostKind
from nndesigner.training.hosts.process import Processes, ProcessHost
from nndesigner.training.order import Order

PATIENCE = 60_000


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    found = Processes()
    found.warm_up()
    yield found
    found.end()


def order(epochs: int) -> Order:
    design = open_example("spiral").design
    return Order(design.changed(training=design.training.changed(epochs=epochs)), "cpu")


def answer(button: str, seen: list[str]) -> None:
    """Press this button of the box that will come."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.informativeText())
        next(each for each in box.buttons() if button in each.text().replace("&", "")).click()

    QTimer.singleShot(100, press)


def test_where_a_training_runs_is_chosen_in_the_menu_and_remembered(
    empty_window: MainWindow, settings: Settings, qtbot: QtBot
) -> None:
    actions = empty_window.actions_by_name
    assert actions["host_thread"].isChecked() and not actions["host_process"].isChecked()
    actions["host_process"].trigger()
    assert actions["host_process"].isChecked() and not actions["host_thread"].isChecked()
    assert settings.host is empty_window.hosts.kind is HostKind.PROCESS
    assert empty_window.toast.text == "The next training runs in a process of its own."
    assert isinstance(empty_window.hosts.new_host(), ProcessHost)
    actions["host_thread"].trigger()
    assert settings.host is empty_window.hosts.kind is HostKind.THREAD


def test_the_window_outlives_the_process_and_trains_again_at_once(qtbot: QtBot, processes: Processes) -> None:
    hosts: list[ProcessHost] = []

    def new_host() -> ProcessHost:
        hosts.append(ProcessHost(processes))
        return hosts[-1]

    session = TrainingSession(new_host)
    session.train(order(100_000))
    qtbot.waitUntil(lambda: len(session.history) > 10, timeout=PATIENCE)
    process = hosts[0]._process
    assert process
    process.kill()
    qtbot.waitUntil(lambda: session.state is RunState.FAILED, timeout=PATIENCE)
    assert session.history.failed and "signal 9" in session.history.failed.message
    assert len(session.history) > 10
    session.train(order(2))
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=PATIENCE)
    assert session.history.test["accuracy"] > 0.3


def test_a_process_pauses_steps_and_stops_like_a_thread(qtbot: QtBot, processes: Processes) -> None:
    session = TrainingSession(lambda: ProcessHost(processes))
    session.step(order(100_000))
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED, timeout=PATIENCE)
    assert len(session.history) == 1
    session.resume()
    qtbot.waitUntil(lambda: len(session.history) > 5, timeout=PATIENCE)
    session.stop()
    assert session.wait(30)
    assert session.state is RunState.STOPPED


@pytest.mark.parametrize("button, kind", [("process of its own", HostKind.PROCESS), ("Close", HostKind.THREAD)])
def test_when_a_device_is_lost_the_window_offers_a_process(
    empty_window: MainWindow, qtbot: QtBot, button: str, kind: HostKind
) -> None:
    seen: list[str] = []
    answer(button, seen)
    empty_window.control.failed.emit(Failed("The device broke off.", "details", is_device_fault=True))
    qtbot.waitUntil(lambda: seen == ["The device broke off."], timeout=PATIENCE)
    assert empty_window.hosts.kind is kind
    empty_window.hosts.end()


def test_after_other_failures_nothing_is_offered(empty_window: MainWindow, qtbot: QtBot) -> None:
    seen: list[str] = []
    answer("OK", seen)
    empty_window.control.failed.emit(Failed("The loss is not a finite number.", "details"))
    qtbot.waitUntil(lambda: seen == ["The loss is not a finite number."], timeout=PATIENCE)
