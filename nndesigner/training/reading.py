"""Reads, prepares and places the samples of a run, and says how far that is."""

from collections.abc import Generator
from contextlib import closing

import torch

from nndesigner.data.preparing.prepared import Prepared
from nndesigner.design.model import Design
from nndesigner.training.events import Preparing
from nndesigner.training.material import Material, read_inputs

PORTION = 5
"""Percent of the samples that are read between two words about it."""


def read_material(
    prepared: Prepared, design: Design, device: str, numbers: torch.dtype
) -> Generator[Preparing, None, Material]:
    """The `prepared` samples on the device. Raises UnreadableData and UnusableSamples."""
    reported = 0
    with closing(read_inputs(prepared, device, numbers)) as reading:
        while True:
            try:
                done, of = next(reading)
            except StopIteration as end:
                return Material(prepared, design, device, numbers, inputs=end.value)
            if (percent := 100 * done // of // PORTION * PORTION) != reported:
                reported = percent
                yield Preparing(f"Reading samples, {percent} %")
