"""Commands of the window: each with its words, its shortcut, and the reason when it is not available."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from nndesigner.app.widgets.icons import icon


@dataclass(frozen=True)
class Command:
    """Something the user can do. `why_not` gives the reason why it cannot be done now, or an empty text."""

    name: str
    title: str
    do: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    help: str = ""
    why_not: Callable[[], str] = lambda: ""
    is_on: Callable[[], bool] | None = None


class Actions(QObject):
    """All commands as actions, by name."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}

    def add(self, commands: Iterable[Command]) -> None:
        """Make actions of `commands` and let their shortcuts work in the whole window."""
        for command in commands:
            action = QAction(command.title, self)
            action.setShortcuts([QKeySequence(shortcut) for shortcut in command.shortcuts])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setCheckable(command.is_on is not None)
            action.triggered.connect(command.do)
            self._commands[command.name] = command
            self._actions[command.name] = action
            self._window.addAction(action)
        self.restyle()
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> list[QAction]:
        """Every action, in the order they were added."""
        return list(self._actions.values())

    def refresh(self) -> None:
        """Enable what can be done now; what cannot says why in its tooltip."""
        for name, command in self._commands.items():
            action, reason = self._actions[name], command.why_not()
            action.setEnabled(not reason)
            shortcut = f" ({QKeySequence(command.shortcuts[0]).toString()})" if command.shortcuts else ""
            action.setToolTip(reason or f"{command.help or command.title.replace('&', '').rstrip('…')}{shortcut}")
            action.setStatusTip(reason or command.help)
            if command.is_on is not None:
                action.setChecked(command.is_on())

    def restyle(self) -> None:
        """Draw the icons in the colours of the theme."""
        for name, command in self._commands.items():
            if command.icon:
                self._actions[name].setIcon(icon(command.icon))

    def menu(self, bar: QMenuBar, title: str, names: Iterable[str]) -> QMenu:
        """A menu of these actions; an empty name is a line between them."""
        menu = bar.addMenu(title)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.refresh)
        for name in names:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        return menu
