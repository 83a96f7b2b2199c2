"""Which fields act on a training that is under way, and why the others are fixed until it ends."""

from collections.abc import Mapping

from nndesigner.catalog.layers.dropout import Dropping
from nndesigner.catalog.layers.layer import Layer, Trainable
from nndesigner.design.model import Design
from nndesigner.training.knobs.drawing import is_live

UNDER_WAY = "A training is under way. What can be changed acts at its next step; the rest is fixed until it ends."
NEXT_TRAINING = "Takes effect in the next training."
_ANY = ""
"""Stands for every parameter, the choice of the kind included."""
_KNOBS: Mapping[str, Mapping[str, str]] = {
    "Optimizer": {"learning_rate": "learning_rate_factor", "momentum": "momentum", "beta_1": "momentum"},
    "Gradient limit": {_ANY: "clipping"},
    "Early stopping": {_ANY: "early_stopping"},
    "Training": {"batch_size": "batch_size", "epochs": "epochs"},
}
"""By the title of a part of the training form, which knob its parameters are."""
_REASONS: Mapping[str, str] = {
    "Data": "Fixed during a training: its samples have been read and split.",
    "Loss": "Fixed during a training: losses before and after could not be compared.",
    "Optimizer": "Fixed during a training: the optimizer goes on with what it noted of earlier steps.",
    "Turns": "Fixed during a training: who learns what was settled when it began.",
    "Schedule": "Fixed during a training: change the learning rate, which the schedule then follows from.",
    "Penalty": "Fixed during a training: costs before and after could not be compared.",
    "Weight limit": "Fixed during a training: the weights are already kept within it.",
    "Training": "Fixed during a training: it was begun with this.",
}
_SEVERAL = "Fixed during a training in which several optimizers learn: they could not be told apart."


def why_fixed(ordered: Design, title: str, name: str = _ANY) -> str:
    """Why a training of `ordered` does not follow the parameter `name` in the part `title`; empty when it does."""
    knobs = _KNOBS.get(title, {})
    knob = knobs.get(name) or knobs.get(_ANY)
    if knob and is_live(ordered, knob):
        return ""
    return _SEVERAL if knob in ("learning_rate_factor", "momentum") else _REASONS.get(title, "")


def words_of(layers: list[Layer]) -> str:
    """When changes of these layers take effect while a training goes."""
    titles = [parameter.title for layer in layers for parameter in layer.parameters() if _acts(layer, parameter.name)]
    live = list(dict.fromkeys(titles))
    has_others = any(not _acts(layer, parameter.name) for layer in layers for parameter in layer.parameters())
    if not live:
        return NEXT_TRAINING
    acts = f"{live[0]} acts at the next step"
    return f"{acts}. Everything else takes effect in the next training." if has_others else f"{acts} of the training."


def _acts(layer: Layer, name: str) -> bool:
    return (isinstance(layer, Dropping) and name == "rate") or (isinstance(layer, Trainable) and name == "frozen")
