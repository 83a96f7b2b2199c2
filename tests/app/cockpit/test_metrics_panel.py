"""Tests of the metrics: what can be chosen follows from what was measured."""

import math

import numpy as np
import pytest

from nndesigner.app.cockpit.views import LOSS, METRICS
from nndesigner.training.events import Finished, Started
from tests.app.cockpit.training_story import epoch, regression, started, step, tell, told, told_of_outputs, two_classes

CLASSES = {"loss": 0.5, "accuracy": 0.9, "precision": 0.8, "recall": 0.7, "f1": 0.75}
NUMBERS = {"loss": 0.5, "mse": 0.5, "mae": 0.4, "r2": 0.79}


def drawn(panel, session, events):
    tell(session, events)
    panel.redraw()
    return panel


def choices(panel):
    return [action.text() for action in panel._choices.actions()]


def test_accuracy_comes_first_for_classes(session, show):
    panel = drawn(show(METRICS), session, [started(), step(1, 1.0, 0.5), epoch(1, CLASSES)])
    assert choices(panel) == ["Accuracy", "Precision", "Recall", "F1 score"]
    assert panel.header.title == "Accuracy"
    assert panel.header.readout == "50.0 % train · 90.0 % validation"


def test_metrics_of_the_positive_class_say_which_it_is(session, show):
    session.design = two_classes("upper")
    panel = drawn(show(METRICS), session, [started(), step(1, 1.0, 0.5), epoch(1, CLASSES)])
    assert choices(panel) == ["Accuracy", "Precision of upper", "Recall of upper", "F1 score of upper"]
    panel.choose("recall")
    assert panel.header.title == "Recall of upper"
    assert panel.header._chooser.toolTip() == "How many of those that belong to upper were found."
    session.design = two_classes()
    panel.redraw()
    assert panel.header.title == "Recall of lower"
    assert choices(panel)[1] == "Precision of lower"


def test_another_metric_can_be_chosen_and_the_choice_stays(session, show):
    panel = drawn(show(METRICS), session, [started(), step(1, 1.0, 0.5), epoch(1, CLASSES)])
    panel.choose("recall")
    assert (panel.header.title, panel.header.readout) == ("Recall", "70.0 % validation")
    assert panel.chart.shown("validation")[1].tolist() == [0.7]
    assert not len(panel.chart.shown("training")[0])
    drawn(panel, session, [epoch(2, {**CLASSES, "recall": 0.8})])
    assert panel.header.readout == "80.0 % validation"
    panel.chart.pointed.emit(1.9)
    assert [row.text for row in panel.hover.rows] == ["epoch 2.00 · step 40", "80.0 % validation, epoch 2"]
    panel.grab()


def test_for_numbers_r2_comes_first_and_is_no_percentage(session, show):
    session.design = regression()
    panel = drawn(show(METRICS), session, [started(), step(1, 1.0, math.nan), epoch(1, NUMBERS)])
    assert choices(panel) == ["R²", "Mean absolute error", "Mean squared error"]
    assert (panel.header.title, panel.header.readout) == ("R²", "0.790 validation")
    assert (panel.chart.y_axis.low, panel.chart.y_axis.high) == (0.5, 1)
    panel.choose("mae")
    assert panel.chart.y_axis.low == 0


def test_a_very_bad_beginning_does_not_flatten_r2(session, show):
    events = [started(), epoch(1, {**NUMBERS, "r2": -80.0}), epoch(2, NUMBERS)]
    panel = drawn(show(METRICS), session, events)
    assert panel.chart.y_axis.low == -1


def test_before_the_first_epoch_a_regression_says_what_will_come(session, show):
    session.design = regression()
    panel = drawn(show(METRICS), session, [started(), step(1, 1.0, math.nan)])
    assert "R²" in panel._empty.text() and "after the first epoch" in panel._empty.text()
    assert panel.header.title == "Metrics"


def test_a_regression_without_validation_says_why_there_is_nothing(session, show):
    session.design = regression()
    panel = drawn(show(METRICS), session, [Started("CPU", 4, 20, 32, 640, 0, 9), step(1, 1.0, math.nan)])
    assert "No samples are set aside" in panel._empty.text()


def test_every_output_has_its_own_curve_where_it_has_the_metric(session, show):
    panel = drawn(show(METRICS), session, told_of_outputs(40))
    assert choices(panel) == ["Accuracy", "F1 score", "R²", "Mean squared error"]
    assert len(panel.chart.shown("training/digits")[0]) == 40
    assert not len(panel.chart.shown("validation/image")[0])
    panel.choose("r2")
    assert panel.chart.shown("validation/image")[1].tolist() == [0.7, 0.7]
    assert not len(panel.chart.shown("training/digits")[0])
    panel.grab()


def test_an_output_has_the_same_colour_everywhere(session, show):
    loss = drawn(show(LOSS), session, told_of_outputs(40))
    metrics = show(METRICS)
    metrics.choose("r2")
    colours = {line.name: line.training.full_colour() for line in loss._lines}
    assert metrics._lines[0].training.full_colour() == colours["image"] != colours["digits"]


def test_the_loss_of_every_output_is_drawn_and_named(session, show):
    panel = drawn(show(LOSS), session, told_of_outputs(40))
    assert np.allclose(10 ** panel.chart.shown("validation/image")[1], [0.1 / 20, 0.1 / 40])
    assert panel.header.readout.startswith("0.0500 digits · 0.0025 image")
    assert list(panel.table()[0])[2:5] == ["training loss", "validation loss", "training loss/digits"]
    panel.chart.pointed.emit(1.0)
    assert [row.text.split(" ", 1)[1] for row in panel.hover.rows[1:]] == [
        *("digits", "digits validation, epoch 1", "image", "image validation, epoch 1"),
    ]
    panel.grab()


def test_a_picture_is_called_after_its_metric(session, show):
    panel = show(METRICS)
    assert panel.file_name == "metrics"
    drawn(panel, session, [*told(40, session.design), Finished("finished", 2, 40, {}, {}, {"accuracy": 0.5}, {})])
    assert panel.file_name == "accuracy"
    assert panel.header.readout.endswith("50.0 % test")


@pytest.mark.parametrize("width", [60, 200, 400])
def test_a_long_title_leaves_the_figures_what_is_left(session, show, width):
    panel = drawn(show(METRICS), session, [started(), epoch(1, NUMBERS)])
    panel.choose("mse")
    panel.header.resize(width, panel.header.height())
    panel.header.grab()
