"""What checking says of turns, and how it can be mended."""

from dataclasses import replace

import pytest

from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.sources.source import Source
from nndesigner.design import edits, turn_edits
from nndesigner.design.adapt import adapted
from nndesigner.design.check import check, fixed
from nndesigner.design.learners import discriminator, generator
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, EarlyStopping
from nndesigner.design.report import Problem
from nndesigner.design.turns import Pattern, Turn
from tests.design.drawings import classifier, identity_of, layer
from tests.training.adversaries import gan, without_turns

TWO = classifier(layer("dense", units=8))
FIRST, SECOND = (identity_of(TWO, name) for name in ("dense_1", "dense_2"))


def with_turns(design: Design, *turns: Turn) -> Design:
    return design.changed(training=replace(design.training, turns=turns))


def chosen(name: str, *layers: str, **pattern: object) -> Turn:
    return Turn(name, Pattern(learns="chosen", **pattern), layers)


def only_problem(design: Design) -> Problem:
    (problem,) = check(design).problems
    return problem


def names(design: Design, nodes: frozenset[str]) -> set[str]:
    return {design.nodes[node].name for node in nodes}


def test_generator_and_discriminator_are_found_in_the_drawing() -> None:
    design = gan()
    assert names(design, generator(design)) == {"noise", "making", "made"}
    assert names(design, discriminator(design)) == {"joined", "judging", "telling", "verdict"}
    assert generator(TWO) == discriminator(TWO) == frozenset()


def test_a_gan_without_turns_is_an_error_and_gets_them_with_one_click() -> None:
    design = without_turns(gan())
    problem = only_problem(design)
    assert problem.severity == "error" and problem.node == identity_of(design, "joined")
    (fix,) = problem.fixes
    mended = fixed(design, problem, fix)
    assert [turn.name for turn in mended.training.turns] == ["discriminator", "generator"]
    assert check(mended).problems == ()


def test_with_a_loss_of_scores_the_turns_are_those_of_a_wasserstein_gan() -> None:
    critic, making = gan("wasserstein").training.turns
    assert (critic.name, critic.constraint.kind, making.pattern.every) == ("critic", "clip_weights", 5)


def test_a_turn_in_which_nothing_learns_is_an_error_that_can_be_mended() -> None:
    design = with_turns(TWO, Turn("all"), chosen("nobody"))
    (problem,) = check(design).errors
    assert problem.message == "Layers should learn in the turn nobody, but none is chosen."
    assert [fix.label for fix in problem.fixes] == ["Let all layers learn in it", "Remove nobody"]
    assert check(fixed(design, problem, problem.fixes[1])).problems == ()
    frozen = edits.set_parameters(design, [FIRST, SECOND], frozen=True)
    assert any("every layer is frozen" in each.message for each in check(frozen).errors)
    (missing,) = check(with_turns(TWO, Turn("g", Pattern(learns="generator")))).errors
    assert "there is no generator with weights" in missing.message


def test_a_layer_that_learns_in_no_turn_is_noted_and_can_be_added_to_one() -> None:
    design = with_turns(TWO, chosen("body", FIRST))
    problem = only_problem(design)
    assert (problem.node, problem.severity) == (SECOND, "warning")
    assert "learns in no turn" in problem.message
    assert check(fixed(design, problem, problem.fixes[0])).problems == ()


def test_turns_that_change_the_same_weights_are_noted() -> None:
    problem = only_problem(with_turns(TWO, Turn("all"), chosen("head", SECOND)))
    assert problem.severity == "warning"
    assert problem.message.startswith("The turns all and head change the same weights: those of dense_2.")


def test_generated_samples_can_pass_as_real_only_where_there_are_some() -> None:
    design = with_turns(TWO, Turn("all", Pattern(aim="deceive")))
    (problem,) = check(design).errors
    assert "no output of it comes after a layer Real or generated" in problem.message
    assert check(fixed(design, problem, problem.fixes[0])).problems == ()


def test_some_turn_has_to_learn_at_every_step() -> None:
    design = with_turns(TWO, Turn("all", Pattern(every=3)))
    (problem,) = check(design).errors
    assert check(fixed(design, problem, problem.fixes[0])).problems == ()


def test_early_stopping_says_nothing_about_generated_samples() -> None:
    design = gan()
    design = design.changed(training=replace(design.training, early_stopping=EarlyStopping(enabled=True)))
    assert "Early stopping" in only_problem(design).message


def test_a_generator_that_cannot_reach_the_samples_is_noted() -> None:
    pictures = adapted(gan(), DataOptions(Source.of_kind("surface")))
    assert not any("ends with" in each.message for each in check(pictures).problems)
    made = identity_of(pictures, "made")
    relu = edits.set_parameters(pictures, [made], activation="relu")
    (problem,) = check(relu).of_node(made)
    assert problem.severity == "warning" and "ends with ReLU" in problem.message
    assert check(fixed(relu, problem, problem.fixes[0])).of_node(made) == ()


def test_a_generator_follows_other_data() -> None:
    design = gan()
    housing = adapted(design, DataOptions(Source.of_kind("california_housing")))
    assert housing.nodes[identity_of(design, "made")].layer.units == housing.data.sample_shape().F
    assert check(housing).errors == ()
    assert housing.training.loss == Loss.of_kind("binary_cross_entropy")


def test_turns_are_added_renamed_and_removed() -> None:
    design = turn_edits.add_turn(turn_edits.add_turn(TWO))
    assert [turn.name for turn in design.training.turns] == ["turn_1", "turn_2"]
    design = turn_edits.rename_turn(design, "turn_2", " the  head ")
    assert [turn.name for turn in design.training.turns] == ["turn_1", "the head"]
    for name in ("", "turn_1", "x" * 201):
        with pytest.raises(edits.EditRefused):
            turn_edits.rename_turn(design, "the head", name)
    design = turn_edits.remove_turn(turn_edits.remove_turn(design, "turn_1"), "the head")
    assert design == TWO


def test_generated_samples_meet_real_ones_once_and_nothing_else_after_that() -> None:
    design, again = edits.add_node(gan(), layer("real_or_generated"), (0.0, 900.0), "again")
    joined, made = identity_of(design, "joined"), identity_of(design, "made")
    design = edits.connect(edits.connect(design, joined, again, 0), made, again, 1)
    (problem,) = [each for each in check(design).errors if each.node == again]
    assert problem.message.startswith("again expects single samples, but joined gives real and generated ones")
    design, added = edits.add_node(gan(), layer("add"), (0.0, 900.0), "sum")
    design = edits.connect(edits.connect(design, joined, added, 0), made, added, 1)
    (problem,) = [each for each in check(design).errors if each.node == added]
    assert "joined gives real and generated ones and made only one kind" in problem.message
