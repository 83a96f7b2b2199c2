"""Data in the window: dropped, used as one edit, undone, lost and found again."""

import shutil
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton

from nndesigner.app.opening.preview import AugmentationPreview
from nndesigner.catalog.entry import find
from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.catalog.sources.table import Table
from nndesigner.design.options import DataOptions
from nndesigner.training.events import RunState
from tests.app.opening.conftest import PATIENCE


def drop(widget, *paths):
    """Drop the files at `paths` on `widget`, as a file manager does."""
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, content, button, keys)
    QApplication.sendEvent(widget, enter)
    event = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, content, button, keys)
    QApplication.sendEvent(widget, event)
    return enter.isAccepted()


def use(window, qtbot, path):
    """Open `path` and agree to what is proposed."""
    window.data.open(path)
    dialog = window.data.dialog
    qtbot.waitUntil(lambda: dialog.data is not None, timeout=PATIENCE)
    dialog.footer.use_button.click()


def test_a_dropped_table_is_trained_after_three_gestures(window, qtbot, houses):
    assert drop(window.canvas.viewport(), houses)
    dialog = window.data.dialog
    qtbot.waitUntil(lambda: dialog.data is not None, timeout=PATIENCE)
    dialog.footer.use_button.click()
    design = window.document.design
    assert isinstance(design.data.source, Table)
    assert [node.layer.kind for node in design.nodes.values()] == ["input", "dense", "dense", "dense", "output"]
    assert window.document.report.problems == ()
    assert window.pages.currentWidget() is window.canvas
    window.actions_by_name["train"].trigger()
    qtbot.waitUntil(
        lambda: window.session.state in (RunState.RUNNING, RunState.FINISHED, RunState.FAILED), timeout=60_000
    )
    assert window.session.state is not RunState.FAILED
    window.session.stop()
    assert window.session.wait(30)


def test_one_undo_takes_data_and_network_back(window, qtbot, houses):
    window.filing.open_example("mnist-mlp")
    before = window.document.design
    use(window, qtbot, houses)
    assert window.document.report.errors == ()
    assert window.document.design.nodes.keys() == before.nodes.keys()
    window.document.history.undo()
    assert window.document.design == before


def test_what_follows_from_new_data_is_said_with_an_undo(window, qtbot, houses):
    window.filing.open_example("mnist-mlp")
    before = window.document.design
    use(window, qtbot, houses)
    first, *lines = window.toast.text.splitlines()
    assert first == "houses.csv is the data now."
    assert lines[0] == "Loss: Cross-entropy → Mean squared error"
    assert lines[1].startswith("Shape of images: 1 × 28 × 28 → ")
    assert "Units of dense_3: 10 → 1" in lines
    window.toast.findChild(QPushButton).click()
    assert window.document.design == before


def test_layers_that_do_not_suit_new_data_stay_and_are_marked(window, qtbot, houses):
    window.filing.open_example("mnist-cnn")
    before = window.document.design
    use(window, qtbot, houses)
    assert window.document.design.nodes.keys() == before.nodes.keys()
    (problem,) = window.document.report.errors
    assert window.document.design.nodes[problem.node].name == "conv_1"
    assert window.toast.text.splitlines()[-1] == "1 problem is left: see the canvas."
    window.document.history.undo()
    assert window.document.design == before


def test_several_files_that_are_dropped_are_refused_in_words(window, houses, tmp_path):
    assert drop(window.canvas.viewport(), houses, tmp_path / "a.png", tmp_path / "b.png")
    assert window.data.dialog is None
    assert window.toast.text.startswith("3 files were dropped, but one is opened at a time.")


def test_a_dropped_project_is_opened(window, qtbot, tmp_path):
    window.filing.open_example("xor-mlp")
    path = tmp_path / "xor.nnd"
    window.document.save(path)
    window.filing.open_example("mnist-mlp")
    assert drop(window.canvas.viewport(), path)
    assert window.document.path == path and window.data.dialog is None


def test_what_is_no_file_is_left_to_others(window):
    content = QMimeData()
    content.setText("dense")
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, content, button, keys)
    QApplication.sendEvent(window.canvas.viewport(), enter)
    assert not enter.isAccepted()


def test_welcome_menu_and_inspector_open_the_same_dialog(window, qtbot):
    for ask in (
        window.welcome.data_wanted.emit,
        window.actions_by_name["open_data"].trigger,
        window.inspector.page.data.source.open_button.click,
    ):
        ask()
        assert window.data.dialog is not None and window.data.dialog.isVisible()
        qtbot.keyClick(window.data.dialog, Qt.Key.Key_Escape)
        assert window.data.dialog is None


def test_choosing_a_table_as_the_source_asks_for_the_file(window):
    source = window.inspector.page.data.source
    source.choice.rows["kind"].field.edited.emit("table")
    assert window.data.dialog is not None
    assert isinstance(window.document.design.data.source, Mnist)
    assert source.choice.rows["kind"].field.box.currentData() == "mnist"


def test_missing_data_is_said_and_located(window, qtbot, houses, tmp_path):
    use(window, qtbot, houses)
    project = tmp_path / "houses.nnd"
    window.document.save(project)
    moved = tmp_path / "elsewhere" / "houses.csv"
    moved.parent.mkdir()
    shutil.move(houses, moved)
    window.filing.open_path(project)
    qtbot.waitUntil(window.notice.isVisible, timeout=PATIENCE)
    assert "houses.csv is missing" in window.notice.words.text()
    assert not window.notice.accept_button.isVisible()
    window.data_watch.put(window.notice.problems[0].path, str(moved))
    qtbot.waitUntil(lambda: not window.notice.isVisible(), timeout=PATIENCE)
    assert Path(window.document.design.data.source.file.path) == moved
    window.document.history.undo()
    qtbot.waitUntil(window.notice.isVisible, timeout=PATIENCE)


def test_changed_data_is_said_and_can_be_used_as_it_is(window, qtbot, houses, tmp_path):
    use(window, qtbot, houses)
    project = tmp_path / "houses.nnd"
    window.document.save(project)
    houses.write_text(houses.read_text() + "\n50,2,1980,A,1500", encoding="utf-8")
    window.filing.open_path(project)
    qtbot.waitUntil(window.notice.isVisible, timeout=PATIENCE)
    window.notice.accept_button.click()
    qtbot.waitUntil(lambda: not window.notice.isVisible(), timeout=PATIENCE)
    assert window.document.design.data.source.file.size == houses.stat().st_size


def test_pictures_get_convolutions_to_begin_with(window):
    window.data.use(window.document.design.data)
    kinds = [node.layer.kind for node in window.document.design.nodes.values()]
    assert kinds[:3] == ["input", "conv2d", "max_pool2d"] and kinds[-2:] == ["dense", "output"]
    assert window.document.report.problems == ()


def test_symbols_get_an_embedding_and_a_gru(window):
    data = window.document.design.data
    text = find("source", "characters")()
    window.data.use(type(data)(source=text))
    kinds = [node.layer.kind for node in window.document.design.nodes.values()]
    assert kinds == ["input", "embedding", "gru", "dense", "output"]
    assert window.document.report.problems == ()


def test_the_preview_shows_samples_before_and_after(window, qtbot):
    window.filing.open_example("mnist-mlp")
    window.inspector.page.data.augmentation.add(find("augmentation", "rotate"))
    preview = window.data.preview()
    qtbot.addWidget(preview)
    qtbot.waitUntil(lambda: bool(preview.after) and not preview.is_busy, timeout=60_000)
    before, turned = preview.before[0].image(), preview.after[0][0].image()
    assert before != turned
    preview.again.click()
    qtbot.waitUntil(lambda: not preview.is_busy, timeout=PATIENCE)
    assert before != preview.after[0][0].image() != turned
    slider = preview.amounts[0].sliders["degrees"].slider
    slider.setValue(slider.minimum())
    qtbot.waitUntil(lambda: not preview.is_busy, timeout=PATIENCE)
    assert preview.after[0][0].image() == preview.after[0][1].image() == before


def test_the_preview_shows_what_the_network_gets(window, qtbot):
    data = DataOptions(
        preparation=(find("preparation", "resize")(height=14, width=10),),
        augmentation=(find("augmentation", "flip")(), find("augmentation", "noise")()),
    )
    preview = AugmentationPreview(window, data)
    qtbot.addWidget(preview)
    qtbot.waitUntil(lambda: bool(preview.after) and not preview.is_busy, timeout=60_000)
    for picture in (preview.before[0], preview.after[0][0]):
        assert (picture.image().width(), picture.image().height()) == (10, 14)


def test_each_augmentation_of_the_preview_can_be_seen_alone_and_its_numbers_used(window, qtbot):
    flip, noise = find("augmentation", "flip")(probability=1.0), find("augmentation", "noise")()
    put = []
    preview = AugmentationPreview(window, DataOptions(augmentation=(flip, noise)), put.append)
    qtbot.addWidget(preview)
    assert preview.chosen == (flip, noise) and not preview.use_button.isEnabled()
    preview.choice.setCurrentIndex(2)
    preview.choice.activated.emit(2)
    assert preview.chosen == (noise,) and preview.amounts[0].isHidden()
    slider = preview.amounts[1].sliders["standard_deviation"].slider
    slider.setValue(slider.maximum())
    (_, louder) = preview.augmentation
    assert louder.standard_deviation == 0.6
    preview.use_button.click()
    assert put == [(flip, louder)]
