"""Sets parts of the samples aside: to validate with while learning, and to test with in the end."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.problems import UserError
from nndesigner.design.options import Split

Indices = NDArray[np.int64]
Classes = NDArray[np.integer]


class CannotSplit(UserError):
    """There are too few samples for the parts that are wanted."""


@dataclass(frozen=True)
class Parts:
    """The numbers of the training, validation and test samples, each in rising order."""

    taught: Indices
    aside: Indices
    tested: Indices


def split(number: int, validation_fraction: float, seed: int, overlaps: bool = False) -> tuple[Indices, Indices]:
    """Which of `number` samples are for training and which for validation, each in rising order.

    They are drawn at random; the same seed draws the same. Of samples that overlap, such as windows of one series, the
    last ones are set aside, so that none has been seen in part. At least one sample is left to learn from.
    """
    order = order_of(number, seed, is_shuffled=not overlaps)
    parts = next(cut(order, Split(validation_fraction=validation_fraction, test_fraction=0), in_time=overlaps))
    return parts.taught, parts.aside


def order_of(number: int, seed: int, is_shuffled: bool) -> Indices:
    """The order in which samples are set aside: at random, or from the end of the data."""
    return np.random.default_rng(seed).permutation(number) if is_shuffled else np.arange(number)[::-1]


def cut(
    order: Indices, split: Split, has_test: bool = True, in_time: bool = False, classes: Classes | None = None
) -> Iterator[Parts]:
    """The parts of a training; with folds, those of every fold, which all have the same part to test with.

    A part to test with is set aside unless the data `has_test` of its own. Every other sample is for validation in one
    fold and for training in all others; samples `in_time`, the pieces of one series, only in those that validate with
    later ones, and the first of them in all. At least one sample is left to learn from. With `classes`, the class of
    every sample, each part holds every class as often as what it is taken from does, to one sample. Raises CannotSplit.
    """
    of_order = np.zeros(len(order), np.int64) if classes is None else np.unique(classes[order], return_inverse=True)[1]
    is_tested = _first(of_order, 0 if has_test else _part(len(order), split.test_fraction))
    aside, rest, of_rest = order[is_tested], order[~is_tested], of_order[~is_tested]
    if split.folds < 2:
        validates = _first(of_rest, _part(len(rest), split.validation_fraction))
        yield _parts(rest[~validates], rest[validates], aside)
        return
    pieces = split.folds + in_time
    if len(rest) < pieces:
        raise CannotSplit(
            f"Cross-validation with {split.folds} folds needs at least {pieces} samples, but there are {len(rest)}."
        )
    if classes is not None:
        fold_of = np.empty(len(rest), np.int64)
        fold_of[np.argsort(of_rest, kind="stable")] = np.arange(len(rest)) % split.folds
        for fold in range(split.folds):
            yield _parts(rest[fold_of != fold], rest[fold_of == fold], aside)
        return
    ends = [len(rest) * piece // pieces for piece in range(pieces + 1)]
    for fold in range(split.folds):
        if in_time:  # the order begins with the end of the series
            place = split.folds - 1 - fold
            yield _parts(rest[ends[place + 1] :], rest[ends[place] : ends[place + 1]], aside)
        else:
            taught = np.concatenate([rest[: ends[fold]], rest[ends[fold + 1] :]])
            yield _parts(taught, rest[ends[fold] : ends[fold + 1]], aside)


def _part(number: int, fraction: float) -> int:
    return min(round(number * fraction), number - 1) if number else 0


def _first(classes: Classes, number: int) -> NDArray[np.bool_]:
    """Marks `number` samples, the first of every class: its share, up to one sample.

    One more goes to the classes whose share is cut off most, and last to those of which none would be left.
    """
    sizes = np.bincount(classes)
    if len(sizes) < 2:
        return np.arange(len(classes)) < number
    shares = sizes * (number / max(len(classes), 1))
    counts = np.floor(shares + 1e-9).astype(np.int64)
    counts[np.lexsort((counts - shares, sizes - counts < 2))[: number - counts.sum()]] += 1
    by_class = np.argsort(classes, kind="stable")
    ranks = np.arange(len(classes)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    chosen = np.empty(len(classes), np.bool_)
    chosen[by_class] = ranks < counts[classes[by_class]]
    return chosen


def _parts(taught: Indices, aside: Indices, tested: Indices) -> Parts:
    return Parts(np.sort(taught), np.sort(aside), np.sort(tested))
