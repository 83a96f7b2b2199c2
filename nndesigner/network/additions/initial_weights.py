"""Ways to fill weights before the first step that torch has not."""

import torch
from torch import Tensor

from nndesigner.network.additions.addition import addition


@addition
def given_numbers(weights: Tensor, numbers: tuple[float, ...]) -> Tensor:
    """Copies `numbers` into `weights`, row by row. Raises ValueError when there are too few or too many."""
    if len(numbers) != weights.numel():
        raise ValueError(f"{weights.numel()} numbers are needed, but {len(numbers)} are given.")
    with torch.no_grad():
        return weights.copy_(torch.tensor(numbers, dtype=torch.float64).reshape(weights.shape))
