"""The summary of a run follows what the run reports."""

from nndesigner.project.record import Summary
from nndesigner.runs.following import Following
from nndesigner.training.events import Preparing, StepDone


def test_a_run_whose_events_all_come_at_once_took_the_time_since_it_began() -> None:
    following = Following(Summary("a-run", "Run 1", seconds=0.0), since=5.0)
    following.take_all([Preparing("Reading"), Preparing("Reading more")], now=7.5)
    assert following.summary.seconds == 2.5


def test_of_many_steps_in_a_row_the_last_counts_and_of_none_nothing() -> None:
    following = Following(Summary("20261201-120000-abcdef01", "spiral", began=0.0, seconds=0.0, seed=0))
    following.take_all([], 1.0)
    assert following.summary.step == 0
    following.take_all([StepDone(step, 1, 32, {}) for step in (1, 2, 3)], 2.0)
    assert following.summary.step == 3
