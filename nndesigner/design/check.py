"""Looks a design over: shapes, numbers of parameters, problems and their fixes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.layers.layer import Layer, WeightShapes, count
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.problems import (
    ChooseLoss,
    Fix,
    InsertBefore,
    Remove,
    SetParameter,
    ShapeProblem,
)
from nndesigner.catalog.shapes import Shape
from nndesigner.design import edits
from nndesigner.design.model import Design, Node, NodeId


@dataclass(frozen=True)
class Problem:
    """Something that keeps the design from being trained (error) or is likely not meant (warning)."""

    message: str
    node: NodeId | None = None
    fixes: tuple[Fix, ...] = ()
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Report:
    """What a look over a design found; shapes are known as far as they follow from the inputs."""

    shapes: Mapping[NodeId, Shape]
    inputs: Mapping[NodeId, tuple[Shape, ...]]
    weights: Mapping[NodeId, WeightShapes]
    problems: tuple[Problem, ...]

    @property
    def parameters(self) -> int:
        """How many numbers the whole network learns."""
        return sum(count(weights) for weights in self.weights.values())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the design from being trained."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def of_node(self, node: NodeId) -> tuple[Problem, ...]:
        """The problems that sit on one layer."""
        return tuple(problem for problem in self.problems if problem.node == node)


_PASSING_ON = ("flatten", "dropout")
"""Layers after which the values are still what the activation before them gave."""


def check(design: Design) -> Report:
    """Shapes, weights and problems of `design`."""
    shapes: dict[NodeId, Shape] = {}
    inputs: dict[NodeId, tuple[Shape, ...]] = {}
    weights: dict[NodeId, WeightShapes] = {}
    problems: list[Problem] = [*_whole(design)]
    for identity in design.order:
        node = design.nodes[identity]
        missing = _missing_inputs(design, node)
        if missing:
            problems.append(missing)
            continue
        sources = [link.source for link in design.incoming[identity]]
        if any(source not in shapes for source in sources):
            continue
        given = tuple(shapes[source] for source in sources)
        try:
            shapes[identity] = node.layer.output_shape(*given)
            weights[identity] = node.layer.weight_shapes(*given)
            inputs[identity] = given
        except ShapeProblem as problem:
            giver = design.nodes[sources[0]].name if len(sources) == 1 else ""
            problems.append(Problem(problem.message(giver), identity, problem.fixes))
    problems += _dead_ends(design)
    problems += _against_data(design, shapes)
    return Report(shapes, inputs, weights, tuple(problems))


def fixed(design: Design, problem: Problem, fix: Fix) -> Design:
    """The design with one of the problem's fixes applied. Raises EditRefused or ParameterProblem."""
    match fix:
        case ChooseLoss(kind):
            return design.changed(training=replace(design.training, loss=Loss.of_kind(kind)))
        case _ if problem.node is None:
            raise edits.EditRefused("This fix needs a layer to work on.")
        case SetParameter(name, value):
            return edits.set_parameters(design, [problem.node], **{name: value})
        case Remove():
            return edits.remove_and_reconnect(design, [problem.node])
        case InsertBefore():
            (link, *_) = design.incoming[problem.node]
            return edits.insert_on_link(design, link, Layer.of_kind(fix.kind, fix.parameters))[0]


def _whole(design: Design) -> list[Problem]:
    if not design.nodes:
        return [Problem("The canvas is empty. Drag layers from the palette, starting with Input.")]
    problems = []
    for kind, title in (("input", "Input"), ("output", "Output")):
        found = design.of_kind(kind)
        if not found:
            problems.append(Problem(f"There is no {title}. Drag one from the palette and link it."))
        problems += [
            Problem(
                f"There are {len(found)} layers of kind {title}, but one is expected.", node.id, (Remove("Remove it"),)
            )
            for node in found[1:]
        ]
    return problems


def _missing_inputs(design: Design, node: Node) -> Problem | None:
    number = len(design.incoming[node.id])
    needed = node.layer.minimum_inputs
    if number >= needed:
        return None
    if needed == 1:
        message = f"{node.name} has no input. Draw a link from the layer before it."
        return Problem(message, node.id, (Remove("Remove this layer"),))
    found = "has none" if number == 0 else f"has {number}"
    message = f"{node.layer.title()} expects {needed} inputs or more, but {node.name} {found}. Draw another link to it."
    return Problem(message, node.id, (Remove("Remove this layer"),))


def _dead_ends(design: Design) -> list[Problem]:
    return [
        Problem(
            f"{node.name} leads nowhere. Link it to the next layer.",
            node.id,
            (Remove("Remove this layer"),),
            severity="warning",
        )
        for node in design.nodes.values()
        if node.layer.has_output and node.layer.kind and not design.outgoing[node.id] and len(design.nodes) > 1
    ]


def _against_data(design: Design, shapes: Mapping[NodeId, Shape]) -> list[Problem]:
    problems = []
    source = design.data.source
    for node in design.of_kind("input"):
        wanted = source.sample_shape()
        if shapes.get(node.id) not in (None, wanted):
            fix = SetParameter("shape", tuple(wanted), f"Set the shape to {' × '.join(str(size) for size in wanted)}")
            message = f"{source.title()} gives {wanted}, but {node.name} is set to {shapes[node.id]}."
            problems.append(Problem(message, node.id, (fix,)))
    for node in design.of_kind("output"):
        if node.id in shapes:
            for rule in _OUTPUT_RULES:
                problem = rule(design, node, shapes[node.id])
                if problem:
                    problems.append(problem)
                    break
    return problems


def _answer_fits_the_classes(design: Design, output: Node, shape: Shape) -> Problem | None:
    classes = len(design.data.source.class_names())
    if not classes or shape == Shape(F=classes):
        return None
    last = last_layer(design, output)
    expected = f"{design.data.source.title()} has {classes} classes, so the answer should be F {classes}"
    message = f"{expected}, but {last.name if last else 'it'} gives {shape}."
    if shape.axes == "F" and last and "units" in type(last.layer).model_fields:
        return Problem(message, last.id, (SetParameter("units", classes, f"Set units to {classes}"),))
    dense = InsertBefore("dense", f"Insert Dense with {classes} units", {"units": classes, "activation": "softmax"})
    flatten = InsertBefore("flatten", "Insert Flatten")
    return Problem(message, output.id, (dense,) if shape.axes == "F" else (flatten,))


def _activation_fits_the_loss(design: Design, output: Node, shape: Shape) -> Problem | None:
    loss = design.training.loss
    last = last_layer(design, output)
    activation = final_activation(last) if last else ""
    if not loss.fuses or activation in (loss.fuses, "linear", ""):
        return None
    wanted = ACTIVATIONS[loss.fuses].title()
    title = ACTIVATIONS[activation].title()
    message = f"{loss.title()} expects {wanted} at the output, but {last.name if last else ''} ends with {title}."
    others: tuple[Fix, ...] = (ChooseLoss("mse", "Use mean squared error"),)
    if last and "activation" in type(last.layer).model_fields:
        return Problem(message, last.id, (SetParameter("activation", loss.fuses, f"Use {wanted}"), *others))
    return Problem(message, last.id if last else output.id, (Remove("Remove this layer"), *others))


def _nothing_follows_the_fused_activation(design: Design, output: Node, shape: Shape) -> Problem | None:
    """A loss that contains an activation can leave out the last one only; an earlier one would be applied twice."""
    last = last_layer(design, output)
    node, fuses = last, design.training.loss.fuses
    while node and node.layer.kind in _PASSING_ON:
        node = last_layer(design, node)
    if not fuses or not node or not last or node is last or final_activation(node) != fuses:
        return None
    title = ACTIVATIONS[fuses].title()
    message = (
        f"{design.training.loss.title()} contains {title} and expects it last, "
        f"but after that of {node.name} comes {last.name}."
    )
    return Problem(message, last.id, (Remove("Remove this layer"),))


_OUTPUT_RULES: tuple[Callable[[Design, Node, Shape], Problem | None], ...] = (
    _answer_fits_the_classes,
    _activation_fits_the_loss,
    _nothing_follows_the_fused_activation,
)


def last_layer(design: Design, node: Node) -> Node | None:
    """The layer that `node`, an Output for example, gets its input from."""
    links = design.incoming[node.id]
    return design.nodes[links[0].source] if links else None


def final_activation(node: Node) -> str:
    """The kind of the activation that a layer ends with; empty when it has none."""
    if node.layer.kind in ACTIVATIONS:
        return node.layer.kind
    return str(getattr(node.layer, "activation", ""))
