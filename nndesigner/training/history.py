"""What a training reported, kept for curves, files and tables."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.design.model import NodeId
from nndesigner.training import plain_values
from nndesigner.training.columns import Column, Columns, evenly_chosen
from nndesigner.training.events import (
    Changed,
    Confusion,
    EpochDone,
    Event,
    Failed,
    Finished,
    Metrics,
    Started,
    StepDone,
)
from nndesigner.training.marks import marks_from_plain, marks_to_plain
from nndesigner.training.masks import MOST_NODES, MOST_QUANTITIES, all_masks_from_plain, masks_to_plain
from nndesigner.training.quantities import LOSS, QUANTITIES
from nndesigner.training.readings import Generated, Masks, PerNode, Scalar

MOST_STEPS = 5000
"""Steps that are written into a file."""
MOST_EPOCHS = 100_000


@dataclass(frozen=True)
class Epoch:
    """One epoch: means while learning, validation afterwards, and how long it took."""

    epoch: int
    step: int
    train: Metrics
    validation: Metrics
    seconds: float
    monitoring: float


@dataclass
class History:
    """Everything a training reported, in memory without loss. Missing readings are NaN.

    `finished` and `failed` come without what was learned, and only one of them is set when it is over.
    """

    started: Started | None = None
    finished: Finished | None = None
    failed: Failed | None = None
    epochs: list[Epoch] = field(default_factory=list)
    masks: dict[str, Masks] = field(default_factory=dict)
    marks: list[Changed] = field(default_factory=list)
    """What was changed while it went, without what was changed to what it was."""
    generated: dict[str, tuple[int, Generated]] = field(default_factory=dict, compare=False)
    """By quantity the masks and, with its step, what was generated at the last look; the latter is in no file."""
    confusion: Confusion | None = None
    """Truths (rows) and predictions (columns), in samples: of the test when it is over, else of the last validation."""
    _steps: Columns[str] = field(default_factory=Columns, repr=False)
    _nodes: Columns[tuple[str, NodeId]] = field(default_factory=Columns, repr=False)
    """By quantity and layer, a row a step as in `_steps`."""

    def __len__(self) -> int:
        """How many steps are kept."""
        return len(self._steps)

    @property
    def step(self) -> Column:
        """The number of every step kept."""
        return self._steps["step"]

    @property
    def epoch(self) -> Column:
        """The epoch of every step kept."""
        return self._steps["epoch"]

    @property
    def loss(self) -> Column:
        """The loss at every step kept."""
        return self._steps[LOSS.name]

    def steps_of(self, quantity: str) -> Column:
        """Any scalar at every step kept: "loss", "cost", "accuracy", "loss/<output>", ...; NaN where unknown."""
        return self._steps[quantity]

    def nodes_of(self, quantity: str) -> Mapping[NodeId, Column]:
        """For every layer that has it, a quantity such as "gradient_norms" at every step kept; NaN where unknown."""
        return {node: self._nodes[name, node] for name, node in self._nodes if name == quantity}

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs, when there are several."""
        return tuple(name.removeprefix("loss/") for name in self._steps if name.startswith("loss/"))

    @property
    def planned_epochs(self) -> int | None:
        """How many epochs there are to be, as far as that is known."""
        return self.marks[-1].epochs if self.marks else self.started.epochs if self.started else None

    @property
    def last_step(self) -> int | None:
        """The step at which all is to be done, as far as that is known."""
        planned = self.started.epochs * self.started.steps_per_epoch if self.started else None
        return self.marks[-1].last_step if self.marks else planned

    @property
    def test(self) -> Metrics:
        """The metrics of the test; empty before the end."""
        return self.finished.test if self.finished else {}

    def add(self, event: Event) -> None:
        """Keep what `event` reports."""
        match event:
            case StepDone():
                self._add_step(event)
            case EpochDone(epoch, step, train, validation, seconds, monitoring):
                self.epochs.append(Epoch(epoch, step, train, validation, seconds, monitoring))
                self.confusion = event.confusion if event.confusion is not None else self.confusion
            case Changed() if event.before != event.after:
                self.marks.append(event)
            case Started():
                self.cut(event.step, event.epochs_done, event.changes)
                self.started = event
            case Finished():
                self.finished = replace(event, learned=None)
                self.confusion = event.confusion if event.confusion is not None else self.confusion
            case Failed():
                self.failed = replace(event, learned=None)

    def cut(self, step: int, epochs: int, changes: int) -> None:
        """Forget what was reported after so many steps, whole epochs and changes: a training goes on from there."""
        del self.marks[changes:]
        self._steps.cut(kept := int(np.searchsorted(self.step, step, side="right")))
        self._nodes.cut(kept)
        self.epochs = [epoch for epoch in self.epochs if epoch.epoch <= epochs]
        self.finished = self.failed = None

    def to_plain(self) -> dict[str, Any]:
        """JSON values; of very many steps, `MOST_STEPS` evenly chosen ones."""
        rows = evenly_chosen(len(self), MOST_STEPS)
        return {
            "started": _started_to_plain(self.started) if self.started else None,
            "steps": {**self._steps.to_plain(rows), **_by_quantity(self._nodes.to_plain(rows))},
            "epochs": [_epoch_to_plain(epoch) for epoch in self.epochs],
            "marks": marks_to_plain(self.marks),
            "masks": {quantity: masks_to_plain(masks) for quantity, masks in self.masks.items()},
            "confusion": self.confusion.tolist() if self.confusion is not None else None,
            "finished": _finished_to_plain(self.finished) if self.finished else None,
            "failed": self.failed.message if self.failed else None,
        }

    @classmethod
    def from_plain(cls, plain: Any) -> "History":
        """The history that `to_plain` wrote, or somebody else. Raises MalformedHistory."""
        history = plain_values.mapping(plain, "A history")
        steps = plain_values.mapping(history.get("steps", {}), "The steps")
        failed = history.get("failed")
        started, finished = history.get("started"), history.get("finished")
        length = len(plain_values.sequence(steps.get("step", []), "The steps", MOST_STEPS))
        by_nodes = {name: values for name, values in steps.items() if _is_by_nodes(name, values)}
        scalars = {name: values for name, values in steps.items() if name not in by_nodes}
        plain_values.mapping(scalars, "The steps", plain_values.MOST_METRICS)
        columns = {name: plain_values.column(values, name, length) for name, values in scalars.items()}
        plain_values.require_rising(columns.get("step"))
        return cls(
            started=_started_from_plain(plain_values.mapping(started, "The start")) if started is not None else None,
            finished=_finished_from_plain(plain_values.mapping(finished, "The end")) if finished is not None else None,
            failed=Failed(plain_values.text(failed, "The failure"), "") if failed is not None else None,
            epochs=[
                _epoch_from_plain(plain_values.mapping(epoch, "An epoch"))
                for epoch in plain_values.sequence(history.get("epochs", []), "The epochs", MOST_EPOCHS)
            ],
            marks=marks_from_plain(history.get("marks", [])),
            masks=all_masks_from_plain(history.get("masks", {})),
            confusion=plain_values.confusion(history.get("confusion")),
            _steps=Columns.of(columns, length),
            _nodes=Columns.of(_nodes_from_plain(by_nodes, length), length),
        )

    def to_csv(self, path: Path) -> None:
        """Write a table with one row an epoch: epoch, train_loss, train_accuracy, validation_loss, ..., seconds."""
        parts = ("train", "validation")
        found = {
            part: list(dict.fromkeys(name for epoch in self.epochs for name in getattr(epoch, part))) for part in parts
        }
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["epoch", *(f"{part}_{name}" for part in parts for name in found[part]), "seconds"])
            for epoch in self.epochs:
                values = (getattr(epoch, part).get(name, "") for part in parts for name in found[part])
                table.writerow([epoch.epoch, *values, epoch.seconds])

    def _add_step(self, event: StepDone) -> None:
        row: dict[str, float] = {"step": event.step, "epoch": event.epoch}
        of_nodes: dict[tuple[str, NodeId], float] = {}
        for name, reading in event.readings.items():
            match reading:
                case Scalar(value, of_outputs):
                    row[name] = value
                    row |= {f"{name}/{output}": each for output, each in of_outputs.items()}
                case PerNode():
                    of_nodes |= {(name, node): value for node, value in reading.of_nodes.items()}
                case Masks():
                    self.masks[name] = reading
                case Generated():
                    self.generated[name] = event.step, reading
        self._steps.append(row)
        self._nodes.append(of_nodes)


def _is_by_nodes(name: str, values: Any) -> bool:
    """Whether the quantity has a column for each layer; of one that is not known here, its values say so."""
    known = QUANTITIES.get(name.partition("/")[0])
    return known.form is PerNode if known else isinstance(values, Mapping)


def _epoch_to_plain(epoch: Epoch) -> dict[str, Any]:
    return {
        "epoch": epoch.epoch,
        "step": epoch.step,
        "train": plain_values.metrics_to_plain(epoch.train),
        "validation": plain_values.metrics_to_plain(epoch.validation),
        "seconds": plain_values.or_none(epoch.seconds),
        "monitoring": plain_values.or_none(epoch.monitoring),
    }


def _finished_to_plain(finished: Finished) -> dict[str, Any]:
    parts = {part: plain_values.metrics_to_plain(vars(finished)[part]) for part in ("train", "validation", "test")}
    numbers = {"epochs": finished.epochs, "step": finished.step, "best_epoch": finished.best_epoch}
    return {"reason": finished.reason, **numbers, **parts}


def _by_quantity(columns: Mapping[tuple[str, NodeId], Any]) -> dict[str, dict[NodeId, Any]]:
    found: dict[str, dict[NodeId, Any]] = {}
    for (quantity, node), values in columns.items():
        found.setdefault(quantity, {})[node] = values
    return found


def _started_to_plain(started: Started) -> dict[str, Any]:
    """Without where it went on the last time, which makes no difference to what came of it."""
    return {name: value for name, value in vars(started).items() if name not in ("step", "epochs_done", "changes")}


def _started_from_plain(plain: Mapping[str, Any]) -> Started:
    names = ("epochs", "steps_per_epoch", "batch_size", "training_samples", "validation_samples", "parameters")
    numbers = {name: plain_values.integer(plain.get(name), name) for name in names}
    threads = plain_values.integer(plain.get("threads", 0), "threads")  # older files do not say
    return Started(plain_values.text(plain.get("device"), "The device"), threads=threads, **numbers)


def _epoch_from_plain(plain: Mapping[str, Any]) -> Epoch:
    return Epoch(
        plain_values.integer(plain.get("epoch"), "epoch"),
        plain_values.integer(plain.get("step"), "step"),
        plain_values.metrics(plain.get("train", {})),
        plain_values.metrics(plain.get("validation", {})),
        plain_values.number(plain.get("seconds"), "seconds"),
        plain_values.number(plain.get("monitoring"), "monitoring"),
    )


def _finished_from_plain(plain: Mapping[str, Any]) -> Finished:
    if plain.get("reason") not in ("finished", "stopped"):
        raise plain_values.MalformedHistory(
            f"A training ends finished or stopped, but not {str(plain.get('reason'))[:60]!r}."
        )
    epochs, step = (plain_values.integer(plain.get(name), name) for name in ("epochs", "step"))
    train, validation, test = (plain_values.metrics(plain.get(part, {})) for part in ("train", "validation", "test"))
    best = None if plain.get("best_epoch") is None else plain_values.integer(plain["best_epoch"], "best_epoch")
    return Finished(plain["reason"], epochs, step, train, validation, test, learned=None, best_epoch=best)


def _nodes_from_plain(plain: Mapping[str, Any], length: int) -> dict[tuple[str, NodeId], Column]:
    plain_values.mapping(plain, "The readings of layers", MOST_QUANTITIES)
    return {
        (quantity, node): plain_values.column(values, quantity, length)
        for quantity, nodes in plain.items()
        for node, values in plain_values.mapping(nodes, repr(quantity), MOST_NODES).items()
    }
