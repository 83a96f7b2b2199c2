"""The commands on the open document: undoable, named, and refused in words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from nndesigner.app.document import mime
from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.placing import aligned
from nndesigner.app.document.selection import Selection
from nndesigner.catalog.problems import InsertBefore
from nndesigner.design.arrange import positions
from nndesigner.design.model import Design, Link


@dataclass
class Desk:
    document: Document
    selection: Selection
    editing: Editing
    refused: list[str]

    @property
    def design(self) -> Design:
        return self.document.design

    @property
    def kinds(self) -> list[str]:
        return [node.layer.kind for node in self.design.nodes.values()]


@pytest.fixture
def desk(qapp: QApplication) -> Iterator[Desk]:
    document, selection = Document(), Selection()
    editing = Editing(document, selection)
    refused: list[str] = []
    editing.refused.connect(refused.append)
    yield Desk(document, selection, editing, refused)


@pytest.fixture
def chain(desk: Desk) -> Desk:
    """input n1, flatten n2, dense n3, linked."""
    for kind in ("input", "flatten", "dense"):
        desk.editing.append(kind)
    desk.document.history.clear()
    return desk


def test_what_is_added_is_selected_and_undone_by_its_name(desk: Desk):
    desk.editing.add("dense", (8.0, 16.0))
    (node,) = desk.design.nodes.values()
    assert node.position == (8.0, 16.0)
    assert desk.selection.nodes == {node.id}
    assert desk.document.history.undo_text == "Add Dense"
    desk.document.history.undo()
    assert not desk.design.nodes and not desk.selection.nodes


def test_layers_appended_one_after_the_other_make_a_chain(chain: Desk):
    assert chain.design.links == (Link("n1", "n2"), Link("n2", "n3"))


def test_appending_with_nothing_selected_goes_before_the_output(chain: Desk):
    chain.editing.append("output")
    chain.selection.set()
    chain.editing.append("dropout")
    assert {Link("n3", "n5"), Link("n5", "n4")} <= set(chain.design.links)


def test_appending_never_covers_another_layer(chain: Desk):
    x, y = chain.design.nodes["n3"].position
    chain.editing.add("dense", (x, y + 88))
    chain.selection.set(["n3"])
    chain.editing.append("dropout")
    assert len({node.position for node in chain.design.nodes.values()}) == 5


def test_an_input_is_appended_where_the_canvas_has_its_middle(desk: Desk):
    desk.editing.middle = lambda: (40.0, 48.0)
    desk.editing.append("input")
    assert desk.design.nodes["n1"].position == (40.0, 48.0)


def test_an_unknown_kind_is_refused(desk: Desk):
    assert desk.editing.add("telepathy", (0.0, 0.0)) is None
    assert "telepathy" in desk.refused[0]
    assert desk.document.history.count == 0


def test_inserting_on_a_link_what_has_no_output_is_refused(chain: Desk):
    chain.editing.insert_on_link("output", Link("n1", "n2"))
    assert chain.refused == ["Output cannot stand between two layers."]


def test_a_layer_is_added_with_its_link_in_one_step(chain: Desk):
    chain.editing.add_linked("dropout", (0.0, 400.0), "n3", None)
    assert Link("n3", "n4") in chain.design.links
    assert chain.document.history.count == 1


def test_a_circle_is_refused_with_the_reason(chain: Desk):
    chain.editing.connect("n3", "n2")
    assert chain.refused == ["This link would make the network feed itself."]
    assert chain.document.history.count == 0


def test_a_link_is_led_elsewhere_in_one_step(chain: Desk):
    chain.editing.reroute(Link("n2", "n3"), "n1", "n3", 0)
    assert set(chain.design.links) == {Link("n1", "n2"), Link("n1", "n3")}
    assert chain.document.history.count == 1


def test_links_are_taken_away(chain: Desk):
    chain.editing.disconnect([Link("n1", "n2")])
    assert chain.design.links == (Link("n2", "n3"),)
    assert chain.document.history.undo_text == "Remove 1 link"


def test_delete_takes_selected_layers_and_links_away_at_once(chain: Desk):
    chain.selection.set(["n3"], [Link("n1", "n2")])
    chain.editing.delete()
    assert chain.kinds == ["input", "flatten"] and not chain.design.links
    assert not chain.selection.nodes and not chain.selection.links
    assert chain.document.history.undo_text == "Delete dense_1"


def test_delete_with_nothing_selected_does_nothing(chain: Desk):
    chain.selection.set()
    chain.editing.delete()
    assert chain.document.history.count == 0


def test_delete_and_reconnect_links_the_neighbours(chain: Desk):
    chain.selection.set(["n2"])
    chain.editing.delete_and_reconnect()
    assert chain.design.links == (Link("n1", "n3"),)


def test_copy_puts_readable_text_on_the_clipboard_and_paste_keeps_inner_links(chain: Desk):
    chain.selection.set(["n2", "n3"])
    chain.editing.pieces.copy()
    content = QApplication.clipboard().mimeData()
    assert content.hasFormat(mime.NETWORK_PIECE)
    assert [node["kind"] for node in json.loads(content.text())["nodes"]] == ["flatten", "dense"]
    chain.editing.pieces.paste()
    assert chain.selection.nodes == {"n4", "n5"}
    assert Link("n4", "n5") in chain.design.links
    first = chain.design.nodes["n4"].position
    chain.editing.pieces.paste()
    assert chain.design.nodes["n6"].position[0] > first[0] > 0


def test_a_piece_can_be_pasted_from_plain_text(desk: Desk):
    QApplication.clipboard().setText('{"nodes": [{"id": "a", "kind": "dense", "name": "mailed"}]}')
    desk.editing.pieces.paste()
    assert [node.name for node in desk.design.nodes.values()] == ["mailed"]


@pytest.mark.parametrize("text", ["", "hello", "[1, 2]", "{}", '{"nodes": []}', '{"nodes": 3}', "[" * 100_000])
def test_foreign_text_is_refused(desk: Desk, text: str):
    QApplication.clipboard().setText(text)
    desk.editing.pieces.paste()
    assert "The clipboard holds no layers" in desk.refused[0]
    assert not desk.design.nodes


@pytest.mark.parametrize("nodes", ['[{"id": 3}]', '[{"id": "a", "kind": "dense", "parameters": {"units": -1}}]', "[7]"])
def test_a_malformed_piece_is_refused_in_words(desk: Desk, nodes: str):
    QApplication.clipboard().setText(f'{{"nodes": {nodes}}}')
    desk.editing.pieces.paste()
    assert len(desk.refused) == 1 and len(desk.refused[0]) > 20
    assert not desk.design.nodes


def test_bytes_that_are_no_text_are_refused(desk: Desk):
    content = QMimeData()
    content.setData(mime.NETWORK_PIECE, b"\xff\xfe\x00{")
    QApplication.clipboard().setMimeData(content)
    desk.editing.pieces.paste()
    assert len(desk.refused) == 1


def test_copy_with_nothing_selected_says_what_to_do(desk: Desk):
    desk.editing.pieces.copy()
    assert desk.refused == ["Nothing is selected. Select one or more layers to copy."]


def test_cut_copies_and_takes_away(chain: Desk):
    chain.selection.set(["n3"])
    chain.editing.pieces.cut()
    assert "n3" not in chain.design.nodes
    chain.editing.pieces.paste()
    assert chain.kinds == ["input", "flatten", "dense"]


def test_duplicate_leaves_the_clipboard_alone(chain: Desk):
    QApplication.clipboard().setText("mine")
    chain.selection.set(["n3"])
    chain.editing.pieces.duplicate()
    assert QApplication.clipboard().text() == "mine"
    assert chain.design.nodes["n4"].name == "dense_2"
    assert chain.selection.nodes == {"n4"}


def test_nudges_one_after_the_other_undo_as_one(chain: Desk):
    before = chain.design
    chain.selection.set(["n2"])
    for _ in range(3):
        chain.editing.placing.nudge(8, 0)
    assert chain.design.nodes["n2"].position[0] == 24
    chain.document.history.undo()
    assert chain.design == before


def test_moves_of_one_gesture_undo_as_one(chain: Desk):
    before = chain.design
    chain.editing.placing.move({"n1": (8.0, 0.0)}, "drag 1")
    chain.editing.placing.move({"n1": (16.0, 0.0)}, "drag 1")
    assert chain.document.history.undo_text == "Move input"
    chain.document.history.undo()
    assert chain.design == before


def test_a_taken_name_is_refused(chain: Desk):
    chain.editing.rename("n2", "input")
    assert chain.refused == ["Another layer is called input already."]


def test_arrange_lays_the_whole_network_out(chain: Desk):
    chain.editing.placing.move({"n1": (500.0, 900.0)})
    chain.editing.placing.arrange()
    assert {node: each.position for node, each in chain.design.nodes.items()} == positions(chain.design)


def test_align_makes_columns_and_rows():
    places = {"a": (0.0, 0.0), "b": (40.0, 100.0), "c": (200.0, 110.0)}
    assert {x for x, _ in aligned(places, "left").values()} == {0.0}
    assert {x for x, _ in aligned(places, "middle").values()} == {100.0}
    assert {x for x, _ in aligned(places, "right").values()} == {200.0}
    assert {y for _, y in aligned(places, "bottom").values()} == {110.0}
    assert [x for x, _ in aligned(places, "columns").values()] == [0.0, 100.0, 200.0]
    assert [y for _, y in aligned(places, "rows").values()] == [0.0, 55.0, 110.0]


def test_aligning_one_layer_says_what_is_missing(chain: Desk):
    chain.selection.set(["n1"])
    chain.editing.placing.align("middle")
    assert chain.refused == ["Select two or more layers to align."]


def test_a_fix_is_applied_under_its_own_name(desk: Desk):
    desk.editing.append("input")
    desk.editing.append("dense")
    problem = next(problem for problem in desk.document.report.errors if problem.node == "n2")
    fix = next(fix for fix in problem.fixes if isinstance(fix, InsertBefore))
    desk.editing.apply_fix(problem, fix)
    assert "flatten" in desk.kinds
    assert desk.document.history.undo_text == "Insert Flatten"


def test_parameters_of_several_layers_change_at_once(chain: Desk):
    chain.editing.append("dense")
    chain.editing.set_parameters(["n3", "n4"], "spin", units=16)
    chain.editing.set_parameters(["n3", "n4"], "spin", units=17)
    assert {chain.design.nodes[node].layer.units for node in ("n3", "n4")} == {17}
    assert chain.document.history.undo_text == "Change units of 2 layers"


def test_a_parameter_outside_its_limits_is_refused(chain: Desk):
    chain.editing.set_parameters(["n3"], units=0)
    assert "Units" in chain.refused[0]
    assert chain.design.nodes["n3"].layer.units == 128


def test_select_all_selects_every_layer(chain: Desk):
    chain.editing.select_all()
    assert chain.selection.nodes == {"n1", "n2", "n3"}
