"""What a view has to redraw after an edit."""

from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.design import edits
from nndesigner.design.difference import Difference, difference
from nndesigner.design.model import Design, Link
from nndesigner.design.options import DataOptions, Split, TrainingOptions
from tests.design.drawings import branched, classifier, drawn, layer


def test_nothing_changed_is_false():
    assert not difference(branched(), branched())
    assert difference(Design(), Design()) == Difference()


def test_a_new_layer_on_a_link_is_one_node_and_three_links():
    before = drawn("input", "relu")
    after, identity = edits.insert_on_link(before, before.links[0], layer("tanh"))
    found = difference(before, after)
    assert found
    assert found.added == {identity}
    assert found.links_removed == {Link("n1", "n2")}
    assert found.links_added == {Link("n1", identity), Link(identity, "n2")}
    assert found.changed == {"n2"}  # it made room


def test_the_way_back_is_the_opposite():
    before, after = drawn("input", "relu"), drawn("input", "tanh", "output")
    there, back = difference(before, after), difference(after, before)
    assert (there.added, there.links_added) == (back.removed, back.links_removed) == ({"n3"}, {Link("n2", "n3")})
    assert there.changed == back.changed == {"n2"}


def test_moving_renaming_and_setting_change_only_their_layer():
    design = classifier("dense")
    for after in (
        edits.move_nodes(design, {"n3": (5.0, 5.0)}),
        edits.rename(design, "n3", "hidden"),
        edits.set_parameters(design, ["n3"], units=3),
    ):
        assert difference(design, after) == Difference(changed=frozenset({"n3"}))


def test_choices_are_told_apart():
    design = classifier()
    training = design.changed(training=TrainingOptions(loss=MeanSquaredError()))
    data = design.changed(data=DataOptions(split=Split(validation_fraction=0.5)))
    assert difference(design, training) == Difference(training=True)
    assert difference(design, data) == Difference(data=True)
