"""The lower edge of the dialog: what a network will receive and predict, and the two ways out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nndesigner.app.widgets.texts import plain_label
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.targets import Classes, Labels, Symbols
from nndesigner.design.options import DataOptions


class Footer(QWidget):
    """`use_wanted` when the data is agreed to, `close_wanted` when not."""

    use_wanted = Signal()
    close_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = plain_label("", "muted")
        self.close_button = QPushButton("Close")
        self.close_button.clicked.connect(self.close_wanted)
        self.use_button = QPushButton("Use this data")
        self.use_button.setProperty("role", "primary")
        self.use_button.setToolTip("The network follows the data; one undo takes both back (Ctrl+Enter)")
        self.use_button.clicked.connect(self.use_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 12, 20, 12)
        layout.setSpacing(8)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.close_button)
        layout.addWidget(self.use_button)

    def show_data(self, data: DataOptions) -> None:
        """Say what the network gets and predicts, or why the data cannot be used yet."""
        self.use_button.setEnabled(not data.problem)
        self._say(data.problem or in_words(data), is_problem=bool(data.problem))

    def tell(self, words: str) -> None:
        """Say what is being done; the data cannot be used meanwhile."""
        self.use_button.setEnabled(False)
        self._say(words, is_problem=False)

    def complain(self, words: str) -> None:
        """Say why something could not be done; nothing has changed."""
        self._say(words, is_problem=True)

    def _say(self, words: str, is_problem: bool) -> None:
        self.words.setProperty("role", "problem" if is_problem else "muted")
        self.words.style().polish(self.words)
        self.words.setText(words)


def in_words(data: DataOptions) -> str:
    """What a network receives and is to predict: "The network gets 13 numbers and predicts a number."."""
    match data.target():
        case Classes(names):
            predicted = f"one of {grouped(len(names))} classes"
        case Labels(names):
            predicted = f"{grouped(len(names))} labels"
        case Symbols(names):
            predicted = f"a row of {grouped(len(names))} symbols"
        case values:
            predicted = "a number" if values.shape.count == 1 else f"numbers of shape {values.shape}"
    return f"The network gets {_sample_in_words(data.sample_shape())} and predicts {predicted}."


def _sample_in_words(sample: Shape) -> str:
    match sample.axes:
        case "F":
            return "a number" if sample.F == 1 else f"{grouped(sample.F)} numbers"
        case "CHW":
            kind = {1: "gray", 3: "colour"}.get(sample.C, f"{sample.C}-channel")
            return f"a {kind} picture of {sample.H} × {sample.W} pixels"
        case "T":
            return f"a row of {grouped(sample.T)} symbols"
        case "TF":
            return f"a sequence of {grouped(sample.T)} steps with {grouped(sample.F)} numbers each"
    return str(sample)
