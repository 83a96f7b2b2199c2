"""What the augmentation makes of a few pictures: before, and after as often as there is room."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nndesigner.app.opening import reading
from nndesigner.app.opening.amounts import Amounts
from nndesigner.app.opening.samples_page import Picture
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.background import Job
from nndesigner.app.widgets.screen import size_up
from nndesigner.app.widgets.texts import hairline, heading, plain_label
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.design.options import DataOptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

PICTURES, DRAWS, SIDE, WIDTH = 5, 5, 112, 260
_PATIENCE = 40
"""Milliseconds that a slider rests before pictures are computed."""
Put = Callable[[tuple[Augmentation, ...]], None]


class AugmentationPreview(QDialog):
    """Sliders beside pictures: as they are, as the network gets them, and as a training may see them instead.

    With `put`, which takes the augmentation over, the numbers that were tried can be used.
    """

    def __init__(self, parent: QWidget | None, data: DataOptions, put: Put | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preview of the augmentation")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._data, self._put = data, put
        self._seed = 0
        self._prepared: NDArray[Any] | None = None
        self._job: Job | None = None
        self.before: list[Picture] = []
        self.after: list[list[Picture]] = []
        self.choice = QComboBox()
        self.choice.setAccessibleName("Augmentation")
        self.choice.addItem("All together", -1)
        for number, step in enumerate(data.augmentation):
            self.choice.addItem(f"Only {step.title()}", number)
        self.choice.setVisible(len(data.augmentation) > 1)
        self.amounts = [Amounts(step) for step in data.augmentation]
        self.again = QPushButton("Draw again")
        self.again.setToolTip("Other random numbers, as the next batch would have")
        self.use_button = QPushButton("Use these settings")
        self.use_button.setProperty("role", "primary")
        self.use_button.setVisible(put is not None)
        self.words = plain_label("Reading a few pictures…", "muted")
        self._timer = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._timer.timeout.connect(self._compute)
        for amounts in self.amounts:
            amounts.changed.connect(self._follow)
        self.choice.activated.connect(lambda _: self._choose())
        self.again.clicked.connect(self._draw_again)
        self.use_button.clicked.connect(self._use)
        self._place()
        self._follow()
        job = Job(lambda tell, is_cancelled: reading.first_pictures(data, PICTURES), self)
        self._start(job, lambda found: self._show_samples(*found))

    @property
    def augmentation(self) -> tuple[Augmentation, ...]:
        """All augmentations with the numbers that are chosen now."""
        return tuple(amounts.augmentation for amounts in self.amounts)

    @property
    def chosen(self) -> tuple[Augmentation, ...]:
        """The augmentations that are shown now."""
        number = self.choice.currentData()
        return self.augmentation if number < 0 else (self.augmentation[number],)

    @property
    def is_busy(self) -> bool:
        """Whether pictures are still to come."""
        return self._timer.isActive() or (self._job is not None and self._job.is_running)

    def done(self, result: int) -> None:
        """Close; what is under way is left alone to end."""
        if self._job:
            self._job.cancel()
        super().done(result)

    def _place(self) -> None:
        self._line = QWidget()
        self._line.setFixedWidth(1)
        theme.themes.changed.connect(self._restyle)
        self._restyle()
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(24, 20, 20, 16)
        rows.setSpacing(20)
        rows.addWidget(self.choice)
        for amounts in self.amounts:
            rows.addWidget(amounts)
        rows.addStretch()
        side = QScrollArea()
        side.setWidget(page)
        side.setWidgetResizable(True)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFixedWidth(WIDTH)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(20, 20, 24, 20)
        self._grid.setSpacing(8)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(side)
        middle.addWidget(self._line)
        pictures = QWidget()
        pictures.setLayout(self._grid)
        shown = QScrollArea()
        shown.setWidget(pictures)
        shown.setWidgetResizable(True)
        middle.addWidget(shown, 1)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(24, 12, 20, 12)
        bottom.setSpacing(8)
        bottom.addWidget(self.words, 1)
        for button in (self.again, close, self.use_button):
            bottom.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(middle, 1)
        layout.addWidget(hairline())
        layout.addLayout(bottom)
        are_prepared = 1 if self._data.preparation else 0
        size_up(self, WIDTH + 60 + (SIDE + 8) * (1 + are_prepared + DRAWS), 110 + (SIDE + 8) * PICTURES)

    def _start(self, job: Job, show: Any) -> None:
        if self._job:
            self._job.cancel()
        self._job = job
        job.done.connect(show)
        job.failed.connect(lambda words, _: self.words.setText(words))
        job.start()

    def _show_samples(self, raw: "NDArray[Any]", prepared: "NDArray[Any]") -> None:
        self._prepared = prepared
        shown = self._in_range(prepared)
        is_prepared = bool(self._data.preparation)
        if is_prepared:
            self._grid.addWidget(heading("In the data"), 0, 0)
        first = int(is_prepared)
        self._grid.addWidget(heading("Prepared" if is_prepared else "In the data"), 0, first)
        self._grid.addWidget(heading("As training may see it"), 0, first + 2, 1, DRAWS)
        self._grid.setColumnMinimumWidth(first + 1, 12)
        for row, sample in enumerate(shown, 1):
            if is_prepared:
                self._grid.addWidget(Picture(raw[row - 1], side=SIDE), row, 0)
            self.before.append(Picture(sample, side=SIDE))
            self._grid.addWidget(self.before[-1], row, first)
            self.after.append([Picture(sample, side=SIDE) for _ in range(DRAWS)])
            for column, picture in enumerate(self.after[-1]):
                self._grid.addWidget(picture, row, first + 2 + column)
        self._grid.setRowStretch(len(shown) + 1, 1)
        self._grid.setColumnStretch(first + 2 + DRAWS, 1)
        self.words.setText("Each training batch draws anew. Validation and test samples are never changed.")
        self._compute()

    def _choose(self) -> None:
        number = self.choice.currentData()
        for place, amounts in enumerate(self.amounts):
            amounts.setVisible(number in (-1, place))
        self._compute()

    def _follow(self) -> None:
        self.use_button.setEnabled(self.augmentation != self._data.augmentation)
        self._timer.start()

    def _draw_again(self) -> None:
        self._seed += DRAWS
        self._compute()

    def _use(self) -> None:
        if self._put:
            self._put(self.augmentation)
        self.accept()

    def _compute(self) -> None:
        samples, chosen, seed = self._prepared, self.chosen, self._seed
        if samples is None:
            return
        draws = range(seed, seed + DRAWS)
        job = Job(lambda tell, is_cancelled: [reading.augmented(samples, chosen, number) for number in draws], self)
        self._start(job, self._show_after)

    def _show_after(self, drawn: list[Any]) -> None:
        shown = [self._in_range(each) for each in drawn]
        for row, pictures in enumerate(self.after):
            for picture, changed in zip(pictures, shown, strict=True):
                picture.show_values(changed[row])

    def _restyle(self) -> None:
        self._line.setStyleSheet(f"background: {theme.colour('line').name()};")

    def _in_range(self, values: "NDArray[Any]") -> "NDArray[Any]":
        """Values from 0 to 1, by the same measure for all pictures, so that they can be compared."""
        assert self._prepared is not None
        low, high = float(self._prepared.min(initial=0.0)), float(self._prepared.max(initial=1.0))
        return ((values - low) / (high - low)).clip(0, 1)
