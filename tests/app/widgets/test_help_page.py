"""The help page: one for every entry, in every family."""

import pytest

import nndesigner.catalog
from nndesigner.app.widgets.help.context import Context
from nndesigner.app.widgets.help.graph import Graph
from nndesigner.app.widgets.help.loss_curves import can_be_drawn
from nndesigner.app.widgets.help.page import HelpPage, spoken
from nndesigner.app.widgets.help.popover import Popover
from nndesigner.app.widgets.theme import themes
from nndesigner.catalog.entry import entries, find
from nndesigner.catalog.shapes import Shape

assert nndesigner.catalog.__doc__  # importing it declares every entry

FAMILIES = ("layer", "loss", "optimizer", "schedule", "initializer", "regularizer", "constraint", "clipping", "source")
ENTRIES = [entry for family in FAMILIES for entry in entries(family).values()]


@pytest.fixture
def show(qtbot):
    def make(entry, *arguments, **keywords):
        page = HelpPage(entry, *arguments, **keywords)
        qtbot.addWidget(page)
        page.resize(320, 800)
        page.show()
        return page

    return make


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.family}:{entry.kind}")
def test_every_entry_has_a_page_that_says_what_it_does(show, entry):
    text = show(entry).text()
    assert entry.title() in text
    assert entry.summary_line() in text
    assert entry.when_to_use in text


@pytest.mark.parametrize("kind", [kind for kind in entries("layer") if kind not in ("input", "output", "linear")])
def test_every_layer_says_what_torch_does(show, kind):
    assert show(find("layer", kind)).code.text()


def test_the_call_has_the_shapes_of_the_design(show):
    page = show(find("layer", "dense")(), Context((Shape(F=99),)))
    assert "nn.Linear(99, 128)" in page.code.text()
    assert "F 99" in page.code._note.text()


def test_a_loss_explains_its_letters(show):
    page = show(find("loss", "mse"))
    assert page.code._note.text() == "x is the output, t the target."


def test_the_page_follows_the_parameters(show):
    kind = find("layer", "leaky_relu")
    page = show(kind())
    page.show_entry(kind(slope=0.25), Context())
    assert "0.25" in page.code.text()
    assert page.graph.picture.curves[0].pieces[0][0] == (-4.0, -1.0)


def test_a_folded_page_ends_after_the_pictures_until_its_link_is_followed(show, qtbot):
    page = show(find("optimizer", "sgd"), is_folded=True)
    assert not page.code.isVisible()
    page.link.click()
    assert page.code.isVisible()
    assert not page.link.isVisible()


def test_a_source_tells_first_what_it_holds(qapp):
    source = find("source", "mnist")()
    assert spoken(source)[0] == source.contents()


@pytest.mark.parametrize("kind, slope", [("mse", 4.0), ("mae", 1.0), ("huber", 1.0)])
def test_a_loss_of_numbers_is_drawn_with_its_slope(show, qtbot, kind, slope):
    page = show(find("loss", kind))
    qtbot.waitUntil(lambda: page.graph is not None, timeout=20_000)
    loss, gradient = page.graph.picture.curves
    rises = dict(point for piece in gradient.pieces for point in piece)
    assert rises[2.0] == pytest.approx(slope)
    assert min(height for piece in loss.pieces for _, height in piece) == pytest.approx(0, abs=1e-3)


def test_a_loss_of_classes_has_no_graph(qapp):
    assert not can_be_drawn(find("loss", "cross_entropy")())


@pytest.mark.parametrize("name", ["dark", "light"])
def test_a_graph_shows_both_curves_in_both_themes(show, qapp, name):
    before = themes.current.name
    themes.use(name)
    page = show(find("layer", "sigmoid"))
    graph = page.findChild(Graph)
    image = graph.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {themes.current.training.lower(), themes.current.validation.lower()} <= colours
    themes.use(before)


def test_a_popover_closes_with_escape(show, qtbot):
    host = show(find("layer", "relu"))
    popover = Popover(find("layer", "tanh"), host)
    popover.show_beside(host.rect())
    assert popover.isVisible()
    qtbot.keyClick(popover, "\x1b")
    assert not popover.isVisible()
