"""Activations: what the curves in the window show is what torch computes."""

from collections.abc import Iterator

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import nndesigner.catalog
from nndesigner.catalog.calls import INPUT, Function
from nndesigner.catalog.layers.activation import ACTIVATIONS, Activation, activation_calls, activation_weights
from nndesigner.catalog.layers.dense import Dense
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.catalog.shapes import Shape
from tests.catalog.performing import Performed

assert nndesigner.catalog.__doc__  # importing it declares every entry

CURVES = [kind for kind, entry in ACTIVATIONS.items() if entry.value is not Activation.value]
KINKS = (-20.0, -1.0, -0.2, 0.0, 0.2, 1.0, 20.0)
every_curve = pytest.mark.parametrize("kind", CURVES)
numbers = st.one_of(st.sampled_from(KINKS), st.floats(-30, 30))


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@st.composite
def activations(draw: st.DrawFn, kind: str) -> Activation:
    entry = ACTIVATIONS[kind]
    limits = {each.name: st.floats(each.minimum, each.maximum) for each in entry.parameters() if each.type is float}
    return entry().changed(**{name: draw(within) for name, within in limits.items()})


def computed(activation: Activation, x: float) -> tuple[float, float]:
    """Value and derivative by torch."""
    at = torch.tensor([[x]], requires_grad=True)
    value = Performed(activation.torch_calls(Shape(F=1)))(at)
    (derivative,) = torch.autograd.grad(value.sum(), at)
    return value.item(), derivative.item()


def given_by(activation: Activation, *values: float) -> list[float]:
    return Performed(activation.torch_calls(Shape(F=len(values))))(torch.tensor(values)).tolist()


def limits_of(interval: str) -> tuple[float, float]:
    low, high = interval.strip("[]()").replace("−", "-").replace("∞", "inf").split(", ")
    return float(low), float(high)


@every_curve
@given(data=st.data(), x=numbers)
def test_value_and_derivative_are_those_of_torch(kind, data, x):
    activation = data.draw(activations(kind))
    value, derivative = computed(activation, x)
    assert activation.value(x) == pytest.approx(value, rel=1e-12, abs=1e-12)
    assert activation.derivative(x) == pytest.approx(derivative, rel=1e-12, abs=1e-12)


@every_curve
@pytest.mark.parametrize("x", KINKS)
def test_they_agree_with_torch_where_curves_have_their_kinks(kind, x):
    activation = ACTIVATIONS[kind]()
    assert (activation.value(x), activation.derivative(x)) == pytest.approx(computed(activation, x), rel=1e-12)


@every_curve
@pytest.mark.parametrize("x", [-1e6, -800.0, 800.0, 1e6])
def test_huge_values_do_no_harm(kind, x):
    activation = ACTIVATIONS[kind]()
    assert (activation.value(x), activation.derivative(x)) == pytest.approx(computed(activation, x))


@every_curve
@given(x=numbers)
def test_the_values_lie_in_the_range_that_is_shown(kind, x):
    low, high = limits_of(ACTIVATIONS[kind].range)
    assert low <= ACTIVATIONS[kind]().value(x) <= high


@every_curve
def test_the_range_that_is_shown_is_no_wider_than_the_values(kind):
    for limit in limits_of(ACTIVATIONS[kind].range):
        if abs(limit) != float("inf"):
            reached = [ACTIVATIONS[kind]().value(hundredth / 100) for hundredth in range(-4000, 4001)]
            assert min(abs(value - limit) for value in reached) < 0.002


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_every_activation_shows_a_range(kind):
    low, high = limits_of(ACTIVATIONS[kind].range)
    assert low < high


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_a_row_of_symbols_is_refused_in_words(kind):
    with pytest.raises(ShapeProblem, match=r"expects numbers, but gets .*T 5"):
        ACTIVATIONS[kind]().torch_calls(Shape(T=5))


@pytest.mark.parametrize("shape", [Shape(F=5), Shape(T=3, F=5), Shape(C=5, H=2, W=3)])
def test_softmax_gives_probabilities_that_add_up_to_one(shape):
    axis = 1 if "C" in shape.axes else -1
    values = torch.randn(4, *shape)
    probabilities = Performed(ACTIVATIONS["softmax"]().torch_calls(shape))(values)
    assert probabilities.min() > 0
    torch.testing.assert_close(probabilities.sum(axis), torch.ones_like(probabilities.sum(axis)))
    logarithms = Performed(ACTIVATIONS["log_softmax"]().torch_calls(shape))(values)
    torch.testing.assert_close(logarithms.exp(), probabilities)


@pytest.mark.parametrize(("kind", "name"), [("softmax", "Softmax"), ("log_softmax", "LogSoftmax")])
def test_softmax_is_no_function_of_one_number(kind, name):
    for function in (ACTIVATIONS[kind]().value, ACTIVATIONS[kind]().derivative):
        with pytest.raises(TypeError, match=f"{name} is not a function of one number"):
            function(0.0)


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_an_activation_inside_a_layer_is_the_same_as_one_behind_it(kind):
    shape = Shape(F=3)
    inside = Dense(units=3, activation=kind).torch_calls(shape)
    behind = Dense(units=3, activation="linear").torch_calls(shape) + ACTIVATIONS[kind]().torch_calls(shape)
    assert inside[1:] == activation_calls(kind, shape) == behind[1:]


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_a_layer_counts_what_its_activation_learns(kind):
    shape = Shape(F=3)
    dense = Dense(units=2, activation=kind)
    assert dense.weight_shapes(shape) == Performed(dense.torch_calls(shape)).weights()
    assert activation_weights(kind, shape) == ACTIVATIONS[kind]().weight_shapes(shape)


@pytest.mark.parametrize("kind", [kind for kind in ACTIVATIONS if kind not in ("linear", "prelu")])
def test_the_last_call_of_an_activation_is_marked_so_that_a_loss_can_fuse_it(kind):
    *before, last = ACTIVATIONS[kind]().torch_calls(Shape(F=3))
    assert last.is_activation
    assert not any(call.is_activation for call in before)


def test_a_step_fires_at_zero():
    assert given_by(ACTIVATIONS["step"](), -2.0, -1e-9, -0.0, 0.0, 1e-9, 2.0) == [0, 0, 1, 1, 1, 1]


def test_the_perceptron_with_weights_of_a_half_computes_and():
    rows = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    sums = rows @ torch.tensor([0.5, 0.5]) - 0.7
    assert given_by(ACTIVATIONS["step"](), *sums.tolist()) == [0, 0, 0, 1]


def test_a_bipolar_step_is_undecided_in_its_band():
    step = ACTIVATIONS["bipolar_step"]().changed(threshold=0.5)
    assert given_by(step, -2.0, -0.51, -0.5, 0.0, 0.5, 0.51, 2.0) == [-1, -1, 0, 0, 0, 1, 1]


def test_a_bipolar_step_without_a_band_is_the_sign():
    assert given_by(ACTIVATIONS["bipolar_step"]().changed(threshold=0.0), -1e-9, 0.0, 1e-9) == [-1, 0, 1]


@pytest.mark.parametrize("kind", ["step", "bipolar_step"])
def test_a_step_lets_the_backward_pass_through_with_zeros(kind):
    network = Performed(Dense(units=2, activation=kind).torch_calls(Shape(F=3)))
    network(torch.randn(4, 3)).sum().backward()
    assert all(weight.grad is not None and not weight.grad.any() for weight in network.parameters())


def test_a_loss_that_contains_the_sigmoid_gets_the_value_times_the_steepness():
    scaled, squeezed = ACTIVATIONS["sigmoid"]().changed(steepness=3.0).torch_calls(Shape(F=2))
    assert (scaled, squeezed) == (
        Function("torch.mul", INPUT, 3.0),
        Function("torch.sigmoid", INPUT, is_activation=True),
    )
    assert ACTIVATIONS["sigmoid"]().torch_calls(Shape(F=2)) == (squeezed,)


def test_prelu_learns_its_slope():
    network = Performed(ACTIVATIONS["prelu"]().changed(slope=0.5).torch_calls(Shape(F=2)))
    network(torch.tensor([[-3.0, 2.0]])).sum().backward()
    (slope,) = network.parameters()
    assert (slope.item(), slope.grad.item()) == (0.5, -3.0)
