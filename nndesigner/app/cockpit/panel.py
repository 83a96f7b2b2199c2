"""What all plots share: a header, an empty state, and drawing no more often than the eye needs."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QFileDialog, QLabel, QMenu, QStackedLayout, QVBoxLayout, QWidget

from nndesigner.app.cockpit.exporting import Cell, save_picture, save_table
from nndesigner.app.cockpit.views import View
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.widgets import theme
from nndesigner.app.widgets.dock_actions import add_dock_actions
from nndesigner.app.widgets.messages import show_problem
from nndesigner.app.widgets.panel_header import HEIGHT, Header, Part
from nndesigner.catalog.problems import UserError
from nndesigner.training.readings import Cost

INTERVAL = 92
"""Milliseconds between two redraws, at least: eleven a second."""
MOST_OF_THE_TIME = 0.1
"""The part of the time that drawing a panel may take; what takes long is drawn less often."""
PICTURE = QSize(600, 360)
"""Size of an exported picture, in pixels of the screen, when the panel is not shown."""

Table = tuple[Sequence[str], Iterable[Sequence[Cell]]]


class Panel(QWidget):
    """A view of the session's history. Subclasses give the methods that are not implemented here.

    `header` can be taken as the title bar of the dock that the panel is in.
    """

    def __init__(self, session: TrainingSession, view: View) -> None:
        super().__init__()
        self.session = session
        self.view = view
        self.title = view.title
        self._on_demand = frozenset(each.name for each in view.quantities if each.cost is Cost.LARGE)
        self.redraws = 0
        """How often this panel was drawn."""
        self.delay = 0
        """Milliseconds after the news at which this panel draws, so that not all panels draw at once."""
        self.menu = QMenu(self)
        self.header = Header(self.title, self.menu)
        self.content = self.build_content()
        self._empty = self._build_empty()
        self._has_news = True
        self._since_redraw = QElapsedTimer()
        self._interval: float = INTERVAL
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._redraw_if_visible)
        self._place()
        self._fill_menu()
        session.happened.connect(self._take_note)
        session.state_changed.connect(self._take_note)
        theme.themes.changed.connect(self._restyle)

    def build_content(self) -> QWidget:
        """The widget that shows the data; called once."""
        raise NotImplementedError

    def has_data(self) -> bool:
        """Whether there is anything to draw."""
        raise NotImplementedError

    def draw(self) -> list[Part]:
        """Show the history in the content as it is now, and give the readout."""
        raise NotImplementedError

    def table(self) -> Table:
        """The titles of the columns and the rows of what is shown."""
        raise NotImplementedError

    def why_empty(self) -> str:
        """What will appear here and how to get it."""
        return self.view.nothing_text if self.view.nothing_text and len(self.session.history) else self.view.empty_text

    def redraw(self) -> None:
        """Draw now, visible or not."""
        self._timer.stop()
        self._has_news = False
        self._since_redraw.start()
        self.redraws += 1
        has_data = self.has_data()
        if not has_data:
            self._empty.setText(self.why_empty())
        self._pages.setCurrentWidget(self.content if has_data else self._empty)
        self.header.show_parts(self.draw() if has_data else [])
        self._interval = max(INTERVAL, self._since_redraw.elapsed() / MOST_OF_THE_TIME)

    def ask_for_redraw(self) -> None:
        """Draw soon, or, while nobody can see it, as soon as somebody can."""
        self._has_news = True
        if not self._timer.isActive() and self.is_seen:
            waited = self._since_redraw.elapsed() if self._since_redraw.isValid() else INTERVAL
            self._timer.start(round(max(self.delay, self._interval - waited)))

    @property
    def is_seen(self) -> bool:
        """Whether any of it is on the screen."""
        return self.isVisible() and not self.window().isMinimized() and not self.visibleRegion().isEmpty()

    @property
    def file_name(self) -> str:
        """What an exported file is called, without its suffix."""
        return self.title.lower().replace(" ", "_")

    def export_picture(self, path: Path) -> None:
        """Write what is shown as PNG or SVG, as the suffix says. Raises UserError."""
        if self.isVisible():
            self.redraw()
            save_picture(self.header, self._pages.currentWidget() or self.content, path)
            return
        twin = type(self)(self.session, self.view)
        try:
            twin.look_like(self)
            twin.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            twin.resize(PICTURE)
            twin.show()
            twin.export_picture(path)
        finally:
            twin.hide()
            twin.deleteLater()

    def export_table(self, path: Path) -> None:
        """Write the numbers behind what is shown as CSV. Raises UserError."""
        save_table(*self.table(), path)

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.content)
        self._pages.addWidget(self._empty)
        column.addLayout(self._pages, 1)
        self.setMinimumSize(180, HEIGHT + 44)

    @staticmethod
    def _build_empty() -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        label.setContentsMargins(16, 0, 16, 8)
        return label

    def _fill_menu(self) -> None:
        self.add_choices(self.menu)
        self.menu.addAction("Export picture…", self._ask_for_picture)
        self.menu.addAction("Export table…", self._ask_for_table)
        self._dock_actions = [self.menu.addSeparator(), *add_dock_actions(self.menu, self)]
        self.menu.aboutToShow.connect(self._prepare_menu)

    def look_like(self, other: "Panel") -> None:
        """Take over what the user chose in `other`, a panel of the same kind."""

    def add_choices(self, menu: QMenu) -> None:
        """Put what can be chosen about this plot at the top of its menu."""

    def _prepare_menu(self) -> None:
        for action in self._dock_actions:
            action.setVisible(isinstance(self.parent(), QDockWidget))

    def _ask_for_picture(self) -> None:
        self._ask("Export picture", "Pictures (*.png *.svg)", ".png", self.export_picture)

    def _ask_for_table(self) -> None:
        self._ask("Export table", "Tables (*.csv)", ".csv", self.export_table)

    def _ask(self, title: str, filter: str, suffix: str, export: Callable[[Path], None]) -> None:
        name, _ = QFileDialog.getSaveFileName(self, title, self.file_name + suffix, filter)
        if not name:
            return
        path = Path(name)
        try:
            export(path if path.suffix else path.with_suffix(suffix))
        except UserError as problem:
            show_problem(self, title, str(problem))

    def _take_note(self, _: object) -> None:
        self._ask_for_readings()
        self.ask_for_redraw()

    def _ask_for_readings(self) -> None:
        """Want what is only read on demand, for as long as somebody sees it: the session forgets it with every news."""
        if self._on_demand and self.is_seen:
            self.session.want(self._on_demand)

    def _redraw_if_visible(self) -> None:
        if self._has_news and self.is_seen:
            self.redraw()

    def _restyle(self) -> None:
        self.header.restyle()
        self._has_news = True
        if self.is_seen:
            self.redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._has_news:
            self.redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._ask_for_readings()
        if self._has_news:
            self.ask_for_redraw()
