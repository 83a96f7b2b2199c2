"""The problems of a design as the command line shows them: for people, and for other programs."""

from collections.abc import Iterable
from typing import TextIO

from nndesigner.cli.failures import printable
from nndesigner.cli.terminal import say
from nndesigner.design.model import Design
from nndesigner.design.report import Problem

INDENT = "    "


def print_problems(design: Design, problems: Iterable[Problem], stream: TextIO) -> None:
    """Print each problem with its layer: what was expected, what was found, and a line for each fix."""
    for problem in problems:
        where = f"{design.nodes[problem.node].name}: " if problem.node else ""
        say(printable(f"{problem.severity}: {where}{problem.message}"), stream)
        for fix in problem.fixes:
            say(printable(fix.label), stream, first=INDENT)


def plain_problems(design: Design, problems: Iterable[Problem]) -> list[dict[str, object]]:
    """The problems as JSON values."""
    return [
        {
            "layer": design.nodes[problem.node].name if problem.node else None,
            "message": problem.message,
            "severity": problem.severity,
            "fixes": [fix.label for fix in problem.fixes],
        }
        for problem in problems
    ]


def number_of(problems: int) -> str:
    """How many problems there are, in words."""
    return "1 problem" if problems == 1 else f"{problems} problems"
