"""Breaks lines of Python code that are too long to read, as common formatters do."""

from collections.abc import Iterable, Iterator

WIDTH = 120
INDENT = "    "


def wrapped(statement: str, indent: str, comment: str = "") -> list[str]:
    """`statement` on one line, or on several when it is too long: the longest pair of brackets opens up."""
    line = f"{indent}{statement}{comment}"
    group = _longest_group(statement)
    if len(line) <= WIDTH or group is None:
        return [line]
    start, end = group
    inner, content = indent + INDENT, statement[start:end]
    lines = [inner + content]
    if len(lines[0]) > WIDTH:
        parts = [content[first:last].strip() for first, last in _parts(content)]
        lines = [each for part in parts for each in wrapped(part, inner, ",")]
    return [indent + statement[:start], *lines, f"{indent}{statement[end:]}{comment}"]


def quoted(text: str) -> str:
    """A string of ASCII signs alone that stands for `text`, in double quotes."""
    return '"' + text.encode("unicode_escape").decode("ascii").replace('"', r"\"") + '"'


def listed(name: str, items: Iterable[str]) -> list[str]:
    """The lines of a list called `name`: one if there is room, otherwise every item has its own."""
    found = list(items)
    line = f"{name} = [{', '.join(found)}]"
    if len(line) <= WIDTH and "\n" not in line:
        return [line]
    return [f"{name} = [", *(f"{INDENT}{item}," for item in found), "]"]


def _depths(code: str) -> Iterator[tuple[int, str, int]]:
    """Every character outside of quotes, where it stands, and how many brackets are open before it."""
    depth, quote = 0, ""
    for place, character in enumerate(code):
        if quote:
            is_escaped = code[place - 1] == "\\"
            quote = "" if character == quote and not is_escaped else quote
            continue
        if character in "\"'":
            quote = character
        yield place, character, depth
        depth += (character in "([{") - (character in ")]}")


def _longest_group(code: str) -> tuple[int, int] | None:
    """Where the longest text in outermost brackets starts and ends."""
    starts = [place + 1 for place, character, depth in _depths(code) if character in "([{" and depth == 0]
    ends = [place for place, character, depth in _depths(code) if character in ")]}" and depth == 1]
    return max(zip(starts, ends, strict=True), key=lambda group: group[1] - group[0], default=None)


def _parts(code: str) -> Iterator[tuple[int, int]]:
    """The ends of what stands between the outermost commas."""
    commas = [place for place, character, depth in _depths(code) if character == "," and depth == 0]
    starts, ends = [0, *(comma + 1 for comma in commas)], [*commas, len(code)]
    yield from (ends for ends in zip(starts, ends, strict=True) if code[slice(*ends)].strip())
