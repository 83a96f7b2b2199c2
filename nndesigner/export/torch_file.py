"""Weights as torch writes them: `torch.load(path, weights_only=True)` gives a dict of tensors."""

from pathlib import Path

import torch

from nndesigner.export.preparation_beside import write_beside
from nndesigner.export.trained import weights_by_layer_name
from nndesigner.project.atomic import write_file
from nndesigner.project.learned import Predictor


def write(network: Predictor, path: Path) -> None:
    """Write one tensor for each weight, called "<layer>.<weight>"; tensors only, no classes. The fitted preparation
    goes into a file beside."""
    tensors = {name: torch.from_numpy(values.copy()) for name, values in weights_by_layer_name(network).items()}
    write_beside(network, path)
    write_file(
        path, lambda file: torch.save(tensors, file), lambda written: torch.load(written, "cpu", weights_only=True)
    )
