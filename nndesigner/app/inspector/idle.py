"""Which parameters of an option of the training make no difference now, and why."""

from collections.abc import Mapping
from typing import Any

from nndesigner.design.options import EarlyStopping, Settings


def idle_optimizer(optimizer: Any) -> Mapping[str, str]:
    """Nesterov's look ahead needs a momentum to look along."""
    is_still = getattr(optimizer, "momentum", None) == 0
    return {"nesterov": "Without momentum there is nothing to look ahead to."} if is_still else {}


def idle_early_stopping(early_stopping: EarlyStopping) -> Mapping[str, str]:
    """Its numbers count only while it is on."""
    if early_stopping.enabled:
        return {}
    return dict.fromkeys(("patience", "minimum_change"), "Early stopping is off.")


def idle_settings(settings: Settings) -> Mapping[str, str]:
    """With the full batch its size is that of the data."""
    return {"batch_size": "Full batch uses all samples for each step."} if settings.full_batch else {}
