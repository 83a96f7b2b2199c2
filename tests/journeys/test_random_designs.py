"""Any design without errors trains, comes back from its file as it was, and answers alike as Python code."""

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from safetensors.numpy import load_file

from nndesigner.data.samples import Samples
from nndesigner.design.check import check
from nndesigner.design.model import Design
from nndesigner.export.formats import export
from nndesigner.export.trained import network_of, weights_by_layer_name
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.training.events import Finished
from nndesigner.training.feeding import Feed
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.design.random_designs import BATCH, RandomDesign, random_designs
from tests.design.random_samples import samples_of

TAUGHT, TESTED = BATCH + 1, 2
"""One of those that are taught is set aside to validate with: an epoch is one step."""


def trained(design: Design, samples: Samples) -> Project:
    """The project after one step."""
    *_, finished = prepare(Order(design, "cpu"), samples=samples).events()
    assert isinstance(finished, Finished) and finished.step == 1
    for metrics in (finished.train, finished.validation, finished.test):
        assert math.isfinite(metrics["loss"]), metrics
    return Project(design).with_training(finished.learned, None)


def answers(network: Any, inputs: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    with torch.no_grad():
        found = network(*inputs)
    return found if isinstance(found, tuple) else (found,)


def loaded_code(path: Path) -> Any:
    """The network that exported code loads."""
    names: dict[str, Any] = {"__name__": "exported", "__file__": str(path)}
    exec(compile(path.read_bytes(), path.name, "exec"), names)
    return SimpleNamespace(**names).load()


def goes_the_whole_way(design: Design, folder: Path) -> None:
    """Check, build, train one step, save, open, export."""
    assert [problem.message for problem in check(design).errors] == []
    samples = samples_of(design.data, TAUGHT, TESTED)
    project = trained(design, samples)
    inputs = Feed(design)(torch.from_numpy(samples.test_inputs))
    expected = answers(network_of(project.predictor), inputs)

    save_project(project, folder / "project.nnd")
    opened = open_project(folder / "project.nnd")
    assert in_order(opened.design) == in_order(design)
    assert_equal(answers(network_of(opened.predictor), inputs), expected)

    export(project.predictor, "python", folder / "code.py")
    found = answers(loaded_code(folder / "code.py"), inputs)
    assert [each.shape for each in found] == [each.shape for each in expected]
    assert_equal(of_given(design, found), of_given(design, expected))
    export(project.predictor, "safetensors", folder / "weights.safetensors")
    exported, named = load_file(folder / "weights.safetensors"), weights_by_layer_name(project.predictor)
    assert exported.keys() == named.keys()
    assert all(np.array_equal(exported[name], values, equal_nan=True) for name, values in named.items())


def of_given(design: Design, found: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    """What is predicted for the given samples: code draws other noise, and what it makes of that comes after them."""
    kinds = [{design.nodes[node].layer.kind for node in design.reaching(end.id)} for end in design.of_kind("output")]
    pairs = zip(kinds, found, strict=True)
    return tuple(each[:TESTED] for reached, each in pairs if "noise" not in reached or "real_or_generated" in reached)


def in_order(design: Design) -> Design:
    """The design with its links in the order of a file, which says nothing."""
    return design.changed(links=tuple(sorted(design.links)))


def assert_equal(found: tuple[torch.Tensor, ...], expected: tuple[torch.Tensor, ...]) -> None:
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("designs")


@pytest.mark.main_soak
@pytest.mark.timeout(600)  # finding the smallest example that fails takes a while
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(random=random_designs())
def test_a_design_without_errors_trains_and_is_saved_and_exported(random: RandomDesign, folder: Path):
    (folder / "design.txt").write_text(repr(random), encoding="utf-8")  # should torch end the whole process
    goes_the_whole_way(random.design, folder)
