"""A list of steps that can be added, moved, changed and taken away: the preparation of the data, its augmentation."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.entry_form import EntryForm
from nndesigner.app.document.place import in_steps
from nndesigner.app.inspector.step_row import STEP_MIME, StepHead
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.step_words import idle
from nndesigner.app.widgets.texts import plain_label
from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.entry import Entry, entries
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.problems import UserError
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions

GAP = 6


class StepCard(QFrame):
    """A step: its row, and below it, when unfolded, its form with the help."""

    def __init__(self, document: Document, steps: str, number: int) -> None:
        super().__init__()
        self._document, self._steps, self._number = document, steps, number
        step = getattr(document.design.data, steps)[number]
        self.step, self.kind = step, type(step)
        self.head = StepHead(step, f"{steps} {number}")
        self.form: EntryForm | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.head)
        self.head.toggled.connect(lambda: self.open(not self.head.is_open))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fields are raised: a card that holds them is not, but has a line around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_open = self.head.is_open
        painter.setPen(QPen(theme.colour("line"), 1) if is_open else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_open else theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def refresh(self) -> None:
        """Show what the document holds now."""
        self.step = getattr(self._document.design.data, self._steps)[self._number]
        self.head.show_step(self.step)
        if self.form:
            self.form.refresh()

    def open(self, is_open: bool) -> None:
        """Unfold the form, or fold it away; it is made when it is first needed."""
        self.head.is_open = is_open
        if is_open and self.form is None:
            place = in_steps(self._steps, self._number, self.kind.title(), idle)
            self.form = EntryForm(self._document, place, has_choice=False)
            self.form.layout().setContentsMargins(14, 4, 12, 8)  # type: ignore[union-attr]  # it has one
            self._layout.addWidget(self.form)
        if self.form:
            self.form.setVisible(is_open)
        self.refresh()


class StepList(QWidget):
    """The steps of one family. `steps` is the name of the option of the data, `family` that of the catalog."""

    def __init__(self, document: Document, steps: str, family: str, empty: str, add: str) -> None:
        super().__init__()
        self._document, self._steps, self._family = document, steps, family
        self.cards: list[StepCard] = []
        self._line: int | None = None
        self.setAcceptDrops(True)
        self._empty = plain_label(empty, "muted")
        self.add_button = QPushButton(add)
        self.add_button.setProperty("role", "fix")
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.add_button.clicked.connect(self._show_menu)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(GAP)
        self.buttons.addWidget(self.add_button)
        self.buttons.addStretch()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._empty)
        layout.addLayout(self._rows)
        layout.addLayout(self.buttons)
        self.refresh()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The steps as they are now."""
        found: tuple[Entry, ...] = getattr(self._document.design.data, self._steps)
        return found

    def refresh(self) -> None:
        """Show what the document holds now."""
        if [card.kind for card in self.cards] == [type(step) for step in self.entries]:
            for card in self.cards:
                card.refresh()
            return
        old, unfolded = self.cards, [card.step for card in self.cards if card.head.is_open]
        focused = next((number for number, card in enumerate(old) if card.isAncestorOf(self._focus())), None)
        self.cards = [StepCard(self._document, self._steps, number) for number in range(len(self.entries))]
        for number, card in enumerate(self.cards):
            self._rows.addWidget(card)
            card.head.moved.connect(lambda by, number=number: self.put_at(number, number + by))
            card.head.removed.connect(lambda number=number: self.remove(number))
            card.head.installEventFilter(self)
            card.head.up.setEnabled(number > 0)
            card.head.down.setEnabled(number < len(self.cards) - 1)
            if card.step in unfolded:
                unfolded.remove(card.step)
                card.open(True)
        self._empty.setVisible(not self.cards)
        if focused is not None and self.cards:  # or Qt gives the focus to something else, and scrolls to it
            card = self.cards[min(focused, len(self.cards) - 1)]
            card.show()
            card.head.setFocus()
        for card in old:
            card.hide()
            card.deleteLater()

    def add(self, kind: type[Entry]) -> None:
        """Put a step of this kind at the end, unfolded."""
        self._put(f"Add {kind.title()}", (*self.entries, kind()))
        self.cards[-1].open(True)
        self.cards[-1].head.setFocus()

    def remove(self, number: int) -> None:
        """Take a step away."""
        steps = list(self.entries)
        gone = steps.pop(number)
        self._put(f"Remove {gone.title()}", tuple(steps))
        if self.cards:
            self.cards[min(number, len(self.cards) - 1)].head.setFocus()
        else:
            self.add_button.setFocus()

    def put_at(self, number: int, to: int) -> None:
        """Put a step where number `to` is."""
        if not 0 <= to < len(self.cards) or to == number:
            return
        steps = list(self.entries)
        moved = steps.pop(number)
        steps.insert(to, moved)
        self._put(f"Move {moved.title()}", tuple(steps))
        self.cards[to].head.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys go from one step to the next."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if by and not event.modifiers():
                heads = [card.head for card in self.cards]
                to = heads.index(watched) + by  # type: ignore[arg-type]  # only heads are watched
                if 0 <= to < len(heads):
                    heads[to].setFocus()
                return True
        return False

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self

    def _put(self, text: str, steps: tuple[Entry, ...]) -> None:
        def put(design: Design) -> Design:
            changed: dict[str, Any] = {self._steps: steps}
            return design.changed(data=replace(design.data, **changed))

        self._document.edit(text, put)
        self.refresh()

    def _show_menu(self) -> None:
        self.menu.popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))

    def _fill_menu(self) -> None:
        self.menu.clear()
        group = ""
        for kind in sorted(entries(self._family).values(), key=lambda kind: kind.group):
            if group and kind.group != group:
                self.menu.addSeparator()
            group = kind.group
            action = self.menu.addAction(kind.title())
            reason = why_not(kind(), self._document.design.data)
            action.setEnabled(not reason)
            action.setToolTip(reason or kind.summary_line())
            action.triggered.connect(lambda _, kind=kind: self.add(kind))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dragged(event, self._steps) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._show_line(self._gap_at(event.position().toPoint().y()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_line(None)

    def dropEvent(self, event: QDropEvent) -> None:
        number = _dragged(event, self._steps)
        self._show_line(None)
        if number is not None:
            gap = self._gap_at(event.position().toPoint().y())
            to = gap - (gap > number)
            QTimer.singleShot(0, self, lambda: self.put_at(number, to))  # after the drag, whose row is made anew
            event.acceptProposedAction()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._line is not None:
            painter = QPainter(self)
            painter.fillRect(0, self._line, self.width(), 2, theme.colour("accent"))

    def _gap_at(self, y: int) -> int:
        return sum(y > card.y() + card.height() / 2 for card in self.cards)

    def _show_line(self, gap: int | None) -> None:
        if gap is None or not self.cards:
            self._line = None
        else:
            before = self.cards[gap] if gap < len(self.cards) else None
            last = self.cards[-1]
            self._line = before.y() - GAP // 2 - 1 if before else last.y() + last.height() + 1
        self.update()


def why_not(step: Entry, data: DataOptions) -> str:
    """Why a step cannot come after those that are there; empty when it can."""
    try:
        if isinstance(step, Preparation):
            step.describe(data.description)
        elif isinstance(step, Augmentation):
            step.torch_call(data.sample_shape())
    except UserError as problem:
        return str(problem)
    return ""


def _dragged(event: QDropEvent, steps: str) -> int | None:
    """The number of the step that is dragged over the list of `steps`."""
    name, _, number = event.mimeData().data(STEP_MIME).toStdString().partition(" ")
    return int(number) if name == steps and number.isdigit() else None
