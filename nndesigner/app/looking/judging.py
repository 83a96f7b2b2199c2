"""Finds out which samples of a part are answered wrong: all of them go through the network, in the background."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from nndesigner.app.looking.answering import Knowledge, Oracle
from nndesigner.app.looking.background import Background
from nndesigner.app.looking.collection import Collection

INTERVAL = 100
"""Milliseconds between two words about how far it is."""
_NAME = "errors"


class Judging(QObject):
    """Keeps what was found last. `told` says how far it is or what went wrong, `done` that there is something new."""

    told = Signal(str)
    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._oracle = Oracle()
        self._background = Background(self)
        self._found: tuple[Knowledge, Collection, int, NDArray[np.float64]] | None = None
        self._progress = QTimer(self, interval=INTERVAL)
        self._progress.timeout.connect(self._tell)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return self._background.is_idle

    def errors(self, knowledge: Knowledge, collection: Collection, part: int) -> NDArray[np.float64] | None:
        """How wrong each sample is answered, if that is known for exactly these."""
        if self._found is None:
            return None
        *of, errors = self._found
        same = of[0] is knowledge and of[1] is collection and of[2] == part
        return errors if same else None

    def find(self, knowledge: Knowledge, collection: Collection, part: int) -> None:
        """Send all samples of a part through the network."""

        def take(errors: NDArray[np.float64]) -> None:
            self._progress.stop()
            self._found = knowledge, collection, part, errors
            self.done.emit()

        self._background.ask(
            _NAME, lambda task: self._oracle.errors(knowledge, collection, part, task), take, self._fail
        )
        self._progress.start()
        self._tell()

    def stop(self) -> None:
        """Give it up."""
        self._progress.stop()
        self._background.drop(_NAME)

    def _fail(self, problem: str) -> None:
        self._progress.stop()
        self.told.emit(problem)

    def _tell(self) -> None:
        task = self._background.task(_NAME)
        if task:
            self.told.emit(f"The network answers all samples… {task.done * 100:.0f} %")
