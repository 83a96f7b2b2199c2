"""Names and identities of layers, and the identifiers made of them."""

import unicodedata
from dataclasses import replace
from keyword import iskeyword

from hypothesis import example, given
from hypothesis import strategies as st

from nndesigner.catalog.layers.dense import Dense
from nndesigner.design.edits import add_node, rename
from nndesigner.design.model import Design, Node
from nndesigner.design.names import LONGEST_NAME, identifiers, new_id, new_name, unused
from tests.design.drawings import drawn, layer


def called(*names: str) -> Design:
    return Design(nodes={f"n{number}": Node(f"n{number}", Dense(), name) for number, name in enumerate(names)})


def test_layers_are_numbered_by_their_kind():
    names = [node.name for node in drawn("input", "conv2d", "conv2d", "dense", "output").nodes.values()]
    assert names == ["input", "conv_1", "conv_2", "dense_1", "output"]


def test_a_second_input_gets_a_number():
    assert new_name(drawn("input"), type(layer("input"))) == "input_1"


def test_a_name_that_became_free_is_not_given_to_two():
    design = drawn("input", "dense", "dense")
    design = rename(design, "n2", "first")
    design, _ = add_node(design, Dense(), (0, 0))
    assert [node.name for node in design.nodes.values()] == ["input", "first", "dense_2", "dense_1"]


def test_a_taken_name_gets_the_next_free_number():
    assert unused("block", {"dense"}) == "block"
    assert unused("block", {"block"}) == "block_2"
    assert unused("block_7", {"block_7", "block_8"}) == "block_9"


def test_a_number_keeps_the_longest_name_within_its_limit():
    longest = "x" * LONGEST_NAME
    taken = {longest}
    for _ in range(12):
        name = unused(longest, taken)
        assert len(name) <= LONGEST_NAME
        assert name not in taken
        taken.add(name)


def test_identities_are_never_given_twice():
    design = Design()
    for strange in ("n1", "n7", "other", "n999999999", "n" + "9" * 40):
        design = design.changed(nodes={**design.nodes, strange: Node(strange, Dense(), strange)})
        for _ in range(3):
            identity = new_id(design)
            assert identity not in design.nodes
            assert len(identity) <= LONGEST_NAME
            design = design.changed(nodes={**design.nodes, identity: Node(identity, Dense(), identity)})


def test_identifiers_read_like_the_names():
    found = identifiers(called("dense_1", "my layer", "1st", "class", "größe"))
    assert list(found.values()) == ["dense_1", "my_layer", "layer_1st", "layer_class", "größe"]


@given(names=st.lists(st.text(min_size=1, max_size=8), max_size=6))
@example(names=["x²", "²"])
@example(names=["fi", "\ufb01"])
@example(names=["𝐢𝐟", "if"])
@example(names=["a b", "a_b", "a-b", "a_b_2"])
def test_every_layer_gets_an_identifier_of_its_own_that_python_takes(names):
    found = identifiers(called(*names))
    assert len(found) == len(names)
    for identifier in found.values():
        assert identifier.isidentifier()
        assert not iskeyword(identifier)
    as_python_reads_them = {unicodedata.normalize("NFKC", identifier) for identifier in found.values()}
    assert len(as_python_reads_them) == len(names)
    assert not any(map(iskeyword, as_python_reads_them))


def test_identifiers_do_not_depend_on_what_else_changes():
    design = called("a", "b")
    moved = design.changed(nodes={key: replace(node, position=(9.0, 9.0)) for key, node in design.nodes.items()})
    assert identifiers(moved) == identifiers(design)
