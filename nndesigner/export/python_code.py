"""The network as a Python file that needs only torch and safetensors, with its weights in a file beside it."""

import re
from dataclasses import dataclass
from pathlib import Path

from nndesigner.catalog.problems import UserError
from nndesigner.catalog.shapes import Shape
from nndesigner.design.check import Report, check
from nndesigner.design.model import Design
from nndesigner.export.python_forward import Code, printed
from nndesigner.export.trained import network_of
from nndesigner.network.weights import weights_of
from nndesigner.project.atomic import write_file
from nndesigner.project.file import Project
from nndesigner.project.weights import from_bytes, to_bytes

SUFFIX = ".py"
WEIGHTS_SUFFIX = ".safetensors"


class NoPythonFile(UserError):
    """Python code was to go into a file that Python would not take."""


def write(project: Project, path: Path) -> None:
    """Write the code to `path`, which must end with .py, and the weights beside it."""
    if path.suffix != SUFFIX:
        raise NoPythonFile(f"Python code goes into a file that ends with {SUFFIX}, but this one is called {path.name}.")
    design = project.design
    weights = weights_of(network_of(project))  # raises when the design has errors
    code = printed(design, check(design))
    tensors = to_bytes({_renamed(name, code): values for name, values in weights.items()})
    text = source(project, code, path).encode("utf-8")
    beside = path.with_suffix(WEIGHTS_SUFFIX)
    write_file(beside, lambda file: file.write(tensors), lambda written: from_bytes(written.read_bytes()))
    write_file(path, lambda file: file.write(text), lambda written: compile(written.read_bytes(), path.name, "exec"))


def _renamed(name: str, code: Code) -> str:
    """The name in the code of the weight that is called `name` in the network."""
    part = max((part for part in code.weight_names if name.startswith(f"{part}.")), key=len)
    return code.weight_names[part] + name[len(part) :]


def source(project: Project, code: Code, path: Path) -> str:
    """The text of the Python file."""
    facts = _facts(project.design, check(project.design), path)
    return _TEMPLATE.format(
        title=facts.title,
        source=facts.source,
        note=_TRAINED if project.weights is not None else _NOT_TRAINED.format(seed=project.design.training.seed),
        module=facts.title if facts.title.isidentifier() else "this_file",
        functional="import torch.nn.functional as F\n" if "F." in "".join(code.forward) else "",
        weights=_quoted(path.with_suffix(WEIGHTS_SUFFIX).name),
        init=_INIT.format(modules=_indented(code.init)) if code.init else "",
        argument=code.argument,
        forward=_indented(code.forward),
        input=facts.input,
        output=facts.output,
        input_axes=facts.input_axes,
        output_axes=facts.output_axes,
    )


@dataclass(frozen=True)
class _Facts:
    """What the comments of the file say."""

    title: str
    source: str
    input: str
    output: str
    input_axes: str
    output_axes: str


def _facts(design: Design, report: Report, path: Path) -> _Facts:
    (first,), (last,) = design.of_kind("input"), design.of_kind("output")
    entering, leaving = report.shapes[first.id], report.shapes[last.id]
    return _Facts(
        title=re.sub(r"[^\w .-]", "_", path.stem),
        source=design.data.source.title(),
        input=", ".join(str(size) for size in entering),
        output=", ".join(str(size) for size in leaving),
        input_axes=_with_letters(entering),
        output_axes=_with_letters(leaving),
    )


def _with_letters(shape: Shape) -> str:
    return ", ".join(f"{axis} {size}" for axis, size in zip(shape.axes, shape, strict=True))


def _quoted(text: str) -> str:
    return '"' + text.encode("unicode_escape").decode("ascii").replace('"', r"\"") + '"'


def _indented(lines: tuple[str, ...]) -> str:
    return "\n".join(f"        {line}" for line in lines)


_TRAINED = "The trained weights lie beside this file."
_NOT_TRAINED = (
    "The network was not trained when it was exported: the weights beside this file are the\n"
    "initial ones, from seed {seed}. They answer at random."
)

_INIT = """
    def __init__(self) -> None:
        super().__init__()
{modules}
"""

_TEMPLATE = '''"""{title}: a neural network drawn with nndesigner for {source}.

{note}

    from {module} import load

    network = load()
    answers = network(batch)  # (batch, {input_axes}) -> (batch, {output_axes})
"""

from pathlib import Path

import torch
{functional}from safetensors.torch import load_file
from torch import Tensor, nn

WEIGHTS = Path(__file__).with_name({weights})


class Network(nn.Module):
    """Takes batches of shape (batch, {input}) and gives (batch, {output})."""
{init}
    def forward(self, {argument}: Tensor) -> Tensor:
{forward}


def load(weights: Path = WEIGHTS) -> Network:
    """The network with its weights, ready to answer."""
    network = Network()
    network.load_state_dict(load_file(weights))
    return network.eval()


if __name__ == "__main__":
    network = load()
    batch = torch.zeros(2, {input})
    with torch.no_grad():
        answers = network(batch)
    print(f"in {{tuple(batch.shape)}}, out {{tuple(answers.shape)}}")
'''
