"""What the targets in an array are: classes, labels or numbers; and how they become what a network predicts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from nndesigner.catalog.sources.arrays import Arrays
from nndesigner.catalog.targets import Classes, Labels
from nndesigner.data.array_files import Array
from nndesigner.data.opening import Note
from nndesigner.data.samples import Numerals, Targets, UnreadableData

MOST_CLASSES = 1000
FEW = 20
"""So many different whole numbers may be meant as classes."""
_OF_EACH = 5
"""Samples that each of many classes should have on the average."""
_CORRECT = "Correct Answer where that is wrong."


@dataclass(frozen=True)
class Answer:
    """What targets are, for the parameters of the source, and the reason."""

    kind: Literal["classes", "labels", "numbers"]
    classes: tuple[str, ...] = ()
    class_values: tuple[float, ...] = ()
    said: str = "The targets are numbers."
    is_doubtful: bool = False

    def parameters(self) -> dict[str, Any]:
        """The parameters of the source that hold it."""
        return {"answer": self.kind, "classes": self.classes, "class_values": self.class_values}


def found(targets: Array, tests: Array) -> Answer:
    """What the targets are, those to test with too."""
    width = max(int(np.prod(targets.shape[1:])), 1)
    both = np.concatenate([each.reshape(-1, width) for each in (targets, tests) if len(each)])
    different = np.unique(both)
    if width == 1:
        return _of_one(different, len(both), both.dtype.kind)
    names = tuple(map(str, range(width)))
    if not np.isin(different, (0, 1)).all() or width > MOST_CLASSES:
        return Answer("numbers")
    if (both.sum(axis=1, dtype=np.int64) == 1).all():
        said = f"Each row of the targets has a single 1, so they are taken as {width} classes. {_CORRECT}"
        return Answer("classes", names, said=said)
    said = f"The targets are zeros and ones, several 1 at once, so they are taken as {width} labels. {_CORRECT}"
    return Answer("labels", said=said, is_doubtful=True)


def about(targets: Array, answer: Answer) -> Iterator[Note]:
    """Why the targets are taken as what they are, and what is odd about them."""
    different = np.unique(targets)
    if len(different) == 1:
        yield Note(f"All targets are {different[0]:g}, so there is nothing to learn.", is_warning=True)
        return
    yield Note(answer.said, is_warning=answer.is_doubtful)
    if answer.kind != "classes":
        return
    width = max(int(np.prod(targets.shape[1:])), 1)
    present = np.flatnonzero(targets.reshape(-1, width).any(axis=0)) if width > 1 else different
    known = answer.class_values or range(len(answer.classes))
    absent = [name for name, value in zip(answer.classes, known, strict=True) if value not in present]
    if absent:
        yield Note(f"No sample to learn from has the class {absent[0]}.", is_warning=True)


def answers(wanted: Array, source: Arrays, path: Path) -> Targets:
    """The targets as training expects them. Raises UnreadableData for those that are something else."""
    target = source.target()
    rows = wanted.reshape(len(wanted), -1)
    if isinstance(target, Labels):
        _require(np.isin(rows, (0, 1)).all(axis=1), "0s and 1s, because they are labels", path)
    if not isinstance(target, Classes):
        return rows.astype(np.float32)
    if rows.shape[1] > 1:
        is_one_hot = np.isin(rows, (0, 1)).all(axis=1) & (rows.sum(axis=1) == 1)
        _require(is_one_hot, "a single 1 and else 0, because they are classes", path)
        return rows.argmax(axis=1)
    return _numbered(rows[:, 0], source, path)


def _of_one(different: Array, number: int, dtype: str) -> Answer:
    """What targets of one number each are."""
    is_whole, is_integer = bool((different % 1 == 0).all()), dtype in "biu"
    if not is_whole or len(different) > MOST_CLASSES:
        return Answer("numbers")
    low, high = float(different[0]), float(different[-1])
    is_from_zero = low == 0 and high < 2 * len(different)
    values = tuple(map(float, range(int(high) + 1) if is_from_zero else different))
    names = tuple(f"{value:.0f}" for value in values)
    if is_from_zero:
        values = ()
    if is_integer:
        is_class = len(different) <= FEW or number >= _OF_EACH * len(different)
        is_doubtful = len(different) > FEW
    else:
        is_class = len(different) == 2 or (len(different) <= FEW and number >= FEW * len(different))
        is_doubtful = len(different) > 2
    if is_class:
        said = f"The targets are {len(names)} classes."
        if is_doubtful:
            could = f"The targets have {len(different)} different values and could be numbers to come close to"
            said = f"{could}, but are taken as classes. {_CORRECT}"
        return Answer("classes", names, values, said, is_doubtful)
    is_few = len(different) <= FEW
    doubt = f" They have only {len(different)} different values and could be classes. {_CORRECT}" if is_few else ""
    return Answer("numbers", names, values, f"The targets are numbers.{doubt}", is_few)


def _numbered(wanted: Array, source: Arrays, path: Path) -> Numerals:
    """The number of the class of each sample."""
    if source.class_values:
        values = np.array(source.class_values)
        numbers = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
        _require(values[numbers] == wanted, f"one of {', '.join(source.classes[:10])}", path)
        return numbers.astype(np.int64)
    numbers = wanted.astype(np.int64)
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < len(source.classes):
        found = f"from {numbers.min()} to {numbers.max()}"
        raise UnreadableData(f"The classes in {path.name} should be 0 to {len(source.classes) - 1}, but go {found}.")
    return numbers


def _require(is_good: Any, expected: str, path: Path) -> None:
    if not is_good.all():
        sample = int(is_good.argmin())
        raise UnreadableData(f"The targets of sample {sample} (from 0) in {path.name} should be {expected}.")
