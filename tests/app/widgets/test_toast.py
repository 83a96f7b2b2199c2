"""Toasts: short, plain, one at a time, with one thing to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nndesigner.app.widgets.toast import Toast


def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(800, 600)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_message_stands_inside_its_host(qtbot: QtBot) -> None:
    parent = host(qtbot)
    toast = Toast(parent)
    toast.show_message("Saved digits.nnd.")
    assert toast.isVisible() and parent.rect().contains(toast.geometry())
    parent.resize(400, 300)
    assert parent.rect().contains(toast.geometry())


def test_names_that_look_like_html_are_shown_plainly(qtbot: QtBot) -> None:
    toast = Toast(host(qtbot))
    toast.show_message("<b>bold</b> was deleted.")
    label = toast.findChild(QLabel)
    assert label.textFormat() == Qt.TextFormat.PlainText and label.text() == "<b>bold</b> was deleted."


def test_its_button_does_what_it_says_once(qtbot: QtBot) -> None:
    toast, done = Toast(host(qtbot)), []
    toast.show_message("Deleted 3 layers.", "Undo", lambda: done.append("undone"))
    qtbot.mouseClick(toast.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert done == ["undone"] and not toast.isVisible()


def test_a_new_message_replaces_the_old_one_and_its_button(qtbot: QtBot) -> None:
    toast = Toast(host(qtbot))
    toast.show_message("Deleted.", "Undo", print)
    toast.show_message("Saved.")
    assert toast.text == "Saved." and not toast.findChild(QPushButton).isVisible()
