"""A training in any host, gone through event by event, as the command line does."""

import os
import signal

import pytest

from nndesigner.project.examples import open_example
from nndesigner.training.events import EpochDone, Finished, RunState, Started, StepDone
from nndesigner.training.hosts.hosted import HostedRun, TrainingFailed
from nndesigner.training.hosts.process import Processes, ProcessHost
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.training.designs import losses, of_kind


def order(epochs: int) -> Order:
    design = open_example("spiral").design
    return Order(design.changed(training=design.training.changed(epochs=epochs)), "cpu")


def test_it_reports_what_a_run_here_would(processes: Processes) -> None:
    run = HostedRun(ProcessHost(processes), order(3))
    events = list(run.events())
    assert losses(events) == losses(prepare(order(3)).events())
    assert run.learned is of_kind(events, Finished)[0].learned
    assert run.leave() is run.learned


def test_it_can_be_left_in_the_middle(processes: Processes) -> None:
    host = ProcessHost(processes)
    run = HostedRun(host, order(100_000))
    for event in run.events():
        if isinstance(event, EpochDone):
            break
    learned = run.leave()
    assert host.state is RunState.STOPPED
    assert learned and learned.epoch >= 1


def test_it_reports_everything_up_to_where_it_was_stopped(processes: Processes) -> None:
    run = HostedRun(ProcessHost(processes), order(100_000))
    steps = []
    for event in run.events():
        if isinstance(event, StepDone):
            steps.append(event.step)
            run.stop()
    assert isinstance(event, Finished) and event.reason == "stopped"
    assert steps == list(range(1, event.step + 1))


def test_when_the_process_dies_it_says_so(processes: Processes) -> None:
    host = ProcessHost(processes)
    with pytest.raises(TrainingFailed, match="signal 9") as failure:
        for event in HostedRun(host, order(100_000)).events():
            if isinstance(event, Started):
                assert host._process
                os.kill(host._process.number, signal.SIGKILL)
            assert not isinstance(event, StepDone) or event.step < 100_000
    processes.warm_up()
    assert "Exit status -9" in failure.value.details
