"""Turns: who learns what in a step, with which optimizer, how often, and from how many batches."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from nndesigner.catalog.entry import entries
from nndesigner.catalog.limits import Clipping, Constraint
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.regularizers import Regularizer
from nndesigner.catalog.schedules import Schedule
from nndesigner.data.samples import Samples
from nndesigner.design import edits
from nndesigner.design.model import Design
from nndesigner.design.turns import Pattern, Turn
from nndesigner.network.weights import weights_of
from nndesigner.training.events import EpochDone, Started, StepDone
from nndesigner.training.order import Order
from nndesigner.training.run import Run, prepare
from tests.design.drawings import identity_of, layer
from tests.training.designs import losses, of_kind, trainable
from tests.training.test_learning import changed, two_headed

HIDDEN = layer("dense", units=8)
TWO_LAYERS = trainable(HIDDEN, optimizer="sgd", learning_rate=0.1, momentum=0.0, batch_size=50)


def sgd(rate: float = 0.1, **parameters: Any) -> Optimizer:
    return Optimizer.of_kind("sgd", {"learning_rate": rate, "momentum": 0.0, **parameters})


def with_turns(design: Design, *turns: Turn) -> Design:
    return design.changed(training=replace(design.training, turns=turns))


def turn(design: Design, name: str, *layers: str, optimizer: Optimizer | None = None, **options: Any) -> Turn:
    """A turn in which these layers learn; without any, all of them."""
    parts = {each: options.pop(each) for each in ("schedule", "clipping", "constraint") if each in options}
    outputs = tuple(identity_of(design, each) for each in options.pop("outputs", ()))
    pattern = Pattern(learns="chosen" if layers else "all", **options)
    ids = tuple(identity_of(design, each) for each in layers)
    return Turn(name, pattern, ids, outputs, optimizer or sgd(), **parts)


def stepped(design: Design, digits: Samples, steps: int | None = None) -> Run:
    """A run after so many steps, or all of them."""
    run = prepare(Order(design, "cpu"), samples=digits)
    seen = 0
    for event in run.events():
        seen += isinstance(event, StepDone)
        if seen == steps:
            break
    return run


def weights(design: Design, digits: Samples, steps: int | None = None) -> dict[str, np.ndarray]:
    return weights_of(stepped(design, digits, steps).network)


# several batches for one step


@pytest.mark.parametrize("kind", entries("optimizer"))
def test_several_batches_in_a_step_learn_what_one_large_batch_does(digits: Samples, kind: str) -> None:
    design = trainable(layer("dense", units=8, activation="tanh"), optimizer=kind)
    clipping = Clipping.of_kind("none" if kind == "lbfgs" else "norm")
    design = changed(design, precision="double", epochs=1, regularizer=Regularizer.of_kind("l2"), clipping=clipping)
    steps = 3 if kind == "lbfgs" else 7  # which enlarges what rounding does
    large = weights(changed(design, batch_size=140), digits, steps)
    small = weights(changed(design, batch_size=35, batches_per_step=4), digits, steps)
    for name, expected in large.items():
        assert np.allclose(small[name], expected, rtol=1e-6, atol=1e-9), name


def test_the_last_batches_of_an_epoch_make_a_step_of_their_own(digits: Samples) -> None:
    design = changed(TWO_LAYERS, batch_size=35, batches_per_step=4, epochs=1)
    events = list(prepare(Order(design, "cpu"), samples=digits).events())
    (started,) = of_kind(events, Started)
    assert started.steps_per_epoch == 7
    assert [step.samples for step in of_kind(events, StepDone)] == [140] * 6 + [60]
    (epoch,) = of_kind(events, EpochDone)
    shares = np.array([140] * 6 + [60]) / 900
    assert epoch.train["loss"] == pytest.approx(float((shares * losses(events)).sum()), rel=1e-5)


def test_every_batch_of_a_step_has_masks_of_its_own(digits: Samples) -> None:
    from_one = trainable(layer("dropout", rate=0.5), HIDDEN, optimizer="sgd", batch_size=50)
    run = prepare(Order(changed(from_one, batches_per_step=2), "cpu"), samples=digits)
    dropout = next(iter(run.network.dropouts().values()))
    masks: list[torch.Tensor] = []
    dropout.register_forward_hook(lambda _, given, result: masks.append(result[0].ne(0) | given[0][0].eq(0)))
    next(event for event in run.events() if isinstance(event, StepDone))
    seen = masks[-2:]
    assert len(masks) == 2 and not torch.equal(*seen)


# several turns


def test_one_turn_in_which_everything_learns_is_what_a_training_without_turns_does(digits: Samples) -> None:
    plain = stepped(TWO_LAYERS, digits)
    same = stepped(with_turns(TWO_LAYERS, turn(TWO_LAYERS, "all")), digits)
    for name, expected in weights_of(plain.network).items():
        assert np.array_equal(weights_of(same.network)[name], expected), name


def test_only_the_layers_of_a_turn_learn_in_it_and_have_gradients(digits: Samples) -> None:
    design = with_turns(TWO_LAYERS, turn(TWO_LAYERS, "head", "dense_2"))
    run = stepped(design, digits, 1)
    before = weights_of(prepare(Order(design, "cpu"), samples=digits).network)
    changed_layers = {
        name.split(".")[0] for name, values in weights_of(run.network).items() if (values != before[name]).any()
    }
    assert changed_layers == {identity_of(design, "dense_2")}
    (first,) = run.network.parameters_of_nodes()[identity_of(design, "dense_1")][:1]
    assert first.grad is None and first.requires_grad


def test_turns_learn_one_after_the_other_with_their_own_optimizers(digits: Samples) -> None:
    design = with_turns(
        TWO_LAYERS,
        turn(TWO_LAYERS, "body", "dense_1", optimizer=sgd(0.1)),
        turn(TWO_LAYERS, "head", "dense_2", optimizer=Optimizer.of_kind("adam")),
    )
    run = stepped(design, digits, 1)
    assert run._training
    body, head = run._training.stepping.turns
    assert [type(each).__name__ for each in (*body.optimizers, *head.optimizers)] == ["SGD", "Adam"]
    alone = weights(with_turns(TWO_LAYERS, turn(TWO_LAYERS, "body", "dense_1")), digits, 1)
    first = f"{identity_of(design, 'dense_1')}.weight"
    assert np.array_equal(weights_of(run.network)[first], alone[first])


def test_curves_gradients_and_learning_rates_of_every_turn_are_read(digits: Samples) -> None:
    design = with_turns(
        TWO_LAYERS,
        turn(TWO_LAYERS, "body", "dense_1", optimizer=sgd(0.2)),
        turn(TWO_LAYERS, "head", "dense_2", optimizer=sgd(0.1), every=3),
    )
    events = list(prepare(Order(design, "cpu"), samples=digits).events())
    steps = of_kind(events, StepDone)
    nodes = {name: identity_of(design, name) for name in ("dense_1", "dense_2")}
    for step in steps[:6]:
        is_turn_of_head = step.step % 3 == 0
        assert step.readings["loss"].of_outputs.keys() == {"body", "head"} if is_turn_of_head else {"body"}
        assert step.readings["loss"].value == step.readings["loss"].of_outputs["body"]
        wanted = {nodes["dense_1"], nodes["dense_2"]} if is_turn_of_head else {nodes["dense_1"]}
        assert step.readings["gradient_norms"].of_nodes.keys() == wanted
        assert all(norm > 0 for norm in step.readings["gradient_norms"].of_nodes.values())
    assert steps[2].readings["learning_rate"].of_outputs == {"body": 0.2, "head": 0.1}
    for epoch in of_kind(events, EpochDone):
        names = {"loss", "loss/body", "loss/head", "accuracy", "accuracy/body"}
        assert names <= epoch.train.keys() and names <= epoch.validation.keys()


def test_a_turn_changes_its_weights_only_every_so_many_steps(digits: Samples) -> None:
    design = with_turns(TWO_LAYERS, turn(TWO_LAYERS, "body", "dense_1"), turn(TWO_LAYERS, "head", "dense_2", every=4))
    head = f"{identity_of(design, 'dense_2')}.weight"
    begin, three, four = (weights(design, digits, number)[head] for number in (1, 3, 4))
    assert np.array_equal(begin, three) and not np.array_equal(three, four)


def test_a_turn_learns_from_several_batches_while_another_learns_from_each(digits: Samples) -> None:
    design = with_turns(TWO_LAYERS, turn(TWO_LAYERS, "body", "dense_1"), turn(TWO_LAYERS, "head", "dense_2", batches=3))
    events = list(prepare(Order(design, "cpu"), samples=digits).events())
    assert [step.samples for step in of_kind(events, StepDone)][:6] == [150] * 6
    alone = with_turns(TWO_LAYERS, turn(TWO_LAYERS, "body", "dense_1"))
    body = f"{identity_of(design, 'dense_1')}.weight"
    assert np.array_equal(weights(design, digits, 1)[body], weights(alone, digits, 3)[body])


def test_every_turn_has_its_own_schedule_clipping_and_weight_limit(digits: Samples) -> None:
    limit = Constraint.of_kind("max_norm", {"limit": 0.1})
    design = with_turns(
        TWO_LAYERS,
        turn(TWO_LAYERS, "body", "dense_1", schedule=Schedule.of_kind("exponential", {"multiplier": 0.5})),
        turn(TWO_LAYERS, "head", "dense_2", constraint=limit, clipping=Clipping.of_kind("norm", {"limit": 1e-9})),
    )
    run = prepare(Order(design, "cpu"), samples=digits)
    last = of_kind(run.events(), StepDone)[-1]
    rates = last.readings["learning_rate"].of_outputs
    assert rates["body"] < 0.1 and rates["head"] == 0.1
    after = weights_of(run.network)
    norms = np.linalg.norm(after[f"{identity_of(design, 'dense_2')}.weight"], axis=1)
    assert (norms <= 0.1001).all()
    assert (np.linalg.norm(after[f"{identity_of(design, 'dense_1')}.weight"], axis=1) > 0.1).all()


def test_a_turn_makes_the_losses_of_its_outputs_small(digits: Samples) -> None:
    design = changed(two_headed(), batch_size=50, epochs=1)
    design = with_turns(
        design,
        turn(design, "classes", "dense_2", outputs=("output",)),
        turn(design, "pictures", "decoder", outputs=("picture",)),
    )
    events = list(prepare(Order(design, "cpu"), samples=digits).events())
    (epoch,) = of_kind(events, EpochDone)
    assert epoch.validation["loss/pictures"] == pytest.approx(0.5 * 0.69, rel=0.2)
    assert 1.5 < epoch.validation["loss/classes"] < 2.5
    assert {"mse/picture", "precision/output"} <= epoch.validation.keys()


@pytest.mark.parametrize("kind", entries("optimizer"))
def test_every_optimizer_takes_turns(digits: Samples, kind: str) -> None:
    rate = {"adadelta": 1.0, "lbfgs": 0.1, "sgd": 0.05}.get(kind, 0.01)
    optimizer = Optimizer.of_kind(kind, {"learning_rate": rate})
    design = with_turns(
        changed(trainable(layer("dense", units=16), epochs=5 if kind == "lbfgs" else 3), full_batch=kind == "lbfgs"),
        *(turn(TWO_LAYERS, name, name, optimizer=optimizer) for name in ("dense_1", "dense_2")),
    )
    seen = losses(prepare(Order(design, "cpu"), samples=digits).events())
    assert seen[-1] < 0.7 * seen[0]


# outputs with optimizers of their own


def test_outputs_have_optimizers_with_their_own_numbers(digits: Samples) -> None:
    design = two_headed()
    picture = identity_of(design, "picture")
    own = {"kind": "sgd", "learning_rate": 0.25, "momentum": 0.5, "nesterov": True}
    design = edits.set_parameters(design, [picture], optimizer=own)
    run = stepped(changed(design, optimizer=sgd(0.125)), digits, 1)
    assert run._training
    shared, alone = run._training.stepping.turns[0].optimizers
    numbers = [(each.param_groups[0]["lr"], each.param_groups[0]["momentum"]) for each in (shared, alone)]
    assert numbers == [(0.125, 0.0), (0.25, 0.5)] and alone.param_groups[0]["nesterov"]
