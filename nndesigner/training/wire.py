"""Events, commands and orders as plain JSON values with arrays beside them, exact to the bit, and back.

Everything follows from the types that are declared: a new event or reading needs nothing here unless it has a field of
a type that has no form yet (see `plain_forms`). Numbers that are not finite become the texts "inf", "-inf" and "nan".
"""

from collections.abc import Sequence
from typing import Any

from nndesigner.design.model import Design
from nndesigner.training.commands import Command
from nndesigner.training.events import Event
from nndesigner.training.hosts.host import Keeping
from nndesigner.training.order import Order
from nndesigner.training.plain_forms import Array, Beside, Form, form_of

Known = dict[type, Any]
"""The last design and preparation that was sent, which one side of a conversation keeps as the other does."""
EVENT, COMMAND, ORDER = form_of(Event), form_of(Command), form_of(Order)
EVENTS, KEEPING = form_of(tuple[Event, ...]), form_of(Keeping | None)


def to_plain(event: Event) -> tuple[dict[str, Any], list[Array]]:
    """A JSON object, and the arrays (masks, confusion, weights) that it names by their numbers."""
    return _written(EVENT, event)


def from_plain(plain: Any, arrays: Sequence[Array] = ()) -> Event:
    """The event that `to_plain` wrote. Raises Malformed, also when an array that it names is not there."""
    event: Event = EVENT.read(plain, Beside(list(arrays), {}))
    return event


def events_to_plain(events: Sequence[Event], known: Known) -> tuple[list[Any], list[Array]]:
    """A JSON list, and the arrays of all of them."""
    beside = Beside([], known)
    plain: list[Any] = EVENTS.write(events, beside)
    return plain, beside.arrays


def events_from_plain(plain: Any, arrays: Sequence[Array], known: Known) -> tuple[Event, ...]:
    """The events that `events_to_plain` wrote. Raises Malformed."""
    events: tuple[Event, ...] = EVENTS.read(plain, Beside(list(arrays), known))
    return events


def known_from(order: Order) -> Known:
    """What both sides know when an order was sent."""
    return {Design: order.design}


def command_to_plain(command: Command) -> dict[str, Any]:
    """A JSON object."""
    return _written(COMMAND, command)[0]


def command_from_plain(plain: Any) -> Command:
    """The command that `command_to_plain` wrote. Raises Malformed."""
    command: Command = COMMAND.read(plain, Beside([], {}))
    return command


def order_to_plain(order: Order) -> tuple[dict[str, Any], list[Array]]:
    """A JSON object, and the arrays of what was learned before."""
    return _written(ORDER, order)


def order_from_plain(plain: Any, arrays: Sequence[Array] = ()) -> Order:
    """The order that `order_to_plain` wrote. Raises Malformed."""
    order: Order = ORDER.read(plain, Beside(list(arrays), {}))
    return order


def keeping_to_plain(keeping: Keeping | None) -> Any:
    """A JSON object, or None."""
    return KEEPING.write(keeping, Beside([], {}))


def keeping_from_plain(plain: Any) -> Keeping | None:
    """What `keeping_to_plain` wrote. Raises Malformed."""
    keeping: Keeping | None = KEEPING.read(plain, Beside([], {}))
    return keeping


def _written(form: Form, value: Any) -> tuple[dict[str, Any], list[Array]]:
    beside = Beside([], {})
    return form.write(value, beside), beside.arrays
