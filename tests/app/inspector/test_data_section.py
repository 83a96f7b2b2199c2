"""The data in the inspector: steps are added, moved, changed and removed, each as one edit."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from nndesigner.app.inspector.step_row import STEP_MIME
from nndesigner.catalog.entry import find
from nndesigner.catalog.files import FileReference
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.sources.table import Table, TableColumn
from nndesigner.design.goals import positive_classes
from nndesigner.design.options import DataOptions, TrainingOptions
from nndesigner.project.file import Project
from tests.design.drawings import drawn, layer

BUTTONS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COLUMNS = (
    TableColumn(name="age", missing=3, low=1, high=90),
    TableColumn(name="city", kind="category", categories=("Bern", "Oslo")),
    TableColumn(name="price", use="target", low=0, high=10),
)


@pytest.fixture
def table(document, inspector):
    """A table with gaps and categories, not prepared yet."""
    source = Table(file=FileReference(path="/data/people.csv"), columns=COLUMNS, rows=100)
    document.edit("Use people.csv", lambda design: design.changed(data=DataOptions(source=source)))
    return inspector.page.data


def kinds(document):
    return [step.kind for step in document.design.data.preparation]


def test_a_table_is_told_by_the_name_of_its_file(table, inspector):
    assert table.source.card.isVisible() and table.source.card.name.text() == "people.csv"
    assert inspector.page.sections["Data"].heading.accessibleDescription() == "people.csv"


def test_change_asks_to_look_at_the_same_file_again(table, inspector, qtbot):
    with qtbot.waitSignal(inspector.data_wanted) as asked:
        table.source.card.button.click()
    assert asked.args == ["/data/people.csv"]


def test_what_keeps_the_data_from_being_learned_is_said_with_its_fixes(table, document):
    (card,) = table.cards
    assert "age" in card.problem.message
    next(button for button in card.buttons if button.text() == "Fill missing values").click()
    assert kinds(document) == ["fill_missing"]
    (card,) = table.cards
    assert "city" in card.problem.message
    card.buttons[0].click()
    assert kinds(document) == ["fill_missing", "one_hot"] and table.cards == []


def test_steps_are_moved_with_the_keyboard_and_undone(table, document, qtbot):
    table.preparation.add(find("preparation", "fill_missing"))
    table.preparation.add(find("preparation", "standardize"))
    qtbot.keyClick(table.preparation.cards[1].head, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert kinds(document) == ["standardize", "fill_missing"]
    assert document.history.undo_text == "Move Standardize"
    document.history.undo()
    assert kinds(document) == ["fill_missing", "standardize"]
    assert [card.head.title.text() for card in table.preparation.cards] == ["Fill missing values", "Standardize"]


def test_only_the_step_that_was_unfolded_stays_so_among_others_of_its_kind(table, document, qtbot):
    for columns in (("age",), ("city",)):
        table.preparation.add(find("preparation", "fill_missing"))
        step = table.preparation.entries[-1]
        put = (*table.preparation.entries[:-1], step.model_copy(update={"columns": columns}))
        document.edit("columns", lambda design, put=put: design.changed(data=replace(design.data, preparation=put)))
    for card, is_open in zip(table.preparation.cards, (False, True), strict=True):
        card.open(is_open)
    table.preparation.add(find("preparation", "clip"))
    assert [card.head.is_open for card in table.preparation.cards] == [False, True, True]


@pytest.fixture
def three_steps(table, document):
    """A list of three steps, and an undo history that begins after them."""
    for kind in ("fill_missing", "clip", "standardize"):
        table.preparation.add(find("preparation", kind))
    for card in table.preparation.cards:
        card.open(False)
    return table.preparation


def dragged(steps, number, to, y):
    """Drag step `number` of the list to height `y` and let it go, as Qt tells it to the list."""
    content = QMimeData()
    content.setData(STEP_MIME, steps.cards[number].head.what.encode())
    place, (action, left, none) = QPoint(20, y), (Qt.DropAction.MoveAction, *BUTTONS)
    QApplication.sendEvent(to, QDragEnterEvent(place, action, content, left, none))
    QApplication.sendEvent(to, QDragMoveEvent(place, action, content, left, none))
    drop = QDropEvent(place.toPointF(), action, content, left, none)
    QApplication.sendEvent(to, drop)
    QApplication.processEvents()
    return drop.isAccepted()


def test_a_step_is_dragged_to_another_place_and_back_with_one_undo(three_steps, document, qtbot):
    assert dragged(three_steps, 0, three_steps, three_steps.cards[2].geometry().bottom() + 1)
    assert kinds(document) == ["clip", "standardize", "fill_missing"]
    assert [card.head.title.text() for card in three_steps.cards] == ["Clip", "Standardize", "Fill missing values"]
    assert document.history.undo_text == "Move Fill missing values"
    document.history.undo()
    assert kinds(document) == ["fill_missing", "clip", "standardize"]
    first, second, _ = three_steps.cards
    qtbot.waitUntil(lambda: second.y() > first.y() + first.height())
    assert dragged(three_steps, 2, three_steps, three_steps.cards[1].geometry().top())
    assert kinds(document) == ["fill_missing", "standardize", "clip"]


def test_a_step_that_was_moved_keeps_the_focus(three_steps, qapp, qtbot):
    three_steps.cards[0].head.setFocus()
    seen = []
    qapp.focusChanged.connect(lambda _, now: seen.append(now))
    qtbot.keyClick(three_steps.cards[0].head, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.wait(20)
    assert three_steps.cards[1].head.hasFocus()
    heads = [card.head for card in three_steps.cards]
    assert all(widget in heads for widget in seen)  # what has the focus for a moment is scrolled to


def test_a_step_that_is_let_go_where_it_was_changes_nothing(three_steps, document):
    before = document.history.undo_text
    for y in (three_steps.cards[1].geometry().top(), three_steps.cards[1].geometry().bottom()):
        dragged(three_steps, 1, three_steps, y)
    assert kinds(document) == ["fill_missing", "clip", "standardize"]
    assert document.history.undo_text == before


def test_preparation_is_not_dragged_among_augmentation(three_steps, table, document):
    assert not dragged(three_steps, 0, table.augmentation, 4)
    assert kinds(document) == ["fill_missing", "clip", "standardize"] and document.design.data.augmentation == ()


def test_a_step_stays_at_the_ends_with_the_keyboard(three_steps, document, qtbot):
    for number, key in ((0, Qt.Key.Key_Up), (2, Qt.Key.Key_Down)):
        qtbot.keyClick(three_steps.cards[number].head, key, Qt.KeyboardModifier.AltModifier)
    assert kinds(document) == ["fill_missing", "clip", "standardize"]


def test_the_parts_of_the_split_are_told_in_numbers(table, document):
    assert table.parts.text().startswith("72 samples for training, 8 for validation, 20 for the test.")
    table.split.form.rows["folds"].field.edited.emit(5)
    assert table.parts.text().startswith("80 samples in 5 folds, each used once for validation; 20 for the test.")
    table.split.form.rows["shuffled"].field.edited.emit(False)
    assert "the last ones" in table.parts.text()


def test_delete_removes_a_step(table, document, qtbot):
    table.preparation.add(find("preparation", "fill_missing"))
    qtbot.keyClick(table.preparation.cards[0].head, Qt.Key.Key_Delete)
    assert kinds(document) == []
    document.history.undo()
    assert kinds(document) == ["fill_missing"]


def test_a_step_unfolds_to_its_form_and_is_changed_there(table, document, qtbot):
    table.preparation.add(find("preparation", "fill_missing"))
    card = table.preparation.cards[0]
    card.form.form.rows["strategy"].field.edited.emit("mean")
    assert document.design.data.preparation[0].strategy == "mean"
    assert not card.form.form.rows["value"].field.widget.isEnabled()
    qtbot.keyClick(card.head, Qt.Key.Key_Return)
    assert not card.form.isVisible() and card.head.words.full == "mean"


def test_the_columns_of_a_step_are_chosen_from_those_that_are_there(table, document, qtbot):
    table.preparation.add(find("preparation", "fill_missing"))
    field = table.preparation.cards[0].form.form.rows["columns"].field
    assert field.button.text() == "all that fit"
    popup = field.open()
    assert [popup.list.item(row).text() for row in range(popup.list.count())] == ["age", "city", "price"]
    qtbot.keyClick(popup.list, Qt.Key.Key_Space)
    assert document.design.data.preparation[0].columns == ("age",)
    assert field.button.text() == "age"
    popup.close()


def test_a_step_that_does_not_fit_says_why_in_the_menu(table):
    table.preparation.menu.aboutToShow.emit()
    actions = {action.text(): action for action in table.preparation.menu.actions()}
    assert actions["One-hot"].isEnabled()
    assert not actions["Gray"].isEnabled() and "pictures" in actions["Gray"].toolTip()


def test_only_pictures_are_augmented_and_previewed(inspector, document, table, qtbot):
    assert not table.augmentation.isVisible()
    document.history.undo()
    assert table.augmentation.isVisible() and not table.preview.isVisible()
    table.augmentation.add(find("augmentation", "flip"))
    assert table.preview.isVisible()
    with qtbot.waitSignal(inspector.preview_wanted):
        table.preview.click()


def two_classes(units: int = 1) -> Project:
    activation, loss = ("sigmoid", "binary_cross_entropy") if units == 1 else ("softmax", "cross_entropy")
    network = drawn(layer("input", shape=(2,)), layer("dense", units=units, activation=activation), "output")
    training = TrainingOptions(loss=Loss.of_kind(loss))
    return Project(network.changed(training=training, data=DataOptions(Source.of_kind("moons"))))


def test_the_positive_class_can_be_chosen_where_one_unit_learns_two_classes(inspector, document):
    document.load(two_classes())
    positive = inspector.page.data.positive
    assert positive.isVisible()
    box = positive.form.rows["positive"].field.box
    assert [box.itemText(each) for each in range(box.count())] == ["upper", "lower"]
    assert box.currentText() == "lower"
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert document.design.data.positive == "upper"
    assert positive_classes(document.design) == {"output": "upper"}
    document.history.undo()
    assert box.currentText() == "lower"


def test_with_two_units_there_is_no_positive_class_to_choose(inspector, document):
    document.load(two_classes(units=2))
    assert not inspector.page.data.positive.isVisible()


def test_the_classes_to_choose_from_are_those_of_the_data(inspector, document):
    document.load(two_classes())
    data = DataOptions(Source.of_kind("circles"))
    document.edit("Other data", lambda design: design.changed(data=data))
    box = inspector.page.data.positive.form.rows["positive"].field.box
    assert [box.itemText(each) for each in range(box.count())] == ["circle 1", "circle 2"]
