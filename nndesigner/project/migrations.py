"""Brings the contents of older project files up to date: plain dict in, plain dict out, one function per version."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

FORMAT = 4
"""The number that this version writes into `project.json`."""

Plain = dict[str, Any]
Migration = Callable[[Plain], Plain]


def _from_1(plain: Plain) -> Plain:
    """Format 2 has more parameters and options; what a file of format 1 does not mention has its default value."""
    return plain


def _from_2(plain: Plain) -> Plain:
    """Format 3 keeps the design as it was trained beside the drawing; before, weights belong to what is drawn."""
    return plain


def _from_3(plain: Plain) -> Plain:
    """Format 4 keeps every run beside project.json; what was kept of the last training becomes the first one."""
    return plain


MIGRATIONS: Mapping[int, Migration] = MappingProxyType({1: _from_1, 2: _from_2, 3: _from_3})
"""For every older format the function that makes the next one of it; the last one leads to FORMAT."""


class UnreadableFormat(ValueError):
    """The file has no format number, or one that this version cannot read; the message is the end of a sentence."""


def migrated(plain: Plain, steps: Mapping[int, Migration] = MIGRATIONS, newest: int = FORMAT) -> Plain:
    """The same contents in the `newest` format. Raises UnreadableFormat."""
    number = plain.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise UnreadableFormat(f'it should say "format": {newest}, but says {str(number)[:20]}')
    if number > newest:
        raise UnreadableFormat(
            f"it was written by a newer version of nndesigner (format {number}, while this version reads up to "
            f"{newest}); update nndesigner to open it"
        )
    while number < newest:
        plain = {**steps[number](dict(plain)), "format": number + 1}
        number += 1
    return plain
