"""Designs as plain values: nothing is lost on the way there and back, and no input can do harm."""

import json
import math
from copy import deepcopy
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.catalog.layers.unknown import Unknown
from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.catalog.problems import UserError
from nndesigner.design.check import check
from nndesigner.design.model import Design
from nndesigner.design.names import LONGEST_NAME
from nndesigner.design.options import DataOptions, Settings, Split, TrainingOptions
from nndesigner.design.pasting import pasted
from nndesigner.design.plain import (
    MOST_NODES,
    data_from_plain,
    data_to_plain,
    network_from_plain,
    network_to_plain,
    training_from_plain,
    training_to_plain,
)
from tests.design.drawings import branched, classifier, drawn, identity_of, layer, links_of

Plain = dict[str, Any]

FROM_THE_FUTURE: Plain = {
    "nodes": [
        {
            "id": "n1",
            "kind": "input",
            "name": "in",
            "parameters": {"shape": [4], "contents": "numbers", "first": 0},
            "position": [0.0, 0.0],
        },
        {
            "id": "n2",
            "kind": "quantum",
            "name": "quantum_1",
            "parameters": {"spin": [0.5, None, {"z": "up", "a": 1}], "entangled": True},
            "position": [12.5, 88.0],
        },
    ],
    "links": [{"source": "n1", "target": "n2", "input": 3}],
}


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


def node(identity: str = "n1", kind: str = "dense", **more: Any) -> Plain:
    return {"id": identity, "kind": kind, **more}


def link(source: Any, target: Any, **more: Any) -> Plain:
    return {"source": source, "target": target, **more}


def chain(length: int, name: str = "") -> Plain:
    return {
        "nodes": [node(f"n{number}", "relu", name=name or f"relu_{number}") for number in range(length)],
        "links": [link(f"n{number}", f"n{number + 1}") for number in range(length - 1)],
    }


@pytest.mark.parametrize("design", [Design(), drawn("input"), branched(), classifier("conv2d", "dropout", "dense")])
def test_a_drawing_survives_a_file(design):
    plain = json.loads(json.dumps(network_to_plain(design)))
    assert network_from_plain(plain) == design.changed(links=tuple(sorted(design.links)))
    assert network_to_plain(network_from_plain(plain)) == plain


def test_choices_survive_a_file():
    training = TrainingOptions(
        loss=MeanSquaredError(),
        optimizer=SGD(momentum=0.5),
        settings=Settings(batch_size=7, epochs=3, seed=2),
    )
    data = DataOptions(split=Split(validation_fraction=0.25))
    assert training_from_plain(json.loads(json.dumps(training_to_plain(training)))) == training
    assert data_from_plain(json.loads(json.dumps(data_to_plain(data)))) == data


def test_what_is_missing_gets_its_default():
    assert network_from_plain({}) == Design()
    assert training_from_plain({}) == TrainingOptions()
    assert data_from_plain({}) == DataOptions()
    read = network_from_plain({"nodes": [node(), node("n2", name="  ")]})
    assert read.nodes["n1"].layer == layer("dense")
    assert [each.name for each in read.nodes.values()] == ["n1", "n2"]


def test_an_unknown_kind_is_kept_and_written_back_unchanged():
    design = network_from_plain(FROM_THE_FUTURE)
    assert isinstance(design.nodes["n2"].layer, Unknown)
    assert json.dumps(network_to_plain(design)) == json.dumps(FROM_THE_FUTURE)


def test_an_unknown_kind_is_a_problem_that_says_so():
    (problem,) = check(network_from_plain(FROM_THE_FUTURE)).of_node("n2")
    assert problem.message == "This version does not know the layer kind 'quantum'; it is kept in the file as it is."


def test_reading_changes_nothing_in_what_it_reads():
    before = deepcopy(FROM_THE_FUTURE)
    network_from_plain(FROM_THE_FUTURE)
    assert before == FROM_THE_FUTURE


def test_names_that_are_taken_get_a_number():
    design = network_from_plain({"nodes": [node("a", name="x"), node("b", name="x"), node("c", name="x_2")]})
    assert [each.name for each in design.nodes.values()] == ["x", "x_2", "x_3"]


def test_inputs_of_a_merging_layer_are_read_without_gaps():
    nodes = [node("a", "input"), node("b", "add"), node("c", "relu")]
    links = [link("c", "b", input=9), link("a", "c"), link("a", "b", input=2)]
    design = network_from_plain({"nodes": nodes, "links": links})
    assert links_of(design) == {("a", "b", 0), ("c", "b", 1), ("a", "c", 0)}


MALFORMED = {
    "no object": (None, "A network should be an object with names and values, but is None."),
    "a list": ([], "A network should be an object with names and values, but is []."),
    "nodes that are no list": ({"nodes": {"a": 1}}, "The nodes of a network should be a list"),
    "links that are no list": ({"links": "none"}, "The links of a network should be a list, but is 'none'."),
    "a node that is no object": ({"nodes": [3]}, "A node should be an object with names and values, but is 3."),
    "a node without id": ({"nodes": [{"kind": "relu"}]}, "'id' should be a text of 1 to 200 characters"),
    "an id that is no text": ({"nodes": [{"id": 1, "kind": "relu"}]}, "'id' should be a text"),
    "a kind that is no text": ({"nodes": [node(kind=["relu"])]}, "'kind' should be a text"),
    "a name without letters": ({"nodes": [node(name="")]}, "'name' should be a text"),
    "an endless name": ({"nodes": [node(name="x" * 201)]}, "'name' should be a text of 1 to 200 characters"),
    "parameters that are no object": ({"nodes": [node(parameters=[1])]}, "The parameters of n1 should be an object"),
    "a parameter beyond its limits": (
        {"nodes": [node(parameters={"units": 0})]},
        "Units of n1 (Dense) should be at least 1, but is 0",
    ),
    "a parameter too many": ({"nodes": [node(parameters={"u": 0})]}, "n1 (Dense) has no parameter 'u'"),
    "a position that is no list": ({"nodes": [node(position=3)]}, "The position of n1 should be a list"),
    "half a position": ({"nodes": [node(position=[3])]}, "The position of n1 should be two numbers, but is [3]."),
    "a position that is no number": (
        {"nodes": [node(position=[0, math.nan])]},
        "should be two numbers, but is [0, nan].",
    ),
    "an infinite position": ({"nodes": [node(position=[math.inf, 0])]}, "should be two numbers"),
    "a position far away": ({"nodes": [node(position=[1e300, 0])]}, "should be two numbers"),
    "a position beyond numbers": ({"nodes": [node(position=[10**400, 0])]}, "should be two numbers"),
    "a position that is a truth": ({"nodes": [node(position=[True, 0])]}, "should be two numbers"),
    "an id twice": ({"nodes": [node(), node()]}, "Two nodes have the id 'n1'."),
    "too many nodes": (chain(6000), f"A network has at most {MOST_NODES} layers, but this one has 6000."),
    "a link to nowhere": ({"nodes": [node()], "links": [link("n1", "n9")]}, "the node 'n9', which does not exist"),
    "a link from nowhere": ({"nodes": [node()], "links": [link("n9", "n1")]}, "the node 'n9', which does not exist"),
    "a link that is no object": ({"links": [["n1", "n2"]]}, "A link should be an object"),
    "an end that is no text": ({"nodes": [node()], "links": [link("n1", None)]}, "'target' should be a text"),
    "an input too high": (
        {"nodes": [node("a"), node("b")], "links": [link("a", "b", input=1)]},
        "A link to b goes to input 1, which does not exist.",
    ),
    "an input that is no number": (
        {"nodes": [node("a"), node("b")], "links": [link("a", "b", input="0")]},
        "A link to b goes to input '0', which does not exist.",
    ),
    "an input that is a truth": (
        {"nodes": [node("a"), node("b", "add")], "links": [link("a", "b", input=True)]},
        "A link to b goes to input True, which does not exist.",
    ),
    "two links to one input": (
        {"nodes": [node("a"), node("b"), node("c")], "links": [link("a", "c"), link("b", "c")]},
        "Two links lead to input 0 of c.",
    ),
    "a link to itself": (
        {"nodes": [node("a")], "links": [link("a", "a")]},
        "is not possible: This link would make the network feed itself.",
    ),
    "a circle": (
        {"nodes": [node("a"), node("b"), node("c")], "links": [link("a", "b"), link("b", "c"), link("c", "a")]},
        "The network feeds itself: what a gives leads back to it.",
    ),
    "a link from an output": (
        {"nodes": [node("a", "output"), node("b")], "links": [link("a", "b")]},
        "is not possible: a is where the network ends: nothing leaves it.",
    ),
    "a link to an input": (
        {"nodes": [node("a"), node("b", "input")], "links": [link("a", "b")]},
        "is not possible: b is where data comes in: nothing can lead to it.",
    ),
    "deep junk for a network": (nested(100_000), "A network should be an object"),
    "deep junk for nodes": ({"nodes": {"a": nested(100_000)}}, "The nodes of a network should be a list"),
    "deep junk for a position": ({"nodes": [node(position=nested(100_000))]}, "The position of n1 should be"),
    "deep junk for a parameter": (
        {"nodes": [node(parameters={"units": nested(100_000)})]},
        "The parameters of n1 are nested more than 100 levels deep.",
    ),
    "deep junk in an unknown layer": ({"nodes": [node(kind="new", parameters={"x": nested(100_000)})]}, "of n1"),
    "deep junk for an input number": (
        {"nodes": [node("a"), node("b")], "links": [link("a", "b", input=nested(100_000))]},
        "A link to b goes to input",
    ),
    "deep junk for an end": ({"nodes": [node()], "links": [link("n1", nested(100_000))]}, "'target' should be a text"),
}


@pytest.mark.parametrize(("plain", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_network_is_refused_with_the_reason(plain, reason):
    with pytest.raises(UserError) as refused:
        network_from_plain(plain)
    assert reason in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("read", [training_from_plain, data_from_plain])
@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        "adam",
        nested(100_000),
        {"loss": 3, "source": 3},
        {"loss": nested(100_000), "source": nested(100_000)},
        {"loss": {}, "source": {}},
        {"loss": {"kind": "no such loss"}, "source": {"kind": "no such source"}},
        {"optimizer": {"kind": "sgd", "learning_rate": nested(100_000)}, "validation_fraction": nested(100_000)},
        {"optimizer": {"kind": "sgd", "learning_rate": 10**400}, "validation_fraction": 10**400},
        {"epochs": math.nan, "validation_fraction": math.nan},
        {"no such choice": 1},
    ],
)
def test_what_is_no_choice_is_refused(read, plain):
    with pytest.raises(UserError):
        read(plain)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("n1"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
identities = st.sampled_from(["n1", "n2", "n3"]) | junk
kinds = st.sampled_from(["input", "dense", "add", "output", "strange"]) | junk
positions = st.lists(st.floats() | st.integers(), max_size=3) | junk
names = st.text(max_size=3) | junk
nodes = st.fixed_dictionaries(
    {"id": identities, "kind": kinds}, optional={"name": names, "position": positions, "parameters": junk}
)
links = st.fixed_dictionaries(
    {"source": identities, "target": identities}, optional={"input": st.integers(-1, 3) | junk}
)
networks = junk | st.fixed_dictionaries(
    {"nodes": st.lists(nodes | junk, max_size=4), "links": st.lists(links, max_size=4)}
)


@settings(max_examples=300)
@given(plain=networks)
def test_any_input_gives_a_design_or_a_reason(plain):
    try:
        design = network_from_plain(plain)
    except UserError as reason:
        assert str(reason)
        return
    assert len(design.order) == len(design.nodes)
    check(design)
    assert network_from_plain(network_to_plain(design)) == design.changed(links=tuple(sorted(design.links)))


@settings(max_examples=100)
@given(plain=junk | st.dictionaries(st.sampled_from(["loss", "optimizer", "source", "epochs", "seed"]), junk))
def test_any_choice_is_read_or_refused(plain):
    for read in (training_from_plain, data_from_plain):
        try:
            read(plain)
        except UserError as reason:
            assert str(reason)


def test_the_largest_network_is_read_and_pasted_before_one_loses_patience():
    start = perf_counter()
    design = network_from_plain(chain(MOST_NODES))
    pasted(Design(), design, 24.0)
    assert perf_counter() - start < 5


def test_what_is_copied_is_only_what_was_chosen_and_the_links_within():
    design = drawn("input", "relu", "tanh", "output")
    piece = network_from_plain(
        network_to_plain(design, only={identity_of(design, name) for name in ("relu_1", "tanh_1")})
    )
    assert links_of(piece) == {("relu_1", "tanh_1", 0)}


def test_what_is_pasted_gets_identities_names_and_a_place_of_its_own():
    design = drawn("input", "relu", "tanh")
    pasted_design, chosen = pasted(design, design, 24.0)
    assert [each.name for each in pasted_design.nodes.values()] == [
        *("input", "relu_1", "tanh_1"),
        *("input_2", "relu_2", "tanh_2"),
    ]
    assert chosen == pasted_design.nodes.keys() - design.nodes.keys()
    assert links_of(pasted_design) == links_of(design) | {("input_2", "relu_2", 0), ("relu_2", "tanh_2", 0)}
    assert pasted_design.nodes[identity_of(pasted_design, "relu_2")].position == (24.0, 72.0 + 24.0)


def test_a_copy_of_the_longest_name_can_be_read_again():
    design = network_from_plain({"nodes": [node(name="x" * LONGEST_NAME)]})
    twice, _ = pasted(design, design, 24.0)
    assert network_from_plain(network_to_plain(twice)) == twice


def test_a_piece_of_an_earlier_copy_has_its_merging_inputs_without_gaps():
    design = branched()
    chosen = {identity_of(design, name) for name in ("relu_1", "add_1")}
    piece = network_from_plain(network_to_plain(design, only=chosen))
    assert links_of(piece) == {("relu_1", "add_1", 0)}
    assert links_of(pasted(design, piece, 0.0)[0]) >= {("relu_2", "add_2", 0)}
