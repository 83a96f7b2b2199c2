"""A form made from the parameters that an entry of the catalog declares."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGraphicsOpacityEffect, QGridLayout, QLabel, QWidget

from nndesigner.app.widgets.form.fields import MIXED, Field, TextField, field_for
from nndesigner.app.widgets.form.names_field import Names, NamesField
from nndesigner.catalog.entry import Parameter

Check = Callable[[str, Any], str]
LABEL_WIDTH, GAP = 112, 6
_DIMMED = 0.5
"""How strongly a field shows that makes no difference now."""

_NOTHING = object()
"""Stands for the value of a row that has shown none yet."""

_gestures = count(1)


class Form(QWidget):
    """A row for each parameter.

    `edited` gives name, value and gesture of every change that `check` finds nothing against; all changes of one field
    until it is left are one gesture. `check` says why a value cannot be, or nothing. A form that is_wide has no labels:
    its fields stand alone below a heading.
    """

    edited = Signal(str, object, str)

    def __init__(self, parameters: Iterable[Parameter], check: Check, is_wide: bool = False) -> None:
        super().__init__()
        self.rows: dict[str, Row] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, 0 if is_wide else LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        for parameter in parameters:
            row = Row(parameter, check)
            row.edited.connect(self.edited)
            line = 3 * len(self.rows)
            if not is_wide:
                grid.addWidget(row.label, line, 0)
            grid.addWidget(row.field, line, 0 if is_wide else 1, 1, 2 if is_wide else 1)
            grid.addWidget(row.problem, line + 1, 0, 1, 2)
            grid.setRowMinimumHeight(line + 2, GAP)
            self.rows[parameter.name] = row

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show these values; MIXED for those that differ."""
        for name, row in self.rows.items():
            row.show_value(values.get(name, MIXED))

    def show_idle(self, reasons: Mapping[str, str]) -> None:
        """Dim the fields that make no difference now; their tooltips say why."""
        for name, row in self.rows.items():
            row.show_idle(reasons.get(name, ""))


class Row(QObject):
    """Label, field, and what is wrong with the value; the form places the three."""

    edited = Signal(str, object, str)

    def __init__(self, parameter: Parameter, check: Check) -> None:
        super().__init__()
        self._name = parameter.name
        self._check = check
        self._value: Any = _NOTHING
        self._start: Any = _NOTHING
        self._is_telling = False
        self._gesture = ""
        self.label = QLabel(parameter.title)
        self.label.setProperty("role", "muted")
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self._help = parameter.help
        self._reason: str | None = None
        self.field: Field = NamesField(parameter) if parameter.type is Names else field_for(parameter)
        self.label.setBuddy(self.field.widget)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setContentsMargins(0, 4, 0, 2)
        self.problem.hide()
        self.field.edited.connect(self._take)
        self.field.unreadable.connect(self._refuse)
        self.field.settled.connect(self._settle)
        self._settle()
        self.show_idle("")

    def show_value(self, value: Any) -> None:
        """Show a value of the design; what the user typed stays when the design still has the value it had."""
        if value is self._value or value == self._value:
            return
        self._value = value
        if not self._is_telling:
            self._start = value
        self._complain("")
        self.field.show_value(value)

    def show_idle(self, reason: str) -> None:
        """Say why the value makes no difference now; nothing when it does."""
        if reason == self._reason:
            return
        self._reason = reason
        words = [text for text in (reason, self._help) if text]
        tip = "".join(f"<p>{escape(text)}</p>" for text in words)
        self.field.widget.setEnabled(not reason)
        self.field.setGraphicsEffect(dimmed(self.field) if reason else None)  # type: ignore[arg-type]  # None takes it away
        for widget in (self.label, self.field):
            widget.setToolTip(tip)
        self.field.widget.setAccessibleDescription(" ".join(words))

    def _take(self, value: Any) -> None:
        reason = self._check(self._name, value)
        if reason:
            self._refuse(reason)
            return
        self._complain("")
        if value != self._value:
            self._tell(value)

    def _refuse(self, reason: str) -> None:
        """Say what is wrong. What led there, such as the 99 of 99999, was not meant: the value before counts again."""
        self._complain(reason)
        if reason and self._start is not MIXED and self._start != self._value:
            self._value = self._start  # so that the text, which shows what is wrong, stays
            self._tell(self._start)

    def _tell(self, value: Any) -> None:
        self._is_telling = True
        self.edited.emit(self._name, value, self._gesture if isinstance(self.field, TextField) else "")
        self._is_telling = False

    def _complain(self, reason: str) -> None:
        self.problem.setText(reason)
        self.problem.setVisible(bool(reason))
        self.field.show_problem(bool(reason))

    def _settle(self) -> None:
        self._gesture = f"{self._name} {next(_gestures)}"
        self._start = self._value


def dimmed(field: Field) -> QGraphicsOpacityEffect:
    effect = QGraphicsOpacityEffect(field)
    effect.setOpacity(_DIMMED)
    return effect
