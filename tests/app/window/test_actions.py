"""Commands: what cannot be done now says why, in words."""

from PySide6.QtWidgets import QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from nndesigner.app.window.actions import Actions, Command


def test_a_command_that_is_not_available_says_why(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    done: list[str] = []
    reason = ["Draw something first."]
    actions = Actions(window)
    actions.add([Command("train", "&Train", lambda: done.append("trained"), ("F5",), why_not=lambda: reason[0])])
    assert not actions["train"].isEnabled()
    assert actions["train"].toolTip() == "Draw something first."
    reason[0] = ""
    actions.refresh()
    actions["train"].trigger()
    assert done == ["trained"]
    assert actions["train"].toolTip() == "Train (F5)"


def test_menus_hold_the_actions_and_lines_between_them(qtbot: QtBot) -> None:
    window, bar = QWidget(), QMenuBar()
    qtbot.addWidget(window)
    qtbot.addWidget(bar)
    actions = Actions(window)
    actions.add([Command("one", "One", print), Command("two", "Two", print)])
    menu = actions.menu(bar, "&File", ("one", "", "two"))
    assert [action.text() for action in menu.actions()] == ["One", "", "Two"]
    assert menu.actions()[1].isSeparator()


def test_a_switch_shows_whether_it_is_on(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    state = [False]
    actions = Actions(window)
    actions.add([Command("dark", "Dark", print, is_on=lambda: state[0])])
    assert not actions["dark"].isChecked()
    state[0] = True
    actions.refresh()
    assert actions["dark"].isChecked()
