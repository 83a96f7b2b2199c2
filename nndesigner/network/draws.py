"""Random numbers of a layer as a function of the seed, the layer and the step: nothing that draws has a past."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import torch
from torch import nn

_CPU = torch.device("cpu")
_BITS = 2**64 - 1


@dataclass(slots=True)
class Clock:
    """The step that a network is at, counted from 1; whoever trains it sets it. 0 is before the first.

    `draw` tells passes of the same step apart that are to draw other numbers, counted from 0.
    """

    step: int = 0
    draw: int = 0


@dataclass
class Draws:
    """What `name` draws: another stream for every seed, name and step, and the same stream whenever these are."""

    seed: int = 0
    name: str = ""
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self._key = int.from_bytes(blake2b(f"{self.seed} {self.name}".encode(), digest_size=8).digest(), "little")
        self._device, self._generator = _CPU, torch.Generator()

    def generator(self, device: torch.device = _CPU, step: int | None = None) -> torch.Generator:
        """One on `device` that stands at the beginning of this step's stream, or that of another `step`.

        It is the same object every time.
        """
        if device != self._device:
            self._device, self._generator = device, torch.Generator(device)
        key = _mixed(self._key, -self.clock.draw) if self.clock.draw else self._key
        return self._generator.manual_seed(_mixed(key, self.clock.step if step is None else step))

    def __reduce__(self) -> tuple[type["Draws"], tuple[int, str, Clock]]:
        return Draws, (self.seed, self.name, self.clock)  # the generator has nothing to remember


class Drawing(nn.Module):
    """A module that draws random numbers in training: all of them from `draws`, begun anew in every call."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.draws = Draws()


def give_draws(module: nn.Module, seed: int, part: str, clock: Clock) -> None:
    """Have all that `module` and the modules in it draw follow from `seed`, the `part` of the network and the step."""
    for path, each in module.named_modules():
        if isinstance(each, Drawing):
            each.draws = Draws(seed, f"{part}.{path}" if path else part, clock)


def _mixed(key: int, step: int) -> int:
    """64 bits as good as random for every step (Steele, Lea and Flood 2014, "splitmix"), which seed a generator.

    On the CPU torch's generator takes 32 of them: two streams are the same by chance in one of 4 billion pairs.
    """
    bits = (key + step * 0x9E3779B97F4A7C15) & _BITS
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _BITS
    return bits ^ (bits >> 31)
