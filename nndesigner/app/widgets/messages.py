"""Questions and bad news in windows of their own; texts are always shown plainly, never as HTML."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from nndesigner.app.widgets.icons import pixmap

Buttons = QMessageBox.StandardButton
PICTURE = 32


def show_problem(parent: QWidget | None, title: str, text: str, details: str = "", offer: str = "") -> bool:
    """Show what went wrong; `details` can be unfolded and copied. Whether what a button offers was chosen."""
    box = _box(parent, title, title, text, "error", "bad")
    if details:
        box.setDetailedText(details)
    box.addButton(Buttons.Close if offer else Buttons.Ok)
    chosen = box.addButton(offer, QMessageBox.ButtonRole.AcceptRole) if offer else None
    _show(box)
    return chosen is not None and box.clickedButton() is chosen


def ask_to_save(parent: QWidget, name: str) -> Literal["save", "discard", "cancel"]:
    """Ask what to do with unsaved work."""
    question = f"Save the changes to {name}?"
    box = _box(parent, "Unsaved work", question, "Without saving, what you did since the last save is lost.")
    box.setStandardButtons(Buttons.Save | Buttons.Discard | Buttons.Cancel)
    box.setDefaultButton(Buttons.Save)
    answer = _show(box)
    if answer == Buttons.Save:
        return "save"
    return "discard" if answer == Buttons.Discard else "cancel"


def ask_to_stop(parent: QWidget) -> bool:
    """Ask whether a training that is under way may be stopped."""
    kept = "What it has learned so far is kept with the project."
    box = _box(parent, "Training is under way", "Stop the training?", kept)
    stop = box.addButton("Stop training", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Keep training", QMessageBox.ButtonRole.RejectRole)
    _show(box)
    return box.clickedButton() is stop


def _box(
    parent: QWidget | None, title: str, text: str, more: str, picture: str = "info", role: str = "accent"
) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(more)
    box.setIconPixmap(pixmap(picture, role, PICTURE, box.devicePixelRatioF()))
    return box


def _show(box: QMessageBox) -> int:
    for button in box.buttons():
        button.setIcon(QIcon())  # Fusion puts pictures of another time on standard buttons
    return box.exec()
