"""Prints what torch must do as the lines of an `nn.Module`: the same calls that the builder performs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nndesigner.catalog.calls import (
    INPUT,
    INPUTS,
    Borrowed,
    Call,
    Calls,
    Function,
    InputNumber,
    Item,
    Module,
    modules,
)
from nndesigner.catalog.shapes import THIN_SPACE
from nndesigner.design.model import Design, NodeId
from nndesigner.design.names import unused
from nndesigner.design.report import Report
from nndesigner.design.rules.weights import borrowed
from nndesigner.export.python_lines import wrapped
from nndesigner.export.python_names import TAKEN, python_names

CHAIN = "x"
"""The variable of a value that only the next line reads."""
BETWEEN = "y"
"""The variable of a value between two lines of one layer."""
RETURN = ""
"""What reads the values of the outputs, in the place of a layer."""
BODY = "        "
"""The indentation of every line."""
ADDITIONS = "additions."
"""How the targets begin that torch has not; the code brings them along."""


@dataclass(frozen=True)
class Code:
    """The lines of `__init__` and `forward`, and the name in the code for every "<node id>" or "<node id>_<role>".

    `arguments` are the names of the inputs, `additions` what the code needs beside torch.
    """

    init: tuple[str, ...]
    forward: tuple[str, ...]
    arguments: tuple[str, ...]
    weight_names: Mapping[str, str]
    additions: tuple[str, ...]


def printed(design: Design, report: Report) -> Code:
    """The code of a design without errors."""
    return _Printer(design, report).code()


class _Printer:
    def __init__(self, design: Design, report: Report) -> None:
        self.design = design
        self.report = report
        self.names = python_names(design)
        self.inputs = [node.id for node in design.of_kind("input")]
        self.outputs = [node.id for node in design.of_kind("output")]
        every = {node: design.nodes[node].layer.torch_calls(*report.inputs[node]) for node in report.inputs}
        needed = self._needed(every)
        self.calls: dict[NodeId, Calls] = {node: every[node] for node in design.order if node in needed}
        running = self._needed({})
        self.working = [node for node, calls in self.calls.items() if calls and node in running]
        self.givers = {node: self._givers(node) for node in self.calls}
        self.variables = self._variables()
        self.init: list[str] = []
        self.forward: list[str] = []
        self.weight_names: dict[str, str] = {}
        self.additions: dict[str, None] = {}

    def code(self) -> Code:
        for node in self.calls:
            if node in self.working:
                self._print(node)
            else:  # only its weights are used
                for module in modules(self.calls[node]):
                    self._declared(node, module)
        self._write(f"return {', '.join(self.variables[self._giver(output)] for output in self.outputs)}")
        arguments = tuple(self.names[node] for node in self.inputs)
        return Code(tuple(self.init), tuple(self.forward), arguments, self.weight_names, tuple(self.additions))

    def _needed(self, calls: Mapping[NodeId, Calls]) -> set[NodeId]:
        """The layers that lead to the outputs, with those whose weights they share by `calls`."""
        needed, waiting = {*self.outputs, *self.inputs}, list(self.outputs)
        while waiting:
            node = waiting.pop()
            sources = {link.source for link in self.design.incoming[node]}
            sources = (sources | {loan.layer for loan in borrowed(calls.get(node, ()))}) - needed
            needed |= sources
            waiting += sources
        return needed

    def _givers(self, node: NodeId) -> list[NodeId]:
        """The layers whose values a layer gets; one without inputs sees by the first how many samples there are."""
        return [self._giver(link.source) for link in self.design.incoming[node]] or self.inputs[:1]

    def _giver(self, node: NodeId) -> NodeId:
        """The layer whose value `node` passes on, or itself when it does something."""
        while node not in self.inputs and not self.calls[node]:
            node = self.design.incoming[node][0].source
        return node

    def _variables(self) -> dict[NodeId, str]:
        """What the value of each layer is called: its name, or `x` when only the very next line reads it."""
        readers: dict[NodeId, set[NodeId]] = {node: set() for node in (*self.inputs, *self.working)}
        for node in self.working:
            for giver in self.givers[node]:
                readers[giver].add(node)
        for output in self.outputs:
            readers[self._giver(output)].add(RETURN)
        following = dict(pairwise((*self.working, RETURN)))
        names = {node: self.names[node] for node in self.working}
        chained = {node: CHAIN for node in self.working if readers[node] == {following[node]}}
        return {**{node: self.names[node] for node in self.inputs}, **names, **chained}

    def _print(self, node: NodeId) -> None:
        inputs = [self.variables[giver] for giver in self.givers[node]]
        value = inputs[0]
        has_module = False
        for call in self.calls[node]:
            if _uses(call) > 1 and not value.isidentifier():
                self._write(f"{BETWEEN} = {value}")
                value = BETWEEN
            value = self._called(node, call, value, inputs)
            has_module |= isinstance(call, Module)
        shape = str(self.report.shapes[node]).replace(THIN_SPACE, "")
        name = "" if has_module else f"{self.names[node]}: "
        self._write(f"{self.variables[node]} = {value}", f"  # {name}{shape}")

    def _write(self, statement: str, comment: str = "") -> None:
        self.forward += wrapped(statement, BODY, comment)

    def _called(self, node: NodeId, call: Call, value: str, inputs: list[str]) -> str:
        match call:
            case Item(index):
                return f"{value}[{_index(index)}]"
            case Module():
                taken = ", ".join(self._printed(each, value, inputs) for each in call.takes)
                return f"self.{self._declared(node, call)}({taken})"
        return f"{self._target(call.target)}({self._arguments(call, value, inputs)})"

    def _declared(self, node: NodeId, module: Module) -> str:
        part = f"{node}_{module.role}" if module.role else node
        name = self.names[node]
        if module.role:
            name = unused(f"{name}_{module.role}", {*TAKEN, *self.names.values(), *self.weight_names.values()})
        self.weight_names[part] = name
        self.init += wrapped(f"self.{name} = {self._target(module.target)}({self._arguments(module, '', [])})", BODY)
        return name

    def _target(self, target: str) -> str:
        name = target.removeprefix(ADDITIONS)
        if name != target:
            self.additions[name] = None
        return name

    def _arguments(self, call: Module | Function, value: str, inputs: list[str]) -> str:
        positional = [self._printed(argument, value, inputs) for argument in call.arguments]
        named = [f"{name}={self._printed(argument, value, inputs)}" for name, argument in call.keywords.items()]
        return ", ".join([*positional, *named])

    def _printed(self, argument: Any, value: str, inputs: list[str]) -> str:
        if argument is INPUT:
            return value
        if argument is INPUTS:
            return f"({', '.join(inputs)}{',' if len(inputs) == 1 else ''})"
        match argument:
            case InputNumber(number):
                return inputs[number]
            case Borrowed(layer, weight, is_transposed):
                return f"self.{self.names[layer]}.{weight}{'.t()' if is_transposed else ''}"
            case Function():
                return f"{self._target(argument.target)}({self._arguments(argument, value, inputs)})"
            case str():
                return json.dumps(argument)
        return repr(argument)


def _index(index: Any) -> str:
    if isinstance(index, tuple):
        return ", ".join(_index(each) for each in index)
    if isinstance(index, slice):
        ends = ("" if end is None else str(end) for end in (index.start, index.stop))
        return ":".join(ends) + (f":{index.step}" if index.step is not None else "")
    return repr(index)


def _uses(call: Any) -> int:
    """How often a call reads the current value."""
    if isinstance(call, Item):
        return 1
    arguments = call.takes if isinstance(call, Module) else (*call.arguments, *call.keywords.values())
    return sum(_uses(each) if isinstance(each, Function) else each is INPUT for each in arguments)
