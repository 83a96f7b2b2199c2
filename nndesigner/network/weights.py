"""Weights in and out of a network, as plain arrays by name."""

from collections.abc import Iterator, Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from nndesigner.catalog.problems import UserError
from nndesigner.design.model import Design, NodeId
from nndesigner.design.names import identifiers, unused
from nndesigner.network.network import Network

Weights = Mapping[str, NDArray[np.generic]]


class WeightsDoNotFit(UserError):
    """Weights that belong to another network; the text names the first that does not fit."""


def weights_of(network: Network) -> dict[str, NDArray[np.generic]]:
    """Copies on the CPU of all weights and running averages, by "<node id>.<name>"."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in named_tensors(network)}


def load(network: Network, weights: Weights) -> None:
    """Put `weights` into the network. Raises WeightsDoNotFit, and then nothing has been changed."""
    tensors = dict(named_tensors(network))
    for name, tensor in tensors.items():
        if name not in weights:
            raise WeightsDoNotFit(f"The weights of {_title(network, name)} are missing. {_HELP}")
        found, expected = tuple(np.shape(weights[name])), tuple(tensor.shape)
        if found != expected:
            differing = f"{sizes(expected)}, but these are {sizes(found)}"
            raise WeightsDoNotFit(f"{_title(network, name)} has weights of {differing}. {_HELP}")
        if np.asarray(weights[name]).dtype.kind not in "fiub":
            raise WeightsDoNotFit(f"The weights of {_title(network, name)} are no numbers. {_HELP}")
    unknown = sorted(set(weights) - set(tensors))
    if unknown:
        raise WeightsDoNotFit(f"There are weights called {unknown[0]!r}, but no layer they belong to. {_HELP}")
    with torch.no_grad():
        for name, tensor in tensors.items():
            tensor.copy_(torch.from_numpy(np.array(weights[name])))


def named_weights(design: Design, weights: Weights) -> dict[str, NDArray[np.generic]]:
    """`weights` under the names of their layers: "n2.weight" becomes "dense_1.weight"."""
    names = identifiers(design)
    parts: dict[str, str] = {}
    found = {}
    for name, values in weights.items():
        owner = max((node for node in names if _belongs(name, node)), key=len, default="")
        if not owner:
            found[name] = values
            continue
        role, _, rest = name[len(owner) :].partition(".")
        if owner + role not in parts:
            # a layer "a" with a part "depthwise" may stand beside a layer called "a_depthwise"
            taken = {*parts.values(), *names.values()}
            parts[owner + role] = unused(names[owner] + role, taken) if role else names[owner]
        found[f"{parts[owner + role]}.{rest}"] = values
    return found


def tensors_of_nodes(network: Network) -> dict[NodeId, dict[str, torch.Tensor]]:
    """The weights and running averages of every layer that has some, by what stands after "<node id>" in their name."""
    found: dict[NodeId, dict[str, torch.Tensor]] = {}
    for part, node, module in network.parts_of_nodes():
        for name, tensor in module.state_dict().items():
            found.setdefault(node, {})[f"{part.removeprefix(node)}.{name}"] = tensor
    return found


_HELP = "The network was changed since they were saved: train it anew, or undo the change."


def named_tensors(network: Network) -> Iterator[tuple[str, torch.Tensor]]:
    """All weights and running averages as they lie in the network."""
    for part, module in network.parts.items():
        for name, tensor in module.state_dict().items():
            yield f"{part}.{name}", tensor


def _belongs(name: str, node: str) -> bool:
    return name.startswith((f"{node}.", f"{node}_"))


def _title(network: Network, name: str) -> str:
    owner = max((node for node in network.names if _belongs(name, node)), key=len, default="")
    return network.names.get(owner, name)


def sizes(shape: tuple[int, ...]) -> str:
    """A shape in words: "64 × 784"."""
    return " × ".join(str(size) for size in shape) or "one number"
