"""A whole training: the order of events, what is learned, what follows from the seed, and what breaks it."""

import copy
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.data.preparing.prepared import prepare as prepare_samples
from nndesigner.data.samples import Samples
from nndesigner.design import edits
from nndesigner.design.model import Design
from nndesigner.network.devices import DeviceUnavailable
from nndesigner.network.memory import NotEnoughMemory
from nndesigner.network.weights import WeightsDoNotFit, weights_of
from nndesigner.project.learned import Learned
from nndesigner.training.beginning import NoTrainedWeights
from nndesigner.training.diagnosis import LossNotFinite, is_out_of_memory, out_of_memory
from nndesigner.training.events import Continued, EpochDone, Finished, Preparing, Started, StepDone
from nndesigner.training.material import UnusableSamples
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.design.drawings import drawn, identity_of, layer
from tests.training.designs import losses, of_kind, trainable


def test_events_come_in_order(digits: Samples) -> None:
    events = list(prepare(Order(trainable(), "cpu"), samples=digits).events())
    kinds = [type(event) for event in events]
    steps = [StepDone] * 9
    assert kinds == [Preparing, Preparing, Started, *steps, EpochDone, *steps, EpochDone, Finished]
    assert [step.step for step in of_kind(events, StepDone)] == list(range(1, 19))
    (started,) = of_kind(events, Started)
    assert started.device.startswith("CPU")
    assert (started.epochs, started.steps_per_epoch, started.batch_size) == (2, 9, 100)
    assert (started.training_samples, started.validation_samples) == (900, 100)
    assert started.parameters == 785 * 16 + 17 * 10


def test_it_learns(digits: Samples) -> None:
    events = list(
        prepare(Order(trainable(layer("dense", units=64), epochs=15, batch_size=50), "cpu"), samples=digits).events()
    )
    (finished,) = of_kind(events, Finished)
    assert losses(events)[0] == pytest.approx(math.log(10), abs=0.3)
    assert finished.train["accuracy"] > 0.95
    assert finished.validation["accuracy"] > 0.8
    assert finished.test["accuracy"] > 0.8
    assert (finished.reason, finished.epochs, finished.step) == ("finished", 15, 270)


def test_a_step_is_the_step_of_the_textbook(digits: Samples) -> None:
    design = trainable(layer("dense", units=16), optimizer="sgd", learning_rate=0.1, validation=0.0, batch_size=1000)
    run = prepare(Order(design, "cpu"), samples=digits)
    first, second = copy.deepcopy(run.network).children()
    inputs, targets = torch.from_numpy(digits.inputs).flatten(1), torch.from_numpy(digits.targets)
    loss = torch.nn.functional.cross_entropy(second(torch.relu(first(inputs))), targets)
    loss.backward()
    events = run.events()
    step = next(event for event in events if isinstance(event, StepDone))
    assert step.samples == 1000
    assert step.readings["loss"].value == pytest.approx(loss.item(), rel=1e-5)
    learned = run.network.parts[identity_of(design, "dense_1")]
    assert torch.allclose(learned.weight, first.weight - 0.1 * first.weight.grad, atol=1e-6)
    assert torch.allclose(learned.bias, first.bias - 0.1 * first.bias.grad, atol=1e-6)


def test_means_of_an_epoch_are_those_of_its_steps(digits: Samples) -> None:
    events = list(prepare(Order(trainable(epochs=1), "cpu"), samples=digits).events())
    steps, (epoch,) = of_kind(events, StepDone), of_kind(events, EpochDone)
    for metric in ("loss", "accuracy"):
        assert epoch.train[metric] == pytest.approx(np.mean([step.readings[metric].value for step in steps]), rel=1e-5)
    assert 0 < epoch.monitoring < 1
    assert epoch.seconds > 0


def test_the_same_seed_gives_the_same_losses_bit_for_bit(digits: Samples) -> None:
    runs = [prepare(Order(trainable(seed=seed), "cpu"), samples=digits) for seed in (1, 1, 2)]
    first, second, other = (losses(run.events()) for run in runs)
    assert first == second
    assert first != other


def test_training_does_not_disturb_the_global_generator(digits: Samples) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    list(prepare(Order(trainable(epochs=1), "cpu"), samples=digits).events())
    assert torch.equal(torch.get_rng_state(), before)


def test_drawing_random_numbers_elsewhere_changes_nothing(digits: Samples) -> None:
    expected = losses(prepare(Order(trainable(epochs=1), "cpu"), samples=digits).events())
    found = []
    for event in prepare(Order(trainable(epochs=1), "cpu"), samples=digits).events():
        torch.rand(3)
        found.append(event)
    assert losses(found) == expected


def test_walking_away_stops_and_still_tells_how_far_it_came(digits: Samples) -> None:
    run = prepare(Order(trainable(epochs=50), "cpu"), samples=digits)
    events = run.events()
    while not isinstance(event := next(events), StepDone) or event.step < 12:
        pass
    events.close()
    finished = run.finish("stopped")
    assert (finished.reason, finished.epochs, finished.step, finished.test) == ("stopped", 1, 12, {})
    assert {"loss", "accuracy"} == set(finished.train)
    assert {"loss", "accuracy", "precision", "recall", "f1"} == set(finished.validation)
    kept = finished.learned.weights
    assert all(np.array_equal(values, weights_of(run.network)[name]) for name, values in kept.items())


def test_stopped_before_the_first_step_nothing_was_learned(digits: Samples) -> None:
    run = prepare(Order(trainable(), "cpu"), samples=digits)
    events = run.events()
    while not isinstance(next(events), Started):
        pass
    events.close()
    assert run.finish("stopped").learned is None


def test_validation_that_is_no_number_is_a_failure_and_the_epoch_before_is_kept(digits: Samples) -> None:
    run = prepare(Order(trainable(layer("dense", units=16), "batch_norm", epochs=5), "cpu"), samples=digits)
    events = run.events()
    epoch = next(event for event in events if isinstance(event, EpochDone))
    norm = identity_of(run.design, "norm_1")
    # running averages are used to validate and not to learn: nothing but the validation breaks
    run.network.parts[norm].running_mean.fill_(math.nan)
    run.network.parts[norm].momentum = 0.0
    with pytest.raises(LossNotFinite) as caught:
        list(events)
    words = "validation is not a finite number after epoch 2: norm_1 is the first layer whose values are not"
    assert words in str(caught.value) and "weights of the last good epoch are kept" in str(caught.value)
    assert run.learned is epoch.learned
    assert run.finish("stopped").learned is epoch.learned


def test_a_cost_that_is_no_number_is_a_failure_before_it_spoils_the_weights(digits: Samples) -> None:
    """The square of the means overflows in what sampling adds to the cost, while the loss is still a number."""
    drawing = drawn("input", "flatten", layer("dense", units=4), "sampling", layer("dense", units=10), "output")
    first, sampling = (identity_of(drawing, name) for name in ("dense_1", "sample_1"))
    drawing = edits.set_parameters(edits.connect(drawing, first, sampling), [first], activation="linear")
    drawing = edits.set_parameters(drawing, [identity_of(drawing, "dense_2")], activation="softmax")
    run = prepare(Order(trainable().changed(nodes=drawing.nodes, links=drawing.links), "cpu"), samples=digits)
    with torch.no_grad():
        run.network.parts[first].bias.fill_(1e20)
    events = run.events()
    step = next(event for event in events if isinstance(event, StepDone))
    assert math.isfinite(step.readings["loss"].value) and step.readings["cost"].value == math.inf
    assert all(np.isfinite(values).all() for values in weights_of(run.network).values())
    with pytest.raises(LossNotFinite, match="at step 1"):
        next(events)
    assert run.finish("stopped").learned is None


def test_samples_to_validate_with_that_are_no_numbers_are_named(digits: Samples) -> None:
    inputs = digits.inputs.copy()
    design = trainable()
    aside = prepare_samples(digits, design.data, design.training.seed).parts.aside
    inputs[aside[3]] = np.nan
    with pytest.raises(
        LossNotFinite, match="after epoch 1: the samples set aside to validate with hold values"
    ) as caught:
        list(prepare(Order(design, "cpu"), samples=replace(digits, inputs=inputs)).events())
    assert "kept" not in str(caught.value)


def test_a_run_that_begins_with_trained_weights_reports_which(digits: Samples) -> None:
    design = trainable(layer("dense", units=16))
    wider = beginning_with_trained(edits.set_parameters(design, [identity_of(design, "dense_1")], units=20))
    learned = Learned(design, weights_of(prepare(Order(design, "cpu")).network))
    with pytest.raises(WeightsDoNotFit):
        prepare(Order(wider, "cpu", learned))
    deeper = trainable(layer("dense", units=16), layer("dense", units=16))
    learned = Learned(deeper, weights_of(prepare(Order(deeper, "cpu")).network))
    changed = beginning_with_trained(edits.set_parameters(deeper, [identity_of(deeper, "dense_2")], units=20))
    (continued,) = of_kind(prepare(Order(changed, "cpu", learned), digits).events(), Continued)
    assert continued.taken == ("dense_1",) and list(continued.fresh) == ["dense_2", "dense_3"]
    assert continued.in_words() == (
        "Continuing with the trained weights of 1 layer. Beginning anew: "
        "dense_2 (its weight was 16 × 16 and is 20 × 16 now), dense_3 (its weight was 10 × 16 and is 10 × 20 now)."
    )


def test_a_run_that_never_began_can_be_finished(digits: Samples) -> None:
    finished = prepare(Order(trainable(), "cpu"), samples=digits).finish("stopped")
    assert (finished.step, finished.train, finished.validation, finished.test) == (0, {}, {}, {})


def test_small_networks_are_trained_by_one_thread_that_is_given_back(digits: Samples) -> None:
    before = torch.get_num_threads()
    events = prepare(Order(trainable(), "cpu"), samples=digits).events()
    next(event for event in events if isinstance(event, StepDone))
    assert torch.get_num_threads() == 1
    events.close()
    assert torch.get_num_threads() == before


def test_convolutions_learn_and_hand_out_weights_in_the_usual_order(digits: Samples) -> None:
    drawing = drawn(
        *["input", layer("conv2d", filters=4), "max_pool2d", layer("conv2d", filters=8), "dropout", "max_pool2d"],
        *["flatten", layer("dense", units=10, activation="softmax"), "output"],
    )
    run = prepare(Order(trainable(epochs=8).changed(nodes=drawing.nodes, links=drawing.links), "cpu"), samples=digits)
    (finished,) = of_kind(run.events(), Finished)
    assert finished.test["accuracy"] > 0.7
    assert all(values.flags.c_contiguous for values in finished.learned.weights.values())


def test_weights_in_events_do_not_change_afterwards(digits: Samples) -> None:
    run = prepare(Order(trainable(epochs=2), "cpu"), samples=digits)
    first, second = of_kind(run.events(), EpochDone)
    before, after = first.learned.weights, second.learned.weights
    assert any(not np.array_equal(before[name], after[name]) for name in before)


def beginning_with_trained(design: Design) -> Design:
    return design.changed(training=design.training.changed(begin_with="trained"))


def test_training_goes_on_from_trained_weights_when_that_is_chosen(digits: Samples) -> None:
    design = trainable(layer("dense", units=64), epochs=5)
    (finished,) = of_kind(prepare(Order(design, "cpu"), samples=digits).events(), Finished)
    again = prepare(Order(beginning_with_trained(design), "cpu", finished.learned), digits)
    assert losses(again.events())[0] < 1.5
    anew = prepare(Order(design, "cpu", finished.learned), digits)
    assert losses(anew.events())[0] > 2.0


def test_a_new_head_begins_new_and_the_rest_where_it_was(digits: Samples) -> None:
    design = trainable(layer("dense", units=16, frozen=True))
    learned = weights_of(prepare(Order(trainable(layer("dense", units=16), seed=7), "cpu")).network)
    wider = {**learned, "n4.weight": np.zeros((3, 16)), "n4.bias": np.zeros(3)}
    run = prepare(Order(beginning_with_trained(design), "cpu", Learned(design, wider)), digits)
    begun = weights_of(run.network)
    assert np.array_equal(begun["n3.weight"], learned["n3.weight"])
    assert begun["n4.weight"].shape == (10, 16) and begun["n4.weight"].any()
    list(run.events())
    assert np.array_equal(weights_of(run.network)["n3.weight"], learned["n3.weight"])


def test_trained_weights_that_are_missing_or_fit_nowhere_are_asked_for() -> None:
    design = beginning_with_trained(trainable())
    with pytest.raises(NoTrainedWeights, match="Begin with new weights once"):
        prepare(Order(design, "cpu"))
    with pytest.raises(WeightsDoNotFit, match="None of the trained weights fits"):
        prepare(Order(design, "cpu", Learned(design, {"n3.weight": np.zeros((5, 5))})))


def test_without_validation_there_are_no_validation_metrics(digits: Samples) -> None:
    events = list(prepare(Order(trainable(validation=0.0, epochs=1), "cpu"), samples=digits).events())
    assert of_kind(events, EpochDone)[0].validation == {}
    assert of_kind(events, Started)[0].validation_samples == 0


def test_squared_error_compares_with_one_for_the_right_class(digits: Samples) -> None:
    design = trainable(layer("dense", units=64), epochs=8)
    design = design.changed(training=replace(design.training, loss=MeanSquaredError()))
    events = list(prepare(Order(design, "cpu"), samples=digits).events())
    assert losses(events)[0] == pytest.approx(0.09, abs=0.02)
    assert of_kind(events, Finished)[0].test["accuracy"] > 0.7


def test_a_loss_that_is_no_number_is_explained_and_the_good_weights_are_kept(digits: Samples) -> None:
    huge = replace(digits, inputs=digits.inputs * np.float32(1e30))
    linear = layer("dense", units=16, activation="linear")
    run = prepare(Order(trainable(linear, optimizer="sgd", learning_rate=100.0), "cpu"), samples=huge)
    good = weights_of(run.network)
    with pytest.raises(LossNotFinite) as caught:
        list(run.events())
    assert "at step 2 (epoch 1): dense_1 is the first layer whose values are not finite" in str(caught.value)
    assert "Lower the learning rate (now 100, try 10)" in str(caught.value)
    assert all(np.array_equal(values, good[name]) for name, values in weights_of(run.network).items())


def test_after_an_epoch_the_good_weights_are_those_of_its_end(digits: Samples) -> None:
    run = prepare(Order(trainable(layer("dense", units=16), epochs=3), "cpu"), samples=digits)
    events = run.events()
    epoch = next(event for event in events if isinstance(event, EpochDone))
    with torch.no_grad():
        run.network.parts[identity_of(run.design, "dense_1")].bias[3] = math.inf
    with pytest.raises(LossNotFinite, match=r"at step 10 \(epoch 2\): dense_1 is the first layer"):
        list(events)
    good = epoch.learned.weights
    assert all(np.array_equal(values, good[name]) for name, values in weights_of(run.network).items())


def test_the_step_that_broke_is_told_before_the_reason(digits: Samples) -> None:
    damaged = replace(digits, inputs=np.full_like(digits.inputs, np.nan))
    events = prepare(Order(trainable(), "cpu"), samples=damaged).events()
    told = []
    with pytest.raises(LossNotFinite, match="the samples themselves hold values that are not"):
        for event in events:
            told.append(event)
    assert math.isnan(losses(told)[-1])


def test_a_last_batch_of_one_sample_does_not_stop_batch_normalization(digits: Samples) -> None:
    design = trainable(layer("dense", units=8), "batch_norm", batch_size=30, validation=0.0, epochs=1)
    events = list(prepare(Order(design, "cpu"), samples=digits.first(61)).events())
    assert [step.samples for step in of_kind(events, StepDone)] == [30, 31]


def test_batches_of_one_sample_are_refused_when_batch_normalization_needs_two(digits: Samples) -> None:
    design = trainable(layer("dense", units=8), "batch_norm", batch_size=1)
    with pytest.raises(UnusableSamples, match="Set the batch size to 2 or more"):
        list(prepare(Order(design, "cpu"), samples=digits).events())


def test_batches_of_one_sample_are_learned_otherwise(digits: Samples) -> None:
    design = trainable(batch_size=1, epochs=1)
    assert len(losses(prepare(Order(design, "cpu"), samples=digits.first(20)).events())) == 18


@pytest.mark.parametrize("label", [-1, 10])
def test_wrong_classes_are_found_before_the_device_sees_them(digits: Samples, label: int) -> None:
    targets = digits.targets.copy()
    targets[3] = label
    with pytest.raises(UnusableSamples, match="should be classes from 0 to 9"):
        list(prepare(Order(trainable(), "cpu"), samples=replace(digits, targets=targets)).events())


def test_no_samples_are_refused(digits: Samples) -> None:
    with pytest.raises(UnusableSamples, match="no samples"):
        list(prepare(Order(trainable(), "cpu"), samples=digits.first(0)).events())


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(DeviceUnavailable):
        prepare(Order(trainable(), "abacus"))


def test_a_batch_that_cannot_fit_is_refused_before_it_is_tried(digits: Samples) -> None:
    many_values = layer("dense", units=10_000)
    design = trainable(many_values, *["relu"] * 200, batch_size=1_000_000)
    empty = np.broadcast_to(np.float32(0), (900_000, 1, 28, 28))
    many = replace(digits, inputs=empty, targets=np.zeros(900_000, np.int64))
    run = prepare(Order(design, "cpu"), samples=many)
    with pytest.raises(NotEnoughMemory, match=r"batches of 900000 needs 14 TB .* Make the batch size .now 1000000."):
        list(run.events())


def test_running_out_of_memory_asks_for_half_the_batch() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**50)
    assert is_out_of_memory(caught.value)
    assert not is_out_of_memory(RuntimeError("shapes cannot be multiplied"))
    assert "Halve the batch size (now 128, try 64)" in str(out_of_memory(128))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a graphics card")
def test_a_graphics_card_learns_too(digits: Samples) -> None:
    run = prepare(Order(trainable(epochs=10), "cuda"), samples=digits)
    events = list(run.events())
    assert [bool(step.readings) for step in of_kind(events, StepDone)][:12] == [True, *[False] * 9, True, False]
    assert of_kind(events, Finished)[0].test["accuracy"] > 0.6
