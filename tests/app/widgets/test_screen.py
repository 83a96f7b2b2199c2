"""Every window fits on the screen that it opens on: none opens larger, and all can shrink to a small screen."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nndesigner.app.help.window import HelpWindow
from nndesigner.app.opening.dialog import OpenDataDialog
from nndesigner.app.opening.preview import AugmentationPreview
from nndesigner.app.settings import Settings
from nndesigner.app.widgets import theme
from nndesigner.app.window.main_window import MainWindow
from nndesigner.catalog.entry import entries
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.design.options import DataOptions

SMALL = QSize(853 - 12, 480 - 48)
"""What is left beside frame and title bar of a screen of 1280×720 pixels at 150 %."""
LONG = "what the customers of all branches bought in the year before and after they were asked.csv"


def fits(widget: QWidget) -> None:
    QApplication.processEvents()
    room = widget.screen().availableSize()
    assert widget.width() <= room.width() and widget.height() <= room.height(), widget.size()
    least = widget.minimumSizeHint().expandedTo(widget.minimumSize())
    assert least.width() <= SMALL.width() and least.height() <= SMALL.height(), least


def test_the_main_window_fits(empty_window: MainWindow, qtbot: QtBot) -> None:
    empty_window.open_later("example:mnist-cnn")
    fits(empty_window)


def test_the_dialog_for_data_fits_whatever_it_shows(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    theme.prepare(qapp, "dark")
    file = tmp_path / LONG
    file.write_text("".join(f"{i},{i * i},{'ab'[i % 2]}\n" for i in range(50)))
    dialog = OpenDataDialog(None, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    fits(dialog)
    for path, page in ((file, dialog.table), (tmp_path / "missing file.csv", dialog.failed)):
        dialog.open_path(path)
        qtbot.waitUntil(lambda page=page: dialog.pages.currentWidget() is page, timeout=30_000)
        QApplication.processEvents()
        fits(dialog)
    dialog.done(0)


def test_the_preview_of_the_augmentation_fits(qtbot: QtBot, empty_window: MainWindow) -> None:
    augmentation = tuple(kind() for kind in list(entries("augmentation").values())[:5])
    preview = AugmentationPreview(empty_window, DataOptions(source=Mnist(), augmentation=augmentation))
    qtbot.addWidget(preview)
    preview.show()
    qtbot.waitUntil(lambda: bool(preview.after) and not preview.is_busy, timeout=60_000)
    fits(preview)


def test_the_help_fits(empty_window: MainWindow, settings: Settings) -> None:
    help_window = HelpWindow(empty_window, settings)
    help_window.show_topic(None)
    help_window.show()
    fits(help_window)
