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
    project = open_project(locate(options.file))
    formats.export(project.predictor, options.to, out)
    if project.has_moved_on:
        print("The design was changed since its training; this is the network as it was trained.", file=sys.stderr)
    also = f" and {out.with_suffix('.safetensors').name}, its weights" if options.to == "python" else ""
    say(f"Wrote {printable(str(out))}{printable(also)}.", sys.stdout)
    return 0
