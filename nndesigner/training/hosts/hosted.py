"""A training in any host, gone through event by event like one that runs here."""

import time
from collections.abc import Generator
from typing import Literal

from nndesigner.catalog.problems import UserError
from nndesigner.project.learned import Learned
from nndesigner.training.commands import Stop
from nndesigner.training.events import EpochDone, Event, Failed, Finished
from nndesigner.training.hosts.host import Host, Keeping
from nndesigner.training.order import Order

INTERVAL = 0.02
"""Seconds between two looks at what the host reports."""


class TrainingFailed(UserError):
    """A training in a host failed; the text is that of its event, `details` are for a bug report."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message)
        self.details = failed.details


class HostedRun:
    """The training of `order` in `host`, for whoever waits for its events."""

    def __init__(self, host: Host, order: Order, keeping: Keeping | None = None) -> None:
        self.learned: Learned | None = None
        """What was learned up to the last epoch that was reported."""
        self._host = host
        self._order = order
        self._keeping = keeping
        self._finished: Finished | None = None

    def events(self) -> Generator[Event, None, None]:
        """Everything that happens, from Preparing to Finished. Raises TrainingFailed."""
        self._host.start(self._order, self._keeping)
        while True:
            is_over = self._host.is_over
            for event in self._host.collect():
                self._note(event)
                yield event
            if is_over:
                return
            time.sleep(INTERVAL)

    def finish(self, reason: Literal["finished", "stopped"] = "stopped") -> Finished:
        """Stop it, and give how far it came. Raises TrainingFailed."""
        self._host.send(Stop())
        self._host.join()
        for event in self._host.collect():
            self._note(event)
        if self._finished is None:
            raise TrainingFailed(Failed("The training was stopped before it began.", ""))
        return self._finished

    def _note(self, event: Event) -> None:
        match event:
            case EpochDone():
                self.learned = event.learned or self.learned
            case Finished():
                self._finished = event
                self.learned = event.learned
            case Failed():
                self.learned = event.learned
                raise TrainingFailed(event)
