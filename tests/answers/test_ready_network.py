"""Tests of the network that is kept ready: built once, it predicts with whatever was learned last."""

from dataclasses import replace

import numpy as np
import pytest

from nndesigner.answers.collection import TRAINING, collected
from nndesigner.answers.inference import Inference
from nndesigner.answers.loaded_data import read
from nndesigner.answers.ready_network import LeftOut, ReadyNetwork
from nndesigner.network.builder import build
from nndesigner.network.weights import weights_of
from nndesigner.project.examples import open_example
from nndesigner.project.learned import Learned, Predictor

DESIGN = open_example("spiral").design


@pytest.fixture
def samples():
    return collected(DESIGN.data, read(DESIGN, DESIGN.data))


@pytest.fixture
def built():
    """Every network for which one was built."""
    return []


@pytest.fixture
def network(built):
    def building(predictor: Predictor) -> Inference:
        built.append(predictor)
        return Inference(predictor)

    return ReadyNetwork(building)


def test_new_weights_are_taken_without_building_the_network_again(samples, network, built):
    weights = weights_of(build(DESIGN))
    learned = Learned(DESIGN, weights)
    later = replace(learned, weights={name: value + 1 for name, value in weights.items()})
    before, after = (network.send(each, samples, TRAINING, 3) for each in (learned, later))
    assert built == [learned]
    for sent, each in ((before, learned), (after, later)):
        expected = Inference(each).predict(samples.parts[TRAINING].fed[3:4])[0].values
        assert np.array_equal(sent.predictions[0].values, expected)
    assert before.predictions[0].values.tolist() != after.predictions[0].values.tolist()


def test_all_over_the_plane_the_network_predicts_what_it_does_for_each_point(samples, network):
    xs, ys = np.array([-0.5, 0.0, 0.5]), np.array([0.25, -0.25])
    decision = network.decide(DESIGN, samples, (xs, ys), 0, lambda _: True)
    alone = Inference(DESIGN).predict(np.array([[0.5, 0.25]], np.float32))[0]
    assert decision.values.shape[:2] == (2, 3)
    assert decision.values[0, 2] == pytest.approx(alone.values[0], abs=1e-6)


def test_a_sample_that_the_preparation_leaves_out_is_refused_in_words(samples, network):
    part = samples.parts[TRAINING]
    gap = part.fed.copy()
    gap[5] = np.nan
    with_gap = replace(samples, parts=(replace(part, fed=gap), samples.parts[1]))
    with pytest.raises(LeftOut, match="leaves this row out"):
        network.send(DESIGN, with_gap, TRAINING, 5)
