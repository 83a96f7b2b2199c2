"""What can be done with data in the window: opened, corrected, put into the document."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.source_form import file_of
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.problems import UserError
from nndesigner.design.changes import changes
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.design.starting import applied

if TYPE_CHECKING:
    from nndesigner.app.opening.dialog import OpenDataDialog
    from nndesigner.app.opening.preview import AugmentationPreview

MOST_CHANGES = 5
"""Lines that say what was changed in the network."""


class DataOpener(QObject):
    """Opens the dialog and applies what was agreed to as one edit.

    `used` reports that the document has other data now, `done` what was done, with the words of a button and what it
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
        from nndesigner.app.opening.dialog import OpenDataDialog

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
        from nndesigner.app.opening.preview import AugmentationPreview

        preview = AugmentationPreview(self._window, self._document.design.data, self._augment)
        preview.show()
        return preview

    def use(self, data: DataOptions) -> None:
        """Put `data` into the document and make the network follow."""
        name, before = in_a_word(data), self._document.design
        try:
            self._document.edit(f"Use {name}", lambda design: applied(design, data))
        except UserError as problem:
            self.refused.emit(str(problem))
            return
        self.used.emit()
        if before.nodes:
            words = "\n".join((f"{name} is the data now.", *self._what_followed(before)))
        else:
            words = f"{name} is the data now, with a network to begin with."
        self.done.emit(words, "Undo", self._document.history.undo)

    def _what_followed(self, before: Design) -> Iterator[str]:
        """What was changed in the network to fit the data, and what is left to do."""
        done = changes(before, self._document.design)
        shown = done if len(done) <= MOST_CHANGES else done[: MOST_CHANGES - 1]
        yield from shown
        if len(done) > len(shown):
            yield f"and {len(done) - len(shown)} more changes"
        left = len(self._document.report.errors)
        if left:
            yield "1 problem is left: see the canvas." if left == 1 else f"{left} problems are left: see the canvas."

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
