"""What every source promises of its samples, over drawn parameters: a new source is tested by being declared."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nndesigner.catalog
from nndesigner.catalog.entry import Parameter, entries
from nndesigner.catalog.sources.downloads import Downloaded
from nndesigner.catalog.sources.generated import Generated
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Classes, Labels, Symbols, Values
from nndesigner.data.loading import load
from nndesigner.data.samples import Inputs, Samples, Targets

assert nndesigner.catalog.__doc__  # importing it declares every entry

NAMED_COLUMNS = ("scikit",)
"""Sources that give records, which are tested with their columns."""
KINDS = [
    kind
    for kind, entry in entries("source").items()
    if kind not in NAMED_COLUMNS and not issubclass(entry, Downloaded) and not entry().unready()
]
GENERATED = [kind for kind in KINDS if issubclass(entries("source")[kind], Generated)]
SEEDED = [kind for kind in KINDS if "seed" in entries("source")[kind].model_fields]
MOST = 60
"""How far above the least allowed number a drawn number of samples goes."""
every_source = pytest.mark.parametrize("kind", KINDS)
takes_a_moment = settings(max_examples=12)


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.choices:
        return st.sampled_from(sorted(parameter.choices))
    if parameter.type is bool:
        return st.booleans()
    low, high = parameter.minimum, parameter.maximum
    assert low is not None and high is not None, f"how is {parameter.name} to be drawn?"
    if parameter.type is int:
        return st.integers(int(low), int(min(high, low + MOST)))
    return st.floats(low, high)


def sources(kind: str) -> st.SearchStrategy[Source]:
    entry = entries("source")[kind]
    return st.fixed_dictionaries({each.name: values_of(each) for each in entry.parameters()}).map(entry.made)


def parts(samples: Samples) -> list[tuple[Inputs, Targets]]:
    return [(samples.inputs, samples.targets), (samples.test_inputs, samples.test_targets)]


@every_source
@takes_a_moment
@given(data=st.data())
def test_samples_have_the_promised_shape_and_range(kind: str, data: st.DataObject) -> None:
    source = data.draw(sources(kind))
    low, high = source.value_range()
    for inputs, _ in parts(load(source)):
        assert inputs.shape[1:] == tuple(source.sample_shape())
        assert len(inputs)
        assert inputs.dtype == (np.int64 if source.vocabulary() else np.float32)
        assert low <= inputs.min() and inputs.max() <= high
        assert np.isfinite(inputs).all()


@every_source
@takes_a_moment
@given(data=st.data())
def test_targets_are_what_was_promised(kind: str, data: st.DataObject) -> None:
    source = data.draw(sources(kind))
    target = source.target()
    for inputs, targets in parts(load(source)):
        match target:
            case Classes():
                steps = (source.sample_shape().T,) if target.per_step else ()
                assert (targets.shape, targets.dtype) == ((len(inputs), *steps), np.int64)
                assert targets.min() >= 0 and targets.max() < len(target.names)
            case Labels():
                assert (targets.shape, targets.dtype) == ((len(inputs), len(target.names)), np.float32)
                assert np.isin(targets, (target.low, target.high)).all()
            case Values():
                assert (targets.shape, targets.dtype) == ((len(inputs), *target.shape), np.float32)
                # the limits are written with more digits than the targets have
                assert np.float32(target.low) <= targets.min() and targets.max() <= np.float32(target.high)
            case Symbols():
                assert (targets.ndim, len(targets), targets.dtype) == (2, len(inputs), np.int64)
                assert targets.max() < len(target.names) and 0 not in targets and targets.min() >= -1
                is_filled = targets == -1
                assert (is_filled[:, 1:] >= is_filled[:, :-1]).all(), "what is filled up stands at the end"


@every_source
@takes_a_moment
@given(data=st.data())
def test_the_same_source_gives_the_same_samples(kind: str, data: st.DataObject) -> None:
    source = data.draw(sources(kind))
    for one, same in zip(parts(load(source)), parts(load(type(source).made(source.values()))), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))


@every_source
def test_torch_can_share_the_memory_of_the_samples(kind: str) -> None:
    """It takes arrays without gaps that may be written into, though nobody does."""
    source = entries("source")[kind]()
    assert isinstance(source, Source)
    for arrays in parts(load(source)):
        assert all(array.flags.c_contiguous and array.flags.writeable for array in arrays)


@pytest.mark.parametrize("kind", SEEDED)
def test_another_seed_gives_other_samples(kind: str) -> None:
    source = entries("source")[kind]()
    assert isinstance(source, Source)
    assert not np.array_equal(load(source).inputs, load(source.changed(seed=1)).inputs)


@pytest.mark.parametrize("kind", GENERATED)
def test_there_are_as_many_samples_as_were_asked_for(kind: str) -> None:
    source = entries("source")[kind](samples=33, test_samples=11)
    assert isinstance(source, Source)
    assert [len(inputs) for inputs, _ in parts(load(source))] == [33, 11]
    assert source.contents().startswith("33 + 11 ")


@pytest.mark.parametrize("kind", GENERATED)
def test_more_samples_to_learn_from_leave_the_test_as_it_is(kind: str) -> None:
    few, many = (load(entries("source")[kind].made({"samples": number})) for number in (50, 200))
    assert np.array_equal(few.test_inputs, many.test_inputs)
    assert np.array_equal(few.test_targets, many.test_targets)
    assert not np.array_equal(few.inputs, few.test_inputs[:50])


@pytest.mark.parametrize("kind", [kind for kind in GENERATED if entries("source")[kind]().class_names()])
@takes_a_moment
@given(data=st.data())
def test_the_classes_of_computed_samples_are_of_equal_size(kind: str, data: st.DataObject) -> None:
    source = data.draw(sources(kind))
    for _, targets in parts(load(source)):
        sizes = np.bincount(targets, minlength=len(source.class_names()))
        assert sizes.max() - sizes.min() <= 1


@every_source
def test_a_source_says_what_it_holds_in_a_line(kind: str) -> None:
    source = entries("source")[kind]()
    assert isinstance(source, Source)
    assert 20 < len(source.contents()) < 120 and "\n" not in source.contents()
