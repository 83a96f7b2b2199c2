"""Labels: text in one of the three sizes, always shown plainly, never read as HTML, and never cut inside a word."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from nndesigner.app.widgets import theme

NORMAL, SEMIBOLD = QFont.Weight.Normal, QFont.Weight.DemiBold
_LEAST_ROOM = 20
_JOINTS = " ·,:;–×"


def label(
    text: str = "", size: int = theme.TEXT, weight: QFont.Weight = NORMAL, *, muted: bool = False, tabular: bool = False
) -> QLabel:
    """A label in the application's type; `tabular` keeps changing figures from jumping."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(size, weight, tabular))
    if muted:
        made.setProperty("role", "muted")
    return made


def elided(text: str, metrics: QFontMetrics | QFontMetricsF, width: float) -> str:
    """As many whole words of `text` as fit into `width` pixels, then dots; a first word that is too long is cut."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    words = text.split(" ")
    for number in range(len(words) - 1, 0, -1):
        shorter = " ".join(words[:number]).rstrip(_JOINTS) + "…"
        if metrics.horizontalAdvance(shorter) <= width:
            return shorter
    end = Qt.TextElideMode.ElideRight
    if isinstance(metrics, QFontMetricsF):
        return metrics.elidedText(text, end, width)
    return metrics.elidedText(text, end, int(width))


class OneLine(QLabel):
    """Text in one line that ends with dots where there is no more room; its tooltip then has all of it."""

    def __init__(self, text: str = "", role: str = "small") -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.full = self._help = ""
        self.show_text(text)

    def show_text(self, text: str, help: str = "") -> None:
        """Show as much of `text` as there is room for; `help` is said in the tooltip."""
        self.full = text
        self._help = help
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # the style sheet says how large the type is
        return QSize(self.fontMetrics().horizontalAdvance(self.full) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(_LEAST_ROOM, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = elided(self.full, self.fontMetrics(), max(self.width(), _LEAST_ROOM))
        self.setText(shown)
        self.setToolTip("\n".join(filter(None, ["" if shown == self.full else self.full, self._help])))
