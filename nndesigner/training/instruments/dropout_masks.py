"""Reads which values the dropout layers silenced."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nndesigner.design.model import NodeId
from nndesigner.network.dropout import Keeper
from nndesigner.training.instruments.instrument import Instrument, Moment, Subject
from nndesigner.training.quantities import DROPOUT_MASKS
from nndesigner.training.readings import Mask, Masks, Readings


class DropoutMasksInstrument(Instrument):
    """The very masks that were used for the first sample of the batch."""

    quantities = (DROPOUT_MASKS,)

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._layers = subject.network.dropouts()
        self._keepers = {node: layer.keeper for node, layer in self._layers.items()}
        self._keeping = _Keeping(self._keepers.values())

    @classmethod
    def applies(cls, subject: Subject) -> bool:
        return bool(subject.network.dropouts())

    def watch(self) -> AbstractContextManager[None]:
        return self._keeping

    def read(self, moment: Moment) -> Readings:
        firsts = {node: keeper.mask[0] for node, keeper in self._keepers.items() if keeper.mask is not None}
        for keeper in self._keepers.values():
            keeper.mask = None
        masks = {node: Mask(kept, self._layers[node].rate) for node, kept in _on_cpu(firsts).items()}
        return {DROPOUT_MASKS.name: Masks(masks)}


class _Keeping:
    """Has the masks kept inside its `with` block."""

    def __init__(self, keepers: Iterable[Keeper]) -> None:
        self._keepers = tuple(keepers)

    def __enter__(self) -> None:
        for keeper in self._keepers:
            keeper.is_wanted = True

    def __exit__(self, *_: object) -> None:
        for keeper in self._keepers:
            keeper.is_wanted = False


def _on_cpu(masks: Mapping[NodeId, Tensor]) -> dict[NodeId, NDArray[np.bool_]]:
    """Where each mask is not zero; one transfer brings all of them from another device."""
    if all(mask.is_cpu for mask in masks.values()):
        return {node: mask.ne(0).numpy() for node, mask in masks.items()}
    together = torch.cat([mask.reshape(-1) for mask in masks.values()]).ne(0).cpu().numpy()
    ends = np.cumsum([mask.numel() for mask in masks.values()])
    parts = np.split(together, ends[:-1])
    return {node: part.reshape(mask.shape) for (node, mask), part in zip(masks.items(), parts, strict=True)}
