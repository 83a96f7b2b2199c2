"""Hands the samples of a batch to the inputs of a network."""

from torch import Tensor

from nndesigner.catalog.layers.input_output import Input
from nndesigner.design.model import Design


class Feed:
    """Gives every input of `design` all features of the samples, or the part that it asks for."""

    def __init__(self, design: Design) -> None:
        sample = design.data.sample_shape()
        layers = [node.layer for node in design.nodes.values() if isinstance(node.layer, Input)]
        self._parts = [
            None if layer.output_shape() == sample else slice(layer.first, layer.first + layer.shape[0])
            for layer in layers
        ]
        self._is_plain = self._parts == [None]

    def __call__(self, samples: Tensor) -> tuple[Tensor, ...]:
        """One tensor for each input, of samples (batch, ...)."""
        if self._is_plain:
            return (samples,)
        return tuple(samples if part is None else samples[:, part] for part in self._parts)
