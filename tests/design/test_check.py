"""The check of a design: what is known of it, each problem in words, and fixes that fix."""

from dataclasses import replace

import pytest

from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.limits import Clipping
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.problems import ChooseLoss, InsertBefore, Remove, ReplaceBy, SetParameter, SetParameters
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.design import edits
from nndesigner.design.check import check, fixed
from nndesigner.design.edits import EditRefused
from nndesigner.design.ends import final_activation, last_layer
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, TrainingOptions
from nndesigner.design.plain import network_from_plain
from nndesigner.design.report import Problem
from tests.design.drawings import branched, classifier, drawn, identity_of, layer

IMAGE = "C 1 × H 28 × W 28"
TEN = layer("dense", units=10, activation="softmax")


def with_second(kind: str) -> Design:
    return edits.add_node(classifier(), layer(kind), (300.0, 0.0))[0]


def with_tanh_linked_to(name: str) -> Design:
    design, identity = edits.add_node(classifier("dense"), layer("tanh"), (300.0, 0.0))
    return edits.connect(design, identity, identity_of(design, name))


def with_one_branch_cut() -> Design:
    design = branched()
    return edits.disconnect(design, design.incoming[identity_of(design, "add_1")][1:])


def with_unequal_branches(kind: str, **parameters: object) -> Design:
    """input → flatten_1 → dense_1 → the merging layer, which gets the image from input too."""
    design = drawn("input", "flatten", "dense", layer(kind, **parameters))
    return edits.connect(design, identity_of(design, "input"), identity_of(design, f"{kind}_1"))


def with_mean_squared_error(design: Design) -> Design:
    return design.changed(training=TrainingOptions(loss=MeanSquaredError()))


def on(source: str, *layers: Layer | str, loss: str = "cross_entropy", **parameters: object) -> Design:
    return drawn(*layers).changed(
        training=TrainingOptions(loss=Loss.of_kind(loss)),
        data=DataOptions(Source.of_kind(source, parameters)),
    )


TWO, HOUSES = layer("input", shape=(2,)), layer("input", shape=(13,))
NINE = layer("dense", units=9, activation="sigmoid")
ONE = layer("dense", units=1, activation="sigmoid")


def labelled(*layers: Layer | str) -> Design:
    """Small pictures with four labels each."""
    picture = {"file": {"path": "labels.npz"}, "layout": "picture", "shape": (4, 4)}
    first = layer("input", shape=(1, 4, 4))
    return on(
        "arrays", first, *layers, "output", loss="binary_cross_entropy", answer="labels", target_size=4, **picture
    )


def four(activation: str) -> Layer:
    """A convolution that gives four values of those pictures."""
    return layer("conv2d", filters=1, padding="valid", activation=activation)


def in_steps(*layers: Layer | str) -> Design:
    """Two time steps, of which one of ten classes is asked for."""
    steps = {"file": {"path": "steps.npz"}, "layout": "sequence", "shape": (2, 3)}
    first, names = layer("input", shape=(2, 3)), tuple("abcdefghij")
    return on("arrays", first, *layers, "output", answer="classes", classes=names, **steps)


def joined(*activations: str) -> Design:
    """Three units for each of two activations, joined to tell six gates."""
    design = on("gates", TWO, "concatenate", "output", several=True, loss="binary_cross_entropy")
    design = design.changed(links=design.links[1:])
    for kind in activations:
        design, units = edits.add_node(design, layer("dense", units=3, activation=kind), (0.0, 100.0))
        design = edits.connect(edits.connect(design, "n1", units), units, "n2")
    return design


def two_inputs(one: Layer, other: Layer) -> Design:
    """Two inputs side by side, joined."""
    design = on("california_housing", one, "concatenate", "output", loss="mse")
    design, second = edits.add_node(design, other, (300.0, 0.0))
    return edits.connect(design, second, "n2")


UNKNOWN = network_from_plain({"nodes": [{"id": "n1", "kind": "quantum"}]})
NO_ROOM = layer("conv2d", kernel_size=31, padding="valid")

PROBLEMS = {
    "nothing drawn": (Design(), "The canvas is empty. Drag layers from the palette, starting with Input.", ()),
    "no input": (drawn("relu", "output"), "There is no Input. Drag one from the palette and link it.", ()),
    "no output": (drawn("input", "relu"), "There is no Output. Drag one from the palette and link it.", ()),
    "a second output without input": (
        with_second("output"),
        "output_1 has no input. Draw a link from the layer before it.",
        (Remove,),
    ),
    "a layer without input": (
        with_tanh_linked_to("dense_1"),
        "tanh_1 has no input. Draw a link from the layer before it.",
        (Remove,),
    ),
    "a merging layer without inputs": (
        drawn("add", "output"),
        "Add expects 2 inputs or more, but add_1 has none. Draw another link to it.",
        (Remove,),
    ),
    "a merging layer with one input": (
        with_one_branch_cut(),
        "Add expects 2 inputs or more, but add_1 has 1. Draw another link to it.",
        (Remove,),
    ),
    "a dead end": (drawn("input", "flatten"), "flatten_1 leads nowhere. Link it to the next layer.", (Remove,)),
    "an image for dense": (
        drawn("input", "dense", "output"),
        f"Dense expects a flat vector, but input gives {IMAGE}.",
        (InsertBefore, Remove),
    ),
    "a dropout after the softmax": (
        drawn("input", "flatten", layer("dense", units=10, activation="softmax"), "dropout", "output"),
        "Cross-entropy contains Softmax and expects it last, but after that of dense_1 comes dropout_1.",
        (Remove,),
    ),
    "a vector for a convolution": (
        drawn("input", "flatten", "conv2d"),
        "A 2-D convolution expects an image (C × H × W), but flatten_1 gives F 784. Put it before Flatten and Dense.",
        (Remove,),
    ),
    "a vector for pooling": (
        drawn("input", "flatten", "max_pool2d"),
        "Max pooling expects an image (C × H × W), but flatten_1 gives F 784. Put it before Flatten and Dense.",
        (Remove,),
    ),
    "a filter larger than the image": (
        drawn("input", NO_ROOM, "flatten"),
        f"This convolution needs at least 31 × 31 pixels, but input gives {IMAGE}.",
        (SetParameter, SetParameter, Remove),
    ),
    "a patch larger than the image": (
        drawn("input", layer("max_pool2d", pool_size=31)),
        f"Max pooling needs at least 31 × 31 pixels, but input gives {IMAGE}.",
        (SetParameter, Remove),
    ),
    "an addition of unequal shapes": (
        with_unequal_branches("add"),
        f"Add expects equal shapes, but gets F 128 and {IMAGE}.",
        (),
    ),
    "a concatenation of unequal shapes": (
        with_unequal_branches("concatenate"),
        f"Concatenate expects shapes that differ only in F, but gets F 128 and {IMAGE}.",
        (),
    ),
    "an unknown layer": (
        UNKNOWN,
        "This version does not know the layer kind 'quantum'; it is kept in the file as it is.",
        (Remove,),
    ),
    "another shape than the data": (
        drawn(layer("input", shape=(28, 28)), "flatten", TEN, "output"),
        f"MNIST digits gives {IMAGE}, but input is set to T 28 × F 28.",
        (SetParameter,),
    ),
    "another number of answers than classes": (
        drawn("input", "flatten", layer("dense", units=9, activation="softmax"), "output"),
        "MNIST digits has 10 classes, so the prediction should be F 10, but dense_1 gives F 9.",
        (SetParameter,),
    ),
    "a wrong number of answers from a layer without units": (
        drawn("input", "flatten", "output"),
        "MNIST digits has 10 classes, so the prediction should be F 10, but flatten_1 gives F 784.",
        (InsertBefore,),
    ),
    "an image for an answer": (
        drawn("input", "conv2d", "output"),
        "MNIST digits has 10 classes, so the prediction should be F 10, but conv_1 gives C 32 × H 28 × W 28.",
        (InsertBefore,),
    ),
    "an activation that the loss does not expect": (
        drawn("input", "flatten", layer("dense", units=10, activation="relu"), "output"),
        "Cross-entropy expects Softmax at the output, but dense_1 ends with ReLU.",
        (SetParameter, ChooseLoss),
    ),
    "classes for a loss of labels": (
        on("gates", TWO, layer("dense", units=1, activation="sigmoid"), "output"),
        "Cross-entropy expects classes, but Logic gates has labels as targets.",
        (ChooseLoss,),
    ),
    "numbers for a loss of classes": (
        on("california_housing", HOUSES, layer("dense", units=1, activation="linear"), "output"),
        "Cross-entropy expects classes, but California housing has numbers as targets.",
        (ChooseLoss,),
    ),
    "numbers of any size for a loss of probabilities": (
        on("california_housing", HOUSES, layer("dense", units=1), "output", loss="binary_cross_entropy"),
        "Binary cross-entropy expects targets from 0 to 1, but those of California housing are from 0 to 5.",
        (ChooseLoss,),
    ),
    "too many answers for numbers": (
        on("california_housing", HOUSES, layer("dense", units=3, activation="linear"), "output", loss="mse"),
        "California housing asks for numbers, so the prediction should be F 1, but dense_1 gives F 3.",
        (SetParameter,),
    ),
    "an activation that cannot reach the targets": (
        on("california_housing", HOUSES, layer("dense", units=1, activation="tanh"), "output", loss="mse"),
        "The targets are numbers from 0 to 5, but dense_1 ends with Tanh, which gives numbers in (−1, 1).",
        (SetParameter,),
    ),
    "a step in the middle": (
        on("gates", TWO, layer("dense", activation="step"), ONE, "output", loss="binary_cross_entropy"),
        "Step in dense_1 has no slope, so no layer up to it can learn.",
        (SetParameter,),
    ),
    "labels without a sigmoid": (
        on("gates", TWO, layer("dense", units=1, activation="linear"), "output", loss="binary_cross_entropy"),
        "Binary cross-entropy expects Sigmoid at the output, but dense_1 ends with Linear.",
        (SetParameter, ChooseLoss),
    ),
    "a perceptron criterion without a step": (
        on("gates", TWO, layer("dense", units=1, activation="linear"), "output", loss="perceptron"),
        "Perceptron criterion expects Step at the output, but dense_1 ends with Linear.",
        (SetParameter, ChooseLoss),
    ),
    "a step for bipolar targets": (
        on("gates", TWO, layer("dense", units=1, activation="step"), "output", loss="perceptron", bipolar=True),
        "The targets are numbers from −1 to 1, but dense_1 ends with Step, which gives numbers in [0, 1].",
        (SetParameter,),
    ),
    "samples of another size": (
        drawn(
            "input",
            "flatten",
            layer("dense", units=9, activation="sigmoid"),
            layer("output", learns="samples", loss="mse"),
        ),
        f"output reconstructs the samples, so the prediction should be {IMAGE}, but dense_1 gives F 9.",
        (SetParameter,),
    ),
    "symbols for numbers": (
        on("characters", layer("input", shape=(7,)), "output"),
        "Sonnets, next character gives T 40, but input is set to F 7.",
        (SetParameters,),
    ),
    "too small a vocabulary": (
        on("characters", layer("input", shape=(40,), contents="symbols"), layer("embedding", vocabulary=5), "output"),
        "Sonnets, next character has 36 different symbols, but embedding_1 takes 5.",
        (SetParameter,),
    ),
    "given weights that are too few": (
        on("gates", TWO, layer("dense", units=1, initializer={"kind": "given", "weights": [1.0], "biases": [0.0]})),
        "dense_1 has 2 weights, but 1 are given as initial numbers.",
        (SetParameter, Remove),
    ),
    "shared weights of nobody": (
        drawn("input", "flatten", "tied_dense", "output"),
        "tied_1 shares the weights of a layer that is not chosen yet.",
        (Remove,),
    ),
    "everything frozen": (
        drawn("input", "flatten", layer("dense", units=10, activation="softmax", frozen=True), "output"),
        "Every layer with weights is frozen, so nothing can be learned.",
        (),
    ),
    "an activation layer that the loss does not expect": (
        drawn("input", "flatten", TEN, "sigmoid", "output"),
        "Cross-entropy expects Softmax at the output, but sigmoid_1 ends with Sigmoid.",
        (Remove, ChooseLoss),
    ),
    "a sigmoid that is flattened before it is pooled": (
        labelled(layer("conv2d", filters=1, activation="sigmoid"), "max_pool2d", "flatten"),
        "Binary cross-entropy contains Sigmoid and expects it last, but after that of conv_1 comes pool_1.",
        (SetParameter,),
    ),
    "a dropout after the sigmoid": (
        on("gates", TWO, ONE, "dropout", "output", loss="binary_cross_entropy"),
        "Binary cross-entropy contains Sigmoid and expects it last, but after that of dense_1 comes dropout_1.",
        (Remove,),
    ),
    "a softmax over channels that are flattened": (
        in_steps(layer("conv1d", filters=5, activation="softmax"), "flatten"),
        "Cross-entropy contains Softmax and expects it last, but after that of conv_1 comes flatten_1.",
        (SetParameter,),
    ),
    "another activation before flatten": (
        labelled(four("relu"), "flatten"),
        "Binary cross-entropy expects Sigmoid at the output, but conv_1 ends with ReLU.",
        (SetParameter, ChooseLoss),
    ),
    "a softmax that is needed after what passes on": (
        labelled(four("linear"), "flatten").changed(training=TrainingOptions(loss=Loss.of_kind("listwise_ranking"))),
        "Listwise ranking expects Softmax at the output, but conv_1 ends with Linear.",
        (InsertBefore, ChooseLoss),
    ),
    "another activation before what passes on": (
        in_steps(layer("conv1d", filters=5, activation="relu"), "flatten"),
        "Cross-entropy expects Softmax at the output, but conv_1 ends with ReLU.",
        (SetParameter, ChooseLoss),
    ),
    "one of two joined units without a sigmoid": (
        joined("sigmoid", "relu"),
        "Binary cross-entropy expects Sigmoid at the output, but dense_2 ends with ReLU.",
        (SetParameter, ChooseLoss),
    ),
    "a sigmoid after a sigmoid": (
        labelled(four("sigmoid"), "flatten", "sigmoid"),
        "Sigmoid should be applied once, but conv_1 has applied Sigmoid before sigmoid_1 does it again.",
        (Remove,),
    ),
    "a softmax after a softmax": (
        drawn("input", "flatten", TEN, "softmax", "output"),
        "Softmax should be applied once, but dense_1 has applied Softmax before softmax_1 does it again.",
        (Remove,),
    ),
    "a logarithm of a softmax of a softmax": (
        drawn("input", "flatten", TEN, "dropout", "log_softmax", "output"),
        "Log-softmax should be applied once, but dense_1 has applied Softmax before log_softmax_1 does it again.",
        (Remove,),
    ),
    "a picture for two inputs": (
        two_inputs(layer("input"), layer("input")).changed(data=DataOptions(Source.of_kind("mnist"))),
        "Inputs should differ, but input_1 takes the whole sample, as input does. "
        f"Only flat samples have parts, and this is {IMAGE}.",
        (ReplaceBy, Remove),
    ),
    "a folder of texts that was not opened yet": (
        on("text_files", layer("input", shape=(1,)), ONE, "output"),
        "output should predict classes, but Text files has none yet.",
        (),
    ),
    "the same features for two inputs": (
        two_inputs(layer("input", shape=(5,), first=1), layer("input", shape=(5,), first=1)),
        "Inputs should differ, but input_1 takes the same features as input.",
        (SetParameter, ReplaceBy, Remove),
    ),
    "all features for two inputs": (
        two_inputs(HOUSES, HOUSES),
        "Inputs should differ, but input_1 takes the same features as input.",
        (ReplaceBy, Remove),
    ),
}
every_problem = pytest.mark.parametrize(("design", "message", "fixes"), PROBLEMS.values(), ids=PROBLEMS)


def found(design: Design, message: str) -> Problem:
    problems = check(design).problems
    return next(problem for problem in problems if problem.message == message)


@every_problem
def test_a_problem_is_said_in_words(design, message, fixes):
    assert message in [problem.message for problem in check(design).problems]


@every_problem
def test_a_problem_offers_what_would_help(design, message, fixes):
    assert tuple(type(fix) for fix in found(design, message).fixes) == fixes


@every_problem
def test_every_fix_solves_its_problem(design, message, fixes):
    problem = found(design, message)
    for fix in problem.fixes:
        after = check(fixed(design, problem, fix))
        assert message not in [each.message for each in after.problems], fix.label
        assert fix.label[0].isupper()


@every_problem
def test_taking_first_fixes_again_and_again_comes_to_an_end(design, message, fixes):
    for _ in range(12):
        fixable = [problem for problem in check(design).problems if problem.fixes]
        if not fixable:
            return
        design = fixed(design, fixable[0], fixable[0].fixes[0])
    raise AssertionError(f"still to fix: {fixable}")


@pytest.mark.parametrize(
    "design",
    [
        classifier(),
        classifier("dense", "dropout", "dense"),
        drawn("input", "conv2d", "max_pool2d", "batch_norm", "flatten", TEN, "output"),
        drawn("input", "flatten", layer("dense", units=10, activation="linear"), "output"),
        drawn("input", "flatten", layer("dense", units=10, activation="linear"), "softmax", "output"),
        with_mean_squared_error(drawn("input", "flatten", layer("dense", units=10, activation="sigmoid"), "output")),
        labelled(four("sigmoid"), "flatten"),
        labelled(four("sigmoid"), layer("reshape", shape=(2, 2)), "permute", "sparsity", "flatten"),
        labelled(four("linear"), "sigmoid", "flatten"),
        labelled(four("linear"), "flatten", "dropout", "sigmoid"),
        joined("sigmoid", "sigmoid"),
        drawn(
            "input",
            layer("conv2d", filters=10, kernel_size=28, padding="valid", activation="softmax"),
            "flatten",
            "output",
        ),
    ],
)
def test_a_design_in_order_has_no_problems(design):
    assert check(design).problems == ()


def test_shapes_and_weights_follow_from_the_input():
    design = drawn("input", layer("conv2d", filters=4), "max_pool2d", "flatten", TEN, "output")
    report = check(design)
    shapes = {node.name: report.shapes[node.id] for node in design.nodes.values()}
    assert shapes == {
        "input": Shape(C=1, H=28, W=28),
        "conv_1": Shape(C=4, H=28, W=28),
        "pool_1": Shape(C=4, H=14, W=14),
        "flatten_1": Shape(F=784),
        "dense_1": Shape(F=10),
        "output": Shape(F=10),
    }
    assert report.inputs[identity_of(design, "flatten_1")] == (Shape(C=4, H=14, W=14),)
    assert report.weights[identity_of(design, "conv_1")] == {"weight": (4, 1, 3, 3), "bias": (4,)}
    assert report.parameters == (9 * 4 + 4) + (784 * 10 + 10)


def test_the_usual_network_has_the_number_of_parameters_of_the_textbook():
    assert check(classifier(layer("dense", units=512))).parameters == 784 * 512 + 512 + 512 * 10 + 10 == 407_050


def test_a_dead_end_is_not_counted_and_leaves_the_total_complete():
    design, dead = edits.add_node(classifier(), layer("dense", units=512), (300.0, 88.0))
    report = check(edits.connect(design, identity_of(design, "flatten_1"), dead))
    assert (report.parameters, report.is_complete) == (7850, True)
    assert dead not in report.used


def test_while_nothing_leads_to_an_output_every_layer_is_counted():
    for begun in (drawn("input", "flatten", layer("dense", units=10)), classifier()):
        loose = begun.changed(links=begun.links[:2])
        report = check(loose)
        assert (report.parameters, report.is_complete) == (7850, False)


def test_what_lies_behind_a_problem_is_left_alone():
    report = check(drawn("input", "dense", "relu", "output"))
    assert [problem.node for problem in report.errors] == ["n2"]
    assert report.shapes.keys() == {"n1"}


def test_a_dead_end_warns_but_does_not_keep_from_training():
    design, _ = edits.add_node(classifier(), layer("relu"), (300.0, 88.0))
    design = edits.connect(design, identity_of(design, "input"), identity_of(design, "relu_1"))
    (problem,) = check(design).problems
    assert problem.severity == "warning"
    assert check(design).errors == ()
    assert check(design).of_node(identity_of(design, "relu_1")) == (problem,)


def test_clipped_gradients_are_said_to_mislead_an_optimizer_that_measures_curvature():
    design = classifier("dense")
    clipped = replace(design.training, optimizer=Optimizer.of_kind("lbfgs"), clipping=Clipping.of_kind("norm"))
    (problem,) = check(design.changed(training=clipped)).problems
    assert problem.severity == "warning" and problem.message.startswith("L-BFGS estimates the curvature from gradients")
    assert not check(design.changed(training=replace(clipped, clipping=Clipping.of_kind("none")))).problems
    assert not check(design.changed(training=replace(clipped, optimizer=Optimizer.of_kind("sgd")))).problems


def test_an_optimizer_that_goes_to_the_minimum_is_warned_of_beside_a_loss_that_has_none():
    design = classifier(layer("dense", activation="linear"))
    endless = replace(design.training, optimizer=Optimizer.of_kind("lbfgs"), loss=Loss.of_kind("wasserstein"))
    messages = [problem.message for problem in check(design.changed(training=endless)).problems]
    assert any(
        each.startswith("L-BFGS goes to the minimum of the loss, but the Wasserstein loss has") for each in messages
    )
    finite = replace(endless, loss=Loss.of_kind("mse"))
    assert not any("minimum" in each.message for each in check(design.changed(training=finite)).problems)
    steady = replace(endless, optimizer=Optimizer.of_kind("sgd"))
    assert not any("minimum" in each.message for each in check(design.changed(training=steady)).problems)


def test_the_last_layer_is_the_one_before_the_output():
    design = classifier("dense")
    last = last_layer(design, design.nodes[identity_of(design, "output")])
    assert last
    assert (last.name, final_activation(last)) == ("dense_2", "softmax")
    alone = drawn("output")
    assert last_layer(alone, alone.nodes["n1"]) is None


def test_a_fix_for_a_layer_needs_one():
    with pytest.raises(EditRefused, match="needs a layer"):
        fixed(classifier(), Problem("Something is wrong."), Remove("Remove this layer"))
