"""The welcome page: every example on a card, from simple to hard."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from nndesigner.app.welcome.example_card import WIDTH
from nndesigner.app.welcome.page import LEVELS, WelcomePage, grouped
from nndesigner.app.welcome.thumbnail import Thumbnail
from nndesigner.design.model import Design
from nndesigner.project.examples import Example, examples, open_example
from nndesigner.project.file import Project


@pytest.fixture
def page(settings, qtbot):
    made = WelcomePage(settings)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: bool(made.cards))
    return made


def test_every_example_has_a_card_that_opens_it(page, qtbot):
    assert len(page.cards) == len(examples())
    opened = []
    page.example_chosen.connect(opened.append)
    for card in page.cards:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert sorted(opened) == sorted(example.name for example in examples())


def test_the_words_of_every_card_fit(page):
    for card in page.cards:
        assert card.layout().heightForWidth(WIDTH) <= card.height(), card.accessibleName()


def test_the_gallery_scrolls_and_its_columns_follow_the_width(page, qtbot):
    assert page.verticalScrollBar().maximum() > 0
    assert {card.x() for card in page.cards} == {0, WIDTH + 16, 2 * (WIDTH + 16)}
    page.resize(600, 600)
    qtbot.waitUntil(lambda: {card.x() for card in page.cards} == {0, WIDTH + 16})


@pytest.mark.parametrize("width", [330, 480, 720, 1180])
def test_name_sentence_and_buttons_are_shown_whole(page, qtbot, width):
    page.resize(width, 384)
    qtbot.wait(50)
    shown = page.viewport().rect()
    labels = [label for label in page.findChildren(QLabel) if label.text() == "nndesigner" or "Draw a" in label.text()]
    buttons = [button for button in page.findChildren(QPushButton) if button.property("role") == "on-canvas"]
    assert (len(labels), len(buttons)) == (2, 3)
    for each in (*labels, *buttons):
        place = QRect(each.mapTo(page.viewport(), QPoint()), each.size())
        needed = each.heightForWidth(each.width()) if each.hasHeightForWidth() else each.sizeHint().height()
        assert shown.contains(place), each.text()
        assert each.hasHeightForWidth() or each.width() >= each.sizeHint().width(), each.text()
        assert each.height() >= needed, each.text()


def opened(name, **about):
    return Example(name, name, ""), Project(Design(), extra={"about": about})


def test_examples_with_levels_stand_in_groups_from_simple_to_hard():
    found = [opened("c", level=3), opened("a", level=1), opened("x"), opened("b", level=1), opened("y", level="hard")]
    groups = [(title, [example.name for example, _ in group]) for title, group in grouped(found)]
    assert groups == [(LEVELS[1], ["a", "b"]), (LEVELS[3], ["c"]), ("More examples", ["x", "y"])]


def test_examples_without_levels_are_one_group():
    assert [title for title, _ in grouped([opened("a"), opened("b")])] == ["Examples"]


def test_recent_projects_are_offered(settings, tmp_path, qtbot):
    file = tmp_path / "mine & yours.nnd"
    file.write_text("")
    settings.remember_file(file)
    page = WelcomePage(settings)
    qtbot.addWidget(page)
    button = next(button for button in page.findChildren(QPushButton) if "mine" in button.text())
    with qtbot.waitSignal(page.file_chosen) as chosen:
        button.click()
    assert chosen.args == [file.resolve()]


@pytest.mark.parametrize("name", [example.name for example in examples()])
def test_a_thumbnail_shows_the_whole_design(name, qtbot):
    picture = Thumbnail(open_example(name).design)
    qtbot.addWidget(picture)
    picture.resize(232, picture.height())
    image = picture.grab().toImage()
    edge = image.pixelColor(116, 3)
    assert all(image.pixelColor(4, y) == edge for y in range(12, image.height() - 12))
    assert all(image.pixelColor(x, 3) == edge for x in range(12, image.width() - 12))
