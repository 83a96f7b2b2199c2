"""Brings samples onto the device once, if they fit; otherwise they are streamed from where they are."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import psutil
import torch
from torch import Tensor

from nndesigner.data.samples import Inputs, Streamed, UnreadableData
from nndesigner.data.streaming import PIECE, Bytes, Indices, Placed, Stream, UnreadableSamples, buffer, fill, threads

SHARE = 0.4
"""The part of the free memory that samples may take; the rest is for the network and everybody else."""
Progress = Callable[[int, int], None]
"""Receives how many samples have been read, and of how many."""


def placed(
    inputs: Inputs | Streamed,
    indices: Indices | None,
    device: str,
    numbers: torch.dtype = torch.float32,
    budget: int | None = None,
    progress: Progress | None = None,
) -> Placed:
    """The samples with these `indices`, in this order, or all; what comes back counts them from 0.

    Streamed samples stay on the device if they take at most `budget` bytes, a part of the free memory unless it is
    given. `progress` is called by this thread. Raises UnreadableData that names every sample that cannot be read.
    """
    placing = placing_steps(inputs, indices, device, numbers, budget)
    while True:
        try:
            done, of = next(placing)
        except StopIteration as end:
            result: Placed = end.value
            return result
        if progress:
            progress(done, of)


def placing_steps(
    inputs: Inputs | Streamed,
    indices: Indices | None,
    device: str,
    numbers: torch.dtype = torch.float32,
    budget: int | None = None,
) -> Generator[tuple[int, int], None, Placed]:
    """The same as a generator of (samples read, of so many); close it to stop. `yield from` gives the samples."""
    if isinstance(inputs, np.ndarray):
        chosen = inputs if indices is None else inputs[indices]
        tensor = torch.from_numpy(np.ascontiguousarray(chosen)).to(device)
        return tensor.to(numbers) if tensor.is_floating_point() else tensor
    wanted = np.arange(len(inputs)) if indices is None else indices
    one = buffer(inputs, 1)
    size = one.numel() * len(wanted) * (1 if one.dtype == torch.uint8 else numbers.itemsize)
    if size > (SHARE * free_memory(device) if budget is None else budget):
        return Stream(inputs, device, numbers, wanted)
    values = yield from _read(inputs, wanted, device)
    return Bytes(values, numbers) if values.dtype == torch.uint8 else values.to(numbers)


def free_memory(device: str) -> int:
    """Bytes that can be had on the device."""
    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def _read(streamed: Streamed, indices: Indices, device: str) -> Generator[tuple[int, int], None, Tensor]:
    """Samples in a tensor on the device, read by several threads; yields how many there are already."""
    room = buffer(streamed, len(indices), device)
    pieces = [slice(start, start + PIECE) for start in range(0, len(indices), PIECE)]
    problems: list[str] = []
    hint = ""
    with closing(_finished(streamed, indices, room, pieces)) as finished:
        for number, error in enumerate(finished, 1):
            if error is not None:
                problems += error.problems if isinstance(error, UnreadableSamples) else [str(error)]
                hint = getattr(error, "hint", hint)
            yield min(number * PIECE, len(indices)), len(indices)
    if problems:
        raise UnreadableSamples(problems, len(indices), hint)
    return room


def _finished(
    streamed: Streamed, indices: Indices, room: Tensor, pieces: Sequence[slice]
) -> Generator[UnreadableData | None, None, None]:
    """For each piece, once it is read, what went wrong; the threads end when this is closed."""

    def read(piece: slice) -> UnreadableData | None:
        try:
            part = buffer(streamed, len(indices[piece]))
            fill(streamed, indices[piece], part)
            room[piece].copy_(part)
        except UnreadableData as error:
            return error
        return None

    pool = ThreadPoolExecutor(threads(), thread_name_prefix="placing")
    try:
        yield from pool.map(read, pieces)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
