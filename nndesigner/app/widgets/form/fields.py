"""The widgets of a form, one class for each kind of value."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.form.number_box import NumberBox, leave_undo_to_the_window
from nndesigner.app.widgets.form.switch import Switch
from nndesigner.app.widgets.number_text import (
    Unreadable,
    number_text,
    numbers_text,
    read_number,
    read_numbers,
    read_sizes,
    read_whole,
    sizes_text,
    stepped,
)
from nndesigner.catalog.entry import Parameter

MIXED: Final = object()
"""Stands for the values of several layers that differ."""
DASH = "—"
"""What is shown for MIXED."""


class Field(QWidget):
    """One value.

    `edited` gives what the user chose or typed, `unreadable` why what was typed is no value, `settled` reports that the
    user has left the value.
    """

    edited = Signal(object)
    unreadable = Signal(str)
    settled = Signal()

    def __init__(self, widget: QWidget, parameter: Parameter) -> None:
        super().__init__()
        self.widget = widget
        widget.setAccessibleName(parameter.title)
        widget.setAccessibleDescription(parameter.help)
        widget.setSizePolicy(QSizePolicy.Policy.Ignored, widget.sizePolicy().verticalPolicy())
        self.setFocusProxy(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(widget)

    def show_value(self, value: Any) -> None:
        """Show a value, or MIXED, without reporting an edit."""
        raise NotImplementedError

    def show_problem(self, is_problem: bool) -> None:
        """Mark the field when what it shows could not be taken."""
        if bool(self.widget.property("problem")) != is_problem:
            self.widget.setProperty("problem", is_problem)
            self.widget.style().polish(self.widget)


class TextField(Field):
    """A value written as text; `line` is where it is typed. Escape brings the last good value back."""

    def __init__(
        self,
        parameter: Parameter,
        read: Callable[[str], Any] = str,
        write: Callable[[Any], str] = str,
        box: NumberBox | None = None,
    ) -> None:
        self.line = box.lineEdit() if box else QLineEdit()
        super().__init__(box or self.line, parameter)
        self._read = read
        self._write = write
        self._value: Any = MIXED
        self.line.setFont(theme.font(tabular=True))
        self.line.textEdited.connect(self._typed)
        (box or self.line).editingFinished.connect(self._settle)
        self.widget.installEventFilter(self)
        leave_undo_to_the_window(self.widget)

    def show_value(self, value: Any) -> None:
        self._value = value
        self.line.setPlaceholderText(DASH if value is MIXED else "")
        if not self._shows(value):
            self.line.setText("" if value is MIXED else self._write(value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._restore()
            return True
        return super().eventFilter(watched, event)

    def _shows(self, value: Any) -> bool:
        """Whether the text reads as `value`, however it is written."""
        try:
            return value is not MIXED and bool(self._read(self.line.text()) == value)
        except Unreadable:
            return False

    def _typed(self, text: str) -> None:
        try:
            value = self._read(text)
        except Unreadable as problem:
            self.unreadable.emit("" if problem.is_unfinished else str(problem))
        else:
            self.edited.emit(value)

    def _settle(self) -> None:
        text = self.line.text()
        if not text.strip():
            self._restore()
        elif self._shows(self._value):
            self.line.setText(self._write(self._value))
        else:
            try:
                self._read(text)
            except Unreadable as problem:
                self.unreadable.emit(str(problem))
        self.settled.emit()

    def _restore(self) -> None:
        self.line.setText("" if self._value is MIXED else self._write(self._value))
        self.unreadable.emit("")


class NumberField(TextField):
    """A number, whole or not; the arrow keys step it."""

    def __init__(self, parameter: Parameter) -> None:
        self._parameter = parameter
        self.box = NumberBox()
        super().__init__(parameter, read_whole if parameter.type is int else read_number, number_text, self.box)
        self.box.stepped.connect(self._step)

    def _step(self, steps: int) -> None:
        if self._value is not MIXED:
            self.edited.emit(stepped(self._parameter, self._value, steps))


class SizesField(TextField):
    """Sizes of axes, such as 1 × 28 × 28."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter, read_sizes, lambda sizes: sizes_text(tuple(sizes)))


class NumbersField(TextField):
    """Numbers side by side, typed or pasted; there may be none."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter, read_numbers, lambda numbers: numbers_text(tuple(numbers)))

    def show_value(self, value: Any) -> None:
        super().show_value(value)
        self.line.setPlaceholderText(DASH if value is MIXED else "0.5 −0.7 …")


class SwitchField(Field):
    """Yes or no."""

    def __init__(self, parameter: Parameter) -> None:
        self.switch = Switch()
        super().__init__(self.switch, parameter)
        self.switch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.switch.clicked.connect(self._clicked)

    def show_value(self, value: Any) -> None:
        self.switch.setTristate(value is MIXED)
        if value is MIXED:
            self.switch.setCheckState(Qt.CheckState.PartiallyChecked)
        else:
            self.switch.setChecked(bool(value))

    def _clicked(self) -> None:
        self.switch.setTristate(False)
        self.edited.emit(self.switch.isChecked())


class ChoiceField(Field):
    """One of several."""

    def __init__(self, parameter: Parameter) -> None:
        self.box = _Choices()
        super().__init__(self.box, parameter)
        for key, title in (parameter.choices or {}).items():
            self.box.addItem(title, key)
        self._value: Any = MIXED
        self.box.setPlaceholderText(DASH)
        self.box.activated.connect(lambda row: self.edited.emit(self.box.itemData(row)))

    def show_value(self, value: Any) -> None:
        self.box.setCurrentIndex(-1 if value is MIXED else self.box.findData(value))


class LayerField(ChoiceField):
    """One of the other layers of the design, stored by its identity."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._names: dict[str, str] = {}

    def show_layers(self, names: Mapping[str, str]) -> None:
        """Offer these layers, identity -> name; what is chosen stays so."""
        if names == self._names:
            return
        self._names = dict(names)
        chosen = self._value
        self.box.clear()
        for identity, name in names.items():
            self.box.addItem(name, identity)
        self.show_value(chosen)

    def show_value(self, value: Any) -> None:
        self._value = value
        self.box.setPlaceholderText(DASH if value is MIXED else "Choose a layer")
        super().show_value(value)


class _Choices(QComboBox):
    """Lets the wheel scroll the form unless it has been clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def field_for(parameter: Parameter) -> Field:
    """The field that fits the kind of value."""
    if parameter.choices is not None:
        return ChoiceField(parameter)
    if getattr(parameter, "refers_to_layer", False):
        return LayerField(parameter)
    kinds: dict[type, Callable[[Parameter], Field]] = {
        bool: SwitchField,
        int: NumberField,
        float: NumberField,
        tuple: SizesField if _holds_sizes(parameter) else NumbersField,
    }
    return kinds.get(parameter.type, TextField)(parameter)


def _holds_sizes(parameter: Parameter) -> bool:
    """Whether a tuple is one of whole numbers: sizes have a default, numbers begin with none."""
    default = parameter.default
    return isinstance(default, tuple) and bool(default) and all(isinstance(size, int) for size in default)
