"""Where samples lie on the plane: those of two numbers, and those of one number from which one is predicted."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.description import Description
from nndesigner.catalog.targets import Target, Values
from nndesigner.design.options import DataOptions

Array = NDArray[Any]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """The points (samples, 2) of both parts; one that is not finite misses a value and lies nowhere.

    In a graph the only input goes to the right and the target up. The axes are even when they have the same unit.
    """

    points: tuple[Points, Points] = field(repr=False)
    axes: tuple[str, str]
    is_graph: bool = False
    is_even: bool = False


def places_of_rows(data: DataOptions, before: Description, tables: tuple[Any, Any]) -> Places | None:
    """The places of the rows of two tables, when the network gets one or two numbers of each."""
    names = tuple(column.name for column in before.inputs)
    if any(column.kind != "number" for column in before.inputs):
        return None
    if tuple(column.name for column in data.description.inputs) != names or len(data.sample_shape()) != 1:
        return None
    targets = [column for name in before.targets if (column := before.column(name))]
    is_graph = len(names) == 1 and len(targets) == 1 and targets[0].kind == "number"
    axes = (*names, targets[0].name) if is_graph else names
    if len(axes) != 2 or any(name not in table.columns for table in tables for name in axes):
        return None
    points = [np.stack([numbers(table[name]) for name in axes], axis=1) for table in tables]
    return Places((points[0], points[1]), (axes[0], axes[1]), is_graph)


def places_of_samples(inputs: tuple[Any, Any], targets: tuple[Any, Any], target: Target) -> Places | None:
    """The places of samples that are vectors of one or two numbers."""
    if not all(isinstance(each, np.ndarray) and each.ndim == 2 for each in inputs):
        return None
    features = inputs[0].shape[1]
    if features == 2:
        points = [each.astype(np.float64) for each in inputs]
        return Places((points[0], points[1]), ("x1", "x2"), is_even=True)
    if features == 1 and isinstance(target, Values) and target.shape.count == 1:
        both = zip(inputs, targets, strict=True)
        points = [np.stack([each[:, 0], np.ravel(wanted)], axis=1).astype(np.float64) for each, wanted in both]
        return Places((points[0], points[1]), ("x", "target"), is_graph=True)
    return None


def numbers(column: Any) -> Points:
    """A column as numbers; what is missing or none is NaN."""
    found: Points = column.cast(float, strict=False).to_numpy().astype(np.float64)
    return found
