"""The automatic layout."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.design.arrange import arranged, positions
from nndesigner.design.edits import COLUMN, ROW, add_node, connect, move_nodes, why_not_connect
from nndesigner.design.model import Design, Link
from tests.design.drawings import branched, classifier, drawn, identity_of, layer


@st.composite
def designs(draw: st.DrawFn) -> Design:
    """Any drawing: layers here and there, linked in any way that is allowed."""
    design = Design()
    for _ in range(draw(st.integers(1, 14))):
        kind = draw(st.sampled_from(["input", "relu", "add", "concatenate", "output"]))
        place = draw(st.tuples(st.floats(-500, 500), st.floats(-500, 500)))
        design, _ = add_node(design, layer(kind), place)
    ends = st.sampled_from(sorted(design.nodes))
    for source, target in draw(st.lists(st.tuples(ends, ends), max_size=25)):
        if not why_not_connect(design, source, target):
            design = connect(design, source, target)
    return design


@settings(max_examples=150)
@given(design=designs())
def test_layers_never_overlap_and_data_flows_down(design):
    placed = arranged(design)
    assert placed.nodes.keys() == design.nodes.keys()
    assert placed.links == design.links
    for (x1, y1), (x2, y2) in combinations([node.position for node in placed.nodes.values()], 2):
        assert abs(y1 - y2) >= ROW - 1e-6 or abs(x1 - x2) >= COLUMN - 1e-6
    for link in placed.links:
        assert placed.nodes[link.source].position[1] + ROW <= placed.nodes[link.target].position[1]


@settings(max_examples=30)
@given(design=designs())
def test_it_does_not_matter_where_the_layers_stood(design):
    piled_up = move_nodes(design, dict.fromkeys(design.nodes, (7.0, 7.0)))
    assert arranged(piled_up) == arranged(design)


def test_a_chain_is_straight_and_evenly_spaced():
    placed = positions(classifier("dense", "dropout", "dense"))
    assert {x for x, _ in placed.values()} == {0.0}
    assert all(below - above == ROW for (_, above), (_, below) in pairwise(placed.values()))


def test_a_chain_beside_a_short_cut_stays_in_one_column():
    design = drawn("input", "relu", "tanh", "add", "output")
    design = connect(design, identity_of(design, "input"), identity_of(design, "add_1"))
    assert {x for x, _ in positions(design).values()} == {0.0}


def test_branches_stand_side_by_side_around_their_chain():
    design = branched()
    found = {design.nodes[identity].name: place for identity, place in positions(design).items()}
    assert found["input"][0] == found["add_1"][0] == found["output"][0] == 0.0
    assert sorted(found[name][0] for name in ("dense_1", "relu_1")) == [-COLUMN / 2, COLUMN / 2]
    assert found["dense_1"][1] == found["relu_1"][1]


def test_links_of_two_chains_do_not_cross():
    design = Design()
    for kind in ("input", "input", "relu", "relu"):
        design, _ = add_node(design, layer(kind), (0.0, 0.0))
    design = design.changed(links=(Link("n1", "n4"), Link("n2", "n3")))
    places = positions(design)
    assert places["n1"][0] == places["n4"][0] != places["n2"][0] == places["n3"][0]


def test_an_empty_canvas_stays_empty():
    assert arranged(Design()) == Design()


def test_a_chain_after_a_branch_follows_its_side():
    design = drawn("input", "relu", "tanh", "sigmoid")
    design, beside = add_node(design, layer("relu"), (0.0, 0.0))
    design = connect(design, "n1", beside)
    places = positions(design)
    to_the_side = places["n2"][0] - places[beside][0]
    assert abs(to_the_side) >= COLUMN
    for follower in ("n3", "n4"):
        assert abs(places[follower][0] - places["n2"][0]) < abs(places[follower][0] - places[beside][0]) / 4
