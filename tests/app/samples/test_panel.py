"""Tests of the data panel: what is seen is the data, and what answers is the network that was trained."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from nndesigner.answers.collection import TEST, TRAINING, Collection, Part
from nndesigner.answers.inference import Inference
from nndesigner.app.samples.controls import Controls
from nndesigner.app.samples.decision import ground
from nndesigner.catalog.entry import find
from nndesigner.catalog.sources.california_housing import NUMBERS, PLACES
from nndesigner.catalog.sources.plane import Moons, Surface
from nndesigner.catalog.targets import Classes
from nndesigner.data.opening import propose
from nndesigner.design import edits
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions, Split
from nndesigner.design.starting import applied
from nndesigner.project.references import with_paths
from tests.app.samples.conftest import settle, train


def click(qtbot, view, row):
    place = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def with_data(document, source):
    document.edit("data", lambda design: design.changed(data=DataOptions(source=source)))


def test_points_are_drawn_in_the_colours_of_their_classes(show):
    panel = show("spiral")
    plane = panel.stage.plane
    assert panel.stage.currentWidget() is plane
    assert panel.header.readout == "1 000 samples".replace(" ", "\u202f", 1)
    assert panel.bars.counts == [500, 500]
    assert len(plane.places()) == 1000
    room = plane.rect()
    assert all(room.contains(QPoint(round(x), round(y))) for x, y in plane.places())


def test_a_class_can_be_chosen_and_left_again(qtbot, show):
    panel = show("spiral")
    place = panel.bars.place_of(1).center().toPoint()
    qtbot.mouseClick(panel.bars, Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot, panel)
    collection = panel.collection
    assert {collection.label(0, sample) for sample in panel.stage.plane.samples} == {"arm 2"}
    qtbot.keyClick(panel.bars, Qt.Key.Key_Space)
    settle(qtbot, panel)
    assert len(panel.stage.plane.samples) == 1000


def test_the_test_part_and_a_search_show_other_samples(qtbot, show):
    panel = show("spiral")
    panel.controls.parts[TEST].click()
    settle(qtbot, panel)
    assert len(panel.stage.plane.samples) == 500
    panel.controls.search.setText("#17")
    panel.controls._typing.timeout.emit()
    settle(qtbot, panel)
    assert panel.stage.plane.samples.tolist() == [16]
    panel.controls.search.setText("moon")
    panel.controls._typing.timeout.emit()
    settle(qtbot, panel)
    assert "No sample" in panel.stage.message.text()


def test_an_untrained_network_answers_at_random_and_says_so(qtbot, show):
    panel = show("spiral")
    place = panel.stage.plane.places()[3]
    qtbot.mouseClick(panel.stage.plane, Qt.MouseButton.LeftButton, pos=QPointF(*place).toPoint())
    settle(qtbot, panel)
    assert "untrained" in panel.card.words()
    assert panel.stage.plane.decision is None
    assert not panel.controls.worst.isEnabled()
    assert "Train the network first" in panel.controls.worst.toolTip()


def test_a_sample_is_answered_by_the_weights_of_the_training(qtbot, show, document, session):
    panel = show("spiral")
    train(qtbot, panel, document, session, epochs=3)
    panel.send(7)
    settle(qtbot, panel)
    predictor = panel.predictor
    fed = panel.collection.parts[0].fed
    expected = Inference(predictor).predict(fed[7:8])[0].values[0]
    shown = {bar.name: bar.length for bar in panel.card.shown_bars}
    assert shown == pytest.approx({"arm 1": expected[0], "arm 2": expected[1]})
    right = panel.collection.label(0, 7)
    assert [bar.name for bar in panel.card.shown_bars if bar.is_wanted] == [right]


def test_the_ground_shows_what_the_network_answers_there(qtbot, show, document, session):
    panel = show("spiral")
    train(qtbot, panel, document, session, epochs=3)
    plane = panel.stage.plane
    xs, ys = plane.grid()
    decision = plane.decision
    row, column = 5, len(xs) - 4
    point = np.array([[xs[column], ys[row]]], np.float32)
    answer = Inference(panel.predictor).predict(point)[0]
    assert np.allclose(decision.values[row, column], answer.values[0], atol=1e-6)
    assert ys[0] > ys[-1]
    picture = ground(decision)
    assert (picture.width(), picture.height()) == (len(xs), len(ys))
    assert picture.pixel(0, 0) != picture.pixel(len(xs) - 1, len(ys) - 1)


def test_only_wrong_answers_are_those_that_are_wrong(qtbot, show, document, session):
    panel = show("spiral")
    train(qtbot, panel, document, session, epochs=2)
    panel.controls.worst.click()
    settle(qtbot, panel)
    part, predictor = panel.collection.parts[0], panel.predictor
    predictions = Inference(predictor).predict(part.fed)[0]
    wrong = np.flatnonzero(predictions.values.argmax(axis=1) != part.targets)
    assert 0 < len(wrong) < 1000
    assert panel.stage.plane.samples.tolist() == wrong.tolist()


def test_a_change_of_the_design_is_said_and_the_trained_network_still_answers(qtbot, show, document, session):
    panel = show("spiral")
    train(qtbot, panel, document, session, epochs=1)
    dense = document.design.node_named("dense_1").id
    document.edit("units", lambda design: edits.set_parameters(design, {dense}, units=5))
    panel.send(0)
    settle(qtbot, panel)
    assert "The design has changed since" in panel.card.words()


def test_nothing_is_read_while_the_panel_is_hidden(qtbot, show, document):
    panel = show("spiral")
    panel.hide()
    before = panel.collection
    with_data(document, Moons())
    qtbot.wait(400)
    assert not panel.is_busy
    assert panel.collection is before
    panel.show()
    settle(qtbot, panel)
    assert panel.collection.target.names == ("upper", "lower")


def test_numbers_on_the_plane_are_sorted_into_ranges(qtbot, show, document):
    panel = show("spiral")
    with_data(document, Surface())
    settle(qtbot, panel)
    assert sum(panel.bars.counts) == 1000
    assert panel.controls.worst.text() == "Worst first"


def test_vectors_are_rows_of_a_table_with_the_names_of_their_columns(show):
    panel = show("california-housing")
    model = panel.stage.model
    assert panel.stage.currentWidget() is panel.stage.table
    names = [model.headerData(number, Qt.Orientation.Horizontal) for number in range(model.columnCount())]
    assert names == ["target", *NUMBERS, *PLACES]
    assert model.rowCount() == 16_512


def test_sequences_are_curves_and_clicking_one_answers_it(qtbot, show):
    panel = show("sine-lstm")
    grid = panel.stage.grid
    assert panel.stage.currentWidget() is grid
    click(qtbot, grid, 2)
    settle(qtbot, panel)
    assert panel.card.words().startswith("Sample 3. Prediction: ")
    assert "Target: " in panel.card.words()


def test_arrows_move_the_selection_and_enter_sends(qtbot, show):
    panel = show("sine-lstm")
    grid = panel.stage.grid
    click(qtbot, grid, 0)
    settle(qtbot, panel)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert panel.card.words() == "Sample 2. Press Enter to send it through the network."
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    settle(qtbot, panel)
    assert panel.card.words().startswith("Sample 2. Prediction: ")


def test_arrows_move_over_the_plane(qtbot, show):
    panel = show("spiral")
    plane = panel.stage.plane
    plane.select(0)
    before = plane.places()[0]
    qtbot.keyClick(plane, Qt.Key.Key_Right)
    after = plane.places()[plane.selected]
    assert plane.selected == 0 or after[0] > before[0]
    qtbot.keyClick(plane, Qt.Key.Key_Return)
    settle(qtbot, panel)
    assert f"Sample {plane.selected + 1}" in panel.card.words()


def test_rows_of_symbols_are_read_as_text(show):
    panel = show("sonnets")
    text = panel.collection.text(0, 0)
    assert text.startswith("from fairest creatures")
    assert panel.bars.isHidden()


def test_pictures_are_drawn_pixel_by_pixel(show):
    panel = show("mnist-mlp")
    image = panel.stage.grid.pictures.of(3)
    values = panel.collection.parts[0].inputs[3, 0]
    drawn = [[image.pixelColor(x, y).red() for x in range(28)] for y in range(28)]
    assert np.abs(np.array(drawn) - values * 255).max() <= 1
    seen = len(panel.stage.grid.pictures._kept)
    assert 0 < seen < 60


def test_data_that_cannot_be_read_is_said_in_words(qtbot, show, document, tmp_path):
    panel = show("spiral")
    wanted = []
    panel.wanted.connect(lambda: wanted.append(True))
    missing = tmp_path / "gone.csv"
    missing.write_text("a,b\n" + "\n".join(f"{number},{number * 2}" for number in range(40)), encoding="utf-8")
    data = propose(missing).data
    missing.unlink()
    document.edit("data", lambda design: design.changed(data=data))
    settle(qtbot, panel)
    assert wanted
    assert panel.stage.currentWidget() is panel.stage.message
    assert "gone.csv" in panel.stage.message.text()


def test_a_users_table_is_shown_as_it_was_written_and_searched_in_every_column(qtbot, show, document, tmp_path):
    panel = show("spiral")
    path = tmp_path / "pets.csv"
    cat = '"a ""big"", cat"'
    rows = [f"{cat if number % 3 else 'dog'},{number * 1000},{number / 7:.3f}" for number in range(60)]
    path.write_text("\n".join(["kind,price,weight", *rows]), encoding="utf-8")
    data = propose(path).data
    document.edit("data", lambda design: design.changed(data=data))
    settle(qtbot, panel)
    model = panel.stage.model
    sample = int(model.samples[4])
    found = {model.headerData(each, Qt.Orientation.Horizontal): model.index(4, each).data() for each in range(3)}
    assert found["kind"] == ('a "big", cat' if sample % 3 else "dog")
    assert found["price"].replace("\u202f", "") == str(sample * 1000)
    panel.controls.search.setText("DOG")
    panel.controls._typing.timeout.emit()
    settle(qtbot, panel)
    learned = model.samples.tolist()
    panel.controls.parts[TEST].click()
    settle(qtbot, panel)
    assert sorted([*learned, *model.samples.tolist()]) == list(range(0, 60, 3))


def test_a_network_of_other_data_does_not_answer_and_comes_back_with_an_undo(qtbot, show, document, session):
    panel = show("spiral")
    train(qtbot, panel, document, session, epochs=1)
    panel.controls.worst.click()
    settle(qtbot, panel)
    trained = panel.predictor
    with_data(document, find("source", "scikit")())
    settle(qtbot, panel)
    assert isinstance(panel.predictor, Design)
    assert not panel.controls.worst.isEnabled()
    assert panel.stage.currentWidget() is not panel.stage.message
    document.history.undo()
    settle(qtbot, panel)
    assert panel.predictor is trained


def test_other_data_is_shown_whole_and_another_preparation_as_it_was_searched(qtbot, show, document):
    panel = show("spiral")
    panel.controls.search.setText("arm 2")
    panel.controls.parts[TEST].click()
    settle(qtbot, panel)
    document.edit("split", lambda design: design.changed(data=replace(design.data, split=Split(shuffled=False))))
    settle(qtbot, panel)
    assert panel.controls.text == "arm 2" and panel.controls.part == TEST
    with_data(document, Moons(noise=0.3))
    settle(qtbot, panel)
    assert panel.controls.text == "" and panel.controls.part == TRAINING


def test_a_sample_that_was_sent_is_forgotten_in_the_other_part(qtbot, show):
    panel = show("spiral")
    panel.send(3)
    settle(qtbot, panel)
    assert "Sample 4" in panel.card.words()
    panel.controls.parts[TEST].click()
    settle(qtbot, panel)
    assert "Sample 4" not in panel.card.words()
    assert "Click a sample" in panel.card.words()


def test_moved_files_are_no_change_of_the_data(qtbot, show, document, session, tmp_path):
    panel = show("spiral")
    path = tmp_path / "points.csv"
    path.write_text("x,y,side\n" + "\n".join(f"{n},{n % 7},{'ab'[n % 2]}" for n in range(80)), encoding="utf-8")
    document.edit("data", lambda design: applied(design, propose(path).data))
    settle(qtbot, panel)
    train(qtbot, panel, document, session, epochs=1)
    moved = path.rename(tmp_path / "moved.csv")
    document.edit("locate", lambda design: with_paths(design, lambda _: str(moved)))
    settle(qtbot, panel)
    panel.send(0)
    settle(qtbot, panel)
    assert "After epoch 1" in panel.card.words()
    assert "changed" not in panel.card.words()


@pytest.mark.parametrize(("number", "words"), [(99_999, "99 999"), (800_000, "800 k"), (1_234_567, "1.23 M")])
def test_large_numbers_of_samples_leave_room_for_other_buttons(qapp, number, words):
    controls = Controls()
    inputs, targets = np.zeros((number, 1), np.float32), np.zeros(number, np.int64)
    part = Part(inputs, targets)
    controls.show_numbers(Collection("rows", (part, part), Classes(("a", "b"))))
    assert controls.parts[0].text().replace("\u202f", " ") == f"Training {words}"


def test_without_samples_nothing_about_them_can_be_chosen(qtbot):
    controls = Controls()
    qtbot.addWidget(controls)
    controls.show_numbers(None)
    assert not any(button.isEnabled() for button in (*controls.parts, controls.worst))
    assert controls.parts[0].toolTip() == "There are no samples to learn from."
