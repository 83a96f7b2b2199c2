"""Data as it is read, beside what the network gets of it: to look at samples and to send them through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from nndesigner.answers.predictions import Array
from nndesigner.catalog.description import in_words
from nndesigner.catalog.problems import UserError
from nndesigner.data.loading import load as load_samples
from nndesigner.data.preparing import pictures, tables
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.data.preparing.prepared import parts_of, prepare
from nndesigner.data.samples import Records, Samples, Streamed, UnreadableData
from nndesigner.data.splitting import Indices
from nndesigner.design.options import DataOptions
from nndesigner.project.learned import Learned, Predictor, design_of

Inputs = Array | Streamed
"""Samples as the network gets them: (samples, *shape of one sample)."""
_PLACE = "place of a row before some are left out"


@dataclass(frozen=True)
class LoadedData:
    """The data of a design as it is read, and what the network gets of it to learn and to test.

    `learned` and `tested` are the numbers of the samples of each part where both are cut out of the same data, else
    None. `problem` says why the network gets nothing.
    """

    raw: Samples | Records = field(repr=False)
    fed: tuple[Inputs | None, Inputs | None] = field(repr=False)
    learned: Indices | None = None
    tested: Indices | None = None
    problem: str = ""
    fitted: Fitted | None = field(default=None, repr=False)
    data: DataOptions = field(default_factory=DataOptions, repr=False)

    def prepared(self, values: Array) -> Array:
        """What the network would get of samples with these numbers, (samples, features), that nobody has measured.

        Raises UnreadableData.
        """
        if isinstance(self.raw, Samples):
            made: Any = values.astype(np.float32)
            for step in self.fitted.steps if self.fitted else ():
                made = pictures.changed(made, step)
            return np.asarray(made, np.float32)
        assert self.fitted is not None
        described = self.data.source.describe()
        columns = {column.name: values[:, place] for place, column in enumerate(described.inputs)}
        gaps = {name: [None] * len(values) for name in described.targets}
        rows = PreparedRows(pl.DataFrame({**columns, **gaps}), self.data, self.fitted)
        return rows.read(np.arange(len(values)))

    def restored(self, values: Array) -> Array:
        """Predictions (samples, targets) of a table in the units of its columns, whatever was done to the targets."""
        fitted = self.fitted
        if fitted is None or not fitted.targets:
            return values
        made = np.array(values, np.float64).reshape(len(values), len(fitted.targets))
        for step in reversed(fitted.of_targets().steps):
            for name, learned in step["columns"].items():
                if name in fitted.targets and step["do"] in _UNDOING:
                    place = fitted.targets.index(name)
                    made[:, place] = _UNDOING[step["do"]](made[:, place], learned)
        return made


def _unscaled(values: Array, learned: Any) -> Array:
    shift, factor, offset = learned[:3]
    return np.asarray((values - offset) / factor + shift if factor else np.full_like(values, shift))


_UNDOING: Mapping[str, Callable[[Array, Any], Array]] = {
    "scale": _unscaled,
    "log": lambda values, _: np.sign(values) * np.expm1(np.abs(values)),
}
"""What undoes a step; those that are not here, such as clipping, are left."""


def read(network: Predictor, data: DataOptions) -> LoadedData:
    """The samples of `data`, split and prepared as `network` was trained with, or would be. Raises UnreadableData."""
    fitted = None
    if isinstance(network, Learned):
        fitted, data = network.preparation, network.prepares(data)
    seed = design_of(network).training.seed
    raw = load_samples(data.source)
    learned, tested = _cut(raw, data, seed)
    try:
        to_learn, to_test, fitted = _fed(raw, data, seed, fitted)
    except UserError as problem:
        return LoadedData(raw, (None, None), learned, tested, str(problem), data=data)
    fed = to_learn, to_learn if to_test is None else to_test
    return LoadedData(raw, fed, learned, tested, "", fitted, data)


def _fed(
    raw: Samples | Records, data: DataOptions, seed: int, fitted: Fitted | None
) -> tuple[Inputs, Inputs | None, Fitted | None]:
    """What the network gets to learn and to test, None where that is cut out of the same, and how it is prepared."""
    if not isinstance(raw, Records):
        prepared = prepare(raw, data, seed, fitted=fitted)
        return prepared.inputs, prepared.test_inputs if len(raw.test_inputs) else None, prepared.fitted
    fitted = fitted or prepare(raw, data, seed).fitted
    assert fitted is not None
    described = data.source.describe()
    if missing := [name for name in (*fitted.numbers, *fitted.texts) if described.column(name) is None]:
        raise UnreadableData(f"The network was trained with {in_words(missing[0])}, which this data does not have.")
    test = None if raw.test is None else PreparedRows(raw.test, data, fitted)
    return PreparedRows(raw.table, data, fitted), test, fitted


class PreparedRows:
    """The rows of a table as the network gets them, prepared when they are read; those that are left out are NaN."""

    def __init__(self, table: pl.DataFrame, data: DataOptions, fitted: Fitted) -> None:
        self._described = data.source.describe()
        self._table, self._fitted = table, fitted.of_inputs()
        self._sample = tuple(data.sample_shape())
        self.shape = (table.height, *self._sample)

    def __len__(self) -> int:
        return self._table.height

    def read(self, indices: Indices) -> Array:
        """The rows with these numbers, (rows, *shape of one sample). Raises UnreadableData."""
        rows = tables.readable(self._table[indices], self._described).with_row_index(_PLACE)
        for step in self._fitted.steps:
            rows = tables.changed(rows, step)
        columns = [rows[name].to_numpy() for name in self._fitted.inputs]
        is_whole = all(column.dtype.kind in "iu" for column in columns)
        found = np.zeros(0) if not columns else columns[0] if len(columns) == 1 else np.stack(columns, axis=1)
        made = np.full((len(indices), *self._sample), 0 if is_whole else np.nan, np.int64 if is_whole else np.float32)
        made[rows[_PLACE].to_numpy()] = found.reshape(rows.height, *self._sample)
        return made


def _cut(raw: Samples | Records, data: DataOptions, seed: int) -> tuple[Indices | None, Indices | None]:
    """Which samples are to learn and which to test, where the data has no part of its own to test with."""
    if raw.test is not None if isinstance(raw, Records) else len(raw.test_inputs) > 0:
        return None, None
    parts = parts_of(raw, data, seed)
    return np.sort(np.concatenate([parts.taught, parts.aside])), parts.tested
