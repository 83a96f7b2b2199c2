"""Random changes of whole batches of pictures (batch, channels, height, width), with a draw of its own for each.

All of them draw from the `generator` that they get, which is on the device of the pictures.
"""

import math

import torch
import torch.nn.functional as F  # noqa: N812  (its usual name)
from torch import Tensor

from nndesigner.network.additions.addition import addition


@addition
def random_flip(x: Tensor, generator: torch.Generator, direction: str, probability: float) -> Tensor:
    """Mirrors each picture with this probability; with the direction "both", in two draws."""
    for name, axis in (("horizontal", -1), ("vertical", -2)):
        if direction in (name, "both"):
            is_flipped = torch.rand(len(x), 1, 1, 1, generator=generator, device=x.device) < probability
            x = torch.where(is_flipped, x.flip(axis), x)
    return x


@addition
def random_affine(
    x: Tensor,
    generator: torch.Generator,
    degrees: float = 0.0,
    scale: tuple[float, float] = (1.0, 1.0),
    translation: tuple[float, float] = (0.0, 0.0),
    shear: float = 0.0,
    outside: str = "edge",
) -> Tensor:
    """Slants, turns, scales and moves each picture, around its middle and in this order, with linear interpolation.

    Angles are drawn from both directions, translations are shares of width and height.
    """
    drawn = torch.rand(5, len(x), generator=generator, device=x.device, dtype=x.dtype)
    to_both_sides = 2 * drawn - 1
    angle, slant = math.radians(degrees) * to_both_sides[0], torch.tan(math.radians(shear) * to_both_sides[1])
    factor = scale[0] + (scale[1] - scale[0]) * drawn[2]
    across, down = 2 * translation[0] * to_both_sides[3], 2 * translation[1] * to_both_sides[4]
    # For each new pixel its old place is asked for, so this is the inverse; y points down, and pixels are square.
    cosine, sine = torch.cos(angle) / factor, torch.sin(angle) / factor
    shape = x.shape[-2] / x.shape[-1]
    first = torch.stack([cosine - slant * sine, -(sine + slant * cosine) * shape], dim=1)
    second = torch.stack([sine / shape, cosine], dim=1)
    matrix = torch.stack([first, second], dim=1)
    shift = -(matrix @ torch.stack([across, down], dim=1).unsqueeze(-1))
    grid = F.affine_grid(torch.cat([matrix, shift], dim=2), list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, padding_mode="border" if outside == "edge" else "zeros", align_corners=False)


@addition
def random_resized_crop(x: Tensor, generator: torch.Generator, least_area: float, stretch: float) -> Tensor:
    """Enlarges a random part of each picture, with at least this share of its area, to the whole size."""
    drawn = torch.rand(4, len(x), generator=generator, device=x.device, dtype=x.dtype)
    side = torch.sqrt(least_area + (1 - least_area) * drawn[0])
    ratio = torch.exp(math.log(stretch) / 2 * (2 * drawn[1] - 1))
    width, height = (side * ratio).clamp(max=1), (side / ratio).clamp(max=1)
    nothing = torch.zeros_like(width)
    first = torch.stack([width, nothing, (1 - width) * (2 * drawn[2] - 1)], dim=1)
    second = torch.stack([nothing, height, (1 - height) * (2 * drawn[3] - 1)], dim=1)
    grid = F.affine_grid(torch.stack([first, second], dim=1), list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, padding_mode="border", align_corners=False)


@addition
def random_padded_crop(x: Tensor, generator: torch.Generator, border: int) -> Tensor:
    """Moves each picture by up to `border` whole pixels in both directions; zeros come in."""
    if not border:
        return x
    samples, _, height, width = x.shape
    padded = F.pad(x, (border, border, border, border)).permute(0, 2, 3, 1)
    moves = torch.randint(0, 2 * border + 1, (2, samples, 1), generator=generator, device=x.device)
    rows = (moves[0] + torch.arange(height, device=x.device)).unsqueeze(2)
    columns = (moves[1] + torch.arange(width, device=x.device)).unsqueeze(1)
    numbers = torch.arange(samples, device=x.device).view(-1, 1, 1)
    return padded[numbers, rows, columns].permute(0, 3, 1, 2).contiguous()
