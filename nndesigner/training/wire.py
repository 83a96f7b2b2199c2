"""Events, commands and orders as plain JSON values with arrays beside them, exact to the bit, and back.

Everything follows from the types that are declared: a new event or reading needs nothing here unless it has a field of
a type that has no form yet (see `plain_forms`). Numbers that are not finite become the texts "inf", "-inf" and "nan".
"""

from collections.abc import Sequence
from typing import Any

from nndesigner.training.commands import Command
from nndesigner.training.events import Event
from nndesigner.training.order import Order
from nndesigner.training.plain_forms import Array, Beside, Form, form_of

Known = dict[type, Any]
"""The designs and preparations that both sides have already, kept by one side of a conversation; empty at its start."""
EVENT, COMMAND, ORDER = form_of(Event), form_of(Command), form_of(Order)


def to_plain(event: Event, known: Known | None = None) -> tuple[dict[str, Any], list[Array]]:
    """A JSON object, and the arrays (masks, confusion, weights) that it names by their numbers."""
    return _written(EVENT, event, known)


def from_plain(plain: Any, arrays: Sequence[Array] = (), known: Known | None = None) -> Event:
    """The event that `to_plain` wrote. Raises Malformed, also when an array that it names is not there."""
    event: Event = EVENT.read(plain, _beside(arrays, known))
    return event


def command_to_plain(command: Command) -> dict[str, Any]:
    """A JSON object."""
    return _written(COMMAND, command)[0]


def command_from_plain(plain: Any) -> Command:
    """The command that `command_to_plain` wrote. Raises Malformed."""
    command: Command = COMMAND.read(plain, _beside((), None))
    return command


def order_to_plain(order: Order, known: Known | None = None) -> tuple[dict[str, Any], list[Array]]:
    """A JSON object, and the arrays of what was learned before."""
    return _written(ORDER, order, known)


def order_from_plain(plain: Any, arrays: Sequence[Array] = (), known: Known | None = None) -> Order:
    """The order that `order_to_plain` wrote. Raises Malformed."""
    order: Order = ORDER.read(plain, _beside(arrays, known))
    return order


def _written(form: Form, value: Any, known: Known | None = None) -> tuple[dict[str, Any], list[Array]]:
    beside = _beside((), known)
    return form.write(value, beside), beside.arrays


def _beside(arrays: Sequence[Array], known: Known | None) -> Beside:
    return Beside(list(arrays), {} if known is None else known)
