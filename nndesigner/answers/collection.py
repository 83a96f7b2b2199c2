"""The samples of a source in the form that they are shown: what each is, what it is called, and its class."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from nndesigner.answers.groups import Groups, group
from nndesigner.answers.places import Places, numbers, places_of_rows, places_of_samples
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.california_housing import NUMBERS, PLACES, CaliforniaHousing
from nndesigner.catalog.targets import Classes, Labels, Symbols, Target
from nndesigner.design.options import DataOptions
from nndesigner.words.numbers import written

if TYPE_CHECKING:
    from nndesigner.answers.loaded_data import LoadedData

Array = NDArray[Any]
Kind = Literal["pictures", "curves", "texts", "rows", "points"]
TRAINING, TEST = 0, 1
LINE_BREAK = "↵"
MOST_SHOWN = 6
"""Values of a target that are written out."""


@dataclass(frozen=True)
class Part:
    """The samples to learn from, or those to test with.

    `inputs` are an array, a stream or a table; `fed` is what the network gets of them, None when it cannot read them.
    Where both parts are cut out of the same inputs, `numbers` are those that belong to this one.
    """

    inputs: Any = field(repr=False)
    targets: Any = field(repr=False)
    fed: Any = field(default=None, repr=False)
    numbers: NDArray[np.int64] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.inputs) if self.numbers is None else len(self.numbers)

    def members(self) -> NDArray[np.int64]:
        """The numbers of the samples that belong to this part."""
        return np.arange(len(self.inputs)) if self.numbers is None else self.numbers


@dataclass(frozen=True)
class Collection:
    """Everything about the samples of one source that can be seen; made once in the background, then never changed."""

    kind: Kind
    parts: tuple[Part, Part]
    target: Target
    columns: tuple[str, ...] = ()
    target_columns: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    """The columns that hold no numbers."""
    vocabulary: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0
    groups: Groups | None = None
    places: Places | None = None
    """Where the samples lie when they are points."""
    prepared: Callable[[Array], Array] | None = field(default=None, repr=False)
    """What the network receives for samples with any numbers (samples, features)."""
    restored: Callable[[Array], Array] | None = field(default=None, repr=False)
    """Converts predicted numbers back to the units of the data."""
    fed_columns: tuple[str, ...] = ()
    """What the numbers are called that the network gets of a row of a table."""
    fed_range: tuple[float, float] = (-np.inf, np.inf)
    problem: str = ""
    """Why the network cannot read the samples; empty when it can."""

    @property
    def has_marks(self) -> bool:
        """Whether every class has its mark on the plane, or every range of numbers its colour."""
        is_of_height = self.places is not None and self.places.is_graph and self.target.kind == "values"
        return self.places is not None and not is_of_height

    def label(self, part: int, sample: int) -> str:
        """The target of the sample, in words."""
        targets = self.parts[part].targets
        if self.target_columns:
            return ", ".join(shown(self.parts[part].inputs.item(sample, name)) for name in self.target_columns)
        return in_words(self.target, targets[sample])

    def text(self, part: int, sample: int) -> str:
        """A row of symbols as it is read."""
        return "".join(LINE_BREAK if sign == "\n" else sign for sign in self._signs(part, sample))

    def ending(self, part: int, sample: int) -> str:
        """The label, of rows with one for each step only the last."""
        if isinstance(self.target, Classes) and self.target.per_step:
            return self.target.names[int(self.parts[part].targets[sample][-1])]
        return self.label(part, sample)

    def cell(self, part: int, sample: int, column: str) -> str:
        """A value of a table."""
        inputs = self.parts[part].inputs
        if isinstance(inputs, np.ndarray):
            return written(float(inputs[sample].flat[self.columns.index(column)]))
        return shown(inputs.item(sample, column))

    def _signs(self, part: int, sample: int) -> list[str]:
        row = self.parts[part].inputs[sample].tolist()
        return [self.vocabulary[number] if number < len(self.vocabulary) else str(number) for number in row]


def collected(data: DataOptions, reading: "LoadedData") -> Collection:
    """The samples of `data` as they were read."""
    raw: Any = reading.raw
    if hasattr(raw, "table"):
        return _of_table(data, reading)
    whole = raw.inputs, raw.targets
    tested = whole if reading.tested is not None else (raw.test_inputs, raw.test_targets)
    parts = (
        Part(*whole, reading.fed[0], reading.learned),
        Part(*tested, reading.fed[1], reading.tested),
    )
    shape, target = data.source.sample_shape(), data.source.target()
    low, high = _range(parts[0], *data.source.value_range())
    places = places_of_samples((raw.inputs, tested[0]), (raw.targets, tested[1]), target)
    kind: Kind = "points" if places else _kind(shape)
    columns = _names(data, shape) if kind in ("rows", "points") else ()
    groups = group(target, (parts[0].targets, parts[1].targets))
    signs = data.source.vocabulary()
    return Collection(
        *(kind, parts, target, columns),
        vocabulary=signs,
        low=low,
        high=high,
        groups=groups,
        places=places,
        prepared=reading.prepared,
        fed_range=data.value_range(),
        problem=reading.problem,
    )


def _of_table(data: DataOptions, reading: "LoadedData") -> Collection:
    raw: Any = reading.raw
    described = data.source.describe()
    target = described.target() or data.target()
    tables: tuple[Any, Any] = raw.table, raw.table if raw.test is None else raw.test
    targets = [_target_of_rows(each, described.targets, target) for each in tables]
    parts = (
        Part(tables[0], targets[0], reading.fed[0], reading.learned),
        Part(tables[1], targets[1], reading.fed[1], reading.tested),
    )
    columns = tuple(column.name for column in described.inputs)
    groups = group(target, (targets[0], targets[1]))
    places = places_of_rows(data, described, tables)
    return Collection(
        *("points" if places else "rows", parts, target, columns, described.targets),
        words=frozenset(column.name for column in described.inputs if column.kind != "number"),
        groups=groups,
        places=places,
        prepared=reading.prepared,
        restored=reading.restored,
        fed_columns=reading.fitted.inputs if reading.fitted and len(data.sample_shape()) == 1 else (),
        problem=reading.problem,
    )


def in_words(target: Target, wanted: Array) -> str:
    """A target in words: a class, the labels that hold, symbols, or numbers."""
    match target:
        case Classes(names):
            places = np.atleast_1d(wanted).tolist()
            said = (names[each] if each >= 0 else "–" for each in places)
            return ("" if all(len(name) == 1 for name in names) else " ").join(said)
        case Labels(names):
            holds = np.atleast_1d(wanted) > (target.low + target.high) / 2
            if len(names) == 1:
                return f"{names[0]}: {'true' if holds[0] else 'false'}"
            return ", ".join(name for name, each in zip(names, holds, strict=True) if each) or "none"
        case Symbols(names):
            return " ".join(names[each] for each in wanted.tolist() if each >= 0)
    values = np.ravel(wanted)
    more = f", … ({len(values)} values)" if len(values) > MOST_SHOWN else ""
    return ", ".join(written(float(each)) for each in values[:MOST_SHOWN]) + more


def shown(value: object) -> str:
    """A value of a table as it is written; a missing one as a dash."""
    if value is None:
        return "–"
    return written(value) if isinstance(value, float) else " ".join(str(value).split())


def _kind(shape: Shape) -> Kind:
    if shape.axes == "CHW":
        return "pictures"
    if shape.axes == "TF":
        return "curves"
    if shape.is_symbols:
        return "texts"
    return "rows"


def _names(data: DataOptions, shape: Shape) -> tuple[str, ...]:
    if isinstance(data.source, CaliforniaHousing):
        return *NUMBERS, *PLACES
    return tuple(f"x{number + 1}" for number in range(shape.count))


def _range(part: Part, low: float, high: float) -> tuple[float, float]:
    """The limits of the values, looked up in some samples where the source does not state them."""
    if np.isfinite([low, high]).all() or not len(part):
        return (low, high) if np.isfinite([low, high]).all() else (0.0, 1.0)
    some = part.inputs[:200] if isinstance(part.inputs, np.ndarray) else part.inputs.read(np.arange(min(20, len(part))))
    finite = some[np.isfinite(some)] if np.size(some) else some
    return (float(np.min(finite)), float(np.max(finite))) if np.size(finite) else (0.0, 1.0)


def _target_of_rows(table: Any, names: tuple[str, ...], target: Target) -> Array | None:
    """The target columns of a table as numbers: classes by their places, −1 where the value is missing."""
    if not names or any(name not in table.columns for name in names):
        return None
    if isinstance(target, Classes):
        places = {name: place for place, name in enumerate(target.names)}
        return np.array([places.get(str(value), -1) for value in table[names[0]].to_list()], np.int64)
    return np.stack([numbers(table[name]) for name in names], axis=1)
