"""Checks a design: shapes, numbers of parameters, problems and their fixes."""

from dataclasses import replace

from nndesigner.catalog.layers.layer import Layer, WeightShapes
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.problems import (
    ChangeTurn,
    ChooseLoss,
    ChooseLossAndSet,
    Fix,
    InsertBefore,
    Prepare,
    Remove,
    RemoveTurn,
    ReplaceBy,
    SetParameter,
    SetParameters,
    ShapeProblem,
    TakeTurns,
    UserError,
)
from nndesigner.catalog.shapes import Shape
from nndesigner.design import edits, turn_edits
from nndesigner.design.model import Design, Node, NodeId
from nndesigner.design.report import Problem, Report
from nndesigner.design.rules.activations import problems_of_activations
from nndesigner.design.rules.inputs import problems_of_inputs
from nndesigner.design.rules.optimizers import problems_of_optimizers
from nndesigner.design.rules.outputs import problems_of_outputs
from nndesigner.design.rules.turns import problems_of_turns
from nndesigner.design.rules.weights import problems_of_weights
from nndesigner.design.used import used


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
    problems += problems_of_weights(design, inputs, weights)
    problems += problems_of_inputs(design, shapes)
    problems += problems_of_activations(design)
    problems += problems_of_outputs(design, shapes, inputs)
    problems += problems_of_optimizers(design)
    problems += problems_of_turns(design, weights)
    built = used(design, inputs)
    is_complete = bool(design.of_kind("output")) and built <= weights.keys()
    return Report(
        shapes, inputs, weights, tuple(_finished(design, problem) for problem in problems), built, is_complete
    )


def fixed(design: Design, problem: Problem, fix: Fix) -> Design:
    """The design with one of the problem's fixes applied. Raises EditRefused or ParameterProblem."""
    match fix:
        case ChooseLoss(kind, _, output) if output:
            return edits.set_parameters(design, [output], loss=kind)
        case Prepare(kind):
            steps = (*design.data.preparation, Preparation.of_kind(kind))
            return design.changed(data=replace(design.data, preparation=steps))
        case ChooseLoss(kind):
            return design.changed(training=replace(design.training, loss=Loss.of_kind(kind)))
        case TakeTurns():
            return turn_edits.add_adversaries(design)
        case ChangeTurn(turn, values):
            return turn_edits.set_in_turn(design, turn, **values)
        case RemoveTurn(turn):
            return turn_edits.remove_turn(design, turn)
        case _ if problem.node is None:
            raise edits.EditRefused("This fix needs a layer to work on.")
        case SetParameter(name, value):
            return edits.set_parameters(design, [problem.node], **{name: value})
        case ChooseLossAndSet(loss, values):
            return edits.set_parameters(fixed(design, problem, loss), [problem.node], **values)
        case SetParameters(values):
            return edits.set_parameters(design, [problem.node], **values)
        case Remove():
            return edits.remove_and_reconnect(design, [problem.node])
        case ReplaceBy(layer):
            return edits.replace_by(design, problem.node, layer)
        case InsertBefore():
            (link, *_) = design.incoming[problem.node]
            return edits.insert_on_link(design, link, Layer.of_kind(fix.kind, fix.parameters))[0]


def _finished(design: Design, problem: Problem) -> Problem:
    """The problem with the name of its layer and without fixes that cannot be done, such as too many units."""

    def works(fix: Fix) -> bool:
        try:
            fixed(design, problem, fix)
        except UserError:
            return False
        return True

    name = design.nodes[problem.node].name if problem.node else ""
    return replace(problem, name=name, fixes=tuple(fix for fix in problem.fixes if works(fix)))


def _whole(design: Design) -> list[Problem]:
    if not design.nodes:
        return [Problem("The canvas is empty. Drag layers from the palette, starting with Input.")]
    return [
        Problem(f"There is no {title}. Drag one from the palette and link it.")
        for kind, title in (("input", "Input"), ("output", "Output"))
        if not design.of_kind(kind)
    ]


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
