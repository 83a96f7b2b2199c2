"""What is exported is what was trained: every format gives the numbers of our network back."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from nndesigner.catalog.entry import entries
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.shapes import Shape
from nndesigner.cli.command_line import EXPORT_FORMATS
from nndesigner.design import edits
from nndesigner.design.model import Design
from nndesigner.export.formats import FORMATS, export
from nndesigner.export.trained import NotTrained, network_of
from nndesigner.network.builder import NotTrainable, build
from nndesigner.network.weights import WeightsDoNotFit, weights_of
from nndesigner.project.atomic import CannotWrite
from nndesigner.project.learned import Learned, Predictor, design_of
from tests.design.drawings import classifier, identity_of, layer
from tests.export.surroundings import around, variants, with_tied_weights, with_two_ends, without_weights

WEIGHTS_ONLY = ("safetensors", "torch", "npz")

ANSWER = """
import importlib.util, sys
import torch
for line in sys.stdin:
    code, batches, answers = eval(line)
    spec = importlib.util.spec_from_file_location("exported", code)
    exported = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(exported)
    with torch.no_grad():
        torch.save(exported.load()(*torch.load(batches)), answers)
    assert not {"nndesigner", "PySide6"} & set(sys.modules)
    print("answered", flush=True)
"""


@pytest.fixture(scope="module")
def stranger() -> Iterator[subprocess.Popen[str]]:
    """A Python that knows torch and safetensors, but not us."""
    command = [sys.executable, "-I", "-W", "error", "-c", ANSWER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, encoding="ascii", **pipes) as process:
        yield process
        assert process.stdin
        process.stdin.close()


Ask = Callable[..., Any]


@pytest.fixture
def ask(stranger: subprocess.Popen[str], tmp_path: Path) -> Ask:
    """What exported code answers to some batches when it is run by somebody else."""

    def answer(code: Path, *batches: torch.Tensor) -> Any:
        assert stranger.stdin and stranger.stdout
        torch.save(batches, tmp_path / "batches.pt")
        order = (str(code), str(tmp_path / "batches.pt"), str(tmp_path / "answers.pt"))
        print(ascii(order), file=stranger.stdin, flush=True)
        assert stranger.stdout.readline() == "answered\n", code.read_text("utf-8")
        return torch.load(tmp_path / "answers.pt")

    return answer


def trained(design: Design, seed: int = 5) -> Learned:
    """Weights like those of a trained network: none of them is what it was at the start."""
    chance = np.random.default_rng(seed)
    weights = {
        name: (values + chance.normal(0, 0.02, values.shape)).astype(values.dtype)
        for name, values in weights_of(build(design)).items()
    }
    return Learned(design, weights)


def image_network() -> Design:
    hidden = (layer("conv2d", filters=4), "batch_norm", "max_pool2d", "flatten", layer("dense", units=16), "dropout")
    design = classifier(*hidden)
    return edits.remove_and_reconnect(design, [identity_of(design, "flatten_1")])


def batches_for(design: Design) -> tuple[torch.Tensor, ...]:
    """Three random samples for every input."""
    chance = torch.Generator().manual_seed(0)
    symbols = max(len(design.data.source.vocabulary()), 1)
    shapes = [node.layer.output_shape() for node in design.of_kind("input")]
    return tuple(
        torch.randint(symbols, (3, *shape), generator=chance)
        if shape.is_symbols
        else torch.rand(3, *shape, generator=chance)
        for shape in shapes
    )


def checked_code(network: Predictor, path: Path, ask: Ask) -> str:
    """The exported code, once it has answered like our network."""
    export(network, "python", path)
    batches = batches_for(design_of(network))
    with torch.no_grad():
        expected = network_of(network)(*batches)
    answers = ask(path, *batches)
    assert type(answers) is type(expected)
    for answer, wanted in zip(
        *[each if isinstance(each, tuple) else (each,) for each in (answers, expected)], strict=True
    ):
        assert wanted.std() > 0, "an answer that is always the same would hide differences"
        assert torch.allclose(answer, wanted, rtol=0, atol=1e-6)
    return path.read_text("utf-8")


def test_weights_come_back_under_the_names_of_the_layers(tmp_path):
    learned = trained(image_network())
    for name in WEIGHTS_ONLY:
        export(learned, name, tmp_path / name)
    with np.load(tmp_path / "npz", allow_pickle=False) as archive:
        found = {"npz": dict(archive), "safetensors": load_file(tmp_path / "safetensors")}
    tensors = torch.load(tmp_path / "torch", weights_only=True)
    found["torch"] = {name: tensor.numpy() for name, tensor in tensors.items()}
    for arrays in found.values():
        assert {"conv_1.weight", "norm_1.running_mean", "dense_2.bias"} <= arrays.keys()
        by_layer = {
            f"{learned.design.nodes[name.partition('.')[0]].name}.{name.partition('.')[2]}": values
            for name, values in learned.weights.items()
        }
        assert arrays.keys() == by_layer.keys()
        for name, values in by_layer.items():
            assert arrays[name].dtype == values.dtype and np.array_equal(arrays[name], values)


def test_the_exported_code_answers_like_the_network(tmp_path, ask):
    code = checked_code(trained(image_network()), tmp_path / "exported.py", ask)
    assert 'self.conv_1 = nn.Conv2d(1, 4, kernel_size=3, padding="same")' in code
    assert "x = F.relu(self.conv_1(input))  # C 4 × H 28 × W 28" in code
    assert "trained weights lie beside" in code


LAYERS = [kind for kind in entries("layer") if kind not in ("input", "output", "tied_dense")]


@pytest.mark.parametrize("kind", [kind for kind in LAYERS if kind != "noise"])  # which draws in the code as well
def test_every_kind_of_layer_gives_code_that_answers_like_the_network(tmp_path, kind, ask):
    fitting = [around(*variant) for variant in variants(kind)]
    assert fitting
    for number, design in enumerate(fitting):
        checked_code(trained(design), tmp_path / f"{kind}_{number}.py", ask)


def test_shared_weights_give_code_that_answers_like_the_network(tmp_path, ask):
    code = checked_code(trained(with_tied_weights()), tmp_path / "exported.py", ask)
    assert "F.linear(x, self.inner.weight.t())" in code
    assert "F.linear(x, self.aside.weight)" in code and "aside(" not in code.replace("self.aside = ", "")


def test_several_inputs_and_outputs_give_code_that_answers_like_the_network(tmp_path, ask):
    code = checked_code(trained(with_two_ends()), tmp_path / "exported.py", ask)
    assert "def forward(self, input: Tensor, input_1: Tensor) -> tuple[Tensor, Tensor]:" in code
    assert "return x, dense_1" in code
    assert "input: features 0 to 2" in code and "input_1: features 2 to 4" in code


def test_a_layer_may_be_called_like_what_the_code_brings_along(tmp_path, ask):
    attention = layer("multi_head_attention", is_causal=True)
    design = around(attention, 1, Shape(T=4, F=6))
    design = edits.rename(design, identity_of(design, "dense_1"), "causal_mask")
    code = checked_code(trained(edits.rename(design, identity_of(design, "inner"), "PDF")), tmp_path / "code.py", ask)
    assert "def causal_mask(" in code and "import torch.nn.functional as F" not in code


def test_the_code_of_every_layer_is_formatted_and_free_of_what_a_linter_finds(tmp_path):
    designs = [around(*variant) for kind in LAYERS for variant in variants(kind)]
    for number, design in enumerate([*designs, with_tied_weights(), with_two_ends(), branching(), without_weights()]):
        export(design, "python", tmp_path / f"code_{number}.py")
    ruff = [sys.executable, "-m", "ruff"]
    for verb in (["check"], ["check", "--select", "E,W,I,UP,B"], ["format", "--check"]):
        command = [*ruff, *verb, "--isolated", "--no-cache", "--line-length", "120", str(tmp_path)]
        found = subprocess.run(command, capture_output=True, text=True)
        assert found.returncode == 0, found.stdout[-3000:]


def branching() -> Design:
    """Branches that are joined by Add and Concatenate, a value read three times, and a layer that leads nowhere."""
    design = classifier(layer("dense", units=8), "tanh", "add", "concatenate")
    names = {node.name: node.id for node in design.nodes.values()}
    design = edits.connect(design, names["dense_1"], names["add_1"])
    design = edits.connect(design, names["dense_1"], names["concatenate_1"])
    design = edits.connect(design, names["flatten_1"], names["concatenate_1"])
    design, aside = edits.add_node(design, layer("dense", units=3), (400.0, 0.0), "aside")
    return edits.connect(design, names["tanh_1"], aside)


def test_branches_give_code_that_answers_like_the_network(tmp_path, ask):
    code = checked_code(trained(branching()), tmp_path / "exported.py", ask)
    assert "add_1: F 8" in code and "torch.cat((" in code
    assert "aside" not in code


ODD_NAMES = [
    *("class", "None", "match", "x", "y", "self", "torch", "nn", "F", "sum", "load", "1st", "größe", "π²", "日本"),
    *("forward", "train", "training", "type", "__init__", "_modules", "__private", "_", "ﬁrst", "first", "a b", "a-b"),
    *("a_b", '"""', "\\", "%s {0} {title}", "#", "\N{RIGHT-TO-LEFT OVERRIDE}x", "\0", "x" * 200),
    "'); import os; os.abort() #",
]


def test_any_names_give_code_that_answers_like_the_network(tmp_path, ask):
    design = classifier(*[layer("dense", units=4)] * len(ODD_NAMES))
    for number, name in enumerate(ODD_NAMES, 1):
        design = edits.rename(design, identity_of(design, f"dense_{number}"), name)
    design = edits.rename(design, identity_of(design, "input"), "self.x")
    checked_code(trained(design), tmp_path / "exported.py", ask)


@pytest.mark.parametrize("name", ["we\"ird 'name'.py", "größe {x}.py", 'a """ b\\.py', "1.py", "a.b.py"])
@pytest.mark.skipif(os.name == "nt", reason="Windows does not allow these names")
def test_any_file_name_gives_code_that_finds_its_weights(tmp_path, name, ask):
    checked_code(trained(classifier()), tmp_path / name, ask)


def test_a_network_without_layers_gives_code_that_answers_like_it(tmp_path, ask):
    code = checked_code(trained(without_weights()), tmp_path / "exported.py", ask)
    assert "        return input\n" in code


@pytest.mark.parametrize(
    ("design", "shown"),
    [
        (classifier(), "in (2, 1, 28, 28), out (2, 10)\n"),
        (with_two_ends(), "in [(2, 3), (2, 3)], out [(2, 1), (2, 13)]\n"),
    ],
    ids=["one of each", "two of each"],
)
def test_the_exported_file_shows_its_shapes_when_it_is_run(tmp_path, design, shown):
    export(trained(design), "python", tmp_path / "digits.py")
    ran = subprocess.run([sys.executable, tmp_path / "digits.py"], capture_output=True, text=True, check=True)
    assert ran.stdout == shown


def test_code_of_a_network_that_was_not_trained_says_so_and_answers_like_it(tmp_path, ask):
    code = checked_code(image_network(), tmp_path / "exported.py", ask)
    assert "was not trained when it was exported" in code


@pytest.mark.parametrize("name", WEIGHTS_ONLY)
def test_weights_that_do_not_exist_yet_are_not_exported(tmp_path, name):
    with pytest.raises(NotTrained, match="Train it first"):
        export(classifier(), name, tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_exported_that_does_not_fit_or_cannot_run(tmp_path, name):
    learned = trained(classifier("dense"))
    dense = identity_of(learned.design, "dense_1")
    for design, problem in (
        (edits.set_parameters(learned.design, [dense], units=3), WeightsDoNotFit),
        (edits.remove_nodes(learned.design, [dense]), NotTrainable),
    ):
        with pytest.raises(problem):
            export(replace(learned, design=design), name, tmp_path / "out.py")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_a_place_that_cannot_be_written_is_said(tmp_path, name):
    with pytest.raises(CannotWrite, match="no folder"):
        export(trained(classifier()), name, tmp_path / "missing" / "out.py")


def test_python_code_goes_into_a_python_file(tmp_path):
    with pytest.raises(UserError, match=r"ends with \.py"):
        export(classifier(), "python", tmp_path / "out.safetensors")


def test_an_unknown_format_names_those_there_are(tmp_path):
    with pytest.raises(UserError, match="safetensors, torch, npz, python"):
        export(classifier(), "pickle", tmp_path / "out")


def test_the_command_line_offers_every_format():
    assert tuple(FORMATS) == EXPORT_FORMATS
