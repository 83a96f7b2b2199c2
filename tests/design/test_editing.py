"""Any editing, in any order: a machine draws, cuts, pastes and fixes, and the drawing always keeps its meaning."""

from collections.abc import Callable
from copy import deepcopy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.merge import Merge
from nndesigner.catalog.layers.unknown import Unknown
from nndesigner.catalog.problems import UserError
from nndesigner.design import edits
from nndesigner.design.arrange import arranged
from nndesigner.design.check import check, fixed
from nndesigner.design.difference import difference
from nndesigner.design.model import Design, Link, NodeId
from nndesigner.design.names import LONGEST_NAME, identifiers
from nndesigner.design.pasting import pasted
from nndesigner.design.plain import network_from_plain, network_to_plain

MOST_LAYERS = 25

kinds = st.sampled_from(sorted(entries("layer")))
layers = st.one_of(kinds.map(Layer.of_kind), st.just(Unknown.keeping("quantum", {"spin": [0.5]})))
places = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
names = st.text(max_size=6) | st.sampled_from(["dense_1", "input", "x" * LONGEST_NAME, "x" * (LONGEST_NAME + 1)])
parameters = st.sampled_from(
    [
        {"units": 10},
        {"units": 0},
        {"shape": (4,)},
        {"shape": (2, 3)},
        {"activation": "softmax"},
        {"filters": 2},
        {"x": 1},
    ]
)


class Editing(RuleBasedStateMachine):
    """Holds one design and does to it what a user could do."""

    def __init__(self) -> None:
        super().__init__()
        self.design = Design()

    def attempt(self, edit: Callable[[Design], Design]) -> None:
        """Apply `edit`; a refusal must have a reason, and either way what was drawn before stays as it was."""
        before, kept = self.design, deepcopy(dict(self.design.nodes))
        links, plain = before.links, network_to_plain(before)
        try:
            self.design = edit(before)
        except UserError as reason:
            assert str(reason).endswith(".")
        assert dict(before.nodes) == kept
        assert before.links is links
        assert network_to_plain(before) == plain
        assert bool(difference(before, self.design)) == (before != self.design)

    def some_node(self, data: st.DataObject) -> NodeId:
        return data.draw(st.sampled_from(sorted(self.design.nodes)), "layer")

    def some_nodes(self, data: st.DataObject) -> list[NodeId]:
        return data.draw(st.lists(st.sampled_from(sorted(self.design.nodes)), unique=True, max_size=4), "layers")

    def some_link(self, data: st.DataObject) -> Link:
        return data.draw(st.sampled_from(sorted(self.design.links)), "link")

    has_room = precondition(lambda self: len(self.design.nodes) < MOST_LAYERS)
    has_layers = precondition(lambda self: self.design.nodes)
    has_links = precondition(lambda self: self.design.links)

    @has_room
    @rule(layer=layers, place=places)
    def add(self, layer, place):
        self.attempt(lambda design: edits.add_node(design, layer, place)[0])

    @has_room
    @has_layers
    @rule(data=st.data(), layer=layers)
    def append(self, data, layer):
        after = self.some_node(data)
        self.attempt(lambda design: edits.append_node(design, layer, after)[0])

    @has_layers
    @rule(data=st.data(), number=st.none() | st.integers(0, 20))
    def connect(self, data, number):
        source, target = self.some_node(data), self.some_node(data)
        self.attempt(lambda design: edits.connect(design, source, target, number))

    @has_links
    @rule(data=st.data())
    def disconnect(self, data):
        link = self.some_link(data)
        self.attempt(lambda design: edits.disconnect(design, [link]))

    @has_layers
    @rule(data=st.data())
    def delete(self, data):
        chosen = self.some_nodes(data)
        self.attempt(lambda design: edits.remove_nodes(design, chosen))

    @has_layers
    @rule(data=st.data())
    def delete_and_reconnect(self, data):
        chosen = self.some_nodes(data)
        self.attempt(lambda design: edits.remove_and_reconnect(design, chosen))

    @has_room
    @has_links
    @rule(data=st.data(), layer=layers)
    def insert_on_link(self, data, layer):
        link = self.some_link(data)
        self.attempt(lambda design: edits.insert_on_link(design, link, layer)[0])

    @has_links
    @rule(data=st.data())
    def drop_a_layer_on_a_link(self, data):
        node, link = self.some_node(data), self.some_link(data)
        self.attempt(lambda design: edits.insert_node_on_link(design, node, link))

    @has_layers
    @rule(data=st.data(), place=places)
    def move(self, data, place):
        chosen = self.some_nodes(data)
        self.attempt(lambda design: edits.move_nodes(design, dict.fromkeys(chosen, place)))

    @has_layers
    @rule(data=st.data(), name=names)
    def rename(self, data, name):
        node = self.some_node(data)
        self.attempt(lambda design: edits.rename(design, node, name))

    @has_layers
    @rule(data=st.data(), values=parameters)
    def set_parameters(self, data, values):
        chosen = self.some_nodes(data)
        self.attempt(lambda design: edits.set_parameters(design, chosen, **values))

    @has_room
    @has_layers
    @rule(data=st.data())
    def paste(self, data):
        piece = network_from_plain(network_to_plain(self.design, set(self.some_nodes(data))))
        self.attempt(lambda design: pasted(design, piece, 24.0)[0])

    @precondition(lambda self: any(problem.fixes for problem in check(self.design).problems))
    @rule(data=st.data())
    def fix_a_problem(self, data):
        problem = data.draw(st.sampled_from([each for each in check(self.design).problems if each.fixes]), "problem")
        fix = data.draw(st.sampled_from(problem.fixes), "fix")
        before = check(self.design).problems.count(problem)
        self.attempt(lambda design: fixed(design, problem, fix))
        assert check(self.design).problems.count(problem) < before, f"{fix.label} does not help"

    @has_layers
    @rule()
    def arrange(self):
        self.attempt(arranged)

    @invariant()
    def links_lead_from_existing_layers_to_inputs_of_their_own(self):
        design = self.design
        assert all(link.source in design.nodes and link.target in design.nodes for link in design.links)
        assert len({(link.target, link.input) for link in design.links}) == len(design.links)
        for link in design.links:
            assert design.nodes[link.source].layer.has_output
            assert 0 <= link.input < design.nodes[link.target].layer.maximum_inputs

    @invariant()
    def inputs_of_merging_layers_have_no_gaps(self):
        for identity, links in self.design.incoming.items():
            if isinstance(self.design.nodes[identity].layer, Merge):
                assert [link.input for link in links] == list(range(len(links)))

    @invariant()
    def data_never_flows_in_a_circle(self):
        place = {identity: number for number, identity in enumerate(self.design.order)}
        assert place.keys() == self.design.nodes.keys()
        assert all(place[link.source] < place[link.target] for link in self.design.links)

    @invariant()
    def every_layer_has_a_name_of_its_own(self):
        found = [node.name for node in self.design.nodes.values()]
        assert len(set(found)) == len(found) == len(set(identifiers(self.design).values()))
        assert all(node.id == identity for identity, node in self.design.nodes.items())

    @invariant()
    def nothing_is_lost_in_a_file(self):
        plain = network_to_plain(self.design)
        assert network_from_plain(plain) == self.design.changed(links=tuple(sorted(self.design.links)))

    @invariant()
    def the_check_knows_what_to_say(self):
        report = check(self.design)
        assert report.shapes.keys() == report.inputs.keys() == report.weights.keys()
        for problem in report.problems:
            assert problem.message.endswith(".")
            assert len(problem.fixes) <= 3
            assert problem.node is None or problem.node in self.design.nodes


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=60, stateful_step_count=30)
