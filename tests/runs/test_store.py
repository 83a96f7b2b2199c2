"""All runs in one folder: listed, put away, brought back, cleared, and shared by several windows."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nndesigner.project.record import Ending, Summary
from nndesigner.runs.folder import BrokenRun, RunFolder
from nndesigner.runs.journal import Journal
from nndesigner.runs.store import HOME, Store, usual_place
from nndesigner.training.order import Order
from tests.runs.stories import DESIGN, story


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "runs")


def kept(store: Store, began: float = 1.7e9, is_over: bool = True, project: str = "", **values: object) -> RunFolder:
    folder = store.new()
    summary = Summary(folder.path.name, "Run", began=began, **values)
    journal = Journal.begin(folder, Order(DESIGN), summary, project)
    journal.take(list(story()) if is_over else list(story())[:6])
    journal.close()
    return folder


def test_runs_are_listed_newest_first(store):
    first, last, middle = kept(store, 100.0), kept(store, 300.0), kept(store, 200.0)
    assert [each.identity for each in store.summaries()] == [each.path.name for each in (last, middle, first)]


def test_before_the_first_run_there_is_nothing(store):
    assert store.summaries() == [] and store.interrupted() == [] and store.tidy() == []
    store.empty_trash()
    assert not store.path.exists()


def test_what_a_crash_left_is_found(store):
    kept(store)
    folder = kept(store, is_over=False)
    assert [each.identity for each in store.interrupted()] == [folder.path.name]
    assert store.interrupted()[0].step == 4


def test_a_run_that_another_window_trains_is_not_interrupted(store):
    folder = store.new()
    journal = Journal.begin(folder, Order(DESIGN), Summary(folder.path.name, "Run"))
    assert store.interrupted() == [] and store.summaries()[0].ending is None
    journal.close()
    assert len(store.interrupted()) == 1


def test_windows_that_begin_at_the_same_moment_get_different_folders(store):
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: kept(store), range(24)))
    assert len({each.path for each in folders}) == len(store.summaries()) == 24


def test_a_deleted_run_comes_back(store):
    folder = kept(store)
    store.delete(folder.path.name)
    store.delete(folder.path.name)
    assert store.summaries() == []
    store.restore(folder.path.name)
    store.restore(folder.path.name)
    assert len(store.summaries()) == 1 and len(folder.history()) == 20


def test_what_was_put_away_long_ago_is_removed(store):
    old, new = kept(store), kept(store)
    for each in (old, new):
        store.delete(each.path.name)
    os.utime(store.path / "trash" / old.path.name, (1.0, 1.0))
    store.empty_trash()
    for each in (old, new):
        store.restore(each.path.name)
    assert [each.identity for each in store.summaries()] == [new.path.name]


def test_the_oldest_go_when_there_are_too_many_and_it_is_said_which(store):
    folders = [kept(store, float(began)) for began in range(1, 6)]
    pinned = kept(store, 0.5, pinned=True)
    interrupted = kept(store, 0.1, is_over=False)
    removed = store.tidy(most=3)
    assert {each.identity for each in removed} == {each.path.name for each in folders[:2]}
    left = {each.identity for each in store.summaries()}
    assert left == {each.path.name for each in (*folders[2:], pinned, interrupted)}


def test_the_oldest_go_when_they_take_too_much_room(store):
    old, new = kept(store, 1.0), kept(store, 2.0)
    (old.checkpoints / "large").write_bytes(bytes(100_000))
    assert [each.identity for each in store.tidy(most_bytes=80_000, kept=[])] == [old.path.name]
    assert new.exists


def test_runs_of_a_project_are_found_by_its_file(store, tmp_path):
    mine = kept(store, project=str(tmp_path / "mine.nnd"))
    kept(store, project=str(tmp_path / "other.nnd"))
    assert store.of_project(tmp_path / "mine.nnd") == [mine.path.name]


def test_folders_that_are_damaged_are_passed_over(store):
    broken, whole = kept(store), kept(store)
    (broken.path / "summary.json").write_text("{")
    (store.path / "empty").mkdir()
    (store.path / "stray.txt").write_text("x")
    assert [each.identity for each in store.summaries()] == [whole.path.name]


@pytest.mark.parametrize("identity", ["..", "../x", "/etc", "", "trash", "A B", "a" * 100])
def test_nothing_outside_can_be_named(store, identity):
    with pytest.raises(BrokenRun):
        store.delete(identity)


def test_a_copied_folder_is_known_by_its_own_name(store):
    folder = kept(store)
    folder.path.rename(store.path / "copied")
    assert store.summaries()[0].identity == "copied"


def test_the_place_can_be_chosen(monkeypatch):
    monkeypatch.setenv(HOME, "/somewhere")
    assert usual_place() == Path("/somewhere/runs")
    monkeypatch.delenv(HOME)
    assert "nndesigner" in usual_place().parts


def test_what_ended_says_how(store):
    kept(store)
    assert store.summaries()[0].ending is Ending.FINISHED
