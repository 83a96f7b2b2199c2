"""Passes the weights of a trained network on to a changed one, layer by layer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from nndesigner.design.model import Design, NodeId
from nndesigner.network.network import Network
from nndesigner.network.weights import Weights, WeightsDoNotFit, load, sizes, tensors_of_nodes, weights_of


@dataclass(frozen=True)
class Inheritance:
    """The names of the layers that took trained weights, and of those that begin anew, with the reason."""

    taken: tuple[str, ...]
    fresh: Mapping[str, str]


def inherit(network: Network, design: Design, trained: Design, weights: Weights) -> Inheritance:
    """Give every layer of `network`, made of `design`, the weights of its counterpart in `trained` if all of them fit.

    The counterpart is the layer with the same identity or, when that is another kind of layer now, the same name.
    Raises WeightsDoNotFit when no layer could take any.
    """
    found: dict[str, np.ndarray] = {}
    taken, fresh = [], {}
    for node, tensors in tensors_of_nodes(network).items():
        name = design.nodes[node].name
        counterpart = _counterpart(design, node, trained)
        if counterpart is None:
            fresh[name] = "it is new"
        elif misfit := _misfit(tensors, counterpart, weights):
            fresh[name] = misfit
        else:
            taken.append(name)
            found |= {node + end: np.asarray(weights[counterpart + end]) for end in tensors}
    if fresh and not taken:
        raise WeightsDoNotFit("None of the trained weights fits a layer of this design. Begin with new weights.")
    load(network, {**weights_of(network), **found})
    return Inheritance(tuple(taken), fresh)


def _counterpart(design: Design, node: NodeId, trained: Design) -> NodeId | None:
    wanted = design.nodes[node]
    same = trained.nodes.get(node)
    if same and same.layer.kind == wanted.layer.kind:
        return node
    namesakes = (each for each in trained.nodes.values() if each.name == wanted.name)
    return next((each.id for each in namesakes if each.layer.kind == wanted.layer.kind), None)


def _misfit(tensors: Mapping[str, Tensor], counterpart: NodeId, weights: Weights) -> str:
    """Why the weights of `counterpart` do not go into these tensors; empty when they do."""
    for end, tensor in tensors.items():
        if counterpart + end not in weights:
            return f"it had no {end.rpartition('.')[2]}"
        before, now = tuple(np.shape(weights[counterpart + end])), tuple(tensor.shape)
        if before != now:
            return f"its {end.rpartition('.')[2]} was {sizes(before)} and is {sizes(now)} now"
    return ""
