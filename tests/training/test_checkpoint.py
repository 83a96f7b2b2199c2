"""A state comes back from a file as it was, and what is no state is refused."""

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from nndesigner.training.checkpoint import TYPES, BrokenCheckpoint, read, write
from nndesigner.training.optimizing import optimizer_state, resume_optimizer
from nndesigner.training.state import copied

POSITION = {"epoch": 2, "samples": 30, "step": 7}


def through_file(path: Path, **values: Any) -> dict[str, Any]:
    write({"position": POSITION, **values}, path)
    return dict(read(path).state)


def test_plain_values_come_back_to_the_bit(tmp_path: Path) -> None:
    values = {"none": None, "yes": True, "count": 2**62, "rate": 0.1 + 0.2, "tiny": 5e-324, "name": "ü/1", "low": -0.0}
    found = through_file(tmp_path / "state", values=values, listed=[1, [2.5, "a"], {"b": [math.inf, -math.inf]}])
    assert found["values"] == values and math.copysign(1, found["values"]["low"]) == -1
    assert found["listed"] == [1, [2.5, "a"], {"b": [math.inf, -math.inf]}]
    assert math.isnan(through_file(tmp_path / "state", value=math.nan)["value"])
    assert vars(read(tmp_path / "state").position) == POSITION


@pytest.mark.parametrize("dtype", TYPES)
def test_tensors_of_every_type_come_back_to_the_bit(dtype: torch.dtype, tmp_path: Path) -> None:
    tensor = torch.arange(24).view(2, 3, 2, 2).to(dtype)
    whole = {"whole": tensor, "last": tensor.to(memory_format=torch.channels_last), "turned": tensor.transpose(0, 1)}
    odd = {"none": tensor[:0], "one": tensor[0, 0, 0, 1], "row": tensor[:1].to(memory_format=torch.channels_last)}
    found = through_file(tmp_path / "state", tensors={**whole, **odd})["tensors"]
    for name, expected in {**whole, **odd}.items():
        assert (found[name].dtype, found[name].stride()) == (dtype, expected.stride()), name
        assert torch.equal(found[name], expected), name
    assert torch.equal(load_file(tmp_path / "state")["tensors/whole"], tensor)  # others read it, too


def test_names_with_slashes_are_kept_apart(tmp_path: Path) -> None:
    found = through_file(tmp_path / "state", a={"b/c": torch.ones(1), "b": {"c": torch.zeros(1)}})
    assert (found["a"]["b/c"].item(), found["a"]["b"]["c"].item()) == (1, 0)


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_damaged_anywhere_is_refused_in_words(place: float, tmp_path: Path) -> None:
    path = tmp_path / "state"
    write({"position": POSITION, "weights": torch.randn(50, 50), "numbers": list(range(1000))}, path)
    content = path.read_bytes()
    at = int(place * len(content))
    for damaged in (content[:at], content[:at] + bytes([content[at] ^ 16]) + content[at + 1 :], content + b"\0"):
        path.write_bytes(damaged)
        with pytest.raises(BrokenCheckpoint, match=r"The checkpoint state is damaged or no checkpoint: .+\.$"):
            read(path)


def test_weights_alone_are_no_checkpoint(tmp_path: Path) -> None:
    save_file({"n1.weight": torch.ones(2)}, tmp_path / "weights")
    with pytest.raises(BrokenCheckpoint, match="no state of a training"):
        read(tmp_path / "weights")


def test_what_no_file_can_hold_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="values/0 holds a complex"):
        write({"position": POSITION, "values": [1j]}, tmp_path / "state")
    assert not (tmp_path / "state").exists()


def test_the_numbers_of_an_optimizer_and_what_it_keeps_go_on() -> None:
    def made() -> torch.optim.Optimizer:
        return torch.optim.SGD([torch.nn.Parameter(torch.ones(2, 3))], lr=0.1, momentum=0.5)

    first, second = made(), made()
    group = second.param_groups[0]
    first.param_groups[0]["lr"], first.param_groups[0]["momentum"] = 0.01, 0.25
    first.param_groups[0]["params"][0].grad = torch.full((2, 3), 3.0)
    first.step()
    state = copied(optimizer_state(first))
    first.step()  # which changes no copy
    resume_optimizer(second, state)
    assert second.param_groups[0] is group and (group["lr"], group["momentum"]) == (0.01, 0.25)
    (kept,) = second.state.values()
    assert torch.equal(kept["momentum_buffer"], torch.full((2, 3), 3.0))
