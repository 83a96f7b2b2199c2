"""Losses for putting the items of a list in order."""

from typing import ClassVar

from nndesigner.catalog.calls import INPUT, TARGET, Function
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.losses.regression import ANY_NUMBERS
from nndesigner.catalog.targets import TargetKind


class PairwiseRanking(Loss, kind="pairwise_ranking", title="Pairwise ranking"):
    """Asks the more relevant item of each pair in a list to score higher.

    Each sample is a list with one score an item; the targets say how relevant each item is. For every pair with
    different relevance the network's probability of the right order is σ(sᵢ − sⱼ), as in RankNet. The loss is the mean
    surprise over the pairs of a list, then over the batch; a list without such a pair counts 0.
    """

    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    compares_outputs: ClassVar[bool] = True
    formula: ClassVar[str] = r"L = - \frac{1}{n} \sum_{t_i > t_j} \log \, \sigma (s_i - s_j)"
    when_to_use: ClassVar[str] = "When the order of items counts, not their scores."
    when_not: ClassVar[str] = "With very long lists: the number of pairs grows with the square of the length."

    def torch_call(self) -> Function:
        return Function("additions.pairwise_ranking", INPUT, TARGET)


class ListwiseRanking(Loss, kind="listwise_ranking", title="Listwise ranking"):
    """Compares the chances of each item to come first: those of its scores with those of the targets.

    Scores and targets are both turned into probabilities by a softmax over the list, and the loss is their
    cross-entropy, as in ListNet. It is smallest, though seldom 0, when scores and targets differ by a constant. With a
    softmax at the output, training uses the values before it.
    """

    fuses: ClassVar[tuple[str, ...]] = ("softmax", "log_softmax")
    accepts: ClassVar[tuple[TargetKind, ...]] = ANY_NUMBERS
    compares_outputs: ClassVar[bool] = True
    formula: ClassVar[str] = r"L = - \sum_i \mathrm{softmax}(t)_i \log \, \mathrm{softmax}(s)_i"
    when_to_use: ClassVar[str] = "When the top of the order counts most, and with long lists."
    when_not: ClassVar[str] = (
        "When relevances are large numbers: their softmax sees only the greatest. Scale them first."
    )

    def torch_call(self) -> Function:
        scores, relevance = Function("torch.flatten", INPUT, 1), Function("torch.flatten", TARGET, 1)
        return Function("F.cross_entropy", scores, Function("F.softmax", relevance, dim=1))
