"""Has work that keeps Python busy done by other processes, because threads would have to wait for one another.

Imports nothing of ours, nor anything that takes time: the processes import it first of all.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

MOST = 8
"""Processes: more of them take memory, and the disk or the network is slower than they are."""
IDLE = 60.0
"""Seconds without work after which the processes end."""
Result = TypeVar("Result")


class ProcessEnded(Exception):
    """A process ended before its work was done; the system ends those that take too much memory."""


def processors() -> int:
    """How many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes:
    """Processes that begin in the background once there has been much work, and end when there is none.

    Until they are there, or where none can be had, the caller does the work. They are begun afresh, not as copies of
    this program, which has threads.
    """

    def __init__(self, begins_after: int) -> None:
        self.begins_after = begins_after
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._are_ready = False
        self._can_be_had = True
        self._amount = 0
        self._last = 0.0

    @property
    def have_begun(self) -> bool:
        """Whether there are processes, or will be in a moment."""
        return self._pool is not None

    @property
    def are_ready(self) -> bool:
        """Whether work is done by other processes now."""
        return self._are_ready

    def do(self, amount: int, work: Callable[..., Result], *arguments: object) -> Result:
        """What `work` gives for these arguments, all of which can be pickled; waits for it.

        `amount` says how much it is, in any unit: with `begins_after` of it in a minute, processes begin. Raises what
        `work` raises, and ProcessEnded.
        """
        task = self._submitted(amount, work, arguments)
        if task is None:
            return work(*arguments)
        try:
            return task.result()
        except CancelledError:  # by `end`, which another thread called
            return work(*arguments)
        except BrokenProcessPool as error:
            self.end()
            raise ProcessEnded(str(error)) from error

    def end(self) -> None:
        """Have the processes end; they begin again when there is work."""
        with self._lock:
            pool, self._pool, self._are_ready, self._amount = self._pool, None, False, 0
        if pool:
            pool.shutdown(wait=False, cancel_futures=True)

    def _submitted(
        self, amount: int, work: Callable[..., Result], arguments: tuple[object, ...]
    ) -> "Future[Result] | None":
        with self._lock:
            now = time.monotonic()
            self._amount = amount + (self._amount if now - self._last < IDLE else 0)
            self._last = now
            if self._pool is None and self._can_be_had and self._amount >= self.begins_after:
                self._begin()
            if self._pool is None or not self._are_ready:
                return None
            try:
                return self._pool.submit(work, *arguments)
            except BrokenProcessPool:  # one ended while it had nothing to do
                self._pool, self._are_ready = None, False
                return None

    def _begin(self) -> None:
        count = min(processors(), MOST)
        if count < 2:
            self._can_be_had = False  # one processor is kept busy by one thread
            return
        try:
            pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _live_with_parent)
            tasks = [pool.submit(os.getpid) for _ in range(count)]
        except (OSError, RuntimeError, ValueError, BrokenProcessPool):
            self._can_be_had = False
            return
        self._pool = pool
        tasks[0].add_done_callback(lambda first: self._hear(pool, first))
        threading.Thread(target=self._watch, args=(pool,), name="watching processes", daemon=True).start()

    def _hear(self, pool: ProcessPoolExecutor, first: "Future[int]") -> None:
        is_well = not first.cancelled() and first.exception() is None
        with self._lock:
            if pool is self._pool:
                self._are_ready = self._can_be_had = is_well
                self._pool = pool if is_well else None

    def _watch(self, pool: ProcessPoolExecutor) -> None:
        """End the processes after a while without work."""
        while self._pool is pool:
            rest = self._last + IDLE - time.monotonic()
            if rest <= 0:
                self.end()
            else:
                time.sleep(min(rest, 1.0))


def _live_with_parent() -> None:
    """In the process: leave Ctrl+C to the program that began it, and end when that ends in whatever way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent:
            parent.join()
            os._exit(0)

    threading.Thread(target=follow, daemon=True).start()
