"""What the command line understands."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from nndesigner import __version__
from nndesigner.catalog.entry import Parameter
from nndesigner.cli import reports
from nndesigner.cli.failures import BadUsage, exit_status
from nndesigner.cli.working import work
from nndesigner.design.options import Settings
from nndesigner.training.hosts.choice import HostKind

DESCRIPTION = """\
Draw a neural network, train it for real, and watch it learn.

  nndesigner [FILE]          open the window; --host process trains in a process of its own
  nndesigner VERB ...        do one thing in the terminal

FILE is a project (.nnd or .json) or an example, such as example:mnist-mlp."""
VERBS = ("train", "prove", "summary", "check", "export", "examples", "datasets", "data")
HIDDEN_VERBS = ("worker",)
"""What only nndesigner itself calls."""
EXPORT_FORMATS = ("safetensors", "torch", "npz", "python")
FILE_HELP = "a project, or example:NAME"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments (without the program's name) ask; gives the exit status, 2 when it could not be done."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    return exit_status(lambda: _run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: Sequence[str]) -> int:
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        message = message.removeprefix("argument ")
        raise BadUsage(f"{message[:1].upper()}{message[1:].rstrip('.')}. See {self.prog} --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="nndesigner",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        usage="nndesigner [FILE] | nndesigner VERB ...",
    )
    parser.add_argument("--version", action="version", version=f"nndesigner {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    _add_train(verbs)
    for name, run, help in (
        ("summary", reports.summary, "layers, shapes and parameters"),
        ("check", reports.check, "problems and their fixes; the exit status is 1 when there are any"),
    ):
        verb = _verb(verbs, name, run, help)
        verb.add_argument("file", metavar="FILE", help=FILE_HELP)
        _add_json(verb)
    prove = _verb(verbs, "prove", _prove, "rerun the steps between the last two checkpoints of a run, and compare")
    prove.add_argument("folder", metavar="DIR", help="the folder that train was given after --out")
    _add_json(prove)
    export = _verb(verbs, "export", _export, "write the trained weights, or the network as Python code")
    export.add_argument("file", metavar="FILE", help=FILE_HELP)
    export.add_argument("--to", required=True, choices=EXPORT_FORMATS, metavar="|".join(EXPORT_FORMATS))
    export.add_argument("out", metavar="OUT", help="the file to write")
    _add_json(_verb(verbs, "examples", reports.examples, "the projects that ship with nndesigner"))
    _add_json(_verb(verbs, "datasets", reports.datasets, "what networks can learn from"))
    data = verbs.add_parser("data", help="inspect data of your own", description="Inspect data of your own.")
    looking = _verb(
        data.add_subparsers(title="verbs", metavar="VERB", required=True),
        "inspect",
        _inspect,
        "what a file or folder holds",
    )
    looking.add_argument("path", metavar="PATH", help="a table, or other data to learn from")
    _add_json(looking)
    # without help, so that it is not listed
    verbs.add_parser(HIDDEN_VERBS[0], description="For nndesigner itself.").set_defaults(run=work)
    return parser


def _add_train(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    train = _verb(verbs, "train", _train, "train a network and report its progress")
    train.add_argument("file", metavar="FILE", nargs="?", help=f"{FILE_HELP}; without it a network is made for --data")
    train.add_argument("--data", metavar="PATH", help="learn from this data instead; the network is made to fit it")
    train.add_argument("--positive", metavar="CLASS", help="the class of two that precision, recall and F1 are of")
    for parameter in Settings.parameters():
        _add_setting(train, parameter)
    train.add_argument("--device", default="auto", metavar="D", help="cpu, cuda, cuda:1, mps; the fastest by default")
    hosts = [each.value for each in HostKind]
    help = "train here (thread), or in a process of its own, whose crash is reported"
    train.add_argument("--host", default=HostKind.THREAD.value, choices=hosts, help=help)
    help = "keep the run there, with trained.nnd, weights.safetensors and history.csv"
    train.add_argument("--out", metavar="DIR", help=help)
    help = "keep a checkpoint in --out every N steps, too"
    train.add_argument("--checkpoint-steps", type=_whole_number(1, 10**9), default=0, metavar="N", help=help)
    train.add_argument("--resume", action="store_true", help="go on with the run in --out from its last checkpoint")
    help = "begin anew in --out in place of a run that is not finished; without it such a run is refused"
    train.add_argument("--fresh", action="store_true", help=help)
    train.add_argument("--jsonl", action="store_true", help="print one JSON object a line, for other programs")


def _add_setting(verb: argparse.ArgumentParser, parameter: Parameter) -> None:
    """A flag for one setting of the training; None, when it is not given, leaves the project's."""
    flag, help = f"--{parameter.name.replace('_', '-')}", parameter.help.replace("%", "%%")
    if parameter.choices:
        verb.add_argument(flag, choices=tuple(parameter.choices), help=help)
    elif parameter.type is bool:
        verb.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=help)
    else:
        limits = int(parameter.minimum or 0), int(parameter.maximum or 10**18)
        verb.add_argument(flag, type=_whole_number(*limits), metavar="N", help=help)


def _verb(
    verbs: "argparse._SubParsersAction[_Parser]", name: str, run: Callable[[argparse.Namespace], int], help: str
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=help, description=f"{help[:1].upper()}{help[1:]}.", allow_abbrev=False)
    verb.set_defaults(run=run)
    return verb


def _add_json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="print JSON, for other programs")


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        is_number = text.isascii() and text.isdigit() and len(text) < 20
        if not is_number or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"expected a whole number from {least} to {most}, found {text[:40]!r}")
        return int(text)

    return read


def _train(options: argparse.Namespace) -> int:
    from nndesigner.cli.training import train

    return train(options)


def _prove(options: argparse.Namespace) -> int:
    from nndesigner.cli.proving import prove

    return prove(options)


def _inspect(options: argparse.Namespace) -> int:
    from nndesigner.cli.data_inspect import inspect

    return inspect(options)


def _export(options: argparse.Namespace) -> int:
    from nndesigner.cli.exporting import export

    return export(options)
