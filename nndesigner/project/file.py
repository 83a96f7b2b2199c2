"""The project file: what is drawn and, beside it, what was trained, in one zip of JSON and safetensors.

    project.json         format number, networks, training and data options (see `nndesigner.design.plain`)
    trained.json         the same of the design as it was trained, with the epoch of its weights; optional
    weights.safetensors  what was learned, by "<node id>.<name>"; optional
    preparation.json     what the preparation of the data learned from the training part; optional
    history.json         the curves of the last training; optional

Weights without trained.json, as in format 2, belong to what is drawn. Paths of data that lies beside the project or
below it are written relative to it. A plain JSON file with the contents of project.json is a project too; examples
are kept that way.
"""

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
from nndesigner.project.learned import Learned, Predictor
from nndesigner.project.migrations import FORMAT, migrated
from nndesigner.project.references import absolute_from, relative_to, with_paths

SUFFIX = ".nnd"
PLAIN_SUFFIX = ".json"
MAIN = "main"
"""The network that is drawn; a file may hold others, which are kept."""
EPOCH = "epoch"


class ProjectError(UserError):
    """A file is no project, or could not be written; the text says why and what to do."""


@dataclass(frozen=True, eq=False)
class Project:
    """Everything that a file holds: `design` is what is drawn, `learned` what was trained, as it was drawn then.

    `extra` is what this version does not know at the top of project.json, kept to be written back as it was; under
    "networks" it holds the other networks, and what is unknown about the main one.
    """

    design: Design = field(default_factory=Design)
    learned: Learned | None = None
    history: dict[str, Any] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def with_design(self, design: Design) -> "Project":
        """The same with another design."""
        return replace(self, design=design)

    def with_training(self, learned: Learned | None, history: dict[str, Any] | None) -> "Project":
        """The same with what another training reached, and how it went; one that learned nothing changes nothing."""
        if learned is None and self.learned is not None:
            return self
        return replace(self, learned=learned, history=history)

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
    if project.learned is not None or project.history is not None:
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
            plain = _object(text, "it is neither a zip, as written by nndesigner, nor JSON")
            return _from_plain(plain, path.parent)
    members = archive.read_members(path)
    if archive.PROJECT not in members:
        raise ValueError(f"it is a zip without {archive.PROJECT}")
    project = _from_plain(_object(members[archive.PROJECT], f"{archive.PROJECT} in it is no JSON"), path.parent)
    history = members.get(archive.HISTORY)
    return project.with_training(
        _learned(members, project.design, path.parent),
        None if history is None else _object(history, f"{archive.HISTORY} in it is no JSON"),
    )


def _learned(members: Mapping[str, bytes], drawn: Design, folder: Path) -> Learned | None:
    weights, trained, preparation = map(members.get, (archive.WEIGHTS, archive.TRAINED, archive.PREPARATION))
    if weights is None:
        return None
    design, epoch = drawn, None
    if trained is not None:
        as_trained = _from_plain(_object(trained, f"{archive.TRAINED} in it is no JSON"), folder)
        design, epoch = as_trained.design, _epoch(as_trained.extra.get(EPOCH))
    fitted = None if preparation is None else _object(preparation, f"{archive.PREPARATION} is no JSON")
    return Learned(design, tensors.from_bytes(weights), Fitted.from_plain(fitted) if fitted else None, epoch)


def _epoch(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _object(content: bytes, otherwise: str) -> dict[str, Any]:
    try:
        plain = strict_json.parse(content)
    except strict_json.BadJson as error:
        raise ValueError(f"{otherwise}: {error}") from None
    if not isinstance(plain, dict):
        raise ValueError(f"{otherwise}: expected an object with names and values")
    return plain


def _from_plain(plain: dict[str, Any], folder: Path) -> Project:
    extra = migrated(plain)
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
        **extra,
        "networks": networks,
        "training": training_to_plain(design.training),
        "data": data_to_plain(design.data),
    }


def _members(project: Project, folder: Path) -> dict[str, bytes]:
    members = {archive.PROJECT: _json(_to_plain(project, folder))}
    if learned := project.learned:
        trained = Project(learned.design, extra={} if learned.epoch is None else {EPOCH: learned.epoch})
        members[archive.TRAINED] = _json(_to_plain(trained, folder))
        members[archive.WEIGHTS] = tensors.to_bytes(learned.weights)
        if learned.preparation is not None:
            members[archive.PREPARATION] = _json(learned.preparation.to_plain(), indent=None)
    if project.history is not None:
        members[archive.HISTORY] = _json(project.history, indent=None)
    return members


def _json(plain: dict[str, Any], indent: int | None = 2) -> bytes:
    try:
        return strict_json.write(plain, indent)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"it holds something that JSON cannot ({error})") from None
