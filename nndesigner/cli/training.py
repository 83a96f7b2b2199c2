"""The verb `train`."""

import argparse
import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from nndesigner.catalog.problems import UserError
from nndesigner.cli.data_inspect import in_words, opening
from nndesigner.cli.failures import BadUsage, printable
from nndesigner.cli.kept_run import FinishedAlready, KeptRun, past_of, require_no_unfinished
from nndesigner.cli.problems import INDENT, number_of, plain_problems, print_problems
from nndesigner.cli.progress import Teller, print_event, teller
from nndesigner.cli.terminal import say
from nndesigner.data.opening import propose
from nndesigner.design.adapt import adapted
from nndesigner.design.changes import changes
from nndesigner.design.check import check
from nndesigner.design.goals import chosen_positive, positive_classes
from nndesigner.design.model import Design
from nndesigner.design.options import Settings
from nndesigner.design.starting import applied
from nndesigner.export.formats import export
from nndesigner.project.examples import PREFIX, locate
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.project.learned import Learned
from nndesigner.runs.folder import RunFolder
from nndesigner.training.events import Event, Failed, Started
from nndesigner.training.history import History
from nndesigner.training.hosts.choice import HostKind, Hosts
from nndesigner.training.hosts.host import Keeping
from nndesigner.training.hosts.hosted import HostedRun
from nndesigner.training.kept import prepare_kept
from nndesigner.training.order import Order

PROJECT, WEIGHTS, HISTORY = "trained.nnd", "weights.safetensors", "history.csv"
FILES = (PROJECT, WEIGHTS, HISTORY)
SIGNALS = (signal.SIGINT, signal.SIGTERM)
KILLED_BY = 128
"""What is added to the number of a signal to give the exit status."""


class NotTrained(UserError):
    """The design has problems, which have been said."""


class UnusableFolder(UserError):
    """The results cannot be kept where they should."""


def train(options: argparse.Namespace) -> int:
    """Train `options.file`, or go on with it; gives 0, or 130 after Ctrl+C. What was reached is kept in any case."""
    if options.out is None and (options.resume or options.fresh or options.checkpoint_steps):
        raise BadUsage("Checkpoints are kept in the folder of --out. Give one after --out.")
    if options.resume and options.fresh:
        raise BadUsage("A run goes on with --resume or begins anew with --fresh, but not both. Leave one of them out.")
    project = _project(options)
    design = project.design if options.data is None else _with_data(project.design, options)
    design = _adjusted(design, options)
    _require_trainable(design, options)
    folder = None if options.out is None else _usable(options.out)
    order, files = Order(design, options.device, project.learned), list[str]()
    try:
        past = _past(folder, options) if folder else None
    except FinishedAlready as already:
        _say(str(already))
        return 0
    with _interruption() as interruption, teller(options.jsonl, positive_classes(design)) as telling:
        kept = _kept(folder, order, past, options) if folder else None
        run = _run(folder, order, options)
        attempt = Attempt(run, kept, telling, interruption)
        try:
            attempt.go_through()
        finally:
            learned = attempt.leave()
            if folder and attempt.has_begun:
                files = _keep(folder, project.with_design(design), learned, attempt.history)
            if kept:
                kept.close()
    if files and not options.jsonl:
        say(f"Kept in {printable(str(folder))}: {', '.join(files)}", sys.stdout)
    return KILLED_BY + interruption.signal if interruption.signal else 0


@dataclass
class Interruption:
    """The signal that asked to stop; 0 when none did."""

    signal: int = 0


class Attempt:
    """One way through a run, with what it reported."""

    def __init__(self, run: HostedRun, kept: KeptRun | None, telling: Teller, interruption: Interruption) -> None:
        self.history = kept.history if kept else History()
        self.has_begun = False
        self._run = run
        self._kept = kept
        self._telling = telling
        self._interruption = interruption

    def go_through(self) -> None:
        """Train to the end, or until it is interrupted. Raises what the run raises."""
        try:
            self._go_through()
        except UserError as error:
            self._take(Failed(str(error), details=""))
            raise

    def _go_through(self) -> None:
        is_stopping = False
        for event in self._run.events():
            self._take(event)
            self.has_begun |= isinstance(event, Started)
            if self._interruption.signal and not is_stopping:
                is_stopping = True
                self._run.stop()

    def leave(self) -> Learned | None:
        """What was learned; it trains no longer."""
        return self._run.leave()

    def _take(self, event: Event) -> None:
        if self._kept:
            self._kept.take(event)
        else:
            self.history.add(event)
        self._telling.tell(event)


def _run(folder: Path | None, order: Order, options: argparse.Namespace) -> HostedRun:
    """The training that is ordered, in the host that was chosen; its checkpoints are kept in the run in `folder`."""
    keeping = None
    if folder:
        checkpoints = str(RunFolder(folder).checkpoints)
        keeping = Keeping(checkpoints, options.checkpoint_steps, options.resume, asks=True)
    return HostedRun(Hosts(prepare_kept, HostKind(options.host)).new_host(), order, keeping)


def _past(folder: Path, options: argparse.Namespace) -> History | None:
    """What the run in `folder` that is to go on reported; None for one that is to begin, which must harm no other."""
    if options.resume:
        return past_of(folder, FILES, _say)
    if not options.fresh:
        require_no_unfinished(folder)
    return None


def _project(options: argparse.Namespace) -> Project:
    """What is to be trained; without a file one that is still empty. Raises BadUsage."""
    if options.file is not None:
        return open_project(locate(options.file))
    if options.data is None:
        raise BadUsage("There is nothing to train. Give a project, or data after --data. See nndesigner train --help.")
    return Project(Design())


def _adjusted(design: Design, options: argparse.Namespace) -> Design:
    """The design with the settings and the positive class that were given on the command line. Raises BadUsage."""
    if options.positive is not None:
        design = _with_positive(design, options.positive)
    given = {parameter.name: getattr(options, parameter.name) for parameter in Settings.parameters()}
    settings = {name: value for name, value in given.items() if value is not None}
    return design.changed(training=design.training.changed(**settings))


def _with_positive(design: Design, name: str) -> Design:
    names = design.data.class_names()
    if not chosen_positive(design):
        raise BadUsage("There is a positive class only where one unit learns two classes, which is not so here.")
    if name not in names:
        raise BadUsage(f"The positive class should be {names[0]} or {names[1]}, but is {name[:60]}.")
    return design.changed(data=replace(design.data, positive=name))


def _with_data(design: Design, options: argparse.Namespace) -> Design:
    """The design made to fit the data at the path that was given; what was assumed is said on the error output."""
    with opening() as progress:
        proposal = propose(options.data, progress)
    after = adapted(design, proposal.data) if design.nodes else applied(design, proposal.data)
    done = changes(design, after) if design.nodes else ()
    if options.jsonl:
        print_event("adapted", changes=list(done))
        return after
    for note in proposal.notes:
        say(printable(in_words(note)), sys.stderr)
    if done:
        say(printable(f"The network was made to fit {options.data}:"), sys.stderr)
    for change in done:
        say(printable(change), sys.stderr, first=INDENT)
    return after


def _require_trainable(design: Design, options: argparse.Namespace) -> None:
    """Raise NotTrained if the design has errors, once they have been said with their layers and fixes."""
    errors = check(design).errors
    if not errors:
        return
    if options.jsonl:
        print_event("problems", problems=plain_problems(design, errors))
    else:
        print_problems(design, errors, sys.stderr)
    what = " with ".join(str(each) for each in (options.file, options.data) if each is not None)
    keep = "keeps" if len(errors) == 1 else "keep"
    raise NotTrained(f"{number_of(len(errors)).capitalize()} {keep} {what} from being trained.")


@contextmanager
def _interruption() -> Iterator[Interruption]:
    """Turns the first Ctrl+C into a request to stop after the step that is being done; a second one ends at once."""
    interruption = Interruption()

    def note(number: int, _: FrameType | None) -> None:
        if interruption.signal:
            raise KeyboardInterrupt
        interruption.signal = number

    before = {number: signal.signal(number, note) for number in SIGNALS}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _usable(name: str) -> Path:
    """The folder called `name`, made if it is missing, once a file could be written there. Raises UnusableFolder."""
    if not name:
        raise UnusableFolder("The results cannot be kept in a folder without a name. Give one after --out.")
    folder = Path(name)
    trial = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.write_bytes(b"\0" * 4096)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UnusableFolder(f"The results cannot be kept in {folder}: {reason}. Choose another folder.") from error
    finally:
        with suppress(OSError, ValueError):
            os.unlink(trial)
    return folder


def _kept(folder: Path, order: Order, past: History | None, options: argparse.Namespace) -> KeptRun:
    """Keeps the run in `folder`, where it begins or goes on."""
    if past is not None:
        return KeptRun.go_on(folder, past, options.host)
    name = Path(options.file or options.data).stem.removeprefix(PREFIX)
    return KeptRun.begin(folder, order, name, options.host)


def _say(sentence: str) -> None:
    say(printable(sentence), sys.stderr)


def _keep(folder: Path, project: Project, learned: Learned | None, history: History) -> list[str]:
    """Write what was reached, and give the names of the files; before the first step there are no new weights."""
    save_project(project.with_training(learned, history.to_plain()), folder / PROJECT)
    if learned:
        export(learned, "safetensors", folder / WEIGHTS)
    history.to_csv(folder / HISTORY)
    return [PROJECT, WEIGHTS, HISTORY] if learned else [PROJECT, HISTORY]
