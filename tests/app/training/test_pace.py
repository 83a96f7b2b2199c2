"""How fast a training goes and how long it still takes."""

import pytest

from nndesigner.app.training.pace import Pace


def test_nothing_is_known_before_the_second_look() -> None:
    pace = Pace()
    pace.look(1, now=0.0)
    assert pace.seconds_per_step is None


def test_the_pace_is_the_median_of_the_looks() -> None:
    pace = Pace()
    for step, now in ((0, 0.0), (10, 1.0), (20, 2.0), (30, 50.0)):
        pace.look(step, now)
    assert pace.seconds_per_step == pytest.approx(0.1)


def test_a_break_does_not_count() -> None:
    pace = Pace()
    pace.look(0, 0.0)
    pace.look(10, 1.0)
    pace.interrupt()
    pace.look(11, 1000.0)
    pace.look(21, 1001.0)
    assert pace.seconds_per_step == pytest.approx(0.1)


def test_a_look_without_progress_waits_for_the_next_step() -> None:
    pace = Pace()
    for step, now in ((0, 0.0), (0, 1.0), (1, 2.0)):
        pace.look(step, now)
    assert pace.seconds_per_step == pytest.approx(2.0)
