"""A formula on a card."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from nndesigner.app.widgets import theme
from nndesigner.app.widgets.typesetting import SIZE, lines, typesetter

_MARGIN, _GAP, _ROUNDING = 16, 10, 10
_PATIENCE = 30
"""Milliseconds between two checks on a formula that is being set."""


class FormulaCard(QWidget):
    """Shows LaTeX in the colours of the theme; stays empty until it is set, and hides without a formula.

    Setting begins with the first paint, so that no window waits for it.
    """

    def __init__(self, latex: str = "") -> None:
        super().__init__()
        self._lines: list[str] = []
        self._renderers: list[QSvgRenderer] = []
        self._is_wanted = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._waiting = QTimer(self, interval=_PATIENCE)
        self._waiting.timeout.connect(self._load)
        theme.themes.changed.connect(self._restyle)
        self.show_formula(latex)

    @property
    def is_ready(self) -> bool:
        """Whether the whole formula is set."""
        return len(self._renderers) == len(self._lines)

    def show_formula(self, latex: str) -> None:
        """Show another formula."""
        self._lines = lines(latex) if latex else []
        self._renderers = []
        if self.parentWidget() or not latex:  # without a parent it would be shown as a window
            self.setVisible(bool(latex))
        self.setAccessibleName(f"Formula: {latex}")
        if self._is_wanted:
            self._load()
        self.update()

    def sizeHint(self) -> QSize:
        heights = [self._size(renderer).height() for renderer in self._renderers] or [float(SIZE)] * len(self._lines)
        return QSize(200, round(sum(heights) + _GAP * (len(heights) - 1)) + 2 * _MARGIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()), _ROUNDING, _ROUNDING)
        top = float(_MARGIN)
        for renderer in self._renderers:
            size = self._size(renderer)
            renderer.render(painter, QRectF((self.width() - size.width()) / 2, top, size.width(), size.height()))
            top += size.height() + _GAP
        painter.end()
        if not self._is_wanted:
            self._is_wanted = True
            self._waiting.start()

    def _size(self, renderer: QSvgRenderer) -> QRectF:
        """The formula's own size, made smaller when the card is too narrow for it."""
        box = renderer.viewBoxF()
        shrunk = min(1.0, (max(self.width(), 200) - 2 * _MARGIN) / box.width())
        return QRectF(0, 0, box.width() * shrunk, box.height() * shrunk)

    def _restyle(self) -> None:
        if self._is_wanted:
            self._load()

    def _load(self) -> None:
        ink = theme.colour("text").name().encode()
        set_lines = [typesetter.svg(line) for line in self._lines]
        if None in set_lines:
            self._waiting.start()
            return
        self._waiting.stop()
        self._renderers = []
        if all(set_lines):
            self._renderers = [QSvgRenderer(QByteArray(svg.replace(b"black", ink))) for svg in set_lines if svg]
        self.updateGeometry()
        self.update()
