"""Files that are dropped on the window: data is shown first, projects are opened."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from nndesigner.catalog.shapes import grouped
from nndesigner.project.file import SUFFIX

MANY = "{number} files were dropped, but one is opened at a time. Drop the folder that holds them, or one of them."


class FileDrops(QObject):
    """Takes files from all over `window`, unless what is below the pointer takes what is dragged.

    `data_dropped` gives the path of data, `project_dropped` that of a project, `refused` says why nothing is opened.
    """

    data_dropped = Signal(object)
    project_dropped = Signal(object)
    refused = Signal(str)

    def __init__(self, window: QWidget, *others: QWidget) -> None:
        super().__init__(window)
        for widget in (window, *others):
            widget.setAcceptDrops(True)
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent | QDragEnterEvent)
            paths = local_paths(event.mimeData())
            if not paths:
                return False
            event.acceptProposedAction()
            path = paths[0]
            if event.type() == QEvent.Type.Drop and len(paths) > 1:
                self.refused.emit(MANY.format(number=grouped(len(paths))))
            elif event.type() == QEvent.Type.Drop:
                (self.project_dropped if path.suffix.lower() == SUFFIX else self.data_dropped).emit(path)
            return True
        return False


def data_in(content: QMimeData) -> Path | None:
    """The one file or folder of this computer that is dragged; None for anything else."""
    paths = local_paths(content)
    return paths[0] if len(paths) == 1 else None


def local_paths(content: QMimeData) -> list[Path]:
    """The files and folders of this computer that are dragged; none when anything else is among them."""
    urls = content.urls() if content.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls] if all(url.isLocalFile() for url in urls) else []
