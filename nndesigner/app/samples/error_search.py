"""Finds out which samples of a part are predicted wrong: all of them go through the network, in the background."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from nndesigner.answers.collection import Collection
from nndesigner.answers.ready_network import ReadyNetwork
from nndesigner.app.engine import build_inference
from nndesigner.app.widgets.background import Background, IsCancelled, Tell
from nndesigner.project.learned import Predictor

_NAME = "errors"


class ErrorSearch(QObject):
    """Keeps what was found last. `told` reports progress or what went wrong, `done` that there is something new."""

    told = Signal(str)
    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._network = ReadyNetwork(build_inference)
        self._background = Background(self)
        self._found: tuple[Predictor, Collection, int, int | None, NDArray[np.float64]] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return self._background.is_idle

    def errors(
        self, predictor: Predictor, collection: Collection, part: int, output: int | None
    ) -> NDArray[np.float64] | None:
        """How wrong `output`, or the worst of all, is for each sample, if that was found for exactly these."""
        if self._found is None:
            return None
        *of, errors = self._found
        same = of[0] is predictor and of[1] is collection and of[2] == part and of[3] == output
        return errors if same else None

    def find(self, predictor: Predictor, collection: Collection, part: int, output: int | None) -> None:
        """Send all samples of a part through the network."""

        def work(tell: Tell, is_cancelled: IsCancelled) -> NDArray[np.float64] | None:
            def go_on(done: float) -> bool:
                tell("", done)
                return not is_cancelled()

            return self._network.errors(predictor, collection, part, output, go_on)

        def take(errors: NDArray[np.float64]) -> None:
            self._found = predictor, collection, part, output, errors
            self.done.emit()

        job = self._background.ask(_NAME, work, take, self.told.emit)
        job.progressed.connect(lambda _, done: self._tell(done))
        self._tell(0)

    def stop(self) -> None:
        """Cancel it."""
        self._background.drop(_NAME)

    def _tell(self, done: float) -> None:
        self.told.emit(f"Predicting all samples… {done * 100:.0f} %")
