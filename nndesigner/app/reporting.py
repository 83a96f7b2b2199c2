"""The last net: what nobody expected is shown in words, and the window goes on."""

import sys
import threading
import traceback
from collections import deque
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from nndesigner import __version__
from nndesigner.app.widgets.messages import show_problem
from nndesigner.catalog.problems import UserError

INTERVAL = 250
"""Milliseconds between two checks for new reports."""


class Reporter:
    """Collects exceptions of all threads; a timer of the window's thread shows them, one at a time."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._waiting: deque[BaseException] = deque(maxlen=8)
        self._is_showing = False
        self._timer = QTimer(window, interval=INTERVAL)
        self._timer.timeout.connect(self._show_next)
        self._timer.start()

    def take(self, problem: BaseException) -> None:
        """Note `problem`; callable from any thread."""
        self._waiting.append(problem)

    def _show_next(self) -> None:
        if not self._waiting or self._is_showing:
            return
        problem = self._waiting.popleft()
        self._is_showing = True
        try:
            if isinstance(problem, UserError):
                show_problem(self._window, "That did not work", str(problem))
            else:
                show_problem(self._window, "Something unexpected happened", _apology(problem), _details(problem))
        finally:
            self._is_showing = False


def report_unexpected(window: QWidget) -> Reporter:
    """Show every exception that nothing else caught; the hooks themselves touch no widget."""
    reporter = Reporter(window)

    def in_main_thread(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        reporter.take(problem)

    def in_other_thread(found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            reporter.take(found.exc_value)

    sys.excepthook = in_main_thread
    threading.excepthook = in_other_thread
    return reporter


def _apology(problem: BaseException) -> str:
    return (
        "The last action may not have been carried out; your project is still open. "
        f"Save it under another name to be safe. ({type(problem).__name__})"
    )


def _details(problem: BaseException) -> str:
    trace = "".join(traceback.format_exception(problem))
    return f"nndesigner {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n{trace}"
