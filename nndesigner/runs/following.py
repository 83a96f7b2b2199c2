"""Keeps the summary of a run in step with what the run reports."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nndesigner.project.record import LONGEST_NAME, LONGEST_NOTE, Ending, Summary
from nndesigner.training.events import (
    DEVIATION,
    Changed,
    EpochDone,
    Event,
    Failed,
    Finished,
    Metrics,
    Paused,
    Started,
    StepDone,
)


class Following:
    """`summary` is what is known by now. Pauses do not count as time, nor does what was before `since`."""

    def __init__(self, summary: Summary, since: float | None = None) -> None:
        self.summary = summary
        self._since = since

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.summary.ending is not None

    def take_all(self, events: Sequence[Event], now: float) -> None:
        """Note what `events` report, which happened until `now`; of many steps in a row the last says enough."""
        for event, following in pairwise([*events, None]):
            if event and not (isinstance(event, StepDone) and isinstance(following, StepDone)):
                self.take(event, now)

    def take(self, event: Event, now: float) -> None:
        """Note what `event` reports, which happened `now`, in seconds of any clock."""
        summary = self.summary = self._counted(now, goes_on=not isinstance(event, Paused | Finished | Failed))
        match event:
            case Started():
                steps = event.epochs * event.steps_per_epoch
                summary = replace(summary, device=event.device[:LONGEST_NAME], threads=event.threads)
                self.summary = replace(summary, ending=None, epochs=event.epochs, steps=steps)
            case Changed():
                self.summary = replace(summary, epochs=event.epochs, steps=event.last_step)
            case StepDone(step=step):
                self.summary = replace(summary, step=step)
            case EpochDone():
                self.summary = _after_epoch(summary, event)
            case Finished():
                self.summary = _after_end(summary, event)
            case Failed(message=message):
                self.summary = replace(summary, ending=Ending.FAILED, failure=message[:LONGEST_NOTE])

    def _counted(self, now: float, goes_on: bool) -> Summary:
        """The summary with the time since the last event."""
        since, self._since = self._since, now if goes_on else None
        if since is None:
            return self.summary
        return replace(self.summary, seconds=(self.summary.seconds or 0.0) + max(now - since, 0.0))


def _after_epoch(summary: Summary, event: EpochDone) -> Summary:
    summary = replace(summary, epoch=event.epoch, step=event.step, train=dict(event.train))
    if event.validation and _is_better(event.validation, summary.validation):
        return replace(summary, validation=dict(event.validation), best_epoch=event.epoch)
    return summary


def _after_end(summary: Summary, event: Finished) -> Summary:
    ended = replace(summary, ending=Ending(event.reason), test=dict(event.test), epoch=event.epochs, step=event.step)
    if any(name.endswith(DEVIATION) for name in event.validation):  # means over folds say more than the best epoch
        return replace(ended, validation=dict(event.validation), best_epoch=None)
    return ended


def _is_better(found: Metrics, best: Metrics) -> bool:
    loss = found.get("loss", math.nan)
    return not best or loss < best.get("loss", math.nan) or math.isnan(best.get("loss", math.nan))
