"""Adds up losses and right answers without making a device wait."""

import torch
from torch import Tensor

from nndesigner.training.events import Metrics


class Tally:
    """Sums over batches: plain numbers on a CPU; elsewhere they stay on the device until they are asked for."""

    def __init__(self, device: str) -> None:
        self._device = device
        self.clear()

    def clear(self) -> None:
        """Start again at zero."""
        self.samples = 0
        self._loss, self._right = self._zero(), self._zero()
        self._has_right = False

    def add(self, loss: Tensor, right: Tensor | None, samples: int) -> None:
        """Count a batch with this mean `loss`, of whose `samples` so many were `right`."""
        self.samples += samples
        self._loss += (loss.item() if self._device == "cpu" else loss) * samples
        if right is not None:
            self._right += right.item() if self._device == "cpu" else right
            self._has_right = True

    def means(self) -> Metrics:
        """Mean loss and accuracy; empty when nothing was counted."""
        if not self.samples:
            return {}
        loss, right = float(self._loss) / self.samples, float(self._right) / self.samples
        return {"loss": loss, "accuracy": right} if self._has_right else {"loss": loss}

    def _zero(self) -> float | Tensor:
        if self._device == "cpu":
            return 0.0
        # Apple's graphics cards know no double precision.
        return torch.zeros((), dtype=torch.float32 if self._device == "mps" else torch.float64, device=self._device)
