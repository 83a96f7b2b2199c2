"""The line at the bottom: what it says about the size of the network."""

from PySide6.QtWidgets import QLabel

from nndesigner.app.document.document import Document
from nndesigner.app.window.status_bar import StatusBar
from nndesigner.catalog.layers.dense import Dense
from nndesigner.design import edits
from nndesigner.design.model import Design
from tests.design.drawings import classifier, drawn, identity_of, layer


def texts(qtbot, design: Design) -> list[str]:
    document = Document()
    bar = StatusBar(document)
    qtbot.addWidget(bar)
    document.edit("Draw", lambda _: design)
    return [each.text() for each in bar.findChildren(QLabel)]


def test_layers_that_lead_nowhere_are_not_counted(qtbot):
    design, dead = edits.add_node(classifier(), Dense(), (300.0, 200.0))
    design = edits.connect(design, identity_of(design, "flatten_1"), dead)
    assert "7\u202f850 parameters" in texts(qtbot, design)


def test_the_size_of_an_unfinished_network_is_one_so_far(qtbot):
    begun = drawn("input", "flatten", layer("dense", units=10))
    assert "7\u202f850 parameters so far" in texts(qtbot, begun)
