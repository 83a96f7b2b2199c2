"""The network as a Python file that needs only torch and safetensors, with its weights in a file beside it."""

import re
from dataclasses import dataclass
from pathlib import Path

from nndesigner.catalog.layers.input_output import Input
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.shapes import Shape
from nndesigner.design.check import check
from nndesigner.design.model import Design
from nndesigner.design.report import Report
from nndesigner.export.one_unit import printed_meaning, printed_naming
from nndesigner.export.python_forward import Code, printed
from nndesigner.export.python_lines import quoted
from nndesigner.export.python_preparation import printed_preparation
from nndesigner.export.python_reading import printed_classes, printed_reading
from nndesigner.export.trained import network_of
from nndesigner.network.additions.addition import source_of
from nndesigner.network.weights import weights_of
from nndesigner.project.atomic import write_file
from nndesigner.project.learned import Learned, Predictor, design_of
from nndesigner.project.weights import from_bytes, to_bytes

SUFFIX = ".py"
WEIGHTS_SUFFIX = ".safetensors"


class NoPythonFile(UserError):
    """Python code was to go into a file that Python would not take."""


def write(network: Predictor, path: Path) -> None:
    """Write the code to `path`, which must end with .py, and the weights beside it."""
    if path.suffix != SUFFIX:
        raise NoPythonFile(f"Python code goes into a file that ends with {SUFFIX}, but this one is called {path.name}.")
    design = design_of(network)
    weights = weights_of(network_of(network))  # raises when the design has errors
    code = printed(design, check(design))
    tensors = to_bytes({_renamed(name, code): values for name, values in weights.items()})
    text = source(network, code, path).encode("utf-8")
    beside = path.with_suffix(WEIGHTS_SUFFIX)
    write_file(beside, lambda file: file.write(tensors), lambda written: from_bytes(written.read_bytes()))
    write_file(path, lambda file: file.write(text), lambda written: compile(written.read_bytes(), path.name, "exec"))


def _renamed(name: str, code: Code) -> str:
    """The name in the code of the weight that is called `name` in the network."""
    part = max((part for part in code.weight_names if name.startswith(f"{part}.")), key=len)
    return code.weight_names[part] + name[len(part) :]


def source(network: Predictor, code: Code, path: Path) -> str:
    """The text of the Python file."""
    design, preparation = design_of(network), network.preparation if isinstance(network, Learned) else None
    facts = _facts(design, check(design), path)
    additions = "".join(f"{source_of(name)}\n\n" for name in code.additions)
    reading, preparing = printed_reading(design), printed_preparation(preparation)
    naming = printed_naming(design)
    body = "\n".join((*code.init, *code.forward, additions, preparing))
    return _TEMPLATE.format(
        title=facts.title,
        source=facts.source,
        note=_TRAINED if isinstance(network, Learned) else _NOT_TRAINED.format(seed=design.training.seed),
        module=facts.title if facts.title.isidentifier() else "this_file",
        math="import math\n" if _uses("math", body) else "",
        expressions="import re\n" if _uses("re", body) else "",
        typing="from typing import Any\n" if re.search(r"\bAny\b", body) else "",
        pictures="from PIL import Image, ImageOps\n" if reading else "",
        classes=printed_classes(design, preparation),
        preparing=reading + preparing + naming,
        meaning=printed_meaning(design),
        functional="import torch.nn.functional as F\n" if _uses("F", body) else "",
        additions=additions,
        weights=quoted(path.with_suffix(WEIGHTS_SUFFIX).name),
        init=_INIT.format(modules="\n".join(code.init)) if code.init else "",
        arguments=", ".join(f"{name}: Tensor" for name in code.arguments),
        result="Tensor" if len(facts.outputs) == 1 else f"tuple[{', '.join(['Tensor'] * len(facts.outputs))}]",
        forward="\n".join(code.forward),
        parts=_parts(design, code)
        + (_READ if reading else "")
        + (_PREPARED if preparing else "")
        + (_NAMED if naming else ""),
        **_shown(facts, code),
    )


def _shown(facts: "_Facts", code: Code) -> dict[str, str]:
    """How the file writes what goes in and what comes out."""
    is_one = len(facts.inputs) == 1
    return {
        "takes": " and ".join(f"(batch, {_sizes(shape)})" for shape in facts.inputs),
        "gives": " and ".join(f"(batch, {_sizes(shape)})" for shape in facts.outputs),
        "input_axes": ", ".join(f"(batch, {_with_letters(shape)})" for shape in facts.inputs),
        "output_axes": ", ".join(f"(batch, {_with_letters(shape)})" for shape in facts.outputs),
        "batches": "batch" if is_one else "batches",
        "taken": "batch" if is_one else ", ".join(code.arguments),
        "passed": "batch" if is_one else "*batches",
        "outputs": "output" if len(facts.outputs) == 1 else "outputs",
        "examples": ", ".join(_example(shape) for shape in facts.inputs),
        "batch_sizes": _shown_sizes("batch", "batches", facts.inputs),
        "output_sizes": _shown_sizes("output", "outputs", facts.outputs),
    }


@dataclass(frozen=True)
class _Facts:
    """What the comments of the file say."""

    title: str
    source: str
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]


def _facts(design: Design, report: Report, path: Path) -> _Facts:
    return _Facts(
        title=re.sub(r"[^\w .-]", "_", path.stem),
        source=design.data.source.title(),
        inputs=tuple(report.shapes[node.id] for node in design.of_kind("input")),
        outputs=tuple(report.shapes[node.id] for node in design.of_kind("output")),
    )


def _sizes(shape: Shape) -> str:
    return ", ".join(str(size) for size in shape)


def _with_letters(shape: Shape) -> str:
    return ", ".join(f"{axis} {size}" for axis, size in zip(shape.axes, shape, strict=True))


def _shown_sizes(one: str, several: str, shapes: tuple[Shape, ...]) -> str:
    """What stands in an f-string for the sizes of one tensor or of several."""
    return f"{{tuple({one}.shape)}}" if len(shapes) == 1 else f"{{[tuple({one}.shape) for {one} in {several}]}}"


def _parts(design: Design, code: Code) -> str:
    """Which features each input takes, when several share those of a sample."""
    layers = [node.layer for node in design.nodes.values() if isinstance(node.layer, Input)]
    if len(layers) == 1 or design.data.sample_shape().axes != "F":
        return ""
    lines = [
        f"    {name}: features {layer.first} to {layer.first + layer.shape[0] - 1}"
        for name, layer in zip(code.arguments, layers, strict=True)
    ]
    return "\n".join(["\nThe inputs share the features of a sample, counted from 0:\n", *lines, ""])


def _example(shape: Shape) -> str:
    numbers = ", dtype=torch.int64" if shape.axes == "T" else ""
    return f"torch.zeros(2, {_sizes(shape)}{numbers})"


def _uses(module: str, code: str) -> bool:
    return re.search(rf"(?<![\w.]){module}\.[a-z]", code) is not None


_TRAINED = "The trained weights lie beside this file."
_NOT_TRAINED = (
    "The network was not trained when it was exported: the weights beside this file are the\n"
    "initial ones, from seed {seed}. Its predictions are random."
)

_READ = """
`read` makes a batch of one raw sample of a picture file.
"""

_PREPARED = """
The network was trained on prepared samples: `prepare` makes them from raw ones.
"""

_NAMED = """
`class_names` says which class an answer means.
"""

_INIT = """
    def __init__(self) -> None:
        super().__init__()
{modules}
"""

_TEMPLATE = '''"""{title}: a neural network drawn with nndesigner for {source}.

{note}

    from {module} import load

    network = load()
    {outputs} = network({taken})  # {input_axes} -> {output_axes}
{parts}"""

{math}{expressions}from pathlib import Path
{typing}
import torch
{functional}{pictures}from safetensors.torch import load_file
from torch import Tensor, nn

WEIGHTS = Path(__file__).with_name({weights})
{classes}

{additions}class Network(nn.Module):
    """Takes batches of shape {takes} and gives {gives}.{meaning}"""
{init}
    def forward(self, {arguments}) -> {result}:
{forward}


{preparing}def load(weights: Path = WEIGHTS) -> Network:
    """The network with its weights, ready to predict."""
    network = Network()
    network.load_state_dict(load_file(weights))
    return network.eval()


if __name__ == "__main__":
    network = load()
    {batches} = {examples}
    with torch.no_grad():
        {outputs} = network({passed})
    print(f"in {batch_sizes}, out {output_sizes}")
'''
