"""The history of a training: complete in memory, thinned in files, and suspicious of what it reads."""

import csv
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nndesigner.data.samples import Samples
from nndesigner.design.model import Design
from nndesigner.project.learned import Learned
from nndesigner.training.events import Changed, EpochDone, Failed, Finished, Started, StepDone
from nndesigner.training.history import MOST_STEPS, History
from nndesigner.training.order import Order
from nndesigner.training.plain_values import MalformedHistory
from nndesigner.training.readings import Mask, Masks, PerNode, Scalar
from nndesigner.training.run import prepare
from tests.training.designs import losses, of_kind, trainable


@pytest.fixture(scope="module")
def events(digits: Samples) -> list[Any]:
    return list(prepare(Order(trainable(), "cpu"), samples=digits).events())


def history_of(events: list[Any]) -> History:
    history = History()
    for event in events:
        history.add(event)
    return history


def through_json(history: History) -> History:
    return History.from_plain(json.loads(json.dumps(history.to_plain(), allow_nan=False)))


def test_everything_that_was_told_is_kept(events: list[Any]) -> None:
    history = history_of(events)
    assert history.loss.tolist() == losses(events)
    assert history.step.tolist() == list(range(1, 19))
    assert history.epoch.tolist() == [1] * 9 + [2] * 9
    assert set(history.nodes_of("gradient_norms")) == {"n3", "n5"}
    assert all(np.isfinite(norms).all() for norms in history.nodes_of("gradient_norms").values())
    assert [epoch.validation for epoch in history.epochs] == [epoch.validation for epoch in of_kind(events, EpochDone)]
    assert history.started == of_kind(events, Started)[0]
    assert history.test == of_kind(events, Finished)[0].test
    assert history.masks["dropout_masks"] == of_kind(events, StepDone)[-1].readings["dropout_masks"]


def test_it_comes_back_from_json_as_it_was(events: list[Any]) -> None:
    history = history_of(events)
    again = through_json(history)
    assert again.to_plain() == history.to_plain()
    assert np.array_equal(again.loss, history.loss)
    assert np.array_equal(again.steps_of("accuracy"), history.steps_of("accuracy"))
    assert (again.epochs, again.finished, again.started) == (history.epochs, history.finished, history.started)
    (mask,), (expected,) = (
        again.masks["dropout_masks"].of_nodes.values(),
        history.masks["dropout_masks"].of_nodes.values(),
    )
    assert np.array_equal(mask.kept, expected.kept)
    assert mask.rate == expected.rate


def test_it_goes_on_after_it_came_back(events: list[Any]) -> None:
    again = through_json(history_of(events))
    again.add(StepDone(19, 3, 10, {"loss": Scalar(0.5)}))
    assert again.loss[-1] == 0.5
    assert len(again) == 19


def test_a_failure_is_kept_with_its_reason() -> None:
    history = history_of(
        [Failed("The loss is not a finite number.", "details", Learned(Design(), {"n1.weight": np.zeros(3)}))]
    )
    assert history.failed == Failed("The loss is not a finite number.", "details")
    assert through_json(history).failed.message == "The loss is not a finite number."


def test_an_empty_history_comes_back_empty() -> None:
    again = through_json(History())
    assert (len(again), again.epochs, again.masks, again.started, again.test) == (0, [], {}, None, {})


def test_marks_come_back_and_old_files_have_none() -> None:
    clipping = Changed(
        7, "clipping", {"kind": "none"}, {"kind": "norm", "limit": 0.1}, "Clipping none → norm", 2, 9, 18
    )
    batch_size = Changed(9, "batch_size", 100, 50, "Batch size 100 → 50", 2, 18, 27)
    same = Changed(11, "epochs", 2, 2, "Epochs 2 → 2", 2, 18, 27)
    history = history_of([clipping, batch_size, same])
    assert through_json(history).marks == history.marks == [clipping, batch_size]
    assert History.from_plain({key: value for key, value in history.to_plain().items() if key != "marks"}).marks == []


@pytest.mark.parametrize(
    "broken",
    [
        {"step": -1},
        {"step": True},
        {"name": 7},
        {"after": None},
        {"after": math.nan},
        {"before": [1]},
        {"before": {"kind": {}}},
        {"words": None},
        {"last_step": 1.5},
    ],
)
def test_a_mark_that_is_none_is_refused(broken: dict[str, Any]) -> None:
    plain = history_of([Changed(9, "batch_size", 100, 50, "Batch size 100 → 50", 2, 18, 27)]).to_plain()
    plain["marks"][0] |= broken
    with pytest.raises(MalformedHistory):
        History.from_plain(plain)


def test_missing_readings_are_nan_in_memory_and_null_in_files() -> None:
    history = history_of(
        [
            StepDone(1, 1, 10, {"loss": Scalar(2.0), "gradient_norms": PerNode({"n1": 1.0})}),
            StepDone(2, 1, 10, {}),
            StepDone(3, 1, 10, {"loss": Scalar(math.inf), "accuracy": Scalar(0.5)}),
        ]
    )
    assert np.array_equal(history.loss, [2.0, math.nan, math.inf], equal_nan=True)
    assert np.array_equal(history.nodes_of("gradient_norms")["n1"], [1.0, math.nan, math.nan], equal_nan=True)
    assert history.to_plain()["steps"]["loss"] == [2.0, None, None]
    assert np.array_equal(through_json(history).steps_of("accuracy"), [math.nan, math.nan, 0.5], equal_nan=True)


def test_a_long_history_is_thinned_in_files_but_keeps_its_ends() -> None:
    history = history_of([StepDone(step, 1, 10, {"loss": Scalar(1 / step)}) for step in range(1, 12_346)])
    plain = history.to_plain()
    assert len(history) == 12_345
    assert len(plain["steps"]["step"]) <= MOST_STEPS
    assert plain["steps"]["step"][0] == 1
    assert plain["steps"]["step"][-1] == 12_345
    assert len(through_json(history)) == len(plain["steps"]["step"])


def test_masks_are_written_eight_values_a_byte() -> None:
    kept = np.random.default_rng(0).random((3, 28, 28)) > 0.5
    history = history_of([StepDone(1, 1, 10, {"dropout_masks": Masks({"n1": Mask(kept, 0.5)})})])
    assert len(history.to_plain()["masks"]["dropout_masks"]["n1"]["kept"]) <= kept.size / 8 * 4 / 3 + 4
    assert np.array_equal(through_json(history).masks["dropout_masks"].of_nodes["n1"].kept, kept)


def test_a_table_has_one_row_an_epoch(events: list[Any], tmp_path: Path) -> None:
    history = history_of(events)
    history.to_csv(tmp_path / "history.csv")
    with (tmp_path / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:5] == ["epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy"]
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert float(rows[1]["validation_loss"]) == history.epochs[1].validation["loss"]


def test_a_table_without_validation_has_no_columns_for_it(tmp_path: Path) -> None:
    history_of([EpochDone(1, 9, {"loss": 1.0}, {}, 2.0, 0.1, {})]).to_csv(tmp_path / "history.csv")
    assert (tmp_path / "history.csv").read_text().splitlines() == ["epoch,train_loss,seconds", "1,1.0,2.0"]


MASK = {"rate": 0.5, "shape": [8], "kept": "AA=="}


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        "history",
        {"steps": []},
        {"steps": {"step": "1"}},
        {"steps": {"step": [1, 1]}},
        {"steps": {"step": [0]}},
        {"steps": {"step": [None]}},
        {"steps": {"step": [True]}},
        {"steps": {"step": list(range(1, MOST_STEPS + 2))}},
        {"steps": {"step": [1], "loss": [1, 2]}},
        {"steps": {"step": [1], "loss": ["x"]}},
        {"steps": {"step": [1], "loss": [10**400]}},
        {"steps": {"step": [1], "gradient_norms": [1]}},
        {"steps": {"step": [1], "gradient_norms": {"n1": [1, 2]}}},
        {"epochs": {}},
        {"epochs": [1]},
        {"epochs": [{"epoch": "one"}]},
        {"epochs": [{"epoch": 1, "step": 1, "train": [], "validation": {}, "seconds": 1, "monitoring": 0}]},
        {"epochs": [{"epoch": -1, "step": 1}]},
        {"masks": [1]},
        {"masks": {"n1": {**MASK, "kept": "not base64!"}}},
        {"masks": {"n1": {**MASK, "kept": "AAAA"}}},
        {"masks": {"n1": {**MASK, "shape": [10**9, 10**9]}}},
        {"masks": {"n1": {**MASK, "shape": [-8]}}},
        {"masks": {"n1": {**MASK, "shape": [1, 1, 1, 8]}}},
        {"masks": {"n1": {**MASK, "rate": "half"}}},
        {"masks": {"n1": {**MASK, "kept": "ÄÖ"}}},
        {"started": []},
        {"started": {"device": 1}},
        {"started": {"device": "CPU", "epochs": 1.5}},
        {"finished": {"reason": "exploded"}},
        {"finished": {"reason": "finished", "epochs": 1, "step": 10**30}},
        {"failed": 3},
    ],
)
def test_what_is_no_history_is_refused_with_a_reason(plain: Any) -> None:
    with pytest.raises(MalformedHistory, match=r"should|ends finished"):
        History.from_plain(plain)


def test_numbers_that_are_not_finite_are_taken_as_missing() -> None:
    plain = json.loads('{"steps": {"step": [1, 2], "loss": [NaN, Infinity]}, "masks": {}}')
    assert np.isnan(History.from_plain(plain).loss).all()


def test_a_training_that_goes_on_is_kept_as_if_it_had_never_been_stopped(events: list[Any]) -> None:
    whole, twice = History(), History()
    for event in events:
        whole.add(event)
        twice.add(event)
    (started,) = (event for event in events if isinstance(event, Started))
    (first, _) = (event for event in events if isinstance(event, EpochDone))
    for step, epochs_done in ((first.step, 0), (first.step, 1), (3, 0), (0, 0)):
        twice.add(replace(started, step=step, epochs_done=epochs_done))
        assert (len(twice), len(twice.epochs), twice.finished) == (step, epochs_done, None)
        for event in events[events.index(started) + 1 :]:
            if not isinstance(event, StepDone | EpochDone) or later(event, step, epochs_done):
                twice.add(event)
        assert twice.to_plain() == whole.to_plain()


def later(event: StepDone | EpochDone, step: int, epochs_done: int) -> bool:
    return event.step > step if isinstance(event, StepDone) else event.epoch > epochs_done


def test_a_start_of_an_older_file_does_not_say_how_many_threads_computed() -> None:
    plain = {"started": {**vars(Started("CPU", 1, 2, 3, 4, 5, 6)), "threads": 2}}
    assert History.from_plain(plain).started == Started("CPU", 1, 2, 3, 4, 5, 6, threads=2)
    del plain["started"]["threads"]
    assert History.from_plain(plain).started == Started("CPU", 1, 2, 3, 4, 5, 6)
