"""How many threads a network is worth: in a small one, they wait for each other longer than one computes alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from nndesigner.catalog.layers.layer import count
from nndesigner.design.report import Report

WORTH_SHARING = 2**25
"""Multiplications of a forward pass from which on two threads beat one.

Measured on two cores: 784-32-32-10 with batches of 32 (0.8 million) is 1.3 times as fast with one thread,
784-256-256-10 with batches of 128 (35 million) equally fast, 784-512-512-10 with batches of 128 (86 million) 1.4 times
as fast with two.
"""

AT_FIRST = torch.get_num_threads()
"""As many as torch takes by itself, before any training sets another number."""


def multiplications(report: Report) -> int:
    """How many multiplications one sample takes: every weight once for each place at which it is used."""
    total = 0
    for node, weights in report.weights.items():
        shape = report.shapes[node]
        features = shape.C if "C" in shape.axes else shape.size_of(shape.axes[-1])
        total += count(weights) * (shape.count // features)
    return total


def number(wanted: int, multiplications_at_once: int) -> int:
    """How many threads compute: so many as are `wanted`, or for 0 one where there is too little to share.

    The number follows from the work alone, so that the same training rounds in the same way.
    """
    return wanted or (1 if multiplications_at_once < WORTH_SHARING else AT_FIRST)


@contextmanager
def computing(threads: int) -> Iterator[None]:
    """Has torch compute with so many threads inside the `with` block."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)
