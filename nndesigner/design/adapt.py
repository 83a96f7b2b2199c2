"""Makes a network fit other data: its inputs, its answer and its loss follow what the data says."""

from collections.abc import Iterator
from dataclasses import replace

from nndesigner.catalog.intervals import limits_of
from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.layers.input_output import AS_TRAINING, Input, Output
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.problems import Fix, Remove, UserError
from nndesigner.catalog.targets import Target, Values
from nndesigner.design import edits
from nndesigner.design.check import check, fixed
from nndesigner.design.ends import final_activation, last_layer
from nndesigner.design.goals import Goal, goals
from nndesigner.design.model import Design, Node, NodeId
from nndesigner.design.options import DataOptions
from nndesigner.design.report import Problem
from nndesigner.design.rules.outputs import target_range, usual_loss

MOST_FIXES = 100


def adapted(design: Design, data: DataOptions) -> Design:
    """`design` with `data`, changed as little as needed to learn from it.

    Inputs get the shape of a sample. A loss that cannot compare with the targets gives way to the usual one, and the
    last layer before an output gets the units and the activation that the targets and the loss ask for. What still
    does not fit is mended as the problems themselves propose; a layer that fits in no other way is taken out.
    """
    was = design.data.target().kind
    design = _with_inputs(design.changed(data=data))
    for goal in goals(design):
        if goal.learns_samples and data.vocabulary():  # symbols cannot be given back as numbers
            design = edits.set_parameters(design, [goal.output], learns="targets")
    for goal in goals(design):
        if not goal.learns_samples:
            design = _with_loss(design, goal, is_new=goal.target.kind != was)
    for goal in goals(design):
        design = _with_answer(design, goal)
    return _mended(design)


def _with_inputs(design: Design) -> Design:
    sample = design.data.sample_shape()
    contents = "symbols" if design.data.vocabulary() else "numbers"
    inputs = [node for node in design.of_kind("input") if isinstance(node.layer, Input)]
    for node in inputs:
        assert isinstance(node.layer, Input)
        given, first = node.layer.output_shape(), node.layer.first
        shares = len(inputs) > 1 and given.axes == sample.axes == "F" and first + given.F <= sample.F
        if not shares and (given != sample or first):
            design = edits.set_parameters(design, [node.id], shape=tuple(sample), contents=contents, first=0)
    return design


def _with_loss(design: Design, goal: Goal, is_new: bool) -> Design:
    """The design with the usual loss, if its own cannot compare with the targets or these are of a new kind."""
    kind = usual_loss(goal.target, design.shapes.get(goal.output))[0]
    if goal.loss.kind == kind or (_compares(goal.loss, goal.target) and not is_new):
        return design
    if goal.has_own_loss:
        usual = _compares(design.training.loss, goal.target)
        return edits.set_parameters(design, [goal.output], loss=AS_TRAINING if usual else kind)
    return design.changed(training=replace(design.training, loss=Loss.of_kind(kind)))


def _compares(loss: Loss, target: Target) -> bool:
    is_within = not isinstance(target, Values) or loss.low <= target.low <= target.high <= loss.high
    return target.kind in loss.accepts and is_within


def _with_answer(design: Design, goal: Goal) -> Design:
    """The last layer with the activation that its targets need; its units follow from the problems."""
    last = last_layer(design, design.nodes[goal.output])
    if goal.learns_samples:
        while last and last.layer.kind in ACTIVATIONS:
            last = last_layer(design, last)
        return _giving_samples(design, last, goal) if last and last.layer.kind == "reshape" else design
    if last is None or "activation" not in type(last.layer).model_fields:
        return design
    activation = final_activation(last)
    wanted = goal.loss.fuses[0] if goal.loss.fuses else "linear"
    fits = activation in goal.loss.fuses
    if not goal.loss.fuses and activation:
        low, high = limits_of(ACTIVATIONS[activation].range)
        least, most = target_range(goal)
        fits = low <= least and most <= high
    return design if fits else edits.set_parameters(design, [last.id], activation=wanted)


def _giving_samples(design: Design, reshape: Node, goal: Goal) -> Design:
    """An autoencoder whose last layer brings the values into the shape of a sample."""
    sample = goal.expected_shape(design.data.sample_shape())
    design = edits.set_parameters(design, [reshape.id], shape=tuple(sample))
    before = last_layer(design, reshape)
    if before and "units" in type(before.layer).model_fields and not _shares(before):
        design = edits.set_parameters(design, [before.id], units=sample.count)
    return design


def _shares(node: Node) -> bool:
    """Whether the layer uses the weights of another one, which decides about its units."""
    return any(parameter.refers_to_layer for parameter in node.layer.parameters())


def _mended(design: Design) -> Design:
    """The design after the fixes of its problems, each applied once at most."""
    tried: set[tuple[NodeId | None, str, str]] = set()
    for _ in range(MOST_FIXES):
        for problem, fix in _ways(design):
            step = problem.node, problem.message, fix.label
            if step in tried:
                continue
            tried.add(step)
            try:
                design = fixed(design, problem, fix)
            except UserError:
                continue
            break
        else:
            break
    return design


def _ways(design: Design) -> Iterator[tuple[Problem, Fix]]:
    """The fixes of all errors but those of the data itself, with the removal of a layer as the last."""
    errors = [problem for problem in check(design).problems if problem.severity == "error" and problem.node]
    for is_removal in (False, True):
        for problem in errors:
            is_end = isinstance(design.nodes[problem.node or ""].layer, Input | Output)
            fixes = [fix for fix in problem.fixes if isinstance(fix, Remove) == is_removal]
            yield from ((problem, fix) for fix in fixes if not (is_removal and is_end))
