"""What the augmentation makes of a few pictures: before, and after as often as there is room."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from nndesigner.app import theme
from nndesigner.app.data import doors
from nndesigner.app.data.job import Job
from nndesigner.app.data.samples_page import Picture
from nndesigner.app.inspector.step_words import parameters_in_words
from nndesigner.app.inspector.texts import hairline, heading, plain_label
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.design.options import DataOptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

PICTURES, DRAWS, SIDE = 5, 5, 96
_FULL = 100
_PATIENCE = 40
"""Milliseconds that the slider rests before pictures are computed."""


class AugmentationPreview(QDialog):
    """The first column is the sample, the others are what a training may see instead."""

    def __init__(self, parent: QWidget | None, data: DataOptions) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preview of the augmentation")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._data = data
        self._seed = 0
        self._samples: NDArray[Any] | None = None
        self._job: Job | None = None
        self.after: list[list[Picture]] = []
        self.choice = QComboBox()
        self.choice.setAccessibleName("Augmentation")
        self.choice.addItem("All together", -1)
        for number, step in enumerate(data.augmentation):
            self.choice.addItem(" · ".join(filter(None, (step.title(), parameters_in_words(step)))), number)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Strength")
        self.slider.setMaximum(_FULL)
        self.slider.setValue(_FULL)
        self.slider.setPageStep(10)
        self.amount = plain_label("100 %", "muted", wraps=False)
        self.amount.setFont(theme.font(tabular=True))
        self.amount.setFixedWidth(48)
        self.again = QPushButton("Draw again")
        self.words = plain_label("Reading a few pictures…", "muted")
        self._timer = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._timer.timeout.connect(self._compute)
        self.slider.valueChanged.connect(self._follow)
        self.choice.activated.connect(lambda _: self._compute())
        self.again.clicked.connect(self._draw_again)
        self._place()
        self._start(
            Job(lambda tell, is_cancelled: doors.first_pictures(data.source, PICTURES), self), self._show_samples
        )

    @property
    def chosen(self) -> tuple[Augmentation, ...]:
        """The augmentations that are shown now."""
        number = self.choice.currentData()
        return self._data.augmentation if number < 0 else (self._data.augmentation[number],)

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
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.choice, 1)
        top.addWidget(plain_label("Strength", "muted", wraps=False))
        top.addWidget(self.slider, 1)
        top.addWidget(self.amount)
        top.addWidget(self.again)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._grid.addWidget(heading("Sample"), 0, 0)
        self._grid.addWidget(heading("What a training may see"), 0, 1, 1, DRAWS)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(self.words, 1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(hairline())
        layout.addLayout(self._grid, 1)
        layout.addWidget(hairline())
        layout.addLayout(bottom)
        self.setMinimumSize(700, 760)

    def _start(self, job: Job, show: Any) -> None:
        if self._job:
            self._job.cancel()
        self._job = job
        job.done.connect(show)
        job.failed.connect(lambda words, _: self.words.setText(words))
        job.start()

    def _show_samples(self, samples: "NDArray[Any]") -> None:
        self._samples = samples
        for row, sample in enumerate(samples, 1):
            self._grid.addWidget(Picture(sample, side=SIDE), row, 0)
            pictures = [Picture(sample, side=SIDE) for _ in range(DRAWS)]
            for column, picture in enumerate(pictures, 1):
                self._grid.addWidget(picture, row, column)
            self.after.append(pictures)
        self._grid.setRowStretch(len(samples) + 1, 1)
        self.words.setText("Every batch of a training draws anew. Validation and test stay as they are.")
        self._compute()

    def _follow(self, value: int) -> None:
        self.amount.setText(f"{value} %")
        self._timer.start()

    def _draw_again(self) -> None:
        self._seed += DRAWS
        self._compute()

    def _compute(self) -> None:
        samples, chosen, seed = self._samples, self.chosen, self._seed
        strength = self.slider.value() / _FULL
        if samples is None:
            return
        low, high = float(samples.min()), float(samples.max())

        def work(tell: Any, is_cancelled: Any) -> list[Any]:
            drawn = [doors.augmented(samples, chosen, strength, seed + number) for number in range(DRAWS)]
            return [each.clip(low, high) for each in drawn]

        self._start(Job(work, self), self._show_after)

    def _show_after(self, drawn: list[Any]) -> None:
        for row, pictures in enumerate(self.after):
            for picture, changed in zip(pictures, drawn, strict=True):
                picture.show_values(changed[row])
