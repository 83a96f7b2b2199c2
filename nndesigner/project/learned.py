"""What was trained, in one piece: the weights with everything that they make sense with."""

from dataclasses import dataclass, field, replace

from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.goals import positive_classes
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.project.references import with_paths
from nndesigner.project.weights import Weights


@dataclass(frozen=True, eq=False)
class Learned:
    """A design as it was trained, its weights, and how samples are prepared for them.

    `weights` are copies on the CPU. `preparation` is what the preparation learned from the samples of the training part
    (None when nothing is done to samples), `epoch` the epoch of the run after which the weights were these (None when
    nobody kept that).
    """

    design: Design
    weights: Weights = field(repr=False)
    preparation: Fitted | None = field(default=None, repr=False)
    epoch: int | None = None

    def is_of(self, design: Design) -> bool:
        """Whether `design` still has the layers, links, data, preparation, split and positive class.

        Names, positions, and options that act only while a network learns make no difference.
        """
        return is_same_network(self.design, design)

    def prepares(self, data: DataOptions) -> DataOptions:
        """The source of `data`, prepared and split as for the training."""
        own = self.design.data
        return replace(data, preparation=own.preparation, split=own.split, positive=own.positive)


Predictor = Learned | Design
"""A network that predicts: as it was trained or, before that, as it is drawn, with its initial weights."""


def design_of(network: Predictor) -> Design:
    """What describes a network."""
    return network.design if isinstance(network, Learned) else network


def is_same_network(one: Design, other: Design) -> bool:
    """Whether both have the same layers, links, data, preparation and split, so that weights of one are the other's.

    The number that one unit gives for two classes has to mean the same class, too.
    """
    return _is_same_drawing(one, other) and _samples(one) == _samples(other)


def _is_same_drawing(one: Design, other: Design) -> bool:
    if one.nodes.keys() != other.nodes.keys() or frozenset(one.links) != frozenset(other.links):
        return False
    return all(node.layer.predicts_like(other.nodes[identity].layer) for identity, node in one.nodes.items())


def _samples(design: Design) -> object:
    data = with_paths(design, lambda _: "").data  # files that were moved are the same
    return data.source, data.preparation, data.split, positive_classes(design)
