"""What an example shows, seen by training it: those that take a moment; the others are trained by hand."""

import pytest

from nndesigner.project.examples import open_example
from nndesigner.training.events import EpochDone, Finished
from nndesigner.training.order import Order
from nndesigner.training.run import prepare


def trained(name: str) -> tuple[Finished, list[EpochDone]]:
    events = list(prepare(Order(open_example(name).design, "cpu")).events())
    assert isinstance(events[-1], Finished)
    return events[-1], [event for event in events if isinstance(event, EpochDone)]


def test_and_is_learned_by_a_perceptron_and_xor_is_not() -> None:
    assert trained("and-gate")[0].test["accuracy"] == 1.0
    _, epochs = trained("xor-perceptron")
    assert max(epoch.train["accuracy"] for epoch in epochs) < 1.0


def test_a_hidden_layer_solves_what_one_line_cannot() -> None:
    finished, _ = trained("xor-mlp")
    assert finished.test["accuracy/hidden_layer"] == 1.0 > finished.test["accuracy/one_line"]


def test_the_worked_example_ends_at_the_error_of_the_course() -> None:
    finished, _ = trained("worked-example")
    assert finished.test["mae"] == pytest.approx(0.526, abs=5e-4)


def test_the_spiral_is_unwound_and_the_wave_continued() -> None:
    assert trained("spiral")[0].test["accuracy"] > 0.95
    assert trained("sine-lstm")[0].test["r2"] > 0.95


def test_ten_sigmoid_layers_learn_nothing_where_relu_does() -> None:
    finished, _ = trained("vanishing-gradients")
    assert finished.test["accuracy/with_relu"] > 0.9 > 0.3 > finished.test["accuracy/with_sigmoid"]


def test_dropout_narrows_the_gap_to_validation() -> None:
    finished, _ = trained("dropout-overfitting")
    for part in (finished.validation, finished.test):
        assert part["loss/with_dropout"] < part["loss/without_dropout"]
