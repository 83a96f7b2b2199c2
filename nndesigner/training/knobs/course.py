"""How a training goes its way: batches, epochs, and when it ends early."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nndesigner.catalog.problems import shown
from nndesigner.training.commands import Value
from nndesigner.training.knobs.knob import ChangeRefused, Knob, Knobs, Parts, whole_number


class BatchSize(Knob):
    """The samples of a step; an epoch goes on with those that it has not gone through."""

    name = "batch_size"

    def read(self, knobs: Knobs) -> Value:
        return knobs.design.training.batch_size

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        if knobs.design.training.settings.full_batch:
            raise ChangeRefused("Every step uses all samples (full batch), so there is no batch size to change.")
        return _with_settings(knobs, batch_size=whole_number(value, "The batch size"))

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        parts.resize(knobs.design.training.batch_size)

    def words(self, before: Knobs, after: Knobs) -> str:
        return f"Batch size {before.design.training.batch_size} → {after.design.training.batch_size}"


class Epochs(Knob):
    """How many epochs there are; fewer than are done end the training after the one under way."""

    name = "epochs"

    def read(self, knobs: Knobs) -> Value:
        return knobs.design.training.epochs

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        return _with_settings(knobs, epochs=whole_number(value, "The number of epochs"))

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        parts.plan(knobs.design.training.epochs)

    def words(self, before: Knobs, after: Knobs) -> str:
        return f"Epochs {before.design.training.epochs} → {after.design.training.epochs}"


class Stopping(Knob):
    """Early stopping with its numbers, of which some may be left out, or whether it is on."""

    name = "early_stopping"

    def read(self, knobs: Knobs) -> Value:
        return knobs.design.training.early_stopping.values()

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        if not isinstance(value, bool | Mapping):
            raise ChangeRefused(f"Early stopping should be on or off, or have its numbers, but is {shown(value)}.")
        values = value if isinstance(value, Mapping) else {"enabled": value}
        return knobs.set_to(early_stopping=knobs.design.training.early_stopping.changed(**values))

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        parts.stop_early(knobs.design.training.early_stopping)

    def words(self, before: Knobs, after: Knobs) -> str:
        stopping = after.design.training.early_stopping
        return f"Early stopping after {stopping.patience} epochs" if stopping.enabled else "Early stopping off"


def _with_settings(knobs: Knobs, **settings: Any) -> Knobs:
    return replace(knobs, design=knobs.design.changed(training=knobs.design.training.changed(**settings)))
