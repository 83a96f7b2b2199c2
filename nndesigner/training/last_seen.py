"""What a history shows of the last time only, and no line of curves holds: masks and confusion."""

from typing import Any

from nndesigner.training.events import EpochDone, Event, Finished, StepDone
from nndesigner.training.history import History
from nndesigner.training.readings import Masks

NAMES = ("masks", "confusion")


class LastSeen:
    """The last masks and confusion that were reported, from those in `plain` on."""

    def __init__(self, plain: Any = None) -> None:
        self._history = History.from_plain(plain or {})

    def note(self, event: Event) -> None:
        """Keep what `event` shows of them."""
        if isinstance(event, StepDone):
            masks = {name: reading for name, reading in event.readings.items() if isinstance(reading, Masks)}
            self._history.masks.update(masks)
        elif isinstance(event, EpochDone | Finished) and event.confusion is not None:
            self._history.confusion = event.confusion

    def put_into(self, history: History) -> None:
        """Show them in another history."""
        history.masks, history.confusion = self._history.masks, self._history.confusion

    def to_plain(self) -> dict[str, Any]:
        """The two parts of the plain form of a history."""
        plain = self._history.to_plain()
        return {name: plain[name] for name in NAMES}
