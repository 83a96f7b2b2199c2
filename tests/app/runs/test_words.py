"""What the list says of a run."""

from dataclasses import replace
from datetime import datetime

import pytest

from nndesigner.app.runs.notices import earlier_in_words, interrupted_in_words
from nndesigner.app.runs.run_words import (
    all_in_words,
    began_in_words,
    details_in_words,
    reached_in_words,
    result_in_words,
    tooltip,
)
from nndesigner.project.record import Ending, Summary

NOW = datetime(2026, 3, 8, 12, 0)
DONE = Summary("one", "Run 1", ending=Ending.FINISHED, epoch=10, epochs=10, step=100, steps=100)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"validation": {"loss": 0.0412, "accuracy": 0.978}}, "97.8 %"),
        ({"validation": {"loss": 0.0412}}, "loss 0.0412"),
        ({"validation": {"loss": 0.5, "r2": 0.79, "mae": 0.1}}, "R² 0.790"),
        ({"validation": {"loss": 0.5, "loss/a": 0.3, "accuracy/a": 0.5}}, "50.0 %"),
        ({"validation": {"loss": float("nan")}}, "loss not a number"),
        ({"validation": {"accuracy deviation": 0.1, "accuracy": 0.9}}, "90.0 %"),
        ({"train": {"loss": 1.5}}, "loss 1.50"),
        ({}, ""),
    ],
)
def test_the_result_is_the_metric_that_says_most(values, words):
    assert result_in_words(Summary("one", "Run 1", **values)) == words


def test_how_far_it_came_counts_epochs_and_before_the_first_one_steps():
    assert reached_in_words(DONE) == "10 epochs"
    assert reached_in_words(Summary("a", "b", epoch=3, epochs=10)) == "3 of 10 epochs"
    assert reached_in_words(Summary("a", "b", step=7, steps=5000)) == "7 of 5\u202f000 steps"
    assert reached_in_words(Summary("a", "b")) == ""


def test_the_second_line_says_how_it_ended_where_it_did_not_finish():
    began = datetime(2026, 3, 8, 9, 5).timestamp()
    values = {"began": began, "seconds": 41.0, "epoch": 3, "epochs": 10}
    stopped = Summary("a", "b", ending=Ending.STOPPED, **values)
    assert details_in_words(stopped, NOW) == "stopped · 3 of 10 epochs · 0:41 · 9:05"
    assert details_in_words(Summary("a", "b", ending=Ending.FINISHED, **values), NOW).startswith("3 of 10")
    assert details_in_words(Summary("a", "b", **values), NOW).startswith("under way · 3 of 10 epochs")


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (datetime(2026, 3, 8, 0, 1), "0:01"),
        (datetime(2026, 3, 7, 9, 30), "yesterday 9:30"),
        (datetime(2026, 3, 6, 9, 30), "2026-03-06"),
    ],
)
def test_when_it_was_is_said_shortly(then, words):
    assert began_in_words(then.timestamp(), NOW) == words


@pytest.mark.parametrize("began", [None, 1e14, -1e14])
def test_a_time_that_makes_no_sense_is_left_out(began):
    assert began_in_words(began, NOW) == ""


def test_everything_is_read_out():
    pinned = Summary("a", "wide", "good one", True, ending=Ending.FINISHED, epoch=2, epochs=2, train={"loss": 1.0})
    assert all_in_words(pinned) == "wide, finished, loss 1.00, 2 epochs, pinned, good one"


def test_the_note_and_the_reason_of_a_failure_are_in_the_tooltip():
    failed = Summary("a", "b", "my note", ending=Ending.FAILED, failure="No memory.", device="CPU", seed=3)
    assert tooltip(failed) == "my note\nNo memory.\nFailed · seed 3 · Computed on CPU"


def test_the_tooltip_says_where_a_run_was_computed():
    run = Summary("a", "b", ending=Ending.FINISHED, device="CPU · 2 cores", host="process", threads=2)
    where = "Computed on CPU · 2 cores, 2 threads, in a process of its own"
    assert tooltip(run) == f"Finished · seed 0 · {where}"
    on_card = replace(run, device="NVIDIA H200", host="thread")
    assert tooltip(on_card).endswith("Computed on NVIDIA H200, in the program itself")


def test_notices_name_the_run():
    assert earlier_in_words(DONE) == "The curves are those of an earlier run: Run 1."
    cut = Summary("a", "Run 2", step=1200, steps=5000)
    assert interrupted_in_words(cut) == "A training was interrupted at step 1\u202f200 of 5\u202f000: Run 2."
    assert interrupted_in_words(cut, 3).endswith("2 more were interrupted.")
