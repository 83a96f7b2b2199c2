"""Keeps checkpoints of a run while it goes: the last two and the best, written by a thread of their own."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread
from typing import Protocol

import torch

from nndesigner.catalog.problems import UserError
from nndesigner.training import checkpoint
from nndesigner.training.checkpoint import BrokenCheckpoint, Checkpoint
from nndesigner.training.checkpoint_files import BEST, NAME, STEP, SUFFIX, inside, kept
from nndesigner.training.events import Changed, EpochDone, Event, Paused, Started, StepDone
from nndesigner.training.last_seen import LastSeen
from nndesigner.training.state import State

SECONDS = 120.0
"""Between checkpoints within an epoch, unless somebody says after how many steps."""
LEAST_SECONDS = 0.5
"""Between checkpoints at the ends of epochs, of which small networks have many in a second."""
LAST = 2
"""How many are kept beside the best."""
BESIDE = "beside"


class NothingToResume(UserError):
    """There is no checkpoint that a run could go on from; the text says where it was looked for."""


class Resumable(Protocol):
    """What checkpoints are kept of: nndesigner.training.run.Run."""

    def state(self) -> State | None:
        """All that is needed to go on; None when there is nothing to go on with."""


class Keeper:
    """Keeps checkpoints in `folder`: at the ends of epochs, every `steps` steps if given, else every `seconds`.

    Copying a state is all that the training waits for. Those later than `step`, where the run begins, are removed.
    What `seen` shows is kept beside the state, under "beside".
    """

    def __init__(
        self,
        folder: Path,
        step: int = 0,
        steps: int = 0,
        seconds: float = SECONDS,
        seen: LastSeen | None = None,
    ) -> None:
        self.may_write: Callable[[], bool] = lambda: True
        """Called in the thread that writes, before each checkpoint: waits until all is written down that was reported,
        which a run that goes on needs; when it gives False the checkpoint is not written."""
        self._writer = Writer(folder, step, lambda: self.may_write())
        self._steps, self._seconds = steps, seconds
        self._seen = seen or LastSeen()
        self._last = time.monotonic()
        self._epochs = 0
        self._has_kept = False

    @property
    def problem(self) -> str:
        """Why the last checkpoint could not be written; empty when it was."""
        return self._writer.problem

    def note(self, event: Event, run: Resumable) -> None:
        """Keep a checkpoint if `event`, after which `run` is, makes it time for one."""
        self._seen.note(event)
        match event:
            case Started():
                self._epochs = event.epochs
            case StepDone(step):
                if (step % self._steps == 0) if self._steps else self._has_passed(self._seconds):
                    self.keep(run)
            case EpochDone(epoch):
                if self._has_passed(LEAST_SECONDS) or not self._has_kept or epoch == self._epochs or self._steps:
                    self.keep(run, event.validation.get("loss", event.train["loss"]))
            case Changed():
                self._epochs = event.epochs
                self.keep(run)
            case Paused():
                self.keep(run)

    def keep(self, run: Resumable, loss: float | None = None) -> None:
        """Keep a checkpoint now; `loss` is that of an epoch which ended here, after which the best is chosen."""
        state = run.state()
        if state is not None:
            self._writer.write({**state, BESIDE: self._seen.to_plain()}, loss)
            self._has_kept = True
        self._last = time.monotonic()

    def close(self) -> None:
        """Wait until everything is written."""
        self._writer.close()

    def _has_passed(self, seconds: float) -> bool:
        return time.monotonic() - self._last >= seconds


class Writer:
    """Writes one state at a time; a newer one takes the place of one that waits, the best one aside."""

    def __init__(self, folder: Path, step: int, may_write: Callable[[], bool]) -> None:
        self.problem = ""
        self._folder = folder
        self._may_write = may_write
        self._newest: State | None = None
        self._best: State | None = None
        self._is_closing = False
        self._condition = Condition()
        _remove_later(folder, step)
        self._lowest = _loss_of(kept(folder, BEST))
        self._thread = Thread(target=self._work, name="checkpoints", daemon=True)
        self._thread.start()

    def write(self, state: State, loss: float | None) -> None:
        """Have `state` written soon; returns at once."""
        with self._condition:
            self._newest = state
            if loss is not None and loss < self._lowest:
                self._lowest, self._best = loss, state
            self._condition.notify()

    def close(self) -> None:
        """Write what waits, and end."""
        with self._condition:
            self._is_closing = True
            self._condition.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._newest or self._best or self._is_closing)
                newest, best, self._newest, self._best = self._newest, self._best, None, None
            if newest is None and best is None:
                return
            try:
                if self._may_write():
                    self._write(newest, best)
                    self.problem = ""
            except Exception as error:  # the training goes on, whatever it is: it is worth more than its checkpoints
                self.problem = str(error)

    def _write(self, newest: State | None, best: State | None) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        written = None if newest is None or not _is_finite(newest) else _path(self._folder, STEP, newest)
        if written and newest is not None:
            checkpoint.write(newest, written)
        if best is not None and _is_finite(best):
            path = _path(self._folder, BEST, best)
            if written and best is newest:
                _link(written, path)
            else:
                checkpoint.write(best, path)
            _remove(kept(self._folder, BEST), but=path)
        for path in kept(self._folder, STEP)[LAST:]:
            path.unlink(missing_ok=True)


def latest(folder: Path) -> tuple[Checkpoint, list[str]]:
    """The newest checkpoint in `folder` that can be read, and what is wrong with newer ones.

    Raises NothingToResume.
    """
    problems: list[str] = []
    for path in [*kept(folder, STEP), *kept(folder, BEST)]:
        try:
            return checkpoint.read(path), problems
        except BrokenCheckpoint as error:
            problems.append(str(error))
        except OSError as error:
            problems.append(f"The checkpoint {path.name} cannot be read: {error.strerror or error}.")
    why = " ".join(problems) or f"There is no checkpoint in {folder}."
    raise NothingToResume(f"{why} Begin anew without resuming, or give the folder of another run.")


def last_two(folder: Path) -> list[Path]:
    """The files of the newest checkpoints, the older one first; fewer when there are fewer."""
    return kept(folder, STEP)[:LAST][::-1]


def _path(folder: Path, kind: str, state: State) -> Path:
    return folder / f"{kind}-{state['position']['step']:09}{SUFFIX}"


def _remove_later(folder: Path, step: int) -> None:
    """Take away what belongs to a future that will not come, or to another run, and what was never written whole."""
    for path in inside(folder):
        name = NAME.fullmatch(path.name)
        if (name and (int(name[2]) > step or not step)) or (path.name.startswith(".") and path.suffix == ".tmp"):
            with suppress(OSError):
                path.unlink()


def _remove(paths: list[Path], but: Path) -> None:
    for path in paths:
        if path != but:
            path.unlink(missing_ok=True)


def _link(written: Path, path: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no such names."""
    path.unlink(missing_ok=True)
    try:
        os.link(written, path)
    except OSError:
        shutil.copyfile(written, path)


def _loss_of(paths: list[Path]) -> float:
    """The validation loss of the best checkpoint so far."""
    for path in paths:
        with suppress(OSError, UserError, KeyError, TypeError):
            reached = checkpoint.read(path).state["reached"]
            return float(reached["validation"].get("loss", "inf"))
    return float("inf")


def _is_finite(state: State) -> bool:
    """Whether the weights are numbers: on a graphics card nobody may have looked yet."""
    loop = state["loop"]
    tensors = loop["network"].values() if loop else ()
    return all(bool(torch.isfinite(each).all()) for each in tensors if each.is_floating_point())
