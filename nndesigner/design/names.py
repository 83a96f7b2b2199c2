"""Names of layers: short, unique, and turned into identifiers for weights and code."""

import keyword
import re

from nndesigner.catalog.layers.layer import Layer
from nndesigner.design.model import Design, NodeId

LONGEST_NAME = 200


def new_id(design: Design) -> NodeId:
    """An identity that no node of `design` has: n1, n2, ..."""
    numbers = [int(match[1]) for identity in design.nodes if (match := re.fullmatch(r"n(\d{1,9})", identity))]
    return f"n{max(numbers, default=0) + 1}"


def new_name(design: Design, layer: type[Layer]) -> str:
    """A name for another `layer`: dense_1, dense_2, ..."""
    taken = {node.name for node in design.nodes.values()}
    stem = layer.stem or layer.kind or "layer"
    if layer.kind in ("input", "output") and stem not in taken:
        return stem
    return unused(f"{stem}_1", taken)


def unused(name: str, taken: set[str]) -> str:
    """`name`, or the same with the next free number behind it."""
    if name not in taken:
        return name
    stem = re.sub(r"_\d+$", "", name)
    number = 2 if stem == name else int(name[len(stem) + 1 :]) + 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def identifiers(design: Design) -> dict[NodeId, str]:
    """For every node a Python identifier made of its name, unique in the design."""
    found: dict[NodeId, str] = {}
    taken: set[str] = set()
    for identity, node in design.nodes.items():
        identifier = re.sub(r"\W", "_", node.name)
        if not identifier.isidentifier() or keyword.iskeyword(identifier):
            identifier = f"layer_{identifier}"
        found[identity] = unused(identifier, taken)
        taken.add(found[identity])
    return found
