"""The predictions for one sample: bars for classes and labels, values beside targets, or the picture drawn anew."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QToolTip, QWidget

from nndesigner.answers.collection import Collection
from nndesigner.answers.outputs import ALL
from nndesigner.answers.prediction_words import MOST_BARS, Bar, Summary, bars, numbers, received, rows, steps, summary
from nndesigner.answers.ready_network import Sent
from nndesigner.app.samples.answer_painting import (
    ROW,
    paint_bars,
    paint_numbers,
    paint_rows,
    paint_samples,
    paint_steps,
    paint_summaries,
)
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog.targets import Classes

MARGIN, TOP, HEAD = 16, 12, 24
MOST_LOW = 3
"""Lines of a prediction where there is little room."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = Qt.TextFlag.TextWordWrap


class AnswerCard(QWidget):
    """What the network predicts for the sample that was sent, or what to do to see that.

    Of several outputs one can be chosen, or all; `output_chosen` brings its place, or ALL.
    """

    output_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.output = 0
        self._names: tuple[str, ...] = ()
        self._sent: Sent | None = None
        self._title = self._note = self._words = self._received = ""
        self._bars: list[Bar] = []
        self._rows: list[tuple[str, str]] = []
        self._numbers: list[tuple[str, str, str, str]] = []
        self._summaries: list[Summary] = []
        self._is_bad = self._is_low = False
        self._room_lines = 4
        self._lines: list[QRectF] = []
        self.chooser = QToolButton(self)
        self.chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.chooser.setToolTip("Which output is shown, drawn on the plane, and searched for wrong predictions")
        self.chooser.setAccessibleName("Output")
        self.chooser.setStyleSheet("padding: 2px 6px; border-radius: 6px; font-size: 11px")
        self.chooser.setMenu(QMenu(self.chooser))
        self.chooser.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Prediction of the network")
        self.setMouseTracking(True)
        theme.themes.changed.connect(self.update)

    def show_outputs(self, names: tuple[str, ...], output: int) -> None:
        """Offer these outputs, of which `output` is chosen."""
        if names != self._names:
            self.chooser.menu().clear()
            for place, name in [(ALL, "All outputs"), *enumerate(names)]:
                action = self.chooser.menu().addAction(name.replace("&", "&&"))
                action.triggered.connect(lambda _=False, place=place: self.output_chosen.emit(place))
        self._names, self.output = names, output
        self.chooser.setVisible(len(names) > 1)
        self.chooser.setText(("All outputs" if output == ALL else names[output]) + "  ▾" if names else "")
        self._place_chooser()
        if self._sent:
            self._read()

    def show_words(self, title: str, words: str, is_problem: bool = False) -> None:
        """Show a sentence instead of a prediction."""
        self._sent, self._note, self._received = None, "", ""
        self._bars, self._rows, self._numbers, self._summaries = [], [], [], []
        self._title, self._words, self._is_bad = title, words, is_problem
        self._tell()

    def show_answer(self, sent: Sent, note: str) -> None:
        """Show a prediction; `note` says which network made it."""
        self._sent, self._note, self._words, self._is_bad = sent, note, "", False
        self._title = f"Sample {sent.sample + 1}"
        self._received = received(sent)
        self._read()

    def _read(self) -> None:
        sent = self._sent
        assert sent
        self._bars, self._rows, self._numbers, self._summaries = [], [], [], []
        if self.output == ALL or self.output >= len(sent.predictions):
            self._summaries = [summary(sent, place) for place in range(len(sent.predictions))]
        else:
            self._bars = bars(sent, self.output)
            self._numbers = numbers(sent, self.output)
            if not self._bars and not self._numbers:
                is_drawn = sent.predictions[self.output].goal.learns_samples and sent.given.ndim > 2
                self._rows = [row for row in rows(sent, self.output) if not is_drawn or row[0] == "Mean error"]
        self._tell()

    @property
    def _has_label(self) -> bool:
        """Whether the target is written in the title: not where it is a long row."""
        target = self._sent.collection.target if self._sent else None
        return not (isinstance(target, Classes) and target.per_step)

    @property
    def shown_bars(self) -> tuple[Bar, ...]:
        """The bars that are drawn."""
        return tuple(self._bars)

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """The lines of all outputs, when these are shown."""
        return tuple(self._summaries)

    def words(self) -> str:
        """Everything it says."""
        lines = [f"{bar.name} {bar.value}{', the right one' if bar.is_wanted else ''}" for bar in self._bars]
        for each in self._summaries:
            verdict = {True: "right", False: "wrong", None: ""}[each.is_right]
            lines.append(", ".join(filter(None, [f"{each.name}: {each.said}".removesuffix(": "), each.value, verdict])))
        lines += [f"{name}: {said}, target {aim}, off by {off}" for name, said, aim, off in self._numbers]
        lines += [f"{name}: {value}" for name, value in self._rows]
        return ". ".join(filter(None, [self._title, self._words, *lines, self._note]))

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words())
        self.updateGeometry()
        self.update()

    def make_room(self, collection: Collection | None) -> None:
        """Be as high as the predictions for these samples, so that nothing moves when one comes."""
        names = getattr(collection.target, "names", ("", "", "")) if collection else ()
        has_drawing = collection is not None and collection.kind in ("pictures", "curves")
        lines = MOST_BARS if has_drawing else min(max(len(names), 2), MOST_BARS)
        if collection and isinstance(collection.target, Classes) and collection.target.per_step:
            lines = 6
        if collection and collection.fed_columns:
            lines = max(lines, 1 + len(collection.target_columns)) + 1
        self._room_lines = max(lines, min(len(self._names), 6))
        self.updateGeometry()

    def make_low(self, is_low: bool) -> None:
        """Leave more room to the samples, where there is little."""
        self._is_low = is_low
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        lines = min(self._room_lines, MOST_LOW) if self._is_low else self._room_lines
        return QSize(240, TOP + HEAD + lines * ROW + 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 96)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chooser()

    def _place_chooser(self) -> None:
        size = self.chooser.sizeHint()
        wide = min(size.width(), self.width() // 2)
        self.chooser.setGeometry(self.width() - MARGIN - wide + 6, TOP - 4, wide, 22)

    def _line_at(self, at: QPointF) -> int:
        return next((place for place, line in enumerate(self._lines) if line.contains(at)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._line_at(event.position()) if self._summaries else -1
        if place >= 0:
            self.output_chosen.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_line = bool(self._summaries) and self._line_at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_line else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._sent:
            says = f"The network got {self._received}." if self._received else self.words()
            QToolTip.showText(event.globalPos(), says, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(MARGIN, TOP, -MARGIN, -8)
        self._paint_title(painter, inside)
        painter.setFont(theme.font(theme.SMALL, tabular=True))
        body = inside.adjusted(0, HEAD, 0, 0)
        self._lines = []
        body = self._paint_notes(painter, body)
        if self._words:
            painter.setPen(colour("bad" if self._is_bad else "muted"))
            painter.drawText(body, _WRAPPED, self._words)
        elif self._sent:
            self._paint_answer(painter, body, self._sent)
        painter.end()

    def _paint_notes(self, painter: QPainter, body: QRectF) -> QRectF:
        """Write at the bottom which network predicts and what it received; returns the room that is left."""
        painter.setPen(colour("muted"))
        if self._note:
            lines = painter.boundingRect(body, _WRAPPED | Qt.AlignmentFlag.AlignBottom, self._note)
            painter.drawText(lines, _WRAPPED, self._note)
            body.setBottom(lines.top() - 2)
        if self._received and self._sent and not self._is_low:
            text = elided(f"Got {received(self._sent, is_short=True)}", QFontMetricsF(painter.font()), body.width())
            line = QRectF(body.left(), body.bottom() - 17, body.width(), 16)
            painter.drawText(line, _LEFT, text)
            body.setBottom(line.top() - 2)
        return body

    def _paint_answer(self, painter: QPainter, body: QRectF, sent: Sent) -> None:
        chosen = range(len(sent.predictions)) if self._summaries else (self.output,)
        body = paint_samples(painter, body, sent, tuple(chosen))
        if self._summaries:
            self._lines = paint_summaries(painter, body, self._summaries)
            return
        spelled = steps(sent, self.output)
        if spelled:
            body = paint_steps(painter, body, spelled)
        paint_bars(painter, body, self._bars)
        paint_numbers(painter, body, self._numbers)
        paint_rows(painter, body, self._rows)

    def _paint_title(self, painter: QPainter, inside: QRectF) -> None:
        painter.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        painter.setPen(colour("text"))
        end = self.chooser.x() - 8.0 if len(self._names) > 1 else inside.right()
        place = QRectF(inside.left(), inside.top() - 2, end - inside.left(), 20)
        painter.drawText(place, _LEFT, self._title)
        if self._sent:
            left = QFontMetricsF(painter.font()).horizontalAdvance(self._title) + 8
            painter.setFont(theme.font(theme.SMALL, tabular=True))
            painter.setPen(colour("muted"))
            room = place.adjusted(left, 1, 0, 1)
            label = self._sent.collection.label(self._sent.part, self._sent.sample) if self._has_label else ""
            painter.drawText(room, _LEFT, elided(label, QFontMetricsF(painter.font()), room.width()))
