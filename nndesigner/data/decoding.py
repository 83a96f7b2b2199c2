"""Decodes picture files to bytes of one size and colour.

Imports nothing of ours, so that other processes, which do this too, begin at once.
"""

import io
import os
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "BMP")
MOST_PIXELS = 80_000_000
"""Larger pictures are refused: a small file can claim to hold more than fits into memory."""
AT_ONCE = 2**20
ORIENTATION, LYING = 0x0112, 5
"""EXIF's number of the orientation, and the first of its values that swap height and width."""

PROBLEMS = (OSError, ValueError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError, MemoryError)
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


class Undecodable(Exception):
    """A file that is no picture that can be read; the text is a sentence that names it and says why."""


def decoded_all(paths: Sequence[str], form: Form) -> tuple[Bytes, list[str]]:
    """The pictures in these files, (pictures, channels, height, width), and a sentence for each that cannot be read."""
    pictures = np.empty((len(paths), *form.shape), np.uint8)
    problems = []
    for place, path in enumerate(paths):
        try:
            pictures[place] = decoded(path, form)
        except Undecodable as problem:
            problems.append(str(problem))
    return pictures, problems


def decoded(path: Path | str, form: Form) -> Bytes:
    """The picture in a file as `form` says, (channels, height, width). Raises Undecodable."""
    try:
        image = Image.open(io.BytesIO(_content(path)), formats=FORMATS)
        require_size(image)
        return _planes(image, form)
    except PROBLEMS as error:
        raise problem_with(path, error) from None


def problem_with(path: Path | str, error: BaseException) -> Undecodable:
    """What Pillow said about the file, for people to read."""
    return Undecodable(f"{os.path.basename(path)} cannot be read as a picture: {_reason(error)}.")


def require_size(image: Image.Image) -> None:
    """Raises ValueError for a picture that claims to be too large."""
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(
            f"It claims to have {image.width} × {image.height} pixels, more than {MOST_PIXELS // 1_000_000} million"
        )


def as_seen(image: Image.Image, size: tuple[int, int]) -> tuple[int, int]:
    """`size` with its numbers swapped when the picture was taken with the camera on its side."""
    is_lying = "exif" in image.info and image.getexif().get(ORIENTATION, 1) >= LYING
    return (size[1], size[0]) if is_lying else size


def _content(path: Path | str) -> bytes:
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


def _planes(image: Image.Image, form: Form) -> Bytes:
    seen = as_seen(image, image.size)
    size = _inside(seen, form)
    mode = "L" if form.colour == "gray" else "RGB"
    if image.format == "JPEG" and "icc_profile" not in image.info and image.mode in ("L", "RGB"):
        image.draft(mode, as_seen(image, size))
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
