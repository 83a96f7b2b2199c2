"""Files that are dropped on the window: data is looked at, projects are opened."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from nndesigner.app.filing import SUFFIX


class FileDrops(QObject):
    """Takes files from all over `window`, unless what is below the pointer takes what is dragged.

    `data_dropped` gives the path of data, `project_dropped` that of a project.
    """

    data_dropped = Signal(object)
    project_dropped = Signal(object)

    def __init__(self, window: QWidget, *others: QWidget) -> None:
        super().__init__(window)
        for widget in (window, *others):
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent | QDragEnterEvent)
            path = data_in(event.mimeData())
            if path is None:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                (self.project_dropped if path.suffix.lower() == SUFFIX else self.data_dropped).emit(path)
            return True
        return False


def data_in(content: QMimeData) -> Path | None:
    """The one file or folder of this computer that is dragged; None for anything else."""
    urls = content.urls() if content.hasUrls() else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
