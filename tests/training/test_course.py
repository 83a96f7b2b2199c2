"""The numbers that the course gives, computed by the engine that trains everything else."""

import math

import pytest
import torch

from nndesigner.catalog.initializers import Given
from nndesigner.catalog.losses.classification import CrossEntropy
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.catalog.sources.source import Source
from nndesigner.data.batches import shuffled
from nndesigner.data.loading import load
from nndesigner.design.check import check
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, Settings, Split, TrainingOptions
from nndesigner.network.builder import build
from nndesigner.training.events import EpochDone, StepDone
from nndesigner.training.order import Order
from nndesigner.training.run import Run, prepare
from tests.design.drawings import classifier, drawn, identity_of, layer
from tests.training.designs import of_kind

NO_SPLIT = Split(validation_fraction=0.0)


def given(weights: tuple[float, ...], biases: tuple[float, ...]) -> dict[str, object]:
    return Given(weights=weights, biases=biases).to_plain()


def worked_example(bias_of_6: float = 0.3) -> Design:
    """Inputs 1 to 4, hidden units 5 and 6, output 7, with the weights of the course.

    The course prints θ6 = 0.1, with which unit 6 would give 0.731. All of its other numbers, O6 = 0.769 among them,
    follow from θ6 = 0.3.
    """
    hidden = given((0.3, -0.2, 0.2, 0.1, 0.1, 0.4, -0.3, 0.4), (0.2, bias_of_6))
    output = given((-0.3, 0.2), (-0.3,))
    design = drawn(
        layer("input", shape=(4,)),
        layer("dense", units=2, activation="sigmoid", initializer=hidden),
        layer("dense", units=1, activation="sigmoid", initializer=output),
        "output",
    )
    return design.changed(
        training=TrainingOptions(
            loss=Loss.of_kind("half_squared_error"),
            optimizer=SGD(learning_rate=0.8, momentum=0.0),
            settings=Settings(batch_size=1, epochs=2, precision="double"),
        ),
        data=DataOptions(Source.of_kind("worked_example"), NO_SPLIT),
    )


def answers(run: Run) -> dict[str, list[float]]:
    """What every unit gives for the first sample, by the name of its layer."""
    samples = torch.from_numpy(load(run.design.data.source).inputs[:1]).double()
    traced = {run.network.names[node]: value for node, value in run.network.trace(samples)}
    return {name: value[0].tolist() for name, value in traced.items()}


def weights(run: Run, name: str) -> tuple[list[float], list[float]]:
    part = run.network.parts[identity_of(run.design, name)]
    return part.weight.flatten().tolist(), part.bias.tolist()


def to_three_decimals(*numbers: float) -> object:
    return pytest.approx(numbers, abs=5.01e-4)


def test_the_worked_example_goes_forward_as_in_the_course() -> None:
    design = worked_example()
    assert check(design).problems == ()
    units = answers(prepare(Order(design, "cpu")))
    assert (*units["dense_1"], *units["dense_2"]) == to_three_decimals(0.599, 0.769, 0.419)
    assert answers(prepare(Order(worked_example(bias_of_6=0.1), "cpu")))["dense_1"][1] == pytest.approx(0.731, abs=5e-4)


def test_the_worked_example_goes_backward_and_steps_as_in_the_course() -> None:
    run = prepare(Order(worked_example(), "cpu"))
    events = run.events()
    first = next(event for event in events if isinstance(event, StepDone))
    assert math.sqrt(2 * first.readings["loss"].value) == pytest.approx(0.581, abs=5e-4)
    # with L = (t − o)² / 2, the gradient of a bias is −δ of its unit
    deltas = [-part.bias.grad for part in (run.network.parts["n2"], run.network.parts["n3"])]
    assert (*deltas[1].tolist(), deltas[0][1].item()) == to_three_decimals(0.141, 0.005)
    # the course goes on with rounded numbers and finds −0.0101 where −0.01019 is exact
    assert deltas[0][0].item() == pytest.approx(-0.0101, abs=1.01e-4)
    into_hidden = (0.292, -0.208, 0.2, 0.092, 0.104, 0.404, -0.3, 0.404)
    found, biases = weights(run, "dense_1")
    assert (*found, *biases) == to_three_decimals(*into_hidden, 0.192, 0.304)
    found, biases = weights(run, "dense_2")
    assert (*found, *biases) == to_three_decimals(-0.232, 0.287, -0.187)


def test_after_one_step_the_worked_example_is_nearer_to_its_target() -> None:
    run = prepare(Order(worked_example(), "cpu"))
    next(event for event in run.events() if isinstance(event, StepDone))
    (answer,) = answers(run)["dense_2"]
    assert (answer, 1 - answer) == to_three_decimals(0.474, 0.526)


def perceptron(gate: str, *, bipolar: bool = False, start: dict[str, object] | None = None, epochs: int = 50) -> Design:
    step = layer("bipolar_step", threshold=0.2) if bipolar else layer("step")
    dense = layer("dense", units=1, activation="linear", initializer=start or {"kind": "zeros"})
    design = drawn(layer("input", shape=(2,)), dense, step, "output")
    return design.changed(
        training=TrainingOptions(
            loss=Loss.of_kind("perceptron"),
            optimizer=SGD(learning_rate=0.5, momentum=0.0),
            settings=Settings(batch_size=1, epochs=epochs),
        ),
        data=DataOptions(Source.of_kind("gates", {"gate": gate, "bipolar": bipolar}), NO_SPLIT),
    )


def accuracies(design: Design) -> list[float]:
    """The part of the four rows that is right after every epoch."""
    run, found = prepare(Order(design, "cpu")), []
    samples = load(design.data.source)
    inputs, targets = torch.from_numpy(samples.inputs), torch.from_numpy(samples.targets)
    for _ in of_kind(run.events(), EpochDone):
        with torch.no_grad():
            found.append((run.network(inputs) == targets).float().mean().item())
    return found


@pytest.mark.parametrize("bipolar", [False, True], ids=["0 and 1", "−1 and 1"])
@pytest.mark.parametrize("gate", ["and", "or", "nand"])
def test_a_perceptron_learns_what_a_line_can_separate_and_then_rests(gate: str, bipolar: bool) -> None:
    design = perceptron(gate, bipolar=bipolar)
    assert check(design).problems == ()
    found = accuracies(design)
    assert 1.0 in found
    rested = found.index(1.0)
    assert set(found[rested + 1 :]) == {1.0}


@pytest.mark.parametrize("bipolar", [False, True], ids=["0 and 1", "−1 and 1"])
def test_a_perceptron_never_learns_xor(bipolar: bool) -> None:
    assert max(accuracies(perceptron("xor", bipolar=bipolar, epochs=200))) < 1.0


def test_the_weights_of_the_course_compute_and() -> None:
    design = perceptron("and", start=given((0.5, 0.5), (-0.7,)))
    samples = load(design.data.source)
    with torch.no_grad():
        answered = build(design)(torch.from_numpy(samples.inputs))
    assert answered.flatten().tolist() == samples.targets.flatten().tolist() == [0.0, 0.0, 0.0, 1.0]


def test_a_step_of_the_perceptron_is_the_perceptron_rule() -> None:
    design = perceptron("and", start=given((0.3, -0.2), (0.1,)))
    run = prepare(Order(design, "cpu"))
    events = run.events()
    before = [each.clone() for each in run.network.parameters()]
    for _ in range(4):
        event = next(event for event in events if isinstance(event, StepDone))
        assert event.samples == 1
    after = [each.clone() for each in run.network.parameters()]
    # the order of the rows is the batches'; the rule is followed by hand on the same order
    order = shuffled(4, design.training.seed, epoch=1)
    weight, bias = before[0].flatten().clone(), before[1].clone()
    samples = load(design.data.source)
    for row in order:
        x, y = torch.from_numpy(samples.inputs)[row], torch.from_numpy(samples.targets)[row]
        answer = ((weight * x).sum() + bias >= 0).float()
        weight += 0.5 * (y - answer) * x
        bias += 0.5 * (y - answer)
    assert torch.allclose(after[0].flatten(), weight) and torch.allclose(after[1], bias)


def test_several_outputs_learn_their_gates_side_by_side() -> None:
    design = perceptron("and")
    several = design.changed(data=DataOptions(Source.of_kind("gates", {"several": True}), NO_SPLIT))
    (problem,) = check(several).errors
    assert "6" in problem.message


def test_a_mean_squared_error_cannot_see_through_a_step_and_says_so() -> None:
    design = perceptron("and").changed(training=TrainingOptions(loss=Loss.of_kind("mse")))
    assert any("no slope" in problem.message for problem in check(design).problems)


def test_an_untrained_network_is_as_surprised_as_ten_classes_are() -> None:
    design = classifier(layer("dense", units=32))
    run = prepare(Order(design.changed(training=TrainingOptions(loss=CrossEntropy())), "cpu"))
    first = next(event for event in run.events() if isinstance(event, StepDone))
    assert first.readings["loss"].value == pytest.approx(math.log(10), abs=0.1)


def test_a_dropout_of_a_fifth_scales_what_it_keeps_by_one_and_a_quarter() -> None:
    network = build(classifier(layer("dropout", rate=0.2))).train()
    (dropout,) = network.dropouts().values()
    assert dropout(torch.ones(100, 784)).unique().tolist() == [0.0, 1.25]
