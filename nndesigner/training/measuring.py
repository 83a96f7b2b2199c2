"""Measures a network on samples that it does not learn from: losses, and every metric that fits the targets."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nndesigner.catalog.entry import entries
from nndesigner.catalog.metrics import Metric, Outcome
from nndesigner.catalog.targets import Classes, Labels, Symbols
from nndesigner.data.batches import Batch
from nndesigner.network.network import Network
from nndesigner.training.events import Metrics
from nndesigner.training.feeding import Feed
from nndesigner.training.objective import Aim, Objective
from nndesigner.training.tally import Tally


@torch.no_grad()
def measure(
    network: Network,
    feed: Feed,
    objective: Objective,
    batches: Iterable[Batch],
    device: str,
    turns: Mapping[str, Objective] = MappingProxyType({}),
) -> "Measured":
    """Loss and metrics over all `batches`, with dropout off and running averages used; empty without samples.

    With several `turns`, "loss/<name>" is that of a turn and not of an output. The network is left as it was.
    """
    names = tuple(aim.goal.name for aim in objective.aims)
    was_training, tally = network.training, Tally(device, () if turns else names)
    counts = [_Count(aim, device) for aim in objective.aims]
    network.eval()
    for number, (samples, targets) in enumerate(batches):
        if not len(samples):
            continue
        network.clock.draw = number
        outcome = network.outcome(*feed(samples))
        tally.add(objective(outcome, samples, targets), len(samples))
        for name, asked in turns.items():
            tally.add_turn(name, asked(outcome, samples, targets), len(samples), leads=False)
        for count, judged in zip(counts, outcome.judged, strict=True):
            count.add(judged, count.aim.wanted(samples, targets))
    network.train(was_training)
    metrics = dict(tally.means())
    if tally.samples:
        for name, count in zip(names, counts, strict=True):
            label = f"/{name}" if len(names) > 1 else ""
            metrics |= {f"{kind}{label}": value for kind, value in count.metrics().items()}
    tables = [table for count in counts if (table := count.table()) is not None] if tally.samples else []
    return Measured(metrics, tables[0] if tables else None)


class Measured:
    """Metrics by name, and of the first output of classes the table of truths (rows) and predictions (columns)."""

    def __init__(self, metrics: Metrics, confusion: NDArray[np.int64] | None) -> None:
        self.metrics = metrics
        self.confusion = confusion


class _Count:
    """Counts what one output predicted."""

    def __init__(self, aim: Aim, device: str) -> None:
        self.aim = aim
        target = aim.goal.target
        self._classes = len(target.names) if isinstance(target, Classes) else 2
        self._labels = len(target.names) if isinstance(target, Labels) else 1
        self._pairs = torch.zeros(self._labels * self._classes**2, dtype=torch.int64, device=device)
        self._errors = torch.zeros(5, dtype=torch.float32 if device == "mps" else torch.float64, device=device)

    def add(self, judged: Tensor, targets: Tensor) -> None:
        """Count a batch."""
        target = self.aim.goal.target
        if not self.aim.goal.decides:
            return
        if isinstance(target, Classes):
            self._count(self.aim.classes(judged).flatten(), targets.flatten())
        elif isinstance(target, Labels):
            truths = (targets > (target.low + target.high) / 2).long()
            offsets = torch.arange(self._labels, device=targets.device) * 4
            self._count(self.aim.says_yes(judged).long().flatten(), (truths * 2 + offsets).flatten(), 1)
        elif not isinstance(target, Symbols):
            answers = judged.reshape(-1).to(self._errors.dtype)
            wanted = targets.reshape(-1).to(self._errors.dtype)
            error = answers - wanted
            sums = (error.square().sum(), error.abs().sum(), wanted.sum(), wanted.square().sum())
            self._errors += torch.stack([torch.full_like(sums[0], len(error)), *sums])

    def _count(self, answers: Tensor, truths: Tensor, factor: int = 0) -> None:
        pairs = truths * (factor or self._classes) + answers
        self._pairs += torch.bincount(pairs, minlength=len(self._pairs))

    def metrics(self) -> dict[str, float]:
        """Every metric of the catalog that fits the targets, by kind."""
        if not self.aim.goal.decides:
            return {}
        kind = self.aim.goal.target.kind
        table = self._pairs.cpu().numpy().astype(np.float64)
        shape = (self._labels, 2, 2) if kind == "labels" else (self._classes, self._classes)
        unit = self.aim.goal.unit
        errors = self._errors.cpu().numpy().astype(np.float64)
        outcome = Outcome(table.reshape(shape), errors, unit.positive if unit else None)
        chosen = (entry() for entry in entries(Metric.family).values())
        return {each.kind: each.value(outcome) for each in chosen if isinstance(each, Metric) and kind in each.fits}

    def table(self) -> NDArray[np.int64] | None:
        """Truths and predictions, for classes."""
        if not isinstance(self.aim.goal.target, Classes) or not self.aim.goal.decides:
            return None
        return self._pairs.cpu().numpy().reshape(self._classes, self._classes)
