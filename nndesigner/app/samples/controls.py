"""What chooses the samples that are shown: the part, a text, and whether only wrong predictions are shown."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from nndesigner.answers.collection import TEST, TRAINING, Collection
from nndesigner.app.widgets import theme
from nndesigner.catalog.shapes import grouped

TYPING = 200
"""Milliseconds after the last key until the samples are searched."""
ABBREVIATED = 100_000
"""From here on a number of samples is rounded; tooltips have all digits."""
_NAMES = ("Training", "Test")


class Controls(QWidget):
    """`changed` after any choice."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parts = [self._tool(name) for name in _NAMES]
        group = QButtonGroup(self)
        for number, button in enumerate(self.parts):
            group.addButton(button, number)
        self.parts[TRAINING].setChecked(True)
        self.worst = self._tool("Wrong only")
        self.generate = self._tool("Generate")
        self.generate.setCheckable(False)
        self.generate.setToolTip("Shows samples that the generator makes of noise")
        self.generate.hide()
        self.as_table = self._tool("Table")
        self.as_table.setToolTip("Shows the points as rows of a table")
        self.as_table.hide()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search, or # and a number")
        self.search.setAccessibleName("Search samples")
        self.search.setToolTip("Shows the samples whose label or text holds this; #17 is the sample number 17.")
        self.search.setClearButtonEnabled(True)
        self._typing = QTimer(self, singleShot=True, interval=TYPING)
        self._typing.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _: self._typing.start())
        group.idClicked.connect(lambda _: self.changed.emit())
        self.worst.clicked.connect(lambda _: self.changed.emit())
        self.as_table.clicked.connect(lambda _: self.changed.emit())
        self._place()

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 2, 16, 6)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self.parts:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.worst)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self.search, 1)
        below.addWidget(self.generate)
        below.addWidget(self.as_table)
        column.addLayout(below)

    @staticmethod
    def _tool(text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setFont(theme.font(theme.SMALL))
        button.setStyleSheet("padding: 4px 8px; border-radius: 6px; font-size: 11px")
        return button

    @property
    def part(self) -> int:
        """Training or test."""
        return TEST if self.parts[TEST].isChecked() else TRAINING

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.search.text()

    @property
    def wants_worst(self) -> bool:
        """Whether only wrong predictions are shown, or the worst first."""
        return self.worst.isChecked() and self.worst.isEnabled()

    def start_again(self) -> None:
        """Show all of the samples to learn from."""
        self.parts[TRAINING].setChecked(True)
        self.worst.setChecked(False)
        self.as_table.setChecked(False)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)

    def show_numbers(self, collection: Collection | None) -> None:
        """Say how many samples each part has."""
        self.as_table.setVisible(collection is not None and collection.kind == "points")
        for name, button, number in zip(_NAMES, self.parts, (TRAINING, TEST), strict=True):
            size = len(collection.parts[number]) if collection else 0
            button.setText(f"{name} {_short(size)}" if collection else name)
            button.setEnabled(bool(size))
            empty = f"There are no samples to {'learn from' if number == TRAINING else 'test with'}."
            there = f"The {grouped(size)} samples of the {name.lower()} set"
            button.setToolTip(there if size else empty)
        if collection is None:
            self.worst.setEnabled(False)
        elif not len(collection.parts[self.part]) and len(collection.parts[TRAINING]):
            self.parts[TRAINING].setChecked(True)

    def allow_worst(self, why_not: str, is_measured: bool, by: str) -> None:
        """Offer to show the wrong predictions `by` some outputs, or say why that is not possible."""
        self.worst.setText("Worst first" if is_measured else "Wrong only")
        self.worst.setEnabled(not why_not)
        about = "Begins with the samples predicted worst" if is_measured else "Shows only samples predicted wrong"
        self.worst.setToolTip(why_not or f"{about}{by}")


def _short(number: int) -> str:
    """A number that leaves room for others: "800 k"."""
    if number < ABBREVIATED:
        return grouped(number)
    return f"{number / 1e6:.3g} M" if number >= 999_500 else f"{number / 1e3:.0f} k"
