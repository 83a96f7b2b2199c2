"""Tests of the plane: zoom and pan as on the canvas, the axes in the units of the data, the answers where one looks."""

import numpy as np
import polars as pl
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QWheelEvent

from nndesigner.answers.inference import Inference
from nndesigner.answers.loaded_data import read
from nndesigner.app.samples.scale import Scale, fitting
from nndesigner.app.samples.stamps import stamped
from nndesigner.data.opening import propose
from nndesigner.design.model import Design
from nndesigner.design.starting import applied
from nndesigner.project.learned import design_of
from tests.app.samples.conftest import settle, train


def turn(plane, at, notches, held=Qt.KeyboardModifier.NoModifier):
    delta = QPoint(0, 120 * notches)
    none = Qt.MouseButton.NoButton
    wheel = QWheelEvent(at, at, QPoint(), delta, none, held, Qt.ScrollPhase.NoScrollPhase, False)
    plane.wheelEvent(wheel)


@pytest.fixture
def open_table(qtbot, show, document, tmp_path):
    """Opens a table with a network to begin with."""

    def opened(frame):
        panel = show("spiral")
        path = tmp_path / "table.csv"
        frame.write_csv(path)
        document.edit("data", lambda _: applied(Design(), propose(path).data))
        settle(qtbot, panel)
        return panel

    return opened


def houses(number=200):
    random = np.random.default_rng(0)
    area, age = random.uniform(20, 200, number).round(1), random.uniform(0, 60, number).round(1)
    return pl.DataFrame({"area": area, "age": age, "price": 3000 * area - 4000 * age})


def sales():
    warmth = np.random.default_rng(0).uniform(-5, 40, 150).round(2)
    return pl.DataFrame({"warmth": warmth, "ice": (500 / (1 + np.exp(-(warmth - 20) / 4))).round(1)})


def test_the_wheel_zooms_about_the_pointer_and_home_shows_everything_again(qtbot, show):
    plane = show("spiral").stage.plane
    home, at = plane.scale, QPointF(*plane.places()[5])
    turn(plane, at, 4)
    assert plane.scale.wide == pytest.approx(home.wide / 1.2**4)
    assert plane.places()[5] == pytest.approx([at.x(), at.y()])
    assert plane.fit_button.isVisible()
    qtbot.keyClick(plane, Qt.Key.Key_Home)
    assert plane.scale == home
    assert not plane.fit_button.isVisible()


def test_dragging_moves_the_points_and_sends_none(qtbot, show):
    panel = show("spiral")
    plane = panel.stage.plane
    before = plane.places()
    start = QPointF(*before[3]).toPoint()
    qtbot.mousePress(plane, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(plane, start + QPoint(-15, 5))
    qtbot.mouseMove(plane, start + QPoint(-40, 20))
    qtbot.mouseRelease(plane, Qt.MouseButton.LeftButton, pos=start + QPoint(-40, 20))
    settle(qtbot, panel)
    assert plane.sample_at(QPointF(start + QPoint(-40, 20))) >= 0
    assert plane.places() - before == pytest.approx(np.tile([-40, 20], (1000, 1)), abs=1e-6)
    assert plane.selected == -1
    qtbot.mouseDClick(plane, Qt.MouseButton.LeftButton, pos=start)
    assert plane.is_home


def test_the_network_is_asked_again_where_one_looks(qtbot, show, document, session):
    panel = show("spiral")
    train(qtbot, panel, document, session, epochs=2)
    plane = panel.stage.plane
    turn(plane, QPointF(*plane.places()[0]), 5)
    settle(qtbot, panel)
    xs, ys = plane.grid()
    assert np.array_equal(plane.decision.xs, xs)
    answer = Inference(panel.predictor).predict(np.array([[xs[3], ys[9]]], np.float32))
    assert np.allclose(plane.decision.values[9, 3], answer[0].values[0], atol=1e-5)


def test_a_table_with_two_numbers_is_seen_on_the_plane_in_its_own_units(qtbot, open_table, document, session):
    panel = open_table(houses())
    plane = panel.stage.plane
    assert panel.stage.currentWidget() is plane
    assert plane.places_shown.axes == ("area", "age")
    assert plane.told(0).startswith(panel.collection.label(0, 0))
    train(qtbot, panel, document, session, epochs=10)
    xs, ys = plane.grid()
    assert 100 < plane.scale.wide < 300
    assert 60 < plane.scale.high < 100
    reading = read(panel.predictor, design_of(panel.predictor).data)
    fed = reading.prepared(np.array([[xs[50], ys[20]]]))
    answer = Inference(panel.predictor).predict(fed)[0].restored(reading.restored)
    assert plane.decision.values[20, 50, 0] == pytest.approx(float(answer.values[0, 0]), rel=1e-4)
    assert plane.decision.values.max() > 100_000


def test_points_of_a_table_can_be_seen_as_its_rows(qtbot, open_table):
    panel = open_table(houses())
    assert panel.controls.as_table.isVisible()
    panel.controls.as_table.click()
    settle(qtbot, panel)
    assert panel.stage.currentWidget() is panel.stage.table
    headings = [panel.stage.model.headerData(each, Qt.Orientation.Horizontal) for each in range(3)]
    assert headings == ["price", "area", "age"]


def test_one_number_answered_with_one_is_a_graph_with_the_curve_of_the_answers(qtbot, open_table, document, session):
    panel = open_table(sales())
    plane = panel.stage.plane
    assert plane.places_shown.axes == ("warmth", "ice")
    assert plane.decision is None
    train(qtbot, panel, document, session, epochs=60)
    curve = plane.decision.values[0, :, 0]
    assert len(curve) == len(plane.decision.xs) > 100
    table = read(panel.predictor, design_of(panel.predictor).data).raw.table
    expected = np.interp(plane.decision.xs, *table.sort("warmth").to_numpy().T)
    inside = (plane.decision.xs > -4) & (plane.decision.xs < 39)
    assert np.abs(curve - expected)[inside].mean() < 40


def test_rows_without_a_place_are_counted_below_the_plane(open_table):
    frame = houses()
    frame[5, "area"] = None
    plane = open_table(frame).stage.plane
    places = plane.places()
    missing = int((~np.isfinite(places).all(axis=1)).sum())
    assert missing in (0, 1)
    assert plane.remark == ("1 of these miss a value: see the table." if missing else "")


def test_a_scale_finds_round_numbers_that_lie_in_it():
    across, up = Scale(QRectF(0, 0, 280, 176), -0.3, 5200, 2.0, 5000).ticks()
    assert across == [0, 0.5, 1, 1.5]
    assert up == [2000, 4000]


def test_points_that_are_no_numbers_do_not_count_for_the_scale():
    points = np.array([[0.0, 0.0], [2.0, 10.0], [np.nan, 99.0]])
    scale = fitting([points], QRectF(0, 0, 100, 100), is_even=False)
    assert (scale.wide, scale.high) == pytest.approx((2.24, 11.2))
    assert fitting([points[2:]], QRectF(0, 0, 100, 100), is_even=False) is None


def test_stamped_marks_lie_where_they_should_and_leave_out_what_is_no_number(qapp):
    places = np.array([[20.5, 30.5], [np.nan, 4.0], [500.0, 500.0], [-20.0, 40.0], [-1.0, 10.0]])
    colours = np.array([[255, 0, 0], [0, 255, 0], [0, 255, 0], [0, 255, 0], [0, 0, 255]])
    drawn = stamped(QSize(60, 50), places, np.zeros(5, np.int64), colours, 2.0)
    assert drawn.pixelColor(20, 30).getRgb() == (255, 0, 0, 255)
    assert drawn.pixelColor(0, 10).getRgb() == (0, 0, 255, 255)
    seen = {drawn.pixelColor(x, y).getRgb()[:3] for x in range(60) for y in range(50) if drawn.pixelColor(x, y).alpha()}
    assert seen == {(255, 0, 0), (0, 0, 255)}
