"""How long the window stands still while a training runs beside its live plots, and what they cost the training."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from nndesigner.app.cockpit.dashboard import panels
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.widgets import theme
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.training.commands import Stop
from nndesigner.training.events import RunState, StepDone
from nndesigner.training.hosts.choice import HostKind, Hosts
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.design.drawings import classifier, layer

SECONDS = 8.0
WARM_UP = 1.5
INTERVAL = 16
STRIP = (1440, 280)
SAMPLES = 6000
LIMITS = {HostKind.THREAD: (33.0, np.inf, 0.0), HostKind.PROCESS: (20.0, 50.0, 0.95)}
"""Milliseconds that the 99th percentile of the gaps and the longest one stay below, and the least speed beside the
visible dashboard as a part of that with nobody looking. Below 33 ms nearly no second frame of 60 Hz is late."""

QUIET = 24.0
"""Milliseconds; with hidden plots the 99th percentile is below on a machine that has nothing else to do."""


@dataclass(frozen=True)
class Case:
    name: str
    units: int
    batch_size: int

    def design(self) -> Design:
        hidden = [each for _ in range(2) for each in (layer("dense", units=self.units), layer("dropout", rate=0.2))]
        design = classifier(*hidden)
        data = DataOptions(source=Mnist(training_samples=SAMPLES))
        return design.changed(training=design.training.changed(batch_size=self.batch_size, epochs=10_000), data=data)


CASES = [Case("784-512-512-10, batch 128", 512, 128), Case("784-32-32-10, batch 32", 32, 32)]


def alone(case: Case) -> float:
    """Samples a second of a training in this program that nobody looks at before its end."""
    host = ThreadHost(prepare)
    host.start(Order(case.design(), "cpu"))
    time.sleep(WARM_UP)
    before = _last_step(host.collect())
    began = time.perf_counter()
    time.sleep(SECONDS)
    after, seconds = _last_step(host.collect()), time.perf_counter() - began
    host.send(Stop())
    assert host.join(20)
    return (after - before) * case.batch_size / seconds


def _last_step(events: list[object]) -> int:
    return max((event.step for event in events if isinstance(event, StepDone)), default=0)


@pytest.fixture
def strip(qapp: QApplication, kind: HostKind) -> Iterator[tuple[TrainingSession, QWidget]]:
    theme.prepare(qapp, "dark")
    hosts = Hosts(prepare, kind)
    hosts.warm_up()
    session = TrainingSession(hosts.new_host)
    window = QWidget()
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    for panel in panels(session):
        row.addWidget(panel, 1)
    window.resize(*STRIP)
    window.show()
    yield session, window
    session.stop()
    assert session.wait(20)
    window.close()
    hosts.end()


@dataclass(frozen=True)
class Watched:
    """Gaps between the ticks of a timer in milliseconds, samples a second, and the window's part of a processor."""

    gaps: list[float]
    speed: float
    busy: float

    def __str__(self) -> str:
        p50, p99 = np.percentile(self.gaps, (50, 99))
        return (
            f"gap median {p50:.1f} ms, p99 {p99:.1f} ms, longest {max(self.gaps):.1f} ms; "
            f"{self.speed / 1000:.1f} k samples/s; window's thread busy {self.busy:.0%}"
        )


def watched(session: TrainingSession, case: Case) -> Watched:
    """What a timer in the window's thread sees of a training under way."""
    ticks: list[float] = []
    timer = QTimer(interval=INTERVAL, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    before, began, used = session.history.step[-1], time.perf_counter(), time.thread_time()
    timer.start()
    _spin(SECONDS)
    timer.stop()
    seconds = time.perf_counter() - began
    steps = float(session.history.step[-1] - before)
    busy = (time.thread_time() - used) / seconds
    return Watched((np.diff(ticks) * 1000).tolist(), steps * case.batch_size / seconds, busy)


def _spin(seconds: float) -> None:
    QTimer.singleShot(round(seconds * 1000), QApplication.exit)
    QApplication.exec()


@pytest.mark.benchmark
@pytest.mark.parametrize("kind", HostKind, ids=lambda kind: kind.value)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_window_stays_smooth_beside_a_training(
    strip: tuple[TrainingSession, QWidget], case: Case, kind: HostKind
) -> None:
    session, window = strip
    unwatched = alone(case)
    session.train(Order(case.design(), "cpu"))
    while session.state is not RunState.RUNNING:
        _spin(0.1)
    _spin(WARM_UP)
    window.hide()
    hidden = watched(session, case)
    window.show()
    _spin(WARM_UP)
    seen = watched(session, case)
    assert session.state is RunState.RUNNING
    speed = seen.speed / unwatched
    print(f"\n{case.name}, {kind.value}\n  nobody looks: {unwatched / 1000:.1f} k samples/s")
    print(f"  hidden: {hidden}\n  visible: {seen}\n  speed beside the visible dashboard: {speed:.2f}")
    if np.percentile(hidden.gaps, 99) > QUIET:
        pytest.skip("Other programs keep this machine too busy to measure gaps.")
    usual, longest, least = LIMITS[kind]
    assert np.percentile(seen.gaps, 99) < usual
    assert max(seen.gaps) < longest
    assert speed > least
