"""Runs of the document: renaming, noting, pinning, choosing and deleting them is undone like any other edit."""

import numpy as np
import pytest

from nndesigner.app.document.document import Document
from nndesigner.app.document.run_state import choosing, deleting, describing
from nndesigner.catalog.layers.dense import Dense
from nndesigner.design import edits
from nndesigner.design.model import Design, Node
from nndesigner.project.file import Project
from nndesigner.project.learned import Learned
from nndesigner.project.record import Record, Summary

DESIGN = Design(nodes={"n1": Node("n1", Dense(units=10), "dense_1", (0.0, 0.0))})


def run(number: int, **values: object) -> Record:
    learned = Learned(DESIGN, {"n1.weight": np.full(3, number, np.float32)})
    return Record(Summary(f"run-{number}", f"Run {number}", **values), DESIGN, learned=learned)


@pytest.fixture
def document(qapp: object) -> Document:
    opened = Document()
    project = Project(DESIGN)
    for number in (1, 2, 3):
        project = project.with_run(run(number, validation={"loss": float(number)}))
    opened.load(project, name="small")
    return opened


def names(document: Document) -> list[str]:
    return [each.summary.name for each in document.project.runs]


def weight(document: Document) -> float:
    assert document.learned is not None
    return float(document.learned.weights["n1.weight"][0])


def test_a_new_name_is_undone_and_redone(document: Document) -> None:
    document.edit_run("Rename Run 2", describing(document.project, "run-2", name="wide"))
    assert names(document) == ["Run 1", "wide", "Run 3"] and not document.is_saved
    assert document.history.undo_text == "Rename Run 2"
    document.history.undo()
    assert names(document) == ["Run 1", "Run 2", "Run 3"] and document.is_saved
    document.history.redo()
    assert names(document) == ["Run 1", "wide", "Run 3"]


def test_the_same_name_is_no_edit(document: Document) -> None:
    document.edit_run("Rename", describing(document.project, "run-2", name="Run 2"))
    document.edit_run("Rename", describing(document.project, "gone", name="x"))
    assert not document.history.can_undo


def test_a_deleted_run_comes_back_to_its_place_and_predicts_again(document: Document) -> None:
    document.edit_run("Delete Run 3", deleting(document.project, "run-3"))
    assert names(document) == ["Run 1", "Run 2"] and weight(document) == 1
    document.history.undo()
    assert names(document) == ["Run 1", "Run 2", "Run 3"] and weight(document) == 3
    document.edit_run("Delete Run 1", deleting(document.project, "run-1"))
    document.history.undo()
    assert names(document) == ["Run 1", "Run 2", "Run 3"]


def test_the_last_run_that_is_deleted_leaves_nothing_that_predicts(document: Document) -> None:
    for number in (1, 2, 3):
        document.edit_run("Delete", deleting(document.project, f"run-{number}"))
    assert document.learned is None
    for _ in range(3):
        document.history.undo()
    assert weight(document) == 3


def test_weights_of_an_earlier_run_predict_until_that_is_undone(document: Document) -> None:
    document.edit_run("Use the weights of Run 1", choosing(document.project, "run-1"))
    assert weight(document) == 1
    document.history.undo()
    assert weight(document) == 3


def test_a_run_that_came_since_stays_when_an_older_edit_is_undone(document: Document) -> None:
    document.edit_run("Delete Run 2", deleting(document.project, "run-2"))
    document.edit_run("Rename Run 1", describing(document.project, "run-1", name="first"))
    document.keep_run(run(4))
    document.history.undo()
    document.history.undo()
    assert names(document) == ["Run 1", "Run 2", "Run 3", "Run 4"] and weight(document) == 4


def test_edits_of_runs_and_of_the_design_are_undone_in_their_order(document: Document) -> None:
    document.edit_run("Pin Run 1", describing(document.project, "run-1", pinned=True))
    document.edit("units", lambda design: edits.set_parameters(design, ["n1"], units=20))
    document.edit_run("Note", describing(document.project, "run-1", note="good"))
    document.history.undo()
    document.history.undo()
    assert document.design == DESIGN and document.project.runs[0].summary.pinned
    document.history.undo()
    assert not document.project.runs[0].summary.pinned and document.is_saved


def test_how_a_run_went_on_is_not_undone_with_its_name(document: Document) -> None:
    document.edit_run("Rename Run 2", describing(document.project, "run-2", name="wide"))
    document.keep_run(run(2, step=99))
    assert document.project.runs[1].summary.name == "wide"
    document.history.undo()
    summary = document.project.runs[1].summary
    assert (summary.name, summary.step) == ("Run 2", 99)


def test_every_change_of_the_runs_is_announced(document: Document) -> None:
    told = []
    document.runs_changed.connect(lambda: told.append(len(document.project.runs)))
    document.keep_run(run(4))
    document.edit_run("Delete", deleting(document.project, "run-4"))
    document.history.undo()
    document.forget_run("run-4")
    assert told == [4, 3, 4, 3]
