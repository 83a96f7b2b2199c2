"""Activations: what the curves in the window show is what torch computes."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nndesigner.catalog
from nndesigner.catalog.layers.activation import ACTIVATIONS, Activation, activation_calls
from nndesigner.catalog.layers.dense import Dense
from nndesigner.catalog.shapes import Shape
from tests.catalog.performing import Performed

assert nndesigner.catalog.__doc__  # importing it declares every entry

CURVES = [kind for kind, entry in ACTIVATIONS.items() if entry.value is not Activation.value]
every_curve = pytest.mark.parametrize("kind", CURVES)
numbers = st.one_of(st.just(0.0), st.floats(-30, 30))


@st.composite
def activations(draw: st.DrawFn, kind: str) -> Activation:
    entry = ACTIVATIONS[kind]
    limits = {each.name: st.floats(each.minimum, each.maximum) for each in entry.parameters() if each.type is float}
    return entry().changed(**{name: draw(within) for name, within in limits.items()})


def computed(activation: Activation, x: float) -> tuple[float, float]:
    """Value and derivative by torch."""
    at = torch.tensor([[x]], dtype=torch.float64, requires_grad=True)
    value = Performed(activation.torch_calls(Shape(F=1)))(at)
    (derivative,) = torch.autograd.grad(value.sum(), at)
    return value.item(), derivative.item()


def limits_of(interval: str) -> tuple[float, float]:
    low, high = interval.strip("[]()").replace("−", "-").replace("∞", "inf").split(", ")
    return float(low), float(high)


@every_curve
@settings(deadline=None)
@given(data=st.data(), x=numbers)
def test_value_and_derivative_are_those_of_torch(kind, data, x):
    activation = data.draw(activations(kind))
    value, derivative = computed(activation, x)
    assert activation.value(x) == pytest.approx(value, rel=1e-12, abs=1e-12)
    assert activation.derivative(x) == pytest.approx(derivative, rel=1e-12, abs=1e-12)


@every_curve
@pytest.mark.parametrize("x", [-1e6, -800.0, 800.0, 1e6])
def test_huge_values_do_no_harm(kind, x):
    activation = ACTIVATIONS[kind]()
    assert (activation.value(x), activation.derivative(x)) == pytest.approx(computed(activation, x))


@every_curve
@settings(deadline=None)
@given(x=numbers)
def test_the_values_lie_in_the_range_that_is_shown(kind, x):
    low, high = limits_of(ACTIVATIONS[kind].range)
    assert low <= ACTIVATIONS[kind]().value(x) <= high


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_every_activation_shows_a_range(kind):
    low, high = limits_of(ACTIVATIONS[kind].range)
    assert low < high


@pytest.mark.parametrize("shape", [Shape(F=5), Shape(T=3, F=5), Shape(C=5, H=2, W=3)])
def test_softmax_gives_probabilities_that_add_up_to_one(shape):
    axis = 1 if "C" in shape.axes else -1
    probabilities = Performed(ACTIVATIONS["softmax"]().torch_calls(shape))(torch.randn(4, *shape))
    assert probabilities.min() > 0
    torch.testing.assert_close(probabilities.sum(axis), torch.ones_like(probabilities.sum(axis)))


def test_softmax_is_no_function_of_one_number():
    with pytest.raises(TypeError, match="Softmax is not a function of one number"):
        ACTIVATIONS["softmax"]().value(0.0)


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_an_activation_inside_a_layer_is_the_same_as_one_behind_it(kind):
    shape = Shape(F=3)
    inside = Dense(units=3, activation=kind).torch_calls(shape)
    behind = Dense(units=3, activation="linear").torch_calls(shape) + ACTIVATIONS[kind]().torch_calls(shape)
    assert inside[1:] == activation_calls(kind, shape) == behind[1:]


@pytest.mark.parametrize("kind", [kind for kind in ACTIVATIONS if kind != "linear"])
def test_the_calls_of_an_activation_are_marked_so_that_a_loss_can_fuse_them(kind):
    assert all(call.is_activation for call in ACTIVATIONS[kind]().torch_calls(Shape(F=3)))
