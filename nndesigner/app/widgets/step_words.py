"""Steps of preparation and augmentation in a few words, and which of their parameters make no difference."""

from collections.abc import Mapping
from typing import Any

from nndesigner.app.widgets.form.names_field import in_a_few_words
from nndesigner.app.widgets.number_text import number_text
from nndesigner.catalog.entry import Entry

_SPOKEN = {"padding": "filled up "}
"""What has to be said before a choice that says too little alone."""
_QUANTILES, _LIMITS = ("low_quantile", "high_quantile"), ("low", "high")


def idle(step: Any) -> Mapping[str, str]:
    """The parameters that another one of the same step puts out of use, and why."""
    if step.kind == "fill_missing" and step.strategy != "constant":
        return {"value": "Only the strategy constant fills in this number."}
    if step.kind == "clip" and step.by == "quantiles":
        return dict.fromkeys(_LIMITS, "The limits are quantiles of the training rows.")
    if step.kind == "clip":
        return dict.fromkeys(_QUANTILES, "The limits are numbers.")
    return {}


def parameters_in_words(step: Entry) -> str:
    """The parameters of a step in one line: "median · total_bedrooms"."""
    words = []
    for parameter in step.parameters():
        value = getattr(step, parameter.name)
        if parameter.name in idle(step):
            continue
        if parameter.choices is not None:
            words.append(f"{_SPOKEN.get(parameter.name, '')}{parameter.choices.get(value, str(value))}")
        elif isinstance(value, bool):
            words.append(parameter.title.lower() if value else f"not {parameter.title.lower()}")
        elif isinstance(value, int | float):
            words.append(f"{parameter.title.lower()} {number_text(value)}")
        elif parameter.name == "columns" and value:
            words.append(in_a_few_words(value))
    return " · ".join(words)
