"""Which of two classes is the positive one, where one unit learns both."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.widgets.form.form import Form
from nndesigner.catalog.description import in_words
from nndesigner.catalog.entry import Parameter
from nndesigner.design.goals import chosen_positive

_NAME = "positive"
_HELP = (
    "The one unit gives a high number for this class and a low one for the other. Precision, recall and F1 are those "
    "of this class."
)


class PositiveClass(QWidget):
    """A choice between the two classes; hidden where there is nothing to choose."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._names: tuple[str, ...] = ()
        self.form: Form | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 0)

    def refresh(self) -> None:
        """Show what the document holds now."""
        design = self._document.design
        chosen = chosen_positive(design)
        self.setVisible(bool(chosen))
        if not chosen:
            return
        if self._names != design.data.class_names():
            self._rebuild(design.data.class_names())
        if self.form:
            self.form.show_values({_NAME: chosen})

    def _rebuild(self, names: tuple[str, ...]) -> None:
        if self.form:
            self.form.hide()
            self._layout.removeWidget(self.form)
            self.form.deleteLater()
        self._names = names
        choices = {name: in_words(name) for name in names}
        self.form = Form([Parameter(_NAME, "Positive class", _HELP, str, "", choices=choices)], lambda *_: "")
        self.form.edited.connect(self._choose)
        self._layout.addWidget(self.form)

    def _choose(self, _: str, name: Any, __: str) -> None:
        self._document.edit(
            "Choose the positive class",
            lambda design: design.changed(data=replace(design.data, positive=name)),
        )
