"""What a check offers can be carried out, whatever the design and its data."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.sources.arrays import Arrays
from nndesigner.catalog.sources.source import Source
from nndesigner.design.check import check, fixed
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, TrainingOptions
from nndesigner.design.rules.outputs import USUAL_LOSS
from tests.design.drawings import drawn, layer
from tests.design.random_designs import RandomDesign, random_designs
from tests.design.random_entries import any_of

PICTURE = {"layout": "channels_first", "shape": (1, 80, 80)}
SEQUENCE = {"layout": "sequence", "shape": (8, 3)}
MANY = tuple(f"word {number}" for number in range(20_000))
ONE_FILTER = layer("conv2d", filters=1, activation="sigmoid")


def arrays(**parameters: object) -> Arrays:
    return Arrays.made({"file": {"path": "many.npz"}, **parameters})


def on(source: Source, *layers: Layer | str) -> Design:
    """A chain of layers between an input that fits and an output, with the usual loss."""
    data = DataOptions(source)
    shape, kind = tuple(data.sample_shape()), USUAL_LOSS[data.target().kind][0]
    design = drawn(layer("input", shape=shape), *layers, "output")
    return design.changed(data=data, training=TrainingOptions(loss=Loss.of_kind(kind)))


def mended(design: Design) -> tuple[Design, list[str]]:
    """The design after the first fix of its first error, again and again, and what these fixes were called."""
    taken = []
    while errors := check(design).errors:
        fix = errors[0].fixes[0]
        taken.append(fix.label)
        design = fixed(design, errors[0], fix)
    return design, taken


BEYOND_THE_LIMIT = {
    "labels of a convolution": (
        on(arrays(**PICTURE, answer="labels", target_size=6400), ONE_FILTER),
        ["Insert Flatten"],
    ),
    "numbers of a convolution that gives fewer": (
        on(arrays(**PICTURE, target_size=6400), "max_pool2d", ONE_FILTER),
        ["Insert Flatten", "Insert Dense with 6400 units"],
    ),
    "classes of an LSTM": (
        on(arrays(**SEQUENCE, answer="classes", classes=MANY), layer("lstm", returns="last step")),
        ["Insert Dense with 20000 units"],
    ),
    "channels of a convolution": (
        drawn(
            layer("input", shape=(5000, 2, 2)),
            ONE_FILTER,
            layer("output", learns="samples", loss="mse"),
        ).changed(data=DataOptions(arrays(layout="channels_first", shape=(5000, 2, 2)))),
        ["Insert Flatten", "Insert Dense with 20000 units"],
    ),
}


@pytest.mark.parametrize(("design", "expected"), BEYOND_THE_LIMIT.values(), ids=BEYOND_THE_LIMIT)
def test_more_than_a_layer_can_give_is_asked_of_another_one(design, expected):
    after, taken = mended(design)
    assert taken == expected
    assert check(after).errors == ()


def test_channels_that_are_missing_come_from_a_convolution():
    design = drawn("input", layer("conv2d", filters=4), "gaussian_noise", layer("output", learns="samples", loss="mse"))
    after, taken = mended(design)
    assert taken == ["Insert Convolution with 1 filter"]
    assert check(after).errors == ()


def test_nothing_is_offered_that_no_layer_can_do():
    design = on(arrays(target_size=2_000_000), "dense")
    (problem,) = check(design).errors
    assert problem.message.startswith("many.npz asks for numbers, so the prediction should be F 2")
    assert problem.fixes == ()


def large_sources() -> st.SearchStrategy[Source]:
    """Arrays of any size and layout, most of them beyond what layers can take or give."""
    sizes = st.sampled_from([1, 2, 5000, 70_000, 2_000_000])
    return st.builds(
        lambda layout, shape, answer, target_size, classes: arrays(
            layout=layout, shape=shape, answer=answer, target_size=target_size, classes=classes
        ),
        st.sampled_from(["features", "picture", "channels_first", "channels_last", "sequence"]),
        st.lists(sizes, min_size=1, max_size=3),
        st.sampled_from(["classes", "labels", "numbers"]),
        st.sampled_from([1, 2, 5000, 70_000]),
        st.sampled_from([(), ("one",), ("one", "two"), MANY]),
    )


@settings(max_examples=150)
@given(
    random=random_designs(),
    source=any_of(Source) | large_sources(),
    loss=st.sampled_from(list(entries("loss"))).map(Loss.of_kind),
)
def test_a_check_says_everything_in_words_and_offers_what_can_be_done(random: RandomDesign, source: Source, loss: Loss):
    design = random.design.changed(data=DataOptions(source))
    for each in (design, design.changed(training=TrainingOptions(loss=loss))):
        for problem in check(each).problems:
            assert problem.message.endswith(".")
            for fix in problem.fixes:
                check(fixed(each, problem, fix))
