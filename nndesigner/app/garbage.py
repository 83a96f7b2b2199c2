"""Collects garbage in the window's thread only.

Python collects cycles in whatever thread happens to make an object, and cycles hold closed widgets: torn down in the
training's thread, they take the whole program with them.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 250
"""Milliseconds between two checks whether there is enough garbage to collect."""


class GarbageCollector(QObject):
    """Switches Python's own timing off and does the same from a timer of the thread it lives in."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(collect_what_is_due)
        self._timer.start()


def collect_what_is_due() -> int:
    """Collect the generations whose numbers are above Python's thresholds; returns how many were searched."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
    if due:
        gc.collect(due[-1])
    return len(due)
