"""The welcome page: examples to open, recent projects, an empty canvas."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nndesigner.app.settings import Settings
from nndesigner.app.welcome.example_card import WIDTH, ExampleCard
from nndesigner.app.welcome.heading import WelcomeHeading
from nndesigner.app.widgets.flow_layout import FlowLayout
from nndesigner.app.widgets.texts import heading
from nndesigner.project.examples import Example, opened_examples
from nndesigner.project.file import Project

GAP, MARGIN = 16, 24
MOST_COLUMNS = 4
LEVELS = {1: "First steps", 2: "Going deeper", 3: "Whole architectures"}
"""What the groups of examples are called, from simple to hard."""

Opened = tuple[Example, Project]
"""An example and what is in it."""


class WelcomePage(QScrollArea):
    """Shown until something is open."""

    example_chosen = Signal(str)
    file_chosen = Signal(object)
    new_wanted = Signal()
    open_wanted = Signal()
    data_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAccessibleName("Welcome")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cards: list[ExampleCard] = []
        self._settings = settings
        self._column = QWidget()
        content = QVBoxLayout(self._column)
        content.setContentsMargins(0, 32, 0, 40)
        content.setSpacing(0)
        self._heading = WelcomeHeading()
        self._heading.new_wanted.connect(self.new_wanted)
        self._heading.open_wanted.connect(self.open_wanted)
        self._heading.data_wanted.connect(self.data_wanted)
        content.addWidget(self._heading)
        self._add_recent(content)
        content.addStretch(1)
        self._content = content
        ground = QWidget()
        ground.setObjectName("canvas")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QHBoxLayout(ground)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._column, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(ground)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.cards:
            QTimer.singleShot(0, self, self.fill)

    def fill(self) -> None:
        """Show the examples; done after the first paint, because eighteen files have to be read for it."""
        if self.cards:
            return
        self._content.takeAt(self._content.count() - 1)
        for title, group in grouped(opened_examples()):
            self._content.addSpacing(28)
            self._content.addWidget(heading(title))
            self._content.addSpacing(12)
            self._content.addWidget(self._cards_of(group))
        self._content.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - 2 * MARGIN
        columns = max(1, min(MOST_COLUMNS, (room + GAP) // (WIDTH + GAP)))
        width = columns * (WIDTH + GAP) - GAP
        self._column.setFixedWidth(width)
        self._heading.fit(width)

    def _add_recent(self, content: QVBoxLayout) -> None:
        files = self._settings.recent_files
        if not files:
            return
        flow = FlowLayout(24)
        for path in files:
            button = QPushButton(path.stem.replace("&", "&&"))
            button.setProperty("role", "link")
            button.setToolTip(str(path))
            button.clicked.connect(lambda _, path=path: self.file_chosen.emit(path))
            flow.addWidget(button)
        content.addSpacing(28)
        content.addWidget(heading("Recent projects"))
        content.addSpacing(8)
        content.addLayout(flow)

    def _cards_of(self, group: Iterable[Opened]) -> QWidget:
        gallery = QWidget()
        flow = FlowLayout(GAP)
        gallery.setLayout(flow)
        for example, project in group:
            card = ExampleCard(example, project.design)
            card.chosen.connect(self.example_chosen)
            flow.addWidget(card)
            self.cards.append(card)
        policy = gallery.sizePolicy()
        policy.setHeightForWidth(True)
        gallery.setSizePolicy(policy)
        return gallery


def grouped(opened: Iterable[Opened]) -> list[tuple[str, list[Opened]]]:
    """The examples by level, from simple to hard, each level in the order given; one group when none has a level."""
    levels: dict[int, list[Opened]] = {}
    for example, project in opened:
        levels.setdefault(level_of(project), []).append((example, project))
    if set(levels) == {0}:
        return [("Examples", levels[0])]
    order = sorted(levels, key=lambda level: (level not in LEVELS, level))
    return [(LEVELS.get(level, "More examples"), levels[level]) for level in order]


def level_of(project: Project) -> int:
    """How hard an example is, as its file says: one of LEVELS, else 0."""
    about = project.extra.get("about")
    level = about.get("level") if isinstance(about, Mapping) else None
    return level if level in LEVELS else 0
