"""Reports how a training goes: as lines, with a bar in a terminal, or as JSON for other programs."""

import json
import math
import sys
from collections.abc import Mapping
from time import perf_counter
from types import TracebackType
from typing import Any, Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from nndesigner.catalog.shapes import grouped
from nndesigner.cli.failures import printable
from nndesigner.cli.figures import headline, in_full, in_short
from nndesigner.cli.terminal import say, width_of, wrapped
from nndesigner.training.events import (
    Changed,
    Continued,
    EpochDone,
    Event,
    Failed,
    Finished,
    Metrics,
    NotKept,
    Preparing,
    Refused,
    Started,
    StepDone,
)
from nndesigner.training.quantities import LOSS
from nndesigner.training.readings import Scalar


class Teller(Protocol):
    """Used in a `with` block around a training; `tell` takes every event."""

    def tell(self, event: Event) -> None:
        """Say what there is to say about `event`."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, whatever happened."""


def teller(jsonl: bool, positives: Mapping[str, str]) -> Teller:
    """What reports in the form that was asked for and that the terminal can show.

    `positives` are the positive classes by the names of the outputs.
    """
    if jsonl:
        return JsonLines(positives)
    console = _ErrorOutput(file=sys.stderr, highlight=False, markup=False, emoji=False)
    has_room = console.is_terminal and not console.is_dumb_terminal
    return Bar(console, positives) if has_room else Lines(console, positives)


class _ErrorOutput(Console):
    """The error output; when its reader has gone that ends the program like any other output."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class JsonLines:
    """One JSON object a line on the standard output."""

    def __init__(self, positives: Mapping[str, str]) -> None:
        self._positives = positives

    def tell(self, event: Event) -> None:
        match event:
            case Preparing(what):
                print_event("preparing", what=what)
            case Continued(taken, fresh):
                print_event("continued", taken=list(taken), fresh=dict(fresh))
            case Started():
                print_event("started", **vars(event), positive=dict(self._positives))
            case EpochDone(epoch, step, train, validation, seconds, monitoring):
                metrics = {"train": _plain(train), "validation": _plain(validation), "confusion": _table(event)}
                looked = {"seconds": seconds, "monitoring": monitoring, "is_best": event.is_best}
                print_event("epoch", epoch=epoch, step=step, **metrics, **looked)
            case Changed():
                print_event("changed", **vars(event))
            case Refused(step, name, reason):
                print_event("refused", step=step, name=name, reason=reason)
            case NotKept(reason):
                print_event("not_kept", reason=reason)
            case Failed(message):
                print_event("failed", message=message)
            case Finished(reason, epochs, step, train, validation, test):
                metrics = {"train": _plain(train), "validation": _plain(validation), "test": _plain(test)}
                ended = {"best_epoch": event.best_epoch, "confusion": _table(event)}
                print_event("finished", reason=reason, epochs=epochs, step=step, **metrics, **ended)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


def print_event(event: str, **values: Any) -> None:
    """Print what happened as a line of JSON."""
    print(json.dumps({"event": event, **values}, allow_nan=False), flush=True)


class Lines:
    """A line for the start and for every epoch, on the error output; the result goes to the standard output."""

    def __init__(self, console: Console, positives: Mapping[str, str]) -> None:
        self._console = console
        self._positives = positives
        self._epochs = 0
        self._has_begun = False

    def tell(self, event: Event) -> None:
        match event:
            case Preparing(what):
                self._line(f"{what} ...")
            case Continued():
                self._line(event.in_words())
            case Started():
                self._epochs = event.epochs
                self._line(
                    f"{grouped(event.parameters)} parameters, {grouped(event.training_samples)} samples to learn from, "
                    f"{grouped(event.validation_samples)} to validate with, on {event.where_in_words()}"
                )
                if event.step and not self._has_begun:
                    self._line(f"Going on after step {grouped(event.step)}, in epoch {event.epochs_done + 1}")
                self._has_begun = True
            case EpochDone(epoch, _, train, validation, seconds):
                measured = f"training {in_short(train)}; validation {in_short(validation)}"
                self._line(f"epoch {epoch} of {self._epochs}: {measured}; {seconds:.1f} s")
            case Changed(step, words=words):
                self._epochs = event.epochs
                self._line(f"step {grouped(step)}: {words}")
            case Refused(step, reason=reason):
                self._line(f"step {grouped(step)}: not changed. {reason}")
            case NotKept():
                self._line(event.in_words())
            case Finished():
                parts = (("training", event.train), ("validation", event.validation), ("test", event.test))
                told = (f"{part} {in_full(metrics, self._positives)}" for part, metrics in parts if metrics)
                say(printable("; ".join([_end(event, self._epochs), *told])), sys.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def _line(self, text: str) -> None:
        for line in wrapped(text, width_of(sys.stderr)):
            self._console.print(line, soft_wrap=True)


_WIDTHS = {"loss": 60, "metric": 80, "speed": 100}
"""What stands beside the bar in terminals of so many columns, so that nothing is cut off."""


class Bar(Lines):
    """The same lines with a bar below them: epoch, steps, loss, the validation's metric, speed, time left."""

    def __init__(self, console: Console, positives: Mapping[str, str]) -> None:
        super().__init__(console, positives)
        columns = (TextColumn("epoch {task.fields[epoch]}"), BarColumn(), MofNCompleteColumn())
        fields = [f"{{task.fields[{name}]}}" for name, width in _WIDTHS.items() if console.width >= width]
        texts = [TextColumn("".join(fields), markup=False)] if fields else []
        self._progress = Progress(*columns, *texts, TimeRemainingColumn(), console=console, transient=True)
        self._task: TaskID | None = None
        self._began = 0.0
        self._samples = 0

    def tell(self, event: Event) -> None:
        super().tell(event)
        match event:
            case Started():
                fields: dict[str, Any] = {"epoch": 1, "loss": "", "metric": "", "speed": ""}
                if self._task is not None:
                    self._progress.remove_task(self._task)
                total = event.epochs * event.steps_per_epoch
                self._task = self._progress.add_task("", total=total, completed=event.step, **fields)
                self._began = perf_counter()
            case Changed(last_step=last_step) if self._task is not None:
                self._progress.update(self._task, total=last_step)
            case StepDone():
                self._advance(event)
            case EpochDone(validation=validation) if self._task is not None and headline(validation):
                self._progress.update(self._task, metric=f", validation {headline(validation)}")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def _advance(self, event: StepDone) -> None:
        if self._task is None:
            return
        self._samples += event.samples
        fields: dict[str, Any] = {"epoch": event.epoch}
        loss = event.readings.get(LOSS.name)
        if isinstance(loss, Scalar):
            seconds = max(perf_counter() - self._began, 1e-9)
            fields |= {"loss": f"loss {loss.value:.4f}", "speed": f", {grouped(round(self._samples / seconds))}/s"}
        self._progress.update(self._task, advance=1, **fields)


def _plain(metrics: Metrics) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in metrics.items()}


def _table(event: EpochDone | Finished) -> list[list[int]] | None:
    return None if event.confusion is None else event.confusion.tolist()


def _end(event: Finished, planned: int) -> str:
    done = f"{event.epochs} of {planned} epochs"
    kept = "" if event.best_epoch is None else f" with the weights of epoch {event.best_epoch}"
    if event.reason == "stopped":
        return f"Stopped after {done}{kept}"
    return f"Finished {done}{kept}" if event.epochs >= planned else f"Ended early after {done}{kept}"
