"""The torch module made of a design."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple, Self

from torch import Tensor, nn

from nndesigner.design.model import NodeId
from nndesigner.network.draws import Clock
from nndesigner.network.dropout import Dropout, Dropping
from nndesigner.network.generating import Mix, RealOrGenerated
from nndesigner.network.plan import Plan, Step, Value


class Outcome(NamedTuple):
    """What a forward pass gives, each with one value for an output: what the loss works on, what metrics are
    computed from; and what layers add to the cost, each one number."""

    scores: tuple[Tensor, ...]
    judged: tuple[Tensor, ...]
    penalties: tuple[Tensor, ...]


class Network(nn.Module):
    """The layers of a design that lead to its Output, ready to run.

    `parts` are its modules by "<node id>", or "<node id>_<role>" where a layer has several. Called, it gives the final
    outputs; `scores` gives what the loss works on, which is the value before a softmax that the loss contains. Layers
    in `frozen` do not learn. What layers draw in training follows from the step that `clock` shows. `generated` are
    the samples that generators make.
    """

    def __init__(
        self,
        parts: Mapping[str, tuple[NodeId, nn.Module]],
        steps: Sequence[Step],
        inputs: Sequence[Value],
        answers: Sequence[Value],
        scores: Sequence[Value],
        judged: Sequence[Value],
        penalties: Sequence[Value],
        names: Mapping[NodeId, str],
        frozen: Set[NodeId] = frozenset(),
        clock: Clock | None = None,
        generated: Sequence[Value] = (),
    ) -> None:
        super().__init__()
        self.names = dict(names)
        self.clock = clock or Clock()
        self._learners: dict[NodeId, tuple[nn.Parameter, ...]] | None = None
        self._have_learned: set[NodeId] = set()
        self._nodes = {part: node for part, (node, _) in parts.items()}
        self._registered = {part: self._fitting(part) for part in parts}
        for part, (_, module) in parts.items():
            self.add_module(self._registered[part], module)
        self._answers = Plan(steps, inputs, answers)
        self._scores = Plan(steps, inputs, scores)
        self._everything = Plan(steps, inputs, [*scores, *judged, *penalties])
        self._generated = Plan(steps, inputs, generated[:1])
        self._outputs = len(answers)
        self._is_plain = list(judged) == list(scores) and len(scores) == 1 and not penalties
        self._frozen: set[NodeId] = set()
        for node in frozen:
            self.freeze(node, True)

    def forward(self, *inputs: Tensor) -> Any:
        """The output for a batch, activations applied: one tensor, or a tuple when there are several Outputs."""
        return self._answers.walk(inputs)

    def scores(self, *inputs: Tensor) -> Any:
        """What the loss is computed from; the same as the output unless the loss contains the last activation.

        One tensor, or a tuple when there are several Outputs.
        """
        return self._scores.walk(inputs)

    def outcome(self, *inputs: Tensor) -> Outcome:
        """Everything that a training looks at."""
        if self._is_plain:
            scores = (self._scores.walk(inputs),)
            return Outcome(scores, scores, ())
        values = self._everything.walk(inputs)
        number = self._outputs
        return Outcome(values[:number], values[number : 2 * number], values[2 * number :])

    @property
    def generates(self) -> bool:
        """Whether it makes samples of noise."""
        return any(isinstance(module, RealOrGenerated) for module in self.modules())

    def generate(self, *inputs: Tensor) -> Tensor:
        """As many samples as there are in the batch that comes in, made of noise by the first generator."""
        samples: Tensor = self._generated.walk(inputs)
        return samples

    @contextmanager
    def mixing(self, mix: Mix) -> Iterator[None]:
        """In its `with` block only these samples go on to discriminators."""
        joining = [module for module in self.modules() if isinstance(module, RealOrGenerated)]
        for module in joining:
            module.mix = mix
        try:
            yield
        finally:
            for module in joining:
                module.mix = Mix.BOTH

    def watched(self, see: Callable[[NodeId, Tensor], None]) -> AbstractContextManager[None]:
        """In its `with` block `see` is called with every layer and its output, whenever `outcome` computes that.

        Of a last activation that the loss contains, it is the value before it.
        """
        plan = self._scores if self._is_plain else self._everything
        given = {step.result for step in self._answers.steps}
        outputs = {step.node: step.result for step in sorted(plan.steps, key=lambda step: step.result in given)}
        return plan.watched(set(outputs.values()), see)

    def train(self, mode: bool = True) -> Self:
        """Training or use; frozen layers keep their running averages in both."""
        super().train(mode)
        for node in self._frozen:
            self._settle(node)
        return self

    def freeze(self, node: NodeId, is_frozen: bool) -> None:
        """Have the layer keep its weights and running averages as they are, or learn."""
        (self._frozen.add if is_frozen else self._frozen.discard)(node)
        for module in self._modules_of(node):
            module.requires_grad_(not is_frozen)
        self._settle(node)
        self._learners = None

    def nodes_leading_to(self, output: int) -> set[NodeId]:
        """The layers that compute the output number `output`."""
        return {step.node for step in self._answers.steps_leading_to(output)}

    @property
    def parts(self) -> dict[str, nn.Module]:
        """The modules by "<node id>" or "<node id>_<role>"."""
        return {part: self.get_submodule(name) for part, name in self._registered.items()}

    def parts_of_nodes(self) -> list[tuple[str, NodeId, nn.Module]]:
        """Every module with the name of the part and the layer that it belongs to."""
        return [(part, self._nodes[part], module) for part, module in self.parts.items()]

    def modules_of_nodes(self) -> list[tuple[NodeId, nn.Module]]:
        """Every module with the layer it belongs to."""
        return [(node, module) for _, node, module in self.parts_of_nodes()]

    def parameters_of_nodes(self) -> dict[NodeId, tuple[nn.Parameter, ...]]:
        """What each layer learns, for the layers that learn something; frozen ones do not."""
        found = self.weights_of_nodes().items()
        learning = ((node, tuple(each for each in weights if each.requires_grad)) for node, weights in found)
        return {node: weights for node, weights in learning if weights}

    def weights_of_learners(self) -> dict[NodeId, tuple[nn.Parameter, ...]]:
        """The weights of the layers that learn, and of those that did so until they were frozen.

        It is the same object until a layer is frozen or learns again.
        """
        if self._learners is None:
            self._have_learned |= self.parameters_of_nodes().keys()
            found = self.weights_of_nodes().items()
            self._learners = {node: weights for node, weights in found if node in self._have_learned}
        return self._learners

    def weights_of_nodes(self) -> dict[NodeId, tuple[nn.Parameter, ...]]:
        """The same with what frozen layers would learn."""
        found: dict[NodeId, tuple[nn.Parameter, ...]] = {}
        for node, module in self.modules_of_nodes():
            if weights := tuple(module.parameters()):
                found[node] = (*found.get(node, ()), *weights)
        return found

    def dropping(self) -> dict[NodeId, Dropping]:
        """The layers that change a part of their values at random."""
        return {node: module for node, module in self.modules_of_nodes() if isinstance(module, Dropping)}

    def dropouts(self) -> dict[NodeId, Dropout]:
        """The dropout layers."""
        return {node: module for node, module in self.modules_of_nodes() if isinstance(module, Dropout)}

    def trace(self, *inputs: Tensor) -> Iterator[tuple[NodeId, Tensor]]:
        """Every step of a forward pass: the layer it belongs to and the value it gave."""
        values = dict(zip(self._answers.inputs, inputs, strict=True))
        for step in self._answers.steps:
            values[step.result] = step.perform(*[values[source] for source in step.sources])
            yield step.node, values[step.result]

    def _modules_of(self, node: NodeId) -> list[nn.Module]:
        return [module for owner, module in self.modules_of_nodes() if owner == node]

    def _settle(self, node: NodeId) -> None:
        """Have running averages follow in training only, and those of a frozen layer never."""
        for module in self._modules_of(node):
            for each in module.modules():
                if isinstance(each, nn.modules.batchnorm._NormBase):
                    each.train(self.training and node not in self._frozen)

    def _fitting(self, part: str) -> str:
        """`part` where torch accepts it as a name, otherwise something like it."""
        name = part.replace(".", "_")
        while not name or hasattr(self, name):
            name += "_"
        return name
