"""A spin box that never refuses a key: what is typed is read by whoever listens."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

_MARGIN = 9
"""Room at both sides of the text; the style sheet's padding does not reach inside a spin box."""


class NumberBox(QAbstractSpinBox):
    """`typed` gives the text after every key, `stepped` how many steps the arrow keys or the wheel went."""

    typed = Signal(str)
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(_MARGIN, 0, _MARGIN, 0)
        self.lineEdit().textEdited.connect(self.typed)

    def validate(self, input: str, pos: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, input, pos

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled

    def stepBy(self, steps: int) -> None:
        self.stepped.emit(steps)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _UndoPasser(QObject):
    """Keeps a text field from taking Ctrl+Z, so that it undoes the edit of the design that typing has made."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not any(event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)):
            return False
        event.ignore()
        return True


def leave_undo_to_the_window(field: QWidget) -> None:
    """Make Ctrl+Z and its twin in `field` go to the window's own commands."""
    field.installEventFilter(_UndoPasser(field))
