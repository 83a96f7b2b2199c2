"""What can be said to a run while it goes: values, fit to be kept or sent anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

Value = bool | int | float | str | Mapping[str, bool | int | float | str]
"""What something is changed to: one value, or several by name, such as a kind with its numbers."""


@dataclass(frozen=True)
class Pause:
    """Wait after the step that is being done."""


@dataclass(frozen=True)
class Resume:
    """Go on after a pause."""


@dataclass(frozen=True)
class Step:
    """Do exactly one step, then wait."""


@dataclass(frozen=True)
class Stop:
    """End after the step that is being done, and keep what was reached."""


@dataclass(frozen=True)
class Abandon:
    """End like Stop, but nobody writes down any more what is reported, so that no checkpoint can wait for it."""


@dataclass(frozen=True)
class Written:
    """All is written down that was reported before the event CheckpointDue of this number."""

    number: int


@dataclass(frozen=True)
class Watch:
    """Have these quantities read from the next step on, beside what is always read, and no others."""

    quantities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """From the next step on have `value` under `name`, that of a knob: "batch_size"."""

    name: str
    value: Value


Command = Pause | Resume | Step | Stop | Abandon | Written | Watch | Change
