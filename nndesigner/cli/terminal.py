"""How wide a terminal is, and text that is broken between words to fit into it."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TextIO

from rich.cells import cell_len

USUAL_WIDTH = 80


def width_of(stream: TextIO | None) -> int | None:
    """The columns of the terminal that `stream` writes to; None when a file or another program takes what it writes."""
    if stream is None or not stream.isatty():
        return None
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted):
        return int(wanted)
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH
    return USUAL_WIDTH


def wrapped(text: str, width: int | None, first: str = "", further: str = "") -> Iterator[str]:
    """`text` in lines of at most `width` columns that begin with `first` and `further`; longer words stay whole."""
    begin, *words = re.split(" (?!%)", text)  # other spaces belong to numbers, as this one does before a percent sign
    line = first + begin
    for word in words:
        if width is not None and cell_len(f"{line} {word}") > width:
            yield line
            line = further + word
        else:
            line = f"{line} {word}"
    yield line


def say(text: str, stream: TextIO | None, first: str = "") -> None:
    """Print `text`, indented by `first`: one line for other programs, and no broken word in a terminal."""
    for line in wrapped(text, width_of(stream), first, first):
        print(line, file=stream)
