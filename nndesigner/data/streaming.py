"""Reads samples in the background, in the order they are wanted, while the network learns those before."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nndesigner.data.processes import processors
from nndesigner.data.samples import Numbers, Streamed, UnreadableData

PIECE = 32
"""Samples that a thread reads at once."""
AHEAD = 4
"""Pieces that are read ahead for every thread, and at least a whole batch."""
SCALE = 1 / 255
NAMED = 5
"""Unreadable samples that an error lists one by one."""

Indices = NDArray[np.int64]


class UnreadableSamples(UnreadableData):
    """Several samples cannot be read; `problems` holds a sentence for each, the text those of the first."""

    def __init__(self, problems: Sequence[str], of: int, hint: str = "") -> None:
        self.problems = tuple(problems)
        self.hint = hint
        count = f"{len(problems)} of {of} samples cannot be read." if len(problems) > 1 else ""
        rest = f"And {len(problems) - NAMED} more." if len(problems) > NAMED else ""
        super().__init__(" ".join(filter(None, [count, *problems[:NAMED], rest, hint])))


@runtime_checkable
class StreamedBytes(Streamed, Protocol):
    """Inputs that are kept as bytes, a quarter of the memory: `read` gives them divided by 255."""

    def read_bytes(self, indices: Indices) -> NDArray[np.uint8]:
        """The samples with these numbers, from 0 to 255. Raises UnreadableData."""


class KeptBytes:
    """Bytes in memory that are looked at as numbers from 0 to 1."""

    def __init__(self, values: NDArray[np.uint8]) -> None:
        self.values = values
        self.shape: tuple[int, ...] = values.shape

    def __len__(self) -> int:
        return len(self.values)

    def read(self, indices: Indices) -> Numbers:
        """The samples with these numbers, from 0 to 1."""
        numbers = self.values[indices].astype(np.float32)
        numbers *= SCALE
        return numbers

    def read_bytes(self, indices: Indices) -> NDArray[np.uint8]:
        """The samples with these numbers, from 0 to 255."""
        return np.asarray(self.values[indices])


def threads() -> int:
    """How many threads read at once: two for a processor, because some wait for the disk or for one another."""
    return min(2 * processors(), 32)


def buffer(streamed: Streamed, samples: int, device: str = "cpu") -> Tensor:
    """Room for so many samples as they are read: as bytes if they are bytes, otherwise as 32-bit numbers."""
    kind = torch.uint8 if isinstance(streamed, StreamedBytes) else torch.float32
    return torch.empty((samples, *streamed.shape[1:]), dtype=kind, device=device)


def fill(streamed: Streamed, indices: Indices, room: Tensor) -> None:
    """Read the samples with these numbers into `room`. Raises UnreadableData."""
    read = streamed.read_bytes if isinstance(streamed, StreamedBytes) else streamed.read
    room.numpy()[:] = read(indices)


def as_numbers(values: Tensor, numbers: torch.dtype) -> Tensor:
    """What was read, as the network wants it: bytes go from 0 to 1."""
    return values.to(numbers).mul_(SCALE) if values.dtype == torch.uint8 else values.to(numbers)


@dataclass
class _Batch:
    """A batch that is being read, and the pieces that threads read for it."""

    room: Tensor
    pieces: list[Future[None]] = field(default_factory=list)

    def wait(self) -> Tensor:
        """The batch, once all of it is there. Raises what went wrong in a thread."""
        for piece in self.pieces:
            piece.result()
        return self.room


class Stream:
    """Streamed samples, or those with these `indices`, as batches on a device."""

    def __init__(self, streamed: Streamed, device: str, numbers: torch.dtype, indices: Indices | None = None) -> None:
        self._indices = np.arange(len(streamed)) if indices is None else indices
        self.device = torch.device(device)
        self.shape = torch.Size((len(self._indices), *streamed.shape[1:]))
        self.dtype = numbers
        self._streamed = streamed
        self._is_pinned = self.device.type == "cuda"

    def __len__(self) -> int:
        return self.shape[0]

    def batches(self, chosen: Iterable[Tensor]) -> Iterator[Tensor]:
        """The samples of each of the `chosen` groups of numbers, in this order, read ahead by threads.

        The threads end with the iteration, also when it is closed early. Raises UnreadableData where a sample cannot
        be read, not before its turn.
        """
        waiting: deque[_Batch] = deque()
        groups = iter(chosen)
        pool = ThreadPoolExecutor(threads(), thread_name_prefix="reading")
        try:
            while True:
                while len(waiting) < 2 or sum(len(batch.pieces) for batch in waiting) < AHEAD * threads():
                    group = next(groups, None)
                    if group is None:
                        break
                    waiting.append(self._begun(pool, self._indices[group.numpy(force=True)]))
                if not waiting:
                    return
                room = waiting.popleft().wait()
                yield as_numbers(room.to(self.device, non_blocking=True), self.dtype)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def index_select(self, axis: int, chosen: Tensor) -> Tensor:
        """The samples with these numbers, as a tensor would give them along its first axis."""
        if axis != 0:
            raise ValueError("streamed samples can be chosen along their first axis only")
        return next(self.batches([chosen]))

    def _begun(self, pool: ThreadPoolExecutor, indices: Indices) -> _Batch:
        room = buffer(self._streamed, len(indices))
        batch = _Batch(room.pin_memory() if self._is_pinned else room)
        for start in range(0, len(indices), PIECE):
            piece = slice(start, start + PIECE)
            batch.pieces.append(pool.submit(fill, self._streamed, indices[piece], batch.room[piece]))
        return batch


class Bytes:
    """Samples that lie on a device as bytes and become numbers by batches."""

    def __init__(self, values: Tensor, numbers: torch.dtype) -> None:
        self.values = values
        self.device, self.shape, self.dtype = values.device, values.shape, numbers

    def __len__(self) -> int:
        return len(self.values)

    def index_select(self, axis: int, chosen: Tensor) -> Tensor:
        """The samples with these numbers, from 0 to 1."""
        return as_numbers(self.values.index_select(axis, chosen), self.dtype)

    def batches(self, chosen: Iterable[Tensor]) -> Iterator[Tensor]:
        """The samples of each of the `chosen` groups of numbers."""
        return (self.index_select(0, group.to(self.device)) for group in chosen)


Placed = Tensor | Bytes | Stream
"""Samples that batches can be cut out of."""


def batches_of(inputs: Placed, chosen: Sequence[Tensor]) -> Iterator[Tensor]:
    """The samples of each of the `chosen` groups of numbers, one tensor on the device for each."""
    if isinstance(inputs, Tensor):
        return (inputs.index_select(0, group) for group in chosen)
    return inputs.batches(chosen)
