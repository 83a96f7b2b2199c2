"""Steps of preparation on tensors, whose source goes into exported code word for word: they use nothing but torch.

`pixel_weights` comes from `nndesigner.data.preparing.rows` and goes along with `resize`.
"""

from typing import Any

import torch
from torch import Tensor

from nndesigner.data.preparing.rows import pixel_weights


def resize(pictures: Tensor, height: int, width: int) -> Tensor:
    """Pictures (batch, C, H, W) of another size; each new pixel is a weighted mean of old ones."""
    down = torch.tensor(pixel_weights(pictures.shape[2], height), dtype=pictures.dtype)
    across = torch.tensor(pixel_weights(pictures.shape[3], width), dtype=pictures.dtype)
    return down @ pictures @ across.T


def gray(pictures: Tensor) -> Tensor:
    """Pictures (batch, 3, H, W) of one channel, the brightness."""
    weights = torch.tensor([0.299, 0.587, 0.114], dtype=pictures.dtype)
    return pictures if pictures.shape[1] == 1 else torch.einsum("nchw,c->nhw", pictures, weights)[:, None]


def standardize(samples: Tensor, mean: Any, factor: Any) -> Tensor:
    """Samples with every channel, or every feature, shifted and scaled."""
    shape = (-1, 1, 1) if samples.dim() == 4 else (-1,)
    shift, scale = (torch.tensor(each, dtype=samples.dtype).reshape(shape) for each in (mean, factor))
    return (samples - shift) * scale


def unscale(outputs: Tensor, learned: Any) -> Tensor:
    """What was shifted and scaled in its own unit again."""
    shift, factor, offset = learned[:3]
    return (outputs - offset) / factor + shift if factor else torch.full_like(outputs, shift)


def unlog(outputs: Tensor, _: Any) -> Tensor:
    """What the signed logarithm was taken of."""
    return outputs.sign() * outputs.abs().expm1()
