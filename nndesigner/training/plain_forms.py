"""Plain forms of values by the types that are declared: dataclasses become JSON objects, arrays stand beside them."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.problems import UserError, shown
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.design.plain import design_from_plain, design_to_plain

Array = NDArray[np.generic]
KIND = "kind"
"""The name under which an object says which of several it is."""
UNCHANGED = "unchanged"
"""Stands for a large value that is the same as in the message before."""
NOT_FINITE = {repr(value): value for value in (math.inf, -math.inf, math.nan)}
NUMBER, MAPPING = "number", "mapping"
"""What an object is where a scalar could stand."""
SCALARS = (bool, int, float, str)


class Malformed(ValueError):
    """A plain value that stands for nothing; the message says what was expected and what was found."""


@dataclass
class Beside:
    """What does not stand in the plain value itself: its arrays, by number, and the large values of earlier messages.

    `known` has the last value of each type that is sent only when it is another one; both sides keep it alike.
    """

    arrays: list[Array]
    known: dict[type, Any]


@dataclass(frozen=True)
class Form:
    """How values of one type become plain and come back. Reading raises Malformed."""

    write: Callable[[Any, Beside], Any]
    read: Callable[[Any, Beside], Any]


def kind_of(each: type) -> str:
    """What objects of a class say they are: "step_done" for StepDone. Files hold it: renaming a class changes them."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in each.__name__).lstrip("_")


@cache
def form_of(declared: Any) -> Form:
    """The form of values of the type `declared`. Raises TypeError when it has none."""
    origin, inner = get_origin(declared), get_args(declared)
    if declared in _SCALARS:
        return _SCALARS[declared]
    if declared in _LARGE:
        return _large(declared, *_LARGE[declared])
    if origin is np.ndarray:
        return Form(_write_array, _read_array)
    if origin is Literal:
        expected = f"one of {', '.join(map(str, inner))}"
        return Form(_as_it_is, lambda plain, _: _require(plain, plain in inner, expected))
    if origin in (Union, UnionType):
        return _one_of(inner)
    if origin is tuple and inner[1:] == (...,):
        return _several(form_of(inner[0]))
    if origin is Mapping and inner[0] is str:
        return _by_name(form_of(inner[1]))
    if isinstance(declared, type) and issubclass(declared, Enum):
        return _choice(declared)
    if isinstance(declared, type) and is_dataclass(declared):
        return _object(declared)
    raise TypeError(f"{declared} has no plain form.")


def _not(expected: str, plain: Any) -> Malformed:
    return Malformed(f"expected {expected}, found {shown(plain)}")


def _require(plain: Any, is_right: bool, expected: str) -> Any:
    if not is_right:
        raise _not(expected, plain)
    return plain


def _as_it_is(value: Any, _: Beside) -> Any:
    return value


def _write_number(value: float, _: Beside) -> float | str:
    return value if math.isfinite(value) else repr(float(value))


def _read_number(plain: Any, _: Beside) -> float:
    if type(plain) is float:
        return plain
    if type(plain) is int:
        return float(plain)
    return NOT_FINITE[_require(plain, isinstance(plain, str) and plain in NOT_FINITE, "a number")]


def _exactly(kind: type, expected: str) -> Form:
    return Form(_as_it_is, lambda plain, _: plain if type(plain) is kind else _require(plain, False, expected))


_SCALARS: Mapping[Any, Form] = {
    float: Form(_write_number, _read_number),
    int: _exactly(int, "a whole number"),
    bool: _exactly(bool, "true or false"),
    str: _exactly(str, "a text"),
    NoneType: _exactly(NoneType, "nothing"),
}
_LARGE: Mapping[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    Design: (design_to_plain, design_from_plain),
    Fitted: (Fitted.to_plain, Fitted.from_plain),
}


def _large(kind: type, to_plain: Callable[[Any], Any], from_plain: Callable[[Any], Any]) -> Form:
    def write(value: Any, beside: Beside) -> Any:
        if beside.known.get(kind) is value:
            return UNCHANGED
        beside.known[kind] = value
        return to_plain(value)

    def read(plain: Any, beside: Beside) -> Any:
        if plain != UNCHANGED:
            try:
                beside.known[kind] = from_plain(plain)
            except UserError as error:
                raise Malformed(str(error)) from error
        return beside.known[kind] if kind in beside.known else _require(plain, False, f"a {kind_of(kind)}")

    return Form(write, read)


def _write_array(value: Array, beside: Beside) -> int:
    beside.arrays.append(value)
    return len(beside.arrays) - 1


def _read_array(plain: Any, beside: Beside) -> Array:
    _require(plain, type(plain) is int and 0 <= plain < len(beside.arrays), "the number of an array")
    return beside.arrays[plain]


def _choice(kind: type[Enum]) -> Form:
    by_value = {each.value: each for each in kind}

    def read(plain: Any, _: Beside) -> Any:
        if not isinstance(plain, str) or plain not in by_value:
            raise _not(f"one of {', '.join(by_value)}", plain)
        return by_value[plain]

    return Form(lambda value, _: value.value, read)


def _several(each: Form) -> Form:
    def read(plain: Any, beside: Beside) -> Any:
        return tuple(each.read(part, beside) for part in _require(plain, isinstance(plain, list), "a list"))

    return Form(lambda value, beside: [each.write(part, beside) for part in value], read)


def _by_name(each: Form) -> Form:
    def write(value: Mapping[str, Any], beside: Beside) -> Any:
        return {name: each.write(part, beside) for name, part in value.items()}

    def read(plain: Any, beside: Beside) -> Any:
        _require(plain, isinstance(plain, dict), "an object with names and values")
        return {name: each.read(part, beside) for name, part in plain.items()}

    return Form(write, read)


def _one_of(kinds: Iterable[Any]) -> Form:
    """One of several dataclasses, told apart by their kind; or a scalar, or several by name; or nothing."""
    given = [kind for kind in kinds if kind is not NoneType]
    is_named = all(isinstance(kind, type) and is_dataclass(kind) for kind in given)
    form = form_of(given[0]) if len(given) == 1 else _named(given) if is_named else _scalar_or_several(given)
    if NoneType not in kinds:
        return form
    return Form(
        lambda value, beside: None if value is None else form.write(value, beside),
        lambda plain, beside: None if plain is None else form.read(plain, beside),
    )


def _scalar_or_several(kinds: Iterable[Any]) -> Form:
    """Scalars stand as they are; an object holds a number that is not finite, or several values by name."""
    several = [form_of(kind) for kind in kinds if get_origin(kind) is Mapping]
    allowed = frozenset(kind for kind in kinds if get_origin(kind) is not Mapping)
    if not allowed <= set(SCALARS) or len(several) > 1:
        raise TypeError(f"A choice of {kinds} has no plain form.")
    expected = f"one of {', '.join(sorted(kind.__name__ for kind in allowed))}"

    def write(value: Any, beside: Beside) -> Any:
        if isinstance(value, Mapping):
            return {MAPPING: several[0].write(value, beside)}
        return {NUMBER: repr(value)} if isinstance(value, float) and not math.isfinite(value) else value

    def read(plain: Any, beside: Beside) -> Any:
        if not isinstance(plain, dict):
            return _require(plain, type(plain) in allowed, expected)
        if several and MAPPING in plain:
            return several[0].read(plain[MAPPING], beside)
        return _read_number(plain.get(NUMBER), beside)

    return Form(write, read)


def _named(kinds: Iterable[type]) -> Form:
    forms = {kind: (kind_of(kind), form_of(kind)) for kind in kinds}
    by_name = dict(forms.values())

    def write(value: Any, beside: Beside) -> Any:
        kind, form = forms[type(value)]
        return {KIND: kind, **form.write(value, beside)}

    def read(plain: Any, beside: Beside) -> Any:
        kind = plain.get(KIND) if isinstance(plain, dict) else plain
        if not isinstance(kind, str) or kind not in by_name:
            raise _not(f"one of {', '.join(by_name)}", plain)
        return by_name[kind].read(plain, beside)

    return Form(write, read)


def _object(kind: type) -> Form:
    """Fields by their names; those that are nothing or empty, as they are unless something is said, are left out."""
    hints = get_type_hints(kind)
    forms = {each.name: form_of(hints[each.name]) for each in fields(kind)}
    usual = {each.name: each.default for each in fields(kind) if each.default is not MISSING}
    empty = {each.name for each in fields(kind) if each.default_factory is not MISSING}
    needed = forms.keys() - usual.keys() - empty

    def write(value: Any, beside: Beside) -> Any:
        plain = {}
        for name, form in forms.items():
            part = getattr(value, name)
            if not (part is usual.get(name, MISSING) or (name in empty and part == {})):
                plain[name] = form.write(part, beside)
        return plain

    expected = f"{kind_of(kind)} with {', '.join(sorted(needed)) or 'nothing in it'}"

    def read(plain: Any, beside: Beside) -> Any:
        if not isinstance(plain, dict) or not needed <= plain.keys():
            raise _not(expected, plain)
        found = {name: form.read(plain[name], beside) for name, form in forms.items() if name in plain}
        try:
            return kind(**found)
        except (ValueError, TypeError) as error:
            raise Malformed(str(error)) from error

    return Form(write, read)
