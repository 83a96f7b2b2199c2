"""Weights in and out of a network."""

import numpy as np
import pytest

from nndesigner.design.edits import rename, set_parameters
from nndesigner.network.builder import build
from nndesigner.network.weights import WeightsDoNotFit, load, named_weights, weights_of
from tests.design.drawings import classifier, identity_of, layer

DESIGN = classifier(layer("dense", units=6), "batch_norm")


def test_weights_are_copies_under_the_identity_of_their_layer() -> None:
    network = build(DESIGN)
    weights = weights_of(network)
    dense, norm = identity_of(DESIGN, "dense_1"), identity_of(DESIGN, "norm_1")
    assert weights[f"{dense}.weight"].shape == (6, 784)
    assert {name for name in weights if name.startswith(norm)} == {
        f"{norm}.{name}" for name in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    }
    weights[f"{dense}.weight"][:] = 0
    assert np.abs(weights_of(network)[f"{dense}.weight"]).max() > 0


def test_what_was_taken_out_can_be_put_back() -> None:
    weights = weights_of(build(DESIGN))
    other = build(DESIGN.changed(training=DESIGN.training.changed(seed=9)))
    load(other, weights)
    assert all(np.array_equal(values, weights[name]) for name, values in weights_of(other).items())


def test_missing_weights_are_named_by_their_layer() -> None:
    network, weights = build(DESIGN), weights_of(build(DESIGN))
    del weights[f"{identity_of(DESIGN, 'dense_2')}.bias"]
    before = weights_of(network)
    with pytest.raises(WeightsDoNotFit, match="weights of dense_2 are missing"):
        load(network, {name: values * 0 for name, values in weights.items()})
    assert all(np.array_equal(values, before[name]) for name, values in weights_of(network).items())


def test_weights_of_another_size_are_refused() -> None:
    weights = weights_of(build(DESIGN))
    wider = set_parameters(DESIGN, [identity_of(DESIGN, "dense_1")], units=7)
    with pytest.raises(WeightsDoNotFit, match="dense_1 has weights of 7 × 784, but these are 6 × 784"):
        load(build(wider), weights)


def test_weights_of_a_layer_that_is_gone_are_refused() -> None:
    with pytest.raises(WeightsDoNotFit, match=r"weights called 'n99\.weight', but no layer"):
        load(build(DESIGN), {**weights_of(build(DESIGN)), "n99.weight": np.zeros(3)})


def test_weights_that_are_no_numbers_are_refused() -> None:
    weights = weights_of(build(DESIGN))
    name = f"{identity_of(DESIGN, 'dense_2')}.bias"
    with pytest.raises(WeightsDoNotFit, match="dense_2 are no numbers"):
        load(build(DESIGN), {**weights, name: np.array(["x"] * 10)})


def test_for_export_weights_carry_the_names_of_their_layers() -> None:
    design = rename(DESIGN, identity_of(DESIGN, "dense_1"), "first layer")
    named = named_weights(design, weights_of(build(design)))
    assert {"first_layer.weight", "norm_1.running_mean", "dense_2.bias"} <= set(named)
