"""Changes of a training that goes: every knob, by declaration, acts at once and can be replayed bit for bit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from nndesigner.catalog.entry import entries
from nndesigner.catalog.limits import Clipping, MaxNorm
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.regularizers import Regularizer
from nndesigner.catalog.schedules import Schedule
from nndesigner.data.samples import Samples
from nndesigner.design.edits import remove_nodes, set_parameters
from nndesigner.design.model import Design
from nndesigner.design.options import EarlyStopping
from nndesigner.design.turns import Pattern, Turn
from nndesigner.network.weights import weights_of
from nndesigner.training.checkpoint import Checkpoint
from nndesigner.training.commands import Change, Value
from nndesigner.training.events import Changed, EpochDone, Event, Finished, Refused, Started, StepDone
from nndesigner.training.history import History
from nndesigner.training.knobs.course import Stopping
from nndesigner.training.knobs.drawing import edits_between
from nndesigner.training.knobs.knob import ChangeRefused, Knob, Knobs, declared, knob, knobs_of
from nndesigner.training.marks import again
from nndesigner.training.order import Order, Scheduled
from nndesigner.training.proving import prove
from nndesigner.training.run import Run, prepare
from nndesigner.training.state import Position, State
from tests.design.drawings import identity_of, layer
from tests.training.designs import losses, of_kind, trainable

HIDDEN = (layer("dense", units=12), layer("batch_norm"), layer("dropout", rate=0.25), layer("dense", units=8))
VALUES: Mapping[str, tuple[Value, ...]] = {
    "learning_rate_factor": (0.5, 3.0),
    "momentum": (0.0, 0.5),
    "dropout_rate": (0.5, 0.0),
    "clipping": ({"kind": "norm", "limit": 0.1}, {"kind": "value", "limit": 0.01}),
    "batch_size": (64, 33),
    "epochs": (3, 1),
    "early_stopping": ({"enabled": True, "patience": 1, "minimum_change": 0.5}, {"enabled": False}),
    "freeze": (True, False),
}
"""Two values that each knob is set to, one after the other; a new knob has to have some."""
OPTIMIZERS = ("adam", "sgd", "rmsprop", "lbfgs", "nadam", "adagrad")


@dataclass
class Outcome:
    """All that a training gave that can be compared."""

    run: Run
    events: list[Event]

    @property
    def changed(self) -> list[Changed]:
        return of_kind(self.events, Changed)

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, Outcome)
        same = losses(self.events) == losses(other.events)
        mine, others = weights_of(self.run.network), weights_of(other.run.network)
        return same and all(np.array_equal(mine[name], others[name]) for name in mine)


Say = Callable[[Run, Event], Iterable[Change]]


def gone_through(
    design: Design, digits: Samples, say: Say = lambda *_: (), changes: tuple[Scheduled, ...] = ()
) -> Outcome:
    """A training, with the changes that `say` says after an event."""
    run = prepare(Order(design, "cpu", changes=changes), samples=digits)
    events: list[Event] = []
    for event in run.events():
        events.append(event)
        if run.can_change and not isinstance(event, Changed | Refused):
            events += [run.change(change) for change in say(run, event)]
    return Outcome(run, events)


def at(*changes: tuple[int, str, Value]) -> Say:
    """Say each change when so many steps are done."""

    def say(_: Run, event: Event) -> list[Change]:
        done = 0 if isinstance(event, Started) else getattr(event, "step", None)
        return [Change(name, value) for step, name, value in changes if step == done]

    return say


def replayed(design: Design, digits: Samples, outcome: Outcome) -> Outcome:
    """The same training again, with the changes of `outcome` ordered from the beginning."""
    history = History()
    for event in outcome.events:
        history.add(event)
    return gone_through(design, digits, changes=again(history.marks))


def drawn(optimizer: str = "adam", epochs: int = 2, **parameters: Any) -> Design:
    return trainable(*HIDDEN, optimizer=optimizer, epochs=epochs, **parameters)


def name_of(design: Design, kind: type[Knob]) -> str:
    """The full name of a knob of this kind, of the first layer that has it where it is of layers."""
    return next(each.full_name for each in knobs_of(design) if type(each) is kind)


def may_be_refused(name: str, optimizer: str) -> bool:
    return name == "momentum" and not entries("optimizer")[optimizer].carries  # type: ignore[attr-defined]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("kind", declared().values(), ids=lambda kind: kind.name)
def test_a_run_with_changes_is_replayed_bit_for_bit(kind: type[Knob], optimizer: str, digits: Samples) -> None:
    design = drawn(optimizer)
    name, (first, second) = name_of(design, kind), VALUES[kind.name]
    if may_be_refused(name, optimizer):
        pytest.skip("it has no momentum")
    steered = gone_through(design, digits, at((2, name, first), (9, name, second), (11, name, first)))
    assert not of_kind(steered.events, Refused)
    assert [event.step for event in steered.changed][:2] == [2, 9]
    assert replayed(design, digits, steered) == steered


@pytest.mark.parametrize("kind", declared().values(), ids=lambda kind: kind.name)
def test_a_change_acts_at_the_next_step_and_not_before(kind: type[Knob], digits: Samples) -> None:
    design = drawn("sgd", epochs=3)
    name, (value, _) = name_of(design, kind), VALUES[kind.name]
    plain, steered = (gone_through(design, digits, say) for say in (at(), at((12, name, value))))
    (changed,) = steered.changed
    assert (changed.step, changed.name) == (12, name)
    assert losses(steered.events)[:12] == losses(plain.events)[:12]
    if kind.name not in ("epochs", "early_stopping"):
        assert losses(steered.events)[12:] != losses(plain.events)[12:]


@pytest.mark.parametrize("kind", declared().values(), ids=lambda kind: kind.name)
def test_the_opposite_command_takes_a_change_back(kind: type[Knob], digits: Samples) -> None:
    design = drawn(epochs=3)
    name, (value, _) = name_of(design, kind), VALUES[kind.name]

    def say(run: Run, event: Event) -> Iterable[Change]:
        if isinstance(event, StepDone) and event.step == 4:
            there = run.change(Change(name, value))
            assert isinstance(there, Changed)
            yield Change(name, there.before)

    steered = gone_through(design, digits, say)
    assert steered == gone_through(design, digits)
    assert steered.run.design == design


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("kind", declared().values(), ids=lambda kind: kind.name)
def test_a_changed_training_is_resumed_bit_for_bit(kind: type[Knob], optimizer: str, digits: Samples) -> None:
    design = drawn(optimizer)
    name, (first, second) = name_of(design, kind), VALUES[kind.name]
    changes = tuple(Scheduled(step, Change(name, value)) for step, value in ((2, first), (9, second), (11, first)))
    order = Order(design, "cpu", changes=changes)
    run = prepare(order, samples=digits)
    events, states = [], []
    for event in run.events():
        events.append(event)
        states.append(run.state())
    whole = Outcome(run, events)
    moments = [number for number, event in enumerate(events) if isinstance(event, StepDone | EpochDone | Changed)]
    for moment in moments[1::6]:
        resumed = prepare(order, samples=digits, resume=states[moment])
        rest = list(resumed.events())
        assert losses(rest) == losses(events[moment + 1 :])
        assert of_kind(rest, Changed) == of_kind(events[moment + 1 :], Changed)
        assert Outcome(resumed, events) == whole
        history = History()
        for event in [*events, *rest]:
            history.add(event)
        assert history.marks == [event for event in whole.changed if event.before != event.after]


def test_a_proof_makes_the_changes_again_that_were_made_between_its_checkpoints(digits: Samples) -> None:
    design = drawn("sgd")
    order = Order(design, "cpu", changes=(Scheduled(2, Change("batch_size", 90)), Scheduled(9, Change("epochs", 3))))
    run = prepare(order, samples=digits)
    states: dict[int, State] = {}
    for event in run.events():
        if isinstance(event, StepDone) and event.step == 5:
            assert isinstance(run.change(Change("learning_rate_factor", 0.5)), Changed)
        if isinstance(event, StepDone | EpochDone) and run.can_change:
            states[event.step] = run.state() or {}
    for begin, end in ((1, 4), (3, 8), (1, 12), (5, 6)):
        earlier, later = (Checkpoint(Position(**states[each]["position"]), states[each]) for each in (begin, end))
        assert prove(order, earlier, later, digits).differences == ()


def test_several_turns_and_batches_in_a_step_are_changed_alike(digits: Samples) -> None:
    design = drawn(batch_size=40)
    design = design.changed(training=design.training.changed(batches_per_step=3))
    names = ("dense_1", "dense_2")
    turns = tuple(
        Turn(name, Pattern(learns="chosen"), (identity_of(design, name),), optimizer=Optimizer.of_kind("sgd"))
        for name in names
    )
    for each in (design, design.changed(training=replace(design.training, turns=turns))):
        for kind in declared().values():
            name, (first, second) = name_of(each, kind), VALUES[kind.name]
            steered = gone_through(each, digits, at((2, name, first), (9, name, second)))
            assert not of_kind(steered.events, Refused)
            assert replayed(each, digits, steered) == steered
            assert steered.changed[-1].last_step == of_kind(steered.events, Finished)[0].step or kind is Stopping


@pytest.mark.parametrize("name", ["momentum", "clipping"])
def test_one_number_does_not_replace_those_of_several_turns(name: str) -> None:
    design = drawn()
    ones = {"optimizer": Optimizer.of_kind("sgd", {"momentum": 0.5}), "clipping": Clipping.of_kind("norm")}
    turns = Turn("first", Pattern()), Turn("second", Pattern(), **ones)
    knobs = Knobs.of(design.changed(training=replace(design.training, turns=turns)))
    with pytest.raises(ChangeRefused, match="of its own that one would replace"):
        knobs.changed(Change(name, VALUES[name][0]))


def test_edits_of_a_drawing_are_changes_of_its_training() -> None:
    design = drawn("sgd")
    dense, dropout = identity_of(design, "dense_1"), identity_of(design, "dropout_1")
    optimizer = design.training.optimizer.changed(
        learning_rate=design.training.optimizer.learning_rate / 4, momentum=0.5
    )
    after = set_parameters(set_parameters(design, [dense], frozen=True, units=99), [dropout], rate=0.5)
    after = after.changed(training=replace(after.training.changed(epochs=7), optimizer=optimizer))
    expected = {"learning_rate_factor": 0.25, "momentum": 0.5, f"dropout_rate/{dropout}": 0.5}
    expected |= {"epochs": 7, f"freeze/{dense}": True}
    assert {change.name: change.value for change in edits_between(design, design, after)} == expected
    assert edits_between(design, after, after) == ()
    assert edits_between(design, design, remove_nodes(design, [dense, dropout])) == ()
    another = design.changed(training=replace(design.training, optimizer=Optimizer.of_kind("adam")))
    assert edits_between(design, design, another) == ()


def test_a_factor_and_the_schedule_are_multiplied(digits: Samples) -> None:
    design = drawn(epochs=2)
    design = design.changed(training=replace(design.training, schedule=Schedule.of_kind("exponential")))
    plain, steered = (gone_through(design, digits, say) for say in (at(), at((5, "learning_rate_factor", 0.5))))
    rates, halved = (
        [step.readings["learning_rate"].value for step in of_kind(each.events, StepDone)] for each in (plain, steered)
    )
    assert halved == [*rates[:5], *[rate * 0.5 for rate in rates[5:]]]


def test_another_batch_size_goes_on_with_the_samples_that_are_left(digits: Samples) -> None:
    steered = gone_through(drawn(epochs=2), digits, at((4, "batch_size", 250)))
    assert [step.samples for step in of_kind(steered.events, StepDone)] == [100] * 4 + [250, 250] + [250, 250, 250, 150]
    (changed,) = steered.changed
    assert (changed.steps_per_epoch, changed.last_step, changed.epochs) == (4, 10, 2)
    assert (changed.before, changed.after, changed.words) == (100, 250, "Batch size 100 → 250")


def test_fewer_epochs_than_are_done_end_the_training_after_this_one(digits: Samples) -> None:
    steered = gone_through(drawn(epochs=9), digits, at((13, "epochs", 1)))
    (finished,) = of_kind(steered.events, Finished)
    assert (finished.reason, finished.epochs, finished.step) == ("finished", 2, 18)
    assert steered.changed[0].last_step == 18


@pytest.mark.parametrize("step", [3, 18])
def test_more_epochs_can_be_ordered_until_the_last_one_is_over(step: int, digits: Samples) -> None:
    steered = gone_through(drawn(epochs=2), digits, at((step, "epochs", 3)))
    assert of_kind(steered.events, Finished)[0].epochs == 3


def test_a_frozen_layer_keeps_its_weights_and_averages_and_goes_on_later(digits: Samples) -> None:
    design = drawn(weight_decay=0.1)
    design = design.changed(
        training=replace(design.training, constraint=MaxNorm(limit=0.1), regularizer=Regularizer.of_kind("l2"))
    )
    nodes = [identity_of(design, "dense_1"), *[node.id for node in design.of_kind("batch_norm")]]
    seen: dict[int, dict[str, Any]] = {}

    def say(run: Run, event: Event) -> Iterable[Change]:
        if isinstance(event, StepDone):
            seen[event.step] = {name: np.array(values) for name, values in weights_of(run.network).items()}
            if event.step in (4, 12):
                yield from (Change(f"freeze/{node}", event.step == 4) for node in nodes)

    events = gone_through(design, digits, say).events
    own = [name for name in seen[4] if name.split(".")[0] in nodes]
    assert own
    assert [name for name in own if not np.array_equal(seen[4][name], seen[12][name])] == []
    assert not any(np.array_equal(seen[12][name], seen[14][name]) for name in own)
    norms = [step.readings["gradient_norms"].of_nodes[nodes[0]] for step in of_kind(events, StepDone)]
    assert [norm > 0 for norm in norms] == [True] * 4 + [False] * 8 + [True] * 6


@pytest.mark.parametrize("optimizer", entries("optimizer"))
def test_a_layer_that_was_frozen_from_the_beginning_can_learn(optimizer: str, digits: Samples) -> None:
    design = drawn(optimizer)
    node = identity_of(design, "dense_1")
    frozen = set_parameters(design, [node], frozen=True)
    name = f"freeze/{node}"
    steered = gone_through(frozen, digits, at((3, name, False), (7, name, True), (9, name, False)))
    assert len(steered.changed) == 3
    assert replayed(frozen, digits, steered) == steered
    whole = gone_through(frozen, digits)
    before, after = (weights_of(each.run.network)[f"{node}.weight"] for each in (whole, steered))
    assert not np.array_equal(before, after)


def test_frozen_weights_count_neither_in_the_penalty_nor_in_what_learns(digits: Samples) -> None:
    design = drawn("lbfgs", epochs=1)
    node = identity_of(design, "dense_1")
    seen: list[Any] = []

    def say(run: Run, event: Event) -> Iterable[Change]:
        if isinstance(event, StepDone):
            seen.append(np.array(weights_of(run.network)[f"{node}.weight"]))
            yield from [Change(f"freeze/{node}", True)] if event.step == 3 else []

    gone_through(design, digits, say)
    assert all(np.array_equal(seen[2], later) for later in seen[3:])


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop"])
def test_momentum_can_begin_and_end_while_it_goes(optimizer: str, digits: Samples) -> None:
    design = drawn(optimizer, momentum=0.0)
    steered = gone_through(design, digits, at((4, "momentum", 0.9), (8, "momentum", 0.0)))
    plain = gone_through(design, digits)
    assert losses(steered.events)[:5] == losses(plain.events)[:5]
    assert losses(steered.events)[6] != losses(plain.events)[6]
    assert [event.words for event in steered.changed] == ["Momentum 0 → 0.9", "Momentum 0.9 → 0"]


def test_early_stopping_can_be_switched_on_and_off(digits: Samples) -> None:
    never_better = {"enabled": True, "patience": 1, "minimum_change": 100.0}
    steered = gone_through(drawn(epochs=9), digits, at((20, "early_stopping", never_better)))
    (finished,) = of_kind(steered.events, Finished)
    assert (finished.epochs, finished.best_epoch) == (4, 3)
    assert finished.learned is not None and finished.learned.epoch == 3
    stopping = EarlyStopping(enabled=True, patience=1, minimum_change=100.0)
    design = drawn(epochs=2)
    design = design.changed(training=replace(design.training, early_stopping=stopping))
    (finished,) = of_kind(gone_through(design, digits, at((18, "early_stopping", False))).events, Finished)
    assert (finished.epochs, finished.best_epoch) == (2, None)
    assert finished.learned is not None and finished.learned.epoch == 2


def test_changes_hold_in_all_later_folds(digits: Samples) -> None:
    design = drawn(epochs=1)
    split = design.data.split.changed(folds=3)
    design = design.changed(data=replace(design.data, split=split))
    steered = gone_through(design, digits, at((2, "batch_size", 250), (2, "dropout_rate", 0.5)))
    assert replayed(design, digits, steered) == steered
    started = of_kind(steered.events, Started)
    assert [(each.batch_size, each.steps_per_epoch) for each in started][1:] == [(250, 3), (250, 3)]
    assert steered.changed[0].last_step == of_kind(steered.events, Finished)[0].step
    assert steered.run.design.nodes[identity_of(design, "dropout_1")].layer.rate == 0.5


@pytest.mark.parametrize(
    ("optimizer", "change", "reason"),
    [
        ("adagrad", Change("momentum", 0.5), "AdaGrad has no momentum that could be changed"),
        ("adam", Change("momentum", 1.5), "less than 1"),
        ("adam", Change("learning_rate_factor", 0.0), "greater than 0"),
        ("adam", Change("learning_rate_factor", 1e9), "at most 100"),
        ("adam", Change("batch_size", 0), "at least 1"),
        ("adam", Change("batch_size", 1), "Batch normalization cannot learn from one sample"),
        ("adam", Change("batch_size", 2.5), "a whole number"),
        ("adam", Change("epochs", True), "a whole number"),
        ("adam", Change("loss", "mse"), "There is no 'loss' to change while a training goes. There are: "),
        ("adam", Change("freeze/nowhere", True), "'nowhere' is no layer whose freeze could be changed"),
        ("adam", Change("clipping", {"kind": "hard"}), "There is no clipping called 'hard'"),
    ],
)
def test_what_cannot_be_changed_is_refused_in_words(
    optimizer: str, change: Change, reason: str, digits: Samples
) -> None:
    refused: list[Changed | Refused] = []

    def say(run: Run, event: Event) -> Iterable[Change]:
        if isinstance(event, StepDone) and event.step == 2:
            refused.append(run.change(change))
        return ()

    steered = gone_through(drawn(optimizer, epochs=1), digits, say)
    (answer,) = refused
    assert isinstance(answer, Refused)
    assert reason in answer.reason
    assert (answer.step, answer.name) == (2, change.name)
    assert steered == gone_through(drawn(optimizer, epochs=1), digits)


def test_a_knob_of_a_layer_speaks_of_it_by_its_name() -> None:
    design = drawn()
    name = f"freeze/{identity_of(design, 'dense_1')}"
    before = Knobs.of(design)
    frozen = before.changed(Change(name, True))
    assert knob(name, design).words(before, frozen) == "dense_1 frozen"
    assert knob(name, design).words(frozen, before) == "dense_1 learns again"


def test_the_epoch_that_is_kept_holds_the_design_with_what_was_changed(digits: Samples) -> None:
    steered = gone_through(drawn(epochs=1), digits, at((2, "dropout_rate", 0.75)))
    (epoch,) = of_kind(steered.events, EpochDone)
    assert epoch.learned is not None
    assert epoch.learned.design.nodes[identity_of(drawn(), "dropout_1")].layer.rate == 0.75
