"""The button that shows where a training computes, and lets another device be chosen."""

from threading import Thread

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from nndesigner.app.engine import devices
from nndesigner.app.widgets.icons import dress

LOOK_AGAIN = 100
"""Milliseconds between two checks whether all devices have been tried."""


class DeviceButton(QToolButton):
    """Says "looking for devices" until every device has been tried out in the background.

    `chosen` brings the name of a device, or "auto".
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setText("Device…")
        self.setAccessibleName("Device")
        self.setToolTip("Looking for devices that compute")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        dress(self, "device")
        self._titles: dict[str, str] | None = None
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._show_found)

    def look(self) -> None:
        """Try out all devices, in the background."""
        Thread(target=self._find, name="find devices", daemon=True).start()
        self._timer.start()

    def _find(self) -> None:
        self._titles = {device.name: device.title for device in devices()}

    def _show_found(self) -> None:
        if self._titles is None:
            return
        self._timer.stop()
        menu = QMenu(self)
        group = QActionGroup(menu)
        best = next(iter(self._titles.values()), "CPU")
        for name, title in {"auto": f"Best available ({best})", **self._titles}.items():
            action = group.addAction(menu.addAction(title))
            action.setCheckable(True)
            action.setChecked(name == "auto")
            action.setData((name, best if name == "auto" else title))
        group.triggered.connect(lambda action: self._choose(*action.data()))
        self.setMenu(menu)
        self.setText(best)
        self.setToolTip("Where the next training computes")

    def _choose(self, name: str, title: str) -> None:
        self.setText(title)
        self.chosen.emit(name)
