"""Tests of predictions: they are what the trained network gives, and nothing of a training beside them changes."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from nndesigner.answers.inference import BATCH, CannotPredict, Inference
from nndesigner.catalog.problems import UserError
from nndesigner.data.loading import load
from nndesigner.design.model import Design
from nndesigner.network.builder import build
from nndesigner.network.weights import WeightsDoNotFit, weights_of
from nndesigner.project.examples import open_example
from nndesigner.project.learned import Learned
from nndesigner.training.events import Finished
from nndesigner.training.order import Order
from nndesigner.training.run import prepare as prepare_run


def go_on(_: float) -> bool:
    return True


def trained(name: str, epochs: int = 2) -> tuple[Design, Finished]:
    design = open_example(name).design
    design = design.changed(training=design.training.changed(epochs=epochs))
    *_, last = prepare_run(Order(design, "cpu")).events()
    assert isinstance(last, Finished)
    return design, last


@pytest.mark.parametrize("name", ["spiral", "mnist-cnn", "sine-lstm", "mnist-vae", "transformer-digits"])
def test_a_fresh_network_has_the_weights_that_a_training_begins_with(name):
    design = open_example(name).design
    expected = weights_of(build(design))
    inputs = load(design.data.source).inputs[:3]
    with torch.no_grad():
        answer = build(design).eval()(torch.from_numpy(np.ascontiguousarray(inputs)))
    assert np.array_equal(Inference(design).predict(inputs)[0].values, answer.numpy())
    given = Inference(Learned(design, expected)).predict(inputs)[0].values
    assert np.array_equal(given, answer.numpy())


@pytest.mark.parametrize("name", ["mnist-cnn", "mnist-vae", "dropout-overfitting"])
def test_torchs_own_generator_is_not_touched(name):
    design = open_example(name).design
    before = torch.get_rng_state()
    Inference(design).predict(load(design.data.source).inputs[:2])
    assert torch.equal(torch.get_rng_state(), before)


def test_wrong_predictions_are_those_that_the_test_of_the_training_counts():
    design, finished = trained("spiral", epochs=8)
    samples = load(design.data.source)
    inference = Inference(finished.learned)
    errors = inference.errors(samples.test_inputs, samples.test_targets, go_on)
    assert 1 - errors.mean() == pytest.approx(finished.test["accuracy"])
    assert 0 < errors.sum() < len(errors)


def test_the_error_of_numbers_is_how_far_they_are_off():
    design, finished = trained("sine-lstm", epochs=1)
    samples = load(design.data.source)
    inference = Inference(finished.learned)
    errors = inference.errors(samples.test_inputs, samples.test_targets, go_on)
    assert errors.mean() == pytest.approx(finished.test["mae"], rel=1e-4)


def test_an_output_that_learns_the_samples_is_compared_with_them():
    design = open_example("mnist-autoencoder").design
    images = load(design.data.source).inputs[:5]
    predictions = Inference(design).predict(images)[0]
    expected = np.abs(predictions.values - images).mean(axis=(1, 2, 3))
    assert np.allclose(predictions.errors(images, np.zeros(5, np.int64)), expected)


def test_probabilities_sum_to_one_also_where_the_loss_holds_the_softmax():
    design = open_example("spiral").design
    predictions = Inference(design).predict(np.zeros((2, 2), np.float32))[0]
    assert predictions.are_probabilities
    assert np.allclose(predictions.values.sum(axis=1), 1)


def test_many_samples_are_predicted_in_batches_and_can_be_given_up():
    design = open_example("spiral").design
    points = np.random.default_rng(0).random((BATCH + 7, 2)).astype(np.float32)
    inference = Inference(design)
    assert len(inference.predict(points)[0].values) == BATCH + 7
    heard: list[float] = []
    assert inference.predict(points, lambda done: heard.append(done) or len(heard) < 2) == ()
    assert heard == [0, BATCH / (BATCH + 7)]


def test_other_weights_are_taken_and_those_of_another_network_refused():
    design, finished = trained("spiral", epochs=1)
    points = np.ones((1, 2), np.float32)
    inference = Inference(design)
    before = inference.predict(points)[0].values
    inference.take(finished.learned.weights)
    assert not np.array_equal(inference.predict(points)[0].values, before)
    with pytest.raises(WeightsDoNotFit):
        Inference(replace(finished.learned, design=open_example("xor-mlp").design))


def test_samples_of_another_shape_are_refused_in_words():
    design = open_example("spiral").design
    with pytest.raises(CannotPredict, match="made for samples of 2, but these are 3"):
        Inference(design).predict(np.zeros((1, 3), np.float32))


def test_a_design_with_problems_says_the_first_of_them():
    with pytest.raises(UserError, match="The canvas is empty"):
        Inference(Design())


def test_each_of_several_outputs_has_its_own_wrong_predictions_and_together_they_have_them_all():
    design, finished = trained("xor-mlp", epochs=40)
    samples = load(design.data.source)
    inference = Inference(finished.learned)
    given = samples.inputs, samples.targets, go_on
    one_line, hidden_layer = (inference.errors(*given, output=output) for output in (0, 1))
    assert one_line.tolist() != hidden_layer.tolist()
    assert inference.errors(*given).tolist() == np.maximum(one_line, hidden_layer).tolist()


def test_rows_that_are_left_out_are_neither_right_nor_wrong():
    design, finished = trained("spiral", epochs=1)
    samples = load(design.data.source)
    points = samples.inputs[:3].copy()
    points[1, 0] = np.nan
    errors = Inference(finished.learned).errors(points, samples.targets[:3], go_on, output=0)
    assert np.isnan(errors).tolist() == [False, True, False]


def test_rows_that_are_left_out_leave_the_probabilities_of_all_others_as_they_are():
    design, finished = trained("spiral", epochs=1)
    points = load(design.data.source).inputs[:3].copy()
    inference = Inference(finished.learned)
    (alone,) = inference.predict(points)
    points[1, 0] = np.nan
    (beside,) = inference.predict(points)
    assert beside.are_probabilities
    assert np.array_equal(beside.values[[0, 2]], alone.values[[0, 2]])
