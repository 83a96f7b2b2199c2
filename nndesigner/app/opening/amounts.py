"""Sliders for the numbers of an augmentation."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.number_text import number_text
from nndesigner.app.widgets.texts import plain_label
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.entry import Parameter

_FINE = 200
_WIDEST = 12
"""A slider reaches so many times as far from the least value as the usual one does, even where more is allowed."""


class Amounts(QWidget):
    """A slider for each number of one augmentation; `changed` gives it with the numbers that are chosen."""

    changed = Signal()

    def __init__(self, augmentation: Augmentation) -> None:
        super().__init__()
        self.augmentation = augmentation
        self.sliders: dict[str, AmountSlider] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(plain_label(augmentation.title(), "strong"))
        for parameter in augmentation.parameters():
            if parameter.type in (int, float) and parameter.choices is None:
                slider = self.sliders[parameter.name] = AmountSlider(parameter)
                slider.show_number(getattr(augmentation, parameter.name))
                slider.moved.connect(lambda value, name=parameter.name: self._set(name, value))
                layout.addWidget(slider)

    def _set(self, name: str, value: float) -> None:
        self.augmentation = self.augmentation.changed(**{name: value})
        self.changed.emit()


class AmountSlider(QWidget):
    """A number between the limits of its parameter, as far as they are of use."""

    moved = Signal(object)

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._is_whole = parameter.type is int
        self._low = float(parameter.minimum or 0)
        self._high = self._limit = float(parameter.maximum or 1)
        self._usual = float(parameter.default)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(parameter.title)
        self.slider.setToolTip(parameter.help)
        self.slider.valueChanged.connect(self._tell)
        self.words = plain_label("", wraps=False)
        self.words.setFont(theme.font(tabular=True))
        self._unit = "°" if parameter.name == "degrees" else ""
        top = QHBoxLayout()
        top.addWidget(plain_label(parameter.title, "muted", wraps=False), 1)
        top.addWidget(self.words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.slider)
        self.setToolTip(parameter.help)

    def show_number(self, number: float) -> None:
        """Show a number; the slider reaches at least so far."""
        span = self._usual - self._low
        useful = self._low + _WIDEST * span if span > 0 else self._limit
        self._high = max(min(self._limit, useful), number)
        steps = round(self._high - self._low) if self._is_whole else _FINE
        with QSignalBlocker(self.slider):
            self.slider.setMaximum(max(steps, 1))
            self.slider.setPageStep(max(steps // 10, 1))
            self.slider.setValue(round((number - self._low) / ((self._high - self._low) or 1) * steps))
        self._say(number)

    def _tell(self, place: int) -> None:
        value: Any = self._low + (self._high - self._low) * place / self.slider.maximum()
        value = round(value) if self._is_whole else float(f"{value:.3g}")
        self._say(value)
        self.moved.emit(min(max(value, self._low), self._high) if not self._is_whole else value)

    def _say(self, number: float) -> None:
        self.words.setText(number_text(number) + self._unit)
