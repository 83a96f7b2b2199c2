"""The verb `export`."""

import argparse
import sys
from pathlib import Path

from nndesigner.cli.failures import printable
from nndesigner.cli.terminal import say
from nndesigner.export import formats
from nndesigner.project.examples import locate
from nndesigner.project.file import open_project


def export(options: argparse.Namespace) -> int:
    """Write the network of `options.file` to `options.out` in the format `options.to`."""
    out = Path(options.out)
    formats.export(open_project(locate(options.file)), options.to, out)
    also = f" and {out.with_suffix('.safetensors').name}, its weights" if options.to == "python" else ""
    say(f"Wrote {printable(str(out))}{printable(also)}.", sys.stdout)
    return 0
