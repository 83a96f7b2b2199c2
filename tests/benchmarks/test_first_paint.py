"""How soon the window is there: from the start of Python to the first paint, against a bare Qt window.

The bytecode of both is kept from a first start that is not counted, as on the second start of an installed program.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

ROUNDS = 5

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        print("painted", flush=True)
        QApplication.exit(0)

application = QApplication([])
window = Window()
window.show()
sys.exit(application.exec())
"""

OURS = """
import sys
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from nndesigner.app.widgets import theme
from nndesigner.app.window.main_window import MainWindow
from nndesigner.app.settings import Settings

class Window(MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        heavy = [name for name in ("torch", "pyqtgraph", "ziamath") if name in sys.modules]
        print("painted", *heavy, flush=True)
        QApplication.exit(0)

application = QApplication([])
theme.prepare(application, "dark")
window = Window(Settings(QSettings("nndesigner", "benchmark")))
window.show()
sys.exit(application.exec())
"""


def seconds_to_paint(program: str, bytecode: Path) -> tuple[float, str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    seconds = time.perf_counter() - start
    process.stdout.close()
    process.wait(30)
    return seconds, line.strip()


@pytest.mark.benchmark
def test_the_first_paint_comes_before_anything_heavy(tmp_path: Path) -> None:
    bare, ours, lines = [], [], []
    for program in (BARE, OURS):
        seconds_to_paint(program, tmp_path)
    for _ in range(ROUNDS):
        bare.append(seconds_to_paint(BARE, tmp_path)[0])
        seconds, line = seconds_to_paint(OURS, tmp_path)
        ours.append(seconds)
        lines.append(line)
    ratio = median(ours) / median(bare)
    print(f"\nfirst paint: {median(ours):.2f} s, bare Qt window: {median(bare):.2f} s, ratio {ratio:.2f}")
    assert set(lines) == {"painted"}, "torch, pyqtgraph and ziamath are to be imported after the first paint"
    assert ratio < 13
