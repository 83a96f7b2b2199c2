"""Tests of the card of the answers: of every output what it says, and nothing that the network does not say."""

import numpy as np
import polars as pl
import pytest
from PySide6.QtCore import QPointF, Qt

from nndesigner.answers.inference import Inference
from nndesigner.answers.outputs import ALL
from nndesigner.answers.prediction_words import error_of, received, steps
from nndesigner.data.opening import propose
from nndesigner.design.model import Design
from nndesigner.design.starting import applied
from tests.app.samples.conftest import settle, train


def test_of_several_outputs_each_says_its_answer_in_a_line(qtbot, show, document, session):
    panel = show("xor-mlp")
    train(qtbot, panel, document, session, epochs=30)
    panel.send(2)
    settle(qtbot, panel)
    predictions = Inference(panel.predictor).predict(panel.collection.parts[0].fed[2:3])
    lines = panel.card.summaries
    assert [line.name for line in lines] == ["one_line", "hidden_layer"]
    assert [line.length for line in lines] == pytest.approx([float(each.values[0, 0]) for each in predictions])
    wanted = panel.collection.parts[0].targets[2:3]
    errors = [each.errors(panel.collection.parts[0].fed[2:3], wanted)[0] for each in predictions]
    assert [line.is_right for line in lines] == [error == 0 for error in errors]


def test_a_click_on_a_line_chooses_that_output_for_the_card_the_plane_and_the_wrong_answers(
    qtbot, show, document, session
):
    panel = show("xor-mlp")
    train(qtbot, panel, document, session, epochs=30)
    panel.send(2)
    settle(qtbot, panel)
    panel.card.grab()
    assert panel.stage.plane.about_decision == "Predictions of one_line"
    place = panel.card._lines[1].center().toPoint()
    qtbot.mouseClick(panel.card, Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot, panel)
    assert panel.card.chooser.text().startswith("hidden_layer")
    assert panel.stage.plane.about_decision == "Predictions of hidden_layer"
    assert [bar.name for bar in panel.card.shown_bars] == ["XOR"]
    predictions = Inference(panel.predictor).predict(panel.collection.parts[0].fed)[1]
    assert panel.stage.plane.decision.predictions.goal == predictions.goal
    panel.controls.worst.click()
    settle(qtbot, panel)
    wrong = predictions.errors(panel.collection.parts[0].fed, panel.collection.parts[0].targets) > 0
    shown = [] if panel.stage.currentWidget() is panel.stage.message else panel.stage.plane.samples.tolist()
    assert shown == np.flatnonzero(wrong).tolist()


def test_one_output_needs_no_choice(qtbot, show):
    panel = show("spiral")
    assert not panel.card.chooser.isVisible()
    panel.send(1)
    settle(qtbot, panel)
    assert panel.card.summaries == ()


def test_an_output_that_learns_the_samples_is_measured_and_not_right_or_wrong(qtbot, show):
    panel = show("mnist-autoencoder")
    assert panel.controls.worst.text() == "Worst first"
    panel.send(3)
    settle(qtbot, panel)
    sent = panel.card._sent
    expected = np.abs(sent.predictions[0].values - sent.given).mean()
    assert error_of(sent, sent.predictions[0]) == pytest.approx(expected, rel=1e-5)
    assert panel.card.words().startswith("Sample 4. Mean error: ")


def test_letters_are_answered_step_by_step_below_what_was_wanted(qtbot, show):
    panel = show("sonnets")
    panel.send(0)
    settle(qtbot, panel)
    spelled = steps(panel.card._sent, 0)
    assert "".join(spelled.read).startswith("from fairest")
    assert "".join(spelled.wanted).startswith("rom␣fairest")
    best = panel.card._sent.predictions[0].judged[0].argmax(-1)
    names = panel.collection.target.names
    assert [names[each] for each in best] == list(spelled.said)
    assert len(panel.card.shown_bars) == 3


@pytest.fixture
def throws(qtbot, show, document, tmp_path):
    """A table with two targets and a category."""
    random = np.random.default_rng(0)
    frame = pl.DataFrame({"ball": random.choice(["red", "blue"], 120).tolist(), "force": random.uniform(0, 9, 120)})
    frame = frame.with_columns((pl.col("force") * 1000).alias("far"), (pl.col("force") / 3).alias("high"))
    path = tmp_path / "throws.csv"
    frame.write_csv(path)
    data = propose(path).data
    uses = {"far": "target", "high": "target"}
    columns = tuple(column.changed(use=uses.get(column.name, "input")) for column in data.source.columns)
    data = type(data)(data.source.changed(columns=columns), data.split, data.preparation)
    panel = show("spiral")
    document.edit("data", lambda _: applied(Design(), data))
    settle(qtbot, panel)
    return panel


def test_two_values_are_told_beside_their_targets_in_the_units_of_the_columns(qtbot, throws, document, session):
    train(qtbot, throws, document, session, epochs=40)
    throws.send(4)
    settle(qtbot, throws)
    row = throws.collection.parts[0].inputs.row(4, named=True)
    (far, said, aim, _), (high, *_) = throws.card._numbers
    assert (far, high) == ("far", "high")
    assert float(aim.replace("\u202f", "")) == pytest.approx(row["far"], rel=0.01, abs=0.5)
    assert float(said.replace("\u202f", "").replace("−", "-")) == pytest.approx(row["far"], abs=2500)
    assert "Worst first" in throws.controls.worst.text()
    assert throws.controls.worst.isEnabled()


def test_the_card_says_what_the_network_got_of_a_row(qtbot, throws):
    throws.send(4)
    settle(qtbot, throws)
    ball = throws.collection.parts[0].inputs.row(4, named=True)["ball"]
    said, short = received(throws.card._sent), received(throws.card._sent, is_short=True)
    assert said.count("ball") == 2
    assert short.count("ball") == 1
    assert f"ball = {ball}" in short
    assert throws.card._line_at(QPointF(0, 0)) == -1


def test_a_new_project_begins_with_all_samples_and_all_outputs(qtbot, show, document, session):
    panel = show("xor-mlp")
    train(qtbot, panel, document, session, epochs=2)
    panel.card.output_chosen.emit(1)
    panel.controls.worst.click()
    panel.controls.search.setText("#1")
    settle(qtbot, panel)
    document.load(document.project, None, "again")
    settle(qtbot, panel)
    assert not panel.controls.worst.isChecked()
    assert panel.controls.text == ""
    assert panel.card.output == ALL
