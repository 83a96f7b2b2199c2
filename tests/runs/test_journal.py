"""What a run reports is in its folder: curves, summary, and what came of it, also when it ends in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from io import FileIO
from pathlib import Path

import numpy as np
import pytest

from nndesigner.project.record import Ending
from nndesigner.runs.curves_file import LEAST_ROWS, MOST_ROWS, piece, rows_of
from nndesigner.runs.folder import EVENTS, BrokenRun, RunFolder
from nndesigner.runs.journal import Journal, TakenRun
from nndesigner.runs.writer import RunWriter
from nndesigner.training.commands import Change
from nndesigner.training.events import Changed, Event, Failed, Finished, Paused, Resumed, Started
from nndesigner.training.history import History
from nndesigner.training.order import Order, Scheduled
from tests.runs.stories import DESIGN, LEARNED, step, story, summary

ORDER = Order(DESIGN, "cpu")


@pytest.fixture
def folder(tmp_path) -> RunFolder:
    return RunFolder(tmp_path / "run")


def written(folder: RunFolder, events: list[Event], order: Order = ORDER) -> Journal:
    journal = Journal.begin(folder, order, summary())
    for number, event in enumerate(events):
        journal.take([event], float(number))
    return journal


def test_a_run_comes_back_as_it_was_reported(folder):
    events = list(story())
    written(folder, events).close()
    history = History()
    for event in events:
        history.add(event)
    assert folder.history().to_plain() == history.to_plain()
    assert folder.order() == Order(DESIGN, "cpu")
    assert np.array_equal(folder.learned().weights["n3.weight"], LEARNED.weights["n3.weight"])


def test_the_summary_says_how_far_it_came_and_what_was_best(folder):
    written(folder, list(story(3))).close()
    found = folder.summary()
    assert (found.name, found.ending, found.device) == ("Run 1", Ending.FINISHED, "CPU")
    assert (found.step, found.steps, found.epoch, found.epochs) == (30, 30, 3, 3)
    assert (found.best_epoch, found.validation) == (2, {"loss": 0.5, "accuracy": 0.9})
    assert found.test == {"loss": 0.7, "accuracy": 0.8} and found.train == {"loss": 1 / 3}
    assert found.seconds == 35.0


def test_a_pause_is_no_time_that_it_went(folder):
    journal = Journal.begin(folder, Order(DESIGN), summary())
    started = Started("CPU", 1, 10, 32, 320, 32, 100)
    for event, now in ((started, 0.0), (step(1), 1.0), (Paused(1), 2.0), (Resumed(1), 99.0), (step(2), 100.0)):
        journal.take([event], now)
    assert journal.summary.seconds == 3.0
    journal.close()


def test_what_it_begins_with_is_kept_with_its_own_design(folder):
    continued = DESIGN.changed(training=DESIGN.training.changed(begin_with="trained"))
    written(folder, [], Order(continued, "cpu", LEARNED)).close()
    begin = folder.order().learned
    assert begin.design == DESIGN and begin.epoch == 2
    assert np.array_equal(begin.weights["n3.weight"], LEARNED.weights["n3.weight"])


def test_weights_that_it_does_not_begin_with_take_no_room(folder):
    written(folder, [], Order(DESIGN, "cpu", LEARNED)).close()
    assert folder.order().learned is None


def test_a_run_whose_program_is_gone_was_interrupted_and_has_its_curves(folder):
    journal = written(folder, list(story())[:8])
    assert folder.is_under_way and folder.summary().ending is None
    journal.close()
    assert not folder.is_under_way and folder.summary().ending is Ending.INTERRUPTED
    assert folder.history().step.tolist() == [1, 2, 3, 4, 5, 6]
    assert folder.learned() is None


def test_of_a_run_that_was_interrupted_the_curves_say_how_far_it_came(folder):
    journal = Journal.begin(folder, ORDER, summary())
    for event in list(story(3))[:26]:
        journal.take([event], 0.0)
    journal.close()
    found = folder.record().summary
    assert (found.epoch, found.best_epoch, found.validation["loss"], found.step) == (2, 2, 0.5, 22)


@pytest.mark.parametrize("end", ["finished", "stopped"])
def test_how_it_ended_is_kept(folder, end):
    *events, finished = story(1)
    written(folder, [*events, replace(finished, reason=end)]).close()
    assert folder.summary().ending is Ending(end)


def test_a_failure_is_kept_with_its_reason_and_the_last_good_weights(folder):
    written(folder, [*list(story())[:5], Failed("No memory is left.", "trace", LEARNED)]).close()
    assert (folder.summary().ending, folder.summary().failure) == (Ending.FAILED, "No memory is left.")
    assert folder.history().failed.message == "No memory is left." and folder.learned() is not None


@pytest.mark.parametrize("cut", [1, 2, 30])
def test_a_last_line_that_is_broken_off_costs_only_itself(folder, cut):
    written(folder, list(story())[:12]).close()
    path = folder.path / EVENTS
    path.write_bytes(path.read_bytes()[:-cut])
    before = folder.history().step.tolist()
    assert before == list(range(1, 10)) if cut > 1 else before == list(range(1, 11))
    journal = Journal.go_on(folder, 9)
    journal.take([step(10), step(11)])
    journal.close()
    assert folder.history().step.tolist() == list(range(1, 12))


def test_going_on_from_a_checkpoint_does_what_came_after_it_again(folder):
    written(folder, list(story())).close()
    journal = Journal.go_on(folder, 12)
    assert folder.summary().ending is None and folder.learned() is None
    for number in range(13, 16):
        journal.take([step(number, 7.0)])
    journal.close()
    history = folder.history()
    assert history.step.tolist() == list(range(1, 16)) and history.loss[12:].tolist() == [7.0] * 3
    assert [epoch.epoch for epoch in history.epochs] == [1] and history.finished is None
    assert history.nodes_of("gradient_norms")["n3"][11] == pytest.approx(1.2)


def test_two_cannot_train_in_one_folder(folder):
    journal = written(folder, [])
    with pytest.raises(TakenRun, match="Another window or program"):
        Journal.begin(folder, Order(DESIGN), summary())
    journal.close()
    Journal.begin(folder, Order(DESIGN), summary()).close()


def test_beginning_again_clears_the_run_before_and_leaves_other_files_alone(folder):
    written(folder, list(story())).close()
    (folder.checkpoints / "old.safetensors").write_bytes(b"old")
    (folder.path / "notes.txt").write_text("mine")
    written(folder, []).close()
    assert len(folder.history()) == 0 and folder.learned() is None and not list(folder.checkpoints.iterdir())
    assert (folder.path / "notes.txt").read_text() == "mine"


def test_losses_that_are_no_numbers_are_kept_as_such(folder):
    written(folder, [step(1), step(2, float("nan"))]).close()
    assert np.isnan(folder.history().loss[1])


@pytest.mark.parametrize("name", ["order.json", "summary.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"order": 7, "identity": 7}', b"\xff", b"[" * 100_000])
def test_a_folder_that_is_damaged_says_so(folder, name, content):
    written(folder, list(story())).close()
    (folder.path / name).write_bytes(content)
    with pytest.raises(BrokenRun, match="cannot be read"):
        folder.record()


def test_curves_that_make_no_sense_are_refused_in_words(folder):
    written(folder, []).close()
    (folder.path / EVENTS).write_text('{"steps": {"step": [3, 2]}}\n{"epochs": [1]}\nnull\n[1]\n{"steps": 4}\n')
    with pytest.raises(BrokenRun, match="cannot be read"):
        folder.history()


def test_very_many_steps_are_thinned_more_the_longer_it_goes():
    events = [step(number) for number in range(1, 5001)]
    early, late = piece(events), piece(events, 1_000_000)
    assert rows_of(early) == MOST_ROWS and rows_of(late) == LEAST_ROWS
    assert early["steps"]["step"][-1] == late["steps"]["step"][-1] == 5000


PROGRAM = """
import sys, time
from io import FileIO
from pathlib import Path
from nndesigner.runs.folder import RunFolder
from nndesigner.runs.journal import Journal
from nndesigner.runs.writer import RunWriter
from nndesigner.training.order import Order, Scheduled
from tests.runs.stories import DESIGN, step, summary
from nndesigner.training.events import Started
writer = RunWriter(lambda: Journal.begin(RunFolder(Path(sys.argv[1])), Order(DESIGN), summary()))
writer.put([Started("CPU", 1000, 10, 32, 320, 32, 100)])
for number in range(1, 1_000_000):
    writer.put([step(number)])
    print(number, flush=True)
    time.sleep(0.002)
"""


@pytest.mark.parametrize("seconds", [0.9, 1.4])
def test_a_program_that_is_killed_loses_less_than_two_seconds_of_curves(folder, seconds):
    ran = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder.path)], stdout=subprocess.PIPE, text=True)
    first = int(ran.stdout.readline())
    seen = [(first, time.monotonic())]
    while time.monotonic() < seen[0][1] + seconds:
        seen.append((int(ran.stdout.readline()), time.monotonic()))
    os.kill(ran.pid, signal.SIGKILL)
    killed = time.monotonic()
    ran.wait()
    last = folder.history().step[-1]
    assert killed - min(when for number, when in seen if number >= last or number == seen[-1][0]) < 2
    assert folder.summary().ending is Ending.INTERRUPTED
    assert folder.summary().step > 0
    assert [json.loads(text) for text in (folder.path / EVENTS).read_text().splitlines()[:1]]


def test_the_writer_writes_everything_before_it_closes(folder):
    writer = RunWriter(lambda: Journal.begin(folder, Order(DESIGN), summary()))
    for event in story():
        writer.put([event])
    assert writer.close(10) and not writer.problem
    assert folder.summary().ending is Ending.FINISHED and len(folder.history()) == 20
    assert isinstance(folder.history().finished, Finished)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_full_disk_does_not_end_the_run_and_is_reported(folder):
    journal = Journal.begin(folder, Order(DESIGN), summary())
    journal._file = FileIO("/dev/full", "ab")
    writer = RunWriter(lambda: journal)
    writer.put(list(story()))
    assert writer.close(10)
    assert "No space left" in writer.problem
    assert not folder.is_under_way


def test_what_was_changed_while_it_went_is_kept_and_ordered_again(folder):
    change = Change("batch_size", 64)
    order = replace(ORDER, changes=(Scheduled(10, change),))
    changed = Changed(10, "batch_size", 32, 64, "Batch size 32 → 64", 2, 5, 15)
    events = list(story())
    journal = written(folder, [*events[:13], changed], order)
    assert (journal.summary.epochs, journal.summary.steps) == (2, 15)
    journal.close()
    assert folder.history().marks == [changed]
    assert folder.order().changes == order.changes
