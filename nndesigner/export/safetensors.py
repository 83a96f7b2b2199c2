"""Weights as a safetensors file: the format of the Hugging Face hub, safe to open and read by every framework."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from nndesigner.export.one_unit import explained
from nndesigner.export.trained import weights_by_layer_name
from nndesigner.project.atomic import write_file
from nndesigner.project.file import Project
from nndesigner.project.weights import from_bytes

METADATA = "preparation"
"""Under which the file tells, as JSON, how samples have to be prepared for these weights."""


def write(project: Project, path: Path) -> None:
    """Write one tensor for each weight, called "<layer>.<weight>"; the fitted preparation goes into the metadata."""
    weights = {name: np.asarray(values, order="C") for name, values in weights_by_layer_name(project).items()}
    metadata = {"format": "pt"}
    if project.preparation:
        metadata[METADATA] = json.dumps(project.preparation.to_explained(), allow_nan=False)
    metadata |= {name: json.dumps(answers) for name, answers in explained(project.design).items()}
    content = save(weights, metadata)
    write_file(path, lambda file: file.write(content), lambda written: from_bytes(written.read_bytes()))
