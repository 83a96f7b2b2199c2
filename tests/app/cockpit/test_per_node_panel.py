"""Tests of the strips of what every layer has, such as gradient magnitudes."""

import csv
import math

import numpy as np

from nndesigner.app.cockpit.views import ACTIVATIONS, GRADIENTS
from nndesigner.app.widgets.theme import colour
from nndesigner.training.columns import Columns
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.quantities import ACTIVATION_MEAN
from tests.app.cockpit.training_story import norms, started, step, tell, told
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


def test_of_several_quantities_one_is_chosen_and_named(session, show):
    panel = drawn(show(ACTIVATIONS), session, told(30, session.design))
    assert (panel.header.title, panel.header.readout) == ("Activation deviation", "by layer, log")
    panel._choices.actions()[1].trigger()
    assert (panel.header.title, panel.header.readout) == ("Activation mean", "by layer")
    assert [action.isChecked() for action in panel._choices.actions()] == [False, True]


def test_a_linear_scale_shows_numbers_below_zero(session, show):
    of = session.design
    values = (-1.5, 0.0, 0.5)
    events = [started(), *(step(n, 1.0, 0.5, activation_mean=norms(of, dense_1=v)) for n, v in enumerate(values, 1))]
    panel = show(ACTIVATIONS)
    panel.choose(ACTIVATION_MEAN)
    shown = drawn(panel, session, events).strips.strips
    assert shown.values.tolist() == [list(values)]
    assert shown.scale == ("−2", "1")
    assert np.allclose(shown.parts, [[1 / 6, 2 / 3, 5 / 6]])


def test_steps_at_which_nobody_looked_are_left_out(session, show):
    of = session.design
    read = {2, 5}
    events = [started()]
    for number in range(1, 7):
        more = {"activation_deviation": norms(of, dense_1=1.0 * number)} if number in read else {}
        events.append(step(number, 1.0, 0.5, **more))
    panel = drawn(show(ACTIVATIONS), session, events)
    assert np.allclose(panel.strips.strips.values, [[2.0, 5.0]])
    assert (panel.strips.strips.start, panel.strips.strips.end) == ("step 2", "5")


def test_a_panel_has_its_readings_read_only_while_it_is_seen(session, show, qtbot):
    session._host = ThreadHost(lambda _: None)
    panel = show(ACTIVATIONS)
    names = {"activation_mean", "activation_deviation"}

    def wanted(number):
        session._host._mailbox.put(step(number, 1.0, 0.5))
        session.collect()
        return set(session._host._quantities)

    assert wanted(1) == names
    panel.hide()
    assert wanted(2) == set()
    panel.show()
    qtbot.waitUntil(lambda: set(session._host._quantities) == names)
    assert wanted(3) == names


def test_an_exported_picture_shows_what_was_chosen(session, show, tmp_path):
    panel = show(ACTIVATIONS)
    tell(session, told(30, session.design))
    panel.choose(ACTIVATION_MEAN)
    panel.hide()
    panel.export_picture(tmp_path / "plot.svg")
    assert "Activation mean" in (tmp_path / "plot.svg").read_text(encoding="utf-8")


def test_before_a_layer_learns_its_strip_is_empty(session, show):
    of = session.design
    first = [step(number, 1.0, 0.5, gradient_norms=norms(of, dense_2=0.1)) for number in (1, 2)]
    later = [step(number, 1.0, 0.5, gradient_norms=norms(of, dense_1=0.1, dense_2=0.1)) for number in (3, 4)]
    panel = drawn(show(GRADIENTS), session, [started(), *first, *later])
    picture = panel.strips._picture
    row = panel.strips.strips.names.index("dense_1")
    assert [picture.pixelColor(column, row) == colour("panel") for column in range(4)] == [True, True, False, False]
