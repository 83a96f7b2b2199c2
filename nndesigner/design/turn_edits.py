"""What can be done to the turns of a training: pure functions from a design to the next one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nndesigner.catalog.limits import Constraint
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.design.edits import EditRefused
from nndesigner.design.model import Design
from nndesigner.design.names import LONGEST_NAME, unused
from nndesigner.design.turns import MOST_TURNS, Pattern, Turn

DISCRIMINATOR, GENERATOR, CRITIC = "discriminator", "generator", "critic"
CRITIC_STEPS = 5
"""How often the critic of a Wasserstein GAN learns before its generator does, in Arjovsky and others 2017."""


def add_turn(design: Design) -> Design:
    """A turn more, like the last one; the first is what the training does without turns. Raises EditRefused."""
    turns = design.training.turns
    if len(turns) >= MOST_TURNS:
        raise EditRefused(f"A training has at most {MOST_TURNS} turns.")
    name = unused("turn_1", {turn.name for turn in turns})
    return _with(design, *turns, replace(design.training.every_turn[-1], name=name))


def add_adversaries(design: Design) -> Design:
    """The two turns in which a discriminator and a generator learn against each other, instead of those there are.

    With a loss of mere scores they are those of a Wasserstein GAN: the critic's weights are limited, and it learns
    more often than the generator.
    """
    training = design.training
    first = next(iter(training.every_turn))
    is_critic = not training.loss.has_minimum
    adam = {"kind": "adam", "learning_rate": 0.0005, "beta_1": 0.5}
    optimizer = Optimizer.from_plain({"kind": "rmsprop", "learning_rate": 0.0005} if is_critic else adam)
    limit = Constraint.of_kind("clip_weights" if is_critic else "none")
    telling = Turn(
        CRITIC if is_critic else DISCRIMINATOR, Pattern(learns="discriminator"), optimizer=optimizer, constraint=limit
    )
    every = CRITIC_STEPS if is_critic else 1
    pattern = Pattern(learns="generator", aim="deceive", every=every)
    making = Turn(GENERATOR, pattern, optimizer=optimizer)
    return _with(design, *(replace(turn, clipping=first.clipping) for turn in (telling, making)))


def remove_turn(design: Design, name: str) -> Design:
    """The design without the turn; when none is left, everything learns in one again."""
    return _with(design, *(turn for turn in design.training.turns if turn.name != name))


def change_turn(design: Design, name: str, change: Callable[[Turn], Turn]) -> Design:
    """The design with another turn in the place of that called `name`."""
    return _with(design, *(change(turn) if turn.name == name else turn for turn in design.training.turns))


def set_in_turn(design: Design, name: str, **values: Any) -> Design:
    """The design with some of learns, aim, every, batches, layers and outputs of a turn changed.

    Raises ParameterProblem.
    """
    listed: dict[str, Any] = {each: tuple(values.pop(each)) for each in ("layers", "outputs") if each in values}
    return change_turn(design, name, lambda turn: replace(turn, pattern=turn.pattern.changed(**values), **listed))


def rename_turn(design: Design, name: str, other: str) -> Design:
    """The design with another name for a turn. Raises EditRefused when it is empty, too long or taken."""
    other = " ".join(other.split())
    if not other:
        raise EditRefused("A turn needs a name.")
    if len(other) > LONGEST_NAME:
        raise EditRefused(f"A name has at most {LONGEST_NAME} characters, but this one has {len(other)}.")
    if other != name and any(turn.name == other for turn in design.training.turns):
        raise EditRefused(f"Another turn is called {other} already.")
    return change_turn(design, name, lambda turn: replace(turn, name=other))


def _with(design: Design, *turns: Turn) -> Design:
    return design.changed(training=replace(design.training, turns=turns))
