"""The verb `prove`."""

import argparse
import json
import sys
from pathlib import Path

from nndesigner.cli.failures import printable
from nndesigner.cli.terminal import say
from nndesigner.runs.folder import RunFolder
from nndesigner.training import checkpoint
from nndesigner.training.keeping import NothingToResume, last_two
from nndesigner.training.proving import NothingToProve, Proof
from nndesigner.training.proving import prove as proof_of

DIFFERS = 1


def prove(options: argparse.Namespace) -> int:
    """Rerun the steps between the last two checkpoints of a run; 1 when something comes out differently."""
    proof = _proof(Path(options.folder))
    if options.json:
        differences = [vars(each) for each in proof.differences]
        print(json.dumps({**vars(proof), "differences": differences}, allow_nan=False))
    else:
        say(printable(proof.in_words()), sys.stdout)
    return DIFFERS if proof.differences else 0


def _proof(path: Path) -> Proof:
    folder = RunFolder(path)
    if not folder.exists:
        raise NothingToResume(f"There is no run in {path}. Give the folder that train was given after --out.")
    found = last_two(folder.checkpoints)
    if len(found) < 2:
        few = f"There are fewer than two checkpoints in {folder.checkpoints}"
        raise NothingToProve(f"{few}. Train for longer, or with --checkpoint-steps.")
    earlier, later = map(checkpoint.read, found)
    return proof_of(folder.order(), earlier, later)
