"""Cross-validation trains as often as there are folds and tells the mean."""

from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev

import numpy as np
import polars as pl
import pytest

from nndesigner.answers.loaded_data import read
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.preparing.prepared import parts_of
from nndesigner.data.preparing.prepared import prepare as prepare_samples
from nndesigner.data.samples import Samples
from nndesigner.data.splitting import CannotSplit
from nndesigner.data.streaming import KeptBytes
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, EarlyStopping, Split
from nndesigner.design.starting import applied
from nndesigner.network.weights import weights_of
from nndesigner.training.cross_validation import over_folds
from nndesigner.training.events import EpochDone, Event, Finished, Preparing, RunState, Started, StepDone
from nndesigner.training.history import History
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.training.designs import losses, of_kind, trainable


def folded(folds: int = 3, epochs: int = 2) -> Design:
    return trainable(epochs=epochs).changed(data=DataOptions(split=Split(folds=folds)))


@pytest.fixture(scope="module")
def events(digits: Samples) -> list[Event]:
    return list(prepare(Order(folded(), "cpu"), samples=digits).events())


def test_every_fold_is_announced_and_everything_counts_on(events: list[Event]) -> None:
    assert [event.what for event in of_kind(events, Preparing)][1:] == ["Fold 1 of 3", "Fold 2 of 3", "Fold 3 of 3"]
    starts = of_kind(events, Started)
    assert [start.epochs for start in starts] == [6, 6, 6]
    assert sum(start.validation_samples for start in starts) == 1000
    assert [step.step for step in of_kind(events, StepDone)] == list(range(1, 43))
    assert [epoch.epoch for epoch in of_kind(events, EpochDone)] == [1, 2, 3, 4, 5, 6]
    assert {step.epoch for step in of_kind(events, StepDone)} == {1, 2, 3, 4, 5, 6}


def test_the_end_tells_mean_and_deviation_over_the_folds(events: list[Event]) -> None:
    (finished,) = of_kind(events, Finished)
    last = [epoch.validation["accuracy"] for epoch in of_kind(events, EpochDone)][1::2]
    assert finished.validation["accuracy"] == pytest.approx(fmean(last))
    assert finished.validation["accuracy deviation"] == pytest.approx(stdev(last))
    assert 0 < finished.test["loss deviation"] < finished.test["loss"]
    assert (finished.epochs, finished.step) == (6, 42)
    assert finished.confusion is not None and finished.confusion.sum() == 200


def test_every_fold_begins_with_the_same_fresh_weights_and_the_last_is_kept(digits: Samples) -> None:
    run = prepare(Order(folded(), "cpu"), samples=digits)
    initial, begun = weights_of(run.network), []
    for event in run.events():
        if isinstance(event, Started):
            begun.append(weights_of(run.network))
        if isinstance(event, EpochDone):
            last = event.learned.weights
    assert len(begun) == 3
    assert all(np.array_equal(each[name], initial[name]) for each in begun for name in initial)
    assert all(np.array_equal(values, last[name]) for name, values in weights_of(run.network).items())


@pytest.fixture
def houses(tmp_path: Path) -> Design:
    """A table whose columns are standardized, learned in folds whose training parts differ much."""
    chance = np.random.default_rng(1)
    area = chance.lognormal(4, 1, 60)
    frame = pl.DataFrame({"area": area.round(2), "rooms": (area // 20).astype(int), "price": (3000 * area).round()})
    frame.write_csv(tmp_path / "houses.csv")
    design = applied(Design(), propose(tmp_path / "houses.csv").data)
    data = replace(design.data, split=design.data.split.changed(folds=3))
    return design.changed(data=data, training=design.training.changed(epochs=1))


def test_samples_are_prepared_for_the_weights_of_the_last_fold_as_that_fold_was(houses: Design) -> None:
    (finished,) = of_kind(prepare(Order(houses, "cpu")).events(), Finished)
    learned, raw, seed = finished.learned, load(houses.data.source), houses.training.seed
    first, last = (prepare_samples(raw, houses.data, seed, fold).fitted for fold in (0, 2))
    assert learned.preparation == last and first != last

    reading = read(learned, houses.data)
    expected = prepare_samples(raw, houses.data, seed, 2).test_inputs
    fed = reading.fed[1].read(reading.tested)
    order = parts_of(raw, houses.data, seed, 2).tested.argsort()
    assert np.array_equal(fed, expected[order])


def test_a_stop_in_a_later_fold_gives_weights_with_their_own_preparation(houses: Design) -> None:
    run = prepare(Order(houses, "cpu"))
    events = run.events()
    for event in events:
        if isinstance(event, StepDone) and event.epoch == 2:
            break
    events.close()
    stopped = run.finish("stopped").learned
    second = prepare_samples(load(houses.data.source), houses.data, houses.training.seed, 1).fitted
    assert (stopped.preparation, stopped.epoch) == (second, 2)


def test_folds_repeat(digits: Samples, events: list[Event]) -> None:
    assert losses(prepare(Order(folded(), "cpu"), samples=digits).events()) == losses(events)


def test_early_stopping_ends_each_fold_on_its_own(digits: Samples) -> None:
    design = folded(epochs=4)
    stopping = EarlyStopping(enabled=True, patience=1, minimum_change=10.0)
    design = design.changed(
        training=design.training.__class__(settings=design.training.settings, early_stopping=stopping)
    )
    found = list(prepare(Order(design, "cpu"), samples=digits).events())
    (finished,) = of_kind(found, Finished)
    assert len(of_kind(found, EpochDone)) == finished.epochs == 6
    assert finished.best_epoch == 5


def test_histories_and_hosts_live_with_folds(digits: Samples) -> None:
    host = ThreadHost(lambda order: prepare(order, samples=digits))
    host.start(Order(folded(), "cpu"))
    assert host.join(60)
    history = History()
    for event in host.collect():
        history.add(event)
    assert host.state is RunState.FINISHED
    again = History.from_plain(history.to_plain())
    assert len(again) == 42 and again.test["accuracy deviation"] == history.test["accuracy deviation"]


def test_stopping_within_a_fold_tells_what_that_fold_reached(digits: Samples) -> None:
    run = prepare(Order(folded(), "cpu"), samples=digits)
    going = run.events()
    next(event for event in going if isinstance(event, StepDone) and event.step == 20)
    going.close()
    finished = run.finish("stopped")
    assert (finished.epochs, finished.step, finished.test) == (2, 20, {})
    assert "accuracy deviation" not in finished.validation


def test_more_folds_than_samples_are_refused(digits: Samples) -> None:
    with pytest.raises(CannotSplit, match="needs at least 20 samples, but there are 7"):
        list(prepare(Order(folded(20), "cpu"), samples=digits.first(7)).events())


def test_one_fold_is_told_without_a_deviation() -> None:
    assert over_folds([{"loss": 1.0}]) == {"loss": 1.0}
    assert over_folds([]) == {}
    assert over_folds([{"loss": 1.0}, {"loss": 3.0}]) == {"loss": 2.0, "loss deviation": pytest.approx(2**0.5)}


class Counted(KeptBytes):
    """Pictures that count how many of them are read."""

    reads = 0

    def read_bytes(self, indices: np.ndarray) -> np.ndarray:
        self.reads += len(indices)
        return super().read_bytes(indices)


def test_samples_that_fit_are_read_once_for_all_folds(digits: Samples) -> None:
    pictures = Counted((digits.inputs * 255).round().astype(np.uint8))
    samples = Samples(pictures, digits.targets, digits.test_inputs, digits.test_targets)
    list(prepare(Order(folded(epochs=1), "cpu"), samples=samples).events())
    assert pictures.reads == len(pictures)
