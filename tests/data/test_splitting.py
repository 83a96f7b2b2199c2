"""Nobody learns from what validates or tests, whatever the options."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nndesigner.data.splitting import CannotSplit, cut, order_of, split
from nndesigner.design.options import Split

splits = st.builds(
    Split,
    validation_fraction=st.floats(0, 0.9),
    test_fraction=st.floats(0, 0.9),
    folds=st.sampled_from([0, 1, 2, 3, 7, 20]),
)


@given(splits, st.integers(0, 400), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 5))
def test_every_sample_has_one_use_at_most_in_every_fold(options, number, has_test, in_time, is_shuffled, seed):
    order = order_of(number, seed, is_shuffled and not in_time)
    try:
        folds = list(cut(order, options, has_test, in_time))
    except CannotSplit:
        assert number - (0 if has_test else round(number * options.test_fraction)) <= 21
        return
    assert len(folds) == (options.folds if options.folds >= 2 else 1)
    for parts in folds:
        together = np.concatenate([parts.taught, parts.aside, parts.tested])
        assert len(np.unique(together)) == len(together)
        assert len(parts.taught) or not number
        assert np.array_equal(parts.tested, folds[0].tested), "what tests is never learned in any fold"
        assert not (has_test and len(parts.tested))
        if in_time and len(parts.aside):
            assert parts.taught.max() < parts.aside.min(), "nothing is told from what comes later"
        if not (in_time and options.folds >= 2):
            assert len(together) == number


@given(st.integers(21, 300), st.sampled_from([2, 3, 5, 20]), st.integers(0, 5))
def test_every_sample_validates_in_exactly_one_fold(number, folds, seed):
    found = [parts.aside for parts in cut(order_of(number, seed, True), Split(folds=folds))]
    assert sorted(np.concatenate(found)) == list(range(number))
    sizes = [len(aside) for aside in found]
    assert max(sizes) - min(sizes) <= 1


@given(
    st.lists(st.integers(0, 4) | st.integers(0, 40), min_size=1, max_size=300),
    st.floats(0, 0.9),
    st.floats(0, 0.9),
    st.sampled_from([0, 2, 5]),
    st.booleans(),
    st.integers(0, 5),
)
def test_stratified_parts_hold_every_class_to_one_sample(classes, validating, testing, folds, is_shuffled, seed):
    classes = np.array(classes)
    options = Split(validation_fraction=validating, test_fraction=testing, folds=folds)
    order = order_of(len(classes), seed, is_shuffled)
    try:
        found = list(cut(order, options, has_test=False, classes=classes))
    except CannotSplit:
        return
    for parts in found:
        rest = np.concatenate([parts.taught, parts.aside])
        share = 1 / folds if folds else len(parts.aside) / len(rest)
        for each in np.unique(classes):
            expected = len(parts.tested) * (classes == each).mean()
            assert abs((classes[parts.tested] == each).sum() - expected) <= 1
            assert abs((classes[parts.aside] == each).sum() - share * (classes[rest] == each).sum()) <= 1
    if folds:
        assert sorted(np.concatenate([parts.aside for parts in found])) == sorted(rest)
        assert len({len(parts.aside) for parts in found}) <= 2
    else:
        assert len(found[0].tested) == min(round(len(classes) * testing), len(classes) - 1)


def test_a_class_with_few_samples_stays_among_those_that_teach():
    classes = np.array([0] * 95 + [1] * 4 + [2])
    (parts,) = cut(order_of(100, 3, True), Split(validation_fraction=0.1), classes=classes)
    assert (classes[parts.taught] == 2).sum() == 1
    assert (classes[parts.taught] == 1).sum() >= 3


def test_the_split_is_the_same_in_another_process():
    program = (
        "from nndesigner.data.splitting import cut, order_of; from nndesigner.design.options import Split;"
        "import numpy as np; p = next(cut(order_of(50, 4, True), Split(), False, classes=np.arange(50) % 3));"
        "print(p.taught.tolist(), p.aside.tolist(), p.tested.tolist())"
    )
    parts = next(cut(order_of(50, 4, True), Split(), False, classes=np.arange(50) % 3))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == " ".join(str(each.tolist()) for each in (parts.taught, parts.aside, parts.tested))


def test_the_seed_decides_who_is_set_aside():
    first, same, other = (next(cut(order_of(50, seed, True), Split())).aside.tolist() for seed in (1, 1, 2))
    assert first == same != other


def test_without_shuffling_the_end_tests_and_what_comes_before_it_validates():
    (parts,) = cut(order_of(100, 0, False), Split(test_fraction=0.2, validation_fraction=0.25), has_test=False)
    assert parts.taught.tolist() == list(range(60))
    assert parts.aside.tolist() == list(range(60, 80))
    assert parts.tested.tolist() == list(range(80, 100))


def test_without_classes_the_split_is_the_permutation_it_always_was():
    order = np.random.default_rng(7).permutation(100)
    taught, aside = split(100, 0.1, 7)
    assert aside.tolist() == sorted(order[:10]) and taught.tolist() == sorted(order[10:])


def test_too_few_samples_for_the_folds_are_told():
    with pytest.raises(CannotSplit, match="with 5 folds needs at least 5 samples, but there are 3"):
        list(cut(order_of(3, 0, True), Split(folds=5)))
