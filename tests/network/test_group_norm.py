"""Group normalization behind layers that do not learn: torch's own ends the process there."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from nndesigner.network.group_norm import GroupNorm

LEARNING = """
import torch
from nndesigner.network.builder import build
from tests.design.drawings import classifier, drawn, layer

TEN = layer("dense", units=10, activation="softmax")
frozen = layer("conv2d", filters=4, frozen=True)
network = build(drawn("input", frozen, layer("group_norm", groups={groups}), "flatten", TEN, "output"))
network.to(memory_format=torch.channels_last)
for _ in range(50):
    network.scores(torch.randn(4, 1, 28, 28)).square().sum().backward()
assert all(parameter.grad.isfinite().all() for parameter in network.parameters() if parameter.requires_grad)
"""


@pytest.mark.parametrize("groups", [1, 2])
def test_it_learns_behind_a_frozen_convolution(groups):
    code, root = LEARNING.format(groups=groups), Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, timeout=100).returncode == 0


def test_it_computes_what_torch_does():
    torch.manual_seed(0)
    values = torch.randn(3, 4, 5, 5).to(memory_format=torch.channels_last)
    torch.testing.assert_close(GroupNorm(2, 4)(values), nn.GroupNorm(2, 4)(values))
