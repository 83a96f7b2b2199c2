"""Starts the window: first the paint, then everything heavy."""

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from nndesigner.app.engine import import_ahead
from nndesigner.app.garbage import GarbageCollector
from nndesigner.app.reporting import report_unexpected
from nndesigner.app.settings import Settings
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import application_icon
from nndesigner.app.window.main_window import MainWindow
from nndesigner.training.hosts.choice import HostKind


def start(file: str | None = None, host: HostKind | None = None) -> int:
    """Open the window on `file` (a path, "example:NAME" or nothing) and return its exit status.

    `host` says where it trains this time; without it, where the user chose.
    """
    settings = Settings()
    scale_text(settings.text_size)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("nndesigner")
    application.setDesktopFileName("nndesigner")
    theme.prepare(application, settings.theme)
    application.setWindowIcon(application_icon())
    GarbageCollector(application)
    window = MainWindow(settings, host)
    application.aboutToQuit.connect(window.hosts.end)
    report_unexpected(window)
    window.show()
    # an empty event queue means that the first paint is done
    QTimer.singleShot(0, lambda: _after_first_paint(window, file))
    return application.exec()


def scale_text(percent: int) -> None:
    """Show everything at `percent`, unless the user's environment says how large; Qt asks once, before it starts."""
    if percent != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", str(percent / 100))


def _after_first_paint(window: MainWindow, file: str | None) -> None:
    window.open_later(file)
    window.hosts.warm_up()
    import_ahead()
