"""Weights as an archive of NumPy arrays: `numpy.load(path)["dense_1.weight"]`."""

from pathlib import Path
from typing import Any

import numpy as np

from nndesigner.export.preparation_beside import write_beside
from nndesigner.export.trained import weights_by_layer_name
from nndesigner.project.atomic import write_file
from nndesigner.project.learned import Predictor


def write(network: Predictor, path: Path) -> None:
    """Write one array for each weight, called "<layer>.<weight>", and the fitted preparation beside."""
    arrays: dict[str, Any] = dict(weights_by_layer_name(network))
    write_beside(network, path)
    write_file(path, lambda file: np.savez(file, **arrays), _read)


def _read(written: Path) -> None:
    with np.load(written, allow_pickle=False) as archive:
        for name in archive.files:
            archive[name]
