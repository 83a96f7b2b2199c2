"""Tests of what all plots share: when they draw, what they say when there is nothing, and what they export."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QDockWidget, QMainWindow

from nndesigner.app.cockpit.dashboard import panel as panel_of
from nndesigner.app.cockpit.dashboard import panels
from nndesigner.app.cockpit.dropout_panel import DropoutPanel
from nndesigner.app.cockpit.generated_panel import GeneratedPanel
from nndesigner.app.cockpit.panel import INTERVAL
from nndesigner.app.cockpit.per_node_panel import PerNodePanel
from nndesigner.app.cockpit.scalar_panel import ScalarPanel
from nndesigner.app.cockpit.views import LOSS, METRICS, RATE, VIEWS, View
from nndesigner.app.widgets import theme
from nndesigner.app.window.docks import plot_dock, tabify
from nndesigner.catalog.problems import UserError
from nndesigner.training.history import History
from nndesigner.training.readings import Generated, Masks, PerNode, Quantity, Scalar
from tests.app.cockpit.training_story import started, step, tell, told

EVERY = pytest.mark.parametrize("kind", VIEWS, ids=lambda view: view.title)


def test_the_dashboard_has_a_panel_for_every_view(session, qtbot):
    made = panels(session)
    for each in made:
        qtbot.addWidget(each)
    assert [each.title for each in made] == [view.title for view in VIEWS]
    front = [view.title for view in VIEWS if not view.behind]
    assert front == ["Loss", "Metrics", "Gradient magnitude", "Dropout masks"]
    assert len({each.delay for each in made}) == len(VIEWS)


@pytest.mark.parametrize(
    ("form", "kind"),
    [(Scalar, ScalarPanel), (PerNode, PerNodePanel), (Masks, DropoutPanel), (Generated, GeneratedPanel)],
    ids=lambda it: it.__name__,
)
def test_the_panel_follows_from_the_form_of_what_is_read(session, show, form, kind):
    panel = show(View("New", "It appears here. Press Train.", (Quantity("new", "New", form),)))
    assert isinstance(panel, kind)
    assert (panel.title, panel._empty.text()) == ("New", "It appears here. Press Train.")


def test_several_numbers_have_a_curve_each(session, show):
    panel = show(View("Rates", "Press Train.", (Quantity("one", "One", Scalar), Quantity("two", "Two", Scalar))))
    events = [started(), *(step(n, 1.0, 0.5, one=Scalar(-1.0 * n), two=Scalar(2.0 * n)) for n in range(1, 20))]
    tell(session, events)
    panel.redraw()
    assert panel.chart.shown("training")[1].tolist() == [-1.0 * n for n in range(1, 20)]
    assert panel.chart.shown("training/Two")[1].tolist() == [2.0 * n for n in range(1, 20)]
    assert panel.chart.y_axis.low <= -19


@EVERY
def test_an_empty_panel_says_what_will_appear_and_how(session, show, kind):
    panel = show(kind)
    assert panel._empty.isVisible()
    assert panel._empty.text().endswith("Press Train.")
    assert panel.header.readout == ""


@EVERY
def test_news_are_drawn_soon(session, show, qtbot, kind):
    panel = show(kind)
    tell(session, told(30, session.design))
    qtbot.waitUntil(lambda: panel.content.isVisible())
    assert panel.header.readout


@EVERY
def test_a_flood_of_news_is_drawn_twelve_times_a_second_at_most(session, show, qtbot, kind):
    panel = show(kind)
    events = told(60, session.design)
    before = panel.redraws
    for event in events:
        tell(session, [event])
        qtbot.wait(2)
    qtbot.wait(2 * INTERVAL)
    seconds = panel._since_redraw.elapsed()
    assert 1 <= panel.redraws - before <= (len(events) * 12 + seconds) / INTERVAL + 2


@EVERY
def test_a_hidden_panel_does_not_draw_and_catches_up_when_it_is_shown(session, show, qtbot, kind):
    panel = show(kind)
    panel.hide()
    before = panel.redraws
    tell(session, told(30, session.design))
    qtbot.wait(2 * INTERVAL)
    assert panel.redraws == before
    panel.show()
    assert panel.redraws == before + 1
    assert panel.content.isVisible()


@EVERY
def test_nothing_is_drawn_while_nothing_happens(session, show, qtbot, kind):
    panel = show(kind)
    tell(session, told(30, session.design))
    qtbot.waitUntil(lambda: panel.redraws > 0)
    qtbot.wait(4 * INTERVAL)
    before = panel.redraws
    qtbot.wait(3 * INTERVAL)
    assert panel.redraws == before


@EVERY
def test_a_new_training_empties_the_panel(session, show, qtbot, kind):
    panel = show(kind)
    tell(session, told(30, session.design))
    qtbot.waitUntil(lambda: panel.content.isVisible())
    session.history = History()
    session.happened.emit([])
    qtbot.waitUntil(lambda: not panel.content.isVisible())


@EVERY
def test_another_theme_is_taken_at_once(session, show, qtbot, kind):
    panel = show(kind)
    tell(session, told(30, session.design))
    panel.redraw()
    other = "light" if theme.themes.current.is_dark else "dark"
    theme.themes.use(other)
    ground = panel.grab().toImage().pixelColor(2, panel.height() - 2)
    assert ground == theme.colour("panel")


@EVERY
@pytest.mark.parametrize("is_shown", [True, False])
def test_a_picture_is_exported_whether_the_panel_is_shown_or_not(session, show, tmp_path, kind, is_shown):
    panel = show(kind)
    panel.setVisible(is_shown)
    tell(session, told(50, session.design))
    png, svg = tmp_path / "plot.png", tmp_path / "plot.svg"
    panel.export_picture(png)
    panel.export_picture(svg)
    image = QImage(str(png))
    assert (image.width(), image.height()) == ((720, 480) if is_shown else (1200, 720))
    assert number_of_colours(image) > 20
    assert QSvgRenderer(str(svg)).isValid()
    title = "Accuracy" if kind is METRICS else panel.header.title
    assert title in svg.read_text(encoding="utf-8")


@EVERY
def test_an_empty_panel_can_be_exported(session, show, tmp_path, kind):
    show(kind).export_picture(tmp_path / "plot.png")
    show(kind).export_table(tmp_path / "plot.csv")
    assert len(rows(tmp_path / "plot.csv")) == 1


@EVERY
def test_what_cannot_be_written_is_told(session, show, tmp_path, kind):
    panel = show(kind)
    with pytest.raises(UserError, match="could not be written"):
        panel.export_picture(tmp_path / "missing" / "plot.png")
    with pytest.raises(UserError, match="could not be written"):
        panel.export_table(tmp_path / "missing" / "plot.csv")
    with pytest.raises(UserError, match="neither"):
        panel.export_picture(tmp_path / "plot.gif")
    with pytest.raises(UserError, match=r"is not\. Change"):
        panel.export_table(tmp_path / "plot.txt")


def test_the_header_can_be_the_title_bar_of_a_dock(session, show, qtbot, tmp_path):
    panel = show(LOSS)
    dock = QDockWidget()
    qtbot.addWidget(dock)
    dock.setWidget(panel)
    dock.setTitleBarWidget(panel.header)
    dock.resize(400, 300)
    dock.show()
    tell(session, told(30, session.design))
    panel.redraw()
    panel._prepare_menu()
    assert "train" in panel.header.readout
    assert [action.text() for action in panel.menu.actions() if action.isVisible()][-2:] == ["Float or dock", "Close"]
    panel.export_picture(tmp_path / "plot.png")
    assert QImage(str(tmp_path / "plot.png")).width() == 2 * panel.width()


def test_a_narrow_header_drops_the_last_figures_first(session, show):
    panel = show(LOSS)
    tell(session, told(80, session.design))
    for width in (360, 220, 120, 40):
        panel.header.resize(width, panel.header.height())
        panel.header.grab()


def test_menu_and_readout_are_named_for_screen_readers(session, show):
    panel = show(LOSS)
    tell(session, told(30, session.design))
    panel.redraw()
    assert panel.header.accessibleName() == "Loss"
    assert panel.header.accessibleDescription() == panel.header.readout
    assert panel.header.menu_button.accessibleName()


def test_a_panel_behind_a_tab_costs_nothing_until_it_is_raised(session, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    front, back = (plot_dock(title) for title in ("Loss", "Learning rate"))
    loss, rate = panel_of(session, LOSS), panel_of(session, RATE)
    for dock, panel in ((front, loss), (back, rate)):
        dock.setWidget(panel)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    tabify(window, [(front, back)])
    window.resize(600, 400)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.wait(3 * INTERVAL)
    before = rate.redraws
    tell(session, told(30, session.design))
    qtbot.waitUntil(lambda: loss.content.isVisible())
    qtbot.wait(2 * INTERVAL)
    assert rate.redraws == before
    back.raise_()
    qtbot.waitUntil(lambda: rate.redraws > before)
    assert rate.header.readout


def number_of_colours(image: QImage) -> int:
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
