"""One run as it is kept: what was ordered, how far it came, its curves, and what it learned."""

import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from nndesigner.catalog.problems import UserError, shown
from nndesigner.design.model import Design
from nndesigner.project import strict_json
from nndesigner.project.learned import Learned

LONGEST_NAME, LONGEST_NOTE = 200, 10_000
MOST_METRICS = 100
IDENTITY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
"""What identifies a run; it names a folder, too."""
PARTS = ("train", "validation", "test")


class MalformedRecord(UserError):
    """Plain values that are no record of a run; the text says which and why."""


def new_identity() -> str:
    """What another run can be known by; those of later seconds are later in the alphabet."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


class Ending(Enum):
    """How a run came to its end."""

    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Summary:
    """What a list says of a run.

    `began` is in seconds since 1970 and None when nobody kept it, `seconds` how long it went, without pauses. `step` of
    `steps` and `epoch` of `epochs` are done. `train` are the metrics of the last epoch, `validation` those of the epoch
    with the lowest validation loss, `best_epoch`. `ending` is None while the run is under way, `failure` says why it
    failed. `device`, `host` ("thread" or "process") and the number of `threads` are where it was computed; empty and 0
    when nobody kept that.
    """

    identity: str
    name: str
    note: str = ""
    pinned: bool = False
    began: float | None = None
    seconds: float | None = None
    ending: Ending | None = None
    failure: str = ""
    device: str = ""
    host: str = ""
    threads: int = 0
    seed: int = 0
    step: int = 0
    steps: int = 0
    epoch: int = 0
    epochs: int = 0
    train: Mapping[str, float] = field(default_factory=dict)
    validation: Mapping[str, float] = field(default_factory=dict)
    test: Mapping[str, float] = field(default_factory=dict)
    best_epoch: int | None = None

    def to_plain(self) -> dict[str, Any]:
        """JSON values; numbers that are not finite become None."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        for part in PARTS:
            plain[part] = {name: _finite(value) for name, value in plain[part].items()}
        return {**plain, "ending": self.ending.value if self.ending else None, "seconds": _finite(self.seconds)}

    @classmethod
    def from_plain(cls, plain: Any) -> "Summary":
        """What `to_plain` wrote, or somebody else; what is missing gets its default. Raises MalformedRecord."""
        if not isinstance(plain, Mapping):
            raise MalformedRecord(f"A run should be an object with names and values, but is {shown(plain)}.")
        known = {each.name: plain[each.name] for each in fields(cls) if each.name in plain}
        for name, check in _CHECKS.items():
            if name in known or name in ("identity", "name"):
                known[name] = check(known.get(name), name)
        return cls(**known)


@dataclass(frozen=True, eq=False)
class Record:
    """A run with everything that is kept of it.

    `design` is what was trained, `device` where that was ordered. `curves` is its history as JSON, `learned` the
    weights that came of it; both are None when they are not kept. `extra` is what this version does not know about it.
    """

    summary: Summary
    design: Design
    device: str = "auto"
    curves: bytes | None = field(default=None, repr=False)
    learned: Learned | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """What the run is known by."""
        return self.summary.identity

    def history(self) -> dict[str, Any] | None:
        """The curves as plain values. Raises MalformedRecord."""
        if self.curves is None:
            return None
        try:
            found = strict_json.parse(self.curves)
        except strict_json.BadJson as error:
            raise MalformedRecord(f"The curves of {self.summary.name} cannot be read: {error}.") from None
        if not isinstance(found, dict):
            raise MalformedRecord(f"The curves of {self.summary.name} cannot be read: they are no object.")
        return found

    def changed(self, **values: Any) -> "Record":
        """The same with another name, note or pin."""
        return replace(self, summary=replace(self.summary, **values))

    def without_weights(self) -> "Record":
        """The same without what was learned."""
        return self if self.learned is None else replace(self, learned=None)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _identity(value: Any, name: str) -> str:
    if not isinstance(value, str) or not IDENTITY.fullmatch(value):
        raise MalformedRecord(f"The identity of a run should be small letters, digits and dashes, not {shown(value)}.")
    return value


def _text(longest: int) -> Any:
    def check(value: Any, name: str) -> str:
        if not isinstance(value, str) or len(value) > longest:
            raise MalformedRecord(f"The {name} of a run should be a text of at most {longest} characters.")
        return value

    return check


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedRecord(f"Whether a run is {name} should be true or false, but is {shown(value)}.")
    return value


def _count(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2**53:
        raise MalformedRecord(f"The {name} of a run should be a whole number from 0, but is {shown(value)}.")
    return value


def _number(value: Any, name: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e15:
        raise MalformedRecord(f"The {name} of a run should be a number, but is {shown(value)}.")
    return float(value)


def _or_none(check: Any) -> Any:
    return lambda value, name: None if value is None else check(value, name)


def _ending(value: Any, name: str) -> Ending:
    try:
        return Ending(value)
    except ValueError:
        endings = ", ".join(each.value for each in Ending)
        raise MalformedRecord(f"A run should have ended as one of {endings}, but ended as {shown(value)}.") from None


def _metrics(value: Any, name: str) -> dict[str, float]:
    if not isinstance(value, Mapping) or len(value) > MOST_METRICS or not all(isinstance(each, str) for each in value):
        raise MalformedRecord(f"The {name} metrics of a run should be at most {MOST_METRICS} numbers by their names.")
    return {each: math.nan if number is None else _number(number, each) for each, number in value.items()}


_CHECKS: Mapping[str, Any] = {
    "identity": _identity,
    "name": _text(LONGEST_NAME),
    "note": _text(LONGEST_NOTE),
    "pinned": _flag,
    "began": _or_none(_number),
    "seconds": _or_none(_number),
    "ending": _or_none(_ending),
    "failure": _text(LONGEST_NOTE),
    **dict.fromkeys(("device", "host"), _text(LONGEST_NAME)),
    **dict.fromkeys(("threads", "seed", "step", "steps", "epoch", "epochs"), _count),
    **dict.fromkeys(PARTS, _metrics),
    "best_epoch": _or_none(_count),
}
