"""A document with a small network, and the inspector that shows it."""

import pytest

from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection
from nndesigner.app.inspector.inspector import Inspector


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def selection():
    return Selection()


@pytest.fixture
def editing(document, selection):
    return Editing(document, selection)


@pytest.fixture
def nodes(document, editing, selection):
    """Input, two convolutions, dropout, dense, and the undo history empty."""
    made = {}
    for name, kind in (
        ("input", "input"),
        ("a", "conv2d"),
        ("b", "conv2d"),
        ("dropout", "dropout"),
        ("dense", "dense"),
    ):
        made[name] = editing.append(kind)
    selection.set()
    document.load(document.project)
    return made


@pytest.fixture
def inspector(document, selection, editing, nodes, qtbot):
    made = Inspector(document, selection, editing)
    qtbot.addWidget(made)
    made.resize(320, 800)
    made.show()
    qtbot.waitExposed(made)
    return made
