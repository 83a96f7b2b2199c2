"""What the mouse does on the canvas, through real mouse events."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nndesigner.app.document import mime
from nndesigner.catalog.layers.layer import Layer
from nndesigner.design import edits
from nndesigner.design.model import Link

from .conftest import Bench, chain

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def network(bench: Bench) -> Bench:
    """input n1, convolution n2, flatten n3, dense n4."""
    bench.load(chain("input", "conv2d", "flatten", "dense"))
    return bench


def drop(bench: Bench, kind: str, place: QPoint) -> None:
    content = QMimeData()
    content.setData(mime.LAYER_KIND, kind.encode())
    viewport, copy, left = bench.view.viewport(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QDragEnterEvent(place, copy, content, left, keys))
    QApplication.sendEvent(viewport, QDragMoveEvent(place, copy, content, left, keys))
    QApplication.sendEvent(viewport, QDropEvent(QPointF(place), copy, content, left, keys))
    bench.view.drawing.finish_motion()


def test_a_click_selects_and_the_modifiers_add_and_toggle(network: Bench):
    network.click(network.at("n1", 60))
    assert network.selection.nodes == {"n1"}
    network.click(network.at("n2", 60), SHIFT)
    assert network.selection.nodes == {"n1", "n2"}
    network.click(network.at("n1", 60), CONTROL)
    assert network.selection.nodes == {"n2"}
    network.click(QPoint(5, 5))
    assert not network.selection.nodes


def test_a_click_on_a_link_selects_it(network: Bench):
    network.click(network.on_link(Link("n1", "n2")))
    assert network.selection.links == {Link("n1", "n2")}
    assert network.view.drawing.links[Link("n1", "n2")].is_selected


def test_a_frame_on_the_empty_selects_what_it_touches(network: Bench):
    network.drag(network.at("n2", -200, -10), network.at("n3", -100, 30))
    assert network.selection.nodes == {"n2", "n3"}


def test_a_frame_drawn_with_shift_keeps_what_was_selected(network: Bench):
    network.selection.set(["n1"])
    network.drag(network.at("n4", -200, 10), network.at("n4", -100, 30), SHIFT)
    assert network.selection.nodes == {"n1", "n4"}


def test_a_drag_moves_on_the_grid_and_undoes_in_one_step(network: Bench):
    before = network.design
    network.drag(network.at("n2", 60), network.at("n2", 60) + QPoint(203, 0))
    x, y = network.design.nodes["n2"].position
    assert x > 100 and x % 8 == 0 and y == before.nodes["n2"].position[1]
    assert network.document.history.count == 1
    network.document.history.undo()
    assert network.design == before


def test_a_drag_moves_all_that_is_selected(network: Bench):
    network.selection.set(["n2", "n3"])
    network.drag(network.at("n2", 60), network.at("n2", 60) + QPoint(160, 0))
    moved = {node.position[0] for node in network.design.nodes.values() if node.position[0] > 0}
    assert len(moved) == 1
    assert network.selection.nodes == {"n2", "n3"}


def test_a_dragged_layer_is_drawn_into_line_with_others(network: Bench):
    network.editing.placing.move({"n4": (203.0, 264.0)})
    network.view.drawing.finish_motion()
    start = network.at("n2", 60)
    network.drag(start, start + QPoint(round(201 * network.view.camera.zoom), 0))
    assert network.design.nodes["n2"].position == (203.0, 72.0)


def test_alt_moves_without_grid_and_guides(network: Bench):
    start = network.at("n2", 60)
    network.drag(start, start + QPoint(101, 0), ALT)
    assert network.design.nodes["n2"].position[0] == pytest.approx(101 / network.view.camera.zoom, abs=1)


def test_escape_gives_a_drag_up(network: Bench):
    start = network.at("n2", 60)
    before = network.design
    network.press(start)
    network.move(start + QPoint(100, 0))
    assert network.view.drawing.nodes["n2"].x() > 50
    network.key(Qt.Key.Key_Escape)
    network.release(start + QPoint(100, 0))
    assert network.design is before
    assert network.view.drawing.nodes["n2"].x() == 0


def test_a_wire_from_port_to_port_connects(bench: Bench):
    design, dense = edits.add_node(chain("input"), Layer.of_kind("dense"), (200.0, 200.0))
    bench.load(design)
    bench.drag(bench.port("n1", False), bench.port(dense, True))
    assert bench.design.links == (Link("n1", dense),)


def test_a_wire_may_be_drawn_from_the_lower_end(bench: Bench):
    design, dense = edits.add_node(chain("input"), Layer.of_kind("dense"), (200.0, 200.0))
    bench.load(design)
    bench.drag(bench.port(dense, True), bench.port("n1", False))
    assert bench.design.links == (Link("n1", dense),)


def test_a_wire_that_does_not_fit_says_why(bench: Bench):
    bench.load(chain("input", "dense", "dense"))
    before = bench.design
    start, end = bench.port("n3", False), bench.at("n2", 100)
    bench.press(start)
    bench.move(start + (end - start) * 0.5)
    bench.move(end)
    label = bench.view.surface.label
    assert label.isVisible() and "feed itself" in label.text()
    bench.release(end)
    assert bench.design is before
    assert "feed itself" in bench.messages[0]
    assert not label.isVisible()


def test_a_wire_to_a_layer_that_cannot_take_the_shape_warns_and_connects(bench: Bench):
    design, dense = edits.add_node(chain("input"), Layer.of_kind("dense"), (200.0, 200.0))
    bench.load(design)
    start, end = bench.port("n1", False), bench.at(dense, 60)
    bench.press(start)
    bench.move(end)
    assert "Dense expects a flat vector" in bench.view.surface.label.text()
    bench.release(end)
    assert bench.design.links == (Link("n1", dense),)


def test_undoing_in_the_middle_of_a_drag_gives_the_drag_up(network: Bench):
    network.editing.append("dense")
    network.press(network.at("n5", 60))
    network.move(network.at("n5", 160))
    network.document.history.undo()
    network.release(network.at("n4", 260))
    assert "n5" not in network.design.nodes
    assert not network.document.history.can_undo


def test_the_ports_that_fit_glow_while_a_wire_is_drawn(bench: Bench):
    bench.load(chain("input", "dense", "dense"))
    bench.press(bench.port("n2", False))
    glowing = {node for node, item in bench.view.drawing.nodes.items() if item.fitting}
    assert glowing == {"n3"}
    bench.release(bench.port("n2", False))
    assert not any(item.fitting for item in bench.view.drawing.nodes.values())


def test_a_wire_dropped_in_the_empty_searches_what_fits_and_connects_it(bench: Bench):
    bench.load(chain("input"))
    bench.drag(bench.port("n1", False), bench.at("n1", 0, 200))
    search = bench.view.search
    titles = [search.list.item(row).text() for row in range(search.list.count())]
    assert search.isVisible()
    assert "Flatten" in titles and "Input" not in titles and "Dense" not in titles
    bench.type("flat")
    bench.key(Qt.Key.Key_Return)
    assert [node.layer.kind for node in bench.design.nodes.values()] == ["input", "flatten"]
    assert bench.design.links == (Link("n1", "n2"),)
    assert bench.document.history.count == 1


def test_the_end_of_a_link_can_be_led_elsewhere(bench: Bench):
    design, dense = edits.add_node(chain("input", "flatten"), Layer.of_kind("dense"), (320.0, 88.0))
    bench.load(design)
    bench.drag(bench.port("n2", True), bench.port(dense, True))
    assert bench.design.links == (Link("n1", dense),)
    assert bench.document.history.count == 1


def test_the_end_of_a_link_dropped_in_the_empty_takes_it_away(network: Bench):
    network.drag(network.port("n2", True), network.at("n2", -220, -20))
    assert Link("n1", "n2") not in network.design.links


def test_a_layer_dropped_on_the_empty_stands_there_on_the_grid(bench: Bench):
    drop(bench, "dense", QPoint(301, 203))
    (node,) = bench.design.nodes.values()
    x, y = node.position
    assert x % 8 == y % 8 == 0
    assert bench.view.drawing.nodes[node.id].rectangle().contains(bench.view.mapToScene(301, 203))
    assert bench.selection.nodes == {node.id}


def test_a_layer_dropped_on_a_link_goes_between_and_the_rest_makes_room(network: Bench):
    before = network.design.nodes["n3"].position[1]
    drop(network, "dropout", network.on_link(Link("n2", "n3")))
    assert Link("n2", "n5") in network.design.links and Link("n5", "n3") in network.design.links
    assert network.design.nodes["n3"].position[1] == before + edits.ROW
    assert network.document.history.count == 1


def test_a_dragged_layer_leaves_nothing_behind_when_it_goes_away(network: Bench):
    before = len(network.view.drawing.items())
    content = QMimeData()
    content.setData(mime.LAYER_KIND, b"dropout")
    place = network.on_link(Link("n2", "n3"))
    arguments = (Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(network.view.viewport(), QDragEnterEvent(place, *arguments))
    QApplication.sendEvent(network.view.viewport(), QDragMoveEvent(place, *arguments))
    assert network.view.drawing.links[Link("n2", "n3")].is_target
    assert len(network.view.drawing.items()) == before + 1
    network.view.cancel_gesture()
    assert not network.view.drawing.links[Link("n2", "n3")].is_target
    assert len(network.view.drawing.items()) == before


def test_an_unlinked_layer_dragged_onto_a_link_goes_between(network: Bench):
    design, lonely = edits.add_node(network.design, Layer.of_kind("dropout"), (400.0, 100.0))
    network.load(design)
    start = network.at(lonely, 60)
    network.drag(start, network.on_link(Link("n2", "n3")) + (start - network.at(lonely)))
    assert Link("n2", lonely) in network.design.links and Link(lonely, "n3") in network.design.links
    assert network.design.nodes[lonely].position[0] == 0
    assert network.document.history.count == 1


def test_the_middle_button_and_space_pan(network: Bench):
    view, middle = network.view, Qt.MouseButton.MiddleButton
    before = view.camera.middle
    QTest.mousePress(view.viewport(), middle, Qt.KeyboardModifier.NoModifier, QPoint(300, 300))
    network.move(QPoint(340, 320))
    QTest.mouseRelease(view.viewport(), middle, Qt.KeyboardModifier.NoModifier, QPoint(340, 320))
    panned = view.camera.middle
    assert (before - panned).x() == pytest.approx(40 / view.camera.zoom, abs=2)
    QTest.keyPress(view, Qt.Key.Key_Space)
    network.drag(network.at("n2", 60), network.at("n2", 60) - QPoint(40, 20))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert (before - view.camera.middle).manhattanLength() < 4
    assert network.document.history.count == 0


def wheel(bench: Bench, place: QPoint, turned: int, key: Qt.KeyboardModifier) -> None:
    view = bench.view
    event = QWheelEvent(
        QPointF(place), QPointF(view.viewport().mapToGlobal(place)), QPoint(), QPoint(0, turned),
        Qt.MouseButton.NoButton, key, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def test_the_wheel_zooms_at_the_cursor_within_limits(network: Bench):
    place, none = QPoint(200, 150), Qt.KeyboardModifier.NoModifier
    before = network.view.mapToScene(place)
    wheel(network, place, 120, none)
    assert (network.view.mapToScene(place) - before).manhattanLength() < 3
    for _ in range(30):
        wheel(network, place, 120, CONTROL)
    assert network.view.camera.zoom == 4.0
    for _ in range(60):
        wheel(network, place, -120, none)
    assert network.view.camera.zoom == 0.1


def test_the_wheel_with_shift_pans_sideways(network: Bench):
    before = network.view.camera.middle
    wheel(network, QPoint(200, 150), -120, SHIFT)
    assert network.view.camera.middle.x() > before.x() + 20
    assert network.view.camera.middle.y() == pytest.approx(before.y(), abs=1)


def test_a_click_on_the_mini_map_looks_there(network: Bench):
    network.view.zoom_by(2)
    QApplication.processEvents()
    network.view.minimap.grab()
    QTest.mouseClick(network.view.minimap, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(72, 90))
    assert network.view.camera.middle.y() > 250


def test_leaving_the_canvas_ends_the_hover(network: Bench):
    network.move(network.at("n2", 60))
    assert network.view.drawing.nodes["n2"].look.is_hovered
    QApplication.sendEvent(network.view, QEvent(QEvent.Type.Leave))
    assert not network.view.drawing.nodes["n2"].look.is_hovered
