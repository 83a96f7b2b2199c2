"""What single layers do while the network learns: silence values, keep their weights."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from nndesigner.catalog.layers.dropout import Dropping
from nndesigner.catalog.layers.layer import Layer, Trainable
from nndesigner.catalog.problems import shown
from nndesigner.design.model import Design, NodeId
from nndesigner.training.commands import Value
from nndesigner.training.knobs.knob import ChangeRefused, Knob, Knobs, Parts, number


class DropoutRate(Knob):
    """The part that is silenced by all layers of dropout, one number or one for each layer; or by one of them."""

    name = "dropout_rate"

    @classmethod
    def nodes(cls, design: Design) -> Iterator[NodeId]:
        return (node.id for node in design.nodes.values() if isinstance(node.layer, Dropping))

    def read(self, knobs: Knobs) -> Value:
        rates = self._rates(knobs.design)
        if not rates:
            raise ChangeRefused("This network has no dropout whose rate could be changed.")
        return rates if len(set(rates.values())) > 1 else next(iter(rates.values()))

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        self.read(knobs)
        rates = self._rates(knobs.design)
        wanted = value if isinstance(value, Mapping) else dict.fromkeys(rates, value)
        for node in wanted.keys() - rates.keys():
            raise ChangeRefused(f"{node[:60]!r} is no layer of dropout.")
        design = knobs.design
        for node, rate in wanted.items():
            design = _with_layer(design, node, rate=number(rate, "A dropout rate"))
        return replace(knobs, design=design)

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        parts.silence(self._rates(knobs.design))

    def words(self, before: Knobs, after: Knobs) -> str:
        old, new = self.read(before), self.read(after)
        called = f"{after.design.nodes[self.node].name}: rate" if self.node else "Dropout rate"
        if isinstance(old, Mapping) or isinstance(new, Mapping):
            return called if isinstance(new, Mapping) else f"{called} {new:g}"
        return f"{called} {old:g} → {new:g}"

    def _rates(self, design: Design) -> dict[NodeId, float]:
        layers = {node: design.nodes[node].layer for node in ([self.node] if self.node else self.nodes(design))}
        return {node: layer.rate for node, layer in layers.items() if isinstance(layer, Dropping)}


class Freeze(Knob):
    """Whether a layer keeps its weights as they are."""

    name = "freeze"
    needs_node = True

    @classmethod
    def nodes(cls, design: Design) -> Iterator[NodeId]:
        return (node.id for node in design.nodes.values() if isinstance(node.layer, Trainable))

    def read(self, knobs: Knobs) -> Value:
        layer = knobs.design.nodes[self.node].layer
        return isinstance(layer, Trainable) and layer.frozen

    def put(self, knobs: Knobs, value: Value) -> Knobs:
        if not isinstance(value, bool):
            raise ChangeRefused(f"Whether a layer is frozen should be true or false, but is {shown(value)}.")
        return replace(knobs, design=_with_layer(knobs.design, self.node, frozen=value))

    def apply(self, parts: Parts, knobs: Knobs) -> None:
        parts.freeze(self.node, bool(self.read(knobs)))

    def words(self, before: Knobs, after: Knobs) -> str:
        return f"{after.design.nodes[self.node].name} {'frozen' if self.read(after) else 'learns again'}"


def _with_layer(design: Design, node: NodeId, **values: Any) -> Design:
    found = design.nodes[node]
    layer: Layer = found.layer.changed(**values)
    return design.changed(nodes={**design.nodes, node: replace(found, layer=layer)})
