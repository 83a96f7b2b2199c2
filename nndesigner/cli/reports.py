"""The verbs that only tell: summary, check, examples and datasets. None of them needs torch."""

import argparse
import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import count
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.source import Source
from nndesigner.cli.failures import printable
from nndesigner.cli.figures import quoted
from nndesigner.design import check as checking
from nndesigner.design.goals import goals, positive_classes
from nndesigner.design.model import Design
from nndesigner.project import examples as shipped
from nndesigner.project.file import open_project


def summary(options: argparse.Namespace) -> int:
    """Print the layers in the order of flow with shapes and numbers of parameters."""
    design = _design(options)
    report = checking.check(design)
    layers = [design.nodes[identity] for identity in design.order]
    numbers = {node.id: count(report.weights.get(node.id, {})) for node in layers}
    if options.json:
        listed = [
            {
                "name": node.name,
                "kind": node.layer.stored_kind(),
                "output_shape": list(report.shapes[node.id]) if node.id in report.shapes else None,
                "parameters": numbers[node.id],
            }
            for node in layers
        ]
        _print_json({"layers": listed, "parameters": report.parameters, "positive": positive_classes(design)})
        return 0
    rows = [
        (node.name, node.layer.stored_kind(), _in_words(report.shapes.get(node.id)), grouped(numbers[node.id]))
        for node in layers
    ]
    _print_table(("Layer", "Kind", "Output", "Parameters"), rows, right=3)
    print(f"{grouped(report.parameters)} parameters")
    for sentence in _positives(design):
        print(printable(sentence))
    if report.problems:
        print(f"{_number(len(report.problems))}; see: nndesigner check {printable(options.file)}")
    return 0


def check(options: argparse.Namespace) -> int:
    """Print what keeps the design from being trained, and what would help; 1 when there is anything."""
    design = _design(options)
    problems = checking.check(design).problems
    if options.json:
        listed = [
            {
                "layer": design.nodes[problem.node].name if problem.node else None,
                "message": problem.message,
                "severity": problem.severity,
                "fixes": [fix.label for fix in problem.fixes],
            }
            for problem in problems
        ]
        _print_json({"problems": listed})
    elif problems:
        for problem in problems:
            where = f"{design.nodes[problem.node].name}: " if problem.node else ""
            print(printable(f"{problem.severity}: {where}{problem.message}"))
            for fix in problem.fixes:
                print(printable(f"    {fix.label}"))
    else:
        print("No problems: it can be trained.")
    return 1 if problems else 0


def examples(options: argparse.Namespace) -> int:
    """Print the projects that ship with the application."""
    found = shipped.examples()
    if options.json:
        _print_json({"examples": [vars(example) for example in found]})
    else:
        rows = [(f"{shipped.PREFIX}{example.name}", example.title, example.point) for example in found]
        _print_table(("Example", "Title", "What it shows"), rows)
    return 0


def datasets(options: argparse.Namespace) -> int:
    """Print what networks can learn from."""
    sources = [entry() for entry in entries(Source.family).values()]
    found = [source for source in sources if isinstance(source, Source)]
    if options.json:
        listed = [
            {
                "kind": source.kind,
                "title": source.title(),
                "contents": source.contents(),
                "sample_shape": list(source.sample_shape()),
                "classes": list(source.class_names()),
            }
            for source in found
        ]
        _print_json({"datasets": listed})
    else:
        rows = [(source.kind, source.title(), source.contents()) for source in found]
        _print_table(("Data set", "Title", "Contents"), rows)
    return 0


def _design(options: argparse.Namespace) -> Design:
    return open_project(shipped.locate(options.file)).design


def _positives(design: Design) -> Iterator[str]:
    """Which class the number of an output with one unit is about."""
    for goal in goals(design):
        if goal.unit:
            what = "the probability of" if goal.unit.is_probability else "high for"
            yield f"{goal.name} gives one number, which is {what} {quoted(goal.positive_name)}"


def _in_words(shape: Shape | None) -> str:
    return str(shape) if shape else "?"


def _number(problems: int) -> str:
    return "1 problem" if problems == 1 else f"{problems} problems"


def _print_json(plain: Any) -> None:
    print(json.dumps(plain, allow_nan=False))


class _Output(Console):
    """The standard output; when its reader has gone that is an error like any other."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _print_table(titles: Iterable[str], rows: Iterable[tuple[str, ...]], right: int | None = None) -> None:
    """Print a table; the column number `right` holds numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, title in enumerate(titles):
        table.add_column(title, justify="right" if number == right else "left", overflow="fold")
    for row in rows:
        table.add_row(*[Text(printable(cell)) for cell in row])
    _Output(highlight=False, markup=False, emoji=False).print(table)
