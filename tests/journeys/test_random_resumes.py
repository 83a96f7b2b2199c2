"""Random designs that are stopped and resumed, in any host, learn bit for bit as if nobody had stopped them."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.entry import entries
from nndesigner.catalog.limits import Clipping
from nndesigner.catalog.problems import UserError
from nndesigner.data.samples import Samples
from nndesigner.design.check import check
from nndesigner.design.model import Design
from nndesigner.design.options import Split
from nndesigner.training import checkpoint
from nndesigner.training.commands import Change, Pause, Step, Stop, Watch
from nndesigner.training.events import Changed, EpochDone, Event, Failed, Paused, Started, StepDone
from nndesigner.training.hosts.host import Host, Keeping
from nndesigner.training.hosts.process import Processes, ProcessHost
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.kept import prepare_kept
from nndesigner.training.knobs.knob import knobs_of
from nndesigner.training.order import Order, Scheduled
from nndesigner.training.quantities import GENERATED, QUANTITIES
from nndesigner.training.run import Run, prepare
from nndesigner.training.state import State
from tests.design.random_designs import RandomDesign, random_designs, sources
from tests.design.random_entries import any_of
from tests.design.random_samples import samples_of
from tests.training.designs import of_kind
from tests.training.resuming import BEFORE, told

LEARNED, TESTED = 15, 3
LATEST = 20
"""The step that the last change is made at, and the last event that is stopped at, counted on from where one begins."""
PATIENCE = 60.0
RATES, FLAGS, FEW = st.sampled_from([0.25, 0.5, 0.9]), st.booleans(), st.integers(1, 5)
STOPPING = st.fixed_dictionaries({"enabled": FLAGS, "patience": st.integers(1, 2), "minimum_change": RATES})
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "learning_rate_factor": RATES,
    "momentum": RATES,
    "clipping": any_of(Clipping).map(lambda clipping: clipping.to_plain()),
    "batch_size": FEW,
    "epochs": FEW,
    "early_stopping": STOPPING | FLAGS,
    "dropout_rate": RATES,
    "freeze": FLAGS,
}
"""What each knob may be changed to."""


@dataclass(frozen=True)
class Story:
    """A training of a random design with everything that is changed in it, and after how much it is stopped each time.

    A stop is a number of events or of steps from where the training began or went on.
    """

    random: RandomDesign
    changes: tuple[Scheduled, ...]
    stops: tuple[int, ...]

    @property
    def order(self) -> Order:
        return Order(self.random.design, "cpu", changes=self.changes)


@st.composite
def stories(draw: st.DrawFn, of: Sequence[str] = ()) -> Story:
    design = draw(random_designs(of)).design
    epochs, size = draw(st.integers(1, 3)), draw(FEW)
    training = design.training.changed(epochs=epochs, batch_size=size)
    data = replace(design.data, split=Split(validation_fraction=0.2, folds=draw(st.sampled_from([0, 0, 0, 2]))))
    if data.sample_shape().axes == "CHW" and draw(FLAGS):
        data = replace(data, augmentation=(draw(any_of(Augmentation)),))
    changed = design.changed(training=training, data=data)
    design = changed if not check(changed).errors else design.changed(training=training)
    steps = sorted(draw(st.lists(st.integers(0, LATEST), max_size=4)))
    stops = draw(st.lists(st.integers(0, LATEST), min_size=1, max_size=2))
    return Story(RandomDesign(design), tuple(Scheduled(step, draw(changes(design))) for step in steps), tuple(stops))


@st.composite
def changes(draw: st.DrawFn, design: Design) -> Change:
    """Any change that may be asked for; some will be refused."""
    by_name: dict[str, list[str]] = {}
    for each in knobs_of(design):
        by_name.setdefault(each.name, []).append(each.full_name)
    kind = draw(st.sampled_from(sorted(by_name)))
    return Change(draw(st.sampled_from(by_name[kind])), draw(VALUES[kind]))


def said(event: Event) -> Any:
    """All that an event says, to the bit."""
    details = told(replace(event, details="")) if isinstance(event, Failed) else told(event)
    return type(event).__name__, details


def outcomes(run: Run) -> Iterator[Any]:
    """What every event from the first step on says, and how it failed if it did."""
    try:
        for event in run.events():
            if not isinstance(event, BEFORE):
                yield said(event)
    except UserError as error:
        yield "Failed", str(error)


def prepared(story: Story, samples: Samples, state: State | None = None) -> Run:
    run = prepare(story.order, samples, state)
    run.wanted = frozenset(QUANTITIES)
    return run


def stopped(run: Run, after: int, path: Path) -> State:
    """The state, from a file, of a run that is stopped after so many events."""
    events = run.events()
    while after:
        after -= not isinstance(next(events), BEFORE)
    events.close()
    state = run.state()
    assert state is not None
    checkpoint.write(state, path)
    return checkpoint.read(path).state


def goes_on(story: Story) -> None:
    """Stop and resume it as often as it says; whatever follows is what would have followed."""
    samples = samples_of(story.random.design.data, LEARNED, TESTED)
    expected = list(outcomes(prepared(story, samples)))
    state: State | None = None
    with TemporaryDirectory() as folder:
        for stop in story.stops:
            last = len(expected) - (2 if expected[-1][0] == "Failed" else 0)  # nothing goes on from a broken loss
            after = max(min(stop, last), 0)
            state = stopped(prepared(story, samples, state), after, Path(folder) / "checkpoint")
            expected = expected[after:] or expected[-1:]
            assert list(outcomes(prepared(story, samples, state))) == expected, after


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(stories())
def test_a_random_design_that_is_stopped_and_resumed_learns_the_same(story: Story) -> None:
    goes_on(story)


COMPUTED = tuple(
    kind
    for kinds in sources().values()
    for kind in kinds
    if "samples" in [each.name for each in entries("source")[kind].parameters()]
)
"""Sources of a few points, rows or pictures, that any host can compute."""


def started(host: Host, story: Story, keeping: Keeping | None, steps: int | None = None) -> list[Event]:
    """All events of a training that ends by itself or is stopped after so many steps."""
    host.send(Watch(tuple(name for name in QUANTITIES if name != GENERATED.name)))  # looked at oftener step by step
    if steps is not None:
        host.send(Pause())
        for _ in range(steps):
            host.send(Step())
    host.start(story.order, keeping)
    events, end = list[Event](), time.monotonic() + PATIENCE
    while not host.is_over:
        assert time.monotonic() < end
        events += host.collect()
        if of_kind(events, Paused):
            host.send(Stop())
        time.sleep(0.002)
    assert host.join(PATIENCE)
    events += host.collect()
    return [replace(each, learned=None) if isinstance(each, EpochDone) else each for each in events]


def goes_on_elsewhere(story: Story, hosts: Sequence[Host]) -> None:
    """Go through it at once in the first host; begin it in the next one, stop it, and go on in those after that."""
    whole, *others = hosts
    expected = started(whole, story, None)
    with TemporaryDirectory() as folder:
        for host, stop in zip(others, (*story.stops, None), strict=True):
            found = started(host, story, Keeping(folder, resumes=host is not others[0]), stop)
            assert_follows(found, expected)
            if not of_kind(found, Paused):
                break  # it was over before it could be stopped


def assert_follows(found: Sequence[Event], whole: Sequence[Event]) -> None:
    """What was `found` after its beginning is what comes then in the `whole` training, unless it was stopped."""
    steps = of_kind(whole, StepDone)
    assert [each.step for each in steps] == list(range(1, len(steps) + 1))
    begin = next((event for event in found if isinstance(event, Started)), None)
    done = begin.step + begin.epochs_done + begin.changes if begin else 0
    follows = [said(event) for event in whole if has_effect(event)][done:]
    results = [said(event) for event in found if has_effect(event)]
    if of_kind(found, Paused):
        assert results == follows[: len(results)]
    else:
        assert results == follows and said(found[-1]) == said(whole[-1])


def has_effect(event: Event) -> bool:
    is_changed = isinstance(event, Changed) and event.before != event.after
    return is_changed or isinstance(event, StepDone | EpochDone)


@st.composite
def host_kinds(draw: st.DrawFn) -> list[type[Host]]:
    """Where to go through it at once, begin it, and go on each time: not always in the same host."""
    kinds = draw(st.lists(st.sampled_from([ThreadHost, ProcessHost]), min_size=4, max_size=4))
    return kinds if len(set(kinds[1:3])) > 1 else [kinds[0], ThreadHost, ProcessHost, kinds[3]]


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(stories(COMPUTED), host_kinds())
def test_it_goes_on_in_a_thread_or_process_whichever_it_was_stopped_in(
    processes: Processes, story: Story, kinds: list[type[Host]]
) -> None:
    hosts = [ThreadHost(prepare_kept) if kind is ThreadHost else ProcessHost(processes) for kind in kinds]
    goes_on_elsewhere(story, hosts[: len(story.stops) + 2])


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    """One process waits, and trains for one example after another."""
    found = Processes()
    found.warm_up()
    yield found
    found.end()
