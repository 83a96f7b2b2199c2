"""Losses, and parts of them, that torch has not."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from nndesigner.network.additions.addition import addition


@addition
def rows_of_features(values: Tensor) -> Tensor:
    """The features of each place as a row: (batch, T, F) gives (batch × T, F), (batch, C, H, W) gives rows of C."""
    last = values.movedim(1, -1) if values.dim() > 3 else values
    return last.flatten(0, -2)


@addition
def ctc(scores: Tensor, targets: Tensor) -> Tensor:
    """The mean of −log p(target) for scores (batch, T, symbols) and targets filled up with −1; symbol 0 is the blank.

    A target that no path of T steps reads as counts 0.
    """
    log_probabilities = F.log_softmax(scores, dim=-1).transpose(0, 1)
    steps = torch.full((len(scores),), scores.size(1), dtype=torch.long, device=scores.device)
    symbols = targets.long()
    lengths = (symbols >= 0).sum(1)
    total = F.ctc_loss(log_probabilities, symbols.clamp(min=0), steps, lengths, reduction="sum", zero_infinity=True)
    return total / len(scores)


@addition
def pairwise_ranking(scores: Tensor, relevance: Tensor) -> Tensor:
    """The mean of −log σ(higher − lower) over the pairs of different relevance in a list, then over the lists.

    Both are (batch, items). A list without such a pair counts 0.
    """
    scores, relevance = scores.flatten(1), relevance.flatten(1)
    differences = scores.unsqueeze(2) - scores.unsqueeze(1)
    is_pair = relevance.unsqueeze(2) > relevance.unsqueeze(1)
    surprises = F.logsigmoid(differences).neg().masked_fill(~is_pair, 0.0)
    return (surprises.sum((1, 2)) / is_pair.sum((1, 2)).clamp(min=1)).mean()
