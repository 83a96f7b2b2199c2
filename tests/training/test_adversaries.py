"""A generator and a discriminator that learn against each other."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from nndesigner.answers.inference import Inference
from nndesigner.catalog.layers.layer import Layer
from nndesigner.data.samples import Samples
from nndesigner.design import edits
from nndesigner.design.check import check
from nndesigner.design.goals import goals
from nndesigner.design.learners import discriminator, generator
from nndesigner.design.model import Design
from nndesigner.design.options import Settings, TrainingOptions
from nndesigner.design.turn_edits import add_adversaries, set_in_turn
from nndesigner.network.builder import build
from nndesigner.network.generating import Mix
from nndesigner.network.weights import weights_of
from nndesigner.training.events import EpochDone, Finished, StepDone
from nndesigner.training.order import Order
from nndesigner.training.readings import Generated
from nndesigner.training.run import prepare
from tests.design.drawings import drawn, identity_of, layer
from tests.training.adversaries import gan
from tests.training.designs import of_kind
from tests.training.resuming import Ordered, assert_resumes

POINTS = torch.rand(6, 2, generator=torch.Generator().manual_seed(0))


def test_a_gan_has_no_problems() -> None:
    for loss in ("binary_cross_entropy", "wasserstein", "mse", "hinge"):
        assert check(gan(loss)).problems == (), loss


def test_real_samples_come_first_and_as_many_generated_ones_follow() -> None:
    network = build(gan()).eval()
    with torch.no_grad():
        both = network(POINTS)
        assert both.shape == (12, 1)
        with network.mixing(Mix.REAL):
            assert torch.equal(network(POINTS), both[:6])
        with network.mixing(Mix.GENERATED):
            assert torch.allclose(network(POINTS), both[6:])
        assert torch.equal(network(POINTS), both)
        assert network.generate(POINTS).shape == (6, 2)


def test_noise_is_drawn_anew_in_every_step_and_turn_and_alike_outside_training() -> None:
    network = build(gan())
    with torch.no_grad():
        seen = []
        for network.clock.step, network.clock.draw in ((1, 0), (1, 1), (2, 0)):
            seen.append(network.train().generate(POINTS))
        assert not any(torch.equal(one, other) for one, other in zip(seen, [*seen[1:], seen[0]], strict=True))
        network.clock.draw = 0
        first = network.eval().generate(POINTS)
        network.clock.step = 7
        assert torch.equal(network.generate(POINTS), first)


def test_one_turn_tells_apart_and_the_other_makes_generated_samples_pass_as_real() -> None:
    design = gan()
    network = build(design)
    run = prepare(Order(design, "cpu"))
    begin = weights_of(network)
    step = next(event for event in run.events() if isinstance(event, StepDone))
    network.load_state_dict({name: torch.from_numpy(values) for name, values in begin.items()})
    assert run._training
    samples, _ = next(iter(run._training.batches.epoch(1)))
    network.clock.step = 1
    with torch.no_grad():
        scores = network.train().scores(samples)
    wanted = torch.cat([torch.ones(50, 1), torch.zeros(50, 1)])
    expected = torch.nn.functional.binary_cross_entropy_with_logits(scores, wanted)
    assert step.readings["loss"].of_outputs["discriminator"] == pytest.approx(expected.item(), rel=1e-5)
    assert step.readings["loss"].of_outputs["generator"] == pytest.approx(math.log(2), rel=0.5)
    norms = step.readings["gradient_norms"].of_nodes
    assert {run.network.names[node] for node, norm in norms.items() if norm > 0} == {
        *("making", "made", "judging", "telling")
    }


def test_each_turn_changes_its_own_side_only() -> None:
    design = set_in_turn(gan(), "generator", every=2)
    begin = weights_of(build(design))
    run = prepare(Order(design, "cpu"))
    events = run.events()
    for expected in ({"judging", "telling"}, {"judging", "telling", "making", "made"}):
        next(event for event in events if isinstance(event, StepDone))
        after = weights_of(run.network)
        moved = {run.network.names[name.split(".")[0]] for name in begin if (after[name] != begin[name]).any()}
        assert moved == expected


def test_what_is_measured_says_real_and_generated_and_nothing_of_the_clouds() -> None:
    design = gan()
    assert [goal.target.names for goal in goals(design)] == [("generated", "real")]
    events = list(prepare(Order(design, "cpu")).events())
    (end,) = of_kind(events, Finished)
    wanted = {"loss", "loss/discriminator", "loss/generator", "accuracy", "precision", "recall", "accuracy/generator"}
    assert wanted <= end.test.keys()
    assert end.confusion is not None and end.confusion.shape == (2, 2)
    real, generated = end.confusion[1].sum(), end.confusion[0].sum()
    assert real == generated > 0
    last = of_kind(events, EpochDone)[-1]
    assert {"loss", "loss/discriminator", "loss/generator"} <= last.train.keys() & last.validation.keys()


def test_the_scores_of_a_critic_are_neither_right_nor_wrong() -> None:
    events = list(prepare(Order(gan("wasserstein"), "cpu")).events())
    (end,) = of_kind(events, Finished)
    assert end.test.keys() == {"loss", "loss/critic", "loss/generator"} and end.confusion is None
    assert not any("accuracy" in step.readings for step in of_kind(events, StepDone))


def test_a_critic_has_limited_weights_and_learns_more_often_than_its_generator() -> None:
    design = gan("wasserstein")
    critic, generator = design.training.turns
    assert (critic.pattern.every, generator.pattern.every) == (1, 5)
    run = prepare(Order(design, "cpu"))
    steps = of_kind(run.events(), StepDone)
    assert [step.readings["loss"].of_outputs.keys() for step in steps[:5]] == [{"critic"}] * 4 + [
        {"critic", "generator"}
    ]
    weights = weights_of(run.network)
    limit = np.float32(0.01)
    for name in ("judging", "telling"):
        assert np.abs(weights[f"{identity_of(design, name)}.weight"]).max() <= limit
    assert np.abs(weights[f"{identity_of(design, 'making')}.weight"]).max() > limit


def test_the_same_seed_gives_the_same_gan() -> None:
    first, second = (prepare(Order(gan(), "cpu")) for _ in range(2))
    for run in (first, second):
        of_kind(run.events(), Finished)
    for name, values in weights_of(first.network).items():
        assert np.array_equal(values, weights_of(second.network)[name])


def test_a_trained_gan_says_of_given_samples_how_real_they_look() -> None:
    design = gan()
    (end,) = of_kind(prepare(Order(design, "cpu")).events(), Finished)
    assert end.learned
    (answers,) = Inference(end.learned).predict(POINTS.numpy())
    assert answers.values.shape == (6, 2) and answers.are_probabilities
    errors = answers.errors(POINTS.numpy(), np.full(6, 5))
    assert np.array_equal(errors, answers.judged.argmax(-1) != 1)


def looked_at(design: Design, steps: int) -> list[Generated]:
    run = prepare(Order(design, "cpu"))
    run.wanted = frozenset({"generated"})
    found = []
    for event in run.events():
        if isinstance(event, StepDone):
            found += [event.readings["generated"]] if "generated" in event.readings else []
            if event.step == steps:
                break
    return found


def test_generated_samples_are_read_while_somebody_wants_them() -> None:
    first, second = looked_at(gan(), 20)
    for each in (first, second):
        assert each.made.shape == (512, 2) and each.real.shape[1:] == (2,)
    assert not np.array_equal(first.made, second.made)
    assert np.abs(first.made - second.made).max() < 1, "of the same noise"
    quiet = prepare(Order(gan(), "cpu"))
    assert not any("generated" in event.readings for event in quiet.events() if isinstance(event, StepDone))


def test_looking_at_generated_samples_changes_nothing_in_what_is_learned() -> None:
    looked, plain = (prepare(Order(gan(), "cpu")) for _ in range(2))
    looked.wanted = frozenset({"generated"})
    for run in (looked, plain):
        of_kind(run.events(), Finished)
    for name, values in weights_of(plain.network).items():
        assert np.array_equal(values, weights_of(looked.network)[name])


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "wasserstein"])
def test_a_gan_is_resumed_bit_for_bit_wherever_it_was_stopped(tmp_path: Path, loss: str) -> None:
    ordered = Ordered(Order(gan(loss, points=250, epochs=2), "cpu"), None)
    assert_resumes(ordered, tmp_path / "state")


def test_several_batches_a_step_and_turns_are_resumed_bit_for_bit(tmp_path: Path) -> None:
    design = set_in_turn(gan(points=300, epochs=2), "generator", batches=3, every=2)
    assert_resumes(Ordered(Order(design, "cpu"), None), tmp_path / "state")


def meeting_after(*before: Layer, precision: str = "single") -> Design:
    """A generator that makes what the last of some layers gives, beside which it meets that of real samples."""
    design = drawn("input", "flatten", *before)
    real = design.order[-1]
    features = check(design).shapes[real].F
    design, noise = edits.add_node(design, layer("noise"), (336.0, 0.0))
    design, made = edits.append_node(design, layer("dense", units=features), noise)
    design, joined = edits.add_node(design, layer("real_or_generated"), (0.0, 900.0))
    design = edits.connect(edits.connect(design, real, joined, 0), made, joined, 1)
    design, told = edits.append_node(design, layer("dense", units=1, activation="sigmoid"), joined)
    design, _ = edits.append_node(design, layer("output", loss="binary_cross_entropy"), told)
    chosen = TrainingOptions(settings=Settings(batch_size=20, epochs=1, precision=precision))
    return add_adversaries(design.changed(training=chosen))


@pytest.mark.parametrize("units", [0, 6])
def test_generated_samples_are_shown_where_they_are_samples(units: int, digits: Samples) -> None:
    design = meeting_after(*(layer("dense", units=units) for _ in range(bool(units))))
    run = Ordered(Order(design, "cpu"), digits.first(44, test=10)).run()
    first = next(event for event in run.events() if isinstance(event, StepDone))
    shown = first.readings.get("generated")
    if units:
        assert shown is None
    else:
        assert isinstance(shown, Generated) and shown.made.shape[1:] == (1, 28, 28)


def test_noise_beside_symbols_has_the_precision_of_the_network() -> None:
    network = build(gan()).double()
    with torch.no_grad():
        assert network.generate(torch.zeros(3, 2, dtype=torch.long)).dtype == torch.float64


def test_layers_come_in_the_order_of_the_network_in_every_process() -> None:
    run = Ordered(Order(gan(), "cpu"), None).run()
    first = next(event for event in run.events() if isinstance(event, StepDone))
    found, layers = list(first.readings["update_ratio"].of_nodes), list(run.network.weights_of_nodes())
    of_turns = [discriminator(run.design), generator(run.design)]
    assert found == [node for nodes in of_turns for node in layers if node in nodes]
