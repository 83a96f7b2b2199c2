"""How far units are from being active as rarely as they should."""

import torch
from torch import Tensor

from nndesigner.network.additions.addition import addition


@addition
def sparsity_divergence(activations: Tensor, target: float) -> Tensor:
    """Sum over all units of KL(target || mean activation over the batch), for activations between 0 and 1."""
    precise = torch.promote_types(activations.dtype, torch.float32)  # half precision has no number next to 1
    means = activations.mean(dim=0, dtype=precise).clamp(1e-6, 1 - 1e-6)
    divergences = target * torch.log(target / means) + (1 - target) * torch.log((1 - target) / (1 - means))
    return divergences.sum()
