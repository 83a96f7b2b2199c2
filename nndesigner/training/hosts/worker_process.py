"""A process that trains: begun ahead, spoken to in frames, and listened to until it ends in whatever way."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Event as Signal
from threading import Lock, Thread
from typing import IO, Any, Protocol

from nndesigner import __version__
from nndesigner.training.hosts import protocol
from nndesigner.training.hosts.endings import why_ended
from nndesigner.training.hosts.protocol import BadFrame, Frame, FrameKind
from nndesigner.training.plain_forms import Malformed

MOST_STDERR = 20_000
"""Bytes of what a process wrote last to its error output."""
PATIENCE = 1.0
"""Seconds until it is believed that a process lives, and that its last words have come."""
VERB = "worker"
PACKAGE = Path(__file__).resolve().parents[2]
WINDOWS_FLAGS = 0x08000000 | 0x00000200
"""CREATE_NO_WINDOW and CREATE_NEW_PROCESS_GROUP: no terminal of its own, and no Ctrl+C."""
TO_END = 10.0
"""Seconds that a process has to end once nobody speaks to it."""


class Listener(Protocol):
    """Who wants to know what a process says."""

    def take(self, frame: Frame) -> None:
        """A frame came. Raises Malformed for one that makes no sense."""

    def lose(self, why: str, details: str) -> None:
        """The process is gone: a sentence, and what it wrote last."""


class WorkerProcess:
    """`nndesigner worker` in a process of its own. The methods return at once."""

    def __init__(self, command: list[str] | None = None) -> None:
        """Begin it. Raises OSError when there can be none."""
        self._process = subprocess.Popen(
            command or worker_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # Ctrl+C in a terminal is for the program that began it
            creationflags=WINDOWS_FLAGS if os.name == "nt" else 0,
        )
        self.is_ready = Signal()
        """Set once it has imported what a training needs."""
        self._lock = Lock()
        self._listener: Listener | None = None
        self._last_words: tuple[str, str] | None = None
        """Why it is gone, and what it wrote last; None while it lives."""
        self._frames: SimpleQueue[Callable[[], Frame] | None] = SimpleQueue()
        self._stderr = bytearray()
        # the reading thread joins the one of the last words, which has to be started before
        tasks = {"last words": self._keep_stderr, "writing": self._write, "reading": self._read}
        self._threads = {
            name: Thread(target=task, name=f"{name} of training process", daemon=True) for name, task in tasks.items()
        }
        for thread in self._threads.values():
            thread.start()

    @property
    def number(self) -> int:
        """The number that the system knows it by."""
        return self._process.pid

    def take(self, listener: Listener) -> bool:
        """Say everything to `listener` from now on, if it is alive and nobody else listens. Whether that is so."""
        with self._lock:
            if self._last_words or self._listener or self._process.poll() is not None:
                return False
            self._listener = listener
            return True

    def serve(self, listener: Listener) -> None:
        """Say everything to `listener`, for whom it was begun; if it is gone already, that."""
        with self._lock:
            self._listener, last_words = listener, self._last_words
        if last_words:
            listener.lose(*last_words)

    def leave(self, listener: Listener) -> None:
        """Say nothing to `listener` any more; the next may take it."""
        with self._lock:
            if self._listener is listener:
                self._listener = None

    def send(self, frame: Callable[[], Frame]) -> None:
        """Send what `frame` gives, which is called in another thread: it may be long. Nobody waits for it."""
        self._frames.put(frame)

    def end(self) -> None:
        """Let it end; one that does not, soon, is ended."""
        self._frames.put(None)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def join(self, timeout: float) -> bool:
        """Wait until it has ended and everybody has been told, at most `timeout` seconds for each thread."""
        for thread in self._threads.values():
            thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads.values())

    def _write(self) -> None:
        stream = _stream(self._process.stdin)
        with suppress(OSError):  # it is gone, which the reading thread reports
            while written := self._frames.get():
                protocol.write(stream, written())
        with suppress(OSError):
            stream.close()
        try:
            self._process.wait(TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _read(self) -> None:
        stream = _stream(self._process.stdout)
        why = ""
        try:
            _require_same(protocol.read(stream))
            self.is_ready.set()
            while frame := protocol.read(stream):
                if listener := self._listener:
                    listener.take(frame)
        except (BadFrame, Malformed, OSError) as error:
            why = f"The training process said what this program does not understand: {error}."
        self._go(why)

    def _go(self, why: str) -> None:
        """The process is gone; or it speaks nonsense, as `why` says, and has to go."""
        status = self._ended_by_itself() if why else self._process.wait()
        if status is None:
            self._process.kill()
            self._process.wait()
        self._frames.put(None)
        self._threads["last words"].join(PATIENCE)  # longer only when a process that it began holds this output
        words = bytes(self._stderr).decode("utf-8", "replace")
        reason = why if status is None or (why and status == 0) else why_ended(status)
        with self._lock:
            self._last_words, listener = (reason, f"Exit status {status}\n{words}"), self._listener
        if listener:
            listener.lose(*self._last_words)
        self.is_ready.set()

    def _ended_by_itself(self) -> int | None:
        """Its exit status: a frame that was cut off only shows that it has ended. None when it lives on."""
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return None

    def _keep_stderr(self) -> None:
        stream = _stream(self._process.stderr)
        while more := os.read(stream.fileno(), MOST_STDERR):
            self._stderr += more
            del self._stderr[:-MOST_STDERR]


def worker_command() -> list[str]:
    """What begins such a process. It must not import what happens to lie in the folder that it begins in."""
    if getattr(sys, "frozen", False):
        return [sys.executable, VERB]
    return [sys.executable, "-P", "-m", PACKAGE.name, VERB]


def _environment() -> Mapping[str, str]:
    """The environment of this program, in which it finds the same package, also where that is not installed."""
    root = str(PACKAGE.parent)
    if root in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib")):
        return os.environ
    before = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{before}" if before else root}


def _stream(stream: IO[bytes] | None) -> Any:
    assert stream is not None  # all three are pipes
    return stream


def _require_same(frame: Frame | None) -> None:
    """Raise BadFrame unless `frame` says that the other side is of our version; nothing at all is no nonsense."""
    expected = {"protocol": protocol.VERSION, "version": __version__}
    if frame and (frame.kind is not FrameKind.READY or frame.content != expected):
        raise BadFrame(f"expected {expected}, found {frame.content}")
