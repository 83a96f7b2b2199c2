"""Makes the torch network of a design."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psutil
import torch
from torch import nn

from nndesigner.catalog.calls import INPUT, INPUTS, Borrowed, Call, Function, InputNumber, Item, Module, Placeholder
from nndesigner.catalog.layers.layer import Trainable, Weighted
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.targets import Labels, Values
from nndesigner.design.check import check
from nndesigner.design.ends import Ending, ending
from nndesigner.design.goals import Goal, goals, optimizers_of
from nndesigner.design.learners import generating
from nndesigner.design.model import Design, NodeId
from nndesigner.design.report import Report
from nndesigner.design.rules.outputs import uses_answer
from nndesigner.network import memory
from nndesigner.network.attention import MultiheadAttention, TransformerEncoderLayer
from nndesigner.network.convolution import Conv2d
from nndesigner.network.draws import Clock, give_draws
from nndesigner.network.dropout import AlphaDropout, ChannelDropout, Dropout
from nndesigner.network.generating import Noise, RealOrGenerated
from nndesigner.network.group_norm import GroupNorm
from nndesigner.network.initial import initialize
from nndesigner.network.network import Network
from nndesigner.network.noise import GaussianNoise, Sampling
from nndesigner.network.own_generator import OwnGenerator
from nndesigner.network.performing import filled, perform, placeholders, resolve
from nndesigner.network.plan import Step, Value
from nndesigner.network.recurrent import GRU, LSTM, RNN

__all__ = ["NotTrainable", "build", "resolve"]


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
        raise NotTrainable(first.in_full + (more if others else ""))
    memory.require(memory.needed(report.parameters, optimizers_of(design)), psutil.virtual_memory().available)
    with seeded(design.training.seed):
        return Construction(design, report).network()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Random numbers on the CPU that follow from `seed`, for this thread alone and without a trace afterwards."""
    with OwnGenerator(torch.Generator().manual_seed(seed)):
        yield


class Construction:
    """The parts and steps of a network while it is made, with weights from whatever generator torch uses."""

    def __init__(self, design: Design, report: Report) -> None:
        self.design = design
        self.report = report
        self.calls = {node: design.nodes[node].layer.torch_calls(*report.inputs[node]) for node in report.inputs}
        self.parts: dict[str, tuple[NodeId, nn.Module]] = {}
        self.steps: list[Step] = []
        self.penalties: list[Value] = []
        self.results: dict[NodeId, Value] = {}
        self.before_activation: dict[NodeId, Value] = {}
        self.number_of_values = 0
        self.clock = Clock()
        self.inputs = [node.id for node in design.of_kind("input")]

    def network(self) -> Network:
        outcomes = goals(self.design)
        for node in self.inputs:
            self.results[node] = self._new_value()
        for node in self.design.order:
            if node in self.report.used and node not in self.results:
                self._add(node)
        answers = [self.results[goal.output] for goal in outcomes]
        scores = [self._scores(goal) for goal in outcomes]
        pairs = zip(outcomes, scores, answers, strict=True)
        return Network(
            self.parts,
            self.steps,
            inputs=[self.results[node] for node in self.inputs],
            answers=answers,
            scores=scores,
            judged=[answer if _is_judged_by_answer(goal) else score for goal, score, answer in pairs],
            penalties=self.penalties,
            names={node.id: node.name for node in self.design.nodes.values()},
            frozen={node.id for node in self.design.nodes.values() if _is_frozen(node.layer)},
            clock=self.clock,
            generated=[self.results[node] for node in generating(self.design) if node in self.results],
        )

    def _add(self, node: NodeId) -> None:
        inputs = tuple(self.results[link.source] for link in self.design.incoming[node]) or self._batch
        current = before = inputs[0]
        for call in self.calls[node]:
            before, result = current, self._step(node, call, current, inputs)
            current = result
            self.before_activation[node] = before if isinstance(call, Function) and call.is_activation else current
        self.results[node] = current
        penalty = self.design.nodes[node].layer.penalty_call(*self.report.inputs[node])
        if penalty:
            self.penalties.append(self._step(node, penalty, inputs[0], inputs))

    @property
    def _batch(self) -> tuple[Value, ...]:
        """What a layer without inputs gets, to see how many samples there are."""
        return (self.results[self.inputs[0]],)

    def _step(self, node: NodeId, call: Call, current: Value, inputs: tuple[Value, ...]) -> Value:
        """Add the step that performs `call`, and give the number of its result."""
        result = self._new_value()
        sources = (current, *inputs) if _takes_inputs(call) else (current,)
        self.steps.append(Step(node, self._performing(node, call), sources, result))
        return result

    def _performing(self, node: NodeId, call: Call) -> Callable[..., Any]:
        """`call` as a function of the current value and, where it takes them, all values that come into the layer."""
        match call:
            case Item(index):
                return lambda value: value[index]
            case Module(takes=(place,)) if place is INPUT:
                return self._module(node, call)
            case Module():
                module = self._module(node, call)
                return lambda current, *inputs: module(*[filled(each, _values(current, inputs)) for each in call.takes])
        loans = {each for each in placeholders(call) if isinstance(each, Borrowed)}
        if call.arguments == (INPUT,) and not any(isinstance(each, _FILLED) for each in call.keywords.values()):
            function, keywords = resolve(call.target), dict(call.keywords)
            return (lambda value: function(value, **keywords)) if keywords else function
        return lambda current, *inputs: perform(call, {**_values(current, inputs), **self._lent(loans)})

    def _lent(self, loans: Iterable[Borrowed]) -> Mapping[Borrowed, torch.Tensor]:
        weights = {loan: getattr(self.parts[loan.layer][1], loan.weight) for loan in loans}
        return {loan: weight.t() if loan.is_transposed else weight for loan, weight in weights.items()}

    def _module(self, node: NodeId, call: Module) -> nn.Module:
        layer = self.design.nodes[node].layer
        part = f"{node}_{call.role}" if call.role else node
        module: nn.Module = (_OURS.get(call.target) or resolve(call.target))(*call.arguments, **call.keywords)
        give_draws(module, self.design.training.seed, part, self.clock)
        if isinstance(layer, Weighted) and not isinstance(module, nn.PReLU):
            initialize(module, layer.initializer)
        self.parts[part] = (node, module)
        return module

    def _scores(self, goal: Goal) -> Value:
        """What the loss works on: the value before the last activation when the loss computes that one itself."""
        end = ending(self.design, self.design.nodes[goal.output])
        if not end.is_fused(goal.loss.fuses, self.report.inputs):
            return self.results[goal.output]
        return self._without_activation(self.design.incoming[goal.output][0].source, end)

    def _without_activation(self, node: NodeId, end: Ending) -> Value:
        """What a layer would give without the activation at this end: what passes the values on does so with others."""
        if end.contains(self.design.nodes[node]):
            return self.before_activation[node]
        inputs = tuple(self._without_activation(link.source, end) for link in self.design.incoming[node])
        current = inputs[0]
        for call in self.calls[node]:
            current = self._step(node, call, current, inputs)
        return current

    def _new_value(self) -> Value:
        self.number_of_values += 1
        return self.number_of_values - 1


_OURS: Mapping[str, type[nn.Module]] = {
    **{"nn.Conv2d": Conv2d, "nn.GroupNorm": GroupNorm},
    **{"nn.Dropout": Dropout, "nn.Dropout1d": ChannelDropout, "nn.Dropout2d": ChannelDropout},
    **{"nn.AlphaDropout": AlphaDropout, "additions.GaussianNoise": GaussianNoise, "additions.Sampling": Sampling},
    **{"additions.Noise": Noise, "additions.RealOrGenerated": RealOrGenerated},
    **{"nn.RNN": RNN, "nn.LSTM": LSTM, "nn.GRU": GRU},
    **{"nn.MultiheadAttention": MultiheadAttention, "nn.TransformerEncoderLayer": TransformerEncoderLayer},
}
"""What stands here for modules that fail on some values, or draw from the generator that everything shares."""
_FILLED = (Function, Placeholder, InputNumber, Borrowed)
"""What stands in a call for a value that is not known before the network runs."""


def _values(current: Any, inputs: tuple[Any, ...]) -> dict[Any, Any]:
    return {INPUT: current, INPUTS: inputs, **{InputNumber(number): each for number, each in enumerate(inputs)}}


def _takes_inputs(call: Call) -> bool:
    """Whether `call` wants more than the current value."""
    return not isinstance(call, Item) and any(
        each is INPUTS or isinstance(each, InputNumber) for each in placeholders(call)
    )


def _is_judged_by_answer(goal: Goal) -> bool:
    """Whether metrics are computed from the output, and not from what the loss works on."""
    is_of_numbers = isinstance(goal.target, Labels | Values) or goal.unit is not None
    return is_of_numbers or uses_answer(goal.loss.torch_call())


def _is_frozen(layer: object) -> bool:
    return isinstance(layer, Trainable) and layer.frozen
