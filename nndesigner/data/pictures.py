"""Decodes picture files to bytes of one size and colour, by several threads at once."""

import io
import os
import threading
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from nndesigner.data.samples import Numbers, UnreadableData
from nndesigner.data.streaming import SCALE, UnreadableSamples

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp")
FORMATS = ("PNG", "JPEG", "BMP")
MOST_PIXELS = 80_000_000
"""Larger pictures are refused: a small file can claim to hold more than fits into memory."""
GRAYS = {"1", "L", "LA", "I", "I;16", "I;16B", "I;16L", "F"}
ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND"}
AT_ONCE = 2**20
TAIL = 4096
"""Bytes at the end of a file in which the mark of its end is looked for."""
ORIENTATION, LYING = 0x0112, 5
"""EXIF's number of the orientation, and the first of its values that swap height and width."""
HINT = "Turn Skip unreadable on to leave such pictures out."

_PROBLEMS = (OSError, ValueError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError, MemoryError)
"""What Pillow raises for broken files."""
_kept = threading.local()
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # such pictures are refused below

Fit = Literal["fit", "stretch"]
Colour = Literal["gray", "rgb"]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Form:
    """How pictures are to be given: `fit` keeps their proportions and fills up with black, `stretch` does not."""

    height: int
    width: int
    colour: Colour = "rgb"
    fit: Fit = "fit"

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width)"""
        return 1 if self.colour == "gray" else 3, self.height, self.width


@dataclass(frozen=True)
class Header:
    """What the beginning of a file says: its size as it is to be looked at, and whether it has colours."""

    height: int
    width: int
    is_gray: bool


def header_of(path: Path) -> Header:
    """Size and colour of a picture whose end is there too. Raises UnreadableData, without decoding if it can."""
    try:
        with path.open("rb") as file, Image.open(file, formats=FORMATS) as image:
            _require_size(image, path)
            file.seek(max(0, path.stat().st_size - TAIL))
            tail, end = file.read(), ENDS.get(image.format or "")
            if end is None or end not in tail:
                file.seek(0)
                image.load()
            width, height = _as_seen(image, image.size)
            return Header(height, width, image.mode in GRAYS)
    except _PROBLEMS as error:
        raise UnreadableData(f"{path.name} cannot be read as a picture: {_reason(error)}.") from None


def decoded(path: Path, form: Form) -> Bytes:
    """The picture in a file as `form` says, (channels, height, width). Raises UnreadableData."""
    try:
        image = Image.open(io.BytesIO(_content(path)), formats=FORMATS)
        _require_size(image, path)
        return _planes(image, form)
    except _PROBLEMS as error:
        raise UnreadableData(f"{path.name} cannot be read as a picture: {_reason(error)}.") from None


class PictureFiles:
    """Pictures in files, decoded when they are asked for; several threads may ask at once."""

    def __init__(self, paths: Iterable[Path | str], form: Form) -> None:
        self.paths = [str(path) for path in paths]
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
        pictures = np.empty((len(indices), *self.form.shape), np.uint8)
        problems = []
        for place, index in enumerate(indices):
            try:
                pictures[place] = decoded(Path(self.paths[index]), self.form)
            except UnreadableData as problem:
                problems.append(str(problem))
        if problems:
            raise UnreadableSamples(problems, len(indices), HINT)
        return pictures


def _content(path: Path) -> bytes:
    """What `path.read_bytes()` gives, with four calls of the system instead of seven: after each of them a thread has
    to wait for its turn again."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        content = os.read(file, AT_ONCE)
        while more := os.read(file, AT_ONCE):
            content += more
    finally:
        os.close(file)
    return content


def _require_size(image: Image.Image, path: Path) -> None:
    if image.width * image.height > MOST_PIXELS:
        found = f"{image.width} × {image.height} pixels, more than {MOST_PIXELS // 1_000_000} million"
        raise UnreadableData(f"{path.name} claims to have {found}.")


def _as_seen(image: Image.Image, size: tuple[int, int]) -> tuple[int, int]:
    """`size` with its numbers swapped when the picture was taken with the camera on its side."""
    is_lying = "exif" in image.info and image.getexif().get(ORIENTATION, 1) >= LYING
    return (size[1], size[0]) if is_lying else size


def _planes(image: Image.Image, form: Form) -> Bytes:
    seen = _as_seen(image, image.size)
    size = _inside(seen, form)
    mode = "L" if form.colour == "gray" else "RGB"
    if image.format == "JPEG" and "icc_profile" not in image.info and image.mode in ("L", "RGB"):
        image.draft(mode, _as_seen(image, size))
    image.load()
    picture = _coloured(image, mode)
    if "exif" in image.info:
        # the conversions above leave the note behind, so that nothing turns the picture twice
        picture.info["exif"] = image.info["exif"]
        picture = ImageOps.exif_transpose(picture)
    if picture.size != size:
        gap = 2.0 if picture.width > 4 * size[0] else None
        picture = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=gap)
    # np.asarray would ask the picture five questions first, while all other threads have to wait
    values = np.frombuffer(picture.tobytes(), np.uint8).reshape(size[1], size[0], -1).transpose(2, 0, 1)
    if size == (form.width, form.height):
        return values
    whole = np.zeros(form.shape, np.uint8)
    top, left = (form.height - size[1]) // 2, (form.width - size[0]) // 2
    whole[:, top : top + size[1], left : left + size[0]] = values
    return whole


def _inside(size: tuple[int, int], form: Form) -> tuple[int, int]:
    """The width and height that a picture of this `size` gets."""
    if form.fit == "stretch":
        return form.width, form.height
    factor = min(form.width / size[0], form.height / size[1])
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _coloured(image: Image.Image, mode: str) -> Image.Image:
    """The picture in one of the modes L and RGB: 16 bits cut to 8, colours as on a usual screen, on white."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image).astype(np.float64)
        if values.size and values.max() > 255:
            values /= 257
        image = Image.fromarray(values.round().clip(0, 255).astype(np.uint8))
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        image = _on_screen(image, profile)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image if image.mode == mode else image.convert(mode)


def _on_screen(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours of `profile` as sRGB; a profile that makes no sense is passed over."""
    transforms = _kept.__dict__.setdefault("transforms", {})
    key = (profile, image.mode)
    if key not in transforms:
        try:
            source, screen = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            is_screen = "sRGB" in ImageCms.getProfileDescription(source)
            made = None if is_screen else ImageCms.buildTransform(source, screen, image.mode, "RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            made = None
        if len(transforms) > 16:
            transforms.clear()
        transforms[key] = made
    transform = transforms[key]
    return image if transform is None else transform.apply(image)


def _reason(error: BaseException) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "it is no PNG, JPEG or BMP file"
    if isinstance(error, OSError) and error.strerror:
        return os.strerror(error.errno).lower() if error.errno else error.strerror.lower()
    text = str(error).rstrip(".") or type(error).__name__
    return text[:1].lower() + text[1:100]
