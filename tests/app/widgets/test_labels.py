"""Texts in too little room end between words, and their tooltip has all of them."""

import pytest
from PySide6.QtGui import QFontMetrics, QFontMetricsF

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.labels import OneLine, elided

TEXT = "Separable convolution 2-D"


@pytest.fixture(autouse=True)
def prepared(qapp):
    theme.prepare(qapp, "dark")


@pytest.mark.parametrize("kind", [QFontMetrics, QFontMetricsF])
def test_a_text_is_cut_between_words_at_every_width(kind):
    metrics = kind(theme.font())
    first = metrics.horizontalAdvance("Separable…")
    for width in range(int(first) + 1, int(metrics.horizontalAdvance(TEXT)) + 2):
        shown = elided(TEXT, metrics, width)
        assert shown in (TEXT, "Separable…", "Separable convolution…")
        assert metrics.horizontalAdvance(shown) <= width


def test_dots_follow_a_word_not_a_sign():
    metrics = QFontMetrics(theme.font())
    width = metrics.horizontalAdvance("mean · first · …")
    assert elided("mean · first · second and third", metrics, width) == "mean · first…"


def test_a_first_word_that_is_too_long_is_cut():
    metrics = QFontMetrics(theme.font())
    shown = elided(TEXT, metrics, metrics.horizontalAdvance("Sepa…"))
    assert shown.endswith("…") and TEXT.startswith(shown[:-1]) and len(shown) > 1


def test_one_line_can_be_narrow_and_tells_all_in_its_tooltip(qtbot):
    line = OneLine(TEXT)
    qtbot.addWidget(line)
    line.show()
    line.resize(90, 20)
    assert line.minimumSizeHint().width() < 90
    assert line.text() == "Separable…" and line.toolTip() == TEXT
    line.resize(400, 20)
    assert line.text() == TEXT and not line.toolTip()
