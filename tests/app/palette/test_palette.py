"""The palette: searching, dragging and adding layers."""

import pytest
from PySide6.QtCore import Qt

from nndesigner.app.document import Document
from nndesigner.app.editing import Editing
from nndesigner.app.mime import LAYER_KIND
from nndesigner.app.palette.model import GROUPS, PaletteModel
from nndesigner.app.palette.palette import Palette
from nndesigner.app.selection import Selection
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
    [("conv", "Convolution 2-D"), ("max_pool2d", "Max pooling"), ("merge", "Concatenate"), ("silences", "Dropout")],
)
def test_finds_layers_by_title_kind_group_and_help(palette, qtbot, text, title):
    qtbot.keyClicks(palette.search, text)
    assert title in titles(palette)
    assert len(titles(palette)) < len(entries("layer"))


def test_what_starts_like_the_search_is_chosen_first(palette, qtbot):
    qtbot.keyClicks(palette.search, "soft")
    assert palette.list.currentIndex().data() == "Softmax"


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
    palette.list.setCurrentIndex(index_of(palette, "Output"))
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.list.currentIndex().data() == "Convolution 2-D"


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
    assert index.data(Qt.ItemDataRole.ToolTipRole) == find("layer", "dense").summary_line()
    assert not palette.rows.flags(palette.rows.index(0)) & Qt.ItemFlag.ItemIsSelectable


def test_a_word_of_a_name_finds_those_names_alone_and_another_word_what_the_help_says(qapp):
    model = PaletteModel()
    model.filter("flat")
    assert shown(model) == ["flatten"]
    model.filter("silences")
    assert shown(model) == ["dropout"]


def shown(model):
    """The kinds that the palette lists."""
    layers = (model.layer(model.index(row)) for row in range(model.rowCount()))
    return [layer.kind for layer in layers if layer]
