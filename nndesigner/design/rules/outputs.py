"""What has to hold between the data, the loss and an output: units, ranges and activations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nndesigner.catalog.calls import ANSWER, Function
from nndesigner.catalog.intervals import in_words, limits_of
from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.problems import ChooseLoss, Fix, InsertBefore, Remove, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes, Labels, Symbols, Target, TargetKind, Values
from nndesigner.design.ends import final_activation, has_slope, last_layer
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
    """One output with everything that the rules look at."""

    design: Design
    goal: Goal
    output: Node
    last: Node
    shape: Shape
    inputs: Mapping[NodeId, tuple[Shape, ...]]

    @property
    def title(self) -> str:
        return self.design.data.source.spoken_name()

    @property
    def activation(self) -> str:
        return final_activation(self.last)

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


def _samples_can_be_given_back(end: _End) -> Problem | None:
    if not end.goal.learns_samples or not end.design.data.vocabulary():
        return None
    message = f"{end.title} consists of symbols, which {end.output.name} cannot give back as numbers."
    return Problem(message, end.output.id, (SetParameter("learns", "targets", "Learn the targets"),))


def _loss_accepts_the_target(end: _End) -> Problem | None:
    loss, target = end.goal.loss, end.goal.target
    usual = end.choose(*usual_loss(target, end.shape))
    if target.kind not in loss.accepts:
        found = "samples that are to be given back" if end.goal.learns_samples else f"{WORDS[target.kind]} as targets"
        expected = " or ".join(WORDS[kind] for kind in loss.accepts)
        return Problem(f"{loss.title()} expects {expected}, but {end.title} has {found}.", end.output.id, (usual,))
    if isinstance(target, Values) and not loss.low <= target.low <= target.high <= loss.high:
        message = (
            f"{loss.title()} expects targets {in_words(loss.low, loss.high)}, "
            f"but those of {end.title} are {in_words(target.low, target.high)}."
        )
        return Problem(message, end.output.id, (usual,))
    return None


def _answer_has_the_shape(end: _End) -> Problem | None:
    sample = end.design.data.sample_shape()
    expected = end.goal.expected_shape(sample)
    is_same = end.shape == expected
    is_flat = "F" in (end.shape.axes, expected.axes) and end.shape.count == expected.count
    if is_same or (isinstance(end.goal.target, Values) and is_flat):
        return None
    asked = f"{_asks_for(end)}, so the answer should be {expected}"
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
    return f"{end.output.name} gives the samples back" if end.goal.learns_samples else f"{end.title} asks for numbers"


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
    if expected.axes == "F" and len(end.shape) > 1:
        return end.output.id, (InsertBefore("flatten", "Insert Flatten"),)
    return end.output.id, ()


def _gives(end: _End, name: str, value: int, wanted: Shape) -> bool:
    inputs = end.inputs[end.last.id]
    if any(borrowed(end.last.layer.torch_calls(*inputs))):
        return False  # its units are those of the layer that it shares the weights of
    try:
        return end.last.layer.changed(**{name: value}).output_shape(*inputs) == wanted
    except ShapeProblem:
        return False


def _activation_fits_the_loss(end: _End) -> Problem | None:
    loss, activation = end.goal.loss, end.activation
    needs_it = uses_answer(loss.torch_call()) or isinstance(end.goal.target, Labels) or end.goal.unit is not None
    if not loss.fuses or activation in loss.fuses or (activation in ("linear", "") and not needs_it):
        return None
    wanted = ACTIVATIONS[loss.fuses[0]].title()
    ends = f"ends with {ACTIVATIONS[activation].title()}" if activation else "has no activation"
    message = f"{loss.title()} expects {wanted} at the output, but {end.last.name} {ends}."
    kind, label = _other_loss(end)
    others: tuple[Fix, ...] = (end.choose(kind, label),) if kind != loss.kind else ()
    if "activation" in type(end.last.layer).model_fields:
        return Problem(message, end.last.id, (SetParameter("activation", loss.fuses[0], f"Use {wanted}"), *others))
    if activation:
        return Problem(message, end.last.id, (Remove("Remove this layer"), *others))
    return Problem(message, end.output.id, (InsertBefore(loss.fuses[0], f"Insert {wanted}"), *others))


def _other_loss(end: _End) -> tuple[str, str]:
    """The loss for the same targets that wants no activation, where there is one."""
    return USUAL_LOSS["symbols" if end.goal.target.kind == "symbols" else "values"]


def _nothing_follows_the_fused_activation(end: _End) -> Problem | None:
    """A loss that contains an activation can leave out the last one only; an earlier one would be applied twice."""
    loss, node = end.goal.loss, end.last
    while node.layer.passes_on and (before := last_layer(end.design, node)):
        node = before
    if node is end.last or final_activation(node) not in loss.fuses:
        return None
    title = ACTIVATIONS[final_activation(node)].title()
    message = (
        f"{loss.title()} contains {title} and expects it last, but after that of {node.name} comes {end.last.name}."
    )
    return Problem(message, end.last.id, (Remove("Remove this layer"),))


def _answers_have_the_range(end: _End) -> Problem | None:
    """Answers that can never meet the targets, or that the loss cannot compute with."""
    loss, activation = end.goal.loss, end.activation
    judges_answer = uses_answer(loss.torch_call())
    if (loss.fuses and not judges_answer) or not activation:
        return None
    low, high = limits_of(ACTIVATIONS[activation].range)
    title = ACTIVATIONS[activation].title()
    given = f"{end.last.name} ends with {title}, which gives numbers in {ACTIVATIONS[activation].range}"
    if loss.answers and not limits_of(loss.answers)[0] <= low <= high <= limits_of(loss.answers)[1]:
        message = f"{loss.title()} expects answers in {loss.answers}, but {given}."
        return Problem(message, end.last.id, _use_activation(end, "sigmoid"))
    least, most = target_range(end.goal)
    if low <= least and most <= high:
        return None
    message = f"The targets are numbers {in_words(least, most)}, but {given}."
    wanted = ("bipolar_step" if least < 0 else "step") if judges_answer else "linear"
    return Problem(message, end.last.id, _use_activation(end, wanted), severity="warning")


def _use_activation(end: _End, kind: str) -> tuple[Fix, ...]:
    if "activation" in type(end.last.layer).model_fields:
        return (SetParameter("activation", kind, f"Use {ACTIVATIONS[kind].title()}"),)
    return (Remove("Remove this layer"),)


def _slope_everywhere(end: _End) -> Problem | None:
    """A step has no slope: nothing before it learns, unless the loss goes around it."""
    node: Node | None = end.last
    while node:
        activation = final_activation(node)
        goes_around = node is end.last and activation in end.goal.loss.fuses
        if not has_slope(node) and not goes_around:
            title = ACTIVATIONS[activation].title()
            message = f"{title} in {node.name} has no slope, so no layer up to it can learn."
            fixes: tuple[Fix, ...] = (SetParameter("activation", "sigmoid", "Use Sigmoid"),)
            if node.layer.kind in ACTIVATIONS:
                fixes = (Remove("Remove this layer"),)
            return Problem(message, node.id, fixes, severity="warning")
        node = last_layer(end.design, node)
    return None


RULES: tuple[Callable[[_End], Problem | None], ...] = (
    _samples_can_be_given_back,
    _loss_accepts_the_target,
    _answer_has_the_shape,
    _activation_fits_the_loss,
    _nothing_follows_the_fused_activation,
    _answers_have_the_range,
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
    """Whether a loss looks at the answer after the activation too."""
    arguments = (*call.arguments, *call.keywords.values())
    return any(each is ANSWER or (isinstance(each, Function) and uses_answer(each)) for each in arguments)
