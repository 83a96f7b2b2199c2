"""Reads the small sets that come with scikit-learn."""

from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
import polars as pl

from nndesigner.catalog.sources.scikit import SIDE, TARGET, ScikitLearn
from nndesigner.data.samples import Records, Samples, reads

MOST_INK = 16


@reads("scikit")
def read(source: ScikitLearn) -> Samples | Records:
    """The rows of a table, or the pictures of the digits with ink from 0 to 1."""
    held, found = source.held, _loaded(source.name)
    if not held.columns:
        pictures = (found.data.reshape(-1, 1, SIDE, SIDE) / MOST_INK).astype(np.float32)
        targets = found.target.astype(np.int64)
        return Samples(pictures, targets, pictures[:0], targets[:0])
    columns: dict[str, Any] = dict(zip(held.columns, found.data.T, strict=True))
    if held.classes:
        columns[TARGET] = [held.classes[number] for number in found.target]
    else:
        columns |= dict(zip(held.targets, found.target.reshape(len(found.data), -1).T, strict=True))
    return Records(pl.DataFrame(columns))


@lru_cache(maxsize=2)
def _loaded(name: str) -> Any:
    # scikit-learn takes a second to import, which only those should wait for who want these sets
    return getattr(import_module("sklearn.datasets"), f"load_{name}")()
