"""Numbers in words: short, with units, and honest about what is no number."""

import math

from nndesigner.catalog.shapes import grouped

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LONG, _LONGEST = 1e4, 1e10
"""Between these, numbers are written wholly in tables."""


def figure(value: float) -> str:
    """About three significant digits: "0.0412", "2.30", "4.1·10⁻⁷"."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        digits = min(max(0, 2 - math.floor(math.log10(abs(value)))), 4)
        return f"{value:.{digits}f}".replace("-", "−")
    exponent = math.floor(math.log10(abs(value)))
    return f"{value / 10**exponent:.1f}·{power_of_ten(exponent)}".replace("-", "−")


def percent(part: float) -> str:
    """A part of one as "98.4 %"."""
    return f"{part * 100:.1f} %" if math.isfinite(part) else figure(part)


def mark(value: float) -> str:
    """A round number at an axis: "0.05", "200", "10⁻⁶"."""
    if value == 0 or 1e-3 <= abs(value) < 1e3:
        return f"{value:g}".replace("-", "−")
    if 1e3 <= abs(value) < 1e5:
        return grouped(round(value)).replace("-", "−")
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    leading = round(value / 10**exponent)
    return power_of_ten(exponent) if leading == 1 else f"{leading}·{power_of_ten(exponent)}"


def written(value: float) -> str:
    """About three significant digits, but large numbers wholly: "0.0412", "340 000"; a gap as a dash."""
    if math.isnan(value):
        return "–"
    is_long = _LONG <= abs(value) < _LONGEST
    if is_long or (value.is_integer() and abs(value) < _LONG):
        return grouped(round(value)).replace("-", "−")
    return f"{value:.2f}".replace("-", "−") if 100 <= abs(value) < _LONG else figure(value)


def power_of_ten(exponent: int) -> str:
    """Ten to `exponent`: "10⁻⁶"."""
    return "10" + str(exponent).translate(_RAISED)
