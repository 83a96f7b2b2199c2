"""Numbers as people write them: read leniently, shown shortly, stepped sensibly."""

import math
import re

from nndesigner.catalog.entry import Parameter
from nndesigner.catalog.problems import UserError

_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f'_"))
_UNFINISHED = re.compile(r"[-+]?\d*\.?\d*(e[-+]?\d*)?", re.IGNORECASE)
_SIZES_FROM = 1000
"""A whole number that may be this large is a size: it steps by about an eighth."""


class Unreadable(UserError):
    """Text that is no value of the kind expected. `is_unfinished`: more typing could make it one."""

    def __init__(self, message: str, is_unfinished: bool = False) -> None:
        super().__init__(message)
        self.is_unfinished = is_unfinished


def read_whole(text: str) -> int:
    """The whole number in `text`; "1 000" and "1e3" count too. Raises Unreadable."""
    number = _read(text, "a whole number such as 32")
    if number != int(number):
        raise Unreadable(f"Expected a whole number, but found {text.strip()}.")
    return int(number)


def read_number(text: str) -> float:
    """The number in `text`; "0,001" and "1e-3" count too. Raises Unreadable."""
    return _read(text, "a number such as 0.5 or 1e-3")


def read_sizes(text: str) -> tuple[int, ...]:
    """The sizes in "1 × 28 × 28", "1x28x28" or "C 1, H 28, W 28". Raises Unreadable."""
    parts = re.split(r"[×x*,;\s]+", re.sub(r"[CHWTF()\[\]\u202f]", " ", text, flags=re.IGNORECASE).strip())
    parts = [part for part in parts if part]
    if not parts or not all(part.isdecimal() for part in parts):
        found = f"but found {text.strip()[:40]}" if parts else "but found nothing"
        raise Unreadable(f"Expected sizes such as 1 × 28 × 28, {found}.")
    return tuple(int(part) for part in parts)


def read_numbers(text: str) -> tuple[float, ...]:
    """The numbers in "0.5 0.5, -0.7", on one line or several; none when there is no text. Raises Unreadable."""
    parts = [part for part in re.split(r"[\s,;\[\]()]+", text.replace("−", "-")) if part]
    return tuple(_listed(part) for part in parts)


def numbers_text(numbers: tuple[float, ...]) -> str:
    """Numbers as they are shown."""
    return " ".join(map(number_text, numbers))


def sizes_text(sizes: tuple[int, ...]) -> str:
    """Sizes as they are shown."""
    return " × ".join(str(size) for size in sizes)


def number_text(number: float) -> str:
    """The shortest text that reads as `number` again: 0.5, 1e-5, 128."""
    if isinstance(number, int):
        return str(number)
    short = f"{number:g}"
    text = short if float(short) == number else repr(number)
    return re.sub(r"e([-+])0*(\d)", lambda match: f"e{match[1].replace('+', '')}{match[2]}", text)


def stepped(parameter: Parameter, number: float, steps: int) -> float:
    """The value some steps up or down from `number`, within the limits of `parameter`."""
    direction = 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        number = _next(parameter, number, direction)
    if parameter.minimum is not None:
        number = max(number, parameter.minimum)
    if parameter.maximum is not None:
        number = min(number, parameter.maximum)
    return int(number) if parameter.type is int else float(number)


def _read(text: str, expected: str) -> float:
    plain = text.translate(_SPACES).replace("−", "-")
    if "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        found = f"but found {text.strip()[:40]}" if plain else "but found nothing"
        raise Unreadable(f"Expected {expected}, {found}.", bool(_UNFINISHED.fullmatch(plain))) from None
    if not math.isfinite(number):
        raise Unreadable(f"Expected {expected}, but found {text.strip()[:40]}.")
    return number


def _listed(part: str) -> float:
    try:
        return _read(part, "numbers such as 0.5 -0.7")
    except Unreadable as problem:
        raise Unreadable(f"Expected numbers such as 0.5 -0.7, but found {part[:40]}.", problem.is_unfinished) from None


def _next(parameter: Parameter, number: float, direction: int) -> float:
    if parameter.type is int:
        return number + direction * _whole_step(parameter, int(number), direction)
    if _is_a_magnitude(parameter):
        return _one_two_five(number, direction)
    step = 0.05 if (parameter.maximum or 1) <= 1 else 0.1
    multiple = math.floor(number / step + 1e-9) if direction > 0 else math.ceil(number / step - 1e-9)
    return round((multiple + direction) * step, 10)


def _whole_step(parameter: Parameter, number: int, direction: int) -> int:
    """1 for counts and seeds; for sizes the power of two that is about an eighth: 8, 9, ... 16, 18, ... 128, 144."""
    if not parameter.minimum or (parameter.maximum or 0) < _SIZES_FROM or number < 2:
        return 1
    reached = number if direction > 0 else number - 1
    return int(max(1, 2 ** (reached.bit_length() - 4)))


def _is_a_magnitude(parameter: Parameter) -> bool:
    """Whether only the order of magnitude matters, as for a learning rate."""
    return (parameter.minimum or 0) >= 0 and 0 < float(parameter.default or 0) < 0.05


def _one_two_five(number: float, direction: int) -> float:
    """The next of ... 0.001, 0.002, 0.005, 0.01, ..."""
    if number <= 0:
        return 1e-8 if direction > 0 else 0.0
    exponent = math.floor(math.log10(number) + 1e-9)
    ladder = [float(f"{digit}e{power}") for power in range(exponent - 1, exponent + 2) for digit in (1, 2, 5)]
    if direction > 0:
        return next(value for value in ladder if value > number * (1 + 1e-9))
    return next(value for value in reversed(ladder) if value < number * (1 - 1e-9))
