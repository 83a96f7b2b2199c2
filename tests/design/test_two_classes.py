"""Two classes at an output of one unit: what is allowed, what is offered, and what a new network begins with."""

import pytest

from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.problems import ChooseLoss
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.design.adapt import adapted
from nndesigner.design.check import check, fixed
from nndesigner.design.goals import goals, positive_classes
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, TrainingOptions
from nndesigner.design.plain import MalformedDesign, data_from_plain, data_to_plain
from tests.design.drawings import drawn, layer

TWO = layer("input", shape=(2,))
MOONS, THREE = DataOptions(Source.of_kind("moons")), DataOptions(Source.of_kind("gaussians", {"clouds": 3}))


def ending(loss: str, *layers: Layer, data: DataOptions = MOONS) -> Design:
    return drawn(TWO, *layers, "output").changed(training=TrainingOptions(loss=Loss.of_kind(loss)), data=data)


def dense(units: int, activation: str = "sigmoid") -> Layer:
    return layer("dense", units=units, activation=activation)


@pytest.mark.parametrize(
    ("loss", "last"),
    [
        ("binary_cross_entropy", dense(1)),
        ("perceptron", dense(1, "step")),
        ("perceptron", dense(1, "bipolar_step")),
        ("hinge", dense(1, "linear")),
        ("hinge", dense(1, "tanh")),
        ("mse", dense(1)),
        ("mse", dense(1, "linear")),
        ("half_squared_error", dense(1)),
        ("wasserstein", dense(1, "linear")),
        ("cross_entropy", dense(2, "softmax")),
        ("categorical_cross_entropy", dense(2, "softmax")),
        ("binary_cross_entropy", dense(2)),
        ("mse", dense(2, "softmax")),
    ],
)
def test_two_classes_are_learned_by_one_unit_or_by_two(loss, last):
    design = ending(loss, last)
    assert check(design).problems == ()
    (goal,) = goals(design)
    assert (goal.unit is not None) == (last.units == 1)
    assert goal.expected_shape(Shape(F=2)) == Shape(F=last.units)


FIXES = {
    "cross-entropy and one softmax": (
        ending("cross_entropy", dense(1, "softmax")),
        ["Set units to 2", "Use binary cross-entropy with 1 unit"],
    ),
    "cross-entropy and one sigmoid": (
        ending("cross_entropy", dense(1)),
        ["Use binary cross-entropy with 1 unit", "Set units to 2"],
    ),
    "cross-entropy and three units": (
        ending("cross_entropy", dense(3, "softmax")),
        ["Set units to 2", "Use binary cross-entropy with 1 unit"],
    ),
    "binary cross-entropy and three units": (
        ending("binary_cross_entropy", dense(3)),
        ["Set units to 1", "Use cross-entropy with 2 units"],
    ),
    "hinge and three units": (
        ending("hinge", dense(3, "linear")),
        ["Set units to 1", "Use cross-entropy with 2 units"],
    ),
    "perceptron and three units": (
        ending("perceptron", dense(3, "step")),
        ["Set units to 1", "Use cross-entropy with 2 units"],
    ),
    "one softmax compared with numbers": (
        ending("mse", dense(1, "softmax")),
        ["Set units to 2", "Use binary cross-entropy with 1 unit"],
    ),
    "one score that is to be ranked": (
        ending("pairwise_ranking", dense(1, "linear")),
        ["Set units to 2", "Use binary cross-entropy with 1 unit"],
    ),
    "three classes and one unit": (ending("binary_cross_entropy", dense(1), data=THREE), ["Set units to 3"]),
}
every_fix = pytest.mark.parametrize(("design", "labels"), FIXES.values(), ids=FIXES)


@every_fix
def test_both_ways_are_offered_the_likelier_one_first(design, labels):
    problem, *_ = check(design).problems
    assert [fix.label for fix in problem.fixes] == labels


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (
            ending("cross_entropy", dense(1)),
            "Cross-entropy learns the 2 classes of Moons with a unit for each, so the prediction should be F 2, "
            "but dense_1 gives F 1.",
        ),
        (
            ending("hinge", dense(3)),
            "Hinge loss learns the 2 classes of Moons with one unit, so the prediction should be F 1, "
            "but dense_1 gives F 3.",
        ),
    ],
)
def test_a_wrong_number_of_units_is_said_in_words(design, message):
    assert check(design).problems[0].message == message


@every_fix
def test_every_way_leads_to_a_network_that_can_be_trained(design, labels):
    problem, *_ = check(design).problems
    for fix in problem.fixes:
        after = fixed(design, problem, fix)
        for _ in range(3):
            if errors := check(after).errors:
                after = fixed(after, errors[0], errors[0].fixes[0])
        assert check(after).errors == (), fix.label


def test_the_loss_of_an_output_of_its_own_is_the_one_that_changes():
    design = drawn(TWO, dense(3), layer("output", loss="binary_cross_entropy")).changed(data=MOONS)
    problem, *_ = check(design).problems
    after = fixed(design, problem, problem.fixes[1])
    assert [goal.loss.kind for goal in goals(after)] == ["cross_entropy"]
    assert after.training == design.training
    assert check(after).problems == ()


def test_one_unit_without_a_sigmoid_is_told_to_use_one():
    (problem,) = check(ending("binary_cross_entropy", dense(1, "linear"))).problems
    assert problem.message == "Binary cross-entropy expects Sigmoid at the output, but dense_1 ends with Linear."
    assert [fix.label for fix in problem.fixes] == ["Use Sigmoid", "Use mean squared error"]


def test_a_loss_that_cannot_learn_classes_gives_way_to_that_of_one_unit():
    (problem,) = check(ending("ctc", dense(1))).problems
    (fix,) = problem.fixes
    assert isinstance(fix, ChooseLoss) and fix.kind == "binary_cross_entropy"


def test_the_positive_class_is_the_second_one_unless_another_is_chosen():
    design = ending("binary_cross_entropy", dense(1))
    assert positive_classes(design) == {"output": "lower"}
    for chosen, found in (("upper", "upper"), ("lower", "lower"), ("of other data", "lower")):
        data = DataOptions(MOONS.source, positive=chosen)
        assert positive_classes(design.changed(data=data)) == {"output": found}


def test_only_outputs_of_one_unit_have_a_positive_class():
    assert positive_classes(ending("cross_entropy", dense(2, "softmax"))) == {}
    assert positive_classes(ending("mse", dense(1), data=DataOptions(Source.of_kind("california_housing")))) == {}
    assert positive_classes(ending("binary_cross_entropy", dense(1), data=DataOptions(Source.of_kind("gates")))) == {}


def test_the_positive_class_is_kept_in_files_and_older_files_open_without_one():
    data = DataOptions(MOONS.source, positive="upper")
    assert data_from_plain(data_to_plain(data)) == data
    assert "positive" not in data_to_plain(MOONS)
    assert data_from_plain(data_to_plain(MOONS)).positive == ""


@pytest.mark.parametrize("positive", [3, None, ["upper"], "x" * 20_000])
def test_a_positive_class_that_is_no_name_is_refused(positive):
    with pytest.raises(MalformedDesign, match="The positive class should be a text"):
        data_from_plain({**data_to_plain(MOONS), "positive": positive})


def test_a_regression_that_gets_two_classes_keeps_its_one_unit():
    before = drawn(layer("input", shape=(8,)), dense(8, "relu"), dense(1, "linear"), "output").changed(
        training=TrainingOptions(loss=Loss.of_kind("mse")), data=DataOptions(Source.of_kind("california_housing"))
    )
    after = adapted(before, MOONS)
    last = after.node_named("dense_2")
    assert last and (last.layer.units, last.layer.activation) == (1, "sigmoid")
    assert after.training.loss.kind == "binary_cross_entropy"
    assert check(after).problems == ()


def test_a_softmax_over_ten_classes_becomes_one_over_two():
    before = drawn(TWO, dense(10, "softmax"), "output")
    after = adapted(before, MOONS)
    last = after.node_named("dense_1")
    assert last and (last.layer.units, last.layer.activation) == (2, "softmax")
    assert check(after).problems == ()


def test_ten_sigmoids_become_one():
    before = drawn(TWO, dense(10), "output").changed(
        training=TrainingOptions(loss=Loss.of_kind("binary_cross_entropy"))
    )
    after = adapted(before, MOONS)
    last = after.node_named("dense_1")
    assert last and (last.layer.units, last.layer.activation) == (1, "sigmoid")
    assert check(after).problems == ()


@pytest.mark.parametrize(("activation", "low", "is_probability"), [("bipolar_step", -1, False), ("sigmoid", 0, True)])
def test_the_activation_of_one_unit_is_found_behind_layers_that_pass_it_on(activation, low, is_probability):
    loss = "perceptron" if low else "binary_cross_entropy"
    design = ending(loss, dense(1, activation), layer("reshape", shape=(1,)))
    assert check(design).problems == ()
    (goal,) = goals(design)
    assert goal.unit and (goal.unit.low, goal.unit.is_probability) == (low, is_probability)
