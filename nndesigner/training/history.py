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
from nndesigner.training.events import Confusion, EpochDone, Event, Failed, Finished, Metrics, Started, StepDone
from nndesigner.training.readings import Accuracy, DropoutMasks, GradientNorms, LearningRate, Loss, Mask

MOST_STEPS = 5000
"""Steps that are written into a file."""
MOST_EPOCHS = 100_000
MOST_CLASSES = 1000
MOST_NODES = 5000
"""Layers that are read from a file, as many as a design may have."""


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
    masks: DropoutMasks | None = None
    """The masks of the last step at which they were looked at."""
    confusion: Confusion | None = None
    """Truths (rows) and predictions (columns), in samples: of the test when it is over, else of the last validation."""
    _steps: Columns = field(default_factory=Columns, repr=False)
    _norms: Columns = field(default_factory=Columns, repr=False)

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
        return self._steps["loss"]

    @property
    def accuracy(self) -> Column:
        """The accuracy on the batch, from 0 to 1, at every step kept."""
        return self._steps["accuracy"]

    @property
    def learning_rate(self) -> Column:
        """The learning rate at every step kept."""
        return self._steps["learning_rate"]

    def steps_of(self, quantity: str) -> Column:
        """Any quantity at every step kept: "loss", "cost", "accuracy", "loss/<output>", ...; NaN where unknown."""
        return self._steps[quantity]

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs, when there are several."""
        return tuple(name.removeprefix("loss/") for name in self._steps if name.startswith("loss/"))

    @property
    def gradient_norms(self) -> Mapping[NodeId, Column]:
        """For every layer that learns the length of its gradient at every step kept."""
        return {node: self._norms[node] for node in self._norms}

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
            case Started():
                self.started = event
            case Finished():
                self.finished = replace(event, learned=None)
                self.confusion = event.confusion if event.confusion is not None else self.confusion
            case Failed():
                self.failed = replace(event, learned=None)

    def to_plain(self) -> dict[str, Any]:
        """JSON values; of very many steps, `MOST_STEPS` evenly chosen ones."""
        rows = evenly_chosen(len(self), MOST_STEPS)
        return {
            "started": dict(vars(self.started)) if self.started else None,
            "steps": {**self._steps.to_plain(rows), "gradient_norms": self._norms.to_plain(rows)},
            "epochs": [_epoch_to_plain(epoch) for epoch in self.epochs],
            "masks": _masks_to_plain(self.masks) if self.masks else {},
            "confusion": self.confusion.tolist() if self.confusion is not None else None,
            "finished": _finished_to_plain(self.finished) if self.finished else None,
            "failed": self.failed.message if self.failed else None,
        }

    @classmethod
    def from_plain(cls, plain: Any) -> "History":
        """The history that `to_plain` wrote, or somebody else. Raises MalformedHistory."""
        history = plain_values.mapping(plain, "A history")
        steps = dict(plain_values.mapping(history.get("steps", {}), "The steps"))
        norms = plain_values.mapping(steps.pop("gradient_norms", {}), "The gradient norms")
        failed = history.get("failed")
        started, finished = history.get("started"), history.get("finished")
        length = len(plain_values.sequence(steps.get("step", []), "The steps", MOST_STEPS))
        plain_values.mapping(steps, "The steps", plain_values.MOST_METRICS)
        columns = {name: plain_values.column(steps[name], name, length) for name in steps if _is_column(name)}
        plain_values.require_rising(columns.get("step"))
        return cls(
            started=_started_from_plain(plain_values.mapping(started, "The start")) if started is not None else None,
            finished=_finished_from_plain(plain_values.mapping(finished, "The end")) if finished is not None else None,
            failed=Failed(plain_values.text(failed, "The failure"), "") if failed is not None else None,
            epochs=[
                _epoch_from_plain(plain_values.mapping(epoch, "An epoch"))
                for epoch in plain_values.sequence(history.get("epochs", []), "The epochs", MOST_EPOCHS)
            ],
            masks=_masks_from_plain(plain_values.mapping(history.get("masks", {}), "The masks", MOST_NODES)),
            confusion=_confusion_from_plain(history.get("confusion")),
            _steps=Columns.of(columns, length),
            _norms=Columns.of(_norms_from_plain(norms, length), length),
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
        norms: Mapping[NodeId, float] = {}
        for name, reading in event.readings.items():
            match reading:
                case Loss(value, cost, of_outputs):
                    row[name] = value
                    row |= {} if cost is None else {"cost": cost}
                    row |= {f"{name}/{output}": each for output, each in of_outputs.items()}
                case Accuracy(value, of_outputs):
                    row[name] = value
                    row |= {f"{name}/{output}": each for output, each in of_outputs.items()}
                case LearningRate(value):
                    row[name] = value
                case GradientNorms(of_nodes):
                    norms = of_nodes
                case DropoutMasks():
                    self.masks = reading
        self._steps.append(row)
        self._norms.append(norms)


_COLUMNS = ("step", "epoch", "loss", "cost", "accuracy", "learning_rate")


def _is_column(name: str) -> bool:
    return name in _COLUMNS or name.startswith(("loss/", "accuracy/"))


def _confusion_from_plain(plain: Any) -> Confusion | None:
    if plain is None:
        return None
    rows = plain_values.sequence(plain, "The confusion matrix", MOST_CLASSES)
    counts = [plain_values.sequence(row, "A row of the confusion matrix", len(rows)) for row in rows]
    if any(len(row) != len(rows) for row in counts):
        raise plain_values.MalformedHistory("A confusion matrix should be square.")
    return np.array([[plain_values.integer(each, "count") for each in row] for row in counts], np.int64)


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
    values = vars(finished)
    parts = {part: plain_values.metrics_to_plain(values[part]) for part in ("train", "validation", "test")}
    numbers = {"epochs": finished.epochs, "step": finished.step, "best_epoch": finished.best_epoch}
    return {"reason": finished.reason, **numbers, **parts}


def _masks_to_plain(masks: DropoutMasks) -> dict[str, Any]:
    return {
        node: {
            "rate": plain_values.or_none(mask.rate),
            "shape": list(mask.kept.shape),
            "kept": plain_values.bits_to_text(mask.kept),
        }
        for node, mask in masks.of_nodes.items()
    }


def _started_from_plain(plain: Mapping[str, Any]) -> Started:
    names = ("epochs", "steps_per_epoch", "batch_size", "training_samples", "validation_samples", "parameters")
    device = plain_values.text(plain.get("device"), "The device")
    return Started(device, *(plain_values.integer(plain.get(name), name) for name in names))


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


def _norms_from_plain(plain: Mapping[str, Any], length: int) -> dict[NodeId, Column]:
    plain_values.mapping(plain, "The gradient norms", MOST_NODES)
    return {node: plain_values.column(values, "gradient norms", length) for node, values in plain.items()}


def _masks_from_plain(plain: Mapping[str, Any]) -> DropoutMasks | None:
    masks = {}
    for node, values in plain.items():
        mask = plain_values.mapping(values, "A mask")
        kept = plain_values.text_to_bits(mask.get("kept"), mask.get("shape"))
        masks[node] = Mask(kept, plain_values.number(mask.get("rate"), "rate"))
    return DropoutMasks(masks) if masks else None
