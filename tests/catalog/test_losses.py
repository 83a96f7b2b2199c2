"""Losses, held against the same formula in numpy with double precision."""

import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import nndesigner.catalog
from nndesigner.catalog.calls import INPUT, TARGET
from nndesigner.catalog.entry import entries
from nndesigner.catalog.losses.classification import CrossEntropy
from nndesigner.catalog.losses.loss import Loss
from tests.catalog.performing import resolve

assert nndesigner.catalog.__doc__  # importing it declares every entry

Array = NDArray[np.float64]
every_loss = pytest.mark.parametrize("kind", entries("loss"))


def cross_entropy(answers: Array, classes: Array) -> float:
    surprises = np.log(np.exp(answers).sum(axis=1)) - answers[np.arange(len(answers)), classes.astype(int)]
    return float(surprises.mean())


def mean_squared_error(answers: Array, targets: Array) -> float:
    return float(((answers - targets) ** 2).mean())


REFERENCES = {"cross_entropy": cross_entropy, "mse": mean_squared_error}


def torch_loss(loss: Loss, answers: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    call = loss.torch_call()
    known = {id(INPUT): answers, id(TARGET): targets}
    return resolve(call.target)(*(known.get(id(each), each) for each in call.arguments), **call.keywords)


def sample(loss: Loss, seed: int) -> tuple[Array, NDArray]:
    random = np.random.default_rng(seed)
    answers = random.normal(scale=3, size=(6, 4))
    return answers, random.integers(4, size=6) if loss.target == "class" else random.normal(size=(6, 4))


@every_loss
@pytest.mark.parametrize("seed", range(5))
def test_is_the_mean_that_the_formula_gives(kind, seed):
    loss = entries("loss")[kind]()
    answers, targets = sample(loss, seed)
    given = torch_loss(loss, torch.from_numpy(answers), torch.from_numpy(targets))
    assert given.shape == ()
    assert given.item() == pytest.approx(REFERENCES[kind](answers, targets), rel=1e-12)


@every_loss
def test_its_gradient_is_that_of_the_function(kind):
    loss = entries("loss")[kind]()
    answers, targets = (torch.from_numpy(each) for each in sample(loss, 0))
    assert torch.autograd.gradcheck(lambda given: torch_loss(loss, given, targets), answers.requires_grad_())


def test_ten_equal_answers_surprise_by_the_logarithm_of_ten():
    loss = torch_loss(CrossEntropy(), torch.zeros(7, 10, dtype=torch.float64), torch.arange(7))
    assert loss.item() == pytest.approx(math.log(10))
