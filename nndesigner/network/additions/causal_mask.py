"""The mask that keeps attention from looking into the future."""

import torch
from torch import Tensor

from nndesigner.network.additions.addition import addition


@addition
def causal_mask(queries: Tensor, keys: Tensor) -> Tensor:
    """True where a time step of `queries` may not look: at the time steps of `keys` that come later."""
    return torch.ones(queries.shape[1], keys.shape[1], dtype=torch.bool, device=queries.device).triu(1)
