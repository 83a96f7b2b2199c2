"""Edits: what they do to a drawing, and what they refuse."""

import pytest

from nndesigner.catalog.entry import ParameterProblem
from nndesigner.design import edits
from nndesigner.design.edits import EditRefused
from nndesigner.design.model import Design
from nndesigner.design.names import LONGEST_NAME
from tests.design.drawings import branched, classifier, drawn, height_of, identity_of, layer, links_of


def named(design: Design, *names: str) -> list[str]:
    return [identity_of(design, name) for name in names]


def test_a_link_carries_data_from_one_layer_to_the_next():
    assert links_of(drawn("input", "relu", "output")) == {("input", "relu_1", 0), ("relu_1", "output", 0)}


def test_a_second_link_to_a_single_input_replaces_the_first():
    design = drawn("input", "relu", "tanh")
    design = edits.connect(design, *named(design, "input", "tanh_1"))
    assert links_of(design) == {("input", "relu_1", 0), ("input", "tanh_1", 0)}


def test_the_same_link_again_changes_nothing():
    design = drawn("input", "relu")
    assert edits.connect(design, *named(design, "input", "relu_1")) is design


def test_a_merging_layer_takes_one_link_after_the_other():
    assert links_of(branched()) >= {("dense_1", "add_1", 0), ("relu_1", "add_1", 1)}


def test_a_layer_can_be_linked_twice_to_a_merging_layer():
    design = branched()
    design = edits.connect(design, *named(design, "relu_1", "add_1"))
    assert links_of(design) >= {("relu_1", "add_1", 1), ("relu_1", "add_1", 2)}


def test_a_link_to_a_chosen_input_replaces_what_was_there():
    design = branched()
    design = edits.connect(design, *named(design, "input", "add_1"), input=0)
    assert links_of(design) >= {("input", "add_1", 0), ("relu_1", "add_1", 1)}
    assert ("dense_1", "add_1", 0) not in links_of(design)


def test_a_link_beyond_the_last_input_goes_to_the_next_free_one():
    design = branched()
    design = edits.connect(design, *named(design, "input", "add_1"), input=9)
    assert ("input", "add_1", 2) in links_of(design)


def test_a_full_merging_layer_replaces_its_last_input():
    design = branched()
    for _ in range(20):
        design = edits.connect(design, *named(design, "input", "add_1"))
    numbers = [link.input for link in design.incoming[identity_of(design, "add_1")]]
    assert numbers == list(range(16))


def test_a_link_after_a_gap_goes_to_the_first_free_input_and_replaces_none():
    design = drawn("input", "add")
    design = design.changed(links=tuple(edits.Link("n1", "n2", number) for number in (0, 2)))
    design = edits.connect(design, "n1", "n2")
    assert [link.input for link in design.incoming["n2"]] == [0, 1, 2]


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("relu_1", "relu_1", "This link would make the network feed itself."),
        ("tanh_1", "relu_1", "This link would make the network feed itself."),
        ("output", "relu_1", "output is where the network ends: nothing leaves it."),
        ("relu_1", "input", "input is where data comes in: nothing can lead to it."),
    ],
)
def test_a_link_without_meaning_is_refused_with_the_reason(source, target, reason):
    design = drawn("input", "relu", "tanh", "output")
    ends = named(design, source, target)
    assert edits.why_not_connect(design, *ends) == reason
    with pytest.raises(EditRefused) as refused:
        edits.connect(design, *ends)
    assert str(refused.value) == reason


def test_cutting_a_link_moves_the_later_inputs_of_a_merging_layer_up():
    design = branched()
    first, _ = design.incoming[identity_of(design, "add_1")]
    assert ("relu_1", "add_1", 0) in links_of(edits.disconnect(design, [first]))


def test_a_layer_put_on_a_link_stands_between_its_ends():
    design = drawn("input", "relu", "output")
    design, identity = edits.insert_on_link(design, design.links[0], layer("tanh"))
    assert design.nodes[identity].name == "tanh_1"
    assert links_of(design) == {("input", "tanh_1", 0), ("tanh_1", "relu_1", 0), ("relu_1", "output", 0)}


def test_a_layer_put_on_a_link_makes_room_below_and_keeps_the_distances_there():
    before = drawn("input", "relu", "output")
    after, _ = edits.insert_on_link(before, before.links[0], layer("tanh"))
    heights = [height_of(after, name) for name in ("input", "tanh_1", "relu_1", "output")]
    assert heights == [0.0, edits.ROW, 2 * edits.ROW, 3 * edits.ROW]


def test_a_layer_put_on_a_long_link_moves_nothing():
    design = drawn("input", "relu")
    design = edits.move_nodes(design, {identity_of(design, "relu_1"): (0.0, 500.0)})
    design, tanh = edits.add_node(design, layer("tanh"), (0.0, 200.0))
    design = edits.insert_node_on_link(design, tanh, design.links[0])
    assert [height_of(design, name) for name in ("input", "tanh_1", "relu_1")] == [0.0, 200.0, 500.0]


def test_a_layer_put_on_a_link_to_a_merging_layer_keeps_the_input():
    design = branched()
    _, second = design.incoming[identity_of(design, "add_1")]
    design, _ = edits.insert_on_link(design, second, layer("tanh"))
    assert links_of(design) >= {("relu_1", "tanh_1", 0), ("tanh_1", "add_1", 1), ("dense_1", "add_1", 0)}


@pytest.mark.parametrize("kind", ["input", "output"])
def test_an_end_of_the_network_cannot_stand_on_a_link(kind):
    design = drawn("input", "relu")
    with pytest.raises(EditRefused, match="cannot stand between two layers"):
        edits.insert_on_link(design, design.links[0], layer(kind))


def test_a_layer_that_is_linked_already_cannot_be_put_on_a_link():
    design = drawn("input", "relu", "tanh")
    with pytest.raises(EditRefused, match=r"tanh_1 is linked already\."):
        edits.insert_node_on_link(design, identity_of(design, "tanh_1"), design.links[0])


def test_an_appended_layer_is_linked_and_stands_below():
    design = drawn("input")
    design, identity = edits.append_node(design, layer("flatten"), identity_of(design, "input"))
    assert design.nodes[identity].position == (0.0, edits.ROW)
    assert links_of(design) == {("input", "flatten_1", 0)}


def test_a_layer_appended_in_the_middle_leads_to_what_followed():
    design = drawn("input", "relu", "output")
    design, _ = edits.append_node(design, layer("tanh"), identity_of(design, "relu_1"))
    assert links_of(design) == {("input", "relu_1", 0), ("relu_1", "tanh_1", 0), ("tanh_1", "output", 0)}
    assert height_of(design, "output") == height_of(design, "tanh_1") + edits.ROW


def test_a_layer_appended_before_branches_leads_to_all_of_them():
    design = branched()
    design, _ = edits.append_node(design, layer("tanh"), identity_of(design, "input"))
    assert links_of(design) >= {("input", "tanh_1", 0), ("tanh_1", "dense_1", 0), ("tanh_1", "relu_1", 0)}


def test_nothing_is_linked_to_what_is_appended_after_an_output():
    design = drawn("input", "output")
    design, _ = edits.append_node(design, layer("relu"), identity_of(design, "output"))
    assert links_of(design) == {("input", "output", 0)}


def test_a_deleted_layer_takes_its_links_along():
    design = drawn("input", "relu", "output")
    design = edits.remove_nodes(design, named(design, "relu_1"))
    assert links_of(design) == set()
    assert [node.name for node in design.nodes.values()] == ["input", "output"]


def test_deleting_a_branch_moves_the_later_inputs_of_the_merging_layer_up():
    design = branched()
    design = edits.remove_nodes(design, named(design, "dense_1"))
    assert links_of(design) == {("input", "relu_1", 0), ("relu_1", "add_1", 0), ("add_1", "output", 0)}


def test_deleting_everything_leaves_an_empty_canvas():
    design = branched()
    assert edits.remove_nodes(design, design.nodes) == Design()
    assert edits.remove_and_reconnect(design, design.nodes) == Design()


def test_layers_deleted_from_a_chain_leave_it_whole():
    design = drawn("input", "relu", "tanh", "output")
    design = edits.remove_and_reconnect(design, named(design, "relu_1", "tanh_1"))
    assert links_of(design) == {("input", "output", 0)}


def test_a_merging_layer_deleted_leads_on_what_came_first():
    design = branched()
    design = edits.remove_and_reconnect(design, named(design, "add_1"))
    assert ("dense_1", "output", 0) in links_of(design)


def test_a_deleted_branch_becomes_a_short_cut():
    design = branched()
    design = edits.remove_and_reconnect(design, named(design, "dense_1"))
    assert links_of(design) >= {("input", "add_1", 0), ("relu_1", "add_1", 1)}


def test_what_is_moved_stands_where_it_was_put():
    design = drawn("input", "relu")
    (relu,) = named(design, "relu_1")
    moved = edits.move_nodes(design, {relu: (7.0, 8.0)})
    assert moved.nodes[relu].position == (7.0, 8.0)
    assert moved.links == design.links


def test_a_name_is_kept_without_needless_spaces():
    design = drawn("input", "relu")
    design = edits.rename(design, identity_of(design, "relu_1"), "  first \n activation ")
    assert design.node_named("first activation")


def test_a_layer_may_keep_its_name():
    design = drawn("input", "relu")
    assert edits.rename(design, identity_of(design, "relu_1"), "relu_1") == design


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (" \t", "A layer needs a name."),
        ("input", "Another layer is called input already."),
        (" input ", "Another layer is called input already."),
        ("x" * (LONGEST_NAME + 1), "A name has at most 200 characters, but this one has 201."),
    ],
)
def test_a_name_without_meaning_is_refused_with_the_reason(name, reason):
    design = drawn("input", "relu")
    with pytest.raises(EditRefused) as refused:
        edits.rename(design, identity_of(design, "relu_1"), name)
    assert str(refused.value) == reason


def test_a_parameter_of_several_layers_changes_at_once():
    design = classifier("dense", "dense")
    chosen = named(design, "dense_1", "dense_2")
    design = edits.set_parameters(design, chosen, units=7)
    assert [design.nodes[identity].layer.units for identity in chosen] == [7, 7]


def test_a_parameter_beyond_its_limits_changes_nothing():
    design = classifier("dense")
    with pytest.raises(ParameterProblem, match=r"Units of dense_1 \(Dense\) should be at least 1, but is 0"):
        edits.set_parameters(design, named(design, "dense_1"), units=0)
    with pytest.raises(ParameterProblem, match=r"flatten_1 \(Flatten\) has no parameter 'units'"):
        edits.set_parameters(design, named(design, "dense_1", "flatten_1"), units=7)
    assert design == classifier("dense")


def test_a_second_output_stands_beside_what_follows_already():
    design = drawn("input", "relu")
    after, output = edits.append_node(design, layer("output"), identity_of(design, "input"))
    places = [node.position for node in after.nodes.values()]
    assert len(set(places)) == len(places) and after.nodes[output].position == (edits.COLUMN, edits.ROW)
