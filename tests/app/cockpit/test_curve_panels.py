"""Tests of the curves of loss, metrics and learning rate: they hold what the history holds."""

import csv
import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from nndesigner.app.cockpit.annotations import Marker, draw_event_words
from nndesigner.app.cockpit.scalar_panel import rate
from nndesigner.app.cockpit.views import LOSS, METRICS, RATE
from nndesigner.training.columns import Columns
from nndesigner.training.events import Changed, EpochDone, Finished
from nndesigner.training.readings import Scalar
from tests.app.cockpit.training_story import EPOCHS, STEPS_PER_EPOCH, epoch, started, step, tell, told


def drawn(panel, session, events):
    tell(session, events)
    panel.redraw()
    return panel


def test_the_raw_curve_is_the_loss_of_every_batch(session, show):
    panel = drawn(show(LOSS), session, told(50, session.design))
    x, y = panel.chart.shown("raw")
    assert np.allclose(x * STEPS_PER_EPOCH, session.history.step)
    assert np.allclose(10**y, session.history.loss)


def test_the_validation_curve_has_a_point_after_every_epoch(session, show):
    panel = drawn(show(LOSS), session, told(70, session.design))
    x, y = panel.chart.shown("validation")
    assert x.tolist() == [1, 2, 3]
    assert np.allclose(10**y, [each.validation["loss"] for each in session.history.epochs])


def test_accuracy_is_shown_as_parts_of_one(session, show):
    panel = drawn(show(METRICS), session, told(50, session.design))
    assert np.allclose(panel.chart.shown("raw")[1], session.history.steps_of("accuracy"))
    assert panel.header.readout == "98.2 % train · 97.5 % validation"


def test_the_axis_goes_to_the_planned_epochs(session, show):
    panel = drawn(show(LOSS), session, told(50, session.design))
    assert (panel.chart.x_axis.low, panel.chart.x_axis.high) == (0, EPOCHS)


def test_at_the_very_beginning_the_axis_shows_less(session, show):
    panel = drawn(show(LOSS), session, told(3, session.design))
    assert 3 / STEPS_PER_EPOCH < panel.chart.x_axis.high <= EPOCHS / 4


def test_a_linear_axis_can_be_chosen(session, show):
    panel = drawn(show(LOSS), session, told(50, session.design))
    panel.log_scale.setChecked(False)
    panel.redraw()
    assert np.allclose(panel.chart.shown("raw")[1], session.history.loss)
    assert panel.chart.y_axis.low == 0


def test_a_loss_of_zero_or_less_does_not_break_the_log_scale(session, show):
    panel = show(LOSS)
    drawn(panel, session, [started(), step(1, 1.0, 0.5), step(2, 0.0, 0.5), step(3, -1.0, 0.5)])
    assert np.isfinite(panel.chart.shown("raw")[1]).all()


def test_a_loss_that_is_always_negative_is_drawn_on_a_linear_axis(session, show):
    panel = drawn(show(LOSS), session, [started(), step(1, -1.0, 0.5), step(2, -2.0, 0.5)])
    assert panel.chart.shown("raw")[1].tolist() == [-1, -2]


def test_an_infinite_loss_interrupts_the_curve_and_is_told(session, show):
    panel = drawn(show(LOSS), session, [started(), *(step(n, math.inf if n == 4 else 1, 0) for n in range(1, 6))])
    assert np.isnan(panel.chart.shown("raw")[1]).tolist() == [False, False, False, True, False]
    assert panel.header.readout == "infinite at step 4"


def test_only_infinite_values_are_no_problem(session, show):
    drawn(show(LOSS), session, [started(), step(1, math.inf, 0.5), step(2, math.inf, 0.5)]).grab()


def test_steps_without_a_reading_are_bridged(session, show):
    events = [started(), *(step(n, 1 / n if n % 10 == 1 else math.nan, 0.5) for n in range(1, 41))]
    panel = drawn(show(LOSS), session, events)
    x, y = panel.chart.shown("raw")
    assert np.allclose(x * STEPS_PER_EPOCH, [1, 11, 21, 31])
    assert np.isfinite(y).all()


def test_the_test_is_told_at_the_end(session, show):
    events = [*told(80, session.design), Finished("finished", EPOCHS, 80, {}, {}, {"loss": 0.0412}, {})]
    panel = drawn(show(LOSS), session, events)
    assert panel.header.readout.endswith("0.0412 test")


def test_a_million_steps_are_drawn_with_few_points(session, show):
    panel = show(LOSS)
    number = 1_000_000
    steps = np.arange(1, number + 1.0)
    values = np.random.default_rng(0).random(number)
    session.history.add(started(100, 10_000))
    session.history._steps = Columns.of({"step": steps, "epoch": steps // 10_000, "loss": values}, number)
    panel.redraw()
    width = panel.chart.area.width()
    assert len(panel.chart.shown("training")[0]) <= width + 2
    assert len(panel.chart.drawn("raw")[0]) <= 2 * width + 8
    panel.chart.look_at(50, 50.001)
    panel.redraw()
    closer = panel.chart.shown("training")[0]
    assert len(closer) <= width + 2
    assert 49.9 < closer[0] < 50 < closer[-1] < 50.11


def test_many_epochs_are_drawn_without_dots(session, show):
    panel = show(LOSS)
    events = [started(200, 1), step(1, 1.0, 0.5)]
    events += [EpochDone(n, n, {}, {"loss": 1 / n}, 1.0, 0.0, {}) for n in range(1, 200)]
    drawn(panel, session, events)
    assert len(panel.chart.shown("validation")[0]) == 199
    panel.grab()


def test_looking_closer_and_back(session, show):
    panel = drawn(show(LOSS), session, told(80, session.design))
    panel.chart.look_at(1, 2)
    panel.redraw()
    assert (panel.chart.x_axis.low, panel.chart.x_axis.high) == (1, 2)
    panel.chart.look_at_all()
    panel.redraw()
    assert (panel.chart.x_axis.low, panel.chart.x_axis.high) == (0, EPOCHS)


def test_the_mouse_tells_step_and_values(session, show):
    panel = drawn(show(LOSS), session, told(80, session.design))
    panel.chart.pointed.emit(2.0)
    said = [row.text for row in panel.hover.rows]
    assert said[0] == "epoch 2.00 · step 40"
    assert said[1].endswith("training")
    assert said[2] == "0.0625 validation, epoch 2"
    panel.grab()
    panel.chart.pointed.emit(None)
    assert not panel.hover.isVisible()


@pytest.mark.parametrize(("kind", "name"), [(LOSS, "loss"), (METRICS, "accuracy")])
def test_the_table_is_the_history(session, show, tmp_path, kind, name):
    panel = drawn(show(kind), session, told(50, session.design))
    panel.export_table(tmp_path / "plot.csv")
    with (tmp_path / "plot.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    history = session.history
    assert list(rows[0]) == ["step", "epoch", f"training {name}", f"validation {name}"]
    assert [float(row["step"]) for row in rows] == history.step.tolist()
    assert [float(row["epoch"]) for row in rows] == history.epoch.tolist()
    assert [float(row[f"training {name}"]) for row in rows] == history.steps_of(name).tolist()
    validated = {int(row["step"]): float(row[f"validation {name}"]) for row in rows if row[f"validation {name}"]}
    assert validated == {each.step: each.validation[name] for each in history.epochs}


def test_an_epoch_without_steps_kept_is_in_the_table(session, show):
    panel = drawn(show(LOSS), session, [started(), step(1, 1.0, 0.5), epoch(1, {"loss": 0.5})])
    assert [row[0] for row in panel.table()[1]] == [1, STEPS_PER_EPOCH]


def test_the_cost_is_drawn_quietly_and_called_so(session, show):
    events = [started(), *(step(n, 1 / n, 0.5, cost=1 / n + 0.1) for n in range(1, 11))]
    panel = drawn(show(LOSS), session, events)
    _, y = panel.chart.shown("training/cost")
    assert np.allclose(10**y, session.history.steps_of("cost"))
    assert panel.header.readout.endswith("0.200 cost")
    panel.chart.pointed.emit(0.5)
    assert panel.hover.rows[-1].text == "0.200 cost"
    assert list(panel.table()[0])[-2:] == ["training cost", "validation cost"]
    panel.grab()


def test_without_anything_added_to_the_loss_there_is_no_cost(session, show):
    panel = drawn(show(LOSS), session, told(10, session.design))
    assert not len(panel.chart.shown("training/cost")[0])
    assert "cost" not in panel.header.readout


def test_the_kept_epoch_is_marked_at_the_end(session, show):
    finished = Finished("finished", 3, 60, {}, {}, {}, {}, best_epoch=2)
    panel = drawn(show(LOSS), session, [*told(60, session.design), finished])
    assert panel.chart.marker == Marker(2, "best: epoch 2")
    panel.grab()
    session.history.finished = None
    panel.redraw()
    assert panel.chart.marker is None


def test_a_constant_learning_rate_lies_inside_the_chart(session, show):
    events = [started(), *(step(n, 1.0, 0.5, learning_rate=Scalar(0.001)) for n in range(1, 30))]
    panel = drawn(show(RATE), session, events)
    assert panel.chart.y_axis.low == 0 < 0.001 < panel.chart.y_axis.high
    assert np.isfinite(panel.chart.drawn("training")[1]).all()
    assert panel.header.readout == "0.001"


def test_a_learning_rate_that_falls_by_much_gets_a_log_scale(session, show):
    panel = drawn(show(RATE), session, told(79, session.design))
    _, y = panel.chart.shown("training")
    assert np.allclose(10**y, session.history.steps_of("learning_rate"))
    assert panel.chart.y_axis.low < -2.8


@pytest.mark.parametrize(("value", "text"), [(0.001, "0.001"), (0.00025, "0.00025"), (1.5, "1.5"), (0, "0")])
def test_a_learning_rate_is_written_as_people_write_it(value, text):
    assert rate(value) == text


def with_marks(session, *steps, name="dropout_rate", steps_per_epoch=STEPS_PER_EPOCH, last=EPOCHS * STEPS_PER_EPOCH):
    events = told(60, session.design)
    marks = [Changed(at, name, 0.25, 0.5, f"Rate {at}", EPOCHS, steps_per_epoch, last) for at in steps]
    return [*events, *marks]


def test_what_was_changed_is_marked_on_every_curve(session, show):
    for view in (LOSS, METRICS, RATE):
        panel = drawn(show(view), session, with_marks(session, 30))
        assert [(event.x, event.text) for event in panel.chart.events][:1] == [(30 / STEPS_PER_EPOCH, "Rate 30")]
        panel.chart.grab()


def test_the_cross_hair_says_what_was_changed_near_it(session, show):
    panel = drawn(show(LOSS), session, with_marks(session, 30))
    panel.chart.pointed.emit(30.2 / STEPS_PER_EPOCH)
    assert "step 30: Rate 30" in [row.text for row in panel.hover.rows]
    panel.chart.pointed.emit(5 / STEPS_PER_EPOCH)
    assert not [row for row in panel.hover.rows if "Rate" in row.text]


class Writing(QPainter):
    """Notes what is written, and where."""

    def __init__(self, image):
        super().__init__(image)
        self.written = []

    def drawText(self, place, alignment, words):
        self.written.append((place, words))


def test_words_of_changes_near_each_other_do_not_cover_each_other(qapp, session, show):
    image = QImage(300, 150, QImage.Format.Format_RGB32)
    painter = Writing(image)
    changes = [
        (20.0, "Learning rate × 0.5"),
        (40.0, "dense_1 frozen"),
        (41.0, "Epochs 2 → 3"),
        (280.0, "dense_2 frozen"),
    ]
    draw_event_words(painter, QRectF(0, 0, 300, 150), changes, True)
    painter.end()
    (first, _), (second, words), (third, _) = painter.written
    assert not first.intersects(second) and not second.intersects(third)
    assert words == "2 changes"
    assert third.right() <= 300


@pytest.mark.parametrize("at", [STEPS_PER_EPOCH, STEPS_PER_EPOCH // 2])
def test_an_axis_of_epochs_follows_another_batch_size(session, show, at):
    half = STEPS_PER_EPOCH // 2
    first = at + (STEPS_PER_EPOCH - at) // 2
    changed = Changed(at, "batch_size", 32, 64, "Batch size 32 → 64", EPOCHS, half, first + (EPOCHS - 1) * half)
    later = [step(number, 1.0, 0.5) for number in range(at + 1, first + half + 1)]
    panel = drawn(show(LOSS), session, [*told(at, session.design), changed, *later])
    x, _ = panel.chart.shown("raw")
    assert x[first - 1] == pytest.approx(1.0)
    assert x[-1] == pytest.approx(2.0)
    assert panel.chart.x_axis.high == EPOCHS
