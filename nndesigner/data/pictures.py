"""Pictures in files: what they are, and many of them at once, decoded by other processes when there are enough."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nndesigner.data import decoding
from nndesigner.data.decoding import Bytes, Form
from nndesigner.data.processes import ProcessEnded, Processes
from nndesigner.data.samples import Numbers, UnreadableData
from nndesigner.data.streaming import SCALE, UnreadableSamples

GRAYS = {"1", "L", "LA", "I", "I;16", "I;16B", "I;16L", "F"}
ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND"}
TAIL = 4096
"""Bytes at the end of a file in which the mark of its end is looked for."""
HINT = "Turn Skip unreadable on to leave such pictures out."
MANY = 300
"""Pictures after which there will be many more: then other processes begin to decode."""

decoders = Processes(MANY)


@dataclass(frozen=True)
class Header:
    """What the beginning of a file says: its size as it is to be looked at, and whether it has colours."""

    height: int
    width: int
    is_gray: bool


def header_of(path: Path) -> Header:
    """Size and colour of a picture whose end is there too. Raises UnreadableData, without decoding if it can."""
    try:
        with path.open("rb") as file, Image.open(file, formats=decoding.FORMATS) as image:
            decoding.require_size(image)
            file.seek(max(0, path.stat().st_size - TAIL))
            tail, end = file.read(), ENDS.get(image.format or "")
            if end is None or end not in tail:
                file.seek(0)
                image.load()
            width, height = decoding.as_seen(image, image.size)
            return Header(height, width, image.mode in GRAYS)
    except decoding.PROBLEMS as error:
        raise UnreadableData(str(decoding.problem_with(path, error))) from None


def decoded(path: Path, form: Form) -> Bytes:
    """The picture in a file as `form` says, (channels, height, width). Raises UnreadableData."""
    try:
        return decoding.decoded(path, form)
    except decoding.Undecodable as problem:
        raise UnreadableData(str(problem)) from None


class PictureFiles:
    """Pictures in files, decoded when they are asked for; several threads may ask at once."""

    def __init__(self, paths: Iterable[Path | str], form: Form) -> None:
        self.paths = [os.fspath(path) for path in paths]
        self.form = form
        self.shape: tuple[int, ...] = (len(self.paths), *form.shape)

    def __len__(self) -> int:
        return len(self.paths)

    def read(self, indices: NDArray[np.int64]) -> Numbers:
        """The pictures with these numbers, from 0 to 1, (pictures, channels, height, width). Raises UnreadableData."""
        numbers = self.read_bytes(indices).astype(np.float32)
        numbers *= SCALE
        return numbers

    def read_bytes(self, indices: NDArray[np.int64]) -> Bytes:
        """The same from 0 to 255. All that cannot be read are named in one UnreadableData."""
        paths = [self.paths[index] for index in indices]
        try:
            pictures, problems = decoders.do(len(paths), decoding.decoded_all, paths, self.form)
        except ProcessEnded:
            reason = "the program that decodes them ended, most likely because the memory ran out"
            raise UnreadableData(f"Pictures could not be read: {reason}. Close other programs and try again.") from None
        if problems:
            raise UnreadableSamples(problems, len(indices), HINT)
        return pictures
