"""Devices: each is tried out, and one that is not there is refused with what is."""

import pytest
import torch

from nndesigner.network import devices
from nndesigner.network.devices import Device, DeviceUnavailable, available, pick


def test_the_cpu_always_works_and_says_how_many_cores_it_has() -> None:
    cpu = available()[-1]
    assert cpu.name == "cpu"
    assert cpu.title.startswith("CPU · ")


def test_the_fastest_is_picked_unless_one_is_named() -> None:
    assert pick() == available()[0]
    assert pick("cpu").name == "cpu"


def test_what_is_not_there_is_refused_with_what_is() -> None:
    with pytest.raises(DeviceUnavailable, match=r"no device called 'tpu' here\. There is: .*cpu \(CPU"):
        pick("tpu")


def test_a_device_that_fails_is_found_with_its_reason() -> None:
    broken = devices._probed(Device("cuda:99", "CUDA · nothing"))
    assert broken.problem
    assert devices._probed(Device("cpu", "CPU")).problem == ""


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a graphics card")
def test_a_graphics_card_is_named() -> None:
    assert pick("cuda").title.startswith("CUDA · ")
