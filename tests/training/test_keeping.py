"""Checkpoints are kept when it is time, the last two and the best of them, and damaged ones are passed over."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from nndesigner.data.samples import Samples
from nndesigner.training import checkpoint, keeping
from nndesigner.training.events import EpochDone, Paused, StepDone
from nndesigner.training.history import History
from nndesigner.training.keeping import Keeper, NothingToResume, last_two, latest
from nndesigner.training.last_seen import LastSeen
from nndesigner.training.order import Order
from nndesigner.training.run import Run, prepare
from tests.design.drawings import layer
from tests.training.alike import alike
from tests.training.designs import trainable

DESIGN = trainable(layer("dense", units=8), "dropout", epochs=3)
"""Nine steps an epoch."""


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def keep(
    folder: Path, digits: Samples, until: Callable[[object], bool] = lambda event: False, **options: object
) -> tuple[Run, list[object]]:
    """A run that was gone through with a keeper, until an event for which `until` is true."""
    run = prepare(Order(DESIGN, "cpu"), samples=digits)
    keeper = Keeper(folder, **options)
    events: list[object] = []
    for event in run.events():
        events.append(event)
        keeper.note(event, run)
        if until(event):
            break
    keeper.close()
    assert not keeper.problem
    return run, events


def test_the_ends_of_epochs_are_kept_and_of_them_the_last_two_and_the_best(
    digits: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LEAST_SECONDS", 0.0)
    _, events = keep(tmp_path, digits, until=lambda event: time.sleep(0.1) if isinstance(event, EpochDone) else False)
    losses = {event.step: event.validation["loss"] for event in events if isinstance(event, EpochDone)}
    best = min(losses, key=lambda step: losses[step])
    assert kept(tmp_path) == [f"best-{best:09}.safetensors", "step-000000018.safetensors", "step-000000027.safetensors"]
    assert checkpoint.read(tmp_path / kept(tmp_path)[0]).position.step == best


def test_of_many_epochs_in_a_second_not_all_are_kept(digits: Samples, tmp_path: Path) -> None:
    run, _ = keep(tmp_path, digits)
    assert 1 <= len(last_two(tmp_path)) <= 2
    assert latest(tmp_path)[0].position.step == run.position.step  # the end always is


def test_they_are_kept_every_so_many_steps(digits: Samples, tmp_path: Path) -> None:
    def ends(event: object) -> bool:
        time.sleep(0.02)
        return isinstance(event, StepDone) and event.step == 8

    keep(tmp_path, digits, steps=3, until=ends)
    assert kept(tmp_path) == ["step-000000003.safetensors", "step-000000006.safetensors"]


def test_they_are_kept_after_so_many_seconds(digits: Samples, tmp_path: Path) -> None:
    keep(tmp_path, digits, seconds=0.0, until=lambda event: isinstance(event, StepDone) and event.step == 2)
    assert latest(tmp_path)[0].position.step == 2


def test_a_pause_is_kept_with_what_is_to_be_beside_it(digits: Samples, tmp_path: Path) -> None:
    run = prepare(Order(DESIGN, "cpu"), samples=digits)
    keeper = Keeper(tmp_path)
    history = History()
    for event in run.events():
        history.add(event)
        keeper.note(event, run)
        if isinstance(event, StepDone) and event.step == 4:
            break
    keeper.note(Paused(4), run)
    keeper.close()
    found, problems = latest(tmp_path)
    assert (found.position.step, found.position.samples, problems) == (4, 400, [])
    seen = History()
    LastSeen(found.state["beside"]).put_into(seen)
    assert seen.masks and alike(seen.masks, history.masks)


def test_a_checkpoint_that_may_not_be_written_is_not(digits: Samples, tmp_path: Path) -> None:
    run = prepare(Order(DESIGN, "cpu"), samples=digits)
    keeper = Keeper(tmp_path / "none")
    keeper.may_write = lambda: False
    keeper.keep(run)
    keeper.close()
    assert not (tmp_path / "none").exists() and not keeper.problem


@pytest.mark.parametrize("damage", ["cut", "empty", "changed", "text"])
def test_a_damaged_one_is_passed_over_and_that_is_said(damage: str, digits: Samples, tmp_path: Path) -> None:
    keep(tmp_path, digits, steps=3, until=lambda event: isinstance(event, StepDone) and time.sleep(0.02) is not None)
    older, newer = last_two(tmp_path)
    content = newer.read_bytes()
    middle = len(content) // 2
    damaged = {
        "cut": content[:middle],
        "empty": b"",
        "changed": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "text": content.replace(b"samples", b"samplet", 1),
    }
    newer.write_bytes(damaged[damage])
    found, problems = latest(tmp_path)
    assert found.position.step == checkpoint.read(older).position.step
    assert len(problems) == 1 and newer.name in problems[0]


def test_nothing_to_resume_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(NothingToResume, match=r"There is no checkpoint in .*Begin anew"):
        latest(tmp_path / "none")


def test_another_run_in_the_same_folder_removes_what_is_not_its_past(digits: Samples, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / ".step-000000003.safetensors.1-2.tmp").write_text("cut off")
    keep(tmp_path, digits, steps=3, until=lambda event: time.sleep(0.01) is not None)
    older, newer = last_two(tmp_path)
    Keeper(tmp_path, step=checkpoint.read(newer).position.step - 1).close()
    assert last_two(tmp_path) == [older]
    Keeper(tmp_path).close()
    assert kept(tmp_path) == ["notes.txt"]


def test_weights_that_are_no_numbers_are_not_kept(digits: Samples, tmp_path: Path) -> None:
    run = prepare(Order(DESIGN, "cpu"), samples=digits)
    keeper = Keeper(tmp_path)
    next(event for event in run.events() if isinstance(event, StepDone))
    keeper.keep(run)
    with torch.no_grad():
        next(run.network.parameters()).fill_(torch.nan)
    time.sleep(0.1)
    keeper.keep(run)
    keeper.close()
    assert torch.isfinite(next(iter(latest(tmp_path)[0].state["loop"]["network"].values()))).all()


def test_a_full_disk_costs_checkpoints_and_not_the_training(digits: Samples, tmp_path: Path) -> None:
    (tmp_path / "checkpoints").write_text("a file where the folder should be")
    run = prepare(Order(DESIGN, "cpu"), samples=digits)
    keeper = Keeper(tmp_path / "checkpoints")
    keeper.keep(run)
    keeper.close()
    assert "checkpoints" in keeper.problem
