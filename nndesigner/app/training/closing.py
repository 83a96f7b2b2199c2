"""What is said about a training when it is over."""

import math

from nndesigner.training.events import DEVIATION, Finished, Metrics
from nndesigner.words.counts import counted
from nndesigner.words.metrics import in_words, is_part, kinds_in, title_of
from nndesigner.words.numbers import figure

_MOST_OUTPUTS = 2
_IN_PROJECT = "The weights are in the project."


def ended_early(event: Finished, planned: int | None) -> bool:
    """Whether early stopping ended the training before its `planned` epochs were done."""
    return event.reason == "finished" and planned is not None and event.epochs < planned


def closing_words(event: Finished, planned: int | None) -> str:
    """How it ended, after how long, and how good the network is now."""
    if event.learned is None:
        return "Training stopped before its first step: nothing has changed."
    measured = headline(event.test, "test") or headline(event.validation, "validation")
    if any(name.endswith(DEVIATION) for name in event.validation):
        both = filter(None, (headline(event.validation, "validation"), headline(event.test, "test")))
        length = f"{_length(event)}: {', '.join(both)}, means over the folds"
        return f"Cross-validation {event.reason} {length}. The last fold's weights are in the project."
    if event.best_epoch and event.reason == "finished":
        ended = "ended early" if ended_early(event, planned) else "finished"
        best = f"the weights of epoch {event.best_epoch} are kept"
        return f"Training {ended} {_length(event)}; {best}{f': {measured}' if measured else ''}."
    if not math.isfinite(event.test.get("loss", 0)):
        return f"Training finished {_length(event)}, but the loss of the test is not a finite number. {_IN_PROJECT}"
    start = f"Training {event.reason} {_length(event)}"
    return f"{start}{f': {measured}' if measured else ''}. {_IN_PROJECT}"


def headline(metrics: Metrics, where: str) -> str:
    """The metric that says most, for the first two outputs when there are several; empty without any metric."""
    kinds = kinds_in(metrics)
    plain = [name for name in metrics if not name.endswith(DEVIATION)]
    names = list(dict.fromkeys(name.partition("/")[2] for name in plain if name.partition("/")[0] in kinds))
    said = [_said(metrics, kinds, name, where) for name in names[:_MOST_OUTPUTS]]
    if not said and "loss" in metrics:
        return f"{where} loss {figure(metrics['loss'])}"
    return ", ".join(said)


def _said(metrics: Metrics, kinds: tuple[str, ...], output: str, where: str) -> str:
    end = f"/{output}" if output else ""
    kind = next(kind for kind in kinds if f"{kind}{end}" in metrics)
    value, title = in_words(kind, metrics[f"{kind}{end}"]), title_of(kind)
    deviation = metrics.get(f"{kind}{end}{DEVIATION}")
    if deviation is not None:
        value = f"{value} ± {in_words(kind, deviation)}"
    words = f"{value} {where} {title.lower()}" if is_part(kind) else f"{where} {title} {value}"
    return f"{words} ({output})" if output else words


def _length(event: Finished) -> str:
    number, unit = (event.epochs, "epoch") if event.epochs else (event.step, "step")
    return f"after {counted(number, unit)}"
