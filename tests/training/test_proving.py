"""Steps are rerun from one checkpoint to the next, and every tensor is compared."""

import pytest
import torch

from nndesigner.data.samples import Samples
from nndesigner.training import checkpoint
from nndesigner.training.checkpoint import Checkpoint
from nndesigner.training.events import EpochDone, StepDone
from nndesigner.training.order import Order
from nndesigner.training.proving import NothingToProve, prove
from nndesigner.training.run import prepare
from tests.design.drawings import layer
from tests.training.designs import trainable

ORDER = Order(trainable(layer("dense", units=8), "batch_norm", "dropout"), "cpu")


@pytest.fixture(scope="module")
def kept(digits: Samples, tmp_path_factory: pytest.TempPathFactory) -> list[Checkpoint]:
    """Checkpoints after the steps 3 and 7, after the last step of an epoch, and after the epoch."""
    folder = tmp_path_factory.mktemp("kept")
    run, found = prepare(ORDER, samples=digits), []
    for event in run.events():
        if isinstance(event, EpochDone) or (isinstance(event, StepDone) and event.step in (3, 7, 9)):
            state = run.state()
            assert state
            checkpoint.write(state, folder / f"{len(found)}")
            found.append(checkpoint.read(folder / f"{len(found)}"))
    return found


@pytest.mark.parametrize("later", [1, 2, 3, 4])
def test_steps_that_repeat_are_proved_within_an_epoch_and_over_its_end(
    later: int, kept: list[Checkpoint], digits: Samples
) -> None:
    proof = prove(ORDER, kept[0], kept[later], digits)
    assert proof.differences == () and proof.tensors >= 20
    last = kept[later].position.step
    assert proof.in_words() == f"Step 3 to {last}: all {proof.tensors} tensors are the same bit for bit."


def test_a_single_bit_is_found_and_said(kept: list[Checkpoint], digits: Samples) -> None:
    weights = kept[1].state["loop"]["network"]
    name = next(name for name in weights if name.endswith("weight"))
    changed = weights[name].clone()
    changed.view(torch.int32).flatten()[5] ^= 1
    state = {**kept[1].state, "loop": {**kept[1].state["loop"], "network": {**weights, name: changed}}}
    proof = prove(ORDER, kept[0], Checkpoint(kept[1].position, state), digits)
    (difference,) = proof.differences
    assert difference.name == f"loop/network/{name}" and difference.by is not None and 0 < difference.by < 1e-6
    assert proof.in_words().startswith(f"Step 3 to 7: 1 of {proof.tensors} tensors differ: loop/network/{name} (by up ")


def test_without_steps_between_there_is_nothing_to_prove(kept: list[Checkpoint], digits: Samples) -> None:
    with pytest.raises(NothingToProve, match="no steps between"):
        prove(ORDER, kept[1], kept[0], digits)
