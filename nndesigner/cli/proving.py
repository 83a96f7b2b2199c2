"""The verb `prove`."""

import argparse
import json
import sys
from pathlib import Path

from nndesigner.cli.failures import printable
from nndesigner.cli.terminal import say
from nndesigner.runs.folder import RunFolder
from nndesigner.runs.proving import prove_kept

DIFFERS = 1


def prove(options: argparse.Namespace) -> int:
    """Rerun the steps between the last two checkpoints of a run; 1 when something comes out differently."""
    proof = prove_kept(RunFolder(Path(options.folder)))
    assert proof is not None  # nobody cancels it
    if options.json:
        differences = [vars(each) for each in proof.differences]
        print(json.dumps({**vars(proof), "differences": differences}, allow_nan=False))
    else:
        say(printable(proof.in_words()), sys.stdout)
    return DIFFERS if proof.differences else 0
