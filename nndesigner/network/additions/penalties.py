"""Penalties on weights, and limits for them, that torch has not."""

import torch
from torch import Tensor

from nndesigner.network.additions.addition import addition


@addition
def l1_penalty(weights: list[Tensor], strength: float) -> Tensor:
    """`strength` times the sum of the sizes of all weights."""
    return sum((weight.abs().sum() for weight in weights), torch.zeros(())) * strength


@addition
def l2_penalty(weights: list[Tensor], strength: float) -> Tensor:
    """Half of `strength` times the sum of the squares of all weights."""
    return sum((weight.square().sum() for weight in weights), torch.zeros(())) * (strength / 2)


@addition
def limit_norms(weights: list[Tensor], limit: float) -> None:
    """Scales down, in place, every weight[i] whose Euclidean norm is above `limit` to that norm."""
    with torch.no_grad():
        for weight in weights:
            norms = torch.linalg.vector_norm(weight, dim=tuple(range(1, weight.dim())), keepdim=True)
            weight.mul_((limit / norms).clamp(max=1.0))


@addition
def clip_weights(weights: list[Tensor], limit: float) -> None:
    """Moves, in place, every number of `weights` that is beyond ±`limit` to that limit."""
    with torch.no_grad():
        torch._foreach_clamp_min_(weights, -limit)
        torch._foreach_clamp_max_(weights, limit)
