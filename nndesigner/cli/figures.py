"""Metrics as a terminal shows them: readable names, parts in percent, and no more of them than a line holds."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from nndesigner.catalog.description import in_words
from nndesigner.catalog.metrics import class_of
from nndesigner.training.events import Metrics
from nndesigner.words.metrics import is_part, short_name

MOST_OUTPUTS = 2
"""Outputs that a line for an epoch lists."""
_NONE: Mapping[str, str] = MappingProxyType({})
_HEADLINES = ("accuracy", "r2")


def quoted(name: str) -> str:
    """The name of a class in a line with numbers."""
    return f"'{in_words(name)}'"


def in_full(metrics: Metrics, positives: Mapping[str, str] = _NONE) -> str:
    """Everything that was measured; `positives` are the positive classes by the names of the outputs."""
    return _listed(metrics, metrics, positives)


def in_short(metrics: Metrics) -> str:
    """Loss, cost, and accuracy or R², of at most two outputs."""
    return _listed(metrics, [*(name for name in ("loss", "cost") if name in metrics), *_headlines(metrics)])


def headline(metrics: Metrics) -> str:
    """Accuracy or R² without the loss; empty when there is neither."""
    names = _headlines(metrics)
    return _listed(metrics, names) if names else ""


def _headlines(metrics: Metrics) -> list[str]:
    return [name for name in metrics if name.partition("/")[0] in _HEADLINES][:MOST_OUTPUTS]


def _listed(metrics: Metrics, names: Iterable[str], positives: Mapping[str, str] = _NONE) -> str:
    """The metrics called `names`, each kind once, with its values for the outputs in turn."""
    values: dict[str, list[str]] = {}
    for name in names:
        kind, _, output = name.partition("/")
        positive = class_of(name, positives)
        said = f"{short_name(kind)}{f' of {quoted(positive)}' if positive else ''}"
        values.setdefault(said, []).append(f"{_figure(kind, metrics[name])}{f' ({output})' if output else ''}")
    return ", ".join(f"{said} {', '.join(of_kind)}" for said, of_kind in values.items()) or "none"


def _figure(kind: str, value: float) -> str:
    return f"{value * 100:.2f} %" if is_part(kind) else f"{value:.4f}"
