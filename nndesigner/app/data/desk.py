"""What can be done with data in the window: opened, corrected, put into the document."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nndesigner.app.document import Document
from nndesigner.app.inspector.source_form import file_of
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.problems import UserError
from nndesigner.design.options import DataOptions
from nndesigner.design.starting import applied

if TYPE_CHECKING:
    from nndesigner.app.data.dialog import OpenDataDialog
    from nndesigner.app.data.preview import AugmentationPreview


class DataDesk(QObject):
    """Opens the dialog and applies what was agreed to as one edit.

    `used` tells that the document has other data now, `done` what was done, with the words of a button and what it
    does, `refused` why it could not be.
    """

    used = Signal()
    done = Signal(str, str, object)
    refused = Signal(str)

    def __init__(self, window: QWidget, document: Document) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self.dialog: OpenDataDialog | None = None

    def open(self, path: Path | str = "") -> None:
        """Open the dialog, looking at `path` when there is one."""
        from nndesigner.app.data.dialog import OpenDataDialog

        if self.dialog is None:
            self.dialog = OpenDataDialog(self._window, self._folder(), self._document.design.data)
            self.dialog.accepted_data.connect(self.use)
            self.dialog.finished.connect(self._forget)
            self.dialog.setModal(True)
            self.dialog.show()
        if str(path):
            self.dialog.open_path(Path(path))

    def preview(self) -> "AugmentationPreview":
        """Show what the augmentation makes of a few pictures."""
        from nndesigner.app.data.preview import AugmentationPreview

        preview = AugmentationPreview(self._window, self._document.design.data, self._augment)
        preview.show()
        return preview

    def use(self, data: DataOptions) -> None:
        """Put `data` into the document and make the network follow."""
        name = in_a_word(data)
        was_empty = not self._document.design.nodes
        try:
            self._document.edit(f"Use {name}", lambda design: applied(design, data))
        except UserError as problem:
            self.refused.emit(str(problem))
            return
        self.used.emit()
        words = f"{name} is the data now" + (", with a network to begin with." if was_empty else ".")
        self.done.emit(words, "Undo", self._document.history.undo)

    def _augment(self, steps: Sequence[Augmentation]) -> None:
        """Take over what was tried in the preview, as one edit."""
        self._document.edit(
            "Change the augmentation",
            lambda design: design.changed(data=replace(design.data, augmentation=tuple(steps))),
        )

    def _forget(self) -> None:
        self.dialog = None

    def _folder(self) -> Path:
        reference = file_of(self._document.design.data.source)
        if reference and reference.path and Path(reference.path).parent.is_dir():
            return Path(reference.path).parent
        return self._document.path.parent if self._document.path else Path.home()


def in_a_word(data: DataOptions) -> str:
    """The name of the file, or of the source when it has none."""
    reference = file_of(data.source)
    return Path(reference.path).name if reference and reference.path else data.source.title()
