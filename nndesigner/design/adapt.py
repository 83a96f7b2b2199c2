"""Makes a network fit other data: its inputs, its outputs and its loss follow the data."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nndesigner.catalog.entry import ParameterProblem
from nndesigner.catalog.intervals import limits_of
from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.layers.input_output import AS_TRAINING, Input, Output
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.recurrent import Recurrent
from nndesigner.catalog.layers.reshape import Reshape
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.problems import Fix, InsertBefore, SetParameter, SetParameters, UserError
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Target, Values
from nndesigner.design import edits
from nndesigner.design.check import check, fixed
from nndesigner.design.ends import final_activation, last_layer
from nndesigner.design.goals import Goal, goals
from nndesigner.design.learners import JOINING, generating
from nndesigner.design.model import Design, Node, NodeId
from nndesigner.design.options import DataOptions
from nndesigner.design.report import Problem, Report
from nndesigner.design.rules.outputs import target_range, usual_loss

MOST_FIXES = 100
ADAPTERS = ("flatten", "embedding")
"""Layers that may be put before one of the user's, because they only bring samples into the form that it takes."""


@dataclass(frozen=True)
class _Before:
    """The design that is adapted and what was found in it."""

    design: Design
    report: Report

    def axes_into(self, node: Node) -> str:
        """The axes of what came into a layer; empty when it was not known or there was no such layer."""
        return self.report.inputs[node.id][0].axes if self.report.inputs.get(node.id) else ""


def adapted(design: Design, data: DataOptions) -> Design:
    """`design` with `data`, changed as little as needed to learn from it; every layer of `design` stays.

    Inputs get the shape of a sample. A loss that cannot compare with the targets gives way to the usual one, and the
    last layer before an output gets the units and the activation that the targets and the loss ask for. Between them
    other numbers follow as the problems themselves propose, and Flatten and Embedding are put in where they are
    missing. What does not fit even so stays a problem of the design. `changes` says what was done.
    """
    was, before = design.data.target().kind, _Before(design, check(design))
    design = _with_inputs(design.changed(data=data))
    for goal in _reachable_goals(design):
        is_of_data = not goal.learns_samples and not goal.tells_apart
        design = _with_loss(design, goal, is_new=is_of_data and goal.target.kind != was)
    for goal in _reachable_goals(design):
        design = _with_answer(design, goal)
    for node in generating(design):
        design = _generating(design, design.nodes[node])
    return _mended(design, before)


def _reachable_goals(design: Design) -> Iterator[Goal]:
    """The goals but those that no change can reach: symbols cannot be reconstructed as numbers."""
    return (goal for goal in goals(design) if not (goal.learns_samples and design.data.vocabulary()))


def _with_inputs(design: Design) -> Design:
    sample = design.data.sample_shape()
    contents = "symbols" if design.data.vocabulary() else "numbers"
    inputs = [node for node in design.of_kind("input") if isinstance(node.layer, Input)]
    for node in inputs:
        assert isinstance(node.layer, Input)
        given, first = node.layer.output_shape(), node.layer.first
        shares = len(inputs) > 1 and given.axes == sample.axes == "F" and first + given.F <= sample.F
        if not shares and (given != sample or first):
            design = _with(design, node.id, shape=tuple(sample), contents=contents, first=0)
    return design


def _with(design: Design, node: NodeId, **values: Any) -> Design:
    """The design with other parameters of a layer, unless they are beyond its limits: then that stays a problem."""
    try:
        return edits.set_parameters(design, [node], **values)
    except ParameterProblem:
        return design


def _with_loss(design: Design, goal: Goal, is_new: bool) -> Design:
    """The design with the usual loss, if its own cannot compare with the targets or these are of a new kind."""
    kind = usual_loss(goal.target, design.shapes.get(goal.output))[0]
    if goal.loss.kind == kind or (_compares(goal.loss, goal.target) and not is_new):
        return design
    loss = Loss.of_kind(kind)
    others = [each for each in goals(design) if not each.has_own_loss and each.output != goal.output]
    if goal.has_own_loss and _compares(design.training.loss, goal.target):
        return _with(design, goal.output, loss=AS_TRAINING)
    if goal.has_own_loss or not all(_compares(loss, each.target) for each in others):
        return _with(design, goal.output, loss=kind)
    return design.changed(training=replace(design.training, loss=loss))


def _compares(loss: Loss, target: Target) -> bool:
    is_within = not isinstance(target, Values) or loss.low <= target.low <= target.high <= loss.high
    return target.kind in loss.accepts and is_within


def _with_answer(design: Design, goal: Goal) -> Design:
    """The last layer with the activation that its targets need; its units follow from the problems."""
    last = last_layer(design, design.nodes[goal.output])
    if not goal.learns_samples:
        return _with_activation(design, last, goal) if last else design
    while last and last.layer.kind in ACTIVATIONS:
        last = last_layer(design, last)
    return _reconstructing(design, last, goal) if last and last.layer.kind == "reshape" else design


def _with_activation(design: Design, last: Node, goal: Goal) -> Design:
    if "activation" not in type(last.layer).model_fields:
        return design
    activation = final_activation(last)
    wanted = goal.loss.fuses[0] if goal.loss.fuses else "linear"
    fits = activation in goal.loss.fuses
    if not goal.loss.fuses and activation:
        low, high = limits_of(ACTIVATIONS[activation].range)
        least, most = target_range(goal)
        fits = low <= least and most <= high
    return design if fits else _with(design, last.id, activation=wanted)


def _reconstructing(design: Design, reshape: Node, goal: Goal) -> Design:
    """An autoencoder whose last layer brings the values into the shape of a sample."""
    sample = goal.expected_shape(design.data.sample_shape())
    design = _with(design, reshape.id, shape=tuple(sample))
    before = last_layer(design, reshape)
    if before and "units" in type(before.layer).model_fields and not _shares(before):
        design = _with(design, before.id, units=sample.count)
        if last_layer(design, design.nodes[goal.output]) == design.nodes[reshape.id]:
            design = _with_activation(design, design.nodes[before.id], goal)
    return design


def _generating(design: Design, last: Node) -> Design:
    """A generator whose last layer with units, or that before a reshape, gives as many values as a sample has."""
    sample, layer = design.data.sample_shape(), _with_units(design, last)
    if last.layer.kind == "reshape":
        design = _with(design, last.id, shape=tuple(sample))
    if layer is None or design.data.vocabulary():
        return design
    design = _with(design, layer.id, units=sample.count)
    if last.layer.kind == "reshape" or sample.axes == "F":
        return design
    (link,) = (link for link in design.outgoing[last.id] if design.nodes[link.target].layer.kind == JOINING)
    return edits.insert_on_link(design, link, Layer.of_kind("reshape", {"shape": tuple(sample)}))[0]


def _with_units(design: Design, last: Node) -> Node | None:
    """The layer with units whose values reach `last`, in another shape or through an activation at most."""
    node: Node | None = last
    while node and (node.layer.kind in ACTIVATIONS or node.layer.kind == "reshape"):
        node = last_layer(design, node)
    return node if node and "units" in type(node.layer).model_fields and not _shares(node) else None


def _shares(node: Node) -> bool:
    """Whether the layer uses the weights of another one, which decides about its units."""
    return any(parameter.refers_to_layer for parameter in node.layer.parameters())


def _mended(design: Design, before: _Before) -> Design:
    """The design after each of its problems got the first change that solves it."""
    tried: set[tuple[NodeId | None, str]] = set()
    for _ in range(MOST_FIXES):
        report = check(design)
        untried = [each for each in report.errors if each.node and (each.node, each.message) not in tried]
        if not untried:
            break
        problem, *_ = untried
        tried.add((problem.node, problem.message))
        ways = _ways(design, problem, report, before)
        design = next((way for way in ways if _is_solved(problem, check(way))), design)
    return design


def _is_solved(problem: Problem, report: Report) -> bool:
    return all((each.node, each.message) != (problem.node, problem.message) for each in report.problems)


def _ways(design: Design, problem: Problem, report: Report, before: _Before) -> Iterator[Design]:
    """What the design can become to solve a problem of one of its layers, the likeliest first."""
    node = design.nodes[problem.node or ""]
    if isinstance(node.layer, Reshape):
        yield from _reshaped(design, node, report, before)
    yield from _with_other_steps(design, node, report, before)
    for fix in problem.fixes:
        try:
            yield from _with_fix(design, problem, fix, before)
        except UserError:
            continue


def _with_fix(design: Design, problem: Problem, fix: Fix, before: _Before) -> Iterator[Design]:
    """The design with one of the problem's fixes, as far as that only changes numbers or puts an adapter in."""
    node = design.nodes[problem.node or ""]
    match fix:
        case SetParameter("shape", shape) if isinstance(node.layer, Reshape):
            if len(shape) == len(node.layer.shape):
                yield fixed(design, problem, fix)
        case SetParameter("learns"):  # another task is for the user to choose
            return
        case SetParameter() | SetParameters():
            yield fixed(design, problem, fix)
        case InsertBefore("dense", parameters=parameters) if giver := _giver(design, node):
            yield edits.set_parameters(design, [giver.id], units=parameters["units"])
        case InsertBefore(kind) if kind in ADAPTERS and not isinstance(node.layer, Output):
            yield from _with_adapter(design, node, fix, before)


def _with_adapter(design: Design, node: Node, adapter: InsertBefore, before: _Before) -> Iterator[Design]:
    """The design with the adapter before the layer; one that was put in for a neighbour serves both."""
    (link, *_) = design.incoming[node.id]
    for other in design.outgoing[link.source]:
        if design.nodes[other.target].layer.kind == adapter.kind and other.target not in before.design.nodes:
            yield edits.connect(design, other.target, node.id, link.input)
    yield edits.insert_on_link(design, link, Layer.of_kind(adapter.kind, adapter.parameters))[0]


def _reshaped(design: Design, node: Node, report: Report, before: _Before) -> Iterator[Design]:
    """The design whose reshape takes the same axes together as it did before: the rows of a picture stay its rows."""
    assert isinstance(node.layer, Reshape)
    above = last_layer(design, node)
    if above and above.id in report.shapes and before.axes_into(node):
        shape = _regrouped(node.layer.shape, before.report.inputs[node.id][0], report.shapes[above.id])
        if shape:
            yield edits.set_parameters(design, [node.id], shape=shape)


def _regrouped(shape: tuple[int, ...], was: Shape, now: Shape) -> tuple[int, ...]:
    """The sizes for `now` when each size of `shape` is the product of neighbouring axes of `was`; empty if not so."""
    if was.axes != now.axes:
        return ()
    pairs, sizes = list(zip(was, now, strict=True)), []
    for wanted in shape:
        old, new = pairs.pop(0) if pairs else (0, 0)
        while pairs and old < wanted:
            also_old, also_new = pairs.pop(0)
            old, new = old * also_old, new * also_new
        if old != wanted:
            return ()
        sizes.append(new)
    return () if pairs else tuple(sizes)


def _with_other_steps(design: Design, node: Node, report: Report, before: _Before) -> Iterator[Design]:
    """The design with one prediction for a sample instead of one for every time step, or the other way around."""
    for goal in goals(design):
        way = tuple(_way_to(design, goal.output))
        output, expected = report.shapes.get(goal.output), goal.expected_shape(design.data.sample_shape())
        if output is None or {output.axes, expected.axes} != {"F", "TF"} or node not in way[:2]:
            continue
        for other in (*_with_turned_recurrent(design, way), *_with_flat_samples(design, way, report, before)):
            shape = check(other).shapes.get(goal.output)
            if shape and shape.axes == expected.axes:
                yield other


def _way_to(design: Design, output: NodeId) -> Iterator[Node]:
    """The output and the layers before it, up to the input."""
    node: Node | None = design.nodes[output]
    while node:
        yield node
        node = last_layer(design, node)


def _with_turned_recurrent(design: Design, way: tuple[Node, ...]) -> Iterator[Design]:
    for node in way:
        if isinstance(node.layer, Recurrent):
            returns = "last step" if node.layer.returns == "every step" else "every step"
            yield edits.set_parameters(design, [node.id], returns=returns)
            return


def _with_flat_samples(design: Design, way: tuple[Node, ...], report: Report, before: _Before) -> Iterator[Design]:
    """With Flatten before the first layer that took flat samples and gets sequences now."""
    for node in reversed(way):
        given = report.inputs.get(node.id)
        is_place = node.layer.kind != JOINING  # generated samples come in beside the real ones, in their shape
        if is_place and before.axes_into(node) == "F" and given and given[0].axes == "TF":
            yield from _with_adapter(design, node, InsertBefore("flatten", "Insert Flatten"), before)
            return


def _giver(design: Design, output: Node) -> Node | None:
    """The layer with units whose values reach the output, through activations at most."""
    node = last_layer(design, output)
    while node and node.layer.kind in ACTIVATIONS:
        node = last_layer(design, node)
    return node if node and "units" in type(node.layer).model_fields and not _shares(node) else None
