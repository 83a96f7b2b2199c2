"""Makes the torch network of a design."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import nn

from nndesigner.catalog.calls import Function, Module
from nndesigner.catalog.problems import UserError
from nndesigner.design.check import Report, check, final_activation
from nndesigner.design.model import Design, NodeId
from nndesigner.network import memory
from nndesigner.network.dropout import Dropout
from nndesigner.network.network import Network
from nndesigner.network.performing import as_function, resolve, uses_inputs
from nndesigner.network.plan import Step, Value

__all__ = ["NotTrainable", "build", "resolve"]


_PRIME = 7919
"""Keeps the seeds of several dropout layers, and those of neighbouring seeds of a design, apart."""


class NotTrainable(UserError):
    """The design has errors; the text holds the first of them."""


def build(design: Design, report: Report | None = None) -> Network:
    """The network of `design` on the CPU, with weights that follow from its seed alone.

    `report` is what `check(design)` gave, when it is known already. Raises NotTrainable when the design has errors, and
    NotEnoughMemory when training it would need more memory than there is.
    """
    report = report or check(design)
    if report.errors:
        first, *others = report.errors
        more = f" There {'is 1 more problem' if len(others) == 1 else f'are {len(others)} more problems'}."
        raise NotTrainable(first.message + (more if others else ""))
    memory.require(memory.needed(report.parameters, design.training.optimizer), memory.free())
    with seeded(design.training.seed):
        return _Construction(design, report).network()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Random numbers on the CPU that follow from `seed`, without a trace afterwards."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield


class _Construction:
    """The parts and steps of a network while it is made."""

    def __init__(self, design: Design, report: Report) -> None:
        self.design = design
        self.report = report
        self.parts: dict[str, tuple[NodeId, nn.Module]] = {}
        self.steps: list[Step] = []
        self.results: dict[NodeId, Value] = {}
        self.before_activation: dict[NodeId, Value] = {}
        self.number_of_values = 0

    def network(self) -> Network:
        inputs, outputs = ([node.id for node in self.design.of_kind(kind)] for kind in ("input", "output"))
        for node in inputs:
            self.results[node] = self._new_value()
        needed = self._leading_to(outputs)
        for node in self.design.order:
            if node in needed and node not in self.results:
                self._add(node)
        return Network(
            self.parts,
            self.steps,
            inputs=[self.results[node] for node in inputs],
            answers=[self.results[node] for node in outputs],
            scores=[self._scores(node) for node in outputs],
            names={node.id: node.name for node in self.design.nodes.values()},
        )

    def _leading_to(self, outputs: Iterable[NodeId]) -> set[NodeId]:
        found, waiting = set(outputs), list(outputs)
        while waiting:
            sources = {link.source for link in self.design.incoming[waiting.pop()]} - found
            found |= sources
            waiting += sources
        return found

    def _add(self, node: NodeId) -> None:
        inputs = tuple(self.results[link.source] for link in self.design.incoming[node])
        current = before = inputs[0]
        for call in self.design.nodes[node].layer.torch_calls(*self.report.inputs[node]):
            before, result = current, self._new_value()
            sources = (current, *inputs) if isinstance(call, Function) and uses_inputs(call) else (current,)
            perform = self._module(node, call) if isinstance(call, Module) else as_function(call)
            self.steps.append(Step(node, perform, sources, result))
            current = result
            self.before_activation[node] = before if isinstance(call, Function) and call.is_activation else current
        self.results[node] = current

    def _module(self, node: NodeId, call: Module) -> nn.Module:
        if call.target == "nn.Dropout":
            seed = self.design.training.seed + _PRIME * (len(self.parts) + 1)
            module: nn.Module = Dropout(call.keywords["p"], seed)
        else:
            module = resolve(call.target)(*call.arguments, **call.keywords)
        self.parts[f"{node}_{call.role}" if call.role else node] = (node, module)
        return module

    def _scores(self, output: NodeId) -> Value:
        """What the loss works on: the value before the last activation when the loss computes that one itself."""
        node = output
        while node not in self.before_activation and self.design.incoming[node]:
            node = self.design.incoming[node][0].source
        fuses = self.design.training.loss.fuses
        if fuses and node in self.before_activation and final_activation(self.design.nodes[node]) == fuses:
            return self.before_activation[node]
        return self.results[output]

    def _new_value(self) -> Value:
        self.number_of_values += 1
        return self.number_of_values - 1
