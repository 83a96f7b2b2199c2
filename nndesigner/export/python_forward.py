"""Prints what torch must do as the lines of an `nn.Module`: the same calls that the builder performs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nndesigner.catalog.calls import INPUT, INPUTS, Call, Calls, Function, Module
from nndesigner.catalog.shapes import THIN_SPACE
from nndesigner.design.check import Report
from nndesigner.design.model import Design, NodeId
from nndesigner.design.names import unused
from nndesigner.export.python_names import TAKEN, python_names

CHAIN = "x"
"""The variable of a value that only the next line reads."""
BETWEEN = "y"
"""The variable of a value between two lines of one layer."""


@dataclass(frozen=True)
class Code:
    """The lines of `__init__` and `forward`, and the name in the code for every "<node id>" or "<node id>_<role>"."""

    init: tuple[str, ...]
    forward: tuple[str, ...]
    argument: str
    weight_names: Mapping[str, str]


def printed(design: Design, report: Report) -> Code:
    """The code of a design without errors."""
    return _Printer(design, report).code()


class _Printer:
    def __init__(self, design: Design, report: Report) -> None:
        self.design = design
        self.report = report
        self.names = python_names(design)
        (self.input,), (self.output,) = design.of_kind("input"), design.of_kind("output")
        needed = self._needed()
        self.calls: dict[NodeId, Calls] = {
            node: design.nodes[node].layer.torch_calls(*report.inputs[node]) for node in design.order if node in needed
        }
        self.working = [node for node, calls in self.calls.items() if calls]
        self.givers = {node: [self._giver(link.source) for link in design.incoming[node]] for node in self.calls}
        self.variables = self._variables()
        self.init: list[str] = []
        self.forward: list[str] = []
        self.weight_names: dict[str, str] = {}

    def code(self) -> Code:
        for node in self.working:
            self._print(node)
        self.forward.append(f"return {self.variables[self._giver(self.output.id)]}")
        return Code(tuple(self.init), tuple(self.forward), self.names[self.input.id], self.weight_names)

    def _needed(self) -> set[NodeId]:
        """The layers that lead to the output."""
        needed, waiting = {self.output.id}, [self.output.id]
        while waiting:
            sources = {link.source for link in self.design.incoming[waiting.pop()]} - needed
            needed |= sources
            waiting += sources
        return needed

    def _giver(self, node: NodeId) -> NodeId:
        """The layer whose value `node` passes on, or itself when it does something."""
        while node != self.input.id and not self.calls[node]:
            node = self.design.incoming[node][0].source
        return node

    def _variables(self) -> dict[NodeId, str]:
        """What the value of each layer is called: its name, or `x` when only the very next line reads it."""
        readers: dict[NodeId, set[NodeId]] = {node: set() for node in self.working}
        for node in self.working:
            for giver in self.givers[node]:
                readers.setdefault(giver, set()).add(node)
        following = dict(zip(self.working, [*self.working[1:], ""], strict=True))
        names = {node: self.names[node] for node in self.working}
        chained = {node: CHAIN for node in self.working if readers[node] <= {following[node]}}
        return {self.input.id: self.names[self.input.id], **names, **chained}

    def _print(self, node: NodeId) -> None:
        inputs = [self.variables[giver] for giver in self.givers[node]]
        value = inputs[0]
        has_module = False
        for call in self.calls[node]:
            if isinstance(call, Module):
                value = f"self.{self._declared(node, call)}({value})"
                has_module = True
            else:
                if _uses(call) > 1 and not value.isidentifier():
                    self.forward.append(f"{BETWEEN} = {value}")
                    value = BETWEEN
                value = f"{call.target}({_arguments(call, value, inputs)})"
        shape = str(self.report.shapes[node]).replace(THIN_SPACE, "")
        name = "" if has_module else f"{self.names[node]}: "
        self.forward.append(f"{self.variables[node]} = {value}  # {name}{shape}")

    def _declared(self, node: NodeId, module: Module) -> str:
        part = f"{node}_{module.role}" if module.role else node
        name = self.names[node]
        if module.role:
            name = unused(f"{name}_{module.role}", {*TAKEN, *self.names.values(), *self.weight_names.values()})
        self.weight_names[part] = name
        self.init.append(f"self.{name} = {module.target}({_arguments(module, '', [])})")
        return name


def _uses(call: Function) -> int:
    return sum(argument is INPUT for argument in (*call.arguments, *call.keywords.values()))


def _arguments(call: Call, value: str, inputs: list[str]) -> str:
    positional = [_printed(argument, value, inputs) for argument in call.arguments]
    named = [f"{name}={_printed(argument, value, inputs)}" for name, argument in call.keywords.items()]
    return ", ".join([*positional, *named])


def _printed(argument: Any, value: str, inputs: list[str]) -> str:
    if argument is INPUT:
        return value
    if argument is INPUTS:
        return f"({', '.join(inputs)})"
    return json.dumps(argument) if isinstance(argument, str) else repr(argument)
