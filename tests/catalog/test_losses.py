"""Losses, held against the same formula in numpy with double precision."""

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import nndesigner.catalog
from nndesigner.catalog.calls import ANSWER, CLASS_WEIGHTS, INPUT, TARGET, Function
from nndesigner.catalog.entry import entries
from nndesigner.catalog.losses.classification import BinaryCrossEntropy, CategoricalCrossEntropy, CrossEntropy
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.losses.margins import MultiMargin, PerceptronCriterion
from nndesigner.catalog.losses.ranking import PairwiseRanking
from nndesigner.catalog.losses.regression import HalfSquaredError, Huber, LogCosh
from nndesigner.catalog.losses.sequences import ConnectionistTemporalClassification
from tests.catalog.performing import called

assert nndesigner.catalog.__doc__  # importing it declares every entry

Array = NDArray[np.float64]
Reference = Callable[[Any, Array, Array], float]
OF_NUMBERS = [k for k, loss in entries("loss").items() if "values" in loss.accepts and "ranking" not in k]
"""Those that compare number with number, in any arrangement."""
every_loss = pytest.mark.parametrize("kind", entries("loss"))

BATCH, STEPS, WIDTH = 6, 7, 4
CLASS_WEIGHT_VALUES = np.array([0.5, 2.0, 1.0, 4.0])


def softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sigmoid(scores: Array) -> Array:
    return 1 / (1 + np.exp(-scores))


def cross_entropy(loss: CrossEntropy, answers: Array, classes: Array) -> float:
    weights = CLASS_WEIGHT_VALUES if loss.class_weights == "balanced" else np.ones(WIDTH)
    smooth = np.eye(WIDTH)[classes] * (1 - loss.label_smoothing) + loss.label_smoothing / WIDTH
    surprises = -(smooth * weights * np.log(softmax(answers))).sum(axis=1)
    return surprises.sum() / weights[classes].sum()


def categorical_cross_entropy(loss: CategoricalCrossEntropy, answers: Array, targets: Array) -> float:
    smooth = targets * (1 - loss.label_smoothing) + loss.label_smoothing / WIDTH
    return -(smooth * np.log(softmax(answers))).sum(axis=1).mean()


def binary_cross_entropy(loss: Loss, answers: Array, targets: Array) -> float:
    yes = sigmoid(answers)
    return -(targets * np.log(yes) + (1 - targets) * np.log(1 - yes)).mean()


def kl_divergence(loss: Loss, answers: Array, targets: Array) -> float:
    shares = np.where(targets > 0, targets * np.log(np.maximum(targets, 1e-300) / softmax(answers)), 0.0)
    return shares.sum(axis=1).mean()


def half_squared_error(loss: Loss, answers: Array, targets: Array) -> float:
    return (((targets - answers) ** 2).sum(axis=1) / 2).mean()


def huber(loss: Huber, answers: Array, targets: Array) -> float:
    distance = np.abs(answers - targets)
    return np.where(distance <= loss.delta, distance**2 / 2, loss.delta * distance - loss.delta * loss.delta / 2).mean()


def multi_margin(loss: MultiMargin, answers: Array, classes: Array) -> float:
    total = 0.0
    for scores, right in zip(answers, classes, strict=True):
        others = np.delete(scores, right)
        total += np.maximum(0, loss.margin - scores[right] + others).sum() / len(scores)
    return total / len(answers)


def perceptron(loss: Loss, answers: Array, targets: Array) -> float:
    return (((answers >= 0) - targets) * answers).sum(axis=1).mean()


def pairwise_ranking(loss: Loss, answers: Array, targets: Array) -> float:
    lists = []
    for scores, relevance in zip(answers, targets, strict=True):
        pairs = [(i, j) for i, j in itertools.permutations(range(len(scores)), 2) if relevance[i] > relevance[j]]
        surprises = [math.log1p(math.exp(scores[j] - scores[i])) for i, j in pairs]
        lists.append(sum(surprises) / max(1, len(pairs)))
    return sum(lists) / len(lists)


def listwise_ranking(loss: Loss, answers: Array, targets: Array) -> float:
    return -(softmax(targets) * np.log(softmax(answers))).sum(axis=1).mean()


def ctc(loss: Loss, answers: Array, targets: Array) -> float:
    """By brute force: every path through the steps is read, and those that read as the target are added up."""
    total = 0.0
    for scores, row in zip(answers, targets, strict=True):
        wanted = [symbol for symbol in row if symbol >= 0]
        chances = softmax(scores)
        steps = range(len(scores))
        paths = [p for p in itertools.product(range(scores.shape[1]), repeat=len(scores)) if read(p) == wanted]
        found = sum(math.prod(chances[step, path[step]] for step in steps) for path in paths)
        total += -math.log(found) if paths else 0.0
    return total / len(answers)


def read(path: tuple[int, ...]) -> list[int]:
    return [symbol for symbol, _ in itertools.groupby(path) if symbol]


REFERENCES: dict[str, Reference] = {
    "cross_entropy": cross_entropy,
    "categorical_cross_entropy": categorical_cross_entropy,
    "binary_cross_entropy": binary_cross_entropy,
    "kl_divergence": kl_divergence,
    "mse": lambda loss, answers, targets: ((answers - targets) ** 2).mean(),
    "half_squared_error": half_squared_error,
    "mae": lambda loss, answers, targets: np.abs(answers - targets).mean(),
    "huber": huber,
    "log_cosh": lambda loss, answers, targets: np.log(np.cosh(answers - targets)).mean(),
    "hinge": lambda loss, answers, targets: np.maximum(0, 1 - targets * answers).mean(),
    "multi_margin": multi_margin,
    "wasserstein": lambda loss, answers, targets: (-targets * answers).mean(),
    "perceptron": perceptron,
    "ctc": ctc,
    "pairwise_ranking": pairwise_ranking,
    "listwise_ranking": listwise_ranking,
}

VARIANTS = [
    CrossEntropy(label_smoothing=0.1),
    CrossEntropy(class_weights="balanced"),
    CrossEntropy(class_weights="balanced", label_smoothing=0.3),
    CategoricalCrossEntropy(label_smoothing=0.2),
    Huber(delta=0.3),
    Huber(delta=4.0),
    MultiMargin(margin=2.5),
    *(entry() for entry in entries("loss").values()),
]


def torch_loss(loss: Loss, answers: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    judged = (answers >= 0).to(answers.dtype)
    weights = torch.from_numpy(CLASS_WEIGHT_VALUES)
    return called(loss.torch_call(), {INPUT: answers, TARGET: targets, ANSWER: judged, CLASS_WEIGHTS: weights})


def sample(loss: Loss, seed: int) -> tuple[Array, NDArray]:
    """Answers, and targets of the first kind that the loss accepts, written as it wants them."""
    random = np.random.default_rng(seed)
    answers = random.normal(scale=3, size=(BATCH, WIDTH))
    if loss.accepts == ("classes",):
        return answers, random.integers(WIDTH, size=BATCH)
    if loss.accepts == ("symbols",):
        return random.normal(size=(4, 5, 3)), np.array([[1, 2, -1], [2, 2, 1], [-1, -1, -1], [1, 1, 1]])
    if loss.kind in ("categorical_cross_entropy", "kl_divergence"):
        return answers, softmax(random.normal(size=answers.shape)) if seed else np.eye(WIDTH)[
            random.integers(4, size=6)
        ]
    if math.isfinite(loss.low):
        return answers, random.choice([loss.low, loss.high], size=answers.shape)
    if "ranking" in loss.kind:
        return answers, random.integers(3, size=answers.shape).astype(float)
    return answers, random.normal(size=answers.shape)


@pytest.mark.parametrize("loss", VARIANTS, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_is_the_mean_that_the_formula_gives(loss, seed):
    answers, targets = sample(loss, seed)
    given = torch_loss(loss, torch.from_numpy(answers), torch.from_numpy(targets))
    assert given.shape == ()
    assert given.dtype == torch.float64
    assert given.item() == pytest.approx(REFERENCES[loss.kind](loss, answers, targets), rel=1e-11)


@pytest.mark.parametrize("loss", VARIANTS, ids=str)
def test_its_gradient_is_that_of_the_function(loss):
    answers, targets = (torch.from_numpy(each) for each in sample(loss, 0))
    assert torch.autograd.gradcheck(lambda given: torch_loss(loss, given, targets), answers.requires_grad_())


@every_loss
def test_a_batch_twice_as_large_of_the_same_samples_costs_the_same(kind):
    loss = entries("loss")[kind]()
    answers, targets = (torch.from_numpy(each) for each in sample(loss, 1))
    once, twice = (torch_loss(loss, answers.tile(n, *ones(answers)), targets.tile(n, *ones(targets))) for n in (1, 2))
    assert twice.item() == pytest.approx(once.item(), rel=1e-12)


def ones(values: torch.Tensor) -> tuple[int, ...]:
    return (1,) * (values.dim() - 1)


@every_loss
def test_stays_finite_in_single_precision_for_answers_that_are_far_off(kind):
    loss = entries("loss")[kind]()
    answers, targets = (torch.from_numpy(each) for each in sample(loss, 1))
    far = (1000 * answers).float().requires_grad_()
    given = torch_loss(loss, far, targets if targets.dtype == torch.int64 else targets.float())
    (gradient,) = torch.autograd.grad(given, far)
    assert given.isfinite()
    assert gradient.isfinite().all()


@pytest.mark.parametrize("kind", OF_NUMBERS)
@pytest.mark.parametrize("shape", [(STEPS, WIDTH), (WIDTH, 3, 2)], ids=["a sequence", "an image"])
def test_losses_of_numbers_take_answers_of_any_shape(kind, shape):
    loss = entries("loss")[kind]()
    torch.manual_seed(0)
    answers = torch.randn(BATCH, *shape, dtype=torch.float64)
    targets = torch.rand(BATCH, *shape, dtype=torch.float64)
    whole = torch_loss(loss, answers, targets).item()
    each = [torch_loss(loss, answers[i : i + 1], targets[i : i + 1]).item() for i in range(BATCH)]
    assert whole == pytest.approx(sum(each) / BATCH)


def test_the_plain_cross_entropy_is_a_single_call_without_more():
    assert CrossEntropy().torch_call() == Function("F.cross_entropy", INPUT, TARGET)


def test_ten_equal_answers_surprise_by_the_logarithm_of_ten():
    loss = torch_loss(CrossEntropy(), torch.zeros(7, 10, dtype=torch.float64), torch.arange(7))
    assert loss.item() == pytest.approx(math.log(10))


def test_categorical_cross_entropy_takes_the_features_of_each_step_and_the_channels_of_each_pixel_as_classes():
    torch.manual_seed(0)
    steps, pixels = torch.randn(2, 5, 3), torch.randn(2, 3, 4, 5)
    classes_of_steps, classes_of_pixels = torch.randint(3, (2, 5)), torch.randint(3, (2, 4, 5))
    rows = torch.eye(3)
    by_step = torch_loss(CategoricalCrossEntropy(), steps, rows[classes_of_steps])
    by_pixel = torch_loss(CategoricalCrossEntropy(), pixels, rows[classes_of_pixels].movedim(-1, 1))
    assert by_step.item() == pytest.approx(torch_loss(CrossEntropy(), steps.mT, classes_of_steps).item())
    assert by_pixel.item() == pytest.approx(torch_loss(CrossEntropy(), pixels, classes_of_pixels).item())


def test_the_worked_example_of_the_course_has_its_error():
    answer, target = torch.tensor([[0.419]]), torch.tensor([[1.0]])
    assert torch_loss(HalfSquaredError(), answer, target).item() == pytest.approx(0.581**2 / 2, abs=1e-3)


def test_half_squared_error_has_the_difference_as_its_gradient():
    answers = torch.tensor([[3.0, -1.0]], dtype=torch.float64, requires_grad=True)
    torch_loss(HalfSquaredError(), answers, torch.tensor([[1.0, 1.0]], dtype=torch.float64)).backward()
    assert answers.grad.tolist() == [[2.0, -2.0]]


def test_a_binary_answer_that_is_certain_and_wrong_costs_what_it_was_certain_of():
    loss = torch_loss(BinaryCrossEntropy(), torch.tensor([[500.0]]), torch.tensor([[0.0]]))
    assert loss.item() == pytest.approx(500)


@pytest.mark.parametrize("delta", [0.5, 1.0, 2.0])
def test_smooth_l1_is_the_huber_loss_divided_by_delta(delta):
    answers, targets = (torch.from_numpy(each) for each in sample(Huber(), 0))
    smooth = torch.nn.functional.smooth_l1_loss(answers, targets, beta=delta)
    assert torch_loss(Huber(delta=delta), answers, targets).item() == pytest.approx(delta * smooth.item())


def test_log_cosh_has_the_hyperbolic_tangent_as_its_slope_even_far_out():
    answers = torch.tensor([[-1e4, -2.0, 0.0, 0.5, 1e4]], dtype=torch.float64, requires_grad=True)
    torch_loss(LogCosh(), answers, torch.zeros_like(answers)).backward()
    assert (5 * answers.grad).tolist() == [pytest.approx([-1, math.tanh(-2), 0, math.tanh(0.5), 1])]


@pytest.mark.parametrize(("low", "threshold"), [(0.0, 0.0), (-1.0, 0.2)], ids=["step", "bipolar step"])
def test_a_step_down_the_perceptron_criterion_is_the_perceptron_rule(low, threshold):
    torch.manual_seed(0)
    weights = torch.randn(3, 2, dtype=torch.float64, requires_grad=True)
    inputs = torch.tensor([[1.0, -0.5, 0.25]], dtype=torch.float64)
    targets = torch.tensor([[low, 1.0]], dtype=torch.float64)
    sums = inputs @ weights
    answers = torch.where(sums >= threshold, 1.0, torch.where(sums < -threshold, low, 0.0) if low else 0.0).double()
    known = {INPUT: sums, ANSWER: answers, TARGET: targets}
    called(PerceptronCriterion().torch_call(), known).backward()
    assert (answers != targets).any()
    assert torch.equal(weights.grad, inputs.T @ (answers - targets))


def test_ctc_counts_nothing_for_a_target_that_is_too_long_and_takes_no_gradient_from_it():
    scores = torch.randn(1, 3, 2, dtype=torch.float64, requires_grad=True)
    loss = torch_loss(ConnectionistTemporalClassification(), scores, torch.tensor([[1, 1, 1]]))
    loss.backward()
    assert loss.item() == 0
    assert scores.grad.abs().sum() == 0


def test_ctc_is_the_same_for_scores_and_their_log_probabilities():
    scores, targets = (torch.from_numpy(each) for each in sample(ConnectionistTemporalClassification(), 0))
    once = torch_loss(ConnectionistTemporalClassification(), scores, targets)
    twice = torch_loss(ConnectionistTemporalClassification(), scores.log_softmax(-1), targets)
    assert once.item() == pytest.approx(twice.item())


def test_lists_without_order_teach_nothing_to_a_pairwise_ranking():
    scores = torch.randn(2, 3, requires_grad=True)
    loss = torch_loss(PairwiseRanking(), scores, torch.ones(2, 3))
    loss.backward()
    assert loss.item() == 0
    assert scores.grad.abs().sum() == 0
