"""How a file of this package says what it adds to torch."""

import inspect
import math
from collections.abc import Callable
from typing import Any, TypeVar

import torch
import torch.nn.functional as F  # noqa: N812  (its usual name)
from torch import Tensor, nn

ADDITIONS: dict[str, Callable[..., Any]] = {}
"""Every module and function by name."""
NAMES = {"math": math, "torch": torch, "F": F, "Tensor": Tensor, "nn": nn}
"""All that the source of an addition may use, because exported code has no more."""

Added = TypeVar("Added", bound=Callable[..., Any])


def addition(added: Added) -> Added:
    """Marks a module or function that catalog entries may name; it uses nothing but NAMES and itself."""
    ADDITIONS[added.__name__] = added
    return added


def source_of(name: str) -> str:
    """The Python source of an addition, as it stands in exported code."""
    text = inspect.getsource(ADDITIONS[name])
    return text.removeprefix("@addition\n").rstrip() + "\n"
