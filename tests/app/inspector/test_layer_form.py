"""Changing layers in the inspector."""

from types import SimpleNamespace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication

from nndesigner.app.inspector.layer_form import LayerForm
from nndesigner.app.widgets.form.fields import DASH, field_for
from nndesigner.catalog.entry import entries, find
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.design import edits


def layer(document, node):
    return document.design.nodes[node].layer


def line(inspector, name):
    return inspector.page.form.rows[name].field.line


def widget(inspector, name):
    return inspector.page.form.rows[name].field.widget


def problem(inspector, name):
    row = inspector.page.form.rows[name]
    return row.problem.text() if row.problem.isVisibleTo(inspector) else ""


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_typing_changes_the_layer_at_once_and_undoes_in_one_step(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"]])
    type_into(qtbot, widget(inspector, "filters"), "128")
    assert layer(document, nodes["a"]).filters == 128
    assert document.history.count == 1
    document.history.undo()
    assert layer(document, nodes["a"]).filters == 32
    assert line(inspector, "filters").text() == "32"


def test_arrow_keys_in_one_visit_are_one_step(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"]])
    box = widget(inspector, "kernel_size")
    for _ in range(4):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert layer(document, nodes["a"]).kernel_size == 7
    assert document.history.count == 1


def test_a_second_visit_is_a_second_step(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"]])
    box = widget(inspector, "filters")
    type_into(qtbot, box, "64")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    type_into(qtbot, box, "16")
    document.history.undo()
    assert layer(document, nodes["a"]).filters == 64


def test_the_page_stays_while_a_layer_is_edited(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"]])
    page = inspector.page
    type_into(qtbot, widget(inspector, "filters"), "64")
    document.history.undo()
    assert inspector.page is page


def test_a_value_outside_its_limits_is_kept_in_sight_and_explained(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"]])
    type_into(qtbot, widget(inspector, "filters"), "99999")
    assert line(inspector, "filters").text() == "99999"
    assert "4096" in problem(inspector, "filters")
    assert layer(document, nodes["a"]).filters == 32


def test_a_value_put_right_after_a_mistake_is_one_step(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"]])
    type_into(qtbot, widget(inspector, "filters"), "99999")
    qtbot.keyClick(widget(inspector, "filters"), Qt.Key.Key_Backspace)
    qtbot.keyClick(widget(inspector, "filters"), Qt.Key.Key_Backspace)
    assert layer(document, nodes["a"]).filters == 999
    assert problem(inspector, "filters") == ""
    document.history.undo()
    assert layer(document, nodes["a"]).filters == 32


def test_text_that_is_no_number_is_explained_and_escape_brings_the_value_back(
    inspector, document, selection, nodes, qtbot
):
    selection.set([nodes["a"]])
    box = widget(inspector, "stride")
    type_into(qtbot, box, "two")
    assert "whole number" in problem(inspector, "stride")
    assert layer(document, nodes["a"]).stride == 1
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (line(inspector, "stride").text(), problem(inspector, "stride")) == ("1", "")


def test_numbers_can_be_written_with_a_comma_or_an_exponent(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["dropout"]])
    type_into(qtbot, widget(inspector, "rate"), "0,25")
    assert layer(document, nodes["dropout"]).rate == 0.25
    type_into(qtbot, widget(inspector, "rate"), "3e-1")
    assert layer(document, nodes["dropout"]).rate == 0.3
    assert line(inspector, "rate").text() == "3e-1"
    qtbot.keyClick(widget(inspector, "rate"), Qt.Key.Key_Return)
    assert line(inspector, "rate").text() == "0.3"


def test_a_shape_is_read_leniently(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["input"]])
    type_into(qtbot, widget(inspector, "shape"), "3x32x32")
    assert layer(document, nodes["input"]).shape == (3, 32, 32)
    type_into(qtbot, widget(inspector, "shape"), "3 × oops")
    assert "1 × 28 × 28" in problem(inspector, "shape")
    assert line(inspector, "shape").text() == "3 × oops"


def test_a_choice_and_a_switch_are_each_a_step(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["dense"]])
    box = widget(inspector, "activation")
    box.setCurrentIndex(box.findData("tanh"))
    box.activated.emit(box.currentIndex())
    qtbot.mouseClick(widget(inspector, "bias"), Qt.MouseButton.LeftButton)
    assert (layer(document, nodes["dense"]).activation, layer(document, nodes["dense"]).bias) == ("tanh", False)
    assert document.history.count == 2


def test_several_layers_show_what_differs_as_a_dash(inspector, document, selection, nodes):
    document.edit("Change", lambda design: edits.set_parameters(design, [nodes["b"]], filters=64, padding="valid"))
    selection.set([nodes["a"], nodes["b"]])
    assert line(inspector, "filters").text() == ""
    assert line(inspector, "filters").placeholderText() == DASH
    assert widget(inspector, "padding").currentIndex() == -1
    assert line(inspector, "kernel_size").text() == "3"


def test_a_value_for_several_layers_goes_to_all_of_them(inspector, document, selection, nodes, qtbot):
    document.edit("Change", lambda design: edits.set_parameters(design, [nodes["b"]], filters=64))
    selection.set([nodes["a"], nodes["b"]])
    type_into(qtbot, widget(inspector, "filters"), "8")
    assert [layer(document, nodes[name]).filters for name in "ab"] == [8, 8]
    document.history.undo()
    assert [layer(document, nodes[name]).filters for name in "ab"] == [32, 64]
    assert line(inspector, "filters").text() == ""


def test_layers_of_different_kinds_share_what_they_have_in_common(inspector, selection, nodes):
    selection.set([nodes["a"], nodes["dense"]])
    assert "activation" in inspector.page.form.rows
    assert not inspector.page.form.rows.keys() & {"filters", "units", "kernel_size"}
    assert list(inspector.page.weights.form.rows) == ["frozen"]
    assert list(inspector.page.weights.parts) == ["initializer"]


def test_shapes_and_arithmetic_follow_the_design(inspector, document, selection, editing, nodes):
    selection.set([nodes["b"]])
    assert "out C 32 × H 28 × W 28" in inspector.page.facts.text()
    assert "3·3·32·32 + 32" in inspector.page.facts.text()
    editing.set_parameters([nodes["a"]], filters=16)
    assert "in C 16 × H 28 × W 28" in inspector.page.facts.text()


def test_a_fix_removes_the_problem(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["dense"]])
    card = inspector.page.cards[0]
    assert "flat vector" in card.problem.message
    qtbot.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    assert not [card for card in inspector.page.cards if "flat vector" in card.problem.message]
    assert document.history.count == 1


def test_a_fix_that_removes_the_shown_layer_leads_back_to_the_training(inspector, selection, nodes, qtbot):
    selection.set([nodes["dense"]])
    qtbot.mouseClick(inspector.page.cards[0].buttons[-1], Qt.MouseButton.LeftButton)
    assert not isinstance(inspector.page, LayerForm)


def test_a_layer_is_renamed_in_place(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"]])
    type_into(qtbot, inspector.page.name, "<b>edges</b>")
    qtbot.keyClick(inspector.page.name, Qt.Key.Key_Return)
    assert document.design.nodes[nodes["a"]].name == "<b>edges</b>"


def test_a_name_that_is_taken_is_refused_in_words(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"]])
    type_into(qtbot, inspector.page.name, "conv_2")
    qtbot.keyClick(inspector.page.name, Qt.Key.Key_Return)
    assert document.design.nodes[nodes["a"]].name == "conv_1"
    assert "already" in inspector.page.header.problem.text()
    assert inspector.page.name.text() == "conv_2"


def test_every_field_has_a_name_for_screen_readers(inspector, selection, nodes):
    selection.set([nodes["a"]])
    for row in inspector.page.form.rows.values():
        assert row.field.widget.accessibleName() == row.label.text()
        assert row.label.toolTip()


def test_every_layer_can_be_shown(inspector, document, selection, editing):
    for kind in entries("layer"):
        selection.set([editing.add(kind, (0, 0))])
        assert isinstance(inspector.page, LayerForm)


def test_ctrl_z_while_typing_undoes_the_edit_of_the_design(inspector, document, selection, nodes, qtbot):
    undo = QAction(inspector)
    undo.setShortcut("Ctrl+Z")
    undo.triggered.connect(document.history.undo)
    inspector.addAction(undo)
    selection.set([nodes["a"]])
    inspector.activateWindow()
    for name, text, before in (("filters", "64", 32), ("kernel_size", "5", 3)):
        type_into(qtbot, widget(inspector, name), text)
        qtbot.waitUntil(widget(inspector, name).hasFocus)
        qtbot.keyClick(widget(inspector, name), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert getattr(layer(document, nodes["a"]), name) == before
        assert line(inspector, name).text() == str(before)
        assert widget(inspector, name).hasFocus()


def choose_initializer(inspector, kind):
    box = inspector.page.weights.parts["initializer"].choice.rows["kind"].field.box
    box.setCurrentIndex(box.findData(kind))
    box.activated.emit(box.currentIndex())


def initializer_box(inspector):
    return inspector.page.weights.parts["initializer"].choice.rows["kind"].field.box


def test_the_initial_weights_are_chosen_for_all_selected_layers_in_one_step(inspector, document, selection, nodes):
    selection.set([nodes["a"], nodes["dense"]])
    choose_initializer(inspector, "given")
    assert [layer(document, nodes[name]).initializer.kind for name in ("a", "dense")] == ["given", "given"]
    document.history.undo()
    assert {layer(document, nodes[name]).initializer.kind for name in ("a", "dense")} == {"torch"}


def test_initial_weights_that_differ_are_shown_as_a_dash(inspector, document, selection, nodes):
    given = find("initializer", "given")()
    document.edit("Change", lambda design: edits.set_parameters(design, [nodes["b"]], initializer=given))
    selection.set([nodes["a"], nodes["b"]])
    assert initializer_box(inspector).currentIndex() == -1
    assert inspector.page.weights.parts["initializer"].form is None
    choose_initializer(inspector, "torch")
    assert initializer_box(inspector).currentData() == "torch"


def test_initial_weights_are_typed_or_pasted_as_numbers(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["dense"]])
    choose_initializer(inspector, "given")
    row = inspector.page.weights.parts["initializer"].form.rows["weights"]
    type_into(qtbot, row.field.widget, "0.5, 0.5 -0.7")
    assert layer(document, nodes["dense"]).initializer.weights == (0.5, 0.5, -0.7)
    QGuiApplication.clipboard().setText("1 2\n3 4\n")
    row.field.line.selectAll()
    row.field.line.paste()
    assert layer(document, nodes["dense"]).initializer.weights == (1, 2, 3, 4)


def test_initial_weights_that_are_no_numbers_are_explained(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["dense"]])
    choose_initializer(inspector, "given")
    row = inspector.page.weights.parts["initializer"].form.rows["weights"]
    type_into(qtbot, row.field.widget, "0.5 half")
    assert "half" in row.problem.text()
    assert layer(document, nodes["dense"]).initializer.weights == ()


def test_a_layer_without_weights_has_no_section_for_them(inspector, selection, nodes):
    selection.set([nodes["dropout"]])
    assert not inspector.page.weights.isVisible()


def test_freezing_goes_to_all_selected_layers(inspector, document, selection, nodes, qtbot):
    selection.set([nodes["a"], nodes["b"]])
    frozen = inspector.page.weights.form.rows["frozen"].field.widget
    qtbot.mouseClick(frozen, Qt.MouseButton.LeftButton)
    assert [layer(document, nodes[name]).frozen for name in "ab"] == [True, True]


def test_a_field_that_refers_to_a_layer_offers_the_others_by_name_and_keeps_their_identity(qtbot):
    parameter = SimpleNamespace(
        name="layer", title="Layer", help="", type=str, default="", choices=None, refers_to_layer=True
    )
    field = field_for(parameter)
    qtbot.addWidget(field)
    field.show_layers({"n1": "dense_1", "n2": "conv_1"})
    field.show_value("n2")
    assert field.box.currentText() == "conv_1"
    field.show_layers({"n1": "dense_1", "n2": "edges"})
    assert field.box.currentText() == "edges"
    with qtbot.waitSignal(field.edited) as edited:
        field.box.activated.emit(0)
    assert edited.args == ["n1"]


def test_the_help_follows_the_parameters_and_the_shapes(inspector, document, selection, editing, nodes):
    selection.set([nodes["b"]])
    editing.set_parameters([nodes["a"]], filters=7)
    assert "nn.Conv2d(7, 32" in inspector.page.help.text()


def test_tied_weights_borrow_from_a_layer_chosen_by_name(inspector, document, selection, editing, nodes):
    tied = editing.add("tied_dense", (0, 0))
    selection.set([tied])
    box = widget(inspector, "layer")
    assert [box.itemText(number) for number in range(box.count())] == ["conv_1", "conv_2", "dense_1"]
    box.activated.emit(2)
    assert layer(document, tied).layer == nodes["dense"]
    assert box.currentText() == "dense_1"
    editing.rename(nodes["dense"], "encoder")
    assert box.currentText() == "encoder"
    assert "encoder.weight.T" in inspector.page.help.text()


def test_an_output_has_an_optimizer_with_its_own_numbers(inspector, document, selection, editing, nodes, qtbot):
    output = editing.append("output")
    document.load(document.project)
    selection.set([output])
    form = inspector.page.weights.parts["optimizer"]
    assert form.contents() == "as the training" and form.form is None
    box = form.choice.rows["kind"].field.box
    box.activated.emit(box.findData("sgd"))
    assert document.design.nodes[output].layer.optimizer == SGD()
    type_into(qtbot, form.form.rows["momentum"].field.widget, "0.5")
    assert document.design.nodes[output].layer.optimizer == SGD(momentum=0.5)
    for _ in range(document.history.count):
        document.history.undo()
    assert document.design.nodes[output].layer.optimizer is None
    assert form.contents() == "as the training" and form.form is None
