"""What a changed network takes over from a trained one."""

import numpy as np
import pytest

from nndesigner.design import edits
from nndesigner.design.model import Design
from nndesigner.network.builder import build
from nndesigner.network.inheriting import Inheritance, inherit
from nndesigner.network.weights import WeightsDoNotFit, weights_of
from tests.design.drawings import classifier, identity_of, layer

TRAINED = classifier(layer("dense", units=6), layer("dense", units=5), "batch_norm")
WEIGHTS = {name: np.asarray(values + 1) for name, values in weights_of(build(TRAINED)).items()}


def inherited(design: Design) -> tuple[dict[str, np.ndarray], Inheritance]:
    network = build(design)
    taken = inherit(network, design, TRAINED, WEIGHTS)
    return weights_of(network), taken


def test_the_same_network_takes_everything():
    weights, inheritance = inherited(TRAINED)
    assert all(np.array_equal(values, WEIGHTS[name]) for name, values in weights.items())
    assert inheritance == Inheritance(("dense_1", "dense_2", "norm_1", "dense_3"), {})


def test_a_wider_layer_begins_anew_with_the_reason_and_so_does_the_one_after_it():
    wider = edits.set_parameters(TRAINED, [identity_of(TRAINED, "dense_1")], units=7)
    weights, inheritance = inherited(wider)
    assert inheritance.taken == ("norm_1", "dense_3")
    assert inheritance.fresh == {
        "dense_1": "its weight was 6 × 784 and is 7 × 784 now",
        "dense_2": "its weight was 5 × 6 and is 5 × 7 now",
    }
    node = identity_of(TRAINED, "dense_3")
    assert np.array_equal(weights[f"{node}.weight"], WEIGHTS[f"{node}.weight"])


def test_a_layer_whose_identity_is_gone_is_found_by_its_name():
    before, first = identity_of(TRAINED, "dense_2"), identity_of(TRAINED, "dense_1")
    design = edits.remove_and_reconnect(TRAINED, [before])
    (link,) = design.outgoing[first]
    design, again = edits.insert_on_link(design, link, TRAINED.nodes[before].layer)
    weights, inheritance = inherited(edits.rename(design, again, "dense_2"))
    assert again != before and not inheritance.fresh
    assert np.array_equal(weights[f"{again}.weight"], WEIGHTS[f"{before}.weight"])


def test_a_layer_that_was_added_is_new():
    design, node = edits.add_node(TRAINED, layer("layer_norm"), (0, 0))
    (link,) = design.incoming[identity_of(TRAINED, "dense_3")]
    _, inheritance = inherited(edits.insert_node_on_link(design, node, link))
    assert inheritance.fresh == {design.nodes[node].name: "it is new"}


def test_weights_that_fit_nowhere_are_refused():
    with pytest.raises(WeightsDoNotFit, match="None of the trained weights fits"):
        inherit(build(TRAINED), TRAINED, TRAINED, {})
