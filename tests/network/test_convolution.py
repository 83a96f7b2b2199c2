"""Convolution in half precision: oneDNN reads unused memory where it gives a single column."""

import math

import pytest
import torch
from torch import nn

from nndesigner.network.builder import build
from nndesigner.network.convolution import Conv2d
from tests.design.drawings import drawn, layer


@pytest.mark.parametrize("size", [(28, 2), (28, 3)])
def test_one_column_in_half_precision_is_made_of_its_values_alone(size):
    convolution = Conv2d(8, 8, kernel_size=2, stride=(3, 3))
    nn.init.zeros_(convolution.weight)
    values = torch.randn(4, 8, *size)
    for _ in range(20):
        unused = [torch.full((length,), math.nan) for length in range(1, 20_000, 307)]
        del unused
        with torch.autocast("cpu", torch.bfloat16):
            assert convolution(values).isfinite().all()


@pytest.mark.parametrize(("size", "half"), [((6, 6), torch.bfloat16), ((9, 2), torch.float32), ((2, 9), torch.float32)])
def test_it_computes_what_torch_does(size, half):
    torch.manual_seed(0)
    convolution, plain, values = Conv2d(3, 2, 2, stride=2), nn.Conv2d(3, 2, 2, stride=2), torch.randn(2, 3, *size)
    plain.load_state_dict(convolution.state_dict())
    assert torch.equal(convolution(values), plain(values))
    with torch.autocast("cpu", torch.bfloat16):
        mixed = convolution(values)
    assert mixed.dtype == half
    torch.testing.assert_close(mixed.float(), plain(values), rtol=0.05, atol=0.05)


def test_the_convolutions_of_a_network_are_such():
    network = build(drawn("input", "conv2d", "flatten", layer("dense", units=10, activation="softmax"), "output"))
    assert isinstance(network.parts["n2"], Conv2d)
