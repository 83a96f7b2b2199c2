"""What has to hold between the data, the loss and an output: units, ranges and activations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from nndesigner.catalog.calls import ANSWER, Function
from nndesigner.catalog.entry import ParameterProblem
from nndesigner.catalog.intervals import in_words, limits_of
from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.problems import ChooseLoss, Fix, InsertBefore, Remove, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes, Labels, Symbols, Target, TargetKind, Values
from nndesigner.design.ends import Ending, ending, final_activation, has_slope, last_layer, layers_up
from nndesigner.design.goals import Goal, are_two_classes, goals
from nndesigner.design.model import Design, Node, NodeId
from nndesigner.design.report import Problem
from nndesigner.design.rules.two_classes import both_ways
from nndesigner.design.rules.weights import borrowed

USUAL_LOSS: Mapping[TargetKind, tuple[str, str]] = {
    "classes": ("cross_entropy", "Use cross-entropy"),
    "labels": ("binary_cross_entropy", "Use binary cross-entropy"),
    "values": ("mse", "Use mean squared error"),
    "symbols": ("ctc", "Use connectionist temporal classification"),
}
WORDS: Mapping[TargetKind, str] = {
    "classes": "classes",
    "labels": "labels",
    "values": "numbers",
    "symbols": "rows of symbols",
}


@dataclass(frozen=True)
class _End:
    """One output with everything that the rules need."""

    design: Design
    goal: Goal
    output: Node
    last: Node
    shape: Shape
    inputs: Mapping[NodeId, tuple[Shape, ...]]

    @property
    def title(self) -> str:
        if self.goal.tells_apart:
            return "Real or generated"
        return self.design.data.source.spoken_name()

    @cached_property
    def ending(self) -> Ending:
        return ending(self.design, self.output)

    @property
    def activation(self) -> str:
        return self.ending.activation

    @property
    def giver(self) -> Node:
        """The layer whose activation the answer has been through, or the first of those that have another one."""
        return self.ending.givers[0]

    def choose(self, kind: str, label: str) -> ChooseLoss:
        return ChooseLoss(kind, label, self.goal.output if self.goal.has_own_loss else "")


def problems_of_outputs(
    design: Design, shapes: Mapping[NodeId, Shape], inputs: Mapping[NodeId, tuple[Shape, ...]]
) -> Iterator[Problem]:
    """The first thing that does not fit at each output."""
    for goal in goals(design):
        output = design.nodes[goal.output]
        last = last_layer(design, output)
        if goal.output in shapes and last:
            end = _End(design, goal, output, last, shapes[goal.output], inputs)
            problem = next(filter(None, (rule(end) for rule in RULES)), None)
            if problem:
                yield problem


def _there_is_something_to_predict(end: _End) -> Problem | None:
    """A source that was not opened yet knows no classes; whether it was is said of the data."""
    if getattr(end.goal.target, "names", None) != ():
        return None
    what = WORDS[end.goal.target.kind]
    return Problem(f"{end.output.name} should predict {what}, but {end.title} has none yet.", end.output.id)


def _samples_can_be_reconstructed(end: _End) -> Problem | None:
    if not end.goal.learns_samples or not end.design.data.vocabulary():
        return None
    message = f"{end.title} consists of symbols, which {end.output.name} cannot reconstruct as numbers."
    return Problem(message, end.output.id, (SetParameter("learns", "targets", "Learn the targets"),))


def _loss_accepts_the_target(end: _End) -> Problem | None:
    loss, target = end.goal.loss, end.goal.target
    usual = end.choose(*usual_loss(target, end.shape))
    if target.kind not in loss.accepts:
        found = "samples to reconstruct" if end.goal.learns_samples else f"{WORDS[target.kind]} as targets"
        expected = " or ".join(WORDS[kind] for kind in loss.accepts)
        return Problem(f"{loss.title()} expects {expected}, but {end.title} has {found}.", end.output.id, (usual,))
    if isinstance(target, Values) and not loss.low <= target.low <= target.high <= loss.high:
        message = (
            f"{loss.title()} expects targets {in_words(loss.low, loss.high)}, "
            f"but those of {end.title} are {in_words(target.low, target.high)}."
        )
        return Problem(message, end.output.id, (usual,))
    return None


def _output_has_the_shape(end: _End) -> Problem | None:
    sample = end.design.data.sample_shape()
    expected = end.goal.expected_shape(sample)
    is_same = end.shape == expected
    is_flat = "F" in (end.shape.axes, expected.axes) and end.shape.count == expected.count
    if is_same or (isinstance(end.goal.target, Values) and is_flat):
        return None
    asked = f"{_asks_for(end)}, so the prediction should be {expected}"
    where, fixes = _fixes_for_shape(end, expected)
    return Problem(f"{asked}, but {end.last.name} gives {end.shape}.", where, fixes)


def _asks_for(end: _End) -> str:
    match end.goal.target:
        case Classes(names) if are_two_classes(end.goal.target):
            units = "one unit" if end.goal.unit else "a unit for each"
            return f"{end.goal.loss.title()} learns the {len(names)} classes of {end.title} with {units}"
        case Classes(names):
            return f"{end.title} has {len(names)} classes"
        case Labels(names):
            return f"{end.title} has {len(names)} {'label' if len(names) == 1 else 'labels'}"
        case Symbols(names):
            return f"{end.title} has {len(names)} symbols"
    return f"{end.output.name} reconstructs the samples" if end.goal.learns_samples else f"{end.title} asks for numbers"


def _fixes_for_shape(end: _End, expected: Shape) -> tuple[NodeId, tuple[Fix, ...]]:
    letter = "C" if expected.axes == "CHW" else "F"
    count = (
        expected.count if end.shape.axes == "F" and isinstance(end.goal.target, Values) else expected.size_of(letter)
    )
    wanted = Shape(F=count) if end.shape.axes == "F" else expected
    for name in ("units", "filters"):
        if name in type(end.last.layer).model_fields and _gives(end, name, count, wanted):
            plain = SetParameter(name, count, f"Set {name} to {count}")
            is_of_two = are_two_classes(end.goal.target)
            return end.last.id, both_ways(plain, end.goal, end.last, end.shape) if is_of_two else (plain,)
    fused = end.goal.loss.fuses
    activation = fused[0] if fused else "linear"
    if end.shape.axes in ("F", "TF") and end.shape.replaced(F=count) == wanted:
        values = {"units": count, "activation": activation}
        return end.output.id, (InsertBefore("dense", f"Insert Dense with {count} units", values),)
    flatten = InsertBefore("flatten", "Insert Flatten")
    if expected.axes == end.shape.axes == "CHW" and end.shape.replaced(C=count) == expected:
        values = {"filters": count, "kernel_size": 1, "activation": activation}
        return end.output.id, (
            InsertBefore("conv2d", f"Insert Convolution with {count} {'filter' if count == 1 else 'filters'}", values),
            flatten,
        )
    if expected.axes == "F" and len(end.shape) > 1:
        return end.output.id, (flatten,)
    return end.output.id, ()


def _gives(end: _End, name: str, value: int, wanted: Shape) -> bool:
    inputs = end.inputs[end.last.id]
    if any(borrowed(end.last.layer.torch_calls(*inputs))):
        return False  # its units are those of the layer that it shares the weights of
    try:
        return end.last.layer.changed(**{name: value}).output_shape(*inputs) == wanted
    except (ShapeProblem, ParameterProblem):
        return False  # it is too many for this layer


def _activation_fits_the_loss(end: _End) -> Problem | None:
    loss, activation = end.goal.loss, end.activation
    needs_it = uses_answer(loss.torch_call()) or isinstance(end.goal.target, Labels) or end.goal.unit is not None
    if not loss.fuses or activation in loss.fuses or (activation in ("linear", "") and not needs_it):
        return None
    giver = next((node for node in end.ending.givers if final_activation(node) not in loss.fuses), end.giver)
    own, wanted = final_activation(giver), ACTIVATIONS[loss.fuses[0]]
    ends = f"ends with {ACTIVATIONS[own].title()}" if own else "has no activation"
    message = f"{loss.title()} expects {wanted.title()} at the output, but {giver.name} {ends}."
    kind, label = _other_loss(end)
    others: tuple[Fix, ...] = (end.choose(kind, label),) if kind != loss.kind else ()
    insert = InsertBefore(wanted.kind, f"Insert {wanted.title()}")
    # one that looks sideways belongs behind the layers that move values about
    is_late = wanted.is_sideways and bool(end.ending.passing)
    if not own or (own == "linear" and (is_late or end.ending.silences)):
        return Problem(message, end.output.id, (insert, *others) if len(end.ending.givers) == 1 else others)
    fixes = _with_activation(giver, "linear" if is_late else wanted.kind)
    return Problem(message, giver.id, (*fixes, *others))


def _other_loss(end: _End) -> tuple[str, str]:
    """The loss for the same targets that needs no activation, where there is one."""
    return USUAL_LOSS["symbols" if end.goal.target.kind == "symbols" else "values"]


def _nothing_follows_the_fused_activation(end: _End) -> Problem | None:
    """A loss that contains an activation can leave out the last one only; an earlier one would be applied twice."""
    loss, between = end.goal.loss, list[Node]()
    if end.ending.is_fused(loss.fuses, end.inputs):
        return None
    for node in layers_up(end.design, end.output):
        if final_activation(node) in loss.fuses:
            break
        learns = node.id in end.inputs and node.layer.weight_shapes(*end.inputs[node.id])
        if learns or node.layer.maximum_inputs != 1 or not (node.layer.passes_on or not final_activation(node)):
            return None
        between.append(node)
    else:
        return None
    title = ACTIVATIONS[final_activation(node)].title()
    silencing = next((each for each in between if each.layer.silences), None)
    after = silencing or between[-1]
    message = f"{loss.title()} contains {title} and expects it last, but after that of {node.name} comes {after.name}."
    if silencing:
        return Problem(message, silencing.id, (Remove("Remove this layer"),))
    return Problem(message, node.id, _with_activation(node, "linear"))


def _output_has_the_range(end: _End) -> Problem | None:
    """Outputs that can never meet the targets, or that the loss cannot compute with."""
    loss, activation = end.goal.loss, end.activation
    judges_answer = uses_answer(loss.torch_call())
    if (loss.fuses and not judges_answer) or not activation:
        return None
    low, high = limits_of(ACTIVATIONS[activation].range)
    title = ACTIVATIONS[activation].title()
    given = f"{end.giver.name} ends with {title}, which gives numbers in {ACTIVATIONS[activation].range}"
    if loss.answers and not limits_of(loss.answers)[0] <= low <= high <= limits_of(loss.answers)[1]:
        message = f"{loss.title()} expects outputs in {loss.answers}, but {given}."
        return Problem(message, end.giver.id, _with_activation(end.giver, "sigmoid"))
    least, most = target_range(end.goal)
    if low <= least and most <= high:
        return None
    message = f"The targets are numbers {in_words(least, most)}, but {given}."
    wanted = ("bipolar_step" if least < 0 else "step") if judges_answer else "linear"
    return Problem(message, end.giver.id, _with_activation(end.giver, wanted), severity="warning")


def _with_activation(node: Node, kind: str) -> tuple[Fix, ...]:
    """What gives a layer another activation; an activation itself is taken out."""
    if "activation" in type(node.layer).model_fields:
        return (SetParameter("activation", kind, f"Use {ACTIVATIONS[kind].title()}"),)
    return (Remove("Remove this layer"),)


def _slope_everywhere(end: _End) -> Problem | None:
    """A step has no slope: nothing before it learns, unless the loss goes around it."""
    for node in layers_up(end.design, end.output):
        activation = final_activation(node)
        goes_around = end.ending.contains(node) and activation in end.goal.loss.fuses
        if not has_slope(node) and not goes_around:
            title = ACTIVATIONS[activation].title()
            message = f"{title} in {node.name} has no slope, so no layer up to it can learn."
            return Problem(message, node.id, _with_activation(node, "sigmoid"), severity="warning")
    return None


RULES: tuple[Callable[[_End], Problem | None], ...] = (
    _there_is_something_to_predict,
    _samples_can_be_reconstructed,
    _loss_accepts_the_target,
    _output_has_the_shape,
    _nothing_follows_the_fused_activation,
    _activation_fits_the_loss,
    _output_has_the_range,
    _slope_everywhere,
)


def usual_loss(target: Target, given: Shape | None) -> tuple[str, str]:
    """The kind of the usual loss for such a target, and what choosing it is called; `given` is the answer's shape."""
    is_of_one_unit = are_two_classes(target) and given == Shape(F=1)
    return USUAL_LOSS["labels" if is_of_one_unit else target.kind]


def target_range(goal: Goal) -> tuple[float, float]:
    """The least and the greatest number that the loss compares with."""
    return (goal.target.low, goal.target.high) if isinstance(goal.target, Values) else encoding(goal)


def encoding(goal: Goal) -> tuple[float, float]:
    """How no and yes are written for the loss."""
    loss = goal.loss
    if loss.low > float("-inf") and loss.high < float("inf"):
        return loss.low, loss.high
    coded = goal.target if isinstance(goal.target, Labels) else goal.unit
    return (coded.low, coded.high) if coded else (0.0, 1.0)


def uses_answer(call: Function) -> bool:
    """Whether a loss uses the output after the activation too."""
    arguments = (*call.arguments, *call.keywords.values())
    return any(each is ANSWER or (isinstance(each, Function) and uses_answer(each)) for each in arguments)
