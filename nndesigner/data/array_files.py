"""Reads NPZ and NPY files, without ever running what is in them."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.data.placing import free_memory
from nndesigner.data.samples import UnreadableData

Array = NDArray[Any]
MAPPED = 2**28
"""Bytes from which on an NPY file stays on the disk and is read by samples."""


def names_in(path: Path) -> list[str]:
    """The names of the arrays in a file; that of a single one is empty. Raises UnreadableData."""
    if path.suffix.lower() == ".npy":
        return [""]
    try:
        with zipfile.ZipFile(path) as file:
            return [name.removesuffix(".npy") for name in file.namelist() if name.endswith(".npy")]
    except zipfile.BadZipFile:
        raise UnreadableData(f"{path.name} is no NPZ file, or only its beginning. Save it again.") from None
    except OSError as error:
        raise UnreadableData(f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}.") from None


def array_in(path: Path, name: str) -> Array:
    """An array of a file, of a large NPY file without reading it. Raises UnreadableData."""
    if not path.is_file():
        raise UnreadableData(f"The file {path} is missing. Choose where it is now.")
    try:
        if path.suffix.lower() == ".npy":
            is_large = path.stat().st_size > MAPPED
            array = np.load(path, mmap_mode="r" if is_large else None, allow_pickle=False)
        else:
            array = _unpacked(path, name)
    except MemoryError:
        raise UnreadableData(f"{path.name} does not fit into memory. Save its arrays as NPY files instead.") from None
    except (OSError, EOFError, KeyError, ValueError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableData(f"{_called(path, name)} cannot be read: {_reason(error)}.") from None
    if array.dtype.kind not in "biuf":
        raise UnreadableData(f"{_called(path, name)} should hold numbers, but holds {_kind(array.dtype)}.")
    if array.ndim == 0:
        raise UnreadableData(f"{_called(path, name)} is a single number, where samples are expected.")
    return array


def require_finite(array: Array, path: Path, name: str, numbers: NDArray[np.int64] | None = None) -> None:
    """Raise UnreadableData that names the first sample with a value that no network can take.

    `numbers` are those of the samples in `array`, when these are not all.
    """
    if array.dtype.kind != "f":
        return
    flat = array.reshape(len(array), -1)
    for start in range(0, len(flat), 10_000):
        piece = flat[start : start + 10_000]
        with np.errstate(over="ignore"):
            is_bad = ~np.isfinite(piece.astype(np.float32, copy=False)).all(axis=1)
        if is_bad.any():
            place = int(is_bad.argmax())
            number = start + place if numbers is None else int(numbers[start + place])
            where = f"Sample {number} (from 0) of {_called(path, name, begins=False)}"
            raise UnreadableData(f"{where} holds {_strange(piece[place])}. Remove or replace it.")


def _strange(values: Array) -> str:
    if np.isnan(values).any():
        return "a missing value (NaN)"
    return "an infinite value" if np.isinf(values).any() else f"the value {np.abs(values).max():g}, which is too large"


def _kind(dtype: "np.dtype[Any]") -> str:
    if dtype.kind in "US":
        return "texts; number the classes from 0"
    names = {"c": "complex numbers", "M": "dates", "m": "lengths of time", "V": "records of several fields"}
    return names.get(dtype.kind, str(dtype))


def _unpacked(path: Path, name: str) -> Array:
    with zipfile.ZipFile(path) as packed:
        size = packed.getinfo(f"{name}.npy").file_size
    if size > free_memory("cpu"):
        raise MemoryError
    with np.load(path, allow_pickle=False) as file:
        return np.asarray(file[name])


def _called(path: Path, name: str, begins: bool = True) -> str:
    return f"{'The' if begins else 'the'} array {name} in {path.name}" if name else path.name


def _reason(error: BaseException) -> str:
    text = str(error).strip("'\" .") or type(error).__name__
    if "allow_pickle" in text or "pickle" in text.lower():
        return "it holds Python objects, which are refused because they could run a program"
    if isinstance(error, EOFError | zipfile.BadZipFile) or "read all data" in text or "mmap length" in text:
        return "it ends too early or is damaged. Save it again"
    return text[:1].lower() + text[1:120] if text[1:2].islower() else text[:120]
