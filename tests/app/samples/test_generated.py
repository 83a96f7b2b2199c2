"""Samples that a generator makes, asked for in the Data panel."""

import numpy as np

from nndesigner.app.samples.generated import NOT_TRAINED, GeneratedWindow
from tests.app.samples.conftest import settle, train


def opened(qtbot, panel):
    panel.controls.generate.click()
    window = panel.findChildren(GeneratedWindow)[-1]
    qtbot.waitUntil(lambda: window.samples.shown is not None, timeout=30_000)
    return window


def test_only_networks_with_a_generator_offer_generated_samples(show):
    assert not show("spiral").controls.generate.isVisible()
    assert show("gan-ring").controls.generate.isVisible()


def test_points_are_generated_beside_those_of_the_data_and_others_on_demand(qtbot, show):
    panel = show("gan-ring")
    window = opened(qtbot, panel)
    assert window.words.text() == NOT_TRAINED
    first = window.samples.shown
    assert first.made.shape == (512, 2) and len(first.real) == 512
    window.others.click()
    qtbot.waitUntil(lambda: window.samples.shown is not first, timeout=30_000)
    assert not np.array_equal(window.samples.shown.made, first.made)


def test_digits_are_generated_as_pictures(qtbot, show):
    window = opened(qtbot, show("gan-mnist"))
    assert window.samples.shown.made.shape == (64, 1, 28, 28) and not window.samples.shows_points


def test_a_trained_generator_makes_other_samples_and_a_given_one_should_look_real(qtbot, show, document, session):
    panel = show("gan-ring")
    before = opened(qtbot, panel).samples.shown.made
    train(qtbot, panel, document, session, 1)
    window = opened(qtbot, panel)
    assert window.words.text() == ""
    assert not np.array_equal(window.samples.shown.made, before)
    collection = panel.collection
    sample = next(each for each in range(99) if collection.parts[0].targets[each] > 1)  # no class of the verdict
    panel.send(sample)
    settle(qtbot, panel)
    assert {bar.name for bar in panel.card._bars} == {"real", "generated"}
    assert [bar.name for bar in panel.card._bars if bar.is_wanted] == ["real"]


def test_the_score_of_a_critic_is_shown_without_a_verdict(qtbot, show):
    panel = show("wgan-ring")
    panel.send(3)
    settle(qtbot, panel)
    assert len(panel.card._bars) == 2 and not any(bar.is_wanted for bar in panel.card._bars)
