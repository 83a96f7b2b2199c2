"""The turns of the training in the inspector: none by default, then a card for each."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.inspector.turn_card import TurnCard
from nndesigner.app.widgets.texts import plain_label
from nndesigner.design.learners import JOINING
from nndesigner.design.turn_edits import add_adversaries, add_turn
from nndesigner.design.turns import MOST_TURNS

GAP = 6
_NONE = "Every layer learns at every step, with the optimizer above. Turns let layers learn one after the other."


class TurnsSection(QWidget):
    """What is in the section "Turns"."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.cards: list[TurnCard] = []
        self._open: set[str] = set()
        self._none = plain_label(_NONE, "muted")
        self.add_button = self._button("Add a turn", self._add)
        self.adversaries_button = self._button("Generator and discriminator", self._add_adversaries)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.adversaries_button)
        buttons.addStretch()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._none)
        layout.addLayout(self._rows)
        layout.addLayout(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Show what the document holds now."""
        design = self._document.design
        turns = design.training.turns
        if len(self.cards) == len(turns):
            for card in self.cards:
                card.refresh()
        else:
            self._rebuild()
        self._none.setVisible(not turns)
        self.add_button.setVisible(len(turns) < MOST_TURNS)
        is_adversarial = any(turn.deceives for turn in turns)
        self.adversaries_button.setVisible(bool(design.of_kind(JOINING)) and not is_adversarial)

    def contents(self) -> str:
        """What a folded section holds, in a few words."""
        return ", ".join(turn.name for turn in self._document.design.training.turns) or "one for all layers"

    def _rebuild(self) -> None:
        unfolded = self._open.copy()
        for card in self.cards:
            card.hide()
            self._rows.removeWidget(card)
            card.deleteLater()
        turns = self._document.design.training.turns
        self.cards = [TurnCard(self._document, number) for number in range(len(turns))]
        for card in self.cards:
            self._rows.addWidget(card)
            card.opened.connect(lambda is_open, card=card: self._note(card, is_open))
            if card.turn.name in unfolded:
                card.open(True)

    def _note(self, card: TurnCard, is_open: bool) -> None:
        (self._open.add if is_open else self._open.discard)(card.turn.name)

    def _add(self) -> None:
        self._document.edit("Add a turn", add_turn)
        self.refresh()
        self.cards[-1].open(True)

    def _add_adversaries(self) -> None:
        self._document.edit("Add the turns of a GAN", add_adversaries)
        self.refresh()

    @staticmethod
    def _button(text: str, do: object) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "fix")
        button.clicked.connect(lambda: do())  # type: ignore[operator]
        return button
