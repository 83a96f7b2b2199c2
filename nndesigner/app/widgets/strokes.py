"""How curves are drawn: distinguished by dashes as much as by colour."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nndesigner.app.widgets.colours import output_colour
from nndesigner.app.widgets.theme import colour, themes

SAMPLE = 16
"""Length of the piece of line in a legend, in pixels."""
_DASHES = (3.5, 2.0)


@dataclass(frozen=True)
class Stroke:
    """A curve's look: the theme's colour for `role`, how much of it (the rest is the panel's), dashes and dots.

    The curves of the output number `output` have a colour of their own instead.
    """

    role: str = "text"
    width: float = 2.0
    strength: float = 1.0
    is_dashed: bool = False
    has_dots: bool = False
    output: int | None = None

    @property
    def is_faint(self) -> bool:
        """Whether it lies behind other curves."""
        return self.strength < 1

    def full_colour(self) -> QColor:
        """The colour in the theme in use, at full strength."""
        if self.output is None:
            return colour(self.role)
        return QColor(output_colour(self.output, themes.current.is_dark))

    def colour(self) -> QColor:
        """The colour in the theme in use; never translucent, which costs many times as much to paint."""
        ends = zip(colour("panel").getRgb(), self.full_colour().getRgb(), strict=True)  # type: ignore[call-overload]
        return QColor(*(round(ground + (full - ground) * self.strength) for ground, full in ends))

    def pen(self) -> QPen:
        """The pen in the colours of the theme in use."""
        pen = QPen(self.colour(), self.width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self.is_dashed:
            pen.setDashPattern(_DASHES)
        return pen

    def draw_sample(self, painter: QPainter, left: float, middle: float) -> None:
        """Draw a piece of the line from `left` on, at the height `middle`, as legends do."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen())
        painter.drawLine(QPointF(left, middle), QPointF(left + SAMPLE, middle))
        painter.restore()


RAW = Stroke("training", width=1, strength=0.35)
TRAINING = Stroke("training")
VALIDATION = Stroke("validation", is_dashed=True, has_dots=True)
COST = Stroke("muted", width=1.25)
ANY_VALIDATION = Stroke("muted", is_dashed=True)
"""The sample of a dashed line where the curves have the colours of their outputs."""
