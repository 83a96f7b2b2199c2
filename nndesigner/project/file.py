"""The project file: what is drawn and, beside it, every run of it, in one zip of JSON and safetensors.

    project.json         format number, networks, training and data options (see `nndesigner.design.plain`), and which
                         run's weights predict
    runs/<identity>/...  the runs, oldest first, see `run_members`

Paths of data that lies beside the project or below it are written relative to it. A plain JSON file with the contents
of project.json is a project too; examples are kept that way. Files of formats 1 to 3 kept the last training alone, as
history.json, weights.safetensors, preparation.json and trained.json, the design as it was trained; weights without
trained.json, as in format 2, belong to what is drawn.
"""

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nndesigner.catalog.problems import UserError
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.design.plain import (
    data_from_plain,
    data_to_plain,
    network_from_plain,
    network_to_plain,
    training_from_plain,
    training_to_plain,
)
from nndesigner.project import archive, strict_json
from nndesigner.project import weights as tensors
from nndesigner.project.atomic import CannotWrite, write_file
from nndesigner.project.keeping import kept, last
from nndesigner.project.learned import Learned, Predictor
from nndesigner.project.migrations import FORMAT, migrated
from nndesigner.project.older import run_of
from nndesigner.project.record import Record, new_identity
from nndesigner.project.references import absolute_from, relative_to, with_paths
from nndesigner.project.run_members import from_members, to_members

SUFFIX = ".nnd"
PLAIN_SUFFIX = ".json"
MAIN = "main"
"""The network that is drawn; a file may hold others, which are kept."""
EPOCH = "epoch"
PREDICTS = "predicts"
"""Where project.json says which run's weights predict."""


class ProjectError(UserError):
    """A file is no project, or could not be written; the text says why and what to do."""


@dataclass(frozen=True, eq=False)
class Project:
    """Everything that a file holds: `design` is what is drawn, `runs` how it was trained, oldest first.

    `chosen` identifies the run whose weights predict; it is empty before the first one. `extra` is what this version
    does not know at the top of project.json, kept to be written back as it was; under "networks" it holds the other
    networks, and what is unknown about the main one.
    """

    design: Design = field(default_factory=Design)
    runs: tuple[Record, ...] = ()
    chosen: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def with_design(self, design: Design) -> "Project":
        """The same with another design."""
        return replace(self, design=design)

    def with_run(self, record: Record, takes_over: bool = True) -> "Project":
        """The same with another run, or with one as it is by now.

        What it learned predicts from now on; unless it `takes_over`, only where nothing else does.
        """
        runs = {each.identity: each for each in self.runs} | {record.identity: record}
        chosen = record.identity if record.learned and (takes_over or not self.learned) else self.chosen
        return self.with_runs(kept(tuple(runs.values()), chosen), chosen)

    def with_runs(self, runs: tuple[Record, ...], chosen: str) -> "Project":
        """The same with these runs, of which `chosen` predicts."""
        return replace(self, runs=runs, chosen=chosen)

    def with_training(self, learned: Learned | None, history: dict[str, Any] | None) -> "Project":
        """The same with a run of which only this is known; one that learned nothing changes nothing."""
        if learned is None and self.learned is not None:
            return self
        design = learned.design if learned else self.design
        return self.with_run(run_of(design, learned, history, new_identity(), self.next_name()))

    def run(self, identity: str) -> Record | None:
        """The run that is known by `identity`."""
        return next((each for each in self.runs if each.identity == identity), None)

    def next_name(self) -> str:
        """What the next run is called: "Run 12"."""
        found = [re.fullmatch(r"Run (\d{1,6})", each.summary.name) for each in self.runs]
        return f"Run {max((int(each.group(1)) for each in found if each), default=0) + 1}"

    @property
    def learned(self) -> Learned | None:
        """What was learned by the run that predicts."""
        run = self.run(self.chosen)
        return run.learned if run else None

    @property
    def shown(self) -> Record | None:
        """The run whose curves are shown at first: the one that predicts or, before that, the last."""
        return self.run(self.chosen) or (self.runs[-1] if self.runs else None)

    @property
    def has_moved_on(self) -> bool:
        """Whether something else is drawn than what was trained."""
        return self.learned is not None and not self.learned.is_of(self.design)

    @property
    def predictor(self) -> Predictor:
        """What predicts and is exported: what was trained or, before that, what is drawn."""
        return self.learned or self.design


def open_project(path: Path | str) -> Project:
    """The project in a file. Raises ProjectError."""
    path = Path(path)
    try:
        return _read(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProjectError(f"{path} could not be read: {reason[:1].lower()}{reason[1:]}.") from error
    except UserError as error:
        raise ProjectError(f"{path} could not be opened: {error}") from error
    except ValueError as error:
        raise ProjectError(f"{path} is not an nndesigner project: {error}.") from error


def save_project(project: Project, path: Path | str) -> None:
    """Write everything to `path`; a name that ends with .json gives the plain form. Raises ProjectError.

    Whatever happens, `path` holds the old file or the whole new one.
    """
    path = Path(path)
    try:
        if path.suffix == PLAIN_SUFFIX:
            _save_plain(project, path)
        else:
            _save_archive(project, path)
    except CannotWrite as error:
        raise ProjectError(str(error)) from error
    except (UserError, ValueError) as error:
        raise ProjectError(f"{path} was not saved, because it could not be opened again: {error}.") from error


def _save_plain(project: Project, path: Path) -> None:
    if project.runs:
        raise CannotWrite(f"A {PLAIN_SUFFIX} file has no room for weights. Save as {path.stem}{SUFFIX} instead.")
    content = _json(_to_plain(project, path.parent))
    write_file(path, lambda file: file.write(content), _read)


def _save_archive(project: Project, path: Path) -> None:
    members = _members(project, path.parent)

    def verify(written: Path) -> None:
        if archive.read_members(written) != members:
            raise ValueError("what was read back differs from what was written; check the disk")
        _read(written)

    write_file(path, lambda file: archive.write_members(file, members), verify)


def _read(path: Path) -> Project:
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError(f"expected a file that ends with {SUFFIX} or {PLAIN_SUFFIX}, found a folder or a device")
    limit = archive.LIMITS[archive.PROJECT]
    with path.open("rb") as file:
        start = file.read(len(archive.ZIP_START))
        if start != archive.ZIP_START:
            text = start + file.read(limit)
            if len(text) > limit:
                raise ValueError("it is neither a zip, as written by nndesigner, nor a JSON file of at most 16 MB")
            plain = strict_json.parse_object(text, "it is neither a zip, as written by nndesigner, nor JSON")
            return _from_plain(plain, path.parent)
    members = archive.read_members(path)
    if archive.PROJECT not in members:
        raise ValueError(f"it is a zip without {archive.PROJECT}")
    plain = strict_json.parse_object(members[archive.PROJECT], f"{archive.PROJECT} in it is no JSON")
    project = _from_plain(plain, path.parent)
    return _with_one_run(project, members, path.parent) if plain["format"] < 4 else _with_runs(project, members, path)


def _with_runs(project: Project, members: Mapping[str, bytes], path: Path) -> Project:
    runs = from_members(members, path.parent)
    chosen = str(project.extra.get(PREDICTS))
    extra = {name: value for name, value in project.extra.items() if name != PREDICTS}
    has_weights = any(each.identity == chosen and each.learned for each in runs)
    project = replace(project, runs=runs, chosen=chosen if has_weights else last(runs), extra=extra)
    if project.shown:
        project.shown.history()  # what will be shown at once has to be there; others are read when they are selected
    return project


def _with_one_run(project: Project, members: Mapping[str, bytes], folder: Path) -> Project:
    """What files of formats 1 to 3 kept of the last training becomes the first run."""
    learned, history = _learned(members, project.design, folder), members.get(archive.HISTORY)
    if learned is None and history is None:
        return project
    plain = None if history is None else strict_json.parse_object(history, f"{archive.HISTORY} in it is no JSON")
    return project.with_run(run_of(learned.design if learned else project.design, learned, plain))


def _learned(members: Mapping[str, bytes], drawn: Design, folder: Path) -> Learned | None:
    weights, trained, preparation = map(members.get, (archive.WEIGHTS, archive.TRAINED, archive.PREPARATION))
    if weights is None:
        return None
    design, epoch = drawn, None
    if trained is not None:
        as_trained = _from_plain(strict_json.parse_object(trained, f"{archive.TRAINED} in it is no JSON"), folder)
        design, epoch = as_trained.design, _epoch(as_trained.extra.get(EPOCH))
    fitted = None if preparation is None else strict_json.parse_object(preparation, f"{archive.PREPARATION} is no JSON")
    return Learned(design, tensors.from_bytes(weights), Fitted.from_plain(fitted) if fitted else None, epoch)


def _epoch(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _from_plain(plain: dict[str, Any], folder: Path) -> Project:
    extra = dict(migrated(plain))
    del extra["format"]
    networks = extra.pop("networks", None)
    if not isinstance(networks, dict) or not isinstance(networks.get(MAIN), dict):
        raise ValueError(f'expected a network called "{MAIN}" under "networks", but there is none')
    design = network_from_plain(networks[MAIN]).changed(
        training=training_from_plain(extra.pop("training", {})),
        data=data_from_plain(extra.pop("data", {})),
    )
    design = with_paths(design, absolute_from(folder))
    unknown = {name: value for name, value in networks[MAIN].items() if name not in ("nodes", "links")}
    others = {**networks, MAIN: unknown} if unknown else {name: networks[name] for name in networks if name != MAIN}
    return Project(design, extra={**extra, "networks": others} if others else extra)


def _to_plain(project: Project, folder: Path) -> dict[str, Any]:
    design = with_paths(project.design, relative_to(folder))
    extra = dict(project.extra)
    networks = dict(extra.pop("networks", {}))
    networks = {MAIN: {**network_to_plain(design), **networks.pop(MAIN, {})}, **networks}
    return {
        "format": FORMAT,
        **({PREDICTS: project.chosen} if project.chosen else {}),
        **extra,
        "networks": networks,
        "training": training_to_plain(design.training),
        "data": data_to_plain(design.data),
    }


def _members(project: Project, folder: Path) -> dict[str, bytes]:
    members = {archive.PROJECT: _json(_to_plain(project, folder))}
    for record in kept(project.runs, project.chosen):
        members |= to_members(record, folder)
    return members


def _json(plain: dict[str, Any]) -> bytes:
    try:
        return strict_json.write(plain, indent=2)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"it holds something that JSON cannot ({error})") from None
