"""The verbs that only report: summary, check, examples and datasets. None of them needs torch."""

import argparse
import json
import sys
from collections.abc import Collection, Iterator
from typing import Any

from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import count
from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.source import Source
from nndesigner.cli.failures import printable
from nndesigner.cli.figures import quoted
from nndesigner.cli.problems import number_of, plain_problems, print_problems
from nndesigner.cli.tables import print_table
from nndesigner.cli.terminal import say
from nndesigner.design import check as checking
from nndesigner.design.goals import goals, positive_classes
from nndesigner.design.model import Design, NodeId
from nndesigner.design.report import Report
from nndesigner.project import examples as shipped
from nndesigner.project.file import open_project


def summary(options: argparse.Namespace) -> int:
    """Print the layers in the order of flow with shapes and numbers of parameters."""
    design = _design(options)
    report = checking.check(design)
    layers = [design.nodes[identity] for identity in design.order]
    numbers = {node: count(weights) for node, weights in report.weights.items()}
    if options.json:
        listed = [
            {
                "name": node.name,
                "kind": node.layer.stored_kind(),
                "output_shape": list(report.shapes[node.id]) if node.id in report.shapes else None,
                "parameters": numbers.get(node.id),
            }
            for node in layers
        ]
        _print_json({"layers": listed, **_totals(design, report), "positive": positive_classes(design)})
        return 0
    rows = [
        (
            node.name,
            node.layer.stored_kind(),
            str(report.shapes.get(node.id, "?")),
            grouped(numbers[node.id]) if node.id in numbers else "?",
        )
        for node in layers
    ]
    print_table(("Layer", "Kind", "Output", "Parameters"), rows, right=[3])
    for sentence in (*_total(design, report), *_positives(design)):
        say(printable(sentence), sys.stdout)
    if report.problems:
        say(f"{number_of(len(report.problems))}; see: nndesigner check {printable(options.file)}", sys.stdout)
    return 0


def check(options: argparse.Namespace) -> int:
    """Print what keeps the design from being trained, and what would help; 1 when there is anything."""
    design = _design(options)
    report = checking.check(design)
    problems = report.problems
    if options.json:
        _print_json({"problems": plain_problems(design, problems), **_totals(design, report)})
    elif problems:
        print_problems(design, problems, sys.stdout)
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
        print_table(("Example", "Title", "What it shows"), rows)
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
        print_table(("Data set", "Title", "Contents"), rows)
    return 0


def _design(options: argparse.Namespace) -> Design:
    return open_project(shipped.locate(options.file)).design


def _positives(design: Design) -> Iterator[str]:
    """Which class the number of an output with one unit is about."""
    for goal in goals(design):
        if goal.unit:
            what = "the probability of" if goal.unit.is_probability else "high for"
            yield f"{goal.name} gives one number, which is {what} {quoted(goal.positive_name)}"


def _totals(design: Design, report: Report) -> dict[str, object]:
    """What a network learns in all, whether that is known completely, and what is not known or not counted."""
    return {
        "parameters": report.parameters,
        "complete": report.is_complete,
        "unknown": _names(design, report.used - report.weights.keys()),
        "unused": _names(design, design.nodes.keys() - report.used),
    }


def _total(design: Design, report: Report) -> Iterator[str]:
    number = f"{grouped(report.parameters)} parameters"
    unknown = _names(design, report.used - report.weights.keys())
    unused = _names(design, design.nodes.keys() - report.used)
    if unknown:
        yield f"{number} so far; not known yet: those of {', '.join(unknown)}"
    else:
        yield number if report.is_complete else f"{number} so far; nothing leads to an output yet"
    if unused:
        yield f"not counted, because they lead to no output: {', '.join(unused)}"


def _names(design: Design, identities: Collection[NodeId]) -> list[str]:
    return [node.name for node in design.nodes.values() if node.id in identities]


def _print_json(plain: Any) -> None:
    print(json.dumps(plain, allow_nan=False))
