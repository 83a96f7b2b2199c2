"""Group normalization whose gradients can be computed behind layers that do not learn."""

import torch
from torch import Tensor, nn


class GroupNorm(nn.GroupNorm):
    """Does what `nn.GroupNorm` does.

    The backward pass of torch 2.13 ends the whole process for values that lie in memory with their channels last and
    need no gradient themselves, such as those of a frozen convolution: these are laid out anew.
    """

    def forward(self, values: Tensor) -> Tensor:
        """Normalizes values (batch, C, ...)."""
        if torch.is_grad_enabled() and not values.requires_grad:
            values = values.clone(memory_format=torch.contiguous_format)
        return super().forward(values)
