"""Where events wait between the thread that trains and the one that shows."""

from collections.abc import Iterable
from dataclasses import replace
from threading import Lock

from nndesigner.training.events import EpochDone, Event, StepDone
from nndesigner.training.readings import Generated, Masks

ROOM = 1000
"""Events that wait untouched."""
MOST_BYTES = 100_000_000
"""Copies of weights that wait untouched."""
MOST_STEPS = 50_000
"""Steps that wait at all when nobody collects; about 50 MB of numbers."""


class Mailbox:
    """Events in the order they were put in. It may be filled and emptied by different threads.

    When nobody empties it, it keeps what curves are drawn from and lets go what is heavy: when `ROOM` events or
    `MOST_BYTES` wait, all but the newest lose their masks and copies of weights. Beyond `MOST_STEPS`, every
    second step is dropped.
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._light = 0
        self._bytes = 0
        self._lock = Lock()

    def put(self, event: Event) -> None:
        """Add an event."""
        with self._lock:
            self._events.append(event)
            if isinstance(event, EpochDone) and event.learned:
                self._bytes += sum(values.nbytes for values in event.learned.weights.values())
            if len(self._events) - self._light >= ROOM or self._bytes > MOST_BYTES:
                self._lighten()

    def empty(self) -> list[Event]:
        """Take all events out."""
        with self._lock:
            events, self._events, self._light, self._bytes = self._events, [], 0, 0
        return events

    def _lighten(self) -> None:
        heavy = self._events[self._light :]
        self._events[self._light :] = [*_without_weight(heavy[:-1]), heavy[-1]]
        if len(self._events) > MOST_STEPS:
            self._events = [
                event for number, event in enumerate(self._events) if number % 2 or not isinstance(event, StepDone)
            ]
        self._light, self._bytes = len(self._events) - 1, 0


def _without_weight(events: Iterable[Event]) -> Iterable[Event]:
    for event in events:
        if isinstance(event, StepDone):
            light = {
                name: reading for name, reading in event.readings.items() if not isinstance(reading, Masks | Generated)
            }
            yield replace(event, readings=light) if len(light) < len(event.readings) else event
        elif isinstance(event, EpochDone):
            yield replace(event, learned=None)
        else:
            yield event
