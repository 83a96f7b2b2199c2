"""Drawing from a distribution that the network describes, as variational autoencoders do."""

import torch
from torch import Tensor, nn

from nndesigner.network.additions.addition import addition


@addition
class Sampling(nn.Module):
    """Draws from normal distributions while training, so that gradients reach their parameters; else gives the mean.

    Log-variances beyond -30 and 20 count as these, so that no exponential overflows.
    """

    def forward(self, mean: Tensor, log_variance: Tensor) -> Tensor:
        """One number for each mean and logarithm of the variance."""
        if not self.training:
            return mean
        return mean + torch.exp(0.5 * log_variance.clamp(-30.0, 20.0)) * torch.randn_like(mean)


@addition
def divergence_from_standard_normal(mean: Tensor, log_variance: Tensor, weight: float) -> Tensor:
    """`weight` times the KL divergence from N(0, 1), summed over a sample and averaged over the batch."""
    log_variance = log_variance.clamp(-30.0, 20.0)
    each = -0.5 * (1 + log_variance - mean.square() - log_variance.exp())
    return weight * each.flatten(1).sum(1).mean()
