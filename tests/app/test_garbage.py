"""Garbage is collected in the window's thread, and in no other."""

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nndesigner.app.garbage import GarbageCollector


class Cycle:
    """Garbage that notes which thread took it away."""

    def __init__(self, threads: list[threading.Thread]) -> None:
        self.itself = self
        self.threads = threads

    def __del__(self) -> None:
        self.threads.append(threading.current_thread())


def test_cycles_made_in_another_thread_are_taken_away_in_this_one(qtbot: QtBot) -> None:
    owner, threads = QObject(), []
    GarbageCollector(owner)

    def litter() -> None:
        for _ in range(20 * gc.get_threshold()[0]):
            Cycle(threads)

    worker = threading.Thread(target=litter)
    worker.start()
    worker.join()
    assert not threads
    qtbot.waitUntil(lambda: len(threads) > 1000)
    assert set(threads) == {threading.current_thread()}
