"""A preview of data that is no table, in the thread of a job: its classes are counted and some samples taken."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nndesigner.app.opening.samples_page import Looked, numbers_in_words
from nndesigner.app.opening.words import figure
from nndesigner.app.widgets.background import Tell
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.targets import Classes, Labels
from nndesigner.design.options import DataOptions

if TYPE_CHECKING:
    from nndesigner.data.samples import Samples

SHOWN = 24
"""Samples that are shown, evenly spread over the data."""


def facts_of(data: DataOptions) -> list[tuple[str, str]]:
    """What is known about the data without reading it."""
    facts = [] if data.problem else [("a sample", str(data.sample_shape()))]
    target = data.target()
    if isinstance(target, Classes | Labels):
        facts.append(("classes" if isinstance(target, Classes) else "labels", grouped(len(target.names))))
    return [fact for fact in facts if fact[1]]


def look(data: DataOptions, tell: Tell, is_cancelled: Callable[[], bool]) -> Looked:
    """The classes and some samples of `data`. Raises UserError."""
    from nndesigner.data.loading import load
    from nndesigner.data.samples import Records

    found = load(data.source)
    facts = facts_of(data)
    if isinstance(found, Records):
        return _of_records(data, found, facts)
    return _of_samples(data, found, facts)


def _of_samples(data: DataOptions, samples: "Samples", facts: list[tuple[str, str]]) -> Looked:
    number = len(samples.inputs)
    places = np.linspace(0, max(number - 1, 0), min(SHOWN, number))
    chosen = np.unique(places.round().astype(np.int64))
    held = samples.inputs
    inputs = held[chosen] if isinstance(held, np.ndarray) else held.read(chosen)
    labels = [_label(data, samples.targets[place]) for place in chosen]
    facts = [*facts, ("samples", _numbers(number, len(samples.test_inputs)))]
    if samples.inputs.shape[1:] and len(samples.inputs.shape) == 4:
        return Looked(facts, _counts(data, samples), list(zip(inputs, labels, strict=True)))
    words = _words(data)
    return Looked(
        facts, _counts(data, samples), [(words(each), label) for each, label in zip(inputs, labels, strict=True)]
    )


def _numbers(training: int, tested: int) -> str:
    """How many samples there are to learn from and to test with."""
    if tested:
        return f"{grouped(training)} to learn from, {grouped(tested)} to test with"
    return f"{grouped(training)}, of which the split sets a part aside for the test"


def _words(data: DataOptions) -> Callable[[Any], str]:
    symbols = data.source.vocabulary()
    if not symbols:
        return numbers_in_words
    joined = "" if all(len(symbol) == 1 for symbol in symbols) else " "
    return lambda row: joined.join(symbols[number] for number in row if 0 <= number < len(symbols))


def _counts(data: DataOptions, samples: "Samples") -> Sequence[tuple[str, int]]:
    names = data.class_names()
    if not names or samples.targets.ndim != 1:
        return ()
    counted = Counter(samples.targets.tolist())
    return [(name, counted[number]) for number, name in enumerate(names)]


def _label(data: DataOptions, target: Any) -> str:
    names = data.class_names()
    if names and getattr(target, "ndim", 1) == 0:
        return names[int(target)]
    labels = data.target()
    if isinstance(labels, Labels):
        return (
            ", ".join(name for name, value in zip(labels.names, target, strict=True) if value == labels.high) or "none"
        )
    flat = target.reshape(-1) if hasattr(target, "reshape") else [target]
    return ", ".join(figure(float(value)) for value in flat[:4])


def _of_records(data: DataOptions, records: Any, facts: list[tuple[str, str]]) -> Looked:
    described = data.source.describe()
    table = records.table
    texts = [column.name for column in described.inputs if column.kind == "text"] or table.columns[:1]
    wanted = described.targets[0] if described.targets else ""
    shown = min(SHOWN, table.height)
    places = sorted({round(place * (table.height - 1) / max(shown - 1, 1)) for place in range(shown)})
    rows = [table.row(place, named=True) for place in places]
    samples = [(str(row[texts[0]] or ""), str(row.get(wanted, ""))) for row in rows]
    column = described.column(wanted)
    counts: list[tuple[str, int]] = []
    if column and column.kind == "category":
        found = dict(table[wanted].value_counts().rows())
        counts = [(name, found.get(name, 0)) for name in column.categories]
    test = records.test.height if records.test is not None else 0
    facts = [*facts, ("samples", _numbers(table.height, test))]
    return Looked(facts, counts, samples)
