"""Samples that a generator makes, beside those of the data: a window of their own, with other noise on demand."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nndesigner.answers.collection import Collection
from nndesigner.answers.ready_network import ReadyNetwork
from nndesigner.app.engine import build_inference
from nndesigner.app.widgets.background import Background
from nndesigner.app.widgets.generated_view import GeneratedView
from nndesigner.app.widgets.texts import plain_label
from nndesigner.design.learners import generating
from nndesigner.project.learned import Learned, Predictor, design_of
from nndesigner.training.readings import Generated

NAME = "generate"
NOT_TRAINED = "The generator is not trained yet: this is what its initial weights make of noise."


class GeneratedWindow(QDialog):
    """Shows what the generator of `predictor` makes."""

    def __init__(self, predictor: Predictor, collection: Collection | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Generated samples")
        self._predictor, self._collection = predictor, collection
        self._network, self._background = ReadyNetwork(build_inference), Background(self)
        self._draw = 0
        self.samples = GeneratedView()
        self.words = plain_label("" if isinstance(predictor, Learned) else NOT_TRAINED, "muted")
        self.others = QPushButton("Other samples")
        self.others.setToolTip("Makes samples of other noise")
        self.others.clicked.connect(self._make_others)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.others)
        column = QVBoxLayout(self)
        column.addWidget(self.samples, 1)
        column.addLayout(row)
        self.resize(420, 480)
        self._ask()

    def _make_others(self) -> None:
        self._draw += 1
        self._ask()

    def _ask(self) -> None:
        asked = self._predictor, self._draw, self._collection
        self._background.ask(NAME, lambda *_: self._network.generate(*asked), self._show, self._fail)

    def _show(self, made: Generated) -> None:
        self.samples.show_samples(made)

    def _fail(self, why: str) -> None:
        self.words.setText(why)


def can_generate(predictor: Predictor) -> bool:
    """Whether the network makes samples."""
    return bool(generating(design_of(predictor)))
