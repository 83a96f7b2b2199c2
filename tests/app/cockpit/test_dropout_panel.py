"""Tests of the dropout masks: what is shown is what was read."""

import csv

import numpy as np
from PySide6.QtCore import QPointF

from nndesigner.app.cockpit.views import MASKS
from nndesigner.app.widgets.theme import colour, group_colour
from tests.app.cockpit.training_story import masks, started, step, tell, told
from tests.design.drawings import classifier, identity_of


def drawn(panel, session, events):
    tell(session, events)
    panel.redraw()
    return panel


def read_mask(session, name):
    return session.history.masks["dropout_masks"].of_nodes[identity_of(session.design, name)].kept


def test_the_mask_shown_is_the_mask_read(session, show):
    panel = drawn(show(MASKS), session, told(30, session.design))
    shown = panel.cells.shown
    assert np.array_equal(shown.kept.ravel()[: shown.last], read_mask(session, "dropout_1"))


def test_the_cells_drawn_are_the_mask_read(session, show):
    panel = drawn(show(MASKS), session, told(30, session.design))
    shown, picture = panel.cells.shown, panel.cells._picture
    side = picture.width() // shown.columns
    kept = read_mask(session, "dropout_1")
    found = []
    for unit in range(len(kept)):
        row, column = divmod(unit, shown.columns)
        found.append(picture.pixelColor(column * side + side // 2, row * side + side // 2))
    assert [pixel == group_colour("Regularization") for pixel in found] == kept.tolist()
    assert colour("panel") not in found


def test_another_layer_can_be_chosen(session, show):
    panel = drawn(show(MASKS), session, told(30, session.design))
    assert panel.chooser.isVisible()
    assert [action.text() for action in panel._choose_menu.actions()] == ["dropout_1", "dropout_2"]
    panel._choose_menu.actions()[1].trigger()
    assert np.array_equal(panel.cells.shown.kept, read_mask(session, "dropout_2")[: panel.cells.shown.blocks])
    assert panel.header.readout == "dropout_2 · step 30 · p = 0.25"


def test_caption_and_readout_say_what_is_seen(session, show):
    panel = drawn(show(MASKS), session, told(30, session.design))
    kept = int(read_mask(session, "dropout_1").sum())
    assert panel.header.readout == "dropout_1 · step 30 · p = 0.25"
    assert panel.cells._caption[0] == (
        f"12 units · {kept} kept ({kept / 12 * 100:.0f} %) · kept values scaled by 1/(1−p) = 1.33"
    )
    assert panel.cells._caption[-1].endswith("%) · × 1.33")


def test_one_layer_needs_no_choice(session, show):
    of = session.design
    mask = masks(of, dropout_1=np.ones(4, dtype=bool))
    panel = drawn(show(MASKS), session, [started(), step(1, 1.0, 0.5, dropout_masks=mask)])
    assert not panel.chooser.isVisible()


def test_a_network_without_dropout_is_told_how_to_get_it(session, show):
    session.design = classifier("dense")
    panel = drawn(show(MASKS), session, [started(), step(1, 1.0, 0.5)])
    assert "no dropout layer" in panel._empty.text()


def test_the_mouse_tells_what_happened_to_a_unit(session, show):
    panel = drawn(show(MASKS), session, told(30, session.design))
    panel.cells.pointed.emit((0, 0, 2), QPointF(30, 30))
    word = "kept" if read_mask(session, "dropout_1")[2] else "dropped"
    assert panel.hover.rows[0].text.startswith(f"unit 3: {word}")
    panel.choose(identity_of(session.design, "dropout_2"))
    panel.cells.pointed.emit((1, 2, 3), QPointF(30, 30))
    assert panel.hover.rows[0].text.startswith("channel 2, row 3, column 4: ")


def test_the_cell_under_the_mouse_is_found(session, show):
    panel = drawn(show(MASKS), session, told(30, session.design))
    shown = panel.cells.shown
    place, side = panel.cells._place(), panel.cells._place().width() / shown.columns
    assert panel.cells._cell(place.topLeft() + QPointF(side * 1.5, side * 0.5)) == (0, 0, 1)
    assert panel.cells._cell(place.topLeft() - QPointF(3, 3)) is None
    assert panel.cells._cell(place.bottomRight() + QPointF(side, side)) is None


def test_the_table_holds_every_mask(session, show, tmp_path):
    panel = drawn(show(MASKS), session, told(30, session.design))
    panel.export_table(tmp_path / "plot.csv")
    with (tmp_path / "plot.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name in ("dropout_1", "dropout_2"):
        kept = [row["kept"] == "1" for row in rows if row["layer"] == name]
        assert kept == read_mask(session, name).ravel().tolist()
    assert rows[-1]["shape"] == "8 × 5 × 6"
