"""Tests of the confusion matrix: what is shown, what is said, and what there is room for."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSizeF

from nndesigner.app.cockpit.confusion_cells import Matrix, in_percent
from nndesigner.app.cockpit.confusion_layout import Texts, lay_out
from nndesigner.app.cockpit.views import CONFUSION
from nndesigner.app.widgets import theme
from nndesigner.training.events import Finished, Started
from tests.app.cockpit.training_story import epoch, regression, started, step, tell, told, two_classes

TEXTS = Texts(names=8, axis=40, words=52, counts=27, rates=34)


def drawn(panel, session, events):
    tell(session, events)
    panel.redraw()
    return panel


def finished(counts: np.ndarray) -> Finished:
    return Finished("finished", 4, 80, {}, {}, {"accuracy": 0.9}, {}, confusion=counts)


def test_it_shows_the_last_validation_and_then_the_test(session, show):
    panel = drawn(show(CONFUSION), session, told(40, session.design))
    assert panel.cells.matrix.counts[3, 3] == 92
    assert panel.header.readout == "83.6 % right · validation, epoch 2"
    drawn(panel, session, [finished(np.eye(10, dtype=np.int64))])
    assert panel.header.readout == "100.0 % right · test"


def test_a_mistake_is_told_in_words(session, show):
    counts = np.zeros((10, 10), dtype=np.int64)
    counts[7, 7], counts[7, 9], counts[1, 7] = 887, 5, 1
    panel = drawn(show(CONFUSION), session, [started(), finished(counts)])
    assert panel.told(7, 9) == ["5 of 892 sevens were predicted as 9", "0.6 % of them"]
    assert panel.told(1, 7)[0] == "1 of 1 ones was predicted as 7"
    assert panel.told(7, 7) == ["887 of 892 sevens were predicted correctly", "recall 99.4 %", "precision 99.9 %"]
    assert panel.told(2, 2) == ["There are no twos here"]


def test_the_mouse_tells_what_the_cell_holds(session, show):
    panel = drawn(show(CONFUSION), session, told(20, session.design))
    middle = panel.cells.grid.cell(4, 9).center()
    assert panel.cells.grid.cell_at(middle) == (4, 9)
    panel.cells.pointed.emit((4, 9), middle)
    assert panel.hover.rows[0].text == "1 of 100 fours was predicted as 9"
    panel.grab()
    panel.cells.pointed.emit(None, QPointF())
    assert not panel.hover.isVisible()


def test_right_answers_and_mistakes_have_different_colours(session, show):
    counts = np.full((10, 10), 50) + 450 * np.eye(10, dtype=np.int64)
    panel = show(CONFUSION)
    panel.resize(700, 500)
    drawn(panel, session, [started(), finished(counts)])
    image, grid = panel.cells.grab().toImage(), panel.cells.grid
    corner = QPointF(3, 3)
    right = image.pixelColor((grid.cell(2, 2).topLeft() + corner).toPoint())
    wrong = image.pixelColor((grid.cell(2, 3).topLeft() + corner).toPoint())
    assert right.blue() > right.red() and wrong.red() > wrong.blue()
    assert image.pixelColor(2, 2) == theme.colour("panel")


def test_a_network_of_numbers_says_why_there_is_no_matrix(session, show):
    session.design = regression()
    panel = drawn(show(CONFUSION), session, [started(), step(1, 1.0, 0.5)])
    assert "predicts numbers" in panel._empty.text()


def test_without_validation_it_says_when_the_matrix_comes(session, show):
    panel = drawn(show(CONFUSION), session, [Started("CPU", 4, 20, 32, 640, 0, 9)])
    assert "at the end" in panel._empty.text()


def test_it_is_painted_again_only_when_it_has_changed(session, show):
    panel = drawn(show(CONFUSION), session, told(20, session.design))
    picture = panel.cells._picture.cacheKey()
    drawn(panel, session, [step(21, 1.0, 0.5)])
    assert panel.cells._picture.cacheKey() == picture
    drawn(panel, session, [epoch(2, {"loss": 0.1})])
    assert panel.cells._picture.cacheKey() != picture


def test_the_table_has_a_row_for_each_truth(session, show, tmp_path):
    panel = drawn(show(CONFUSION), session, told(20, session.design))
    panel.export_table(tmp_path / "plot.csv")
    with (tmp_path / "plot.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["truth"] for row in rows] == [str(digit) for digit in range(10)]
    assert (rows[3]["predicted 3"], rows[3]["predicted 4"]) == ("91", "1")


@pytest.mark.parametrize(("positive", "first", "last"), [("", "upper", "lower"), ("upper", "lower", "upper")])
def test_the_positive_class_comes_last_and_its_cells_have_their_names(session, show, positive, first, last):
    session.design = two_classes(positive)
    counts = np.array([[50, 10], [5, 35]])
    panel = drawn(show(CONFUSION), session, [started(), finished(counts)])
    assert panel.cells.matrix.names == (first, last)
    tn, fp, fn, tp = (counts if last == "lower" else counts[::-1, ::-1]).ravel().tolist()
    assert panel.cells.matrix.counts.ravel().tolist() == [tn, fp, fn, tp]
    assert panel.header.readout == f"85.0 % right · positive: {last} · test"
    assert panel.told(0, 1)[-1] == "false positives: false alarms"
    assert panel.told(1, 0)[-1] == "false negatives: missed"
    assert panel.told(1, 1)[-3:] == [
        f"recall {100 * tp / (tp + fn):.1f} %",
        f"precision {100 * tp / (tp + fp):.1f} %",
        "true positives",
    ]


def test_turned_about_it_is_painted_again_only_when_it_has_changed(session, show):
    session.design = two_classes("upper")
    panel = drawn(show(CONFUSION), session, [started(), finished(np.eye(2, dtype=np.int64))])
    picture = panel.cells._picture.cacheKey()
    panel.redraw()
    assert panel.cells._picture.cacheKey() == picture


@pytest.mark.parametrize("classes", [1, 2, 60, 700])
def test_any_number_of_classes_can_be_shown(session, show, classes):
    panel = drawn(show(CONFUSION), session, [started(), finished(np.eye(classes, dtype=np.int64))])
    panel.grab()
    panel.resize(panel.minimumSize())
    panel.redraw()
    panel.grab()


def test_counts_come_before_rates_when_there_is_little_room():
    wide, narrow, tiny = (lay_out(10, TEXTS, QSizeF(width, 260)) for width in (520, 370, 200))
    assert wide.has_counts and wide.has_recall and wide.has_precision
    assert narrow.has_counts and not narrow.has_recall
    assert not tiny.has_counts and tiny.has_names
    assert not lay_out(60, TEXTS, QSizeF(480, 260)).has_names


def test_rates_are_never_better_than_they_are():
    matrix = Matrix(np.array([[999, 1], [0, 0]]), ("yes", "no"))
    assert in_percent(matrix.recall(0)) == "99 %"
    assert in_percent(matrix.precision(0)) == "100 %"
    assert in_percent(matrix.recall(1)) == "–"
