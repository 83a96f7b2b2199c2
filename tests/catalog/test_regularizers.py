"""Regularizers, held against their sums in numpy, and against the weight decay that does the same."""

import numpy as np
import pytest
import torch

import nndesigner.catalog
from nndesigner.catalog.calls import PARAMETERS
from nndesigner.catalog.entry import entries
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.catalog.regularizers import L1, L2, ElasticNet, NoRegularizer, Regularizer
from tests.catalog.performing import called

assert nndesigner.catalog.__doc__  # importing it declares every entry

VARIANTS = [L1(strength=0.3), L2(strength=0.3), ElasticNet(l1_strength=0.3, l2_strength=0.7), L1(), L2(), ElasticNet()]


def weights() -> list[torch.Tensor]:
    torch.manual_seed(0)
    return [torch.randn(3, 4, dtype=torch.float64), torch.randn(2, 1, 3, 3, dtype=torch.float64)]


def penalty(regularizer: Regularizer, parameters: list[torch.Tensor]) -> torch.Tensor:
    return called(regularizer.torch_call(), {PARAMETERS: parameters})


def by_hand(regularizer: Regularizer, parameters: list[torch.Tensor]) -> float:
    numbers = np.concatenate([each.numpy().ravel() for each in parameters])
    match regularizer:
        case L1(strength=first):
            second = 0.0
        case L2(strength=second):
            first = 0.0
        case ElasticNet(l1_strength=first, l2_strength=second):
            pass
    return float(first * np.abs(numbers).sum() + second / 2 * (numbers**2).sum())


@pytest.mark.parametrize("regularizer", VARIANTS, ids=str)
def test_adds_what_its_formula_says(regularizer):
    assert penalty(regularizer, weights()).item() == pytest.approx(by_hand(regularizer, weights()), rel=1e-12)


@pytest.mark.parametrize("regularizer", VARIANTS, ids=str)
def test_its_gradient_is_that_of_the_function(regularizer):
    given = [each.requires_grad_() for each in weights()]
    assert torch.autograd.gradcheck(lambda *parameters: penalty(regularizer, list(parameters)), given)


@pytest.mark.parametrize("kind", [kind for kind in entries("regularizer") if kind != "none"])
def test_no_weights_cost_nothing(kind):
    assert penalty(Regularizer.of_kind(kind), []).item() == 0


def test_none_adds_nothing():
    assert NoRegularizer().torch_call() is None


def test_l2_moves_the_weights_as_weight_decay_of_sgd_does():
    moved = []
    for decay in (True, False):
        weight = weights()[0].requires_grad_()
        optimizer = called(SGD(weight_decay=0.3 if decay else 0).torch_call(), {PARAMETERS: [weight]})
        for _ in range(3):
            optimizer.zero_grad()
            loss = (weight**3).sum() + (0 if decay else penalty(L2(strength=0.3), [weight]))
            loss.backward()
            optimizer.step()
        moved.append(weight.detach())
    assert torch.allclose(*moved, rtol=1e-12)
