"""What can be done with the dock that a panel is in, for the menu of the panel."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget


def add_dock_actions(menu: QMenu, panel: QWidget) -> list[QAction]:
    """Add what can be done with the dock that `panel` is in to its menu."""

    def float_or_dock() -> None:
        dock = panel.parent()
        if isinstance(dock, QDockWidget):
            dock.setFloating(not dock.isFloating())

    def close() -> None:
        dock = panel.parent()
        if isinstance(dock, QDockWidget):
            dock.close()

    return [menu.addAction("Float or dock", float_or_dock), menu.addAction("Close", close)]
