"""Says above the canvas that the drawing is no longer what was trained, and offers to bring both together."""

from PySide6.QtCore import QObject, Signal

from nndesigner.app.document.document import Document
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.widgets.notice import Notice
from nndesigner.design.difference import difference
from nndesigner.design.model import Design
from nndesigner.project.learned import is_same_network

MOST_NAMES = 2
_SINCE = "Changed since the training: {}. Predictions and exports still come from the network as it was trained."
_MEANWHILE = "Changed since the training began: {}. It goes on with the network as it was drawn then."


class MovedOnNotice(Notice):
    """The bar itself; `close_button` puts it away until the next training."""

    def __init__(self) -> None:
        super().__init__("info", "accent", "Continue training", "Restore the trained design")
        self.continue_button, self.restore_button = self.buttons
        self.continue_button.setToolTip("Train what is drawn now, from the trained weights that still fit")
        self.restore_button.setToolTip("Draw the network as it was trained; Undo restores the present drawing")


class MovedOn(QObject):
    """Compares the drawing with what was trained whenever one of them changes."""

    continue_wanted = Signal()

    def __init__(self, document: Document, session: TrainingSession, notice: MovedOnNotice) -> None:
        super().__init__(notice)
        self._document, self._session, self._notice = document, session, notice
        self._put_away: Design | None = None
        notice.close_button.clicked.connect(self._put_it_away)
        notice.continue_button.clicked.connect(self.continue_wanted)
        notice.restore_button.clicked.connect(self.restore)
        document.changed.connect(lambda _: self.look())
        document.loaded.connect(self.look)
        document.file_changed.connect(self.look)
        session.state_changed.connect(lambda _: self.look())

    def look(self) -> None:
        """Show or hide the notice."""
        trained, drawn = self._trained(), self._document.design
        has_moved_on = trained is not None and trained is not self._put_away and not is_same_network(trained, drawn)
        self._notice.setVisible(has_moved_on)
        if trained and has_moved_on:
            self._notice.words.setText(
                (_MEANWHILE if self._session.is_active else _SINCE).format(changes(trained, drawn))
            )
        for button in self._notice.buttons:
            button.setVisible(not self._session.is_active)

    def restore(self) -> None:
        """Draw what was trained; the data stays where it was found last."""
        if learned := self._document.learned:
            self._document.edit("Restore the trained design", lambda _: learned.design)

    def _put_it_away(self) -> None:
        self._put_away = self._trained()

    def _trained(self) -> Design | None:
        """The design that is being trained or, when none is, that was trained last."""
        if self._session.is_active:
            return self._session.design
        return self._document.learned.design if self._document.learned else None


def changes(trained: Design, drawn: Design) -> str:
    """What differs, in a few words: "dense_1 and dropout_1", "3 layers", "the links"."""
    found = difference(trained, drawn)
    names = [trained.nodes[node].name for node in trained.nodes if node in found.removed]
    names += [
        drawn.nodes[node].name
        for node in drawn.nodes
        if node in found.added or (node in found.changed and drawn.nodes[node].layer != trained.nodes[node].layer)
    ]
    if len(names) > MOST_NAMES:
        return f"{len(names)} layers"
    if names:
        return " and ".join(names)
    return "the links" if found.links_added or found.links_removed else "the data"
