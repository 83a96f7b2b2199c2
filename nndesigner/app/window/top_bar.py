"""The bar at the top: name, file and undo buttons, training buttons, progress, device."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QToolButton, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.icons import icon
from nndesigner.app.widgets.labels import OneLine, label
from nndesigner.app.window.actions import Actions
from nndesigner.app.window.device_button import DeviceButton

HEIGHT = 56
LEAST_FOR_BAR = 200
ROOMY = 1000
"""From this width on, every button has its words; below, those beside Train have only their pictures."""
ICON_BUTTONS = ("new", "open", "save", "", "undo", "redo")


class TopBar(QWidget):
    """Everything that is done with the whole document."""

    def __init__(self, document: Document, actions: Actions, device_button: DeviceButton) -> None:
        super().__init__()
        self._document = document
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = OneLine(role="title")
        self._edited = label("edited", theme.SMALL, muted=True)
        self.progress = ProgressView()
        self._train = ActionButton(actions["train"], "primary", "train")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self._left_side(actions), 1)
        self._others = [ActionButton(actions[name]) for name in ("pause", "step", "stop")]
        for button in (self._train, *self._others):
            layout.addWidget(button)
        layout.addWidget(self._right_side(device_button), 1)
        document.file_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the document's name and whether it has changes."""
        self._name.show_text(self._document.name, str(self._document.path or "Not saved yet"))
        self._edited.setText("" if self._document.is_saved else "edited")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button in self._others:
            button.show_words(self.width() >= ROOMY)

    def _left_side(self, actions: Actions) -> QWidget:
        side = QWidget()
        layout = QHBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for name in ICON_BUTTONS:
            if name:
                layout.addWidget(_icon_button(actions[name]))
            else:
                layout.addSpacing(8)
        layout.addSpacing(12)
        layout.addWidget(self._name)
        layout.addSpacing(6)
        layout.addWidget(self._edited)
        layout.addStretch(1)
        return side

    def _right_side(self, device_button: QWidget) -> QWidget:
        side = QWidget()
        layout = QHBoxLayout(side)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.addWidget(self.progress, 1)
        layout.addSpacing(16)
        layout.addWidget(device_button)
        return side


class ProgressView(QWidget):
    """How far a training is, and how long it still takes."""

    def __init__(self) -> None:
        super().__init__()
        self._is_under_way = False
        self.bar = QProgressBar(textVisible=False, maximum=1000)
        self.bar.setAccessibleName("Training progress")
        self.bar.setMaximumWidth(220)
        self.words = OneLine(role="muted")
        self.words.setFont(theme.font(theme.SMALL, tabular=True))
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # changing figures move nothing
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.bar, 2)
        layout.addWidget(self.words, 3)
        self.show_progress(None, "")

    def show_progress(self, part: float | None, words: str) -> None:
        """Show `part` from 0 to 1 and a text; nothing at all when `part` is None and there is no text."""
        self._is_under_way = part is not None
        self._show_bar()
        self.bar.setValue(round(1000 * (part or 0)))
        self.words.show_text(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_bar()

    def _show_bar(self) -> None:
        """Where there is little room, the words say more than the bar."""
        self.bar.setVisible(self._is_under_way and self.width() >= LEAST_FOR_BAR)


class ActionButton(QPushButton):
    """A button that looks and does as an action says; on the accent colour it needs a `picture` of its own."""

    def __init__(self, action: QAction, role: str = "", picture: str = "") -> None:
        super().__init__()
        self._action = action
        self._picture = picture
        self._has_words = True
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def show_words(self, has_words: bool) -> None:
        """Have words beside the picture, or the picture alone."""
        if has_words != self._has_words:
            self._has_words = has_words
            self._follow()

    def _follow(self) -> None:
        words = self._action.text().replace("&", "")
        self.setText(words if self._has_words else "")
        self.setAccessibleName(words)
        self.setIcon(icon(self._picture, role="on_accent") if self._picture else self._action.icon())
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())


def _icon_button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
    return button
