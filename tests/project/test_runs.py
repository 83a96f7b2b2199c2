"""A project keeps its runs: all of them, with the weights of the last, the best and the pinned ones."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nndesigner.catalog.losses.loss import Loss
from nndesigner.project import keeping
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.project.keeping import best, kept
from nndesigner.project.learned import Learned
from nndesigner.project.record import Ending, MalformedRecord, Record, Summary, new_identity
from nndesigner.training.history import History
from tests.design.drawings import classifier

GOLDEN = Path(__file__).parents[1] / "files"
DESIGN = classifier("dense")
CURVES = json.dumps(
    {"steps": {"step": list(range(1, 1001)), "loss": [0.5] * 1000, "gradient_norms": {"n3": [1] * 1000}}}
)


def run(number: int, loss: float = 1.0, **values: object) -> Record:
    summary = Summary(f"run-{number}", f"Run {number}", validation={"loss": loss}, ending=Ending.FINISHED, **values)
    learned = Learned(DESIGN, {"n3.weight": np.full(3, number, np.float32)})
    return Record(summary, DESIGN, "cpu", curves=CURVES.encode(), learned=learned)


def with_weights(runs: tuple[Record, ...]) -> list[str]:
    return [each.identity for each in runs if each.learned]


def test_the_weights_of_the_last_the_best_and_the_pinned_runs_are_kept():
    runs = (run(1), run(2, 0.1), run(3), run(4, pinned=True), run(5), run(6, 2.0))
    assert with_weights(kept(runs)) == ["run-2", "run-4", "run-6"]
    assert with_weights(kept(runs, chosen="run-5")) == ["run-2", "run-4", "run-5", "run-6"]
    assert len(kept(runs)) == 6


def test_only_losses_of_the_same_kind_are_compared():
    other = DESIGN.changed(training=replace(DESIGN.training, loss=Loss.of_kind("mse")))
    runs = (replace(run(1, 0.001), design=other), run(2, 0.5), run(3, 0.9))
    assert best(runs) == "run-2"


def test_a_loss_that_is_no_number_is_never_the_best():
    assert best((run(1, float("nan")), run(2, 0.5))) == "run-2"


def test_of_too_many_runs_the_oldest_go_but_never_a_pinned_one(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_RUNS", 3)
    runs = (run(1, pinned=True), *(run(number) for number in range(2, 6)))
    assert [each.identity for each in kept(runs)] == ["run-1", "run-4", "run-5"]


def test_older_runs_keep_fewer_steps_and_pinned_ones_all():
    runs = tuple(run(number, pinned=number == 2) for number in range(1, 14))
    lengths = [len(History.from_plain(each.history())) for each in kept(runs)]
    assert lengths == [500, 1000, 500, *[1000] * 10]
    first = History.from_plain(kept(runs)[0].history())
    assert (first.step[0], first.step[-1]) == (1, 1000)
    assert len(first.nodes_of("gradient_norms")["n3"]) == 500


def test_curves_that_take_too_much_room_go_from_the_oldest_on(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_CURVES", 2 * len(CURVES))
    assert [each.curves is not None for each in kept((run(1), run(2), run(3)))] == [False, True, True]


def test_runs_come_back_as_they_were_saved(tmp_path):
    described = run(1, note="first try\nwith ü", began=1.7e9, seconds=12.5, pinned=True, seed=7, best_epoch=3)
    described = replace(described.changed(host="process", threads=4), extra={"invented_later": [1]})
    project = Project(DESIGN).with_run(described).with_run(run(2, float("nan")))
    save_project(project, tmp_path / "mine.nnd")
    first, second = open_project(tmp_path / "mine.nnd").runs
    assert first.summary == described.summary
    assert (first.device, first.extra) == ("cpu", {"invented_later": [1]})
    assert first.design == DESIGN and first.history() == json.loads(CURVES)
    assert first.learned.weights["n3.weight"].tolist() == [1, 1, 1]
    assert np.isnan(second.summary.validation["loss"])


def test_which_run_predicts_is_kept(tmp_path):
    project = Project(DESIGN).with_run(run(1)).with_run(run(2))
    assert project.learned is project.run("run-2").learned
    save_project(project.with_runs(project.runs, "run-1"), tmp_path / "mine.nnd")
    found = open_project(tmp_path / "mine.nnd")
    assert found.chosen == "run-1" and found.learned.weights["n3.weight"][0] == 1


def test_a_run_that_learned_nothing_is_kept_and_predicts_nothing():
    failed = replace(run(2), learned=None)
    project = Project(DESIGN).with_run(run(1)).with_run(failed)
    assert len(project.runs) == 2 and project.chosen == "run-1"


def test_a_run_that_went_on_takes_its_own_place():
    project = Project(DESIGN).with_run(run(1)).with_run(run(2)).with_run(run(1).changed(step=99))
    assert [(each.identity, each.summary.step) for each in project.runs] == [("run-1", 99), ("run-2", 0)]


def test_names_count_on():
    project = Project(DESIGN)
    assert project.next_name() == "Run 1"
    assert project.with_run(run(11)).with_run(run(3).changed(name="mine")).next_name() == "Run 12"


def test_weights_take_no_room_where_they_are_not_kept(tmp_path):
    project = Project(DESIGN)
    for number in range(1, 6):
        project = project.with_run(run(number, float(number)))
    save_project(project, tmp_path / "mine.nnd")
    names = zipfile.ZipFile(tmp_path / "mine.nnd").namelist()
    assert [name for name in names if name.endswith("safetensors")] == [
        f"runs/run-{number}/weights.safetensors" for number in (1, 5)
    ]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_older_files_become_a_project_with_one_run(number):
    project = open_project(GOLDEN / f"format_{number}.nnd")
    (found,) = project.runs
    assert (found.summary.name, project.chosen) == ("Run 1", found.identity)
    assert found.summary.ending in (Ending.FINISHED, Ending.STOPPED) and found.summary.began is None
    assert found.design == project.learned.design
    assert len(History.from_plain(found.history())) > 0


def test_an_older_file_says_how_good_its_training_was():
    summary = open_project(GOLDEN / "format_3.nnd").runs[0].summary
    assert (summary.epoch, summary.seed) == (6, 0) and "loss deviation" in summary.validation
    assert summary.validation["loss"] > 0 and summary.step > 0


def test_an_older_file_is_the_same_after_it_was_saved_as_a_new_one(tmp_path):
    before = open_project(GOLDEN / "format_3.nnd")
    save_project(before, tmp_path / "new.nnd")
    after = open_project(tmp_path / "new.nnd")
    assert after.runs[0].summary == before.runs[0].summary and after.chosen == before.chosen
    assert after.runs[0].history() == before.runs[0].history() and after.has_moved_on


def test_the_golden_file_of_format_4_opens():
    project = open_project(GOLDEN / "format_4.nnd")
    assert [each.summary.name for each in project.runs] == ["Run 1", "wider", "Run 3", "Run 4"]
    assert [each.summary.ending for each in project.runs] == [
        Ending.FINISHED,
        Ending.STOPPED,
        Ending.FAILED,
        Ending.FINISHED,
    ]
    wider = project.runs[1]
    assert wider.summary.pinned and wider.summary.note == "twice as many units\nstopped by hand"
    best, pinned, _, last = (each.identity for each in project.runs)
    assert with_weights(project.runs) == [best, pinned, last]
    assert project.chosen == wider.identity
    assert project.runs[2].summary.failure.startswith("The loss")
    assert project.runs[3].extra == {"invented_later": {"x": [1, None]}}
    assert Path(wider.design.data.source.file.path).parent == GOLDEN
    assert wider.learned.preparation is not None
    assert all(len(History.from_plain(each.history())) > 0 for each in project.runs)
    assert project.extra["invented_later"] == 1


def test_identities_of_later_seconds_come_later():
    assert new_identity() != new_identity() and new_identity()[:2] == "20"


@pytest.mark.parametrize("values", [{"identity": "../x"}, {"identity": "A"}, {"identity": None}, {"name": "x" * 300}])
def test_a_summary_that_makes_no_sense_is_refused(values):
    with pytest.raises(MalformedRecord):
        Summary.from_plain({"identity": "x", "name": "x", **values})
