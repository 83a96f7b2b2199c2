"""Tests of the strips of what every layer has, such as gradient magnitudes."""

import csv
import math

import numpy as np

from nndesigner.app.views import GRADIENTS
from nndesigner.training.columns import Columns
from tests.app.plots.training_story import norms, started, step, tell, told
from tests.design.drawings import identity_of


def drawn(panel, session, events):
    tell(session, events)
    panel.redraw()
    return panel


def test_there_is_a_strip_for_every_layer_in_the_order_of_the_network(session, show):
    panel = drawn(show(GRADIENTS), session, told(30, session.design))
    assert panel.strips.strips.names == ("dense_1", "dense_2")


def test_a_short_history_is_shown_value_by_value(session, show):
    panel = drawn(show(GRADIENTS), session, told(30, session.design))
    shown = panel.strips.strips
    for name, row in zip(shown.names, shown.values, strict=True):
        assert np.allclose(row, session.history.nodes_of("gradient_norms")[identity_of(session.design, name)])
    assert (shown.start, shown.end) == ("step 1", "30")


def test_the_scale_is_whole_decades_around_the_values(session, show):
    panel = drawn(show(GRADIENTS), session, told(80, session.design))
    shown = panel.strips.strips
    lowest, highest = session.magnitudes.ends
    assert lowest <= shown.values.min() * 1.1
    assert highest >= shown.values.max() / 1.1
    assert math.log10(highest / lowest) >= 3
    assert shown.scale == session.magnitudes.labels


def test_a_million_steps_need_no_more_values_than_there_are_pixels(session, show):
    panel = show(GRADIENTS)
    number, node = 1_000_000, identity_of(session.design, "dense_1")
    steps = np.arange(1, number + 1.0)
    session.history.add(started())
    session.history._steps = Columns.of({"step": steps, "epoch": steps, "loss": steps}, number)
    session.history._nodes = Columns.of({("gradient_norms", node): np.full(number, 0.01)}, number)
    panel.redraw()
    assert panel.strips.strips.values.shape[1] <= panel.width()
    assert np.allclose(panel.strips.strips.values, 0.01)


def test_what_is_not_finite_is_told_and_marked(session, show):
    of = session.design
    events = [started()]
    for number, value in enumerate((0.1, math.nan, math.inf), start=1):
        events.append(step(number, 1.0, 0.5, gradient_norms=norms(of, dense_1=value, dense_2=0.1)))
    panel = drawn(show(GRADIENTS), session, events)
    assert panel.header.readout == "not a finite number in dense_1"
    assert panel.strips.strips.newest == ("∞", "0.100")
    assert not np.isfinite(panel.strips.strips.values[0, 1:]).any()
    panel.grab()


def test_a_layer_that_no_gradient_reaches_shows_zero(session, show):
    of = session.design
    events = [started(), step(1, 1.0, 0.5, gradient_norms=norms(of, dense_1=0.0, dense_2=0.1))]
    panel = drawn(show(GRADIENTS), session, events)
    assert panel.strips.strips.newest[0] == "0"
    assert panel.strips.strips.values[0, 0] == 0


def test_the_mouse_tells_layer_step_and_value(session, show):
    panel = drawn(show(GRADIENTS), session, told(30, session.design))
    panel.strips.pointed.emit((1, 11))
    assert [row.text for row in panel.hover.rows] == ["dense_2 · step 12", "0.0100"]
    panel.grab()


def test_fifty_layers_and_no_room_are_no_problem(session, show):
    panel = drawn(show(GRADIENTS), session, told(30, session.design))
    session.history._nodes = Columns.of({("gradient_norms", f"n{number}"): np.ones(30) for number in range(50)}, 30)
    panel.redraw()
    panel.grab()
    panel.resize(panel.minimumSize())
    panel.redraw()
    panel.grab()


def test_the_table_is_the_history(session, show, tmp_path):
    panel = drawn(show(GRADIENTS), session, told(30, session.design))
    panel.export_table(tmp_path / "plot.csv")
    with (tmp_path / "plot.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["step"]) for row in rows] == session.history.step.tolist()
    for name in ("dense_1", "dense_2"):
        column = session.history.nodes_of("gradient_norms")[identity_of(session.design, name)]
        assert [float(row[name]) for row in rows] == column.tolist()
