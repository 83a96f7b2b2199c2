"""Checkpoints in both hosts: kept while it goes, there after any end, and gone on from to the same last bit."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nndesigner.design.model import Design
from nndesigner.project.examples import open_example
from nndesigner.training.commands import Pause, Stop
from nndesigner.training.events import EpochDone, Event, Failed, Finished, Paused, Preparing, Started, StepDone
from nndesigner.training.hosts.host import Host, Keeping
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


def after(step: int, events: list[Event]) -> list[Event]:
    return [each for each in events if not isinstance(each, StepDone | EpochDone) or each.step > step]


def resumed(host: Host, folder: Path) -> tuple[int, list[Event]]:
    host.start(Order(design(), "cpu"), Keeping(str(folder), resumes=True))
    assert host.join(PATIENCE)
    events = host.collect()
    (started,) = of_kind(events, Started)
    return started.step, timeless(events)


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
    step, events = resumed(new_host(), tmp_path)
    assert step == stopped.step
    expected = after(step, whole)
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
        step, found = resumed(other, tmp_path)
        expected = after(step, whole)
        assert all(map(alike, found, expected)) and len(found) == len(expected)
        assert step in (0, whole[-1].step)


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
