"""What is drawn on the canvas: one item for every node and link, kept in step with document and selection."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsScene

from nndesigner.app.canvas.appearance import BRIEF, HEIGHT, Card, Port, card_of
from nndesigner.app.canvas.glide import Glide
from nndesigner.app.canvas.link_item import LinkItem, direct_way, way_around
from nndesigner.app.canvas.node_item import NodeItem
from nndesigner.app.document.document import Document
from nndesigner.app.document.selection import Selection
from nndesigner.app.widgets.magnitude_scale import MagnitudeScale
from nndesigner.app.widgets.theme import themes
from nndesigner.design.difference import Difference
from nndesigner.design.model import Design, Link, NodeId, Position
from nndesigner.design.report import Problem
from nndesigner.training.readings import Mask

GLIDING = 400
"""With more layers than this on the move they jump."""


class Scene(QGraphicsScene):
    """The items of the open document. `rearranged` reports that something came, went or moved."""

    rearranged = Signal()

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self._document = document
        self._selection = selection
        self.nodes: dict[NodeId, NodeItem] = {}
        self.links: dict[Link, LinkItem] = {}
        self._shown: dict[NodeId, tuple[object, ...]] = {}
        self.scale = MagnitudeScale()
        self._ends_shown = self.scale.ends
        self._is_far = False
        self._hovered: NodeItem | LinkItem | None = None
        self._glide = Glide(self.place, self)
        document.changed.connect(self._follow)
        selection.changed.connect(self._show_selection)
        themes.changed.connect(self._repaint)
        everything = document.design
        self._follow(Difference(added=frozenset(everything.nodes), links_added=frozenset(everything.links)))

    def place(self, positions: Mapping[NodeId, Position]) -> None:
        """Show layers elsewhere, whatever the design says; links follow."""
        for node, position in positions.items():
            self.nodes[node].setPos(*position)
        self._lead(positions.keys())
        self.rearranged.emit()

    def settle(self) -> None:
        """Show every layer where the design has it, unless it is on its way there."""
        if self._glide.is_running:
            return
        away = {
            node.id: node.position
            for node in self._document.design.nodes.values()
            if self.nodes[node.id].pos().toTuple() != node.position
        }
        if away:
            self.place(away)

    def finish_motion(self) -> None:
        """Let what glides be where it goes."""
        self._glide.finish()

    def hover(self, item: NodeItem | LinkItem | None) -> None:
        """Highlight the item under the pointer."""
        before, self._hovered = self._hovered, item
        if before is not item:
            for each, hovered in ((before, False), (item, True)):
                if isinstance(each, NodeItem):
                    each.appear(replace(each.look, is_hovered=hovered))
                elif each is not None:
                    each.appear(hovered=hovered)

    def glow(self, ports: Iterable[Port]) -> None:
        """Light up these ports and no others."""
        by_node: dict[NodeId, set[Port]] = {}
        for port in ports:
            by_node.setdefault(port.node, set()).add(port)
        for node, item in self.nodes.items():
            item.glow(frozenset(by_node.get(node, ())))

    def look_from(self, zoom: float) -> None:
        """Get ready to be seen at this zoom."""
        is_far = zoom < BRIEF
        if is_far != self._is_far:
            self._is_far = is_far
            for item in self.nodes.values():
                item.be_far(is_far)

    def show_readings(self, norms: Mapping[NodeId, float], masks: Mapping[NodeId, Mask]) -> None:
        """Show on the layers what was read at the last step."""
        self.scale.take(norms.values())
        if self.scale.ends != self._ends_shown:
            self._ends_shown = self.scale.ends
            for item in self.nodes.values():
                item.update_readings()
        for node in norms.keys() | masks.keys():
            if node in self.nodes:
                self.nodes[node].show_readings(norms.get(node), masks.get(node), self.scale)

    def clear_readings(self, scale: MagnitudeScale | None = None) -> None:
        """Show no readings any more; those to come are shown on `scale`, or on one of their own."""
        self.scale = scale or MagnitudeScale()
        for item in self.nodes.values():
            item.clear_readings()

    def extent(self, nodes: Collection[NodeId] = ()) -> QRectF:
        """The rectangle around these cards, or around all."""
        found = QRectF()
        for item in (self.nodes[node] for node in nodes or self.nodes):
            found = found.united(item.rectangle())
        return found

    def _follow(self, change: Difference) -> None:
        design = self._document.design
        for link in change.links_removed:
            self._take(self.links.pop(link))
        self._glide.forget(change.removed)
        for node in change.removed:
            self._take(self.nodes.pop(node))
            del self._shown[node]
        altered = self._refresh_cards(design)
        for link in change.links_added:
            self.links[link] = LinkItem(link)
            self.addItem(self.links[link])
        targets = {link.target for link in change.links_added | change.links_removed} & self.nodes.keys()
        self._lead({*altered, *targets, *change.added})
        self._move(design, change.changed)
        self._show_selection()
        self.rearranged.emit()

    def _take(self, item: NodeItem | LinkItem) -> None:
        if item is self._hovered:
            self._hovered = None
        self.removeItem(item)

    def _refresh_cards(self, design: Design) -> list[NodeId]:
        """Show new and other contents; gives the layers whose ports may have moved."""
        report = self._document.report
        problems: dict[NodeId | None, list[Problem]] = {}
        for problem in report.problems:
            problems.setdefault(problem.node, []).append(problem)
        altered = []
        for identity, node in design.nodes.items():
            shape, weights = report.shapes.get(identity), report.weights.get(identity, {})
            own, linked = tuple(problems.get(identity, ())), len(design.incoming[identity])
            contents = (node.layer, node.name, shape, weights, own, linked)
            if self._shown.get(identity) == contents:
                continue
            self._shown[identity] = contents
            if self._show_card(identity, card_of(node, shape, weights, own, linked), node.position):
                altered.append(identity)
        return altered

    def _show_card(self, node: NodeId, card: Card, position: Position) -> bool:
        item = self.nodes.get(node)
        if item is None:
            self.nodes[node] = NodeItem(node, card, position)
            self.nodes[node].be_far(self._is_far)
            self.addItem(self.nodes[node])
            return True
        before = item.card
        if card != before:
            item.show_card(card)
        return (card.height, card.inputs) != (before.height, before.inputs)

    def _move(self, design: Design, nodes: Iterable[NodeId]) -> None:
        self._glide.finish()
        ways = {}
        for node in nodes:
            here, goal = self.nodes[node].pos(), design.nodes[node].position
            if (here.x(), here.y()) != goal:
                ways[node] = ((here.x(), here.y()), goal)
        if ways and len(ways) <= GLIDING and self.views() and self.views()[0].isVisible():
            self._glide.start(ways)
        elif ways:
            self.place({node: goal for node, (_, goal) in ways.items()})

    def _lead(self, nodes: Collection[NodeId]) -> None:
        """Lead the links of `nodes` anew, and all long ones, for which something may have come into the way."""
        for link, item in self.links.items():
            is_near = link.source in nodes or link.target in nodes
            if is_near or item.boundingRect().height() > 2 * HEIGHT:
                item.lead(self._way(link))

    def _way(self, link: Link) -> QPainterPath:
        source, target = self.nodes[link.source], self.nodes[link.target]
        start, end = source.port_place(Port(link.source, False)), target.port_place(self.port_of(link))
        if end.y() - start.y() < 1.5 * HEIGHT:
            return direct_way(start, end)
        band = QRectF(start, end).normalized().adjusted(-4, 8, 4, -8)
        between = [
            item.rectangle()
            for item in self.items(band)
            if isinstance(item, NodeItem) and item not in (source, target) and item.rectangle().intersects(band)
        ]
        return way_around(start, end, _side(between, start, end, target.x())) if between else direct_way(start, end)

    def port_of(self, link: Link) -> Port:
        """The port that a link ends at."""
        rank = self._document.design.incoming.get(link.target, (link,)).index(link)
        return Port(link.target, True, rank)

    def _show_selection(self) -> None:
        for node, item in self.nodes.items():
            item.appear(replace(item.look, is_selected=node in self._selection.nodes))
        for link, line in self.links.items():
            line.appear(selected=link in self._selection.links)

    def _repaint(self) -> None:
        for item in self.nodes.values():
            item.update()
        self.update()


def _side(between: list[QRectF], start: QPointF, end: QPointF, target: float) -> float:
    """Where a link passes what stands in its way: straight from one of its ends if it can, else beside all of it.

    The more there is in the way, the further out, so that links that go around the same stay apart.
    """
    room = 16.0 + 8.0 * min(len(between), 12)
    left = min(rectangle.left() for rectangle in between) - room
    right = max(rectangle.right() for rectangle in between) + room
    for x in (end.x(), start.x()):
        if not left + room - 8 < x < right - room + 8:
            return x
    if end.x() != target:
        return right if end.x() > target else left
    middle = (start.x() + end.x()) / 2
    return left if middle - left < right - middle else right
