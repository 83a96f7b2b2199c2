"""Convolution in half precision on a CPU, without what lies in memory beside its values."""

import torch
from torch import Tensor, nn


class Conv2d(nn.Conv2d):
    """Does what `nn.Conv2d` does.

    Where it takes strides and gives a single column or row, oneDNN reads unused memory in half precision, and what is
    no number there spoils the answer: these few values are computed in single precision.
    """

    def forward(self, values: Tensor) -> Tensor:
        """Convolves values (batch, C, H, W)."""
        if values.device.type == "cpu" and torch.is_autocast_enabled("cpu") and self._gives_one_column(values):
            with torch.autocast("cpu", enabled=False):
                return super().forward(values.float())
        return super().forward(values)

    def _gives_one_column(self, values: Tensor) -> bool:
        if max(self.stride) == 1:
            return False
        spans = [apart * (size - 1) + 1 for apart, size in zip(self.dilation, self.kernel_size, strict=True)]
        added = [2 * each if isinstance(each, int) else 0 for each in self.padding]
        sizes = zip(values.shape[2:], added, spans, self.stride, strict=True)
        return any(size + zeros - span < stride for size, zeros, span, stride in sizes)
