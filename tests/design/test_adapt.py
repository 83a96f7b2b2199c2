"""A network made to fit other data: as little as possible is changed, and it can be trained then."""

import pytest

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.sources.table import Table, TableColumn
from nndesigner.design.adapt import adapted
from nndesigner.design.check import check
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.project.examples import examples, locate
from nndesigner.project.file import open_project

NUMBERS = [TableColumn(name=name, low=-1, high=1) for name in ("a", "b", "c")]
PRICE = TableColumn(name="price", use="target", low=-10, high=10)
KIND = TableColumn(name="kind", kind="category", use="target", categories=("x", "y", "z"))
HOUSES = FileReference(path="houses.csv")
DATA = {
    "regression": DataOptions(source=Table(file=HOUSES, columns=(*NUMBERS, PRICE))),
    "classification": DataOptions(source=Table(file=HOUSES, columns=(*NUMBERS, KIND))),
    **{
        kind: DataOptions(source=Source.of_kind(kind))
        for kind in ("mnist", "shapes", "sine", "waveforms", "characters", "spiral")
    },
}


def example(name: str) -> Design:
    return open_project(locate(f"example:{name}")).design


def errors(design: Design) -> list[str]:
    return [problem.message for problem in check(design).problems if problem.severity == "error"]


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("name", [each.name for each in examples()])
def test_every_example_can_learn_from_data_of_every_kind(name: str, kind: str) -> None:
    design = adapted(example(name), DATA[kind])
    assert errors(design) == []
    assert design.data == DATA[kind]


@pytest.mark.parametrize("name", [each.name for each in examples()])
def test_a_design_stays_as_it_is_with_its_own_data(name: str) -> None:
    design = example(name)
    assert adapted(design, design.data) == design


@pytest.mark.parametrize("name", [each.name for each in examples()])
def test_to_adapt_twice_changes_nothing_more(name: str) -> None:
    once = adapted(example(name), DATA["regression"])
    assert adapted(once, DATA["regression"]) == once


def test_only_the_ends_of_a_dense_network_change() -> None:
    before = example("mnist-mlp")
    after = adapted(before, DATA["regression"])
    changed = [node.name for node in after.nodes.values() if before.nodes[node.id] != node]
    assert changed == ["images", "dense_3"]
    assert after.nodes.keys() == before.nodes.keys()
    last = after.node_named("dense_3")
    assert last and (last.layer.units, last.layer.activation) == (1, "linear")
    assert after.training.loss.kind == "mse"
    assert check(after).shapes[after.of_kind("input")[0].id] == Shape(F=3)


def test_classes_bring_softmax_and_cross_entropy_to_a_regression() -> None:
    after = adapted(example("california-housing"), DATA["classification"])
    assert after.training.loss.kind == "cross_entropy"
    last = next(node for node in after.nodes.values() if getattr(node.layer, "units", 0) == 3)
    assert last.layer.activation == "softmax"
