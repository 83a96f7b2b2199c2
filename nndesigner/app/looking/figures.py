"""Numbers as they are written in tables and predictions: short, without powers of ten as long as that is readable."""

import math

from nndesigner.app.plots.figures import figure
from nndesigner.catalog.shapes import grouped

_LONG, _LONGEST = 1e4, 1e10


def written(value: float) -> str:
    """About three significant digits, but large numbers wholly: "0.0412", "340 000"; a gap as a dash."""
    if math.isnan(value):
        return "–"
    is_long = _LONG <= abs(value) < _LONGEST
    if is_long or (value.is_integer() and abs(value) < _LONG):
        return grouped(round(value)).replace("-", "−")
    return f"{value:.2f}".replace("-", "−") if 100 <= abs(value) < _LONG else figure(value)
