"""A window that is killed while it trains leaves its curves and its last checkpoint, and the training goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nndesigner.project.record import Ending
from nndesigner.runs.store import HOME, Store
from nndesigner.training.events import Finished, Started
from nndesigner.training.history import History
from nndesigner.training.keeping import latest
from nndesigner.training.run import prepare

STEPS = 3000
EARLY = 0.5
"""Seconds within which there may be no checkpoint yet."""
LONGEST_LOSS = 2.0
"""Seconds of curves that a crash may cost."""
WINDOW = f"""
import sys
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from nndesigner.app.settings import Settings
from nndesigner.app.window.main_window import MainWindow

application = QApplication([])
window = MainWindow(Settings(QSettings(sys.argv[1], QSettings.Format.IniFormat)))
window.show()
window.open_later("example:spiral")
window.hosts.choose(type(window.hosts.kind)(sys.argv[2]))
window.control.device = "cpu"
window.document.edit("more", lambda design: design.changed(training=design.training.changed(epochs={STEPS} // 29)))


def tell():
    step = window.session.history.step
    if len(step):
        print(int(step[-1]), flush=True)


timer = QTimer(interval=20)
timer.timeout.connect(tell)
timer.start()
QTimer.singleShot(0, window.control.train)
application.exec()
"""


def killed_after(seconds: float, folder: Path, host: str) -> list[tuple[float, int]]:
    """Open a window that trains, kill it so many seconds after its first step, and give when it was how far."""
    environment = {**os.environ, HOME: str(folder), "OMP_NUM_THREADS": "1"}
    arguments = [sys.executable, "-c", WINDOW, str(folder / "settings.ini"), host]
    ran = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)
    assert ran.stdout is not None
    seen: list[tuple[float, int]] = []
    while not seen or time.monotonic() < seen[0][0] + seconds:
        line = ran.stdout.readline()
        assert line, "the window ended by itself"
        if line.strip().isdigit():
            seen.append((time.monotonic(), int(line)))
    os.kill(ran.pid, signal.SIGKILL)
    seen.append((time.monotonic(), seen[-1][1]))
    ran.stdout.close()
    ran.wait()
    return seen


def require_kept(folder: Path, seen: list[tuple[float, int]]) -> None:
    """The run is found, its curves lack less than two seconds, and it goes on from its checkpoint to the end."""
    store = Store(folder / "runs")
    (summary,) = store.summaries()
    kept = store.folder(summary.identity)
    history = kept.history()
    assert summary.ending in (Ending.INTERRUPTED, Ending.STOPPED), summary.ending
    lost = seen[-1][0] - min(when for when, step in seen if step >= min(history.step[-1], seen[-1][1]))
    assert lost < LONGEST_LOSS, lost
    if seen[-1][0] - seen[0][0] < EARLY and not kept.can_resume:
        return  # its first epoch was hardly over
    found, problems = latest(kept.checkpoints)
    assert not problems and found.position.step > 0
    order = kept.order()
    run, resumed = prepare(order, resume=found.state), History()
    resumed = history
    for event in run.events():
        assert not isinstance(event, Started) or event.step == found.position.step
        resumed.add(event)
    assert isinstance(event, Finished) and event.step == resumed.step[-1] == summary.steps


@pytest.mark.parametrize("host", ["thread", "process"])
def test_a_window_that_is_killed_leaves_a_run_that_goes_on(tmp_path, host):
    require_kept(tmp_path, killed_after(0.9, tmp_path, host))


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_a_window_that_is_killed_fifty_times_always_does(tmp_path):
    chance = random.Random()
    for number in range(50):
        folder = tmp_path / str(number)
        folder.mkdir()
        seconds, host = chance.uniform(0.05, 1.5), chance.choice(["thread", "process"])
        print(number, host, f"{seconds:.2f} s", flush=True)
        require_kept(folder, killed_after(seconds, folder, host))
