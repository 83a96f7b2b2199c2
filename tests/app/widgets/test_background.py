"""Tests of work in the background: what is wanted arrives, what is no longer wanted is never heard of."""

import threading

import pytest
from PySide6.QtCore import QObject

from nndesigner.app.widgets.background import Background, Job
from nndesigner.catalog.problems import UserError


@pytest.fixture
def background(qapp):
    parent = QObject()
    yield Background(parent)
    parent.deleteLater()


def idle(qtbot, background):
    qtbot.waitUntil(lambda: background.is_idle, timeout=5000)


def test_a_result_arrives_in_the_thread_of_the_window(qtbot, background):
    threads = []

    def work(tell, is_cancelled):
        threads.append(threading.current_thread())
        return 42

    background.ask("a", work, lambda found: threads.append((found, threading.current_thread())), pytest.fail)
    idle(qtbot, background)
    assert threads[0] is not threading.main_thread()
    assert threads[1] == (42, threading.main_thread())


def test_what_was_asked_before_under_the_same_name_is_given_up(qtbot, background):
    begun, ended, found = threading.Event(), threading.Event(), []

    def endless(tell, is_cancelled):
        begun.set()
        while not is_cancelled():
            ended.wait(0.01)
        ended.set()
        return "old"

    background.ask("a", endless, found.append, pytest.fail)
    assert begun.wait(5)
    background.ask("a", lambda *_: "new", found.append, pytest.fail)
    idle(qtbot, background)
    assert ended.is_set()
    assert found == ["new"]


def test_what_was_dropped_while_it_waited_is_never_begun(qtbot, background):
    go_on, begun = threading.Event(), []
    background.ask("first", lambda *_: go_on.wait(5), lambda _: None, pytest.fail)
    background.ask("second", lambda *_: begun.append("second"), pytest.fail, pytest.fail)
    background.drop("second")
    go_on.set()
    background.ask("third", lambda *_: begun.append("third"), lambda _: None, pytest.fail)
    idle(qtbot, background)
    assert begun == ["third"]


def test_work_may_ask_for_more_of_the_same_name_when_it_is_done(qtbot, background):
    found = []

    def again(number):
        found.append(number)
        if number < 3:
            background.ask("a", lambda *_: number + 1, again, pytest.fail)

    background.ask("a", lambda *_: 1, again, pytest.fail)
    idle(qtbot, background)
    assert found == [1, 2, 3]


def test_a_problem_is_told_in_its_words_and_the_next_work_is_done(qtbot, background):
    told = []

    def fails(*_):
        raise UserError("The file is gone.")

    background.ask("a", fails, pytest.fail, told.append)
    background.ask("b", lambda *_: "fine", told.append, pytest.fail)
    idle(qtbot, background)
    assert sorted(told) == ["The file is gone.", "fine"]


def test_a_job_tells_how_far_it_is_and_nothing_after_it_is_cancelled(qtbot, qapp):
    go_on = threading.Event()

    def work(tell, is_cancelled):
        tell("Reading", 0.5)
        go_on.wait(5)
        tell("Reading", 0.9)

    job = Job(work)
    heard = []
    job.done.connect(heard.append)
    with qtbot.waitSignal(job.progressed) as told:
        job.start()
    assert told.args == ["Reading", 0.5]
    assert job.part == 0.5
    job.cancel()
    go_on.set()
    qtbot.wait(100)
    assert heard == []
    assert not job.is_running
