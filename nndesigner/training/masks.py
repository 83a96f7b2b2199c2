"""Masks of layers as they stand in files."""

from collections.abc import Mapping
from typing import Any

from nndesigner.training import plain_values
from nndesigner.training.quantities import DROPOUT_MASKS
from nndesigner.training.readings import Mask, Masks

MOST_NODES = 5000
"""Layers that are read from a file, as many as a design may have."""
MOST_QUANTITIES = 20
"""Quantities with a number or a mask for each layer that are read from a file."""


def masks_to_plain(masks: Masks) -> dict[str, Any]:
    """JSON values."""
    return {
        node: {
            "rate": plain_values.or_none(mask.rate),
            "shape": list(mask.kept.shape),
            "kept": plain_values.bits_to_text(mask.kept),
        }
        for node, mask in masks.of_nodes.items()
    }


def all_masks_from_plain(values: Any) -> dict[str, Masks]:
    """The masks by quantity. Raises MalformedHistory."""
    plain = plain_values.mapping(values, "The masks", MOST_NODES)
    masks = [plain_values.mapping(each, "The masks", MOST_NODES) for each in plain.values()]
    if any("kept" in each for each in masks):  # files were once written with the masks of dropout layers alone
        return {DROPOUT_MASKS.name: _masks_from_plain(plain)}
    plain_values.mapping(plain, "The masks", MOST_QUANTITIES)
    return {quantity: _masks_from_plain(each) for quantity, each in zip(plain, masks, strict=True)}


def _masks_from_plain(plain: Mapping[str, Any]) -> Masks:
    masks = {}
    for node, values in plain.items():
        mask = plain_values.mapping(values, "A mask")
        kept = plain_values.text_to_bits(mask.get("kept"), mask.get("shape"))
        masks[node] = Mask(kept, plain_values.number(mask.get("rate"), "rate"))
    return Masks(masks)
