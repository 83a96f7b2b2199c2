"""The host in a process: the same bits as in a thread, and whatever happens to the process is only reported."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from nndesigner.design.edits import remove_nodes
from nndesigner.design.model import Design
from nndesigner.design.options import Split
from nndesigner.project.examples import open_example
from nndesigner.training.checkpoint_files import last_step
from nndesigner.training.commands import Change, Command, Pause, Resume, Step, Stop, Watch
from nndesigner.training.events import (
    Changed,
    EpochDone,
    Event,
    Failed,
    Finished,
    Paused,
    Refused,
    Resumed,
    RunState,
    Started,
    StepDone,
)
from nndesigner.training.hosts.host import Host, Keeping
from nndesigner.training.hosts.process import Processes, ProcessHost
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.hosts.worker_process import WorkerProcess
from nndesigner.training.order import Order, Scheduled
from nndesigner.training.run import prepare
from tests.training.alike import alike
from tests.training.designs import of_kind

PATIENCE = 60.0


def design(example: str = "spiral", epochs: int = 3, **data: object) -> Design:
    found = open_example(example).design
    options = found.training.changed(epochs=epochs)
    return found.changed(training=options, data=replace(found.data, **data) if data else found.data)


def stopping_early() -> Design:
    found = design(epochs=30)
    early = found.training.early_stopping.changed(enabled=True, patience=2)
    return found.changed(training=replace(found.training, early_stopping=early))


DESIGNS = {
    "two outputs": lambda: design("xor-mlp"),
    "dropout": lambda: design("dropout-overfitting", epochs=2),
    "sequences": lambda: design("sine-lstm", epochs=1),
    "folds": lambda: design("spiral", epochs=2, split=Split(folds=2)),
    "early stopping": stopping_early,
}


def run_through(host: Host, order: Order, *commands: Command) -> list[Event]:
    for command in commands:
        host.send(command)
    host.start(order)
    assert host.join(PATIENCE)
    return [replace(each, seconds=0, monitoring=0) if isinstance(each, EpochDone) else each for each in host.collect()]


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"waited {PATIENCE} seconds"
        time.sleep(0.002)


def until(host: Host, kind: type[Event]) -> list[Event]:
    """The events up to one of this kind."""
    events: list[Event] = []
    wait_for(lambda: bool(events.extend(host.collect()) or of_kind(events, kind)))
    return events


@pytest.fixture
def host(processes: Processes) -> Iterator[ProcessHost]:
    found = ProcessHost(processes)
    yield found
    found.send(Stop())
    assert found.join(PATIENCE)
    processes.warm_up()


def process_of(host: ProcessHost) -> WorkerProcess:
    assert host._process
    return host._process


def test_changes_are_made_in_the_process_as_in_a_thread(host: ProcessHost) -> None:
    changes = (Scheduled(3, Change("batch_size", 16)), Scheduled(5, Change("momentum", {"no": "number"})))
    order = Order(design(epochs=2), "cpu", changes=changes)
    live = Change("early_stopping", {"enabled": True, "patience": 1, "minimum_change": 100.0})
    found = run_through(host, order, live)
    assert [(each.step, each.name) for each in of_kind(found, Changed)] == [(0, live.name), (3, "batch_size")]
    assert [each.name for each in of_kind(found, Refused)] == ["momentum"]
    assert alike(found, run_through(ThreadHost(prepare), order, live))


@pytest.mark.parametrize("name", DESIGNS)
def test_it_gives_bit_for_bit_what_a_thread_gives(processes: Processes, name: str) -> None:
    order = Order(DESIGNS[name](), "cpu")
    expected = run_through(ThreadHost(prepare), order)
    assert isinstance(expected[-1], Finished)
    found = run_through(ProcessHost(processes), order)
    assert [type(each) for each in found] == [type(each) for each in expected]
    assert all(map(alike, found, expected))


def test_it_begins_with_what_was_learned_before(processes: Processes) -> None:
    first = run_through(ProcessHost(processes), Order(design(), "cpu"))[-1]
    assert isinstance(first, Finished)
    again = design().changed(training=design().training.changed(begin_with="trained"))
    order = Order(again, "cpu", first.learned)
    expected = run_through(ThreadHost(prepare), order)
    assert all(map(alike, run_through(ProcessHost(processes), order), expected))


def test_what_was_learned_is_of_the_very_design_that_was_ordered(processes: Processes) -> None:
    order = Order(design(), "cpu")
    events = run_through(ProcessHost(processes), order)
    assert {id(each.learned.design) for each in of_kind(events, EpochDone) if each.learned} == {id(order.design)}


def test_it_pauses_steps_goes_on_and_stops(host: ProcessHost) -> None:
    host.start(Order(design(epochs=100_000), "cpu"))
    until(host, StepDone)
    host.send(Pause())
    paused = until(host, Paused)[-1]
    assert host.state is RunState.PAUSED
    time.sleep(0.1)
    assert host.collect() == []
    host.send(Step())
    assert [each.step for each in of_kind(until(host, Paused), StepDone)] == [paused.step + 1]
    host.send(Resume())
    until(host, Resumed)
    host.send(Stop())
    assert host.join(PATIENCE)
    end = host.collect()[-1]
    assert isinstance(end, Finished) and end.learned
    assert (end.reason, host.state) == ("stopped", RunState.STOPPED)


def test_what_is_said_before_the_start_holds_from_the_start(host: ProcessHost) -> None:
    host.send(Watch(("activation_mean",)))
    host.send(Step())
    host.start(Order(design(), "cpu"))
    (step,) = of_kind(until(host, Paused), StepDone)
    assert step.step == 1 and "activation_mean" in step.readings


def test_stopping_what_never_began_needs_no_process() -> None:
    host = ProcessHost(Processes(lambda: pytest.fail("nobody started it")))
    host.send(Stop())
    host.start(Order(design(), "cpu"))
    assert (host.state, host.join(0), host.collect()) == (RunState.STOPPED, True, [])


def test_a_user_error_comes_in_its_own_words_and_the_process_lives_on(host: ProcessHost) -> None:
    whole = design("mnist-mlp")
    broken = remove_nodes(whole, [next(node.id for node in whole.nodes.values() if node.layer.kind == "flatten")])
    (failed,) = run_through(host, Order(broken, "cpu"))
    assert isinstance(failed, Failed)
    assert "has no input" in failed.message


@pytest.mark.parametrize(
    "number, words",
    [
        (signal.SIGKILL, "was ended by the system (signal 9, often for lack of memory)"),
        (signal.SIGSEGV, "crashed: a library touched memory that is not its own (signal 11, SIGSEGV)"),
    ],
)
def test_when_it_dies_it_fails_in_words_and_the_next_training_runs_at_once(
    processes: Processes, number: int, words: str
) -> None:
    host = ProcessHost(processes)
    host.start(Order(design(epochs=100_000), "cpu"))
    events = until(host, EpochDone)
    os.kill(process_of(host).number, number)
    assert host.join(PATIENCE)
    events += host.collect()
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert failed.message.startswith(f"The training process {words} at step {of_kind(events, StepDone)[-1].step}.")
    assert failed.learned is of_kind(events, EpochDone)[-1].learned
    assert ("Fatal Python error: Segmentation fault" in failed.details) == (number == signal.SIGSEGV)
    assert host.state is RunState.FAILED
    assert isinstance(run_through(ProcessHost(processes), Order(design(), "cpu"))[-1], Finished)
    processes.warm_up()


def test_ctrl_c_in_the_terminal_is_not_for_it(host: ProcessHost) -> None:
    host.start(Order(design(epochs=100_000), "cpu"))
    until(host, StepDone)
    process = process_of(host).number
    os.kill(process, signal.SIGINT)
    until(host, EpochDone)
    assert os.getsid(process) == process  # a terminal sends Ctrl+C to its own session


def test_it_ends_when_the_program_that_began_it_is_killed() -> None:
    program = (
        "import time; from nndesigner.training.hosts.worker_process import WorkerProcess;"
        "print(WorkerProcess().number, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    wait_for(lambda: not _is_there(child))


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{process}/stat") as file:  # nobody may have fetched its exit status
        return file.read().rpartition(")")[2].split()[0] != "Z"


SERVER = """
import os, sys
from nndesigner.cli.working import serve
def prepare(order):
    {body}
serve(lambda: prepare)
"""


@pytest.mark.parametrize(
    "body, words",
    [
        ("os.abort()", "The training process crashed: a library gave up (signal 6, SIGABRT) before the first step."),
        ("os._exit(3)", "The training process ended by itself (exit status 3) before the first step."),
        ("raise MemoryError", "There is not enough memory for this training."),
        ("import ctypes; ctypes.string_at(0)", "The training process crashed: a library touched memory"),
    ],
)
def test_any_death_is_told_in_words(body: str, words: str) -> None:
    processes = Processes(lambda: WorkerProcess([sys.executable, "-c", SERVER.format(body=body)]))
    host = ProcessHost(processes)
    (failed,) = run_through(host, Order(Design(), "cpu"))
    assert isinstance(failed, Failed)
    assert failed.message.startswith(words)


def test_what_a_library_prints_disturbs_nothing_and_is_kept() -> None:
    body = "print('loading', flush=True); os.write(1, b'more'); assert not sys.stdin.read(); raise ValueError('x')"
    processes = Processes(lambda: WorkerProcess([sys.executable, "-c", SERVER.format(body=body + "; os.abort()")]))
    host = ProcessHost(processes)
    (failed,) = run_through(host, Order(Design(), "cpu"))
    assert isinstance(failed, Failed) and failed.message.endswith("unexpected problem: x")
    crash = SERVER.format(body="print('loading', flush=True); os.write(1, b'more'); os.abort()")
    host = ProcessHost(Processes(lambda: WorkerProcess([sys.executable, "-c", crash])))
    (failed,) = run_through(host, Order(Design(), "cpu"))
    assert isinstance(failed, Failed) and "loading\nmore" in failed.details


@pytest.mark.parametrize(
    "program, words",
    [
        ("print('Welcome to the shell. Type help for help.')", "expected a frame, found b'Welc"),
        ("import sys, time; sys.stdout.write('Welcome'); sys.stdout.flush(); time.sleep(60)", "expected a frame"),
        ("import nothing_of_that_name", "ended by itself (exit status 1)"),
    ],
)
def test_a_program_that_speaks_otherwise_is_ended_and_reported(program: str, words: str) -> None:
    host = ProcessHost(Processes(lambda: WorkerProcess([sys.executable, "-c", program])))
    (failed,) = run_through(host, Order(Design(), "cpu"))
    assert isinstance(failed, Failed) and words in failed.message


def test_a_process_that_is_gone_before_anybody_listens_is_reported() -> None:
    def begun_and_gone() -> WorkerProcess:
        process = WorkerProcess([sys.executable, "-c", "raise SystemExit(3)"])
        assert process.join(PATIENCE)
        return process

    (failed,) = run_through(ProcessHost(Processes(begun_and_gone)), Order(Design(), "cpu"))
    assert isinstance(failed, Failed) and "exit status 3" in failed.message


def test_a_process_that_cannot_be_had_is_reported_with_another_way() -> None:
    host = ProcessHost(Processes(lambda: WorkerProcess(["/there/is/no/such/program"])))
    (failed,) = run_through(host, Order(Design(), "cpu"))
    assert isinstance(failed, Failed)
    assert failed.message.endswith("No such file or directory. Train in this program instead.")


def test_one_that_waits_and_dies_is_replaced() -> None:
    processes = Processes()
    processes.warm_up().kill()
    assert processes.warm_up().join(PATIENCE)
    assert isinstance(run_through(ProcessHost(processes), Order(design(), "cpu"))[-1], Finished)
    processes.end()


def test_nothing_waits_unless_it_is_wanted() -> None:
    processes = Processes(lambda: WorkerProcess([sys.executable, "-c", SERVER.format(body="raise MemoryError")]))
    first = processes.warm_up()
    processes.end()
    assert first.join(PATIENCE)
    host = ProcessHost(processes)
    run_through(host, Order(Design(), "cpu"))
    assert process_of(host).join(PATIENCE)


LONGEST_LOSS = 2.0
"""Seconds of curves that the death of the process may cost."""


@settings(max_examples=2)
@given(some.floats(0, 1))
def test_killed_at_any_moment_it_keeps_what_it_has_reported_and_goes_on(
    processes: Processes, tmp_path_factory: pytest.TempPathFactory, seconds: float
) -> None:
    host, folder, order = ProcessHost(processes), tmp_path_factory.mktemp("kept"), Order(design(epochs=100_000), "cpu")
    host.start(order, Keeping(str(folder), steps=20))
    assert process_of(host).is_ready.wait(PATIENCE)
    events, heard, killed = list[Event](), time.monotonic(), time.monotonic() + seconds
    while time.monotonic() < killed:
        if more := host.collect():
            events, heard = events + more, time.monotonic()
        time.sleep(0.002)
    killed = time.monotonic()
    process_of(host).kill()
    processes.warm_up()
    assert host.join(PATIENCE)
    *last, failed = host.collect()
    events += last
    assert isinstance(failed, Failed)
    steps = [each.step for each in of_kind(events, StepDone)]
    assert steps == list(range(1, len(steps) + 1))
    lost = 0.0 if last or not steps else killed - heard
    assert lost < LONGEST_LOSS
    step = last_step(folder)
    print(f"killed after {seconds:.2f} s at step {len(steps)}: {lost:.3f} s of curves lost, checkpoint at {step}")
    if step is not None:
        again = ProcessHost(processes)
        again.start(order, Keeping(str(folder), steps=20, resumes=True))
        events = until(again, StepDone)
        again.send(Stop())
        assert again.join(PATIENCE)
        assert of_kind(events, Started)[0].step == step == of_kind(events, StepDone)[0].step - 1
