"""The answer to one sample: bars for classes and labels, the value beside its target, or the picture drawn anew."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nndesigner.app import theme
from nndesigner.app.looking.answering import one
from nndesigner.app.looking.collection import Collection, in_words
from nndesigner.app.looking.drawing import paint_curves, paint_picture, picture
from nndesigner.app.looking.figures import written
from nndesigner.app.plots.figures import figure, percent
from nndesigner.app.theme import colour
from nndesigner.catalog.targets import Classes, Labels, Symbols

if TYPE_CHECKING:
    from nndesigner.training.answering import Answers

Array = NDArray[Any]
MARGIN, ROW, TOP, PICTURE = 16, 20, 12, 76
MOST_BARS = 5
MOST_LABELS = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAPPED, _ELIDED = Qt.TextFlag.TextWordWrap, Qt.TextElideMode.ElideRight


@dataclass(frozen=True, eq=False)
class Sent:
    """A sample that went through the network, and what came out."""

    collection: Collection
    part: int
    sample: int
    answers: "Answers"

    @property
    def wanted(self) -> Array | None:
        """What should have been answered."""
        targets = self.collection.parts[self.part].targets
        return None if targets is None else targets[self.sample]


@dataclass(frozen=True)
class Bar:
    """One line of an answer: `length` from 0 to 1; `is_wanted` when it is the right one."""

    name: str
    value: str
    length: float
    is_wanted: bool = False


def bars(sent: Sent) -> list[Bar]:
    """The likeliest classes, or all labels; the right class is always among them. Empty for other answers."""
    target, values = sent.answers.goal.target, sent.answers.values[0].astype(float)
    wanted = sent.wanted
    if isinstance(target, Classes) and not target.per_step and values.ndim == 1:
        right = -1 if wanted is None else int(wanted)
        order = np.argsort(-values, kind="stable")[:MOST_BARS].tolist()
        if right >= 0 and right not in order:
            order[-1] = right
        written = percent if sent.answers.are_probabilities else figure
        low, high = (0.0, 1.0) if sent.answers.are_probabilities else (min(values.min(), 0.0), max(values.max(), 1e-9))
        made = [(each, (values[each] - low) / ((high - low) or 1)) for each in order]
        return [Bar(target.names[each], written(values[each]), length, each == right) for each, length in made]
    if isinstance(target, Labels):
        low, high = sent.answers.limits()
        holds = [] if wanted is None else (np.atleast_1d(wanted) > (target.low + target.high) / 2).tolist()
        parts = ((np.atleast_1d(values) - low) / ((high - low) or 1)).clip(0, 1).tolist()
        says = sent.answers.says_yes().reshape(-1).tolist()
        listed = []
        for name, value, part, is_true, yes in zip(target.names, np.ravel(values), parts, holds, says, strict=False):
            verdict = "right" if yes == is_true else "wrong"
            listed.append(Bar(name, f"{figure(float(value))} · {verdict}", part, is_true))
        return listed[:MOST_LABELS]
    return []


def rows(sent: Sent) -> list[tuple[str, str]]:
    """Answer and target in words, where bars do not say it."""
    target, answers = sent.answers.goal.target, sent.answers
    if isinstance(target, Symbols):
        said = " ".join(target.names[each] for each in answers.rows()[0]) or "nothing"
    elif isinstance(target, Classes):
        said = in_words(target, answers.judged[0].argmax(-1))
    else:
        said = in_words(target, answers.values[0])
    wanted = sent.wanted if not answers.goal.learns_samples else None
    listed = [("Answer", said)]
    if wanted is not None:
        listed.append(("Target", in_words(target, wanted)))
    if target.kind == "values":
        given = one(sent.collection.parts[sent.part].fed, sent.sample)
        error = answers.errors(given, given if sent.wanted is None else sent.wanted[None])
        listed.append(("Mean error" if np.size(answers.values[0]) > 1 else "Off by", written(float(error[0]))))
    return listed


class AnswerCard(QWidget):
    """What the network says to the sample that was sent, or what to do to see that."""

    def __init__(self) -> None:
        super().__init__()
        self._sent: Sent | None = None
        self._title = self._note = self._words = ""
        self._bars: list[Bar] = []
        self._rows: list[tuple[str, str]] = []
        self._is_bad = False
        self._height = 120
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Answer of the network")
        theme.themes.changed.connect(self.update)

    def show_words(self, title: str, words: str, is_problem: bool = False) -> None:
        """Show no answer but a sentence."""
        self._sent, self._bars, self._rows, self._note = None, [], [], ""
        self._title, self._words, self._is_bad = title, words, is_problem
        self._tell()

    def show_answer(self, sent: Sent, note: str) -> None:
        """Show an answer; `note` says which network gave it."""
        self._sent, self._note, self._words, self._is_bad = sent, note, "", False
        self._title = f"Sample {sent.sample + 1}"
        self._bars = bars(sent)
        self._rows = [] if self._bars or self._redrawn else rows(sent)
        if self._redrawn:
            self._rows = [row for row in rows(sent) if row[0] == "Mean error"]
        self._tell()

    @property
    def _redrawn(self) -> bool:
        """Whether the answer is the sample drawn anew."""
        return bool(self._sent and self._sent.answers.goal.learns_samples and self._sent.answers.values[0].ndim > 1)

    def words(self) -> str:
        """Everything it says."""
        lines = [f"{bar.name} {bar.value}{', the right one' if bar.is_wanted else ''}" for bar in self._bars]
        lines += [f"{name}: {value}" for name, value in self._rows]
        return ". ".join(filter(None, [self._title, self._words, *lines, self._note]))

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words())
        self.updateGeometry()
        self.update()

    def make_room(self, collection: Collection | None) -> None:
        """Be as high as the answers to these samples are, so that nothing moves when one comes."""
        names = getattr(collection.target, "names", ("", "", "")) if collection else ()
        has_drawing = collection is not None and collection.kind in ("pictures", "curves")
        lines = MOST_BARS if has_drawing else min(max(len(names), 2), MOST_BARS)
        self._height = TOP + 24 + lines * ROW + 28
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(240, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(MARGIN, TOP, -MARGIN, -8)
        self._paint_title(painter, inside)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        body = inside.adjusted(0, 24, 0, 0)
        if self._note:
            painter.setPen(colour("muted"))
            lines = painter.boundingRect(body, _WRAPPED | Qt.AlignmentFlag.AlignBottom, self._note)
            painter.drawText(lines, _WRAPPED, self._note)
            body.setBottom(lines.top() - 4)
        if self._words:
            painter.setPen(colour("bad" if self._is_bad else "muted"))
            painter.drawText(body, _WRAPPED, self._words)
        elif self._sent:
            body = self._paint_sample(painter, body, self._sent)
            self._paint_bars(painter, body)
            self._paint_rows(painter, body)
        painter.end()

    def _paint_title(self, painter: QPainter, inside: QRectF) -> None:
        painter.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        painter.setPen(colour("text"))
        place = QRectF(inside.left(), inside.top() - 2, inside.width(), 20)
        painter.drawText(place, _LEFT, self._title)
        if self._sent:
            left = QFontMetricsF(painter.font()).horizontalAdvance(self._title) + 8
            painter.setFont(theme.font(theme.SMALL, tabular=True))
            painter.setPen(colour("muted"))
            room = place.adjusted(left, 1, 0, 1)
            label = self._sent.collection.label(self._sent.part, self._sent.sample)
            painter.drawText(room, _LEFT, QFontMetricsF(painter.font()).elidedText(label, _ELIDED, room.width()))

    def _paint_sample(self, painter: QPainter, body: QRectF, sent: Sent) -> QRectF:
        """Draw the sample, and beside it what the network made of it, at the left; gives the room that is left."""
        collection = sent.collection
        if collection.kind not in ("pictures", "curves"):
            return body
        values = one(collection.parts[sent.part].inputs, sent.sample)[0]
        shown = [values, sent.answers.values[0].reshape(values.shape)] if self._redrawn_alike(values) else [values]
        side = min(PICTURE, body.height())
        wide = side if collection.kind == "pictures" else min(1.4 * PICTURE, body.width() / 3)
        for number, each in enumerate(shown):
            place = QRectF(body.left() + number * (wide + 12), body.top(), wide, side)
            if collection.kind == "pictures":
                paint_picture(painter, place, picture(each, collection.low, collection.high))
            else:
                paint_curves(painter, place.adjusted(0, 4, 0, -4), each, collection.low, collection.high, None)
        return body.adjusted(len(shown) * (wide + 12) + 4, 0, 0, 0)

    def _redrawn_alike(self, values: Array) -> bool:
        return bool(self._redrawn and self._sent and self._sent.answers.values[0].size == values.size)

    def _paint_bars(self, painter: QPainter, body: QRectF) -> None:
        if not self._bars:
            return
        metrics = QFontMetricsF(painter.font())
        names = min(max(metrics.horizontalAdvance(bar.name) for bar in self._bars), body.width() * 0.4) + 26
        numbers = max(metrics.horizontalAdvance(bar.value) for bar in self._bars) + 10
        height = min(ROW, body.height() / len(self._bars))
        best = max(self._bars, key=lambda bar: bar.length)
        for number, bar in enumerate(self._bars):
            line = QRectF(body.left(), body.top() + number * height, body.width(), height)
            if bar.is_wanted:
                self._paint_tick(painter, line)
            painter.setPen(colour("text" if bar is best or bar.is_wanted else "muted"))
            name = metrics.elidedText(bar.name, _ELIDED, names - 25)
            painter.drawText(line.adjusted(16, 0, 0, 0), _LEFT, name)
            painter.drawText(line, _RIGHT, bar.value)
            track = line.adjusted(names, height / 2 - 3, -numbers, 3 - height / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("raised"))
            painter.drawRoundedRect(track, 3, 3)
            painter.setBrush(colour("good" if bar.is_wanted else "accent" if bar is best else "muted"))
            track.setWidth(max(track.width() * bar.length, 2))
            painter.drawRoundedRect(track, 3, 3)

    @staticmethod
    def _paint_tick(painter: QPainter, line: QRectF) -> None:
        painter.setPen(QPen(colour("good"), 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y = line.left() + 1, line.center().y()
        painter.drawPolyline([QPointF(x, y), QPointF(x + 3, y + 3), QPointF(x + 8, y - 3.5)])

    def _paint_rows(self, painter: QPainter, body: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        indent = 12 + max((metrics.horizontalAdvance(name) for name, _ in self._rows), default=0.0)
        for number, (name, value) in enumerate(self._rows):
            line = QRectF(body.left(), body.top() + number * ROW, body.width(), ROW)
            painter.setPen(colour("muted"))
            painter.drawText(line, _LEFT, name)
            painter.setPen(colour("text"))
            room = line.adjusted(indent, 0, 0, 0)
            painter.drawText(room, _LEFT, metrics.elidedText(value, _ELIDED, room.width()))
