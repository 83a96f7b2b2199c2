"""Panels around the canvas: each can be moved, floated, closed and brought back."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QHBoxLayout, QMainWindow, QToolButton, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import dress
from nndesigner.app.widgets.labels import SEMIBOLD, label


class Dock(QDockWidget):
    """A panel with a quiet header; `name` is what its place is remembered by."""

    def __init__(self, name: str, title: str, content: QWidget, header: QWidget | None = None) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setWidget(content)
        self.setTitleBarWidget(header or DockHeader(self, title))
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)


def plot_dock(title: str) -> Dock:
    """An empty dock for the live view called `title`."""
    return Dock(title.lower().replace(" ", "_"), title, QWidget())


def tabify(window: QMainWindow, pairs: Sequence[tuple[Dock, Dock]]) -> None:
    """Put the second dock of each pair as a tab behind the first."""
    for front, back in pairs:
        window.tabifyDockWidget(front, back)
        front.raise_()
    # Qt makes the bars later, and others when tabs are moved; PySide wants a text here and says that it wants bytes
    QApplication.setFont(theme.font(theme.SMALL), "QTabBar")  # type: ignore[arg-type]


def is_part(layout: QByteArray, dock: Dock) -> bool:
    """Whether a saved layout knows `dock`; one from before there was such a dock does not."""
    return dock.objectName().encode("utf-16-be") in layout.data()  # as QDataStream writes texts


class DockHeader(QWidget):
    """Title, a button to float and a button to close."""

    def __init__(self, dock: QDockWidget, title: str) -> None:
        super().__init__()
        self._float = self._button("float", "Float or dock this panel")
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close = self._button("close", "Close this panel; View brings it back")
        self._close.clicked.connect(dock.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 2)
        layout.setSpacing(0)
        layout.addWidget(label(title, theme.SMALL, SEMIBOLD, muted=True), 1)
        layout.addWidget(self._float)
        layout.addWidget(self._close)

    def _button(self, picture: str, help: str) -> QToolButton:
        button = QToolButton()
        dress(button, picture, "muted")
        button.setFixedSize(24, 24)
        button.setToolTip(help)
        button.setAccessibleName(help)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button
