"""Tests of the Data panel where one unit learned two classes: it shows both, as for a network with two units."""

import numpy as np
import pytest

from nndesigner.answers.collection import TRAINING
from nndesigner.app.samples.decision import ground
from nndesigner.app.samples.panel import DataPanel
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.sources.source import Source
from nndesigner.design.options import DataOptions, Settings, TrainingOptions
from nndesigner.project.file import Project
from tests.app.samples.conftest import settle, train
from tests.design.drawings import drawn, layer


@pytest.fixture
def moons(qtbot, document, session):
    """Shows the data of a network with one unit that ends with this activation."""

    def shown(loss: str, activation: str, positive: str = "") -> DataPanel:
        hidden, last = layer("dense", units=8, activation="tanh"), layer("dense", units=1, activation=activation)
        design = drawn(layer("input", shape=(2,)), hidden, last, "output").changed(
            training=TrainingOptions(
                Loss.of_kind(loss), Optimizer.of_kind("adam", {"learning_rate": 0.02}), settings=Settings(batch_size=32)
            ),
            data=DataOptions(Source.of_kind("moons", {"noise": 0.15, "samples": 300}), positive=positive),
        )
        document.load(Project(design))
        panel = DataPanel(document, session)
        qtbot.addWidget(panel)
        panel.resize(320, 560)
        with qtbot.waitExposed(panel):
            panel.show()
        settle(qtbot, panel)
        train(qtbot, panel, document, session, epochs=5)
        settle(qtbot, panel)
        return panel

    return shown


@pytest.mark.parametrize("positive", ["", "upper"])
def test_both_classes_have_a_bar_with_their_probability(qtbot, moons, positive):
    panel = moons("binary_cross_entropy", "sigmoid", positive)
    panel.send(7)
    settle(qtbot, panel)
    bars = {bar.name: bar.length for bar in panel.card.shown_bars}
    assert bars.keys() == {"upper", "lower"}
    assert sum(bars.values()) == pytest.approx(1)
    assert [bar.name for bar in panel.card.shown_bars if bar.is_wanted] == [panel.collection.label(TRAINING, 7)]
    panel.card.grab()


@pytest.mark.parametrize("positive", ["", "upper"])
@pytest.mark.parametrize(("loss", "activation"), [("binary_cross_entropy", "sigmoid"), ("hinge", "linear")])
def test_the_ground_is_coloured_by_the_class_that_is_predicted_and_pale_along_the_boundary(
    qtbot, moons, loss, activation, positive
):
    panel = moons(loss, activation, positive)
    decision = panel.stage.plane.decision
    upper, lower = np.moveaxis(decision.values, -1, 0)
    assert (upper[0] > lower[0]).mean() > 0.5 > (upper[-1] > lower[-1]).mean()
    picture = ground(decision)
    sure = np.unravel_index(np.abs(upper - lower).argmax(), upper.shape)
    unsure = np.unravel_index(np.abs(upper - lower).argmin(), upper.shape)
    strength = [picture.pixelColor(int(x), int(y)).saturationF() for y, x in (sure, unsure)]
    assert strength[0] > strength[1] + 0.1


def test_only_wrong_answers_are_those_on_the_wrong_side(qtbot, moons):
    panel = moons("binary_cross_entropy", "sigmoid", "upper")
    panel.controls.worst.click()
    settle(qtbot, panel)
    part = panel.collection.parts[TRAINING]
    shown = panel.stage.plane.samples
    assert 0 < len(shown) < len(part.targets) / 4
    panel.send(int(shown[0]))
    settle(qtbot, panel)
    likeliest = max(panel.card.shown_bars, key=lambda bar: bar.length)
    assert not likeliest.is_wanted
