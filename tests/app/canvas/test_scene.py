"""The drawing keeps in step with the document, touching only what changed."""

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from nndesigner.app.canvas.appearance import CELLS
from nndesigner.app.canvas.link_item import direct_way
from nndesigner.app.canvas.node_item import NodeItem
from nndesigner.app.canvas.strip import Strip, first_values
from nndesigner.app.widgets.magnitude_scale import MagnitudeScale
from nndesigner.app.widgets.theme import themes
from nndesigner.catalog.layers.layer import Layer
from nndesigner.design import edits
from nndesigner.design.model import Link
from nndesigner.training.readings import Mask

from .conftest import Bench, chain


def test_every_node_and_link_has_its_item(bench: Bench):
    bench.load(chain("input", "flatten", "dense"))
    assert bench.view.drawing.nodes.keys() == bench.design.nodes.keys()
    assert bench.view.drawing.links.keys() == set(bench.design.links)
    assert bench.view.drawing.nodes["n3"].pos().toTuple() == (0.0, 2 * edits.ROW)


def test_an_edit_touches_only_what_it_changes(bench: Bench):
    bench.load(chain("input", "conv2d", "flatten", "dense"))
    items = dict(bench.view.drawing.nodes)
    cards = {node: item.card for node, item in items.items()}
    bench.editing.set_parameters(["n2"], activation="tanh")
    assert bench.view.drawing.nodes == items
    altered = {node for node, item in items.items() if item.card is not cards[node]}
    assert altered == {"n2"}


def test_what_follows_from_an_edit_is_shown_too(bench: Bench):
    bench.load(chain("input", "conv2d", "flatten"))
    bench.editing.set_parameters(["n2"], filters=8)
    assert bench.view.drawing.nodes["n3"].card.shape == "F 6\u202f272"


def test_undo_and_redo_are_followed(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.editing.append("dense")
    assert "n3" in bench.view.drawing.nodes and Link("n2", "n3") in bench.view.drawing.links
    bench.document.history.undo()
    assert "n3" not in bench.view.drawing.nodes and Link("n2", "n3") not in bench.view.drawing.links
    bench.document.history.redo()
    assert "n3" in bench.view.drawing.nodes


def test_layers_glide_to_where_an_edit_puts_them(bench: Bench, qtbot):
    bench.load(chain("input", "flatten"))
    bench.editing.placing.move({"n2": (160.0, 88.0)})
    qtbot.waitUntil(lambda: bench.view.drawing.nodes["n2"].x() == 160.0, timeout=2000)


def test_another_document_takes_the_place_of_the_first(bench: Bench):
    bench.load(chain("input", "conv2d", "flatten", "dense"))
    bench.view.show_readings({"n2": 1e-3}, {})
    bench.load(chain("input", "flatten"))
    assert bench.view.drawing.nodes.keys() == {"n1", "n2"}
    assert bench.view.drawing.nodes["n2"].pos().toTuple() == (0.0, edits.ROW)
    assert not bench.view.legend.isVisible()


def test_nothing_is_left_of_removed_layers(bench: Bench):
    bench.load(chain("input", "conv2d", "flatten"))
    bench.view.show_readings({"n2": 1e-3}, {})
    seen = weakref.ref(bench.view.drawing.nodes["n2"])
    bench.view.drawing.hover(bench.view.drawing.nodes["n2"])
    bench.selection.set(["n2"])
    bench.editing.delete()
    bench.document.history.clear()
    QApplication.processEvents()
    gc.collect()
    assert seen() is None
    left = [item for item in bench.view.drawing.items() if isinstance(item, NodeItem | Strip)]
    assert len(left) == 2


def test_the_selection_is_shown_whoever_makes_it(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.selection.set(["n2"], [Link("n1", "n2")])
    assert bench.view.drawing.nodes["n2"].look.is_selected
    assert not bench.view.drawing.nodes["n1"].look.is_selected
    assert bench.view.drawing.links[Link("n1", "n2")].is_selected


def test_what_is_selected_elsewhere_comes_into_view(bench: Bench):
    design, far = edits.add_node(chain("input", "flatten"), Layer.of_kind("dense"), (9000.0, 9000.0))
    bench.load(design)
    bench.view.zoom_to_100()
    bench.view.camera.look_at(bench.view.drawing.nodes["n1"].pos())
    bench.selection.set([far])
    assert bench.view.camera.seen().contains(bench.view.drawing.nodes[far].rectangle())


def test_a_network_that_grows_by_commands_stays_in_view(bench: Bench):
    bench.load(chain("input"))
    for _ in range(20):
        bench.editing.append("conv2d")
        (last,) = bench.selection.nodes
        assert bench.view.camera.seen().contains(bench.view.drawing.nodes[last].rectangle())
    bench.view.fit_all()
    bench.editing.append("conv2d")
    assert bench.view.camera.seen().contains(bench.view.drawing.extent())


def test_a_long_network_opens_large_enough_to_be_read(bench: Bench):
    bench.load(chain("input", *["conv2d"] * 30))
    assert bench.view.camera.zoom == 0.75
    assert bench.view.camera.seen().contains(bench.view.drawing.nodes["n1"].rectangle())
    bench.view.resize(900, 500)
    assert bench.view.camera.seen().contains(bench.view.drawing.nodes["n1"].rectangle())
    bench.view.fit_all()
    assert bench.view.camera.seen().contains(bench.view.drawing.extent())


def test_a_merging_layer_has_a_free_input_until_it_is_full(bench: Bench):
    design, add = edits.add_node(chain("input", "flatten"), Layer.of_kind("add"), (0.0, 300.0))
    bench.load(design)
    assert bench.view.drawing.nodes[add].card.inputs == 2
    bench.editing.connect("n1", add)
    bench.editing.connect("n2", add)
    assert bench.view.drawing.nodes[add].card.inputs == 3
    assert bench.view.drawing.nodes["n1"].card.inputs == 0


def test_a_problem_stands_on_its_layer_in_words(bench: Bench):
    bench.load(chain("input", "dense", "output"))
    item = bench.view.drawing.nodes["n2"]
    assert item.card.worst and "Dense expects a flat vector" in item.card.worst.message
    assert "Dense expects a flat vector" in item.toolTip()
    assert item.card.height > bench.view.drawing.nodes["n1"].card.height


def test_a_name_with_markup_is_shown_as_it_was_typed(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.editing.rename("n2", "<b>bold</b> & co")
    tooltip = bench.view.drawing.nodes["n2"].toolTip()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in tooltip and "<b>" not in tooltip
    assert bench.view.drawing.nodes["n2"].card.name == "<b>bold</b> & co"


def test_a_link_passes_beside_what_stands_between(bench: Bench):
    design, add = edits.add_node(chain("input", "flatten", "dense"), Layer.of_kind("add"), (0.0, 3 * edits.ROW))
    bench.load(edits.connect(edits.connect(design, "n3", add), "n1", add))
    across = bench.view.drawing.links[Link("n1", add, 1)].path.boundingRect()
    card = bench.view.drawing.nodes["n2"].rectangle()
    assert across.right() > card.right() or across.left() < card.left()
    below = bench.view.drawing.links[Link("n1", "n2")].path
    assert below == direct_way(below.pointAtPercent(0), below.currentPosition())


def test_readings_show_on_their_layers_and_go(bench: Bench):
    bench.load(chain("input", "flatten", "dense", "dropout"))
    mask = Mask(np.array([True, False, True, True]), 0.25)
    for step in range(CELLS + 5):
        bench.view.show_readings({"n3": 10.0 ** -(step % 5), "gone": 1.0}, {"n4": mask})
    (strip,) = bench.view.drawing.nodes["n3"].childItems()
    assert isinstance(strip, Strip) and len(strip.magnitudes) == CELLS
    (cells,) = bench.view.drawing.nodes["n4"].childItems()
    assert isinstance(cells, Strip) and cells.kept == [True, False, True, True]
    assert bench.view.legend.isVisible()
    bench.view.clear_readings()
    assert not bench.view.drawing.nodes["n3"].childItems()
    assert not bench.view.legend.isVisible()


def test_readings_change_the_picture(bench: Bench):
    bench.load(chain("input", "flatten", "dense"))
    before = picture(bench)
    bench.view.show_readings({"n3": 1e-2}, {})
    assert picture(bench) != before


def test_a_mask_of_whole_channels_shows_one_cell_a_channel():
    kept = np.zeros((3, 4, 4), bool)
    kept[1] = True
    assert first_values(kept).tolist() == [False, True, False]
    assert len(first_values(np.ones((8, 9, 9), bool).reshape(-1))) == CELLS


def test_a_problem_is_not_covered_by_what_was_read_before_it(bench: Bench):
    bench.load(chain("input", "flatten", "dense", "output"))
    bench.editing.set_parameters(["n3"], units=10, activation="softmax")
    bench.view.show_readings({"n3": 1e-2}, {})
    strip = next(item for item in bench.view.drawing.nodes["n3"].childItems() if isinstance(item, Strip))
    assert strip.isVisible()
    bench.editing.set_parameters(["n3"], units=12)
    assert not strip.isVisible()
    bench.document.history.undo()
    assert strip.isVisible()


def test_the_scale_grows_with_the_magnitudes_and_begins_anew_with_a_training(bench: Bench):
    bench.load(chain("input", "flatten", "dense"))
    bench.view.show_readings({"n3": 2e-3}, {})
    assert bench.view.drawing.scale.labels == ("10⁻⁵", "10⁻²")
    bench.view.show_readings({"n3": 3.0}, {})
    assert bench.view.drawing.scale.labels == ("10⁻³", "10¹")
    shared = MagnitudeScale()
    bench.view.clear_readings(shared)
    assert bench.view.drawing.scale is shared


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("zoom", [0.1, 0.4, 1.0, 3.0])
def test_both_themes_are_drawn_at_every_zoom(bench: Bench, theme: str, zoom: float):
    bench.load(chain("input", "conv2d", "dense", "dropout"))
    bench.selection.set(["n2"])
    bench.view.show_readings({"n2": 1e-3}, {"n4": Mask(np.array([True, False]), 0.5)})
    themes.use(theme)
    bench.view.zoom_by(zoom / bench.view.camera.zoom)
    drawn = picture(bench)
    shades = {drawn.pixelColor(x, y).name() for x in range(0, drawn.width(), 9) for y in range(0, drawn.height(), 7)}
    assert themes.current.canvas.lower() in shades
    assert len(shades) > 5
    themes.use("dark")


def test_the_hint_is_there_only_while_nothing_is_drawn(bench: Bench):
    assert bench.view.hint.isVisible() and not bench.view.minimap.isVisible()
    bench.editing.add("input", (0.0, 0.0))
    assert not bench.view.hint.isVisible() and bench.view.minimap.isVisible()
    bench.view.show_map(False)
    assert not bench.view.minimap.isVisible()


def picture(bench: Bench) -> QImage:
    QApplication.processEvents()
    return bench.view.grab().toImage()
