"""A training that is stopped and resumed gives bit for bit what it gives uninterrupted, whatever it is made of."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.entry import entries
from nndesigner.catalog.limits import Clipping, Constraint
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.regularizers import Regularizer
from nndesigner.catalog.schedules import Schedule
from nndesigner.data import placing
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.pictures import decoders
from nndesigner.data.processes import processors
from nndesigner.data.samples import Samples
from nndesigner.data.streaming import KeptBytes
from nndesigner.design import edits
from nndesigner.design.check import check
from nndesigner.design.model import Design
from nndesigner.design.options import EarlyStopping, Settings, Split
from nndesigner.design.starting import applied
from nndesigner.training.commands import Change
from nndesigner.training.events import Started
from nndesigner.training.order import Scheduled
from nndesigner.training.run import prepare
from nndesigner.training.state import StateDoesNotFit
from tests.design.drawings import classifier, drawn, layer
from tests.export.surroundings import around, variants
from tests.training.resuming import Ordered, assert_resumes, order_of, results, stopped, with_data, with_training
from tests.training.test_material import plant_design, plants
from tests.training.test_turns import turn, with_turns
from tests.training.test_two_classes import with_one_unit

STOPS = (2, 5)
"""In the middle of the first and of the second epoch, each of which has three steps."""
EVERYTHING = classifier(layer("dense", units=6), "batch_norm", "dropout", "gaussian_noise")
CHOICES = {
    "optimizer": Optimizer,
    "schedule": Schedule,
    "regularizer": Regularizer,
    "constraint": Constraint,
    "clipping": Clipping,
}


@pytest.fixture(scope="module")
def few(digits: Samples) -> Samples:
    """Digits for three steps of an epoch, the last of which is short, and the validation."""
    return digits.first(44, test=10)


def test_it_can_be_stopped_between_any_two_events(few: Samples, tmp_path: Path) -> None:
    assert_resumes(Ordered(order_of(EVERYTHING), few), tmp_path / "checkpoint")


def of_every_kind(family: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Every entry as it is, and with each of its switches turned and each number that is usually 0 at work."""
    for kind, entry in entries(family).items():
        yield kind, {}
        for each in entry.parameters():
            if each.type is bool:
                yield kind, {each.name: not each.default}
            elif each.default == 0 and each.type is float:
                yield kind, {each.name: 0.5}


@pytest.mark.parametrize(
    ("family", "kind", "values"), [(family, *each) for family in CHOICES for each in of_every_kind(family)]
)
def test_whatever_is_chosen_for_the_training(
    family: str, kind: str, values: dict[str, object], few: Samples, tmp_path: Path
) -> None:
    design = with_training(EVERYTHING, **{family: CHOICES[family].of_kind(kind, values)})
    assert_resumes(Ordered(order_of(design), few), tmp_path / "checkpoint", STOPS)


def test_a_plateau_is_remembered(few: Samples, tmp_path: Path) -> None:
    schedule = Schedule.of_kind("plateau", {"patience": 1, "threshold": 0.9})
    assert_resumes(Ordered(order_of(with_training(EVERYTHING, schedule=schedule), epochs=5), few), tmp_path / "state")


@pytest.mark.parametrize("kind", entries("augmentation"))
def test_whatever_changes_the_samples(kind: str, few: Samples, tmp_path: Path) -> None:
    design = with_data(EVERYTHING, augmentation=(Augmentation.of_kind(kind),))
    assert_resumes(Ordered(order_of(design), few), tmp_path / "checkpoint", STOPS)


@pytest.mark.parametrize("kind", [kind for kind in entries("layer") if kind not in ("input", "output")])
def test_whatever_the_network_is_made_of(kind: str, tmp_path: Path) -> None:
    design = around(*next(variants(kind)))
    samples = load(design.data.source).first(44, test=10)
    assert_resumes(Ordered(order_of(design), samples), tmp_path / "checkpoint", STOPS)


def test_convolutions_whose_weights_lie_channels_last(few: Samples, tmp_path: Path) -> None:
    convolutions = layer("conv2d", filters=4, kernel_size=5, stride=3), layer("conv2d", filters=4, kernel_size=3)
    for kind in ("adam", "lbfgs", "sgd"):
        design = drawn("input", *convolutions, "flatten", layer("dense", units=10, activation="softmax"), "output")
        design = with_training(design, optimizer=Optimizer.of_kind(kind))
        assert_resumes(Ordered(order_of(design), few), tmp_path / "checkpoint", STOPS)


@pytest.mark.parametrize("settings", [{"precision": "mixed"}, {"precision": "double"}, {"full_batch": True}])
def test_whatever_is_set(settings: dict[str, object], few: Samples, tmp_path: Path) -> None:
    design = with_training(EVERYTHING, settings=Settings(**settings))
    assert_resumes(Ordered(order_of(design), few), tmp_path / "checkpoint")


@pytest.mark.parametrize("least", [0.0, 10.0])
def test_early_stopping_at_any_event(least: float, few: Samples, tmp_path: Path) -> None:
    stopping = EarlyStopping(enabled=True, patience=2, minimum_change=least)
    design = with_training(EVERYTHING, early_stopping=stopping)
    assert_resumes(Ordered(order_of(design, epochs=5), few), tmp_path / "checkpoint")


def test_cross_validation_at_any_event_of_any_fold(few: Samples, tmp_path: Path) -> None:
    design = with_data(EVERYTHING, split=Split(folds=3))
    assert_resumes(Ordered(order_of(design), few), tmp_path / "checkpoint")


def test_folds_that_prepare_their_samples_and_end_early(tmp_path: Path) -> None:
    design = with_data(plant_design(), split=Split(folds=2))
    design = with_training(design, early_stopping=EarlyStopping(enabled=True, patience=1, minimum_change=10.0))
    assert_resumes(Ordered(order_of(design, epochs=3, batch_size=60), plants()), tmp_path / "checkpoint")


@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy"])
def test_class_weights_with_one_unit_for_two_classes_and_several_for_many(
    loss: str, few: Samples, tmp_path: Path
) -> None:

    design = EVERYTHING if loss == "cross_entropy" else with_one_unit(loss, "sigmoid", layer("dense", units=4))
    design = with_training(design, loss=Loss.of_kind(loss, {"class_weights": "balanced"}))
    samples = few if loss == "cross_entropy" else load(design.data.source).first(44, test=10)
    assert_resumes(Ordered(order_of(design), samples), tmp_path / "checkpoint", STOPS)


def two_ends() -> Design:
    """Classifies and reconstructs digits, each output with an optimizer of its own beside that of the training."""
    design = classifier(layer("dense", units=6), "dropout")
    design, picture = edits.append_node(design, layer("dense", units=784), design.node_named("dropout_1").id)
    ending = layer("output", learns="samples", loss="mse", optimizer="rmsprop")
    design, _ = edits.append_node(design, ending, picture)
    return edits.set_parameters(design, [design.node_named("output").id], optimizer="lbfgs")


def test_several_outputs_with_their_own_optimizers(few: Samples, tmp_path: Path) -> None:

    assert not check(two_ends()).errors
    assert_resumes(Ordered(order_of(two_ends()), few), tmp_path / "checkpoint", STOPS)


def test_frozen_layers_and_trained_weights_to_begin_with(few: Samples, tmp_path: Path) -> None:
    (*_, finished) = prepare(order_of(EVERYTHING), few).events()
    design = with_training(EVERYTHING, settings=Settings(begin_with="trained"))
    design = edits.set_parameters(design, [design.node_named("dense_1").id], frozen=True)
    design = with_data(design, split=Split(folds=2))
    ordered = Ordered(replace(order_of(design), learned=finished.learned), few)
    assert_resumes(ordered, tmp_path / "checkpoint")


def test_samples_that_are_streamed(few: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "SHARE", 0.0)
    pictures = [KeptBytes((each * 255).round().astype("uint8")) for each in (few.inputs, few.test_inputs)]
    streamed = Samples(pictures[0], few.targets, pictures[1], few.test_targets)
    assert_resumes(Ordered(order_of(EVERYTHING), streamed), tmp_path / "checkpoint", STOPS)


def test_it_can_be_resumed_twice_in_a_row_and_from_the_same_state_again(few: Samples, tmp_path: Path) -> None:
    ordered = Ordered(order_of(EVERYTHING, epochs=3), few)
    expected = list(results(ordered.run()))
    first = stopped(ordered.run(), 2, tmp_path / "first")
    second = stopped(ordered.run(first), 3, tmp_path / "second")
    assert list(results(ordered.run(second))) == expected[5:]
    assert list(results(ordered.run(first))) == expected[2:]


def test_turns_that_learn_at_different_steps_and_from_several_batches(few: Samples, tmp_path: Path) -> None:
    design = two_ends()
    options = {"every": 2, "batches": 2, "optimizer": Optimizer.of_kind("rmsprop")}
    clipped = {"constraint": Constraint.of_kind("max_norm"), "schedule": Schedule.of_kind("cosine")}
    turns = turn(design, "all", optimizer=Optimizer.of_kind("adam")), turn(design, "first", "dense_1", **options)
    design = with_turns(design, *turns, turn(design, "second", "dense_2", **clipped))
    assert not check(design).errors
    assert_resumes(Ordered(order_of(design, batch_size=5), few), tmp_path / "checkpoint", (1, 2, 5, 8))


def test_several_batches_for_one_step(few: Samples, tmp_path: Path) -> None:
    design = with_training(EVERYTHING, settings=Settings(batches_per_step=3))
    assert_resumes(Ordered(order_of(design, batch_size=5), few), tmp_path / "checkpoint")


def test_a_change_after_the_epoch_that_was_learned_last(few: Samples, tmp_path: Path) -> None:
    clipped = Change("clipping", {"kind": "norm", "limit": 0.5})
    order = replace(order_of(EVERYTHING), changes=(Scheduled(6, clipped),))
    assert_resumes(Ordered(order, few), tmp_path / "checkpoint")


@pytest.mark.skipif(processors() < 2, reason="one processor is kept busy by one thread")
def test_pictures_that_other_processes_decode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(44):
        pixels = np.random.default_rng(number).integers(0, 255, (12, 12), np.uint8)
        path = tmp_path / "pictures" / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(path)
    monkeypatch.setattr(placing, "SHARE", 0.0)
    ordered = Ordered(order_of(applied(Design(), propose(tmp_path / "pictures").data)), None)
    expected = list(results(ordered.run()))
    assert not decoders.are_ready
    state = stopped(ordered.run(), 2, tmp_path / "checkpoint")
    monkeypatch.setattr(decoders, "begins_after", 1)
    try:
        list(results(ordered.run()))
        end = time.monotonic() + 30
        while not decoders.are_ready and time.monotonic() < end:
            time.sleep(0.02)
        assert decoders.are_ready
        assert list(results(ordered.run(state))) == expected[2:]
    finally:
        decoders.end()


@pytest.mark.parametrize("missing", ["reached", "folds", "loop/patience", "loop/turns/0", "loop/network"])
def test_a_state_that_another_version_wrote_is_refused_in_words(missing: str, few: Samples, tmp_path: Path) -> None:
    ordered = Ordered(order_of(EVERYTHING), few)
    state = stopped(ordered.run(), 2, tmp_path / "checkpoint")
    *path, name = missing.split("/")
    part = state
    for each in path:
        part = part[each]
    del part[name]
    with pytest.raises(StateDoesNotFit, match="another version of nndesigner"):
        list(ordered.run(state).events())


def test_other_samples_are_refused(few: Samples, tmp_path: Path) -> None:
    state = stopped(Ordered(order_of(EVERYTHING), few).run(), 2, tmp_path / "checkpoint")
    others = Samples(few.inputs, few.targets[::-1].copy(), few.test_inputs, few.test_targets)
    with pytest.raises(StateDoesNotFit, match="learned from other samples: the data has changed"):
        list(Ordered(order_of(EVERYTHING), others).run(state).events())


def test_another_number_of_threads_is_kept_and_said(few: Samples, tmp_path: Path) -> None:
    design = with_training(EVERYTHING, settings=Settings(threads=3))
    run = Ordered(order_of(design), few).run()
    (started,) = (event for event in run.events() if isinstance(event, Started))
    assert started.threads == 3 and started.where_in_words().endswith(", 3 threads")
    resumed = Ordered(order_of(design), few).run(stopped(Ordered(order_of(design), few).run(), 1, tmp_path / "state"))
    (again,) = (event for event in resumed.events() if isinstance(event, Started))
    assert (again.threads, again.step, again.epochs_done) == (3, 1, 0)
