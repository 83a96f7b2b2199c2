"""A device that is lost: told apart from other errors, and reported as what it is."""

from collections.abc import Iterator

import pytest
import torch

from nndesigner.design.model import Design
from nndesigner.training import diagnosis
from nndesigner.training.events import Event, Failed, Preparing
from nndesigner.training.hosts.host import DeviceFault
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.order import Order

ASSERT = "CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously reported"


@pytest.mark.parametrize(
    "error, is_fault",
    [
        (torch.AcceleratorError(ASSERT), True),
        (RuntimeError("CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`"), True),
        (torch.OutOfMemoryError("CUDA out of memory."), False),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
        (MemoryError(), False),
    ],
)
def test_a_lost_device_is_told_from_other_errors(error: BaseException, is_fault: bool) -> None:
    assert diagnosis.is_device_fault(error) is is_fault


def test_the_first_line_says_what_happened_and_three_ways_follow() -> None:
    words = str(diagnosis.device_fault(torch.AcceleratorError(ASSERT)))
    assert words.startswith("The device broke off: CUDA error: device-side assert triggered. Nothing can")
    assert words.endswith("Train in a process of its own, choose the CPU, or restart nndesigner.")


class Lost:
    """A run whose device is lost at once."""

    watches_closely, wanted, learned, keeper, can_change = False, frozenset[str](), None, None, False

    def events(self) -> Iterator[Event]:
        yield Preparing("Reading")
        raise DeviceFault("The device broke off.")


def test_the_event_says_that_the_device_is_lost() -> None:
    host = ThreadHost(lambda _: Lost())  # type: ignore[arg-type, return-value]
    host.start(Order(Design()))
    assert host.join(20)
    failed = host.collect()[-1]
    assert isinstance(failed, Failed)
    assert failed.is_device_fault and failed.message == "The device broke off."
