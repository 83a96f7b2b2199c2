"""What was found in data, in the words of the dialog."""

import math
from collections.abc import Sequence

from nndesigner.app.widgets.number_text import number_text
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.shortening import shortened

KINDS = {"number": "Numbers", "category": "Categories", "text": "Text"}
USES = {"input": "Input", "target": "Target", "ignored": "Ignored"}
LONGEST = 60
"""Characters of one value that are shown in a list."""


def figure(number: float) -> str:
    """A number with as many digits as matter."""
    if not math.isfinite(number):
        return str(number).replace("-", "−")
    if abs(number) >= 10_000 and number == int(number) and abs(number) < 1e12:
        return grouped(int(number)).replace("-", "−")
    return number_text(float(f"{number:.6g}")).replace("-", "−", 1 if number < 0 else 0)


def on_one_line(text: str) -> str:
    """A value of any text as it can stand in a row: short, its line breaks as signs."""
    plain = text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\t", "⇥")
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in plain)
    return shortened(shown, LONGEST)


def part_of(number: int, whole: int) -> str:
    """How many, and which part of all that is: "207 (1.0 %)"; a dash for none."""
    if not number:
        return "—"
    return f"{grouped(number)} ({100 * number / max(whole, 1):.1f} %)"


def listed(values: Sequence[str], most: int = 4) -> str:
    """The first of several values and how many more there are."""
    shown = ", ".join(on_one_line(value) for value in values[:most])
    return f"{shown} and {len(values) - most} more" if len(values) > most else shown
