"""Every picture exists, can be read, and shows something."""

from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QIcon, QImage
from PySide6.QtSvg import QSvgRenderer

from nndesigner.app.widgets import icons, theme
from nndesigner.app.widgets.tokens import DARK, LIGHT
from nndesigner.catalog import layers as _layers  # noqa: F401
from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.unknown import Unknown
from nndesigner.locations import ICONS

FILES = sorted(ICONS.rglob("*.svg"))
LAYERS = [*entries("layer").values(), Unknown]
ACTIONS = sorted(file.stem for file in (ICONS / "actions").glob("*.svg"))
WANTED = {
    *("new", "open", "save", "export", "undo", "redo", "arrange", "search", "lock", "device", "theme"),
    *("train", "pause", "step", "stop"),
    *("zoom_in", "zoom_out", "fit", "minimap", "close", "float", "more", "chevron_down"),
    *("error", "warning", "info"),
}


@pytest.fixture
def light_theme(qapp):
    before = theme.themes.current.name
    theme.themes.use("light")
    yield
    theme.themes.use(before)


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_svg_that_can_be_drawn(qapp, file):
    assert ElementTree.parse(file).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert QSvgRenderer(str(file)).isValid()


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_every_layer_has_a_picture_of_its_own(qapp, layer):
    assert layer.icon
    assert [each for each in LAYERS if each.icon == layer.icon] == [layer]
    image = icons.layer_pixmap(layer, 36).toImage()
    assert len(colours(image)) > 8
    assert image.pixelColor(18, 1) == theme.group_colour(layer.group, layer.kind)


def test_a_layer_picture_is_as_sharp_as_the_screen(qapp):
    pixmap = icons.layer_pixmap(Unknown, 20, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (40, 2.0)


def test_every_action_of_the_window_has_a_picture():
    assert set(ACTIONS) >= WANTED


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_picture_shows_something(qapp, name):
    assert len(colours(icons.icon(name).pixmap(24, 24).toImage())) > 1


def middle(name: str) -> str:
    return icons.icon(name).pixmap(24, 24).toImage().pixelColor(12, 12).name().upper()


def test_pictures_have_the_colour_of_the_theme(qapp):
    assert middle("stop") == theme.themes.current.text


def test_pictures_follow_the_theme(light_theme):
    assert middle("stop") == LIGHT.text


def test_a_disabled_action_is_paler(qapp):
    stop = icons.icon("stop")
    enabled = stop.pixmap(24, 24).toImage().pixelColor(12, 12)
    disabled = stop.pixmap(24, 24, QIcon.Mode.Disabled).toImage().pixelColor(12, 12)
    assert disabled.alpha() < enabled.alpha()


@pytest.mark.parametrize("colours_of", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_arrow_of_combo_boxes_has_the_colour_of_quiet_text(colours_of):
    assert colours_of.muted in (ICONS / "actions" / f"chevron_{colours_of.name}.svg").read_text()


def test_the_application_has_a_picture(qapp):
    assert len(colours(icons.application_icon().pixmap(64, 64).toImage())) > 8
