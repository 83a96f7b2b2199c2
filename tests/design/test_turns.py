"""Turns of a training, as values and in files."""

import json
from dataclasses import replace
from typing import Any

import pytest

from nndesigner.catalog.limits import ClipNorm, MaxNorm
from nndesigner.catalog.optimizers.adaptive import Adam
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.schedules.per_epoch import Exponential
from nndesigner.design.learners import counted_outputs, learners
from nndesigner.design.options import Settings, TrainingOptions
from nndesigner.design.plain import training_from_plain, training_to_plain
from nndesigner.design.turns import Pattern, Turn
from tests.design.drawings import branched, identity_of

CRITIC = Turn(
    "critic",
    Pattern(learns="chosen", every=1, batches=4),
    layers=("n2", "n3"),
    outputs=("n4",),
    optimizer=SGD(learning_rate=0.5, nesterov=True),
    schedule=Exponential(multiplier=0.9),
    clipping=ClipNorm(limit=2.0),
    constraint=MaxNorm(limit=1.0),
)
GENERATOR = Turn("generator", Pattern(learns="generator", aim="deceive", every=5))


def test_turns_survive_a_file() -> None:
    training = TrainingOptions(turns=(CRITIC, GENERATOR))
    plain = json.loads(json.dumps(training_to_plain(training)))
    assert training_from_plain(plain) == training


def test_a_training_without_turns_is_written_as_before_and_read_from_old_files() -> None:
    assert "turns" not in training_to_plain(TrainingOptions())
    assert training_from_plain({"epochs": 3}).turns == ()


def test_without_turns_everything_learns_in_one_with_the_options_of_the_training() -> None:
    training = TrainingOptions(optimizer=SGD(), clipping=ClipNorm(), settings=Settings(batches_per_step=3))
    (turn,) = training.every_turn
    assert (turn.optimizer, turn.clipping, turn.pattern) == (SGD(), ClipNorm(), Pattern(batches=3))
    assert training.batches_per_step == 3
    assert replace(training, turns=(CRITIC, GENERATOR)).batches_per_step == 4


def test_what_a_turn_does_not_say_has_its_default() -> None:
    (turn,) = training_from_plain({"turns": [{"name": "all"}]}).turns
    assert turn == Turn("all") and turn.optimizer == Adam()


REFUSED: dict[str, tuple[Any, str]] = {
    "no list": ({"turns": 3}, "The turns of a training should be a list, but is 3."),
    "no object": ({"turns": ["critic"]}, "A turn should be an object with names and values, but is 'critic'."),
    "no name": ({"turns": [{}]}, "'name' should be a text of 1 to 200 characters, but is None."),
    "blank": ({"turns": [{"name": "  "}]}, "A turn should have a name, but it is blank."),
    "twice": ({"turns": [{"name": "a"}, {"name": " a"}]}, "Two turns are called 'a'."),
    "unknown": ({"turns": [{"name": "a", "lerns": 1}]}, "a (Turn) has no parameter 'lerns'"),
    "never": ({"turns": [{"name": "a", "every": 0}]}, "Every of a (Turn) should be at least 1, but is 0."),
    "layers": ({"turns": [{"name": "a", "layers": [1]}]}, "The layers of a should be a list of at most 5000 ids"),
    "optimizer": ({"turns": [{"name": "a", "optimizer": {"kind": "sdg"}}]}, "There is no optimizer called 'sdg'."),
    "too many": ({"turns": [{"name": f"t{n}"} for n in range(21)]}, "at most 20 turns, but this one has 21"),
}


@pytest.mark.parametrize(("plain", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_turn_is_refused_with_the_reason(plain: Any, reason: str) -> None:
    with pytest.raises(UserError) as refused:
        training_from_plain(plain)
    assert reason in str(refused.value)


def test_chosen_layers_learn_and_those_that_are_gone_count_for_nothing() -> None:
    design = branched()
    dense = identity_of(design, "dense_1")
    assert learners(design, Turn("all")) == design.nodes.keys()
    assert learners(design, Turn("a", Pattern(learns="chosen"), layers=(dense, "gone"))) == {dense}


def test_the_losses_of_all_outputs_count_unless_some_are_chosen() -> None:
    design = branched()
    output = identity_of(design, "output")
    assert counted_outputs(design, Turn("a")) == counted_outputs(design, Turn("a", outputs=("gone",))) == (output,)
