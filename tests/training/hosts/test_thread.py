"""The host in a thread: started, paused, stepped, resumed, stopped and failing, with no thread left behind."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from nndesigner.data.samples import Samples
from nndesigner.design.edits import remove_nodes, set_parameters
from nndesigner.design.model import Design
from nndesigner.project.learned import Learned
from nndesigner.training.commands import Change, Pause, Resume, Step, Stop, Watch
from nndesigner.training.events import (
    Changed,
    EpochDone,
    Event,
    Failed,
    Finished,
    Paused,
    Preparing,
    Refused,
    Resumed,
    RunState,
    Started,
    StepDone,
)
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.mailbox import MOST_BYTES, MOST_STEPS, ROOM, Mailbox
from nndesigner.training.order import Order
from nndesigner.training.readings import Mask, Masks, Scalar
from nndesigner.training.run import prepare
from tests.design.drawings import identity_of
from tests.training.designs import losses, of_kind, trainable


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and thread.name == "training"]
    assert not left


ORDER = Order(trainable(), "cpu")


def host(digits: Samples, **options: object) -> ThreadHost:
    return ThreadHost(lambda _: prepare(Order(trainable(**options), "cpu"), samples=digits))


def step(host: ThreadHost) -> None:
    host.send(Step())
    host.start(ORDER)


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "waited 20 seconds"
        time.sleep(0.002)


def finished(host: ThreadHost) -> list[Event]:
    assert host.join(20)
    return host.collect()


def test_goes_from_idle_to_finished(digits: Samples) -> None:
    it = host(digits)
    assert (it.state, it.collect(), it.join()) == (RunState.IDLE, [], True)
    it.start(ORDER)
    events = finished(it)
    assert it.state is RunState.FINISHED
    assert it.is_over
    assert [type(event) for event in events[:3]] == [Preparing, Preparing, Started]
    assert isinstance(events[-1], Finished)
    assert it.collect() == []


def test_is_bit_for_bit_what_the_bare_run_gives(digits: Samples) -> None:
    it = host(digits)
    it.start(ORDER)
    assert losses(finished(it)) == losses(prepare(Order(trainable(), "cpu"), samples=digits).events())


def test_pausing_waits_and_resuming_goes_on(digits: Samples) -> None:
    it = host(digits, epochs=100_000)
    it.start(ORDER)
    events: list[Event] = []
    wait_for(lambda: bool(events.extend(it.collect()) or of_kind(events, StepDone)))
    it.send(Pause())
    wait_for(lambda: it.state is RunState.PAUSED)
    events += it.collect()
    assert events[-1] == Paused(of_kind(events, StepDone)[-1].step)
    time.sleep(0.05)
    assert it.collect() == []
    it.send(Resume())
    wait_for(lambda: bool(events.extend(it.collect()) or of_kind(events, Resumed)))
    wait_for(lambda: it.state is RunState.RUNNING)
    it.send(Stop())
    events += finished(it)
    assert [step.step for step in of_kind(events, StepDone)] == list(range(1, len(of_kind(events, StepDone)) + 1))


def test_a_change_is_answered_and_acts_within_a_step(digits: Samples) -> None:
    it = host(digits, epochs=100_000)
    it.send(Change("batch_size", 90))
    it.start(ORDER)
    events: list[Event] = []
    wait_for(lambda: bool(events.extend(it.collect()) or of_kind(events, Changed)))
    it.send(Stop())
    events += finished(it)
    assert [type(event) for event in events[2:4]] == [Started, Changed]
    assert of_kind(events, StepDone)[0].samples == 90


def test_a_paused_training_answers_a_change_and_waits_on(digits: Samples) -> None:
    it = host(digits, epochs=100_000)
    step(it)
    wait_for(lambda: it.state is RunState.PAUSED)
    it.collect()
    it.send(Change("batch_size", 50))
    it.send(Change("momentum", 2))
    answers: list[Event] = []
    wait_for(lambda: bool(answers.extend(it.collect()) or len(answers) == 2))
    assert [type(event) for event in answers] == [Changed, Refused]
    assert it.state is RunState.PAUSED
    it.send(Step())
    events: list[Event] = []
    wait_for(lambda: bool(events.extend(it.collect()) or of_kind(events, StepDone)))
    it.send(Stop())
    finished(it)
    assert of_kind(events, StepDone)[0].samples == 50


def test_a_pause_does_not_part_an_epoch_from_its_last_step_when_batches_have_another_size(digits: Samples) -> None:
    it = host(digits, epochs=3)
    it.send(Change("batch_size", 130))
    for _ in range(7):
        it.send(Step())
    it.start(ORDER)
    events: list[Event] = []
    wait_for(lambda: bool(events.extend(it.collect()) or of_kind(events, EpochDone)))
    it.send(Stop())
    finished(it)
    assert type(events[-1 - (events[-1].__class__ is Paused)]) is EpochDone


def test_a_paused_training_does_not_compute(digits: Samples) -> None:
    it = host(digits)
    step(it)
    wait_for(lambda: it.state is RunState.PAUSED)
    before = time.process_time()
    time.sleep(0.3)
    assert time.process_time() - before < 0.15
    it.send(Stop())
    finished(it)


def test_each_step_is_exactly_one_and_then_a_pause(digits: Samples) -> None:
    it = host(digits)
    for number in (1, 2, 3):
        step(it)
        wait_for(lambda: it.state is RunState.PAUSED and not it._steps_wanted)
        events = it.collect()
        assert [step.step for step in of_kind(events, StepDone)] == [number]
        assert events[-1] == Paused(number)
    it.send(Resume())
    assert len(of_kind(finished(it), StepDone)) == 15


def test_the_step_that_ends_an_epoch_tells_about_it(digits: Samples) -> None:
    it = host(digits, batch_size=450)
    told = []
    for _ in range(2):
        step(it)
        wait_for(lambda: it.state is RunState.PAUSED and not it._steps_wanted)
        told.append([type(event) for event in it.collect()])
    assert told[1] == [StepDone, EpochDone, Paused]
    it.send(Stop())
    finished(it)


def test_stepping_looks_closely(digits: Samples) -> None:
    run = prepare(Order(trainable(), "cpu"), samples=digits)
    run._cadence.every = 10
    it = ThreadHost(lambda _: run)
    for _ in range(3):
        step(it)
        wait_for(lambda: it.state is RunState.PAUSED and not it._steps_wanted)
    assert all(step.readings for step in of_kind(it.collect(), StepDone))
    it.send(Resume())
    assert [bool(step.readings) for step in of_kind(finished(it), StepDone)][:9] == [*[False] * 7, True, False]


def test_what_costs_much_is_read_only_while_somebody_wants_it(digits: Samples) -> None:
    it = host(digits)
    found = []
    for quantities in ((), ("activation_mean",), ()):
        it.send(Watch(quantities))
        step(it)
        wait_for(lambda: it.state is RunState.PAUSED and not it._steps_wanted)
        (done,) = of_kind(it.collect(), StepDone)
        found.append("activation_mean" in done.readings)
        assert {"loss", "gradient_norms"} <= done.readings.keys()
    assert found == [False, True, False]
    it.send(Stop())
    finished(it)


@pytest.mark.parametrize("is_paused", [False, True])
def test_stopping_ends_quickly_with_what_was_reached(digits: Samples, is_paused: bool) -> None:
    it = host(digits, epochs=100_000)
    if is_paused:
        step(it)
        wait_for(lambda: it.state is RunState.PAUSED)
    else:
        it.start(ORDER)
        wait_for(lambda: bool(of_kind(it.collect(), EpochDone)))
    it.send(Stop())
    assert it.join(5)
    end = it.collect()[-1]
    assert isinstance(end, Finished)
    assert (end.reason, end.test, it.state) == ("stopped", {}, RunState.STOPPED)
    assert end.learned


def test_stopping_what_never_began_needs_no_thread() -> None:
    it = ThreadHost(lambda _: pytest.fail("nobody started it"))
    it.send(Stop())
    it.start(ORDER)
    assert (it.state, it.join(0)) == (RunState.STOPPED, True)


def test_stopping_while_preparing_is_heard(digits: Samples) -> None:
    it = host(digits)
    it.start(ORDER)
    it.send(Stop())
    events = finished(it)
    assert it.state is RunState.STOPPED
    assert isinstance(events[-1], Finished)


def test_a_user_error_is_told_in_its_own_words(digits: Samples) -> None:
    design = trainable()
    broken = remove_nodes(design, [identity_of(design, "flatten_1")])
    it = ThreadHost(lambda _: prepare(Order(broken, "cpu"), samples=digits))
    it.start(ORDER)
    (event,) = finished(it)
    assert isinstance(event, Failed)
    assert it.state is RunState.FAILED
    assert event.message.startswith("dense_1 has no input.")


def test_anything_else_is_told_as_unexpected_and_the_program_lives_on() -> None:
    def breaks(_: Order) -> None:
        raise ZeroDivisionError("division by zero")

    it = ThreadHost(breaks)  # type: ignore[arg-type]
    it.start(ORDER)
    (event,) = finished(it)
    assert isinstance(event, Failed)
    assert event.message == "Training stopped because of an unexpected problem: division by zero"
    assert "ZeroDivisionError" in event.details


def test_when_the_loss_breaks_before_anything_was_learned_no_weights_come_with_the_news(digits: Samples) -> None:
    damaged = replace(digits, inputs=np.full_like(digits.inputs, np.nan))
    it = host(damaged)
    it.start(ORDER)
    event = finished(it)[-1]
    assert isinstance(event, Failed)
    assert "the samples themselves" in event.message
    assert event.learned is None


def test_editing_the_design_meanwhile_changes_nothing(digits: Samples) -> None:
    expected = losses(prepare(Order(trainable(), "cpu"), samples=digits).events())
    design = trainable()
    it = ThreadHost(lambda _: prepare(Order(design, "cpu"), samples=digits))
    step(it)
    wait_for(lambda: it.state is RunState.PAUSED)
    design = set_parameters(design, [identity_of(design, "dense_1")], units=99)
    design = remove_nodes(design, [identity_of(design, "dropout_1")])
    it.send(Resume())
    assert losses(finished(it)) == expected


def test_it_needs_no_torch_to_be_imported() -> None:
    code = "import sys, nndesigner.training.hosts.thread, nndesigner.training.history; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def step_done(number: int) -> StepDone:
    masks = Masks({"n1": Mask(np.ones(1000, np.bool_), 0.5)})
    return StepDone(number, 1, 10, {"loss": Scalar(1.0 / number), "dropout_masks": masks})


def test_a_mailbox_nobody_empties_keeps_the_numbers_and_lets_old_masks_go() -> None:
    mailbox = Mailbox()
    for number in range(1, 2 * ROOM + 2):
        mailbox.put(step_done(number))
    mailbox.put(Started("CPU", 1, 1, 1, 1, 1, 1))
    events = mailbox.empty()
    steps = of_kind(events, StepDone)
    assert [step.step for step in steps] == list(range(1, 2 * ROOM + 2))
    assert [step.readings["loss"].value for step in steps] == [1.0 / number for number in range(1, 2 * ROOM + 2)]
    assert sum("dropout_masks" in step.readings for step in steps) < 2 * ROOM / 10
    assert "dropout_masks" in steps[-1].readings
    assert isinstance(events[-1], Started)


def test_a_mailbox_nobody_empties_does_not_grow_without_limit() -> None:
    mailbox = Mailbox()
    mailbox.put(Started("CPU", 1, 1, 1, 1, 1, 1))
    for number in range(1, 3 * MOST_STEPS):
        mailbox.put(StepDone(number, 1, 10, {}))
    events = mailbox.empty()
    assert len(events) <= MOST_STEPS + ROOM
    assert isinstance(events[0], Started)
    assert events[-1] == StepDone(3 * MOST_STEPS - 1, 1, 10, {})


def test_copies_of_weights_do_not_pile_up() -> None:
    mailbox = Mailbox()
    weights = {"n1.weight": np.zeros(MOST_BYTES // 80)}
    for number in range(1, 100):
        mailbox.put(EpochDone(number, number, {}, {}, 1.0, 0.0, Learned(Design(), weights)))
    epochs = of_kind(mailbox.empty(), EpochDone)
    assert [epoch.epoch for epoch in epochs] == list(range(1, 100))
    assert sum(bool(epoch.learned) for epoch in epochs) <= 12
    assert epochs[-1].learned
