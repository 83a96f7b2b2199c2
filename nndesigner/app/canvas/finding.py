"""What lies under a point of the canvas."""

from math import hypot

from PySide6.QtCore import QPointF, QRectF

from nndesigner.app.canvas.appearance import PORT_REACH, Port
from nndesigner.app.canvas.link_item import LinkItem
from nndesigner.app.canvas.node_item import NodeItem
from nndesigner.app.canvas.scene import Scene

END_REACH = 18.0
"""How near to its end a link is grabbed to be led elsewhere, in pixels on the screen."""


def node_at(scene: Scene, point: QPointF) -> NodeItem | None:
    """The card under a point."""
    found = (item for item in scene.items(point) if isinstance(item, NodeItem) and item.rectangle().contains(point))
    return next(found, None)


def port_at(scene: Scene, point: QPointF, zoom: float) -> Port | None:
    """The nearest port within reach of a point."""
    reach = PORT_REACH / min(zoom, 1.0)
    ports = [
        (_distance(item.port_place(port), point), port)
        for item in scene.items(_around(point, reach))
        if isinstance(item, NodeItem)
        for port in item.ports()
    ]
    distance, port = min(ports, key=lambda found: found[0], default=(reach + 1, None))
    return port if distance <= reach else None


def link_at(scene: Scene, point: QPointF, zoom: float, reach: float = 5.0) -> LinkItem | None:
    """The link under a point, or `reach` pixels on the screen beside it."""
    near = scene.items(_around(point, reach / zoom))
    return next((item for item in near if isinstance(item, LinkItem)), None)


def link_under(scene: Scene, area: QRectF) -> LinkItem | None:
    """The link that crosses `area` nearest to its middle."""
    crossing = [item for item in scene.items(area) if isinstance(item, LinkItem)]
    middle = area.center()
    return min(crossing, key=lambda item: _distance_to_line(item, middle), default=None)


def is_near_end(item: LinkItem, point: QPointF, zoom: float) -> bool:
    """Whether a point is at the lower end of a link."""
    return _distance(item.path.currentPosition(), point) <= END_REACH / zoom


def _around(point: QPointF, reach: float) -> QRectF:
    return QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)


def _distance(first: QPointF, second: QPointF) -> float:
    return hypot(first.x() - second.x(), first.y() - second.y())


def _distance_to_line(item: LinkItem, point: QPointF) -> float:
    return min(_distance(item.path.pointAtPercent(number / 16), point) for number in range(17))
