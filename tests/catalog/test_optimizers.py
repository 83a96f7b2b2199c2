"""Optimizers, held against their rules computed by hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

import nndesigner.catalog
from nndesigner.catalog.calls import PARAMETERS
from nndesigner.catalog.entry import entries
from nndesigner.catalog.optimizers.adaptive import Adam
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.catalog.optimizers.optimizer import Optimizer
from tests.catalog.performing import resolve

assert nndesigner.catalog.__doc__  # importing it declares every entry

START, GRADIENTS = 2.0, (3.0, -1.0, 0.5, 0.0)
Rule = Callable[[Any], Iterator[float]]


def sgd(chosen: SGD) -> Iterator[float]:
    weight, velocity = START, 0.0
    for gradient in GRADIENTS:
        velocity = chosen.momentum * velocity + gradient
        move = gradient + chosen.momentum * velocity if chosen.nesterov else velocity
        weight -= chosen.learning_rate * move
        yield weight


def adam(chosen: Adam) -> Iterator[float]:
    weight, mean, square = START, 0.0, 0.0
    for step, gradient in enumerate(GRADIENTS, start=1):
        mean = chosen.beta_1 * mean + (1 - chosen.beta_1) * gradient
        square = chosen.beta_2 * square + (1 - chosen.beta_2) * gradient**2
        corrected_mean, corrected_square = mean / (1 - chosen.beta_1**step), square / (1 - chosen.beta_2**step)
        weight -= chosen.learning_rate * corrected_mean / (corrected_square**0.5 + chosen.epsilon)
        yield weight


RULES: dict[str, Rule] = {"sgd": sgd, "adam": adam}

VARIANTS = [
    SGD(learning_rate=0.1, momentum=0.0),
    SGD(learning_rate=0.1, momentum=0.0, nesterov=True),
    SGD(learning_rate=0.1, momentum=0.5),
    SGD(learning_rate=0.1, momentum=0.5, nesterov=True),
    Adam(learning_rate=0.1, beta_1=0.5, beta_2=0.9, epsilon=0.5),
    Adam(learning_rate=0.1, beta_1=0.0, beta_2=0.0),
    *(entry() for entry in entries("optimizer").values()),
]


def steps_by_torch(optimizer: Optimizer) -> Iterator[float]:
    weight = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    call = optimizer.torch_call()
    arguments = [[weight] if argument is PARAMETERS else argument for argument in call.arguments]
    performing = resolve(call.target)(*arguments, **call.keywords)
    for gradient in GRADIENTS:
        weight.grad = torch.tensor(gradient, dtype=torch.float64)
        performing.step()
        yield weight.item()


@pytest.mark.parametrize("optimizer", VARIANTS, ids=str)
def test_steps_as_its_rule_says(optimizer):
    assert list(steps_by_torch(optimizer)) == pytest.approx(list(RULES[optimizer.kind](optimizer)), rel=1e-12)


@pytest.mark.parametrize("kind", entries("optimizer"))
def test_the_first_step_goes_down(kind):
    assert next(steps_by_torch(Optimizer.of_kind(kind))) < START


def test_the_first_step_of_adam_is_its_learning_rate_whatever_the_gradient():
    assert next(steps_by_torch(Adam(learning_rate=0.25))) == pytest.approx(START - 0.25)
