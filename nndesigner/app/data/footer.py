"""The lower edge of the dialog: what a network will get to see and answer, and the two ways out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nndesigner.app.inspector.texts import plain_label
from nndesigner.catalog.shapes import grouped
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
        self.close_button.setAutoDefault(False)
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
        """Say what the network gets and answers, or why it cannot be used yet."""
        self.use_button.setEnabled(not data.problem)
        self._say(data.problem or in_words(data), is_problem=bool(data.problem))

    def complain(self, words: str) -> None:
        """Say why something could not be done; nothing has changed."""
        self._say(words, is_problem=True)

    def _say(self, words: str, is_problem: bool) -> None:
        self.words.setProperty("role", "problem" if is_problem else "muted")
        self.words.style().polish(self.words)
        self.words.setText(words)


def in_words(data: DataOptions) -> str:
    """What a network gets to see and is to answer: "A sample is F 13; the answer is a number."."""
    match data.target():
        case Classes(names):
            answer = f"one of {grouped(len(names))} classes"
        case Labels(names):
            answer = f"{grouped(len(names))} labels"
        case Symbols(names):
            answer = f"a row of {grouped(len(names))} symbols"
        case values:
            answer = "a number" if values.shape.count == 1 else f"numbers of shape {values.shape}"
    return f"A sample is {data.sample_shape()}; the answer is {answer}. The network will follow."
