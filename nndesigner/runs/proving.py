"""Proves a run that is kept in a folder: the steps between its last two checkpoints are done a second time."""

from nndesigner.runs.folder import RunFolder
from nndesigner.training import checkpoint
from nndesigner.training.keeping import NothingToResume, last_two
from nndesigner.training.proving import GoOn, NothingToProve, Proof, prove


def prove_kept(folder: RunFolder, go_on: GoOn = lambda part: True) -> Proof | None:
    """What the last steps gave a second time; `go_on` as for `prove`. Raises UserError, NothingToProve among them."""
    if not folder.exists:
        raise NothingToResume(f"There is no run in {folder.path}. Give the folder that train was given after --out.")
    found = last_two(folder.checkpoints)
    if len(found) < 2:
        few = f"There are fewer than two checkpoints in {folder.checkpoints}"
        raise NothingToProve(f"{few}. Train for longer, or with --checkpoint-steps.")
    earlier, later = map(checkpoint.read, found)
    return prove(folder.order(), earlier, later, go_on=go_on)
