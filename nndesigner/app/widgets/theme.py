"""The theme in use: its colours, its type, and how both reach every widget."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from nndesigner.app.widgets.stylesheet import stylesheet
from nndesigner.app.widgets.tokens import DARK, GROUP_COLOURS, LIGHT, NEUTRAL, Theme
from nndesigner.locations import RESOURCES

TITLE, TEXT, SMALL = 15, 13, 11
"""The three sizes of type, in pixels at 100 %."""

_IS_PREPARED = "isPrepared"


def group_colour(group: str, kind: str = "") -> QColor:
    """The colour of a layer's icon."""
    return QColor(NEUTRAL if kind in ("input", "output") else GROUP_COLOURS.get(group, NEUTRAL))


class Themes(QObject):
    """The theme in use; on `changed`, everything that paints itself does so again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.current = DARK

    def use(self, name: str) -> None:
        """Switch to "dark", "light" or, as the system has it, "system"."""
        if name == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            name = "light" if scheme.name == "Light" else "dark"
        self.current = LIGHT if name == "light" else DARK
        application = QApplication.instance()
        if isinstance(application, QApplication):
            _apply(application, self.current)
        self.changed.emit()


themes = Themes()
"""The one theme of the application."""


def colour(role: str, alpha: float = 1.0) -> QColor:
    """The current colour for `role`, such as "accent", with an opacity from 0 to 1."""
    found = QColor(getattr(themes.current, role))
    found.setAlphaF(alpha)
    return found


def font(size: int = TEXT, weight: QFont.Weight = QFont.Weight.Normal, tabular: bool = False) -> QFont:
    """The application's type at one of the three sizes; `tabular` makes all figures equally wide."""
    made = QFont("Inter")
    made.setPixelSize(size)
    made.setWeight(weight)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def prepare(application: QApplication, theme: str = "system") -> None:
    """Load the type, choose the style that looks the same everywhere, and apply a theme."""
    # once for an application: Qt crashes over closed widgets when the style below a style sheet is set again
    if not application.property(_IS_PREPARED):
        for file in sorted((RESOURCES / "fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(file))
        application.setStyle("Fusion")
        application.setFont(font())
        application.setProperty(_IS_PREPARED, True)
    themes.use(theme)


def _apply(application: QApplication, theme: Theme) -> None:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.panel,
        QPalette.ColorRole.Base: theme.panel,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Light: theme.raised,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    application.setPalette(palette)
    application.setStyleSheet(stylesheet(theme))
