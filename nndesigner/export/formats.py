"""Every format that a network can be exported to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nndesigner.catalog.problems import UserError
from nndesigner.export import npz, python_code, safetensors, torch_file
from nndesigner.project.learned import Predictor


class UnknownFormat(UserError):
    """There is no export format of this name."""


@dataclass(frozen=True)
class Format:
    """One way out. `write` puts the network into a file, whole or not at all; `needs_training` as its weights do."""

    name: str
    title: str
    suffix: str
    write: Callable[[Predictor, Path], None]
    needs_training: bool = True


FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("safetensors", "Weights as safetensors", ".safetensors", safetensors.write),
        Format("torch", "Weights for torch.load", ".pt", torch_file.write),
        Format("npz", "Weights for NumPy", ".npz", npz.write),
        Format("python", "Python code", ".py", python_code.write, needs_training=False),
    )
}


def export(network: Predictor, format: str, path: Path | str) -> None:
    """Write what was trained to `path`, or a design that was not trained yet.

    Raises UnknownFormat, NotTrained, NotTrainable (the design has errors), WeightsDoNotFit (they are another design's)
    and CannotWrite; what was at `path` is unchanged then.
    """
    if format not in FORMATS:
        raise UnknownFormat(f"There is no export format {format!r}. There are: {', '.join(FORMATS)}.")
    FORMATS[format].write(network, Path(path))
