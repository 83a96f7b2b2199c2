"""The document: every edit can be undone, gestures undo as one, and nothing unsaved is forgotten."""

from pathlib import Path

import numpy as np
import pytest

from nndesigner.app.document.document import Document
from nndesigner.catalog.entry import ParameterProblem
from nndesigner.catalog.layers.dense import Dense
from nndesigner.catalog.layers.input_output import Input
from nndesigner.design import edits
from nndesigner.design.model import Design, Node
from nndesigner.project.file import Project, ProjectError, open_project
from nndesigner.project.learned import Learned
from nndesigner.project.record import Record, Summary

DENSE = Node("n1", Dense(units=10), "dense_1", (0.0, 0.0))


@pytest.fixture
def document(qapp: object) -> Document:
    opened = Document()
    opened.load(Project(Design(nodes={"n1": DENSE})), name="small")
    return opened


def set_units(document: Document, units: int, gesture: str = "") -> None:
    document.edit("change units", lambda design: edits.set_parameters(design, ["n1"], units=units), gesture)


def units(document: Document) -> int:
    layer = document.design.nodes["n1"].layer
    assert isinstance(layer, Dense)
    return layer.units


def test_an_edit_is_undone_and_redone(document: Document) -> None:
    set_units(document, 20)
    document.history.undo()
    assert units(document) == 10
    document.history.redo()
    assert units(document) == 20


def test_the_edits_of_one_gesture_undo_as_one(document: Document) -> None:
    for number in (11, 12, 13):
        set_units(document, number, gesture="spin box 1")
    set_units(document, 50, gesture="spin box 2")
    document.history.undo()
    assert units(document) == 13
    document.history.undo()
    assert units(document) == 10


def test_a_gesture_that_ends_where_it_began_leaves_nothing_to_undo(document: Document) -> None:
    for number in (11, 12, 10):
        set_units(document, number, gesture="spin box 1")
    assert not document.history.can_undo and document.is_saved


def test_a_refused_edit_leaves_everything_as_it_was(document: Document) -> None:
    before = document.design
    with pytest.raises(ParameterProblem):
        set_units(document, -1)
    assert document.design is before
    assert not document.history.can_undo


def test_an_edit_without_effect_cannot_be_undone(document: Document) -> None:
    set_units(document, 10)
    assert not document.history.can_undo


def test_a_change_tells_what_is_different(document: Document) -> None:
    told = []
    document.changed.connect(told.append)
    set_units(document, 20)
    document.edit("add", lambda design: edits.add_node(design, Input(), (0, 0))[0])
    assert told[0].changed == {"n1"} and not told[0].added
    assert told[1].added == {"n2"} and not told[1].changed


def test_training_options_are_undone_too(document: Document) -> None:
    before = document.design.training
    document.edit("epochs", lambda design: design.changed(training=design.training.changed(epochs=3)))
    assert document.design.training.epochs == 3
    document.history.undo()
    assert document.design.training == before


def test_the_report_follows_the_design(document: Document) -> None:
    assert any("no input" in problem.message for problem in document.report.problems)
    document.edit("remove", lambda design: edits.remove_nodes(design, ["n1"]))
    assert any("empty" in problem.message for problem in document.report.problems)


def test_saving_makes_it_saved_until_the_next_edit(document: Document, tmp_path: Path) -> None:
    set_units(document, 20)
    assert not document.is_saved
    document.save(tmp_path / "kept.nnd")
    assert document.is_saved and document.name == "kept"
    set_units(document, 21)
    assert not document.is_saved
    document.history.undo()
    assert document.is_saved


def test_trained_weights_are_unsaved_work_and_come_back_from_the_file(document: Document, tmp_path: Path) -> None:
    learned = Learned(document.design, {"n1.weight": np.ones((2, 3), np.float32)})
    document.keep_run(Record(Summary("one", "Run 1"), document.design, learned=learned))
    assert not document.is_saved
    document.save(tmp_path / "kept.nnd")
    weights = open_project(tmp_path / "kept.nnd").learned.weights
    assert weights is not None and np.array_equal(weights["n1.weight"], np.ones((2, 3)))


def test_a_failed_save_keeps_the_work_unsaved(document: Document, tmp_path: Path) -> None:
    set_units(document, 20)
    with pytest.raises(ProjectError):
        document.save(tmp_path / "missing folder" / "kept.nnd")
    assert not document.is_saved and document.path is None


def test_loading_another_project_forgets_the_history(document: Document) -> None:
    set_units(document, 20)
    document.load(Project(Design()), name="other")
    assert not document.history.can_undo and document.is_saved and document.name == "other"
