"""The bar above the drawing: what is missing or changed is said, located or taken as it is, and nothing is lost."""

import shutil
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog

from nndesigner.app.window import main_window
from nndesigner.data.opening import propose
from tests.app.opening.conftest import PATIENCE


def opened_again(window, path: Path, project: Path) -> None:
    """The data at `path` used, and the project saved and opened once more."""
    window.data.use(propose(path).data)
    window.document.save(project)
    window.filing.open_path(project)


def said(window, qtbot, words: str) -> None:
    qtbot.waitUntil(lambda: window.notice.isVisible() and words in window.notice.words.text(), timeout=PATIENCE)


def gone(window, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.notice.isVisible(), timeout=PATIENCE)


def problem(window):
    return window.notice.problems[0]


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    for name in ("rose", "tulip"):
        (tmp_path / "flowers" / name).mkdir(parents=True)
        for number in range(4):
            Image.new("RGB", (8, 8), "red").save(tmp_path / "flowers" / name / f"{number}.png")
    return tmp_path / "flowers"


def test_pictures_that_came_are_said_on_opening_and_taken(window, qtbot, flowers, tmp_path):
    opened_again(window, flowers, tmp_path / "mine.nnd")
    nodes = window.document.design.nodes
    Image.new("RGB", (8, 8), "blue").save(flowers / "rose" / "new.png")
    window.filing.open_path(tmp_path / "mine.nnd")
    said(window, qtbot, "The folder flowers holds 1 file more than when it was opened.")
    window.notice.accept_button.click()
    gone(window, qtbot)
    source = window.document.design.data.source
    assert (source.samples, source.folder.files) == (9, 9) and window.document.design.nodes == nodes
    window.document.history.undo()
    said(window, qtbot, "1 file more")


def test_a_new_class_cannot_be_taken_as_it_is_and_nothing_is_lost(window, qtbot, flowers, tmp_path):
    opened_again(window, flowers, tmp_path / "mine.nnd")
    shutil.copytree(flowers / "rose", flowers / "daisy")
    window.filing.open_path(tmp_path / "mine.nnd")
    said(window, qtbot, "4 files more")
    before = window.document.design
    window.notice.accept_button.click()
    said(window, qtbot, "flowers does not fit any more. flowers holds the class daisy")
    assert window.document.design == before
    window.notice.look_button.click()
    dialog = window.data.dialog
    qtbot.waitUntil(lambda: dialog.data is not None, timeout=PATIENCE)
    dialog.footer.use_button.click()
    gone(window, qtbot)
    assert window.document.design.data.source.classes == ("daisy", "rose", "tulip")
    assert window.document.report.errors == ()


def test_a_lost_folder_is_located_in_the_dialog(window, qtbot, flowers, tmp_path, monkeypatch):
    opened_again(window, flowers, tmp_path / "mine.nnd")
    moved = tmp_path / 'my "own" פרחים'
    shutil.move(flowers, moved)
    window.filing.open_path(tmp_path / "mine.nnd")
    said(window, qtbot, f"The folder flowers is missing in {tmp_path}.")
    assert not window.notice.accept_button.isVisible() and not window.notice.look_button.isVisible()
    asked = []

    def answer(parent, title, folder):
        asked.append((title, folder))
        return str(moved)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", answer)
    window.notice.locate_button.click()
    gone(window, qtbot)
    assert asked == [("Where is flowers?", str(tmp_path))]
    assert window.document.design.data.source.folder.path == str(moved)
    window.document.save(tmp_path / "mine.nnd")
    window.filing.open_path(tmp_path / "mine.nnd")
    qtbot.waitUntil(lambda: window.data_watch.is_idle, timeout=PATIENCE)
    assert not window.notice.isVisible()


def test_a_table_with_other_columns_cannot_take_the_place(window, qtbot, houses, tmp_path):
    opened_again(window, houses, tmp_path / "mine.nnd")
    cars = tmp_path / "cars.csv"
    cars.write_text("speed,price\n" + "".join(f"{number},{number * 3}\n" for number in range(60)), encoding="utf-8")
    houses.unlink()
    window.filing.open_path(tmp_path / "mine.nnd")
    said(window, qtbot, "houses.csv is missing")
    before = window.document.design
    window.data_watch.put(problem(window).path, str(cars))
    said(window, qtbot, "cars.csv cannot take the place of houses.csv. ")
    assert window.notice.words.text().endswith(". cars.csv has the column speed where area was.")
    assert window.document.design == before and window.notice.locate_button.isEnabled()
    window.notice.look_button.click()
    dialog = window.data.dialog
    qtbot.waitUntil(lambda: dialog.data is not None, timeout=PATIENCE)
    dialog.footer.use_button.click()
    gone(window, qtbot)
    assert window.document.design.data.source.file.path == str(cars) and window.document.report.errors == ()
    window.document.history.undo()
    assert window.document.design == before


def test_a_table_with_other_rows_takes_the_place_and_is_said_to_differ(window, qtbot, houses, tmp_path):
    opened_again(window, houses, tmp_path / "mine.nnd")
    newer = tmp_path / "newer.csv"
    newer.write_text(houses.read_text(encoding="utf-8") + "\n50,2,1980,A,1500", encoding="utf-8")
    houses.unlink()
    window.filing.open_path(tmp_path / "mine.nnd")
    said(window, qtbot, "houses.csv is missing")
    window.data_watch.put(problem(window).path, str(newer))
    said(window, qtbot, "The file newer.csv has ")
    window.notice.accept_button.click()
    gone(window, qtbot)
    assert window.document.design.data.source.rows == 201


def test_what_is_not_there_cannot_take_the_place(window, qtbot, houses, tmp_path):
    opened_again(window, houses, tmp_path / "mine.nnd")
    houses.unlink()
    window.filing.open_path(tmp_path / "mine.nnd")
    said(window, qtbot, "houses.csv is missing")
    window.data_watch.put(problem(window).path, str(tmp_path / "nowhere.csv"))
    said(window, qtbot, "nowhere.csv cannot take the place of houses.csv. The file nowhere.csv is missing")
    window.data_watch.put(problem(window).path, problem(window).path)
    said(window, qtbot, "houses.csv cannot take the place")


def test_training_on_missing_data_says_how_to_go_on(window, qtbot, houses, tmp_path, monkeypatch):
    opened_again(window, houses, tmp_path / "mine.nnd")
    houses.unlink()
    told = []
    monkeypatch.setattr(main_window, "show_problem", lambda _, __, text, details, ___: told.append((text, details)))
    window.actions_by_name["train"].trigger()
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    ((text, _),) = told
    assert text.startswith(f"The file houses.csv is missing in {tmp_path}. Choose Locate")
    said(window, qtbot, "houses.csv is missing")
