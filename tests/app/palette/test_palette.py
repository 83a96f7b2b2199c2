"""The palette: searching, dragging and adding layers."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.mime import LAYER_KIND
from nndesigner.app.document.selection import Selection
from nndesigner.app.palette.entry_painter import help_mark, title_room
from nndesigner.app.palette.model import GROUPS, PaletteModel
from nndesigner.app.palette.palette import Palette
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.help.popover import Popover
from nndesigner.app.widgets.tokens import GROUP_COLOURS
from nndesigner.app.window.main_window import PALETTE_WIDTH
from nndesigner.catalog.entry import entries, find


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def editing(document):
    return Editing(document, Selection())


@pytest.fixture
def palette(editing, qtbot):
    palette = Palette(editing)
    qtbot.addWidget(palette)
    palette.resize(220, 700)
    palette.show()
    return palette


def titles(palette: Palette) -> list[str]:
    return [palette.rows.index(row).data() for row in range(palette.rows.rowCount())]


def index_of(palette: Palette, title: str):
    return palette.rows.index(titles(palette).index(title))


def test_every_layer_is_offered_once_below_its_group(palette):
    shown = titles(palette)
    for layer in entries("layer").values():
        assert shown.count(layer.title()) == 1
        headings = [title for title in shown[: shown.index(layer.title())] if title in GROUPS]
        assert headings[-1] == layer.group


@pytest.mark.parametrize(
    "text, title",
    [("conv", "Convolution 2-D"), ("max_pool2d", "Max pooling 2-D"), ("merge", "Concatenate"), ("silences", "Dropout")],
)
def test_finds_layers_by_title_kind_group_and_help(palette, qtbot, text, title):
    qtbot.keyClicks(palette.search, text)
    assert title in titles(palette)
    assert len(titles(palette)) < len(entries("layer"))


def test_what_starts_like_the_search_is_chosen_first(palette, qtbot):
    qtbot.keyClicks(palette.search, "soft")
    assert palette.list.currentIndex().data().startswith("Soft")


def test_an_empty_result_says_so_and_leads_back(palette, qtbot):
    qtbot.keyClicks(palette.search, "<b>zebra</b>")
    assert palette.is_empty
    assert "<b>zebra</b>" in palette._empty.text()
    assert palette._empty.textFormat() == Qt.TextFormat.PlainText
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert not palette.is_empty


def test_enter_in_the_search_adds_the_first_match(palette, document, qtbot):
    qtbot.keyClicks(palette.search, "dropout")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert [node.layer.kind for node in document.design.nodes.values()] == ["dropout"]


def test_arrow_keys_skip_headings(palette, qtbot):
    heading = palette.rows.row_of("Convolution")
    palette.list.setCurrentIndex(palette.rows.index(heading.row() - 1))
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == heading.row() + 1


def test_left_folds_a_group_and_right_opens_it(palette, qtbot):
    palette.list.setCurrentIndex(index_of(palette, "Dropout"))
    qtbot.keyClick(palette.list, Qt.Key.Key_Left)
    assert "Dropout" not in titles(palette)
    assert palette.list.currentIndex().data() == "Regularization"
    qtbot.keyClick(palette.list, Qt.Key.Key_Right)
    assert "Dropout" in titles(palette)
    assert palette.rows.group(palette.list.currentIndex()) == "Regularization"
    assert palette.rows.layer(palette.list.currentIndex()) is not None


def test_a_folded_group_is_a_stop_for_the_arrow_keys(palette, qtbot):
    palette.rows.fold("Convolution", True)
    heading = palette.rows.row_of("Convolution")
    palette.list.setCurrentIndex(palette.rows.index(heading.row() - 1))
    qtbot.keyClick(palette.list, Qt.Key.Key_Down)
    assert palette.list.currentIndex() == heading


def test_a_click_on_a_heading_folds_its_group(palette, qtbot):
    place = palette.list.visualRect(palette.rows.row_of("Core")).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "Dense" not in titles(palette)
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "Dense" in titles(palette)


def test_a_search_opens_all_groups_and_they_fold_again_after_it(palette, qtbot):
    palette.rows.fold("Core", True)
    qtbot.keyClicks(palette.search, "dense")
    assert "Dense" in titles(palette)
    palette.search.clear()
    assert "Dense" not in titles(palette)


def test_the_question_mark_opens_the_help_beside_the_row(palette, qtbot):
    place = help_mark(palette.list.visualRect(index_of(palette, "Dense"))).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    (popover,) = palette.findChildren(Popover)
    assert "Dense" in popover.page.text()
    popover.close()


def test_every_group_has_a_colour_on_which_white_can_be_seen():
    groups = {layer.group for layer in entries("layer").values()}
    assert groups <= GROUP_COLOURS.keys()
    assert groups <= set(GROUPS)
    assert len(set(GROUP_COLOURS.values())) == len(GROUP_COLOURS)
    for colour in GROUP_COLOURS.values():
        assert 1.05 / (luminance(colour) + 0.05) >= 3


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_double_click_appends_after_the_last_layer(palette, document, qtbot):
    for title in ("Input", "Flatten"):
        place = palette.list.visualRect(index_of(palette, title)).center()
        qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [node.layer.kind for node in document.design.nodes.values()] == ["input", "flatten"]
    assert len(document.design.links) == 1


def test_a_drag_carries_the_kind_and_a_picture(palette):
    drag = palette.list.make_drag(find("layer", "conv2d"))
    assert bytes(drag.mimeData().data(LAYER_KIND).data()) == b"conv2d"
    assert not drag.pixmap().isNull()


def test_entries_have_help_and_headings_cannot_be_chosen(palette):
    index = index_of(palette, "Dense")
    assert find("layer", "dense").summary_line() in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "F1" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert not palette.rows.flags(palette.rows.index(0)) & Qt.ItemFlag.ItemIsSelectable


def test_a_word_of_a_name_finds_those_names_alone_and_another_word_what_the_help_says(qapp):
    model = PaletteModel()
    model.filter("flat")
    assert shown(model) == ["flatten"]
    model.filter("silences")
    assert "dropout" in shown(model)
    assert "dense" not in shown(model)


def shown(model):
    """The kinds that the palette lists."""
    layers = (model.layer(model.index(row)) for row in range(model.rowCount()))
    return [layer.kind for layer in layers if layer]


@pytest.mark.parametrize("width", [PALETTE_WIDTH, 180])
def test_every_name_is_shown_whole(palette, qtbot, width):
    palette.resize(width, 700)
    qtbot.wait(50)
    metrics = QFontMetrics(theme.font())
    for row in range(palette.rows.rowCount()):
        index = palette.rows.index(row)
        if palette.rows.layer(index) is None:
            continue
        title, place = index.data(), palette.list.visualRect(index)
        room = title_room(place)
        needed = metrics.boundingRect(QRect(0, 0, room.width(), 1000), Qt.TextFlag.TextWordWrap, title)
        assert needed.width() <= room.width() and needed.height() <= place.height(), title
