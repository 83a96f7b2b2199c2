"""The run that `train` keeps in the folder of --out while it goes, so that it can be resumed however it ends."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nndesigner.catalog.problems import UserError
from nndesigner.cli.failures import printable
from nndesigner.cli.terminal import say
from nndesigner.project.record import LONGEST_NAME, Ending, Summary, new_identity
from nndesigner.runs.folder import RunFolder
from nndesigner.runs.journal import Journal
from nndesigner.training.events import Event, Failed, Finished
from nndesigner.training.history import History
from nndesigner.training.hosts.choice import HostKind
from nndesigner.training.hosts.hosted import HostedRun
from nndesigner.training.keeping import BESIDE, Keeper, NothingToResume, latest
from nndesigner.training.order import Order
from nndesigner.training.run import Run
from nndesigner.training.state import Position, State

MOST_WAITING = 500
SECONDS = 0.5
"""Events wait no longer than this, and no more of them, until they are written."""


class FinishedAlready(UserError):
    """A run is to be resumed that came to its end."""


@dataclass(frozen=True)
class Past:
    """Where a run goes on from, and what was reported until there."""

    position: Position
    state: State
    history: History


def past_of(path: Path, files: Sequence[str], report: Callable[[str], object]) -> Past:
    """The past of the run in the folder `path`; what is wrong with its last checkpoints is reported.

    Raises FinishedAlready when it came to its end and left all of its `files`, and NothingToResume.
    """
    folder = RunFolder(path)
    if not folder.exists:
        raise NothingToResume(f"There is no run in {path} to resume. Begin one without --resume.")
    summary = folder.summary()
    if summary.ending is Ending.FINISHED and all((path / name).exists() for name in files):
        done = f"{summary.epoch} of {summary.epochs} epochs"
        raise FinishedAlready(f"The run in {path} is finished already, after {done}. Train anew without --resume.")
    found, problems = latest(folder.checkpoints)
    for problem in problems:
        report(f"{problem} The one before is taken.")
    history, last = folder.history(), History.from_plain(dict(found.state.get(BESIDE, {})))
    history.masks, history.confusion = last.masks, last.confusion
    return Past(found.position, found.state, history)


class KeptRun:
    """Writes what `run` reports into the folder `path`, from `begin` or `go_on` to `close`.

    What cannot be written is said once and costs the training nothing.
    """

    def __init__(self, run: Run | HostedRun, journal: Journal, steps: int, past: Past | None) -> None:
        self.history = past.history if past else History()
        self._run = run
        self._journal = journal
        self._waiting: list[Event] = []
        self._written = time.monotonic()
        self._has_complained = False
        begin = past.position.step if past else 0
        self._keeper = Keeper(journal.folder.checkpoints, begin, steps, before=self._before)

    @classmethod
    def begin(cls, path: Path, order: Order, run: Run | HostedRun, name: str, steps: int, host: str) -> "KeptRun":
        """Begin to keep a run of `order` in `host`, with a checkpoint every so many steps, 0 for the usual ones."""
        seed = order.design.training.seed
        summary = Summary(new_identity(), name[:LONGEST_NAME], began=time.time(), seconds=0.0, seed=seed, host=host)
        return cls(run, Journal.begin(RunFolder(path), order, summary), steps, None)

    @classmethod
    def go_on(cls, path: Path, run: Run | HostedRun, past: Past, steps: int) -> "KeptRun":
        """Go on with keeping a run that was resumed."""
        host = HostKind.THREAD.value  # a run is resumed by this program itself
        journal = Journal.go_on(RunFolder(path), past.position.step, past.position.epoch - 1, host)
        return cls(run, journal, steps, past)

    def take(self, event: Event) -> None:
        """Keep what an event reports. That the run is over is not written down before `close`."""
        self.history.add(event)
        self._waiting.append(event)
        if isinstance(event, Finished | Failed):
            return
        if isinstance(self._run, Run):  # another process can say how it goes, but not yet how to go on
            self._keeper.note(event, self._run)
        if len(self._waiting) >= MOST_WAITING or time.monotonic() - self._written > SECONDS:
            self._write()

    def stop(self) -> None:
        """Keep a checkpoint now: the run ends here and may be resumed."""
        if isinstance(self._run, Run):
            self._keeper.keep(self._run)

    def close(self) -> None:
        """Write down what is not written yet, and let go of the folder."""
        self._write()
        self._keeper.close()
        if self._keeper.problem:
            self._complain(f"The last checkpoint was not kept. {self._keeper.problem}")
        self._journal.close()

    def _before(self) -> State:
        """Write down what was reported; returns what is not written down before the run is over."""
        self._write()
        plain = History(masks=self.history.masks, confusion=self.history.confusion).to_plain()
        return {name: plain[name] for name in ("masks", "confusion")}

    def _write(self) -> None:
        events, self._waiting, self._written = self._waiting, [], time.monotonic()
        try:
            if events:
                self._journal.take(events)
        except (OSError, UserError) as error:
            self._complain(f"The curves are not kept. {error}")

    def _complain(self, sentence: str) -> None:
        if not self._has_complained:
            say(printable(sentence), sys.stderr)
        self._has_complained = True
