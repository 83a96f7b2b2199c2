"""The curves that help shows."""

import pytest

import nndesigner.catalog
from nndesigner.app.widgets.help.curves import picture_of
from nndesigner.catalog.entry import entries, find
from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.schedules import Constant, Progress, Schedule

assert nndesigner.catalog.__doc__  # importing it declares every entry


class Falling(Schedule):
    """Halves the rate after the third epoch without progress."""

    def shape(self, progress: Progress) -> float:
        return 0.5 if len(progress.losses) > 4 and progress.losses[-1] >= progress.losses[-2] else 1.0


def points(curve):
    return [point for piece in curve.pieces for point in piece]


def test_an_activation_is_drawn_with_its_derivative():
    picture = picture_of(find("layer", "tanh")())
    assert [(curve.name, curve.is_second) for curve in picture.curves] == [("f(x)", False), ("f′(x)", True)]
    assert points(picture.curves[0])[0] == (-4.0, pytest.approx(-0.99933, abs=1e-5))


def test_the_graph_uses_the_parameters_that_are_set():
    steep = picture_of(find("layer", "leaky_relu")(slope=0.5))
    assert points(steep.curves[0])[0] == (-4.0, -2.0)


def test_a_jump_is_no_line():
    relu = picture_of(find("layer", "relu")())
    function, derivative = relu.curves
    assert len(function.pieces) == 1
    left, right = derivative.pieces
    assert left[-1] == (pytest.approx(0, abs=1e-6), 0.0)
    assert right[0] == (pytest.approx(0, abs=1e-6), 1.0)


def test_a_steep_rise_is_a_line():
    assert len(picture_of(find("layer", "sigmoid")()).curves[0].pieces) == 1


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_every_activation_of_one_number_can_be_drawn(kind):
    picture = picture_of(ACTIVATIONS[kind]())
    assert picture is None or all(len(points(curve)) > 100 for curve in picture.curves)


def test_softmax_and_dense_have_no_graph():
    assert picture_of(find("layer", "softmax")()) is None
    assert picture_of(find("layer", "dense")()) is None


@pytest.mark.parametrize("kind", entries("schedule"))
def test_every_schedule_is_drawn_over_the_epochs_of_the_design(kind):
    curve = picture_of(find("schedule", kind)(), epochs=7, learning_rate=0.1).curves[0]
    assert (points(curve)[0][0], points(curve)[-1][0]) == (0.0, 7.0)


def test_a_schedule_is_drawn_in_units_of_the_learning_rate():
    curve = picture_of(Constant(warm_up=2), epochs=4, learning_rate=0.1).curves[0]
    rates = dict(points(curve))
    assert (rates[0.0], rates[1.0], rates[4.0]) == (0.0, pytest.approx(0.05), pytest.approx(0.1))


def test_a_schedule_that_waits_for_the_loss_is_shown_with_one_that_stalls():
    picture = picture_of(Falling(), epochs=20)
    assert "stops falling" in picture.note
    assert {rate for _, rate in points(picture.curves[0])} == {0.5, 1.0}
