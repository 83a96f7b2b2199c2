"""Random turns for a random design: its layers learn in two, or a generator and a discriminator learn beside them."""

from dataclasses import replace

from hypothesis import strategies as st

from nndesigner.catalog.limits import Clipping, Constraint
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.schedules import Schedule
from nndesigner.design.check import check
from nndesigner.design.learners import discriminator, generator, tells_apart
from nndesigner.design.model import Design, NodeId
from nndesigner.design.turn_edits import add_adversaries
from nndesigner.design.turns import Pattern, Turn
from tests.design.random_entries import any_of

MOST_BATCHES = 3
"""Batches that a turn learns from before its weights change."""


def with_two_turns(draw: st.DrawFn, design: Design) -> Design:
    """The design with its layers in two turns, the second at every step or at every other; as it is if it has one."""
    learning = _learning(design)
    if len(learning) < 2:
        return design
    cut = draw(st.integers(1, len(learning) - 1))
    turns = _turn(draw, "first", learning[:cut]), _turn(draw, "second", learning[cut:], draw(st.integers(1, 2)))
    return design.changed(training=replace(design.training, turns=turns))


def with_adversaries(draw: st.DrawFn, design: Design) -> Design:
    """The design with the turns of its generator and its discriminator, and one in which all other layers learn."""
    design = add_adversaries(design)
    others = [node for node in _learning(design) if node not in generator(design) | discriminator(design)]
    outputs = tuple(node.id for node in design.of_kind("output") if not tells_apart(design, node.id))
    turns = design.training.turns
    if others:
        turns = (*turns, replace(_turn(draw, "others", others), outputs=outputs))
    return design.changed(training=replace(design.training, turns=turns))


def _learning(design: Design) -> list[NodeId]:
    weights = check(design).weights
    return [
        node for node in design.order if weights.get(node) and not getattr(design.nodes[node].layer, "frozen", False)
    ]


def _turn(draw: st.DrawFn, name: str, layers: list[NodeId], every: int = 1) -> Turn:
    return Turn(
        name,
        Pattern(learns="chosen", every=every, batches=draw(st.integers(1, MOST_BATCHES))),
        tuple(layers),
        optimizer=draw(any_of(Optimizer)),
        schedule=draw(any_of(Schedule)),
        clipping=draw(any_of(Clipping)),
        constraint=draw(any_of(Constraint)),
    )
