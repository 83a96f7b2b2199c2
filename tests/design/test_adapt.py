"""A network made to fit other data: as little as possible is changed, and it can be trained then."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import sampled_from

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.image_folder import ImageFolder
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.sources.table import Table, TableColumn
from nndesigner.design import edits
from nndesigner.design.adapt import adapted
from nndesigner.design.changes import changes
from nndesigner.design.check import check, fixed
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.project.examples import examples, locate
from nndesigner.project.file import open_project
from tests.design.drawings import drawn, identity_of, layer
from tests.design.random_designs import RandomDesign, random_designs
from tests.design.test_fixes import arrays

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


FLAT, SEQUENCES, PICTURES = {"regression", "classification", "spiral"}, {"sine", "waveforms"}, {"mnist", "shapes"}
FOR_PICTURES = FLAT | SEQUENCES | {"characters"}
UNSUITABLE = {
    "mnist-cnn": FOR_PICTURES,
    "mnist-resnet": FOR_PICTURES,
    "mnist-denoising": FOR_PICTURES,
    "transformer-digits": FOR_PICTURES,
    "sine-lstm": FLAT | PICTURES,
    "sonnets": FLAT | SEQUENCES | PICTURES,
    "mnist-autoencoder": {"characters"},
    "mnist-vae": {"characters"},
    "gan-ring": {"characters"},
    "wgan-ring": {"characters"},
    "gan-mnist": FOR_PICTURES | {"shapes"},
}
"""Data that an example cannot learn from without losing what it shows."""
NAMES = [each.name for each in examples()]


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("name", NAMES)
def test_every_example_can_learn_from_the_data_that_suits_it(name: str, kind: str) -> None:
    design = adapted(example(name), DATA[kind])
    assert bool(errors(design)) == (kind in UNSUITABLE.get(name, ()))
    assert design.data == DATA[kind]


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("name", NAMES)
def test_no_example_loses_a_layer_to_other_data(name: str, kind: str) -> None:
    before = example(name)
    after = adapted(before, DATA[kind])
    assert {node.id: node.layer.kind for node in before.nodes.values()}.items() <= {
        node.id: node.layer.kind for node in after.nodes.values()
    }.items()


@pytest.mark.parametrize(("name", "kinds"), UNSUITABLE.items())
def test_what_does_not_suit_stays_a_problem_with_fixes(name: str, kinds: set[str]) -> None:
    for kind in kinds:
        (problem,) = check(adapted(example(name), DATA[kind])).errors
        assert problem.node and problem.fixes


@pytest.mark.parametrize("name", NAMES)
def test_a_design_stays_as_it_is_with_its_own_data(name: str) -> None:
    design = example(name)
    assert adapted(design, design.data) == design


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("name", NAMES)
def test_to_adapt_twice_changes_nothing_more(name: str, kind: str) -> None:
    once = adapted(example(name), DATA[kind])
    assert adapted(once, DATA[kind]) == once


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


PHOTOGRAPHS = DataOptions(
    source=ImageFolder(folder=FileReference(path="pets"), classes=("cat", "dog", "fox", "owl"), height=120, width=160)
)


def test_a_transformer_keeps_its_encoders_and_reads_the_rows_of_larger_pictures() -> None:
    before = example("transformer-digits")
    after = adapted(before, PHOTOGRAPHS)
    assert errors(after) == []
    assert changes(before, after) == (
        "Shape of images: 1 × 28 × 28 → 3 × 120 × 160",
        "Shape of rows: 28 × 28 → 360 × 160",
        "Units of dense_1: 10 → 4",
    )


def test_a_reshape_is_not_given_other_axes() -> None:
    after = adapted(example("transformer-digits"), DATA["regression"])
    rows = after.node_named("rows")
    assert rows and rows.layer.shape == (28, 28)
    (problem,) = check(after).errors
    assert (problem.node, problem.fixes[0].label) == (rows.id, "Set shape to 3")


def test_one_answer_for_a_text_comes_from_the_last_step() -> None:
    before = example("sonnets")
    after = adapted(before, DATA["characters"])
    assert errors(after) == []
    assert changes(before, after) == ("Returns of gru_1: every step → last step",)


def test_one_flatten_serves_all_layers_that_need_it() -> None:
    before = example("xor-mlp")
    assert "Inserted Flatten before line and hidden" in changes(before, adapted(before, DATA["mnist"]))
    assert "Inserted Flatten before line and hidden" in changes(before, adapted(before, DATA["waveforms"]))
    texts = changes(before, adapted(before, DATA["characters"]))
    assert "Inserted Embedding (128 symbols, 32 features) before flatten_1" in texts


def test_pictures_can_be_read_row_by_row_with_one_fix_and_another_adaptation() -> None:
    after = adapted(example("sine-lstm"), PHOTOGRAPHS)
    (problem,) = check(after).errors
    assert [fix.label for fix in problem.fixes] == ["Insert Reshape to 360 × 160", "Remove this layer"]
    assert errors(adapted(fixed(after, problem, problem.fixes[0]), PHOTOGRAPHS)) == []


def test_what_an_autoencoder_learns_is_not_changed() -> None:
    after = adapted(example("mnist-autoencoder"), DATA["characters"])
    (output,) = after.of_kind("output")
    assert output.layer.learns == "samples"
    (problem,) = check(after).errors
    assert [fix.label for fix in problem.fixes] == ["Learn the targets"]


def test_an_autoencoder_of_numbers_of_any_size_does_not_end_with_a_sigmoid() -> None:
    before = example("mnist-autoencoder")
    assert "Activation of pixels: Sigmoid → Linear" in changes(before, adapted(before, DATA["regression"]))


def test_the_units_before_an_activation_of_its_own_follow_the_targets() -> None:
    before = drawn("input", "flatten", layer("dense", units=10, activation="linear"), "softmax", "output")
    after = adapted(before, DATA["classification"])
    assert errors(after) == []
    assert changes(before, after) == ("Shape of input: 1 × 28 × 28 → 3", "Units of dense_1: 10 → 3")


@pytest.mark.parametrize("name", ["mnist-mlp", "mnist-autoencoder"])
def test_more_than_a_layer_can_take_stays_a_problem(name: str) -> None:
    """Two million features are beyond what an input takes and a layer gives."""
    data = DataOptions(arrays(shape=(2_000_000,), target_size=2))
    assert check(adapted(example(name), data)).errors


def test_a_new_loss_is_not_forced_on_an_output_that_it_does_not_suit() -> None:
    before = example("mnist-autoencoder")
    flat = identity_of(before, "flatten_1")
    before, head = edits.append_node(before, layer("dense", units=1, activation="linear"), flat)
    before, answer = edits.append_node(before, layer("output"), head)
    before = edits.connect(before, flat, identity_of(before, "encoder"))
    before = before.changed(data=DATA["regression"])
    after = adapted(before, PHOTOGRAPHS)
    assert errors(after) == []
    assert after.training.loss == before.training.loss
    assert after.nodes[answer].layer.loss == "cross_entropy"


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=50)
@given(random_designs(), sampled_from([*DATA.values(), PHOTOGRAPHS]))
def test_any_design_keeps_its_layers_and_is_adapted_once(random: RandomDesign, data: DataOptions) -> None:
    before = random.design
    after = adapted(before, data)
    assert all(after.nodes[node.id].layer.kind == node.layer.kind for node in before.nodes.values())
    assert adapted(after, data) == after
