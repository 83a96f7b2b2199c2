"""Names of layers: short, unique, and turned into identifiers for weights and code."""

import itertools
import keyword
import re
import unicodedata
from collections.abc import Iterator

from nndesigner.catalog.layers.layer import Layer
from nndesigner.design.model import Design, NodeId

LONGEST_NAME = 200


def new_id(design: Design) -> NodeId:
    """An identity that no node of `design` has: n1, n2, ..."""
    return next(new_ids(design))


def new_ids(design: Design) -> Iterator[NodeId]:
    """Identities that no node of `design` has, one after the other."""
    numbers = [int(match[1]) for identity in design.nodes if (match := re.fullmatch(r"n(\d{1,9})", identity))]
    following = (f"n{number}" for number in itertools.count(max(numbers, default=0) + 1))
    return (identity for identity in following if identity not in design.nodes)


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
    while (numbered := _numbered(stem, number)) in taken:
        number += 1
    return numbered


def _numbered(stem: str, number: int) -> str:
    suffix = f"_{number}"
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def identifiers(design: Design) -> dict[NodeId, str]:
    """For every node a Python identifier made of its name, unique in the design."""
    found: dict[NodeId, str] = {}
    taken: set[str] = set()
    for identity, node in design.nodes.items():
        found[identity] = unused(_identifier(node.name), taken)
        taken.add(found[identity])
    return found


def _identifier(name: str) -> str:
    # Python reads identifiers in this normal form, in which "ﬁ" is "fi"
    letters = unicodedata.normalize("NFKC", name)
    identifier = "".join(letter if f"_{letter}".isidentifier() else "_" for letter in letters)
    is_fine = identifier.isidentifier() and not keyword.iskeyword(identifier)
    return identifier if is_fine else f"layer_{identifier}"
