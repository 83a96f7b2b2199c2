"""The welcome page: every example on a card, from simple to hard."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings, Qt

from nndesigner.app.settings import Settings
from nndesigner.app.welcome.example_card import WIDTH
from nndesigner.app.welcome.page import LEVELS, WelcomePage, grouped
from nndesigner.app.welcome.thumbnail import Thumbnail
from nndesigner.project.examples import examples, open_example


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def page(settings, qtbot):
    made = WelcomePage(settings)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_every_example_has_a_card_that_opens_it(page, qtbot):
    assert len(page.cards) == len(examples())
    for card, example in zip(page.cards, [each for _, group in grouped(examples()) for each in group], strict=True):
        with qtbot.waitSignal(page.example_chosen) as chosen:
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        assert chosen.args == [example.name]


def test_the_words_of_every_card_fit(page):
    for card in page.cards:
        assert card.layout().heightForWidth(WIDTH) <= card.height(), card.accessibleName()


def test_the_gallery_scrolls_and_its_columns_follow_the_width(page, qtbot):
    assert page.verticalScrollBar().maximum() > 0
    assert {card.x() for card in page.cards} == {0, WIDTH + 16, 2 * (WIDTH + 16)}
    page.resize(600, 600)
    qtbot.waitUntil(lambda: {card.x() for card in page.cards} == {0, WIDTH + 16})


def test_examples_with_levels_stand_in_groups_from_simple_to_hard():
    found = [SimpleNamespace(name=name, level=level) for name, level in (("c", 3), ("a", 1), ("x", 0), ("b", 1))]
    groups = [(title, [each.name for each in group]) for title, group in grouped(found)]
    assert groups == [(LEVELS[1], ["a", "b"]), (LEVELS[3], ["c"]), ("More examples", ["x"])]


def test_examples_without_levels_are_one_group():
    assert [title for title, _ in grouped([SimpleNamespace(name="a")])] == ["Examples"]


def test_recent_projects_are_offered(settings, tmp_path, qtbot):
    file = tmp_path / "mine & yours.nnd"
    file.write_text("")
    settings.remember_file(file)
    page = WelcomePage(settings)
    qtbot.addWidget(page)
    button = next(button for button in page.findChildren(type(page.cards[0]).__mro__[1]) if "mine" in button.text())
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
