"""Weights as a safetensors file: the format of the Hugging Face hub, safe to open and read by every framework."""

from pathlib import Path

from nndesigner.export.trained import weights_by_layer_name
from nndesigner.project.atomic import write_file
from nndesigner.project.file import Project
from nndesigner.project.weights import from_bytes, to_bytes


def write(project: Project, path: Path) -> None:
    """Write one tensor for each weight, called "<layer>.<weight>"."""
    content = to_bytes(weights_by_layer_name(project))
    write_file(path, lambda file: file.write(content), lambda written: from_bytes(written.read_bytes()))
