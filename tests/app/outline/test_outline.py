"""The outline and the list of problems, in step with document and selection."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection
from nndesigner.app.outline.outline import Outline
from nndesigner.app.outline.outline_model import KIND, LAYER, OUTPUT, PARAMETERS, PROBLEM, SEVERITY
from nndesigner.app.outline.problems_list import NOTHING_WRONG, ProblemsList
from nndesigner.catalog.layers.layer import Layer
from nndesigner.design import edits
from nndesigner.design.model import NodeId


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def selection():
    return Selection()


@pytest.fixture
def editing(document, selection):
    return Editing(document, selection)


@pytest.fixture
def outline(document, selection, qtbot):
    made = Outline(document, selection)
    qtbot.addWidget(made)
    return made


def build(editing: Editing, selection: Selection, *kinds: str) -> list[NodeId]:
    nodes = []
    for kind in kinds:
        nodes.append(editing.append(kind))
        selection.set(nodes[-1:])
    selection.set()
    return nodes


def texts(outline: Outline, column: int) -> list[str]:
    return [outline.rows.index(row, column).data() for row in range(outline.rows.rowCount())]


def chosen(outline: Outline) -> list[int]:
    return sorted(index.row() for index in outline.selectionModel().selectedRows())


def test_lists_layers_in_the_order_of_flow(outline, editing, selection):
    build(editing, selection, "input", "flatten", "dense")
    assert texts(outline, LAYER) == ["input", "flatten_1", "dense_1"]
    assert texts(outline, KIND) == ["Input", "Flatten", "Dense"]
    assert texts(outline, OUTPUT) == ["C 1 × H 28 × W 28", "F 784", "F 128"]
    assert texts(outline, PARAMETERS)[0] == ""
    assert texts(outline, PARAMETERS)[2].endswith("480")


def test_shapes_follow_an_edit_further_up(outline, document, editing, selection):
    nodes = build(editing, selection, "input", "flatten", "dense")
    editing.set_parameters([nodes[0]], shape=(3, 10, 10))
    assert texts(outline, OUTPUT) == ["C 3 × H 10 × W 10", "F 300", "F 128"]
    document.history.undo()
    assert texts(outline, OUTPUT)[1] == "F 784"


def test_says_what_is_wrong_with_a_layer(outline, editing, selection):
    build(editing, selection, "input", "dense")
    assert "flat vector" in texts(outline, PROBLEM)[1]
    assert outline.rows.index(1, LAYER).data(SEVERITY) == "error"
    assert outline.rows.index(0, LAYER).data(SEVERITY) == ""


def test_a_selection_elsewhere_is_shown(outline, editing, selection):
    nodes = build(editing, selection, "input", "flatten", "dense")
    selection.set([nodes[1], nodes[2]])
    assert chosen(outline) == [1, 2]
    selection.set()
    assert chosen(outline) == []


def test_an_outline_made_later_shows_what_is_selected(document, editing, selection, qtbot):
    nodes = build(editing, selection, "input", "flatten", "dense")
    selection.set([nodes[2]])
    late = Outline(document, selection)
    qtbot.addWidget(late)
    assert chosen(late) == [2]


def test_selecting_a_row_selects_everywhere(outline, editing, selection):
    nodes = build(editing, selection, "input", "flatten", "dense")
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    outline.selectionModel().select(outline.rows.index(1, 0), flags)
    assert selection.nodes == {nodes[1]}


def test_arrow_keys_walk_through_the_layers(outline, editing, selection, qtbot):
    nodes = build(editing, selection, "input", "flatten", "dense")
    selection.set([nodes[0]])
    qtbot.keyClick(outline, Qt.Key.Key_Down)
    assert selection.nodes == {nodes[1]}


def test_a_new_layer_does_not_change_what_is_selected(outline, document, editing, selection):
    nodes = build(editing, selection, "input", "flatten")
    selection.set([nodes[0]])
    document.edit("Add", lambda design: edits.add_node(design, Layer.of_kind("dense"), (0, 0))[0])
    assert selection.nodes == {nodes[0]}
    assert chosen(outline) == [0]


def test_a_name_like_html_is_text(outline, editing, selection):
    nodes = build(editing, selection, "input", "dense")
    editing.rename(nodes[1], "<b>bold</b>")
    index = outline.rows.index(1, LAYER)
    assert index.data() == "<b>bold</b>"
    assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)


def test_every_row_is_told_to_screen_readers(outline, editing, selection):
    build(editing, selection, "input", "flatten")
    index = outline.rows.index(1, LAYER)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "flatten_1"
    assert "F 784" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)


def test_the_problems_list_shows_every_problem(document, editing, selection, qtbot):
    problems = ProblemsList(document, selection, editing)
    qtbot.addWidget(problems)
    build(editing, selection, "input", "dense")
    assert [card.problem for card in problems.cards] == list(document.report.problems)


def test_a_click_on_a_problem_selects_its_layer(document, editing, selection, qtbot):
    problems = ProblemsList(document, selection, editing)
    qtbot.addWidget(problems)
    nodes = build(editing, selection, "input", "dense")
    card = next(card for card in problems.cards if card.problem.node == nodes[1])
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert selection.nodes == {nodes[1]}


def test_a_fix_in_the_list_removes_the_problem(document, editing, selection, qtbot):
    problems = ProblemsList(document, selection, editing)
    qtbot.addWidget(problems)
    nodes = build(editing, selection, "input", "dense")
    card = next(card for card in problems.cards if card.problem.node == nodes[1])
    qtbot.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    assert "flatten" in [node.layer.kind for node in document.design.nodes.values()]
    assert card.problem not in document.report.problems


def test_a_network_without_problems_can_be_trained(document, editing, selection, qtbot):
    problems = ProblemsList(document, selection, editing)
    qtbot.addWidget(problems)
    problems.show()
    nodes = build(editing, selection, "input", "flatten", "dense", "output")
    editing.set_parameters([nodes[2]], units=10, activation="softmax")
    assert not document.report.problems
    assert problems.cards == []
    assert problems._empty.isVisible()
    assert "can be trained" in NOTHING_WRONG
