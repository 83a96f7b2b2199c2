"""Checkpoints in both hosts: kept while it goes, there after any end, and gone on from to the same last bit."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nndesigner.design.model import Design
from nndesigner.design.options import EarlyStopping
from nndesigner.project.examples import open_example
from nndesigner.training.checkpoint_files import last_step
from nndesigner.training.commands import Change, Pause, Stop
from nndesigner.training.events import (
    Changed,
    CheckpointDue,
    EpochDone,
    Event,
    Failed,
    Finished,
    NotKept,
    Paused,
    Preparing,
    Started,
    StepDone,
)
from nndesigner.training.hosts.host import Host, Keeping
from nndesigner.training.hosts.hosted import HostedRun
from nndesigner.training.hosts.process import Processes, ProcessHost
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.kept import prepare_kept
from nndesigner.training.order import Order
from tests.training.alike import alike
from tests.training.designs import of_kind

PATIENCE = 60.0
NewHost = Callable[[], Host]


def design(epochs: int = 6) -> Design:
    found = open_example("spiral").design
    return found.changed(training=found.training.changed(epochs=epochs))


@pytest.fixture(params=["thread", "process"])
def new_host(request: pytest.FixtureRequest, processes: Processes) -> Iterator[NewHost]:
    yield (lambda: ThreadHost(prepare_kept)) if request.param == "thread" else (lambda: ProcessHost(processes))
    processes.warm_up()


@pytest.fixture(scope="module")
def whole() -> list[Event]:
    """Steps, epochs and the end of a training that nobody interrupts."""
    host = ThreadHost(prepare_kept)
    host.start(Order(design(), "cpu"))
    assert host.join(PATIENCE)
    return timeless(host.collect())


def timeless(events: list[Event]) -> list[Event]:
    """What is to be the same in every run."""
    return [
        replace(event, seconds=0, monitoring=0) if isinstance(event, EpochDone) else event
        for event in events
        if isinstance(event, StepDone | EpochDone | Finished)
    ]


def after(begun: Started, events: list[Event]) -> list[Event]:
    """What comes after the steps and epochs that were done before."""
    return [
        each
        for each in events
        if not (isinstance(each, StepDone) and each.step <= begun.step)
        and not (isinstance(each, EpochDone) and each.epoch <= begun.epochs_done)
    ]


def resumed(host: Host, folder: Path) -> tuple[Started, list[Event]]:
    host.start(Order(design(), "cpu"), Keeping(str(folder), resumes=True))
    assert host.join(PATIENCE)
    events = host.collect()
    (started,) = of_kind(events, Started)
    return started, timeless(events)


def until(step: int, host: Host) -> list[Event]:
    """What is reported up to `step`."""
    end, events = time.monotonic() + PATIENCE, list[Event]()
    while not any(each.step >= step for each in of_kind(events, StepDone)):
        assert time.monotonic() < end
        events += host.collect()
        time.sleep(0.001)
    return events


def test_a_stopped_training_goes_on_as_if_it_had_not_been(
    new_host: NewHost, whole: list[Event], tmp_path: Path
) -> None:
    host = new_host()
    host.start(Order(design(), "cpu"), Keeping(str(tmp_path)))
    until(20, host)
    host.send(Stop())
    assert host.join(PATIENCE)
    (stopped,) = of_kind(host.collect(), Finished)
    begun, events = resumed(new_host(), tmp_path)
    assert begun.step == stopped.step
    expected = after(begun, whole)
    assert len(events) == len(expected) > 1
    assert all(map(alike, events, expected))


def test_a_pause_keeps_a_checkpoint_and_another_host_goes_on_from_it(
    new_host: NewHost, processes: Processes, whole: list[Event], tmp_path: Path
) -> None:
    host = new_host()
    host.send(Pause())
    host.start(Order(design(), "cpu"), Keeping(str(tmp_path)))
    events: list[Event] = []
    while not of_kind(events, Paused):
        events += host.collect()
        time.sleep(0.001)
    host.send(Stop())
    assert host.join(PATIENCE)
    for other in (ThreadHost(prepare_kept), ProcessHost(processes)):
        begun, found = resumed(other, tmp_path)
        expected = after(begun, whole)
        assert all(map(alike, found, expected)) and len(found) == len(expected)
        assert begun.step in (0, whole[-1].step)


def test_after_a_kill_it_says_where_resume_goes_on_and_that_is_so(processes: Processes, tmp_path: Path) -> None:
    host = ProcessHost(processes)
    host.start(Order(design(100_000), "cpu"), Keeping(str(tmp_path), steps=7))
    until(40, host)
    while not any(tmp_path.glob("step-*.safetensors")):
        time.sleep(0.001)
    assert host._process
    host._process.kill()
    assert host.join(PATIENCE)
    failed = host.collect()[-1]
    assert isinstance(failed, Failed)
    again = ProcessHost(processes)
    again.start(Order(design(100_000), "cpu"), Keeping(str(tmp_path), resumes=True))
    (started,) = of_kind(until(45, again), Started)
    again.send(Stop())
    assert again.join(PATIENCE)
    assert started.step >= 7
    assert f". Resume goes on from step {started.step}. If memory ran out" in failed.message


def test_where_there_is_nothing_to_resume_it_fails_in_words(new_host: NewHost, tmp_path: Path) -> None:
    host = new_host()
    host.start(Order(design(), "cpu"), Keeping(str(tmp_path), resumes=True))
    assert host.join(PATIENCE)
    (failed,) = [each for each in host.collect() if not isinstance(each, Preparing)]
    assert isinstance(failed, Failed) and failed.message.startswith("There is no checkpoint in")


def test_a_checkpoint_waits_until_what_was_reported_before_it_is_written_down(
    new_host: NewHost, tmp_path: Path
) -> None:
    run = HostedRun(new_host(), Order(design(), "cpu"), Keeping(str(tmp_path), steps=7, asks=True))
    reported, may_be_there = 0, 0
    for event in run.events():
        if isinstance(event, StepDone):
            reported = event.step
        elif isinstance(event, CheckpointDue):
            time.sleep(0.05)
            assert (last_step(tmp_path) or 0) <= may_be_there
            may_be_there = reported
    assert isinstance(event, Finished)
    assert last_step(tmp_path) == reported == event.step


def test_nothing_waits_for_somebody_who_has_gone(new_host: NewHost, tmp_path: Path) -> None:
    host = new_host()
    run = HostedRun(host, Order(design(100_000), "cpu"), Keeping(str(tmp_path), steps=7, asks=True))
    assert any(isinstance(event, CheckpointDue) for event in run.events())
    run.leave()
    assert host.is_over
    assert not any(tmp_path.glob("*.safetensors"))


def test_that_no_checkpoint_can_be_written_is_said_once(new_host: NewHost, tmp_path: Path) -> None:
    (tmp_path / "checkpoints").write_text("a file where the folder should be")
    host = new_host()
    host.start(Order(design(), "cpu"), Keeping(str(tmp_path / "checkpoints"), steps=7))
    assert host.join(PATIENCE)
    events = host.collect()
    (complaint,) = of_kind(events, NotKept)
    assert "checkpoints" in complaint.reason and complaint.in_words().startswith("The last checkpoint was not kept. ")
    assert isinstance(events[-1], Finished) and events[-1].reason == "finished"


def test_after_a_kill_what_counts_is_what_early_stopping_says_by_now(processes: Processes) -> None:
    ordered = design(100_000)
    training = replace(ordered.training, early_stopping=EarlyStopping(enabled=True, patience=1000))
    host = ProcessHost(processes)
    host.start(Order(replace(ordered, training=training), "cpu"))
    events = until(20, host)
    host.send(Change("early_stopping", {"enabled": False}))
    end = time.monotonic() + PATIENCE
    while not any(not each.is_best for each in of_kind(events, EpochDone)[-1:]) or not of_kind(events, Changed):
        assert time.monotonic() < end
        events += host.collect()
    assert host._process
    host._process.kill()
    assert host.join(PATIENCE)
    events += host.collect()
    failed = events[-1]
    assert isinstance(failed, Failed) and failed.learned
    assert failed.learned.epoch == of_kind(events, EpochDone)[-1].epoch
