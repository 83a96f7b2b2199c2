"""What every host promises: one training, begun with an order, steered by commands, that reports events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from nndesigner.catalog.problems import UserError
from nndesigner.training.commands import Command
from nndesigner.training.events import Event, RunState
from nndesigner.training.order import Order


class DeviceFault(UserError):
    """The device computes nothing any more for the program in which a training ran."""


@dataclass(frozen=True)
class Keeping:
    """Have checkpoints kept in `folder`, also every so many `steps` if given, and go on from the last one there if
    `resumes`. If it `asks`, each is announced by CheckpointDue and not written before the command Written."""

    folder: str
    steps: int = 0
    resumes: bool = False
    asks: bool = False


class Host(Protocol):
    """Where one training runs. The methods return at once, except `join`, and may be called from any thread."""

    @property
    def name(self) -> str:
        """What it is called where it is chosen: the value of its HostKind."""

    @property
    def state(self) -> RunState:
        """What it is doing."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""

    def start(self, order: Order, keeping: Keeping | None = None) -> None:
        """Prepare the training that is ordered and go through it, unless a command that was sent before forbids it."""

    def send(self, command: Command) -> None:
        """Do as `command` says, after the step that is being done."""

    def collect(self) -> list[Event]:
        """The events since the last time."""

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end, at most `timeout` seconds. Whether it has come."""


NewHost = Callable[[], Host]
"""Gives a host for the next training."""
