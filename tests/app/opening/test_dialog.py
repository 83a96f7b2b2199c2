"""Opening data: it is looked at in a thread, what was inferred is shown and corrected, and nothing is lost."""

from dataclasses import replace
from threading import Event

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from nndesigner.app.opening.columns_model import KIND, MISSING, NAME, OUTLIERS, SPREAD, USE, VALUES
from nndesigner.app.opening.dialog import OpenDataDialog
from nndesigner.app.opening.samples_page import Picture
from nndesigner.app.opening.waiting import FailedPage
from nndesigner.app.widgets.background import Job
from nndesigner.catalog.entry import find
from nndesigner.catalog.sources.table import Table
from nndesigner.catalog.targets import Classes
from nndesigner.design.options import DataOptions, Split
from tests.app.opening.conftest import PATIENCE, opened


def column(dialog, name):
    assert isinstance(dialog.data.source, Table)
    return next(column for column in dialog.data.source.columns if column.name == name)


def cell(dialog, name, section):
    view = dialog.table.columns
    row = [each.name for each in view.columns.columns].index(name)
    return view.columns.index(row, section)


def words_of(widget):
    return "\n".join(label.text() for label in widget.widget().findChildren(QLabel) if label.isVisibleTo(widget))


def test_a_table_shows_what_each_column_holds(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    assert dialog.pages.currentWidget() is dialog.table
    assert cell(dialog, "area", NAME).data() == "area"
    assert cell(dialog, "price", USE).data() == "Target"
    assert cell(dialog, "place", KIND).data() == "Categories"
    assert cell(dialog, "place", VALUES).data() == "A, B, C"
    assert cell(dialog, "built", MISSING).data().startswith("10 (5.0 %)")
    assert sum(dialog.table.columns.columns.data(cell(dialog, "area", SPREAD), Qt.ItemDataRole.UserRole)) == 200


def test_the_first_rows_are_shown_as_they_stand_in_the_file(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    rows = dialog.table.rows.model()
    assert [rows.index(0, number).data() for number in range(5)] == ["40", "1", "1950", "A", "1000.0"]
    assert rows.index(3, 2).data() == "missing"


def test_the_target_is_explained_and_can_be_changed(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    assert "price" in dialog.sidebar.why.text()
    dialog.sidebar.target.activated.emit(dialog.sidebar.target.findData("place"))
    assert column(dialog, "place").use == "target" and column(dialog, "price").use == "input"
    assert dialog.data.target() == Classes(("A", "B", "C"))
    assert "You chose place" in dialog.sidebar.why.text()
    assert dialog.footer.use_button.isEnabled()


def test_the_kind_of_a_column_is_corrected_with_the_keyboard(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    view = dialog.table.columns
    view.setCurrentIndex(cell(dialog, "rooms", KIND))
    menu = view.choices(view.currentIndex())
    next(action for action in menu.actions() if action.text() == "Categories").trigger()
    assert column(dialog, "rooms").kind == "category"
    assert column(dialog, "rooms").categories == ("1", "2", "3", "4", "5")
    assert not dialog.data.problem
    one_hot = next(step for step in dialog.data.preparation if step.kind == "one_hot")
    assert set(one_hot.columns) == {"rooms", "place"}


def test_categories_that_were_too_many_to_keep_are_read_again(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    dialog.correct("area", "kind", "category")
    qtbot.waitUntil(lambda: column(dialog, "area").kind == "category", timeout=PATIENCE)
    assert len(column(dialog, "area").categories) == 90


def test_what_a_column_cannot_be_is_said_and_nothing_changes(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    before = dialog.data
    dialog.correct("place", "kind", "number")
    assert dialog.data == before
    assert "place holds words" in dialog.footer.words.text()


def test_an_ignored_column_can_be_used_and_is_no_longer_said_to_be_ignored(dialog, qtbot, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("id,age,price\n" + "\n".join(f"{i},{i * 7 % 50},{i * 3 % 91}" for i in range(60)), encoding="utf-8")
    opened(qtbot, dialog, path)
    assert column(dialog, "id").use == "ignored"
    assert "id is ignored" in words_of(dialog.sidebar)
    dialog.correct("id", "use", "input")
    assert "id is ignored" not in words_of(dialog.sidebar)
    assert dialog.data.sample_shape().F == 2


def test_outliers_and_the_reason_for_each_inference_are_shown(dialog, qtbot, tmp_path):
    path = tmp_path / "people.csv"
    rows = "\n".join(f"{i},{1e6 if i == 7 else i * 7 % 50},{'ab'[i % 2]},{i * 3 % 91}" for i in range(60))
    path.write_text(f"id,age,team,price\n{rows}", encoding="utf-8")
    opened(qtbot, dialog, path)
    assert cell(dialog, "age", OUTLIERS).data() == "1 (1.7 %)"
    tip = Qt.ItemDataRole.ToolTipRole
    assert "id is ignored: it numbers the rows." in cell(dialog, "id", NAME).data(tip)
    assert "Numbers: all its values are numbers." in cell(dialog, "age", NAME).data(tip)
    assert "Categories: it has 2 different values that are no numbers." in cell(dialog, "team", NAME).data(tip)
    dialog.correct("age", "use", "ignored")
    assert "age is ignored: you left it out." in words_of(dialog.sidebar)


def test_the_split_is_told_as_the_document_has_it(houses, qapp, qtbot, tmp_path):
    dialog = OpenDataDialog(None, tmp_path, DataOptions(split=Split(test_fraction=0.5)))
    qtbot.addWidget(dialog)
    opened(qtbot, dialog, houses)
    assert "90 samples for training, 10 for validation, 100 for the test." in words_of(dialog.sidebar)


def test_steps_of_ones_own_are_replaced_in_words_alone(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    dialog._before = replace(dialog.data, preparation=(*dialog.data.preparation, find("preparation", "log")()))
    opened(qtbot, dialog, houses)
    assert dialog.data.preparation[-1].kind == "log" and "is kept" in words_of(dialog.sidebar)
    dialog.correct("rooms", "use", "ignored")
    assert dialog.data.preparation[-1].kind == "standardize" and "gave way" in words_of(dialog.sidebar)


def test_control_enter_uses_the_data(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    with qtbot.waitSignal(dialog.accepted_data) as used:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(used.args[0].source, Table)


def test_a_folder_of_texts_becomes_tokens(dialog, qtbot, tmp_path):
    for label, word in (("good", "lovely"), ("bad", "dull")):
        (tmp_path / "films" / label).mkdir(parents=True)
        for number in range(5):
            text = f"a {word} film, the {number}th"
            (tmp_path / "films" / label / f"{number}.txt").write_text(text, encoding="utf-8")
    opened(qtbot, dialog, tmp_path / "films")
    assert [step.kind for step in dialog.data.preparation] == ["tokens"]
    assert "symbols and predicts one of 2 classes" in dialog.footer.words.text()
    qtbot.waitUntil(lambda: not dialog._job.is_running, timeout=PATIENCE)
    assert "lovely" in words_of(dialog.samples)


def test_without_a_target_the_data_cannot_be_used(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    dialog.correct("price", "use", "ignored")
    assert not dialog.footer.use_button.isEnabled()
    assert "target" in dialog.footer.words.text()
    dialog.use()
    assert dialog.isVisible()


def test_the_choices_for_a_table_stay_when_it_is_looked_at_again(dialog, houses, qtbot, tmp_path):
    opened(qtbot, dialog, houses)
    dialog.correct("rooms", "use", "ignored")
    chosen = dialog.data
    dialog._before = chosen
    opened(qtbot, dialog, houses)
    assert column(dialog, "rooms").use == "ignored"
    assert dialog.data.preparation == chosen.preparation


def test_a_broken_table_is_told_in_words_and_another_can_be_chosen(dialog, houses, qtbot, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n1,2\n3,4,5\n", encoding="utf-8")
    opened(qtbot, dialog, broken)
    assert dialog.pages.currentWidget() is dialog.failed
    assert "broken.csv" in dialog.failed.title.text() and "3" in dialog.failed.words.text()
    dialog.failed.other_button.click()
    assert dialog.pages.currentWidget() is dialog.start
    opened(qtbot, dialog, houses)
    assert dialog.pages.currentWidget() is dialog.table


def test_a_name_with_strange_letters_is_shown_on_one_line(dialog, qtbot, tmp_path):
    path = tmp_path / "strange.csv"
    path.write_text(
        '"two\nlines",שלום,price\n' + "\n".join(f"{i},{i % 3},{2 * i}" for i in range(30)), encoding="utf-8"
    )
    opened(qtbot, dialog, path)
    assert cell(dialog, "two\nlines", NAME).data() == "two⏎lines"
    assert cell(dialog, "שלום", NAME).data() == "שלום"


def test_reading_can_be_cancelled(dialog, houses, qtbot, monkeypatch):
    go_on, ended = Event(), Event()

    def slow(path, before, tell, is_cancelled):  # a file that takes as long as wanted
        tell("Reading", 0.5)
        go_on.wait(10)
        ended.set()
        return None

    monkeypatch.setattr("nndesigner.app.opening.reading.propose", slow)
    dialog.open_path(houses)
    qtbot.waitUntil(lambda: dialog.waiting.part.text() == "50 %", timeout=PATIENCE)
    dialog.waiting.cancel_button.click()
    assert dialog.pages.currentWidget() is dialog.start
    go_on.set()
    assert ended.wait(5)
    qtbot.wait(100)
    assert dialog.pages.currentWidget() is dialog.start and dialog.data is None


def test_escape_closes_and_nothing_is_used(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    used = []
    dialog.accepted_data.connect(used.append)
    qtbot.keyClick(dialog.table.columns, Qt.Key.Key_Escape)
    assert used == []


def test_a_folder_of_pictures_shows_its_classes_and_some_pictures(dialog, qtbot, tmp_path):
    folder = tmp_path / "shades"
    for name, shade in (("dark", 20), ("light", 230)):
        (folder / name).mkdir(parents=True)
        for number in range(6):
            picture = QImage(20, 20, QImage.Format.Format_Grayscale8)
            picture.fill(shade + number)
            assert picture.save(str(folder / name / f"{number}.png"))
    opened(qtbot, dialog, folder)
    assert dialog.pages.currentWidget() is dialog.samples
    qtbot.waitUntil(lambda: not dialog._job.is_running, timeout=PATIENCE)
    names = {picture.accessibleName() for picture in dialog.samples.findChildren(Picture)}
    assert names == {"dark", "light"}
    assert dialog.footer.use_button.isEnabled()


def test_arrays_show_their_numbers(dialog, qtbot, tmp_path):
    path = tmp_path / "points.npz"
    np.savez(path, x=np.random.default_rng(0).normal(size=(50, 3)).astype("float32"), y=np.arange(50) % 2)
    opened(qtbot, dialog, path)
    assert dialog.pages.currentWidget() is dialog.samples
    qtbot.waitUntil(lambda: not dialog._job.is_running, timeout=PATIENCE)
    assert "F 3" in dialog.samples.facts.text()


def test_a_job_that_fails_for_an_unknown_reason_says_so(qtbot, qapp):
    def work(tell, is_cancelled):
        raise RuntimeError("the disk is on fire")

    job = Job(work)
    with qtbot.waitSignal(job.failed) as told:
        job.start()
    words, details = told.args
    assert "the disk is on fire" in words and "RuntimeError" in details


def test_ctrl_enter_uses_the_data_from_the_list_of_columns(dialog, houses, qtbot):
    opened(qtbot, dialog, houses)
    with qtbot.waitSignal(dialog.accepted_data):
        qtbot.keyClick(dialog.table.columns, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_long_reason_is_shown_to_its_last_line(qapp, qtbot):
    page = FailedPage()
    qtbot.addWidget(page)
    page.resize(1300, 700)
    page.show()
    page.show_problem("paper.pdf", "This is said in many words. " * 12, "")
    words = page.words
    assert words.heightForWidth(words.width()) > 3 * words.fontMetrics().height()
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()), timeout=2000)
