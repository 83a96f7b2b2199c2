"""The main window: its panels, its theme, and what it remembers."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QToolButton
from pytestqt.qtbot import QtBot

from nndesigner.app.cockpit.views import ACTIVATIONS, GRADIENTS, VIEWS
from nndesigner.app.settings import Settings
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.panel_header import Header
from nndesigner.app.widgets.theme import themes
from nndesigner.app.window.docks import DockHeader
from nndesigner.app.window.main_window import MainWindow


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    empty_window.open_later("example:mnist-mlp")
    return empty_window


def test_an_example_can_be_trained_at_once(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.canvas
    assert window.actions_by_name["train"].isEnabled()
    assert not window.actions_by_name["stop"].isEnabled()
    assert window.actions_by_name["stop"].toolTip() == "Nothing is being trained."


def test_every_panel_can_be_closed_and_brought_back(window: MainWindow) -> None:
    for dock in window.plot_docks:
        dock.close()
        assert not dock.isVisible()
        dock.toggleViewAction().trigger()
        assert dock.isVisible()


def test_every_command_has_words_and_no_two_share_a_shortcut(window: MainWindow) -> None:
    actions = window.actions_by_name.all()
    shortcuts = [shortcut.toString() for action in actions for shortcut in action.shortcuts()]
    assert all(action.text() and action.toolTip() for action in actions)
    assert len(shortcuts) == len(set(shortcuts))


def test_the_theme_is_turned_and_remembered(window: MainWindow, settings: Settings) -> None:
    window.actions_by_name["theme"].trigger()
    assert not themes.current.is_dark and settings.theme == "light"
    window.actions_by_name["theme"].trigger()
    assert themes.current.is_dark and settings.theme == "dark"


def test_the_size_of_text_is_chosen_and_remembered(window: MainWindow, settings: Settings) -> None:
    window.actions_by_name["text_150"].trigger()
    assert settings.text_size == 150
    assert window.actions_by_name["text_150"].isChecked() and not window.actions_by_name["text_100"].isChecked()
    assert "150 %" in window.toast.text


def test_both_themes_can_be_read(window: MainWindow) -> None:
    for found in (theme.DARK, theme.LIGHT):
        for text in ("text", "muted", "good", "warning", "bad"):
            for ground in ("panel", "raised"):
                assert contrast(getattr(found, text), getattr(found, ground)) >= 4.5, (found.name, text, ground)
        assert contrast(found.on_accent, found.accent) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_after_a_change_of_theme_every_icon_stands_out(window: MainWindow, name: str) -> None:
    themes.use("dark" if name == "light" else "light")
    window.device_button.look()
    themes.use(name)
    grounds = {"primary": "accent", None: "raised"}
    docks = [*window.findChildren(DockHeader), *window.findChildren(Header)]
    for part in (window.top_bar, window.status, *docks):
        for button in part.findChildren(QAbstractButton):
            if not button.icon().isNull() and button.isEnabled():
                is_plain = isinstance(button, QToolButton)
                ground = getattr(themes.current, "panel" if is_plain else grounds[button.property("role")])
                assert contrast(ink(button), ground) >= 3, (button.accessibleName() or button.text(), ink(button))


def test_the_problems_come_up_with_room_for_their_fixes(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1268, 672)
    window.editing.append("conv2d")
    window.status.problems_wanted.emit()
    qtbot.wait(50)
    (card,) = window.problems.cards
    shown = window.problems.viewport().rect()
    for button in card.buttons:
        place = QRect(button.mapTo(window.problems.viewport(), QPoint()), button.size())
        assert shown.contains(place), (place, shown)
    window.status.problems_wanted.emit()
    qtbot.wait(50)
    assert window.inspector.isVisible() and not window.problems_dock.isVisible()


def test_the_title_tells_what_is_open_and_whether_it_is_saved(window: MainWindow) -> None:
    assert window.windowTitle() == "mnist-mlp – nndesigner"
    window.editing.append("dense")
    assert window.actions_by_name["undo"].text() == f"&Undo {window.document.history.undo_text}" != "&Undo "
    assert window.windowTitle() == "mnist-mlp (edited) – nndesigner"
    window.document.history.undo()
    assert window.windowTitle() == "mnist-mlp – nndesigner"


def ink(button: QAbstractButton) -> str:
    """The colour of the icon's strokes."""
    image = button.icon().pixmap(32, 32).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=lambda pixel: pixel.alpha()).name()


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, WCAG 2.1."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_layout_from_before_a_view_existed_gets_it_as_a_tab(
    qtbot: QtBot, qapp: QApplication, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.prepare(qapp, "dark")
    with monkeypatch.context() as before:
        before.setattr(
            "nndesigner.app.window.main_window.VIEWS", [view for view in VIEWS if view.behind is not GRADIENTS]
        )
        earlier = MainWindow(settings)
    earlier.show()
    qtbot.waitExposed(earlier)
    earlier.close_without_asking()
    window = MainWindow(settings)
    window.show()
    qtbot.waitExposed(window)
    front, back = window.view_docks[GRADIENTS], window.view_docks[ACTIVATIONS]
    assert back in window.tabifiedDockWidgets(front)
    assert not front.visibleRegion().isEmpty()
    window.close_without_asking()
    for each in (earlier, window):
        each.deleteLater()
