"""What the header and the cross-hair say about curves."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF

from nndesigner.app.cockpit.chart import Chart
from nndesigner.app.cockpit.hover import Row
from nndesigner.app.cockpit.lines import Drawn, Line
from nndesigner.app.cockpit.series import Course, first_not_finite, tested
from nndesigner.app.widgets.panel_header import Part
from nndesigner.app.widgets.strokes import ANY_VALIDATION
from nndesigner.catalog.shapes import grouped
from nndesigner.training.history import History

Say = Callable[[float], str]


def readout(history: History, drawn: Sequence[Drawn], window: int, say: Say) -> list[Part]:
    """The newest figures, those while learning as means of the last `window` values."""
    for each in drawn:
        bad = first_not_finite(each.trained)
        if bad is not None:
            return [Part(f"infinite at step {grouped(bad)}", role="bad")]
    outputs = [each for each in drawn if each.line.name and each.line.validation]
    quiet = [each for each in drawn if each.line.name and not each.line.validation]
    main = [part for each in drawn if not each.line.name for part in _main(history, each, window, say)]
    named = [Part(f"{say(_newest(each, window))} {each.line.name}", each.line.training) for each in outputs]
    if any(len(each.validated) for each in outputs):
        named.append(Part("validation", ANY_VALIDATION))
    parts = [Part(f"{say(_newest(each, window))} {each.line.name}", each.line.training) for each in quiet]
    return [*main, *named, *parts]


def _main(history: History, each: Drawn, window: int, say: Say) -> list[Part]:
    parts = []
    line = each.line
    if len(each.trained):
        newest = say(_newest(each, window))
        parts.append(Part(f"{newest} train" if line.validation else newest, line.training))
    if len(each.validated):
        parts.append(Part(f"{say(float(each.validated.values[-1]))} validation", line.validation))
    test = tested(history, line.quantity)
    return parts if test is None else [*parts, Part(f"{say(test)} test")]


def _newest(each: Drawn, window: int) -> float:
    values = each.trained.values[-window:] if len(each.trained) else each.validated.values[-1:]
    return float(values.mean())


def hover_rows(chart: Chart, lines: Sequence[Line], went: Course, x: float, say: Say) -> tuple[float, list[Row]]:
    """The place on the x axis nearest to `x` where something was read, and what is there; `say` gets heights."""
    candidates = (chart.shown(f"{kind}{line.tag}")[0] for kind in ("training", "validation") for line in lines)
    across = next((found for found in candidates if len(found)), None)
    if across is None:
        return x, []
    at = float(across[np.abs(across - x).argmin()])
    rows = [Row(f"epoch {at:.2f} · step {grouped(round(went.step(at)))}")]
    for event in chart.events_near(x):
        rows.append(Row(f"step {grouped(round(went.step(event.x)))}: {event.text}"))
    for line in lines:
        what = line.name or "training"
        rows += _row(chart, line, "training", at, lambda _, what=what: what, say)  # type: ignore[misc]
        label = f"{line.name} validation".strip()
        rows += _row(chart, line, "validation", x, lambda epoch, label=label: f"{label}, epoch {epoch:.0f}", say)  # type: ignore[misc]
    return at, rows


def _row(chart: Chart, line: Line, kind: str, x: float, what: Callable[[float], str], say: Say) -> list[Row]:
    places, heights = chart.shown(f"{kind}{line.tag}")
    stroke = line.strokes().get(f"{kind}{line.tag}")
    if not len(places) or stroke is None:
        return []
    near = int(np.abs(places - x).argmin())
    height = float(heights[near])
    dot = chart.place(float(places[near]), height) if np.isfinite(height) else None
    return [Row(f"{say(height)} {what(float(places[near]))}", stroke, dot if _is_inside(chart, dot) else None)]


def _is_inside(chart: Chart, dot: QPointF | None) -> bool:
    return dot is not None and chart.area.adjusted(-1, -1, 1, 1).contains(dot)
