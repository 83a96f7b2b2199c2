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
from nndesigner.cli.data_inspect import opening
from nndesigner.cli.failures import BadUsage, printable
from nndesigner.cli.progress import Teller, teller
from nndesigner.data.opening import propose
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.adapt import adapted
from nndesigner.design.goals import positive_classes
from nndesigner.design.model import Design
from nndesigner.design.options import Settings
from nndesigner.design.starting import applied
from nndesigner.export.formats import export
from nndesigner.project.examples import locate
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.training.events import Event, Failed, Finished, Started, Weights
from nndesigner.training.history import History
from nndesigner.training.run import Run, prepare

PROJECT, WEIGHTS, HISTORY = "trained.nnd", "weights.safetensors", "history.csv"
SIGNALS = (signal.SIGINT, signal.SIGTERM)
KILLED_BY = 128
"""What is added to the number of a signal to give the exit status."""


class UnusableFolder(UserError):
    """The results cannot be kept where they should."""


def train(options: argparse.Namespace) -> int:
    """Train `options.file`; gives 0, or 130 after Ctrl+C. What was reached is kept however it ends."""
    project = _project(options)
    design = project.design if options.data is None else _with_data(project.design, options)
    design = _adjusted(design, options)
    folder = None if options.out is None else _usable(options.out)
    with _interruption() as interruption, teller(options.jsonl, positive_classes(design)) as telling:
        attempt = Attempt(prepare(design, options.device, project.weights), telling, interruption)
        try:
            attempt.go_through()
        finally:
            if folder and attempt.has_begun:
                _keep(folder, project.with_design(design), attempt.weights(), attempt)
    if folder and attempt.has_begun and not options.jsonl:
        print(f"Kept in {printable(str(folder))}: {PROJECT}, {WEIGHTS}, {HISTORY}")
    return KILLED_BY + interruption.signal if interruption.signal else 0


@dataclass
class Interruption:
    """The signal that asked to stop; 0 when none did."""

    signal: int = 0


class Attempt:
    """One way through a run, with what it told."""

    def __init__(self, run: Run, telling: Teller, interruption: Interruption) -> None:
        self.history = History()
        self.has_begun = False
        self._run = run
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
        for event in self._run.events():
            self._take(event)
            self.has_begun |= isinstance(event, Started)
            if self._interruption.signal and not isinstance(event, Finished):
                self._take(self._run.finish("stopped"))
                return

    def weights(self) -> Weights:
        """What was learned so far; when the device is gone, what was there after the last whole epoch."""
        with suppress(RuntimeError):
            return self._run.finish("stopped").weights
        return self._run.good_weights

    @property
    def preparation(self) -> Fitted | None:
        """What the preparation of the data learned."""
        return self._run.preparation

    def _take(self, event: Event) -> None:
        self.history.add(event)
        self._telling.tell(event)


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
    if not positive_classes(design):
        raise BadUsage("There is a positive class only where one unit learns two classes, which is not so here.")
    if name not in names:
        raise BadUsage(f"The positive class should be {names[0]} or {names[1]}, but is {name[:60]}.")
    return design.changed(data=replace(design.data, positive=name))


def _with_data(design: Design, options: argparse.Namespace) -> Design:
    """The design made to fit the data at the path that was given; what was assumed is said on the error output."""
    with opening() as progress:
        proposal = propose(options.data, progress)
    if not options.jsonl:
        for note in proposal.notes:
            print(printable(f"{'warning: ' if note.is_warning else ''}{note.text}"), file=sys.stderr)
    return adapted(design, proposal.data) if design.nodes else applied(design, proposal.data)


@contextmanager
def _interruption() -> Iterator[Interruption]:
    """Turns the first Ctrl+C into a wish to stop after the step that is being done; a second one ends at once."""
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


def _keep(folder: Path, project: Project, weights: Weights, attempt: Attempt) -> None:
    trained = project.with_training(weights, attempt.history.to_plain(), attempt.preparation)
    save_project(trained, folder / PROJECT)
    export(trained, "safetensors", folder / WEIGHTS)
    attempt.history.to_csv(folder / HISTORY)
