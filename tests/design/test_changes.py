"""What changed between two designs, said in statements that a user can read."""

from nndesigner.design import edits
from nndesigner.design.changes import changes
from nndesigner.design.model import Design
from tests.design.drawings import classifier, drawn, identity_of, layer


def changed(design: Design, name: str, **values: object) -> tuple[str, ...]:
    return changes(design, edits.set_parameters(design, [identity_of(design, name)], **values))


def test_nothing_is_said_of_what_stays() -> None:
    design = classifier("dense")
    moved = edits.move_nodes(design, {identity_of(design, "dense_1"): (9.0, 9.0)})
    assert changes(design, moved) == ()


def test_a_parameter_is_named_with_its_layer_and_both_values() -> None:
    design = classifier(layer("dense", units=2000))
    assert changed(design, "dense_1", units=4) == ("Units of dense_1: 2\u202f000 → 4",)
    assert changed(design, "dense_1", activation="tanh") == ("Activation of dense_1: ReLU → Tanh",)
    assert changed(design, "dense_1", bias=False) == ("Bias of dense_1: yes → no",)
    assert changed(design, "input", shape=(3, 8, 8)) == ("Shape of input: 1 × 28 × 28 → 3 × 8 × 8",)


def test_numbers_with_a_point_and_initial_weights_are_said_too() -> None:
    design = classifier("dropout", "dense")
    assert changed(design, "dropout_1", rate=0.25) == ("Rate of dropout_1: 0.5 → 0.25",)
    zeros = changed(design, "dense_1", initializer={"kind": "zeros"})
    assert zeros == ("Initial weights of dense_1: As torch does → Zeros",)


def test_layers_that_came_and_went_are_named() -> None:
    before = drawn("input", "dense", "output")
    (link,) = before.incoming[identity_of(before, "dense_1")]
    after, _ = edits.insert_on_link(before, link, layer("flatten"))
    assert changes(before, after) == ("Inserted Flatten before dense_1",)
    assert changes(after, before) == ("Removed flatten_1",)
