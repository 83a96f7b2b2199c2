"""Work done by other processes: only when there is much of it, with the same results, and no process left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nndesigner.data import processes
from nndesigner.data.decoding import Form
from nndesigner.data.pictures import PictureFiles
from nndesigner.data.pictures import decoders as of_pictures
from nndesigner.data.processes import ProcessEnded, Processes, processors
from nndesigner.data.streaming import UnreadableSamples

pytestmark = pytest.mark.skipif(processors() < 2, reason="one processor is kept busy by one thread")

BEGINS_AFTER = 10


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.fixture
def others() -> Iterator[Processes]:
    others = Processes(BEGINS_AFTER)
    yield others
    others.end()


@pytest.fixture
def ready(others: Processes) -> Processes:
    others.do(BEGINS_AFTER, os.getpid)
    assert until(lambda: others.are_ready)
    return others


def test_little_work_is_done_here(others: Processes) -> None:
    for _ in range(3):
        assert others.do(3, os.getpid) == os.getpid()
    assert not others.have_begun


def test_much_work_is_done_by_other_processes_as_soon_as_they_are_there(others: Processes) -> None:
    assert others.do(BEGINS_AFTER, os.getpid) == os.getpid(), "nobody waits for them to begin"
    assert until(lambda: others.do(1, os.getpid) != os.getpid())


def test_an_error_of_the_work_comes_back(ready: Processes) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        ready.do(1, int, "three")
    assert ready.do(1, int, "3") == 3


def test_a_process_that_is_killed_at_work_is_told_of_and_replaced(ready: Processes) -> None:
    with pytest.raises(ProcessEnded):
        ready.do(1, signal.raise_signal, signal.SIGKILL)
    assert ready.do(BEGINS_AFTER, os.getpid) == os.getpid()
    assert until(lambda: ready.do(1, os.getpid) != os.getpid())


def test_a_process_that_is_killed_without_work_is_replaced(ready: Processes) -> None:
    first = ready.do(1, os.getpid)
    os.kill(first, signal.SIGKILL)
    assert until(lambda: not is_running(first))
    time.sleep(0.3)  # until the system has told of it
    assert until(lambda: ready.do(BEGINS_AFTER, os.getpid) == os.getpid()), "until the others are there"
    assert until(lambda: ready.do(1, os.getpid) not in (first, os.getpid()))


def test_processes_end_when_there_is_no_work(ready: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    process = ready.do(1, os.getpid)
    monkeypatch.setattr(processes, "IDLE", 0.2)
    assert until(lambda: not is_running(process)) and not ready.are_ready
    assert ready.do(1, os.getpid) == os.getpid()


def test_processes_do_not_outlive_a_program_that_is_killed() -> None:
    program = f"""
import os, time
from nndesigner.data.processes import Processes
others = Processes(1)
others.do(1, os.getpid)
while not others.are_ready:
    time.sleep(0.02)
print(others.do(1, os.getpid), flush=True)
time.sleep({60})
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        process = int(parent.stdout.readline())
        assert process != parent.pid and is_running(process)
        parent.kill()
    assert until(lambda: not is_running(process))


def test_pictures_are_the_same_from_whoever_decodes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    paths = [tmp_path / f"{number}.png" for number in range(6)]
    for path in paths[:5]:
        Image.fromarray(random.integers(0, 256, (9, 12, 3), np.uint8)).save(path)
    paths[5].write_bytes(b"no picture")
    files, good, all_six = PictureFiles(paths, Form(6, 6)), np.arange(5), np.arange(6)
    of_pictures.end()
    here = files.read_bytes(good)
    assert not of_pictures.are_ready
    monkeypatch.setattr(of_pictures, "begins_after", 1)
    files.read_bytes(good)
    assert until(lambda: of_pictures.are_ready)
    try:
        assert np.array_equal(files.read_bytes(good), here) and here.any()
        with pytest.raises(UnreadableSamples, match=r"^5\.png cannot be read as a picture: it is no PNG"):
            files.read_bytes(all_six)
    finally:
        of_pictures.end()
