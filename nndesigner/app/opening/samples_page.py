"""The page of the dialog for data that is no table: what it holds, its classes, and some samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nndesigner.app.opening.words import figure, on_one_line
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.flow_layout import FlowLayout
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.texts import Facts, heading, plain_label
from nndesigner.catalog.shapes import grouped

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE, GAP = 96, 12
_CAPTION = 20
_LONGEST_TEXT = 240
_MOST_CLASSES = 24


@dataclass(frozen=True)
class Looked:
    """What a preview of data found: facts, how many samples each class has, and some samples with their labels.

    A sample is an array of one picture (C, H, W), or text.
    """

    facts: Sequence[tuple[str, str]] = ()
    counts: Sequence[tuple[str, int]] = ()
    samples: Sequence[tuple["NDArray[Any] | str", str]] = ()
    problem: str = ""


class SamplesPage(QScrollArea):
    """Facts, class balance and samples, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Samples")
        self.facts = Facts()
        self._page: QWidget | None = None

    def show_waiting(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show what can be shown before a sample is read."""
        self.show_looked(Looked(facts), "Reading a few samples…")

    def show_looked(self, looked: Looked, waiting: str = "") -> None:
        """Show what was found."""
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(24, 8, 24, 16)
        rows.setSpacing(8)
        self.facts = Facts()
        self.facts.show_facts(looked.facts)
        rows.addWidget(self.facts)
        if looked.counts:
            rows.addSpacing(12)
            rows.addWidget(heading("Samples of each class"))
            rows.addWidget(Balance(looked.counts))
        if looked.samples or waiting or looked.problem:
            rows.addSpacing(12)
            rows.addWidget(heading("Some samples"))
        if waiting or looked.problem:
            rows.addWidget(plain_label(waiting or looked.problem, "muted"))
        if looked.samples:
            rows.addWidget(_gallery(looked.samples))
        rows.addStretch()
        self.setWidget(page)


class Balance(QWidget):
    """How many samples each class has, as bars."""

    ROW, NAME, NUMBER = 22, 150, 70

    def __init__(self, counts: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self._counts = list(counts[:_MOST_CLASSES])
        self._more = len(counts) - len(self._counts)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Samples of each class")
        self.setAccessibleDescription(", ".join(f"{name} {number}" for name, number in self._counts))
        theme.themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(360, self.ROW * (len(self._counts) + bool(self._more)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.TEXT, tabular=True))
        most = max((number for _, number in self._counts), default=1) or 1
        room = min(self.width() - self.NAME - self.NUMBER, 420)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, (name, number) in enumerate(self._counts):
            top = row * self.ROW
            painter.setPen(theme.colour("text"))
            words = elided(on_one_line(name), painter.fontMetrics(), self.NAME - 12)
            painter.drawText(QRectF(0, top, self.NAME, self.ROW), middle, words)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent", 0.85))
            length = max(room * number / most, 2)
            painter.drawRoundedRect(QRectF(self.NAME, top + 6, length, self.ROW - 12), 3, 3)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(self.NAME + length + 8, top, self.NUMBER, self.ROW), middle, grouped(number))
        if self._more:
            painter.setPen(theme.colour("muted"))
            top = len(self._counts) * self.ROW
            painter.drawText(QRectF(0, top, self.width(), self.ROW), middle, f"and {self._more} more")


class Picture(QWidget):
    """A picture (C, H, W) with its label below."""

    def __init__(self, values: "NDArray[Any]", label: str = "", side: int = SIDE) -> None:
        super().__init__()
        self._side, self._label = side, on_one_line(label)
        self._image = image_of(values)
        self.setToolTip(label)
        self.setAccessibleName(label or "Picture")
        self.setFixedSize(side, side + (_CAPTION if label else 0))

    def image(self) -> QImage:
        """What is shown."""
        return self._image

    def show_values(self, values: "NDArray[Any]") -> None:
        """Show another picture."""
        self._image = image_of(values)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_small = max(self._image.width(), self._image.height()) < self._side
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_small)
        ratio = self._image.width() / max(self._image.height(), 1)
        width, height = (self._side, self._side / ratio) if ratio >= 1 else (self._side * ratio, self._side)
        painter.drawImage(QRectF((self._side - width) / 2, (self._side - height) / 2, width, height), self._image)
        if self._label:  # painted, because a label for each picture takes the window a long time
            painter.setFont(theme.font(theme.SMALL))
            painter.setPen(theme.colour("muted"))
            words = elided(self._label, painter.fontMetrics(), self._side)
            below = QRectF(0, self._side, self._side, _CAPTION)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)


class Text(QFrame):
    """The beginning of a text, with its label above."""

    def __init__(self, text: str, label: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(2)
        if label:
            layout.addWidget(plain_label(on_one_line(label), "strong"))
        layout.addWidget(plain_label(text[:_LONGEST_TEXT] + ("…" if len(text) > _LONGEST_TEXT else ""), "muted"))


def image_of(values: "NDArray[Any]") -> QImage:
    """A picture (C, H, W) of numbers as an image: from its least to its greatest when they leave 0 to 1."""
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    if low < 0 or high > 1:
        span = (high - low) or 1.0
        values = (values - low) / span
    channels, height, width = values.shape
    if channels not in (1, 3):
        values = values.mean(axis=0, keepdims=True)
    shown = (values.clip(0, 1) * 255).round().astype("uint8")
    if len(shown) == 1:
        content = shown[0].tobytes()
        return QImage(content, width, height, width, QImage.Format.Format_Grayscale8).copy()
    content = shown.transpose(1, 2, 0).tobytes()
    return QImage(content, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def numbers_in_words(values: "NDArray[Any]") -> str:
    """The first numbers of a sample."""
    flat = values.reshape(-1)
    shown = ", ".join(figure(float(number)) for number in flat[:24])
    return f"{shown}, …" if len(flat) > 24 else shown


def _gallery(samples: Sequence[tuple["NDArray[Any] | str", str]]) -> QWidget:
    gallery = QWidget()
    if isinstance(samples[0][0], str):
        rows = QVBoxLayout(gallery)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        for text, label in samples:
            rows.addWidget(Text(str(text), label))
        return gallery
    flow = FlowLayout(GAP)
    gallery.setLayout(flow)
    for values, label in samples:
        flow.addWidget(Picture(values, label))  # type: ignore[arg-type]  # no text here
    policy = gallery.sizePolicy()
    policy.setHeightForWidth(True)
    gallery.setSizePolicy(policy)
    return gallery
