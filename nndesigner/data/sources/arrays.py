"""Opens NPZ and NPY files, and reads the arrays of those that were opened."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.preparations.scaling import Standardize
from nndesigner.catalog.sources.arrays import Arrays
from nndesigner.data import array_targets
from nndesigner.data.array_files import Array, array_in, names_in, require_finite
from nndesigner.data.opening import Note, Proposal, Watch, opens, referred
from nndesigner.data.samples import Inputs, Numbers, Samples, Streamed, Targets, UnreadableData, reads
from nndesigner.design.options import DataOptions

INPUTS = ("x_train", "train_x", "train_images", "x", "inputs", "images", "data", "features")
TARGETS = ("y_train", "train_y", "train_labels", "y", "targets", "target", "labels", "label")
TESTS = {"x_test", "test_x", "test_images", "test_inputs"}, {"y_test", "test_y", "test_labels", "test_targets"}
MOST_LOOKED_AT = 10_000
"""Samples of a large file whose values are looked at when it is opened."""
CHANNELS = (1, 3, 4)
FAR = 10.0
"""Samples with larger numbers are to be standardized, unless they are pictures."""
BRIGHTEST, BRIGHT = 255.0, 100.0
"""The largest value of a byte, and a value from which pictures seem to use all of them."""


class MappedRows:
    """Rows of an array that stays on the disk."""

    def __init__(self, array: Array, source: Arrays, name: str) -> None:
        self._array, self._source, self._name = array, source, name
        self.shape: tuple[int, ...] = (len(array), *source.sample_shape())

    def __len__(self) -> int:
        return len(self._array)

    def read(self, indices: NDArray[np.int64]) -> Numbers:
        """The samples with these numbers. Raises UnreadableData for values that are missing or infinite."""
        chosen = np.asarray(self._array[indices])
        require_finite(chosen, Path(self._source.file.path), self._name, indices)
        return _prepared(chosen, self._source)


@opens(".npz", ".npy")
def open_arrays(path: Path, watch: Watch) -> Proposal:
    """Find out which array is which by its name, and which axes it has by its shape."""
    names = names_in(path)
    is_single = names == [""]
    found = {"inputs": "", "targets": ""} if is_single else _roles(names, path)
    target_file = _beside(path) if is_single else path
    inputs, targets = array_in(path, found["inputs"]), array_in(target_file, found["targets"])
    _require_fitting(inputs, targets, path)
    require_finite(targets, target_file, found["targets"])
    layout = _layout(inputs)
    watch.tell("Looking at the values", 0.5)
    step = max(1, len(inputs) // MOST_LOOKED_AT) if isinstance(inputs, np.memmap) else 1
    looked = inputs[::step]
    require_finite(looked, path, found["inputs"], np.arange(0, len(inputs), step))
    low, high = float(looked.min()), float(looked.max())
    divide_by = _divisor(inputs, layout, low, high)
    if divide_by > 1:
        low, high = 0.0, 1.0
    tests = _tests(path, found, inputs, targets)
    answer = array_targets.found(targets, tests)
    source = Arrays().changed(
        file=referred(path, watch).model_dump(),
        target_file=referred(target_file, watch).model_dump() if target_file != path else {},
        **found,
        layout=layout,
        shape=inputs.shape[1:] or (1,),
        divide_by=divide_by,
        low=low,
        high=high,
        **answer.parameters(),
        target_size=max(int(np.prod(targets.shape[1:])), 1),
        samples=len(inputs),
        test_samples=len(tests),
    )
    notes = [*_notes(source, found, path, len(looked)), *array_targets.about(targets, answer)]
    task = "regression" if answer.kind == "numbers" else "classification"
    steps = _steps(source)
    notes += [Note.of_step(number, step.title(), why) for number, (step, why) in enumerate(steps)]
    return Proposal(DataOptions(source=source, preparation=tuple(step for step, _ in steps)), tuple(notes), task)


@reads("arrays")
def read(source: Arrays) -> Samples:
    """The arrays as numbers; a large NPY file stays on the disk."""
    if not source.file.path:
        raise UnreadableData("No file with arrays has been opened yet. Choose one.")
    taught, targets = _pair(source, source.inputs, source.targets)
    if not source.test_inputs:
        empty = np.empty((0, *source.sample_shape()), np.float32)
        return Samples(taught, targets, empty, targets[:0])
    tested, test_targets = _pair(source, source.test_inputs, source.test_targets)
    return Samples(taught, targets, tested, test_targets)


def _notes(source: Arrays, found: dict[str, str], path: Path, looked: int) -> Iterator[Note]:
    for role, name in found.items():
        if name:
            yield Note(f"The array {name} in {path.name} is taken as {role.replace('_', ' ')}.")
    if source.target_file.path:
        targets = Path(source.target_file.path).name
        yield Note(f"{path.name} is taken as inputs and {targets}, which lies beside it, as targets.")
    yield Note(f"Samples of {' × '.join(map(str, source.shape))} are read as {source.sample_shape()}.")
    if source.divide_by > 1:
        yield Note(f"The inputs go up to {source.divide_by:g} at most, so they are divided by that.")
    if looked < source.samples:
        yield Note(f"The range was found from {looked} samples only, because the file is large.", is_warning=True)


def _steps(source: Arrays) -> list[tuple[Preparation, str]]:
    """The steps that samples need, and why."""
    is_picture = source.sample_shape().axes == "CHW"
    if is_picture or max(abs(source.low), abs(source.high)) <= FAR:
        return []
    why = f"the inputs go from {source.low:g} to {source.high:g}, and numbers around 0 are learned fastest"
    return [(Standardize(), why)]


def _tests(path: Path, found: dict[str, str], inputs: Array, targets: Array) -> Array:
    """The targets to test with, once they and their inputs are such as those to learn from."""
    if "test_targets" not in found:
        return targets[:0]
    tested, answers = (array_in(path, found[role]) for role in ("test_inputs", "test_targets"))
    _require_fitting(tested, answers, path, "to test with")
    for role, array, other in (("inputs", inputs, tested), ("targets", targets, answers)):
        if array.shape[1:] != other.shape[1:]:
            expected, sizes = (" × ".join(map(str, each.shape[1:])) or "1" for each in (array, other))
            name = f"The array {found[f'test_{role}']} in {path.name}"
            raise UnreadableData(f"{name} should hold {role} of {expected}, but they are {sizes}.")
        require_finite(other, path, found[f"test_{role}"])
    return answers


def _pair(source: Arrays, inputs: str, targets: str) -> tuple[Inputs | Streamed, Targets]:
    path, target_path = Path(source.file.path), Path(source.target_file.path or source.file.path)
    array, wanted = array_in(path, inputs), array_in(target_path, targets)
    _require_fitting(array, wanted, path)
    if (array.shape[1:] or (1,)) != source.shape:
        raise UnreadableData(
            f"{path.name} should hold samples of {source.shape}, but they are {array.shape[1:]}. Open it again."
        )
    require_finite(wanted, target_path, targets)
    answers = array_targets.answers(wanted, source, target_path)
    if isinstance(array, np.memmap):
        return MappedRows(array, source, inputs), answers
    require_finite(array, path, inputs)
    return _prepared(array, source), answers


def _prepared(array: Array, source: Arrays) -> Numbers:
    numbers = array.astype(np.float32)
    if source.divide_by != 1:
        numbers *= 1 / source.divide_by
    if source.layout == "channels_last" and numbers.ndim == 4:
        numbers = numbers.transpose(0, 3, 1, 2)
    return np.ascontiguousarray(numbers.reshape(len(numbers), *source.sample_shape()))


def _roles(names: list[str], path: Path) -> dict[str, str]:
    """Which array is what, by their names; if these do not help, the first is the input and the second the target."""
    lower = {name.lower(): name for name in names}
    inputs = next((lower[name] for name in INPUTS if name in lower), None)
    targets = next((lower[name] for name in TARGETS if name in lower), None)
    if (inputs is None or targets is None) and len(names) == 2:
        inputs, targets = names
    if inputs is None or targets is None:
        raise UnreadableData(
            f"{path.name} should hold an array called x or inputs and one called y or targets, but holds "
            f"{', '.join(names[:10]) or 'none'}."
        )
    found: dict[str, Any] = {"inputs": inputs, "targets": targets}
    tests = [next((lower[name] for name in sorted(some) if name in lower), None) for some in TESTS]
    if all(tests):
        found |= {"test_inputs": tests[0], "test_targets": tests[1]}
    return found


def _beside(path: Path) -> Path:
    """The NPY file with the targets that belongs to one with inputs: y.npy beside X.npy."""
    lower = {each.name.lower(): each for each in path.parent.glob("*.npy")}
    stem = path.stem.lower()
    for inputs, targets in [*zip(INPUTS, TARGETS, strict=True), *((x, y) for x in INPUTS for y in TARGETS)]:
        if stem == inputs and f"{targets}.npy" in lower:
            return lower[f"{targets}.npy"]
    raise UnreadableData(
        f"{path.name} holds one array. Its targets should lie beside it, such as y.npy beside x.npy, or both in one "
        "NPZ file."
    )


def _require_fitting(inputs: Array, targets: Array, path: Path, what: str = "") -> None:
    if len(inputs) != len(targets):
        beyond = f" {what}" if what else ""
        raise UnreadableData(f"{path.name} holds {len(inputs)} inputs{beyond}, but {len(targets)} targets{beyond}.")
    if not len(inputs):
        raise UnreadableData(f"{path.name} holds no samples{f' {what}' if what else ''}.")
    if inputs.ndim > 4 or 0 in inputs.shape[1:]:
        raise UnreadableData(
            f"{path.name} should hold samples with 1 to 3 axes, but they have the shape {inputs.shape[1:]}."
        )


def _divisor(inputs: Array, layout: str, low: float, high: float) -> float:
    """What brings bytes, and pictures with the values of bytes, to 0 to 1; 1 where nothing has to be done."""
    is_bytes, is_picture = inputs.dtype == np.uint8, layout not in ("features", "sequence")
    if low < 0 or not 1 < high <= BRIGHTEST:
        return 1.0
    if high > BRIGHT:
        return BRIGHTEST if is_bytes or is_picture else 1.0
    return high if is_picture else 1.0


def _layout(inputs: Array) -> str:
    sizes = inputs.shape[1:]
    if len(sizes) == 3:
        return "channels_first" if sizes[0] in CHANNELS and sizes[2] not in CHANNELS else "channels_last"
    if len(sizes) == 2:
        return "picture" if inputs.dtype == np.uint8 or sizes[0] == sizes[1] else "sequence"
    return "features"
