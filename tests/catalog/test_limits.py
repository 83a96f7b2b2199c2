"""Limits of weights and gradients, looked at from both sides of the limit."""

import pytest
import torch

import nndesigner.catalog
from nndesigner.catalog.calls import PARAMETERS
from nndesigner.catalog.limits import ClipNorm, Clipping, ClipValue, MaxNorm, NoClipping, NoConstraint
from tests.catalog.performing import called

assert nndesigner.catalog.__doc__  # importing it declares every entry


def limited(limit: float, *weights: torch.Tensor) -> list[torch.Tensor]:
    given = [weight.clone().requires_grad_() for weight in weights]
    called(MaxNorm(limit=limit).torch_call(), {PARAMETERS: given})
    return [weight.detach() for weight in given]


def test_units_with_too_long_weights_are_shrunk_and_others_are_left_alone():
    weights = torch.tensor([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0], [0.0, -2.0]], dtype=torch.float64)
    (found,) = limited(2.0, weights)
    assert found.tolist() == [pytest.approx(row) for row in [[1.2, 1.6], [0.3, 0.4], [0, 0], [0, -2]]]
    assert torch.equal(found[1:], weights[1:])


def test_the_unit_of_a_convolution_is_a_whole_filter():
    torch.manual_seed(0)
    filters = torch.randn(4, 3, 5, 5, dtype=torch.float64)
    filters[0] *= 0.01
    (found,) = limited(1.5, filters)
    assert torch.equal(found[0], filters[0])
    assert found[1:].flatten(1).norm(dim=1).tolist() == pytest.approx([1.5] * 3)
    assert torch.allclose(found[1] / filters[1], (found[1] / filters[1]).mean())


def test_every_array_of_weights_is_limited():
    first, second = limited(1.0, torch.full((2, 2), 5.0), torch.full((3, 1), -7.0))
    assert first.norm(dim=1).tolist() == pytest.approx([1, 1])
    assert second.flatten().tolist() == [-1, -1, -1]


def clipped(clipping: Clipping, *gradients: list[float]) -> list[list[float]]:
    weights = [torch.zeros(len(gradient), dtype=torch.float64, requires_grad=True) for gradient in gradients]
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.grad = torch.tensor(gradient, dtype=torch.float64)
    called(clipping.torch_call(), {PARAMETERS: weights})
    return [weight.grad.tolist() for weight in weights]


def test_clipping_by_norm_keeps_the_direction_of_all_gradients_together():
    first, second = clipped(ClipNorm(limit=1.0), [3.0, 0.0], [-4.0])
    assert first == pytest.approx([0.6, 0], rel=1e-6)
    assert second == pytest.approx([-0.8], rel=1e-6)
    assert (first[0] ** 2 + second[0] ** 2) ** 0.5 == pytest.approx(5 / (5 + 1e-6), rel=1e-12)


def test_gradients_within_the_limit_are_not_touched():
    assert clipped(ClipNorm(limit=6.0), [3.0, 0.0], [-4.0]) == [[3.0, 0.0], [-4.0]]
    assert clipped(ClipValue(limit=6.0), [3.0, 0.0], [-4.0]) == [[3.0, 0.0], [-4.0]]


def test_clipping_by_value_cuts_each_gradient_on_its_own():
    assert clipped(ClipValue(limit=0.5), [3.0, 0.25], [-4.0]) == [[0.5, 0.25], [-0.5]]


def test_no_limit_does_nothing():
    assert NoConstraint().torch_call() is None
    assert NoClipping().torch_call() is None
