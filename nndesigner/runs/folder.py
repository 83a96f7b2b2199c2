"""The folder of one run: what was ordered, what happened, and what came of it, at any moment fit to be read.

    order.json           what was ordered, without the weights that it begins with
    project.json         the file of the project that it belongs to
    begin.safetensors    those, if it begins with trained weights
    summary.json         how far it is, how it ended, its name and note; replaced whole
    events.jsonl         its curves, only ever added to, see `curves_file`
    history.json         the curves once more, with masks, when it is over
    learned.safetensors  the weights that came of it, when it is over
    checkpoints/         from where it can go on
    lock                 held by whoever trains

Reading never waits for the program that writes, and takes no harm when that was ended in the middle of a line.
"""

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from nndesigner.catalog.problems import UserError
from nndesigner.project import strict_json
from nndesigner.project.atomic import write_file
from nndesigner.project.learned import Learned
from nndesigner.project.older import summary_of
from nndesigner.project.record import Ending, Record, Summary
from nndesigner.runs import curves_file, learned_file
from nndesigner.runs.lock import is_held
from nndesigner.training.history import History
from nndesigner.training.order import Order
from nndesigner.training.wire import order_from_plain, order_to_plain

ORDER, PROJECT, SUMMARY = "order.json", "project.json", "summary.json"
EVENTS, HISTORY = "events.jsonl", "history.json"
BEGIN, LEARNED = "begin.safetensors", "learned.safetensors"
CHECKPOINTS, LOCK = "checkpoints", "lock"
LARGEST = {ORDER: 16 * 2**20, PROJECT: 2**20, SUMMARY: 2**20, HISTORY: 64 * 2**20}
FORMAT = 1


class BrokenRun(UserError):
    """The folder of a run cannot be read; the text says what is wrong with it."""


class RunFolder:
    """The run that is kept at `path`; nothing is looked at before it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def checkpoints(self) -> Path:
        """The folder that checkpoints are kept in."""
        return self.path / CHECKPOINTS

    @property
    def lock(self) -> Path:
        """The file that whoever trains holds a lock on."""
        return self.path / LOCK

    @property
    def exists(self) -> bool:
        """Whether there is a run at all."""
        return (self.path / SUMMARY).is_file() and (self.path / ORDER).is_file()

    @property
    def is_under_way(self) -> bool:
        """Whether somebody trains it now."""
        return is_held(self.lock)

    @property
    def can_resume(self) -> bool:
        """Whether there is a checkpoint from which it could go on."""
        return any(self.checkpoints.glob("*.safetensors"))

    @property
    def is_left(self) -> bool:
        """Whether its program was gone before it was over, and nobody has looked after it since."""
        with suppress(UserError):
            return self._written_summary().ending is None and not self.is_under_way
        return False

    def look_after(self) -> None:
        """Note that somebody knows that it was interrupted. Raises BrokenRun and CannotWrite."""
        if self.is_left:
            self.write_summary(self.summary())

    def begin(self, order: Order, summary: Summary, project: str = "") -> None:
        """Make the folder, or clear it of an earlier run, for a run of `order`; `project` is the file it belongs to.

        Files that are no part of a run are left alone. Raises CannotWrite and OSError.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        if any((self.path / name).exists() for name in (SUMMARY, ORDER, EVENTS)):
            self._clear()
        self.checkpoints.mkdir(exist_ok=True)
        if order.learned is not None and order.design.training.settings.begin_with == "trained":
            learned_file.write(order.learned, self.path / BEGIN)
        plain, _ = order_to_plain(replace(order, learned=None))
        self.write_project(project)
        self._write(ORDER, {"format": FORMAT, "order": plain})
        self.write_summary(summary)

    def remove(self) -> None:
        """Remove the run, and its folder unless something else is in it."""
        self._clear()
        for name in (PROJECT, LOCK):
            (self.path / name).unlink(missing_ok=True)
        with suppress(OSError):
            self.path.rmdir()

    def order(self) -> Order:
        """What was ordered. Raises BrokenRun."""
        try:
            order = order_from_plain(self._object(ORDER).get("order"))
        except (ValueError, UserError) as error:
            raise self._broken(ORDER, error) from error
        begin = self.path / BEGIN
        return replace(order, learned=learned_file.read(begin)) if begin.exists() else order

    def project(self) -> str:
        """The file of the project that the run belongs to; empty when it has none. Raises BrokenRun."""
        found = self._object(PROJECT).get("file")
        return found if isinstance(found, str) else ""

    def write_project(self, file: str) -> None:
        """Say which project the run belongs to. Raises CannotWrite."""
        self._write(PROJECT, {"format": FORMAT, "file": file})

    def summary(self) -> Summary:
        """How far it is and how it ended; one whose program is gone was interrupted. Raises BrokenRun."""
        summary = self._written_summary()
        if summary.ending is None and not self.is_under_way:
            # the summary is written about once a second, the curves more often
            step = max(summary.step, curves_file.last_step(self.path / EVENTS))
            return replace(summary, ending=Ending.INTERRUPTED, step=step)
        return summary

    def write_summary(self, summary: Summary) -> None:
        """Replace the summary. Raises CannotWrite."""
        self._write(SUMMARY, {"format": FORMAT, **summary.to_plain()})

    def describe(self, name: str, note: str, pinned: bool) -> None:
        """Give a run that nobody trains another name, note and pin. Raises BrokenRun and CannotWrite."""
        self.write_summary(replace(self._written_summary(), name=name, note=note, pinned=pinned))

    def history(self) -> History:
        """The curves as far as they were written. Raises BrokenRun."""
        try:
            return History.from_plain(self.plain_history())
        except UserError as error:
            raise self._broken(EVENTS, error) from error

    def plain_history(self) -> dict[str, Any]:
        """The same in its plain form. Raises BrokenRun."""
        if (self.path / HISTORY).exists():
            return self._object(HISTORY)
        try:
            return curves_file.read(self.path / EVENTS)
        except FileNotFoundError:
            return History().to_plain()
        except OSError as error:
            raise self._broken(EVENTS, error) from error

    def write_history(self, plain: dict[str, Any]) -> None:
        """Keep the curves of a run that is over. Raises CannotWrite."""
        self._write(HISTORY, plain)

    def learned(self) -> Learned | None:
        """The weights that came of it; None when it is not over or learned nothing. Raises BadLearned."""
        path = self.path / LEARNED
        return learned_file.read(path) if path.exists() else None

    def write_learned(self, learned: Learned) -> None:
        """Keep the weights that came of it. Raises CannotWrite."""
        learned_file.write(learned, self.path / LEARNED)

    def record(self) -> Record:
        """Everything about the run as a value. Raises BrokenRun and BadLearned."""
        order = self.order()
        history, summary = self.plain_history(), self.summary()
        if summary.ending is Ending.INTERRUPTED:  # the curves go further than what was written of them
            last = summary_of(order.design, history, summary.identity, summary.name)
            summary = replace(
                summary,
                epoch=last.epoch,
                train=last.train,
                validation=last.validation,
                best_epoch=last.best_epoch,
            )
        return Record(summary, order.design, order.device, curves=strict_json.write(history), learned=self.learned())

    def _clear(self) -> None:
        for name in (SUMMARY, ORDER, EVENTS, HISTORY, BEGIN, LEARNED):
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.checkpoints, ignore_errors=True)

    def _written_summary(self) -> Summary:
        try:
            return Summary.from_plain(self._object(SUMMARY))
        except UserError as error:
            raise self._broken(SUMMARY, error) from error

    def _write(self, name: str, plain: dict[str, Any]) -> None:
        content = strict_json.write(plain)
        write_file(self.path / name, lambda file: file.write(content))

    def _object(self, name: str) -> dict[str, Any]:
        path = self.path / name
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST[name] + 1)
            if len(content) > LARGEST[name]:
                raise BrokenRun(f"it is larger than {LARGEST[name] // 2**20} MB, the most that is read")
            found = strict_json.parse(content)
        except (OSError, ValueError, UserError) as error:
            raise self._broken(name, error) from error
        if not isinstance(found, dict):
            raise self._broken(name, "it is no object with names and values")
        return found

    def _broken(self, name: str, why: object) -> BrokenRun:
        why = (why.strerror or str(why)) if isinstance(why, OSError) else why
        return BrokenRun(f"The run in {self.path} cannot be read: {name}: {why}")
