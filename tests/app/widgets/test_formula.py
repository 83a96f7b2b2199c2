"""Every formula of the catalog can be set, and is neither tiny nor huge."""

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

import nndesigner.catalog
from nndesigner.app.widgets.formula import FormulaCard
from nndesigner.app.widgets.typesetting import lines, typesetter
from nndesigner.catalog.entry import entries

assert nndesigner.catalog.__doc__  # importing it declares every entry

FAMILIES = ("layer", "loss", "optimizer", "schedule", "initializer", "regularizer", "constraint", "clipping")
FORMULAS = {
    f"{family} {kind}": entry.formula for family in FAMILIES for kind, entry in entries(family).items() if entry.formula
}


@pytest.mark.parametrize("kind", FORMULAS)
def test_every_formula_has_a_sane_size(qapp, qtbot, kind):
    for line in lines(FORMULAS[kind]):
        qtbot.waitUntil(lambda line=line: typesetter.svg(line) is not None)
        svg = typesetter.svg(line)
        assert svg, f"{line} cannot be set"
        size = QSvgRenderer(QByteArray(svg)).defaultSize()
        assert 30 < size.width() < 340
        assert 10 < size.height() < 80


@pytest.mark.parametrize("kind", FORMULAS)
def test_no_formula_uses_growing_parentheses(kind):
    assert r"\left(" not in FORMULAS[kind]


def test_a_card_fills_itself_when_the_formula_is_ready(qtbot):
    card = FormulaCard(r"y = x^2, \quad y' = 2 x")
    qtbot.addWidget(card)
    card.show()
    qtbot.waitUntil(lambda: card.is_ready)
    assert len(card._renderers) == 2


def test_a_card_without_formula_is_hidden(qtbot):
    card = FormulaCard("")
    qtbot.addWidget(card)
    assert card.isHidden()


def test_a_formula_that_cannot_be_set_leaves_the_card_standing(qtbot):
    card = FormulaCard(r"\nosuchthing{")
    qtbot.addWidget(card)
    qtbot.waitUntil(lambda: typesetter.svg(r"\nosuchthing{") is not None)
    assert card.sizeHint().height() > 0
