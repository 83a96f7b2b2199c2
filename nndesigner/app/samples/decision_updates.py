"""Keeps the ground of the plane, or its curve, up to date: what the network predicts in the part that is shown."""

from nndesigner.answers.collection import Collection
from nndesigner.answers.ready_network import Decision, ReadyNetwork
from nndesigner.app.samples.plane import PointsPlane
from nndesigner.app.widgets.background import Background, IsCancelled, Tell
from nndesigner.project.learned import Learned, Predictor

NAME = "decide"


class DecisionUpdates:
    """One question at a time: what is under way is shown before another, or dragging would never show anything."""

    def __init__(self, plane: PointsPlane, network: ReadyNetwork, background: Background) -> None:
        self._plane, self._network, self._background = plane, network, background
        self._is_under_way = False
        self._next: tuple[Predictor, Collection, int, str] | None = None

    def ask(self, predictor: Predictor, collection: Collection, output: int, about: str) -> None:
        """Show what `output` predicts all over what is seen; `about` says which that is."""
        grid = self._plane.grid()
        if not isinstance(predictor, Learned) or collection.parts[0].fed is None or grid is None:
            self._plane.show_decision(None)
            return
        if self._is_under_way:
            self._next = predictor, collection, output, about
            return

        def work(_: Tell, is_cancelled: IsCancelled) -> Decision | None:
            return self._network.decide(predictor, collection, grid, output, lambda _: not is_cancelled())

        def show(decision: Decision | None) -> None:
            self._is_under_way = False
            if collection is self._plane.collection:
                self._plane.show_decision(decision, about)
            if self._next:
                asked, self._next = self._next, None
                self.ask(*asked)

        self._is_under_way = True
        self._background.ask(NAME, work, show, lambda _: show(None))

    def stop(self) -> None:
        """Give it up."""
        self._is_under_way, self._next = False, None
        self._background.drop(NAME)
