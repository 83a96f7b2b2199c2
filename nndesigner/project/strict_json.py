"""Reads JSON from strangers: no NaN, no names given twice, no numbers or depths that break what comes after."""

import json
import math
from typing import Any

LARGEST_INTEGER = 2**63


class BadJson(ValueError):
    """The text is no JSON that we take; the message says why, as the end of a sentence."""


def parse(data: bytes) -> Any:
    """The plain value that UTF-8 encoded JSON stands for. Raises BadJson."""
    try:
        plain = json.loads(
            data.decode("utf-8-sig"),
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_number,
            object_pairs_hook=_object,
        )
        # an escape such as \ud800 stands for half a character, which nothing can show or write
        json.dumps(plain, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError:
        raise BadJson("it is not text in UTF-8") from None
    except UnicodeEncodeError:
        raise BadJson("it holds half a character") from None
    except RecursionError:
        raise BadJson("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadJson(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    return plain


def write(plain: Any, indent: int | None = None) -> bytes:
    """UTF-8 encoded JSON that `parse` reads. Raises ValueError for NaN."""
    return (json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=indent) + "\n").encode("utf-8")


def _no_constant(text: str) -> None:
    raise BadJson(f"it holds {text}, which is no number")


def _integer(text: str) -> int:
    if len(text) > 20 or abs(int(text)) >= LARGEST_INTEGER:
        raise BadJson(f"it holds the number {text[:20]}…, which is too large")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadJson(f"it holds the number {text[:20]}, which is too large")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadJson(f"it gives {name[:40]!r} twice")
        found[name] = value
    return found


def parse_object(content: bytes, otherwise: str) -> dict[str, Any]:
    """The JSON object that `content` is. Raises ValueError, which begins with `otherwise`, when it is none."""
    try:
        plain = parse(content)
    except BadJson as error:
        raise ValueError(f"{otherwise}: {error}") from None
    if not isinstance(plain, dict):
        raise ValueError(f"{otherwise}: expected an object with names and values")
    return plain
