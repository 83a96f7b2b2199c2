"""Optimizers, held against their rules computed by hand."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import nndesigner.catalog
from nndesigner.catalog.calls import PARAMETERS
from nndesigner.catalog.entry import entries
from nndesigner.catalog.optimizers.adaptive import Adam, Adamax, AdamW, NAdam
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.optimizers.second_order import LBFGS
from nndesigner.catalog.optimizers.squares import Adadelta, AdaGrad, RMSProp
from tests.catalog.performing import called

assert nndesigner.catalog.__doc__  # importing it declares every entry

START, GRADIENTS = 2.0, (3.0, -1.0, 0.5, 0.0)
Array = NDArray[np.float64]
Rule = Callable[[Any], Iterator[float]]


def sgd(chosen: SGD) -> Iterator[float]:
    weight, velocity = START, 0.0
    for gradient in GRADIENTS:
        decayed = gradient + chosen.weight_decay * weight
        velocity = chosen.momentum * velocity + decayed
        move = decayed + chosen.momentum * velocity if chosen.nesterov else velocity
        weight -= chosen.learning_rate * move
        yield weight


def adam(chosen: Adam | AdamW) -> Iterator[float]:
    weight, mean, square = START, 0.0, 0.0
    for step, given in enumerate(GRADIENTS, start=1):
        gradient = given
        if isinstance(chosen, AdamW):
            weight *= 1 - chosen.learning_rate * chosen.weight_decay
        else:
            gradient += chosen.weight_decay * weight
        mean = chosen.beta_1 * mean + (1 - chosen.beta_1) * gradient
        square = chosen.beta_2 * square + (1 - chosen.beta_2) * gradient**2
        corrected_mean, corrected_square = mean / (1 - chosen.beta_1**step), square / (1 - chosen.beta_2**step)
        weight -= chosen.learning_rate * corrected_mean / (corrected_square**0.5 + chosen.epsilon)
        yield weight


def nadam(chosen: NAdam) -> Iterator[float]:
    def momentum(step: int) -> float:
        return chosen.beta_1 * (1 - 0.5 * 0.96 ** (step * chosen.momentum_decay))

    weight, mean, square, product = START, 0.0, 0.0, 1.0
    for step, gradient in enumerate(GRADIENTS, start=1):
        mean = chosen.beta_1 * mean + (1 - chosen.beta_1) * gradient
        square = chosen.beta_2 * square + (1 - chosen.beta_2) * gradient**2
        product *= momentum(step)
        from_mean = momentum(step + 1) * mean / (1 - product * momentum(step + 1))
        from_gradient = (1 - momentum(step)) * gradient / (1 - product)
        size = (square / (1 - chosen.beta_2**step)) ** 0.5 + chosen.epsilon
        weight -= chosen.learning_rate * (from_mean + from_gradient) / size
        yield weight


def adamax(chosen: Adamax) -> Iterator[float]:
    weight, mean, largest = START, 0.0, 0.0
    for step, gradient in enumerate(GRADIENTS, start=1):
        mean = chosen.beta_1 * mean + (1 - chosen.beta_1) * gradient
        largest = max(chosen.beta_2 * largest, abs(gradient) + chosen.epsilon)
        weight -= chosen.learning_rate * mean / (1 - chosen.beta_1**step) / largest
        yield weight


def adagrad(chosen: AdaGrad) -> Iterator[float]:
    weight, squares = START, 0.0
    for gradient in GRADIENTS:
        squares += gradient**2
        weight -= chosen.learning_rate * gradient / (squares**0.5 + chosen.epsilon)
        yield weight


def rmsprop(chosen: RMSProp) -> Iterator[float]:
    weight, square, mean, carried = START, 0.0, 0.0, 0.0
    for gradient in GRADIENTS:
        square = chosen.beta * square + (1 - chosen.beta) * gradient**2
        mean = chosen.beta * mean + (1 - chosen.beta) * gradient
        spread = square - mean**2 if chosen.centered else square
        carried = chosen.momentum * carried + gradient / (spread**0.5 + chosen.epsilon)
        weight -= chosen.learning_rate * carried
        yield weight


def adadelta(chosen: Adadelta) -> Iterator[float]:
    weight, square, moved = START, 0.0, 0.0
    for gradient in GRADIENTS:
        square = chosen.rho * square + (1 - chosen.rho) * gradient**2
        move = ((moved + chosen.epsilon) / (square + chosen.epsilon)) ** 0.5 * gradient
        moved = chosen.rho * moved + (1 - chosen.rho) * move**2
        weight -= chosen.learning_rate * move
        yield weight


RULES: dict[str, Rule] = {
    "sgd": sgd,
    "adam": adam,
    "adamw": adam,
    "nadam": nadam,
    "adamax": adamax,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adadelta": adadelta,
}

STEPPING = {kind: entry for kind, entry in entries("optimizer").items() if not entry.needs_closure}
VARIANTS = [
    SGD(learning_rate=0.1, momentum=0.0),
    SGD(learning_rate=0.1, momentum=0.0, nesterov=True),
    SGD(learning_rate=0.1, momentum=0.5),
    SGD(learning_rate=0.1, momentum=0.5, nesterov=True),
    SGD(learning_rate=0.1, momentum=0.5, nesterov=True, weight_decay=0.2),
    Adam(learning_rate=0.1, beta_1=0.5, beta_2=0.9, epsilon=0.5),
    Adam(learning_rate=0.1, beta_1=0.0, beta_2=0.0),
    Adam(learning_rate=0.1, weight_decay=0.5),
    AdamW(learning_rate=0.1, beta_1=0.5, beta_2=0.9, epsilon=0.5, weight_decay=0.5),
    AdamW(learning_rate=0.1, weight_decay=0),
    NAdam(learning_rate=0.1, beta_1=0.5, beta_2=0.9, epsilon=0.5, momentum_decay=0.5),
    Adamax(learning_rate=0.1, beta_1=0.5, beta_2=0.3, epsilon=0.5),
    AdaGrad(learning_rate=0.1, epsilon=0.5),
    RMSProp(learning_rate=0.1, beta=0.5, epsilon=0.5),
    RMSProp(learning_rate=0.1, beta=0.5, momentum=0.5),
    RMSProp(learning_rate=0.1, beta=0.5, momentum=0.5, centered=True),
    Adadelta(learning_rate=0.5, rho=0.5, epsilon=0.5),
    *(entry() for entry in STEPPING.values()),
]


def steps_by_torch(optimizer: Optimizer) -> Iterator[float]:
    weight = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    performing = called(optimizer.torch_call(), {PARAMETERS: [weight]})
    for gradient in GRADIENTS:
        weight.grad = torch.tensor(gradient, dtype=torch.float64)
        performing.step()
        yield weight.item()


@pytest.mark.parametrize("optimizer", VARIANTS, ids=str)
def test_steps_as_its_rule_says(optimizer):
    exactness = 1e-7 if isinstance(optimizer, NAdam) else 1e-12  # torch keeps NAdam's product of µ in single precision
    assert list(steps_by_torch(optimizer)) == pytest.approx(list(RULES[optimizer.kind](optimizer)), rel=exactness)


@pytest.mark.parametrize("kind", STEPPING)
def test_the_first_step_goes_down(kind):
    assert next(steps_by_torch(Optimizer.of_kind(kind))) < START


def test_the_first_step_of_adam_is_its_learning_rate_whatever_the_gradient():
    assert next(steps_by_torch(Adam(learning_rate=0.25))) == pytest.approx(START - 0.25)


def test_steps_of_torch_are_larger_than_those_of_an_average_of_gradients():
    """torch keeps v ← β v + g; many courses have v ← β v + (1 − β) g, with steps smaller by the factor 1 − β."""
    weight, velocity, expected = START, 0.0, []
    for gradient in GRADIENTS:
        velocity = 0.8 * velocity + (1 - 0.8) * gradient
        weight -= 0.5 * velocity
        expected.append(weight)
    assert list(steps_by_torch(SGD(learning_rate=0.5 * (1 - 0.8), momentum=0.8))) == pytest.approx(expected)


def test_weight_decay_is_passed_on_only_where_it_changes_what_torch_does():
    assert "weight_decay" not in SGD().torch_call().keywords
    assert "weight_decay" not in Adam().torch_call().keywords
    assert AdamW(weight_decay=0).torch_call().keywords["weight_decay"] == 0
    assert SGD(weight_decay=0.1).torch_call().keywords["weight_decay"] == 0.1


CURVATURE, CENTRE = np.array([[3.0, 0.4], [0.4, 0.2]]), np.array([1.0, -2.0])


def slope(weights: Array) -> Array:
    """The gradient of a bowl with its lowest point at CENTRE, bent by a fourth power."""
    return CURVATURE @ (weights - CENTRE) + 0.1 * (weights - CENTRE) ** 3


def lbfgs(chosen: LBFGS, weights: Array, steps: int) -> Array:
    """L-BFGS without line search: the two loops over the kept moves, from the newest to the oldest and back."""
    kept: deque[tuple[Array, Array]] = deque(maxlen=chosen.history_size)
    gradient, is_first = slope(weights), True
    for _ in range(steps):
        direction, scales = -gradient, []
        for move, change in reversed(kept):
            scales.append(move @ direction / (move @ change))
            direction = direction - scales[-1] * change
        if kept:
            move, change = kept[-1]
            direction = direction * (move @ change) / (change @ change)
        for (move, change), scale in zip(kept, reversed(scales), strict=True):
            direction = direction + move * (scale - change @ direction / (move @ change))
        length = chosen.learning_rate * (min(1.0, 1 / np.abs(gradient).sum()) if is_first else 1.0)
        before, is_first = gradient, False
        weights = weights + length * direction
        gradient = slope(weights)
        kept.append((length * direction, gradient - before))
    return weights


def by_torch(chosen: LBFGS, steps: int) -> Array:
    weights = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    performing = called(chosen.torch_call(), {PARAMETERS: [weights]})

    def closure() -> torch.Tensor:
        away = weights - torch.from_numpy(CENTRE)
        loss = away @ torch.from_numpy(CURVATURE) @ away / 2 + 0.025 * (away**4).sum()
        weights.grad = torch.autograd.grad(loss, weights)[0]
        return loss

    for _ in range(steps):
        performing.step(closure)
    return weights.detach().numpy()


@pytest.mark.parametrize("history", [1, 2, 10])
@pytest.mark.parametrize("iterations", [1, 3])
def test_lbfgs_jumps_as_the_two_loops_say(history, iterations):
    chosen = LBFGS(learning_rate=0.7, history_size=history, iterations=iterations, line_search="none")
    expected = lbfgs(chosen, np.zeros(2), steps=2 * iterations)
    assert by_torch(chosen, steps=2) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("line_search", ["none", "strong_wolfe"])
def test_lbfgs_finds_the_lowest_point_of_a_bowl_in_one_step(line_search):
    assert by_torch(LBFGS(line_search=line_search), steps=1) == pytest.approx(CENTRE, abs=1e-5)


def test_only_lbfgs_wants_to_compute_the_loss_itself():
    assert [kind for kind in entries("optimizer") if kind not in STEPPING] == ["lbfgs"]
