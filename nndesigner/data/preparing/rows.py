"""Every step on one value of one row, in plain Python.

The source of these functions goes into exported code word for word, so each uses nothing but `math` and `re`. They
take the name of a column, its value in a row (None when it is missing) and what was learned of the column, and give
the columns that stand in its place; None leaves the row out. `tables.py` does the same to whole tables.
"""

import math
import re
from typing import Any


def fill(name: str, value: Any, usual: Any) -> dict[str, Any]:
    """The usual value where there is none."""
    return {name: usual if value is None else value}


def drop(name: str, value: Any, _: Any) -> dict[str, Any] | None:
    """No row where there is no value."""
    return None if value is None else {name: value}


def scale(name: str, value: Any, learned: Any) -> dict[str, Any]:
    """Shifted, scaled and shifted again, within limits where there are some."""
    if value is None:
        return {name: None}
    shift, factor, offset, low, high = learned
    scaled = (value - shift) * factor + offset
    return {name: scaled if low is None else min(max(scaled, low), high)}


def clip(name: str, value: Any, limits: Any) -> dict[str, Any]:
    """Not beyond the limits."""
    return {name: None if value is None else min(max(value, limits[0]), limits[1])}


def log(name: str, value: Any, _: Any) -> dict[str, Any]:
    """The logarithm of 1 plus the size, with the sign kept."""
    return {name: None if value is None else math.copysign(math.log1p(abs(value)), value)}


def one_hot(name: str, value: Any, columns: Any) -> dict[str, Any]:
    """A column for every category, 1 in that of the value; a category that is not known has none."""
    return {column: float(value == category) for category, column in columns.items()}


def tokens(name: str, value: Any, learned: Any) -> dict[str, Any]:
    """The numbers of the first words or characters, filled up with 0; 1 stands for what is not known."""
    text = value or ""
    pieces = re.findall(r"\w+(?:['’]\w+)*", text.lower()) if learned["level"] == "words" else list(text)
    numbers = [learned["numbers"].get(piece, 1) for piece in pieces[: learned["length"]]]
    filling = [0] * (learned["length"] - len(numbers))
    return {name: filling + numbers if learned["padding"] == "before" else numbers + filling}


def pixel_weights(before: int, after: int) -> list[list[float]]:
    """How much each of the old pixels in a row counts for each of the new ones."""
    ratio = before / after
    reach = max(ratio, 1.0)
    weights = []
    for pixel in range(after):
        middle = (pixel + 0.5) * ratio
        row = [max(1 - abs(old + 0.5 - middle) / reach, 0.0) for old in range(before)]
        weights.append([weight / sum(row) for weight in row])
    return weights


def known_number(value: Any, missing: Any, decimal: str) -> float | None:
    """A number, also one written as text; None for what is missing."""
    if isinstance(value, str):
        value = None if value.strip() in missing else value.strip() or None
        if value and decimal == ",":
            value = value.replace(".", "?").replace(",", ".")
    number = math.nan if value is None else float(value)
    return None if math.isnan(number) else number


def known_text(value: Any, missing: Any) -> str | None:
    """A text, from files that have words for what is missing without spaces around it; None for what is missing."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    text = str(value).strip() if missing else str(value)
    return None if text in missing else text or None


def prepared(row: Any, numbers: Any, texts: Any, steps: Any, missing: Any = (), decimal: str = ".") -> Any:
    """The columns of a raw row after all steps, as a dict; None when it is left out."""
    given = {str(name).lstrip("\ufeff").strip(): value for name, value in row.items()}
    if lost := [name for name in (*numbers, *texts) if name not in given]:
        raise ValueError(f"There is no column {lost[0]!r} among {', '.join(map(repr, given))}.")
    values: dict[str, Any] = {name: known_number(given[name], missing, decimal) for name in numbers}
    values.update({name: known_text(given[name], missing) for name in texts})
    for step, columns in steps:
        for name, learned in columns.items():
            changed = step(name, values.pop(name), learned)
            if changed is None:
                return None
            values.update(changed)
    return values
