"""The torch module made of a design."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from torch import Tensor, nn

from nndesigner.design.model import NodeId
from nndesigner.network.dropout import Dropout
from nndesigner.network.plan import Plan, Step, Value


class Network(nn.Module):
    """The layers of a design that lead to its Output, ready to run.

    `parts` are its modules by "<node id>", or "<node id>_<role>" where a layer has several. Called, it gives the final
    answers; `scores` gives what the loss works on, which is the value before a softmax that the loss contains.
    """

    def __init__(
        self,
        parts: Mapping[str, tuple[NodeId, nn.Module]],
        steps: Sequence[Step],
        inputs: Sequence[Value],
        answers: Sequence[Value],
        scores: Sequence[Value],
        names: Mapping[NodeId, str],
    ) -> None:
        super().__init__()
        self.names = dict(names)
        self._nodes = {part: node for part, (node, _) in parts.items()}
        self._registered = {part: self._fitting(part) for part in parts}
        for part, (_, module) in parts.items():
            self.add_module(self._registered[part], module)
        self._answers = Plan(steps, inputs, answers)
        self._scores = Plan(steps, inputs, scores)

    def forward(self, *inputs: Tensor) -> Any:
        """The answer to a batch, activations applied: one tensor, or a tuple when there are several Outputs."""
        return self._answers.walk(inputs)

    def scores(self, *inputs: Tensor) -> Any:
        """What the loss is computed from; the same as the answer unless the loss contains the last activation.

        One tensor, or a tuple when there are several Outputs.
        """
        return self._scores.walk(inputs)

    @property
    def parts(self) -> dict[str, nn.Module]:
        """The modules by "<node id>" or "<node id>_<role>"."""
        return {part: self.get_submodule(name) for part, name in self._registered.items()}

    def modules_of_nodes(self) -> list[tuple[NodeId, nn.Module]]:
        """Every module with the layer it belongs to."""
        return [(self._nodes[part], module) for part, module in self.parts.items()]

    def parameters_of_nodes(self) -> dict[NodeId, tuple[nn.Parameter, ...]]:
        """What each layer learns, for the layers that learn something."""
        found: dict[NodeId, tuple[nn.Parameter, ...]] = {}
        for node, module in self.modules_of_nodes():
            learned = tuple(module.parameters())
            if learned:
                found[node] = (*found.get(node, ()), *learned)
        return found

    def dropouts(self) -> dict[NodeId, Dropout]:
        """The dropout layers."""
        return {node: module for node, module in self.modules_of_nodes() if isinstance(module, Dropout)}

    def trace(self, *inputs: Tensor) -> Iterator[tuple[NodeId, Tensor]]:
        """Every step of a forward pass: the layer it belongs to and the value it gave."""
        values = dict(zip(self._answers.inputs, inputs, strict=True))
        for step in self._answers.steps:
            values[step.result] = step.perform(*[values[source] for source in step.sources])
            yield step.node, values[step.result]

    def _fitting(self, part: str) -> str:
        """`part` where torch accepts it as a name, otherwise something like it."""
        name = part.replace(".", "_")
        while not name or hasattr(self, name):
            name += "_"
        return name
