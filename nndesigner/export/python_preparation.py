"""Prints the fitted preparation as Python code: `prepare` makes of raw samples what the network takes."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from nndesigner.catalog.problems import UserError, shown
from nndesigner.data.preparing import rows
from nndesigner.data.preparing.fitted import Fitted, Step
from nndesigner.export import tensor_steps
from nndesigner.export.python_lines import listed

OF_ROWS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {each.__name__: each for each in (rows.fill, rows.drop, rows.scale, rows.clip, rows.log, rows.one_hot, rows.tokens)}
)
UNDOING: Mapping[str, Callable[..., Any]] = MappingProxyType({"scale": tensor_steps.unscale, "log": tensor_steps.unlog})
"""What converts outputs to the unit of the target; other steps cannot be undone, or need not be."""


class UnknownStep(UserError):
    """The preparation of a project has a step that this version does not know."""


def printed_preparation(fitted: Fitted | None) -> str:
    """The functions and what was learned, followed by empty lines; nothing when there is no preparation.

    Raises UnknownStep.
    """
    if fitted is None:
        return ""
    return _of_table(fitted) if fitted.of == "table" else _of_samples(fitted.steps)


def _of_table(fitted: Fitted) -> str:
    steps = fitted.of_inputs().steps
    for step in steps:
        if step["do"] not in OF_ROWS:
            raise UnknownStep(f"This version does not know the step {shown(step['do'])}.")
    needed: list[Callable[..., Any]] = [rows.known_number, rows.known_text, rows.prepared]
    undone = [step for step in reversed(fitted.of_targets().steps) if step["do"] in UNDOING]
    functions: set[Callable[..., Any]] = {
        *(OF_ROWS[step["do"]] for step in steps),
        *needed,
        *(UNDOING[step["do"]] for step in undone),
    }
    reads_tokens = any(step["do"] == "tokens" for step in steps)
    lines = [
        *listed("NUMBERS", map(ascii, fitted.numbers)),
        *listed("TEXTS", map(ascii, fitted.texts)),
        *listed("MISSING", map(ascii, fitted.missing)),
        f"DECIMAL = {fitted.decimal!a}",
        *listed("INPUTS", map(ascii, fitted.inputs)),
        *(listed("CLASSES", map(ascii, fitted.classes)) if fitted.classes else ()),
        *listed("STEPS", (_step(step["do"], step) for step in steps)),
    ]
    return "".join(
        [
            _sources(functions),
            "\n".join(lines),
            _PREPARE_ROWS.format(value="values[INPUTS[0]]" if reads_tokens else "[values[name] for name in INPUTS]"),
            _restoring(fitted, undone),
        ]
    )


def _restoring(fitted: Fitted, undone: Iterable[Step]) -> str:
    places = {name: place for place, name in enumerate(fitted.targets)}
    changes = [
        f"    columns[{places[name]}] = {UNDOING[step['do']].__name__}(columns[{places[name]}], {learned!a})"
        for step in undone
        for name, learned in step["columns"].items()
    ]
    return _RESTORE.format(changes="\n".join(changes)) if changes else ""


def _of_samples(steps: Iterable[Step]) -> str:
    calls = []
    functions: set[Callable[..., Any]] = set()
    for step in steps:
        match step:
            case {"do": "resize", "height": int(height), "width": int(width)}:
                calls.append(f"resize(samples, {height}, {width})")
                functions |= {rows.pixel_weights, tensor_steps.resize}
            case {"do": "gray"}:
                calls.append("gray(samples)")
                functions.add(tensor_steps.gray)
            case {"do": "scale", "mean": mean, "factor": factor}:
                calls.append(f"standardize(samples, {mean!a}, {factor!a})")
                functions.add(tensor_steps.standardize)
            case _:
                raise UnknownStep(f"This version does not know the step {shown(step['do'])}.")
    body = "\n".join(f"    samples = {call}" for call in calls)
    return _sources(functions) + _PREPARE_SAMPLES.format(body=body)


def _sources(functions: Iterable[Callable[..., Any]]) -> str:
    ordered = sorted(functions, key=lambda each: (each.__module__, each.__code__.co_firstlineno))
    return "".join(f"{inspect.getsource(each).rstrip()}\n\n\n" for each in ordered)


def _step(function: str, step: Step) -> str:
    inner = [f"        {name!a}: {learned!a}," for name, learned in step["columns"].items()]
    return "\n".join([f"({function}, {{", *inner, "    })"])


_PREPARE_ROWS = '''


def prepare(raw: list[dict[str, Any]]) -> Tensor:
    """A batch for the network, from rows as `csv.DictReader` gives them: dicts by the names of the columns.

    They are prepared as the training data was, with what was learned from it. Rows that it would have left out are
    left out. Columns are called as in the training data; without names there, "column 1", "column 2" and so on.
    """
    samples = []
    for number, row in enumerate(raw, 1):
        try:
            values = prepared(row, NUMBERS, TEXTS, STEPS, MISSING, DECIMAL)
        except ValueError as error:
            raise ValueError(f"Row {{number}}: {{error}}") from None
        if values is None:
            continue
        missing = [name for name in INPUTS if values[name] is None]
        if missing:
            raise ValueError(f"Row {{number}} has no value for {{', '.join(missing)}}.")
        samples.append({value})
    return torch.tensor(samples)


'''
_RESTORE = '''def restore(outputs: Tensor) -> Tensor:
    """Outputs of the network in the units that the targets had before they were prepared."""
    columns = list(outputs.unbind(-1))
{changes}
    return torch.stack(columns, -1)


'''
_PREPARE_SAMPLES = '''def prepare(samples: Tensor) -> Tensor:
    """A batch for the network, from raw samples (batch, ...), prepared as the training data was; pixels from 0 to 1."""
{body}
    return samples


'''
