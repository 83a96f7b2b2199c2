"""How fast a training goes and how long it still takes."""

from collections import deque
from statistics import median
from time import monotonic

WINDOW = 60
"""How many readings are remembered."""


class Pace:
    """Fed with the number of steps done at each reading; breaks do not count."""

    def __init__(self) -> None:
        self._seconds_per_step: deque[float] = deque(maxlen=WINDOW)
        self._last: tuple[float, int] | None = None

    def look(self, step: int, now: float | None = None) -> None:
        """Note that `step` steps are done `now` (seconds of a monotonic clock)."""
        now = monotonic() if now is None else now
        if self._last and step > self._last[1]:
            self._seconds_per_step.append((now - self._last[0]) / (step - self._last[1]))
        if not self._last or step > self._last[1]:
            self._last = (now, step)

    def interrupt(self) -> None:
        """Forget the last reading: the time until the next one was a break."""
        self._last = None

    @property
    def seconds_per_step(self) -> float | None:
        """The median of the last readings; None before the second."""
        return median(self._seconds_per_step) if self._seconds_per_step else None
