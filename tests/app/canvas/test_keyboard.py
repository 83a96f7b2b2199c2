"""What is typed on the canvas: search, names and the keys of gestures; and the menus that name the same commands."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from nndesigner.app.canvas.search import all_layers, layers_after, matching
from nndesigner.catalog.shapes import Shape
from nndesigner.design import edits
from nndesigner.design.model import Link

from .conftest import Bench, chain


def menu(bench: Bench, place: QPoint) -> dict[str, bool]:
    """Entry -> whether it can be chosen."""
    made = bench.view._menus.menu_at(bench.view.mapToScene(place), place)
    entries = {action.text().split("\t")[0]: action.isEnabled() for action in made.actions() if action.text()}
    made.deleteLater()
    return entries


def choose(bench: Bench, place: QPoint, entry: str) -> None:
    made: QMenu = bench.view._menus.menu_at(bench.view.mapToScene(place), place)
    next(action for action in made.actions() if action.text().split("\t")[0] == entry).trigger()
    made.deleteLater()


def double_click(bench: Bench, place: QPoint) -> None:
    QTest.mouseDClick(bench.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_typing_on_the_canvas_searches_and_enter_adds(bench: Bench):
    bench.type("d")
    bench.type("ense")
    assert bench.view.search.line.text() == "dense"
    bench.key(Qt.Key.Key_Return)
    assert [node.layer.kind for node in bench.design.nodes.values()] == ["dense"]
    assert not bench.view.search.isVisible()


def test_tab_and_a_double_click_search_and_escape_closes(bench: Bench):
    bench.key(Qt.Key.Key_Tab)
    assert bench.view.search.isVisible()
    bench.key(Qt.Key.Key_Escape)
    assert not bench.view.search.isVisible()
    double_click(bench, QPoint(300, 200))
    assert bench.view.search.isVisible()
    assert bench.view.search.geometry().topLeft() == QPoint(300, 200)
    assert not bench.design.nodes


def test_the_layer_that_was_searched_stands_where_the_search_was(bench: Bench):
    bench.load(chain("input"))
    double_click(bench, QPoint(300, 500))
    bench.type("output")
    bench.key(Qt.Key.Key_Return)
    assert bench.view.drawing.nodes["n2"].rectangle().contains(bench.view.mapToScene(300, 500))


def test_the_arrows_walk_the_search_and_nothing_found_adds_nothing(bench: Bench):
    bench.key(Qt.Key.Key_Tab)
    bench.key(Qt.Key.Key_Down)
    assert bench.view.search.list.currentRow() == 1
    bench.key(Qt.Key.Key_Up)
    bench.key(Qt.Key.Key_Up)
    assert bench.view.search.list.currentRow() == len(all_layers()) - 1
    bench.type("zzzz")
    bench.key(Qt.Key.Key_Return)
    assert not bench.design.nodes


@pytest.mark.parametrize(
    ("text", "kind"), [("conv", "conv2d"), ("bn", "batch_norm"), ("pool", "max_pool2d"), ("residual", "add")]
)
def test_the_search_finds_what_is_meant(text: str, kind: str):
    assert kind in [layer.kind for layer in matching(text, all_layers())][:3]


def test_only_layers_that_take_the_shape_follow_it():
    kinds = {layer.kind for layer in layers_after(Shape(F=10))}
    assert "dense" in kinds and "conv2d" not in kinds and "input" not in kinds


def test_f2_and_a_double_click_on_the_title_rename(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.selection.set(["n2"])
    bench.key(Qt.Key.Key_F2)
    bench.type("lay flat")
    bench.key(Qt.Key.Key_Return)
    assert bench.design.nodes["n2"].name == "lay flat"
    double_click(bench, bench.at("n1", -60, 18))
    assert bench.view.name_line.isVisible() and bench.view.name_line.text() == "input"


def test_escape_keeps_the_old_name(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.view.rename_wanted.emit("n2")
    bench.type("other")
    bench.key(Qt.Key.Key_Escape)
    assert bench.design.nodes["n2"].name == "flatten_1"
    assert bench.view.hasFocus()


def test_a_click_beside_keeps_the_new_name(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.view.rename_wanted.emit("n2")
    bench.type("other")
    bench.click(QPoint(5, 5))
    assert bench.design.nodes["n2"].name == "other"
    assert bench.document.history.count == 1


def test_a_name_that_is_taken_is_refused_with_the_reason(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.view.rename_wanted.emit("n2")
    bench.type("input")
    bench.key(Qt.Key.Key_Return)
    assert bench.messages == ["Another layer is called input already."]


def test_escape_clears_the_selection(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.selection.set(["n1"])
    bench.key(Qt.Key.Key_Escape)
    assert not bench.selection.nodes


def test_arrows_move_the_selection_by_the_grid_and_undo_as_one(bench: Bench):
    bench.load(chain("input", "flatten"))
    bench.selection.set(["n2"])
    for _ in range(3):
        bench.key(Qt.Key.Key_Right)
    QTest.keyClick(bench.view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert bench.design.nodes["n2"].position == (24.0, edits.ROW - 80)
    assert bench.document.history.count == 1


def test_renaming_needs_one_selected_layer(bench: Bench):
    bench.view.rename_selected()
    assert bench.messages == ["Select one layer to rename it."]


def test_the_menu_of_a_layer_offers_the_fixes_of_its_problems(bench: Bench):
    bench.load(chain("input", "dense", "output"))
    entries = menu(bench, bench.at("n2", 60))
    assert entries["Insert Flatten"] and entries["Delete and reconnect"]
    assert not next(enabled for text, enabled in entries.items() if text.startswith("Dense expects"))
    assert bench.selection.nodes == {"n2"}
    choose(bench, bench.at("n2", 60), "Insert Flatten")
    assert len(bench.design.of_kind("flatten")) == 1


def test_the_menu_of_a_link_inserts_and_deletes(bench: Bench):
    bench.load(chain("input", "flatten"))
    place = bench.on_link(Link("n1", "n2"))
    choose(bench, place, "Insert a layer…")
    bench.type("dropout")
    bench.key(Qt.Key.Key_Return)
    assert bench.design.links == (Link("n3", "n2"), Link("n1", "n3")) or len(bench.design.links) == 2
    bench.view.drawing.finish_motion()
    choose(bench, bench.on_link(Link("n1", "n3")), "Delete")
    assert bench.design.links == (Link("n3", "n2"),)


def test_the_menu_of_the_empty_canvas_names_what_it_cannot_do_yet(bench: Bench):
    entries = menu(bench, QPoint(10, 10))
    assert entries["Add a layer…"] and not entries["Select all"] and not entries["Fit all"]


def test_framing_shows_what_is_selected(bench: Bench):
    bench.load(chain(*["input", *["conv2d"] * 30]))
    bench.view.fit_all()
    assert bench.view.camera.zoom < 0.5
    bench.selection.set(["n3"])
    bench.view.frame_selection()
    assert bench.view.camera.zoom > 1
    assert (bench.view.camera.middle - bench.view.drawing.nodes["n3"].rectangle().center()).manhattanLength() < 3
    bench.view.zoom_to_100()
    assert bench.view.camera.zoom == pytest.approx(1)
