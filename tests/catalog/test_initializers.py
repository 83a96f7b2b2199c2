"""Initializers: the numbers that they draw, and that a seed draws them again."""

import math

import pytest
import torch

import nndesigner.catalog
from nndesigner.catalog.calls import INPUT
from nndesigner.catalog.entry import ParameterProblem, entries
from nndesigner.catalog.initializers import Gaussian, Given, Initializer, Orthogonal, TorchDefault, Uniform, Zeros
from tests.catalog.performing import called

assert nndesigner.catalog.__doc__  # importing it declares every entry

OUTPUTS, INPUTS, FILTER = 200, 300, 9
RANDOM = ("gaussian", "uniform", "xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "orthogonal")
VARIANCES = {
    "gaussian": lambda n, m: 0.01**2,
    "uniform": lambda n, m: 0.5**2 / 3,
    "xavier_uniform": lambda n, m: 2 / (n + m),
    "xavier_normal": lambda n, m: 2 / (n + m),
    "he_uniform": lambda n, m: 2 / n,
    "he_normal": lambda n, m: 2 / n,
}
LIMITS = {
    "uniform": lambda n, m: 0.5,
    "xavier_uniform": lambda n, m: math.sqrt(6 / (n + m)),
    "he_uniform": lambda n, m: math.sqrt(6 / n),
}
every_initializer = pytest.mark.parametrize("kind", [kind for kind in entries("initializer") if kind != "given"])


def weights_of(initializer: Initializer, *shape: int, seed: int = 0) -> torch.Tensor:
    torch.manual_seed(seed)
    weights = torch.full(shape, 7.0, dtype=torch.float64)
    call = initializer.weight_call() if len(shape) > 1 else initializer.bias_call()
    if call:
        called(call, {INPUT: weights})
    return weights


@pytest.mark.parametrize("kind", VARIANCES)
@pytest.mark.parametrize(
    ("shape", "inputs", "outputs"),
    [((OUTPUTS, INPUTS), INPUTS, OUTPUTS), ((OUTPUTS, INPUTS, 3, 3), INPUTS * FILTER, OUTPUTS * FILTER)],
    ids=["dense", "convolution"],
)
def test_weights_have_the_spread_that_was_promised(kind, shape, inputs, outputs):
    weights = weights_of(Initializer.of_kind(kind), *shape)
    variance = VARIANCES[kind](inputs, outputs)
    assert weights.var().item() == pytest.approx(variance, rel=0.05)
    assert abs(weights.mean().item()) < 5 * math.sqrt(variance / weights.numel())


@pytest.mark.parametrize("kind", LIMITS)
def test_uniform_weights_fill_the_range_and_keep_within_it(kind):
    weights, limit = weights_of(Initializer.of_kind(kind), OUTPUTS, INPUTS), LIMITS[kind](INPUTS, OUTPUTS)
    assert 0.999 * limit < weights.abs().max() <= limit


@pytest.mark.parametrize("kind", ["gaussian", "xavier_normal", "he_normal"])
def test_normal_weights_have_the_tails_of_a_bell(kind):
    weights = weights_of(Initializer.of_kind(kind), OUTPUTS, INPUTS)
    beyond = (weights.abs() > 2 * weights.std()).double().mean().item()
    assert beyond == pytest.approx(0.0455, abs=0.005)


@pytest.mark.parametrize("kind", RANDOM)
def test_the_same_seed_draws_the_same_weights_and_another_one_others(kind):
    initializer = Initializer.of_kind(kind)
    first = weights_of(initializer, 5, 4, seed=3)
    assert torch.equal(first, weights_of(initializer, 5, 4, seed=3))
    assert not torch.equal(first, weights_of(initializer, 5, 4, seed=4))


@every_initializer
def test_biases_begin_at_zero_unless_the_initializer_says_otherwise(kind):
    biases = weights_of(Initializer.of_kind(kind), 1000)
    if kind == "torch":
        assert (biases == 7.0).all(), "what torch drew is kept"
    elif kind == "uniform":
        assert biases.var().item() == pytest.approx(0.5**2 / 3, rel=0.1)
        assert biases.abs().max() <= 0.5
    else:
        assert (biases == 0).all()


def test_zeros_are_zero():
    assert (weights_of(Zeros(), 3, 4) == 0).all()


def test_the_size_of_random_weights_can_be_chosen():
    assert weights_of(Gaussian(standard_deviation=3.0), OUTPUTS, INPUTS).std().item() == pytest.approx(3, rel=0.05)
    assert weights_of(Uniform(limit=2.0), OUTPUTS, INPUTS).abs().max().item() == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize("shape", [(4, 9), (9, 4), (5, 5), (4, 2, 3, 3)])
def test_rows_or_columns_of_orthogonal_weights_are_at_right_angles(shape):
    matrix = weights_of(Orthogonal(gain=2.0), *shape).flatten(1)
    products = matrix @ matrix.T if shape[0] <= matrix.shape[1] else matrix.T @ matrix
    assert torch.allclose(products, 4 * torch.eye(len(products), dtype=torch.float64), atol=1e-12)


def test_torch_draws_dense_layers_as_the_help_of_its_initializer_says():
    torch.manual_seed(0)
    dense = torch.nn.Linear(100, 500, dtype=torch.float64)
    assert TorchDefault().weight_call() is None
    assert 0.099 < dense.weight.abs().max() <= 0.1
    assert 0.099 < dense.bias.abs().max() <= 0.1


def test_given_numbers_fill_the_weights_row_by_row():
    given = Given(weights=(1, 2, 3, 4, 5, 6), biases=(0.1, -0.2))
    assert weights_of(given, 2, 3).tolist() == [[1, 2, 3], [4, 5, 6]]
    assert weights_of(given, 2).tolist() == [0.1, -0.2]


@pytest.mark.parametrize("number", [0, 5, 7])
def test_too_few_or_too_many_given_numbers_are_refused(number):
    with pytest.raises(ValueError, match=f"6 numbers are needed, but {number} are given"):
        weights_of(Given(weights=(1.0,) * number), 2, 3)


def test_given_numbers_are_numbers_and_not_too_many():
    assert Given.made({"weights": [1, 2.5]}).weights == (1.0, 2.5)
    assert len(Given.made({"weights": [0.0] * 100_000}).weights) == 100_000
    with pytest.raises(ParameterProblem, match="Weights of Given numbers should have at most 100 000 numbers, but is"):
        Given.made({"weights": [0.0] * 100_001})
    for wrong in (math.nan, math.inf, "many"):
        with pytest.raises(ParameterProblem, match=r"Biases of Given numbers .* but is"):
            Given.made({"biases": [1.0, wrong]})
