"""What the plots read from a history, as arrays without gaps."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nndesigner.app.cockpit.curves import Numbers
from nndesigner.app.training.session import TrainingSession
from nndesigner.design.model import NodeId
from nndesigner.training.history import History
from nndesigner.training.knobs.course import BatchSize
from nndesigner.training.readings import Cost, Quantity


@dataclass(frozen=True)
class Series:
    """A metric over the steps, which rise."""

    steps: Numbers
    values: Numbers

    def __len__(self) -> int:
        return len(self.steps)


def of_steps(history: History, quantity: str) -> Series:
    """`quantity` ("loss", "accuracy/digits", "learning_rate") at every step at which it was read."""
    return _without_missing(history.step, history.steps_of(quantity))


def of_epochs(history: History, metric: str) -> Series:
    """`metric` on the validation samples after every epoch that has it."""
    found = [(epoch.step, epoch.validation[metric]) for epoch in history.epochs if metric in epoch.validation]
    steps, values = np.array(found, dtype=float).reshape(-1, 2).T
    return _without_missing(steps, values)


def first_not_finite(series: Series) -> int | None:
    """The first step at which the value was infinite."""
    bad = ~np.isfinite(series.values)
    return int(series.steps[bad.argmax()]) if bad.any() else None


def of_nodes(history: History, quantity: Quantity) -> tuple[Numbers, Mapping[NodeId, Numbers]]:
    """The steps at which `quantity` was read, and what every layer had there: infinite or NaN when it is so."""
    columns = history.nodes_of(quantity.name)
    rows = ~np.isnan(history.loss)
    if not columns:
        return history.step[:0], columns
    if quantity.cost is Cost.LARGE:  # not every look reads it
        rows &= ~np.all([np.isnan(values) for values in columns.values()], axis=0)
    if rows.all():
        return history.step, columns
    return history.step[rows], {node: values[rows] for node, values in columns.items()}


def last_look(history: History) -> int:
    """The last step at which readings were taken; 0 before the first."""
    steps = of_steps(history, "loss").steps
    return int(steps[-1]) if len(steps) else 0


def steps_per_epoch(history: History) -> int:
    """How many steps are an epoch."""
    if history.started:
        return max(history.started.steps_per_epoch, 1)
    return max(history.epochs[0].step, 1) if history.epochs else 1


@dataclass(frozen=True)
class Course:
    """Which steps the epochs of a training are: `ends` are the steps and epochs between which they go evenly.

    Beyond the last of them an epoch has `steps_per_epoch` steps.
    """

    ends: tuple[Numbers, Numbers]
    steps_per_epoch: int

    @property
    def is_even(self) -> bool:
        """Whether all epochs have the same number of steps."""
        return len(self.ends[0]) == 1

    def epochs(self, steps: Numbers) -> Numbers:
        """How many epochs are done after so many steps."""
        if self.is_even:
            return steps / self.steps_per_epoch
        (known, counted), scale = self.ends, self.steps_per_epoch
        return np.interp(steps, known, counted) + np.maximum(steps - known[-1], 0) / scale

    def steps(self, epochs: Numbers) -> Numbers:
        """How many steps are done after so many epochs."""
        if self.is_even:
            return epochs * self.steps_per_epoch
        (known, counted), scale = self.ends, self.steps_per_epoch
        return np.interp(epochs, counted, known) + np.maximum(epochs - counted[-1], 0) * scale

    def epoch(self, step: float) -> float:
        """How many epochs are done after `step`."""
        return float(self.epochs(np.array([step], float))[0])

    def step(self, epoch: float) -> float:
        """The step at which `epoch` epochs are done."""
        return float(self.steps(np.array([epoch], float))[0])


def course(history: History) -> Course:
    """Of an epoch that is under way, the changes say how it goes on."""
    if all(mark.name != BatchSize.name for mark in history.marks):
        return Course((np.zeros(1), np.zeros(1)), steps_per_epoch(history))
    last, ends = history.marks[-1], [(0.0, 0.0), *((float(each.step), float(each.epoch)) for each in history.epochs)]
    if ends[-1][0] <= last.step:  # the epoch of the change: what is planned after it are whole epochs
        number = ends[-1][1] + 1
        planned = last.last_step - (last.epochs - number) * last.steps_per_epoch
        ends.append((float(max(planned, last.step + 1)), number))
    steps, epochs = np.array(ends).T
    return Course((steps, epochs), last.steps_per_epoch)


def planned_epochs(history: History) -> int:
    """How many epochs were asked for."""
    return max(history.planned_epochs or len(history.epochs), 1)


def tested(history: History, metric: str) -> float | None:
    """`metric` on the test samples, once the training is finished."""
    return history.test.get(metric)


def names_of(session: TrainingSession, nodes: Mapping[NodeId, object]) -> dict[NodeId, str]:
    """The names of `nodes` in the order of the network."""
    design = session.design
    if design is None:
        return {node: node for node in nodes}
    known = [node for node in design.order if node in nodes]
    return {node: design.nodes[node].name if node in design.nodes else node for node in dict.fromkeys([*known, *nodes])}


def _without_missing(steps: Numbers, values: Numbers) -> Series:
    missing = np.isnan(values)
    return Series(steps[~missing], values[~missing]) if missing.any() else Series(steps, values)
