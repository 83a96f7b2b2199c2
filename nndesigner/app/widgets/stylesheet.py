"""The style sheet: what Fusion's widgets look like in our themes."""

from string import Template

from nndesigner.app.widgets.tokens import Theme
from nndesigner.locations import ICONS

_SHEET = Template(
    """
QMainWindow, QDialog { background: $panel; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QWidget#canvas { background: $canvas; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; border-radius: 6px; padding: 6px 8px; }

QLabel[role="muted"] { color: $muted; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="section"] { color: $muted; font-size: 11px; font-weight: 600; }
QLabel[role="small"] { color: $muted; font-size: 11px; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="problem"] { color: $bad; font-size: 11px; }
QFrame[role="hairline"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame#toast { background: $raised; border: 1px solid $line; border-radius: 10px; }
QFrame[role="card"] { background: $raised; border: none; border-radius: 8px; }

QPushButton {
    background: $raised; color: $text; border: 1px solid transparent; border-radius: 8px; padding: 6px 14px;
}
QPushButton:hover { border-color: $line; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $muted; }
QPushButton:focus { border-color: $accent; }
QPushButton[role="example"], QPushButton[role="on-canvas"] { background: $panel; border-color: $line; }
QPushButton[role="example"] { border-radius: 10px; text-align: left; }
QPushButton[role="example"]:hover, QPushButton[role="on-canvas"]:hover { border-color: $accent; }
QPushButton[role="example"]:focus, QPushButton[role="on-canvas"]:focus { border-color: $accent; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; font-weight: 600; }
QPushButton[role="primary"]:disabled { background: $raised; color: $muted; }
QPushButton[role="link"] { background: transparent; color: $accent; border: none; padding: 2px 0; text-align: left; }
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus { text-decoration: underline; }
QPushButton[role="fix"] { background: $panel; color: $accent; border: 1px solid $line; padding: 3px 8px; }
QPushButton[role="fix"]:hover, QPushButton[role="fix"]:focus { border-color: $accent; }
QToolButton { background: transparent; color: $text; border: none; border-radius: 8px; padding: 6px; }
QToolButton:hover, QToolButton:checked { background: $raised; }
QToolButton:focus { background: $raised; }
QToolButton:disabled { color: $muted; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: $raised; color: $text; border: 1px solid transparent; border-radius: 8px; padding: 5px 10px;
    selection-background-color: $accent; selection-color: $on_accent; min-height: 18px;
}
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $line; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border-color: $accent; }
QAbstractSpinBox > QLineEdit, QComboBox > QLineEdit {
    background: transparent; border: none; border-radius: 0; padding: 0; min-height: 0;
}
QAbstractSpinBox { max-height: 18px; padding-left: 0; padding-right: 0; }
QLineEdit[problem="true"], QAbstractSpinBox[problem="true"] { border-color: $bad; }
QLineEdit[role="name"] {
    background: transparent; font-size: 15px; font-weight: 600; padding: 1px 6px; border-radius: 6px;
}
QLineEdit[role="name"]:hover { background: $raised; border-color: transparent; }
QLineEdit[role="name"]:focus { background: $raised; border-color: $accent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("$arrow"); width: 16px; height: 16px; }
QComboBox QAbstractItemView {
    background: $raised; color: $text; border: 1px solid $line; padding: 4px; outline: none;
    selection-background-color: $accent; selection-color: $on_accent;
}
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; }
QCheckBox { spacing: 8px; }

QMenuBar { background: $panel; color: $text; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $raised; color: $text; border: 1px solid $line; border-radius: 8px; padding: 6px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 6px 8px; }

QTreeView, QListView, QTableView {
    background: $panel; color: $text; border: none; outline: none; alternate-background-color: $raised;
    selection-background-color: $raised; selection-color: $text;
}
QTreeView::item, QListView::item { padding: 4px; border-radius: 6px; }
QTreeView::item { border-radius: 0; padding: 0 8px; }
QTreeView::item:hover, QListView::item:hover { background: $raised; }
QHeaderView::section { background: $panel; color: $muted; border: none; padding: 4px 8px; font-size: 11px; }

QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $line; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; width: 0; height: 0;
}

QProgressBar {
    background: $raised; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QStatusBar { background: $raised; color: $muted; font-size: 11px; }
QStatusBar::item { border: none; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 6px 12px; border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QDockWidget { color: $text; }
QSplitter::handle { background: $line; }
"""
)


def stylesheet(theme: Theme) -> str:
    """The sheet in the colours of `theme`."""
    colours = {name: value for name, value in vars(theme).items() if name != "name"}
    return _SHEET.substitute(colours, arrow=(ICONS / "actions" / f"chevron_{theme.name}.svg").as_posix())
