"""Weights as a safetensors file: the format of the Hugging Face hub, safe to open and read by every framework."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from nndesigner.export.one_unit import explained
from nndesigner.export.trained import weights_by_layer_name
from nndesigner.project.atomic import write_file
from nndesigner.project.learned import Learned, Predictor
from nndesigner.project.weights import from_bytes

METADATA = "preparation"
"""Under which the file says, as JSON, how samples have to be prepared for these weights."""


def write(network: Predictor, path: Path) -> None:
    """Write one tensor for each weight, called "<layer>.<weight>"; the fitted preparation goes into the metadata."""
    weights = {name: np.asarray(values, order="C") for name, values in weights_by_layer_name(network).items()}
    metadata = {"format": "pt"}
    if isinstance(network, Learned):
        if network.preparation:
            metadata[METADATA] = json.dumps(network.preparation.to_explained(), allow_nan=False)
        metadata |= {name: json.dumps(outputs) for name, outputs in explained(network.design).items()}
    content = save(weights, metadata)
    write_file(path, lambda file: file.write(content), lambda written: from_bytes(written.read_bytes()))
