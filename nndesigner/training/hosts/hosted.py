"""A training in any host, gone through event by event like one that runs here."""

import time
from collections.abc import Generator
from contextlib import suppress

from nndesigner.catalog.problems import UserError
from nndesigner.project.learned import Learned
from nndesigner.training.commands import Abandon, Stop, Written
from nndesigner.training.events import CheckpointDue, EpochDone, Event, Failed, Finished
from nndesigner.training.hosts.host import Host, Keeping
from nndesigner.training.order import Order

INTERVAL = 0.02
"""Seconds between two looks at what the host reports."""
PATIENCE = 5.0
"""Seconds that a training has to end when nobody listens any more."""


class TrainingFailed(UserError):
    """A training in a host failed; the text is that of its event, `details` are for a bug report."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message)
        self.details = failed.details
        self.add_note(failed.details)


class HostedRun:
    """The training of `order` in `host`, for whoever waits for its events."""

    def __init__(self, host: Host, order: Order, keeping: Keeping | None = None) -> None:
        self.learned: Learned | None = None
        """What was learned up to the last epoch that was reported, and at the end what came of it."""
        self._host = host
        self._order = order
        self._keeping = keeping

    def events(self) -> Generator[Event, None, None]:
        """Everything that happens, from Preparing to Finished. Raises TrainingFailed.

        Who asks for the next event after CheckpointDue has written down those before.
        """
        self._host.start(self._order, self._keeping)
        while True:
            is_over = self._host.is_over
            for event in self._host.collect():
                self._note(event)
                yield event
                if isinstance(event, CheckpointDue):
                    self._host.send(Written(event.number))
            if is_over:
                return
            time.sleep(INTERVAL)

    def stop(self) -> None:
        """Have it end after the step that is being done; its last events are still to come."""
        self._host.send(Stop())

    def leave(self) -> Learned | None:
        """Listen no more, have it end, and give what was learned, as far as that comes in time."""
        self._host.send(Abandon())
        self._host.join(PATIENCE)
        with suppress(TrainingFailed):
            for event in self._host.collect():
                self._note(event)
        return self.learned

    def _note(self, event: Event) -> None:
        match event:
            case EpochDone():
                self.learned = event.learned or self.learned
            case Finished():
                self.learned = event.learned
            case Failed():
                self.learned = event.learned
                raise TrainingFailed(event)
