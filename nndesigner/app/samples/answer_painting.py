"""Draws the pieces of a prediction."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nndesigner.answers.prediction_words import Bar, Steps, Summary
from nndesigner.answers.ready_network import Sent, one
from nndesigner.app.samples.drawing import paint_curves, paint_picture, picture
from nndesigner.app.widgets.labels import elided
from nndesigner.app.widgets.theme import colour

Array = NDArray[Any]
ROW, PICTURE, CAPTION = 20, 76, 14
LOWEST = 14
"""Pixels of a line that can still be read."""
CELL = 8.5
LEAST = 150
"""Room for words beside the drawings; where there is less they come below."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


def paint_samples(painter: QPainter, body: QRectF, sent: Sent, outputs: tuple[int, ...]) -> QRectF:
    """Draw what the network got, and beside it what outputs made of it, at the left; returns the room that is left."""
    collection = sent.collection
    if collection.kind not in ("pictures", "curves"):
        return body
    given = sent.given[0]
    drawn: list[tuple[str, Array]] = [("", given)]
    for output in outputs:
        predictions = sent.predictions[output]
        if predictions.goal.learns_samples and predictions.values[0].size == given.size:
            drawn.append((predictions.goal.name, predictions.values[0].reshape(given.shape)))
    if len(drawn) > 1:
        drawn[0] = ("sample", given)
        if len(drawn) == 2:
            drawn[1] = ("prediction", drawn[1][1])
    low, high = _range(sent)
    side = min(PICTURE, body.height() - (CAPTION if len(drawn) > 1 else 0))
    is_picture = collection.kind == "pictures"
    wide = side if is_picture else min(1.4 * PICTURE, body.width() / 3)
    for number, (name, each) in enumerate(drawn):
        place = QRectF(body.left() + number * (wide + 12), body.top(), wide, side)
        if is_picture:
            paint_picture(painter, place, picture(each, low, high))
        else:
            paint_curves(painter, place.adjusted(0, 4, 0, -4), each, low, high, None)
        if name:
            painter.setPen(colour("muted"))
            caption = elided(name, QFontMetricsF(painter.font()), wide)
            painter.drawText(QRectF(place.left(), place.bottom() + 2, wide, CAPTION), _MIDDLE, caption)
    taken = len(drawn) * (wide + 12) + 4
    if body.width() - taken < LEAST and len(drawn) > 2:
        return body.adjusted(0, side + CAPTION + 6, 0, 0)
    return body.adjusted(taken, 0, 0, 0)


def _range(sent: Sent) -> tuple[float, float]:
    """The limits of what the network got, which the preparation may have moved."""
    collection = sent.collection
    raw, given = one(collection.parts[sent.part].inputs, sent.sample)[0], sent.given[0]
    if raw.shape == given.shape and np.array_equal(raw, given):
        return collection.low, collection.high
    low, high = collection.fed_range
    if np.isfinite([low, high]).all():
        return low, high
    return float(np.min(given)), float(np.max(given))


def paint_bars(painter: QPainter, body: QRectF, bars: Sequence[Bar]) -> None:
    """Draw one line for each class or label."""
    room = int(body.height() // LOWEST)
    if len(bars) > room:  # the right one stays
        bars = [bar for place, bar in enumerate(bars) if bar.is_wanted or place < room - 1][:room]
    if not bars:
        return
    metrics = QFontMetricsF(painter.font())
    names = min(max(metrics.horizontalAdvance(bar.name) for bar in bars), body.width() * 0.4) + 26
    numbers = max(metrics.horizontalAdvance(bar.value) for bar in bars) + 10
    height = min(ROW, body.height() / len(bars))
    best = max(bars, key=lambda bar: bar.length)
    for number, bar in enumerate(bars):
        line = QRectF(body.left(), body.top() + number * height, body.width(), height)
        if bar.is_wanted:
            _paint_verdict(painter, line, True)
        painter.setPen(colour("text" if bar is best or bar.is_wanted else "muted"))
        painter.drawText(line.adjusted(16, 0, 0, 0), _LEFT, elided(bar.name, metrics, names - 25))
        painter.drawText(line, _RIGHT, bar.value)
        track = line.adjusted(names, height / 2 - 3, -numbers, 3 - height / 2)
        _paint_track(painter, track, bar.length, "good" if bar.is_wanted else "accent" if bar is best else "muted")


def paint_summaries(painter: QPainter, body: QRectF, summaries: Sequence[Summary]) -> list[QRectF]:
    """Draw one line for each output; returns their places."""
    metrics = QFontMetricsF(painter.font())
    names = min(max(metrics.horizontalAdvance(each.name) for each in summaries), body.width() * 0.42) + 10
    values = max(metrics.horizontalAdvance(each.value) for each in summaries)
    said = max(metrics.horizontalAdvance(each.said) for each in summaries) + 8
    said = min(said, max(body.width() - names - values - 34, 24))
    height = min(ROW, body.height() / len(summaries))
    lines = []
    for number, each in enumerate(summaries):
        line = QRectF(body.left(), body.top() + number * height, body.width(), height)
        lines.append(line)
        painter.setPen(colour("muted"))
        painter.drawText(line, _LEFT, elided(each.name, metrics, names - 8))
        painter.drawText(line, _RIGHT, each.value)
        if each.is_right is not None:
            _paint_verdict(painter, line.adjusted(names, 0, 0, 0), each.is_right)
        painter.setPen(colour("text"))
        words = line.adjusted(names + 16, 0, 0, 0)
        words.setWidth(said)
        painter.drawText(words, _LEFT, elided(each.said, metrics, said))
        track = QRectF(words.right() + 4, line.center().y() - 3, line.right() - values - 10 - words.right() - 4, 6)
        if each.length is not None and track.width() > 16:
            role = {True: "good", False: "bad", None: "accent"}[each.is_right]
            _paint_track(painter, track, each.length, role)
    return lines


def paint_numbers(painter: QPainter, body: QRectF, numbers: Sequence[tuple[str, str, str, str]]) -> None:
    """Draw a small table of predictions beside their targets."""
    if not numbers:
        return
    metrics = QFontMetricsF(painter.font())
    lines = [("", "prediction", "target", "off by"), *numbers]
    columns = [max(metrics.horizontalAdvance(line[place]) for line in lines) + 18 for place in (1, 2, 3)]
    right = min(body.left() + body.width(), body.left() + body.width() * 0.42 + sum(columns))
    height = min(ROW, body.height() / len(lines))
    for number, line in enumerate(lines):
        place = QRectF(body.left(), body.top() + number * height, body.width(), height)
        name = elided(line[0], metrics, max(right - sum(columns) - body.left(), 20))
        painter.setPen(colour("muted"))
        painter.drawText(place, _LEFT, name)
        end = right - sum(columns)
        for text, width, role in zip(line[1:], columns, ("text", "muted", "muted"), strict=True):
            end += width
            painter.setPen(colour(role if number else "muted"))
            painter.drawText(QRectF(end - width, place.top(), width, height), _RIGHT, text)


def paint_rows(painter: QPainter, body: QRectF, rows: Sequence[tuple[str, str]]) -> None:
    """Draw names and values."""
    metrics = QFontMetricsF(painter.font())
    indent = 12 + max((metrics.horizontalAdvance(name) for name, _ in rows), default=0.0)
    height = min(ROW, max(body.height() / max(len(rows), 1), LOWEST))
    for number, (name, value) in enumerate(rows):
        line = QRectF(body.left(), body.top() + number * height, body.width(), height)
        painter.setPen(colour("muted"))
        painter.drawText(line, _LEFT, name)
        painter.setPen(colour("text"))
        room = line.adjusted(indent, 0, 0, 0)
        painter.drawText(room, _LEFT, elided(value, metrics, room.width()))


def paint_steps(painter: QPainter, body: QRectF, steps: Steps) -> QRectF:
    """Draw the signs of every step below each other, the wrong ones marked; returns the room that is left."""
    metrics = QFontMetricsF(painter.font())
    indent = 12 + metrics.horizontalAdvance("Prediction")
    number = min(int((body.width() - indent) / CELL), len(steps.read))
    lines = (("Sample", steps.read), ("Target", steps.wanted), ("Prediction", steps.said))
    for place, (name, signs) in enumerate(lines):
        top = body.top() + place * (ROW - 2)
        painter.setPen(colour("muted"))
        painter.drawText(QRectF(body.left(), top, indent, ROW), _LEFT, name)
        for at, (sign, wanted) in enumerate(zip(signs[-number:], steps.wanted[-number:], strict=True)):
            room = QRectF(body.left() + indent + at * CELL, top, CELL, ROW - 2)
            is_wrong = place == 2 and sign != wanted
            painter.setPen(colour("bad" if is_wrong else "muted" if place == 0 else "text"))
            painter.drawText(room, _MIDDLE, sign)
            if is_wrong:
                painter.drawLine(room.bottomLeft() + QPointF(1, -1), room.bottomRight() + QPointF(-1, -1))
    painter.setPen(colour("muted"))
    return body.adjusted(0, 3 * (ROW - 2) + 4, 0, 0)


def _paint_track(painter: QPainter, track: QRectF, length: float, role: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("raised"))
    painter.drawRoundedRect(track, 3, 3)
    painter.setBrush(colour(role))
    filled = QRectF(track)
    filled.setWidth(max(track.width() * length, 2))
    painter.drawRoundedRect(filled, 3, 3)


def _paint_verdict(painter: QPainter, line: QRectF, is_right: bool) -> None:
    """A tick or a cross at the left."""
    pen_colour: QColor = colour("good" if is_right else "bad")
    painter.setPen(QPen(pen_colour, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y = line.left() + 1, line.center().y()
    if is_right:
        painter.drawPolyline([QPointF(x, y), QPointF(x + 3, y + 3), QPointF(x + 8, y - 3.5)])
    else:
        painter.drawLine(QPointF(x + 1, y - 3), QPointF(x + 7, y + 3))
        painter.drawLine(QPointF(x + 7, y - 3), QPointF(x + 1, y + 3))
