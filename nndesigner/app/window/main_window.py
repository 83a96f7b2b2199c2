"""The main window: places the panels, and nothing else."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QStackedWidget, QVBoxLayout, QWidget

from nndesigner.app.canvas.view import CanvasView
from nndesigner.app.cockpit.views import VIEWS
from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.document.selection import Selection
from nndesigner.app.engine import hosts
from nndesigner.app.help.window import HelpWindow
from nndesigner.app.inspector.inspector import Inspector
from nndesigner.app.opening.data_opener import DataOpener
from nndesigner.app.opening.dropping import FileDrops
from nndesigner.app.opening.notice import DataNotice, DataWatch
from nndesigner.app.outline.outline import Outline
from nndesigner.app.outline.problems_list import ProblemsList
from nndesigner.app.palette.palette import Palette
from nndesigner.app.runs.notices import EarlierRun, EarlierRunNotice, InterruptedNotice, ProofNotice
from nndesigner.app.runs.panel import RunsPanel
from nndesigner.app.settings import Settings
from nndesigner.app.training.control import TrainingControl
from nndesigner.app.training.session import TrainingSession
from nndesigner.app.training.shown_run import ShownRun
from nndesigner.app.welcome.page import WelcomePage
from nndesigner.app.widgets.messages import show_problem
from nndesigner.app.widgets.notice import Notice, above
from nndesigner.app.widgets.screen import size_up
from nndesigner.app.widgets.theme import themes
from nndesigner.app.widgets.toast import Toast
from nndesigner.app.window import commands
from nndesigner.app.window.actions import Actions
from nndesigner.app.window.device_button import DeviceButton
from nndesigner.app.window.docks import Dock, is_part, plot_dock, tabify
from nndesigner.app.window.filing import Filing
from nndesigner.app.window.help_follower import HelpFollower
from nndesigner.app.window.interrupted import Interrupted
from nndesigner.app.window.monitor import TrainingMonitor
from nndesigner.app.window.moved_on import MovedOn, MovedOnNotice
from nndesigner.app.window.status_bar import StatusBar
from nndesigner.app.window.top_bar import TopBar
from nndesigner.runs.store import Store, usual_place
from nndesigner.training.events import Failed, RunState
from nndesigner.training.hosts.choice import HostKind

SIZE = (1440, 900)
PALETTE_WIDTH, INSPECTOR_WIDTH, DASHBOARD_HEIGHT = 240, 320, 240
LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class MainWindow(QMainWindow):
    """Palette at the left, canvas in the middle, inspector at the right, dashboard at the bottom."""

    def __init__(self, settings: Settings, host: HostKind | None = None) -> None:
        super().__init__()
        self.settings = settings
        self._asks = True
        self.document = Document()
        self.selection = Selection()
        self.editing = Editing(self.document, self.selection)
        self.hosts = hosts(host or settings.host)
        self.session = TrainingSession(self.hosts.new_host, self)
        self.control = TrainingControl(self.document, self.session, Store(usual_place()))
        self.shown_run = ShownRun(self.document, self.session)
        self.filing = Filing(self, self.document, self.session, settings)
        self.data = DataOpener(self, self.document)
        self.canvas = CanvasView(self.document, self.selection, self.editing)
        self.palette_panel = Palette(self.editing)
        self.help_window = HelpWindow(self, settings)
        self.help = HelpFollower(self.help_window, self.document, self.selection, self.palette_panel)
        self.actions_by_name = Actions(self)
        self.menus = QMenuBar()
        self._add_commands()
        self._place()
        self._connect()
        size_up(self, *SIZE)
        self.resizeDocks(self.plot_docks[:1], [min(DASHBOARD_HEIGHT, self.height() // 4)], Qt.Orientation.Vertical)
        self._restore_layout()
        self._refresh()

    def open_later(self, file: str | None) -> None:
        """Open a project, an example ("example:NAME"), or the welcome page; to be called once the window is shown."""
        self.dashboard()
        self.device_button.look()
        self.interrupted.look()
        if file is None:
            return
        if file.startswith("example:"):
            self.filing.open_example(file.removeprefix("example:"))
        else:
            self.filing.open_path(Path(file))

    def dashboard(self) -> None:
        """Put the live views into the window; they bring pyqtgraph, so they come after the first paint."""
        from nndesigner.app.cockpit.dashboard import panels
        from nndesigner.app.samples.panel import DataPanel

        for panel in panels(self.session):
            self.view_docks[panel.view].setWidget(panel)
            self.view_docks[panel.view].setTitleBarWidget(panel.header)
        self.data_panel = DataPanel(self.document, self.session)
        self.data_dock.setWidget(self.data_panel)
        self.data_dock.setTitleBarWidget(self.data_panel.header)
        self.data_panel.wanted.connect(self.data_dock.show)
        self.data_panel.wanted.connect(self.data_dock.raise_)
        equal = [self.width() // len(self.plot_docks)] * len(self.plot_docks)
        if not self.settings.layout("docks"):
            self.resizeDocks(self.plot_docks, equal, Qt.Orientation.Horizontal)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._asks and not self.filing.may_leave():
            event.ignore()
            return
        self.control.proving.close()
        self.control.recorder.close()
        self.settings.keep_layout("geometry", self.saveGeometry())
        self.settings.keep_layout("docks", self.saveState())
        event.accept()

    def close_without_asking(self) -> None:
        """Close and lose what is not saved."""
        self._asks = False
        self.close()

    def _add_commands(self) -> None:
        self.actions_by_name.add(commands.file_commands(self.filing, self.document, lambda: self.data.open()))
        self.actions_by_name.add(commands.edit_commands(self.document, self.editing, self.selection, self.canvas))
        find = self.palette_panel.focus_search
        self.actions_by_name.add(commands.view_commands(self.canvas, self.document, self.selection, find))
        self.actions_by_name.add(commands.look_commands(self.settings, self._turn_theme, self._say))
        self.actions_by_name.add(commands.training_commands(self.control, lambda: self.shown_run.identity))
        self.actions_by_name.add(commands.host_commands(self.settings, self.hosts, self._say))
        self.actions_by_name.add(commands.help_commands(self.help))
        commands.build_menus(self.menus, self.actions_by_name)

    def _place(self) -> None:
        self.device_button = DeviceButton()
        self.top_bar = TopBar(self.document, self.actions_by_name, self.device_button)
        self.status = StatusBar(self.document)
        self.welcome = WelcomePage(self.settings)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.canvas)
        self._put_on_top(self.top_bar)
        self.notice, self.moved_on_notice, self.earlier_notice = DataNotice(), MovedOnNotice(), EarlierRunNotice()
        self.interrupted_notice, self.proof_notice = InterruptedNotice(), ProofNotice(self.control.proving)
        notices: list[Notice] = [self.proof_notice, self.interrupted_notice, self.notice]
        notices += [self.moved_on_notice, self.earlier_notice]
        self.setCentralWidget(above(notices, self.pages))
        self.setStatusBar(self.status)
        self.toast = Toast(self.pages)
        self._place_docks()

    def _put_on_top(self, bar: QWidget) -> None:
        """Menu bar and `bar` together take the place of the menu bar: above all docks."""
        top = QWidget()
        layout = QVBoxLayout(top)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.menus)
        layout.addWidget(bar)
        self.setMenuWidget(top)

    def _place_docks(self) -> None:
        self.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, BOTTOM)
        self.outline = Outline(self.document, self.selection)
        self.problems = ProblemsList(self.document, self.selection, self.editing)
        palette = Dock("palette", "Layers", self.palette_panel)
        outline = Dock("outline", "Outline", self.outline)
        self.inspector = Inspector(self.document, self.selection, self.editing)
        self.inspector_dock = Dock("inspector", "Inspector", self.inspector)
        self.problems_dock = Dock("problems", "Problems", self.problems)
        self.runs = RunsPanel(self.document, self.control, self.shown_run)
        self.runs_dock = Dock("runs", "Runs", self.runs)
        self.data_dock = plot_dock("Data")
        for dock, area in ((palette, LEFT), (outline, LEFT), (self.inspector_dock, RIGHT)):
            self.addDockWidget(area, dock)
        for dock in (self.data_dock, self.runs_dock, self.problems_dock):
            self.addDockWidget(RIGHT, dock)
        self.view_docks = {view: plot_dock(view.title) for view in VIEWS}
        self.plot_docks = [dock for view, dock in self.view_docks.items() if not view.behind]
        for dock in self.plot_docks:
            self.addDockWidget(BOTTOM, dock)
        behind = [(self.view_docks[view.behind], dock) for view, dock in self.view_docks.items() if view.behind]
        self._tabs = [(self.inspector_dock, self.data_dock), (self.inspector_dock, self.runs_dock), *behind]
        tabify(self, self._tabs)
        tabify(self, [(palette, outline), (self.inspector_dock, self.problems_dock)])
        for dock in (outline, self.problems_dock):
            dock.hide()
        widths = [PALETTE_WIDTH, INSPECTOR_WIDTH]
        self.resizeDocks([palette, self.inspector_dock], widths, Qt.Orientation.Horizontal)
        rooms = [palette, outline, self.inspector_dock, self.data_dock, self.runs_dock, self.problems_dock]
        self._list_panels([*rooms, *self.view_docks.values()])

    def _list_panels(self, docks: list[Dock]) -> None:
        menu = QMenu("&Panels", self)
        for dock in docks:
            menu.addAction(dock.toggleViewAction())
            dock.toggleViewAction().triggered.connect(lambda is_shown, dock=dock: is_shown and dock.raise_())
        self.menus.insertMenu(self.menus.actions()[-1], menu)

    def _connect(self) -> None:
        moved_on = MovedOn(self.document, self.session, self.moved_on_notice)
        moved_on.continue_wanted.connect(self.control.continue_training)
        EarlierRun(self.shown_run, self.earlier_notice)
        self.interrupted = Interrupted(self.filing, self.control, self.shown_run, self.interrupted_notice)
        self.interrupted.said.connect(self.toast.show_message)
        self.shown_run.refused.connect(self.toast.show_message)
        self.runs.commands.done.connect(self.toast.show_message)
        TrainingMonitor(self.session, self.top_bar.progress, self.status, self.canvas)
        self.editing.refused.connect(self.toast.show_message)
        self.canvas.message.connect(self.toast.show_message)
        self.filing.done.connect(self.toast.show_message)
        self.control.message.connect(self.toast.show_message)
        # queued, so that everything else shows the end of the training before somebody has read why
        self.control.failed.connect(self._show_failure, Qt.ConnectionType.QueuedConnection)
        self.status.problems_wanted.connect(self._turn_problems)
        self.device_button.chosen.connect(lambda name: setattr(self.control, "device", name))
        self.welcome.example_chosen.connect(self.filing.open_example)
        self.welcome.file_chosen.connect(self.filing.open_path)
        self.welcome.new_wanted.connect(self.filing.new)
        self.welcome.open_wanted.connect(self.filing.open)
        self.welcome.data_wanted.connect(lambda: self.data.open())
        self._connect_data()
        self.document.loaded.connect(self._show_canvas)
        self.document.changed.connect(lambda _: self._refresh())
        edited = (self.document.file_changed, self.selection.changed, self.document.history.changed)
        for signal in (*edited, self.session.state_changed, self.control.proving.changed):
            signal.connect(self._refresh)
        self.session.state_changed.connect(
            lambda state: self.inspector.show_training(self.session.ordered if state.is_active else None)
        )
        themes.changed.connect(self.actions_by_name.restyle)

    def _connect_data(self) -> None:
        self.data_watch = DataWatch(self.document, self.notice)
        self.control.failed.connect(lambda *_: self.data_watch.look())
        self.notice.look_wanted.connect(self.data.open)
        drops = FileDrops(self, self.canvas.viewport(), self.canvas)
        drops.data_dropped.connect(self.data.open)
        drops.project_dropped.connect(self.filing.open_path)
        drops.refused.connect(self.toast.show_message)
        self.inspector.data_wanted.connect(self.data.open)
        self.inspector.preview_wanted.connect(self.data.preview)
        self.data.done.connect(self.toast.show_message)
        self.data.refused.connect(self.toast.show_message)
        self.data.used.connect(self._show_canvas)
        self.data.used.connect(self.canvas.fit_all)

    def _show_failure(self, failed: Failed) -> None:
        """Say why a training broke off; with a device that is lost to this program, offer to train in another one."""
        offer = commands.IN_PROCESS if failed.is_device_fault and self.hosts.kind is HostKind.THREAD else ""
        if show_problem(self, "Training failed", failed.message, failed.details, offer):
            self.actions_by_name["host_process"].trigger()

    def _show_canvas(self) -> None:
        self.pages.setCurrentWidget(self.canvas)
        self.canvas.setFocus()

    def _refresh(self) -> None:
        state = self.session.state
        self.actions_by_name["train"].setText("&Resume" if state is RunState.PAUSED else "&Train")
        history = self.document.history
        self.actions_by_name["undo"].setText(f"&Undo {history.undo_text}".strip())
        self.actions_by_name["redo"].setText(f"&Redo {history.redo_text}".strip())
        self.actions_by_name.refresh()
        self.setWindowTitle(f"{self.document.name}{'' if self.document.is_saved else ' (edited)'} – nndesigner")

    def _say(self, words: str) -> None:
        self.actions_by_name.refresh()
        self.toast.show_message(words)

    def _turn_problems(self) -> None:
        """Bring the problems to the front; when they are there already, put them away."""
        if self.problems_dock.visibleRegion().isEmpty():
            self.problems_dock.show()
            self.problems_dock.raise_()
        else:
            self.problems_dock.hide()

    def _turn_theme(self) -> None:
        name = "light" if themes.current.is_dark else "dark"
        themes.use(name)
        self.settings.theme = name
        self.actions_by_name.refresh()

    def _restore_layout(self) -> None:
        geometry, docks = self.settings.layout("geometry"), self.settings.layout("docks")
        if geometry:
            self.restoreGeometry(geometry)
        if docks:
            self.restoreState(docks)
            tabify(self, [(front, back) for front, back in self._tabs if not is_part(docks, back)])
