"""Which devices can compute, found out by letting each of them compute."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import psutil
import torch

from nndesigner.catalog.problems import UserError
from nndesigner.words.counts import counted


class DeviceUnavailable(UserError):
    """A device that does not exist or does not work; the text names what there is."""


@dataclass(frozen=True)
class Device:
    """Something that computes. `problem` says why it cannot be used, and is empty when it can."""

    name: str
    title: str
    problem: str = ""


@cache
def found() -> tuple[Device, ...]:
    """Every device of this computer, fastest first, also those that do not work."""
    return tuple(_probed(device) for device in _present())


def available() -> tuple[Device, ...]:
    """The devices that work, fastest first; the CPU is always among them."""
    return tuple(device for device in found() if not device.problem)


def pick(name: str = "auto") -> Device:
    """The device called `name`, or the fastest for "auto". Raises DeviceUnavailable."""
    usable = available()
    if name == "auto":
        return usable[0]
    for device in found():
        if device.name == name and device.problem:
            raise DeviceUnavailable(f"{device.title} does not work: {device.problem} {_offer(usable)}")
        if device.name == name:
            return device
    raise DeviceUnavailable(f"There is no device called {name!r} here. {_offer(usable)}")


def free_memory(device: Device) -> int:
    """Bytes that can be had on the device."""
    if device.name.startswith("cuda"):
        free, _ = torch.cuda.mem_get_info(device.name)
        return int(free)
    if device.name == "mps":
        return int(torch.mps.recommended_max_memory()) - int(torch.mps.driver_allocated_memory())
    return int(psutil.virtual_memory().available)


def _present() -> Iterator[Device]:
    if torch.cuda.is_available():
        for number in range(torch.cuda.device_count()):
            name = "cuda" if number == 0 else f"cuda:{number}"
            yield Device(name, f"CUDA · {torch.cuda.get_device_name(number)}")
    if torch.backends.mps.is_available():
        yield Device("mps", "Apple GPU")
    cores = os.cpu_count() or 1
    yield Device("cpu", f"CPU · {counted(cores, 'core')}")


def _probed(device: Device) -> Device:
    """The device with its problem, if it has one: a driver that is too old shows only when a kernel is launched."""
    try:
        ones = torch.ones(8, 8, device=device.name)
        result = float((ones @ ones).sum().cpu())
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        return Device(device.name, device.title, f"{reason.rstrip('.')}.")
    if result != 512.0:
        return Device(device.name, device.title, f"it computed {result:g} where 512 is right.")
    return device


def _offer(usable: tuple[Device, ...]) -> str:
    names = ", ".join(f"{device.name} ({device.title})" for device in usable)
    return f"There is: {names}."
