"""The runs of a project as members of its zip, and back.

    runs/<identity>/record.json          what a list says of it, and what was ordered
    runs/<identity>/history.json         its curves; optional
    runs/<identity>/weights.safetensors  what it learned, by "<node id>.<name>"; optional
    runs/<identity>/preparation.json     what the preparation of the data learned then; optional

Paths of data are written as in the project itself.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from nndesigner.catalog.problems import UserError
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.plain import design_from_plain, design_to_plain
from nndesigner.project import archive, strict_json
from nndesigner.project import weights as tensors
from nndesigner.project.learned import Learned
from nndesigner.project.record import Ending, Record, Summary
from nndesigner.project.references import absolute_from, relative_to, with_paths

ORDER, EPOCH = "order", "epoch_of_weights"
KNOWN = {each.name for each in fields(Summary)} | {ORDER, EPOCH}


def to_members(record: Record, folder: Path) -> dict[str, bytes]:
    """The members of one run in a project that lies in `folder`."""
    learned, identity = record.learned, record.identity
    design = design_to_plain(with_paths(record.design, relative_to(folder)))
    order = {"design": design, "device": record.device}
    epoch = {EPOCH: learned.epoch} if learned and learned.epoch is not None else {}
    plain = {**record.summary.to_plain(), ORDER: order, **epoch, **record.extra}
    members = {archive.RECORD: strict_json.write(plain, indent=2)}
    if record.curves is not None:
        members[archive.HISTORY] = record.curves
    if learned is not None:
        members[archive.WEIGHTS] = tensors.to_bytes(learned.weights)
        if learned.preparation is not None:
            members[archive.PREPARATION] = strict_json.write(learned.preparation.to_plain())
    return {archive.of_run(identity, name): content for name, content in members.items()}


def from_members(members: Mapping[str, bytes], folder: Path) -> tuple[Record, ...]:
    """The runs among the members of a project. Raises ValueError and UserError."""
    found: dict[str, dict[str, bytes]] = {}
    for name, content in members.items():
        if match := archive.OF_RUN.fullmatch(name):
            found.setdefault(match.group(1), {})[match.group(2)] = content
    if len(found) > archive.MOST_RUNS:
        raise ValueError(f"it holds {len(found)} runs, but a project has {archive.MOST_RUNS} at most")
    return tuple(_record(identity, own, folder) for identity, own in found.items())


def object_in(content: bytes, name: str) -> dict[str, Any]:
    """The JSON object in the member `name`. Raises ValueError."""
    return strict_json.parse_object(content, f"{name} in it is no JSON")


def _record(identity: str, members: Mapping[str, bytes], folder: Path) -> Record:
    name = archive.of_run(identity, archive.RECORD)
    if archive.RECORD not in members:
        raise ValueError(f"{name} is missing in it")
    plain = object_in(members[archive.RECORD], name)
    try:
        summary = Summary.from_plain({**plain, "identity": identity})
        if summary.ending is None:  # it was saved while it was under way, and is so no longer
            summary = replace(summary, ending=Ending.INTERRUPTED)
        order = plain.get(ORDER)
        if not isinstance(order, dict):
            raise ValueError("it does not say what was ordered")
        design = with_paths(design_from_plain(order.get("design", {})), absolute_from(folder))
        learned = _learned(members, design, plain.get(EPOCH))
    except (ValueError, UserError) as error:
        raise ValueError(f"{name} in it cannot be read: {error}") from None
    device = order.get("device")
    return Record(
        summary,
        design,
        device if isinstance(device, str) else "auto",
        members.get(archive.HISTORY),
        learned,
        {name: value for name, value in plain.items() if name not in KNOWN},
    )


def _learned(members: Mapping[str, bytes], design: Any, epoch: Any) -> Learned | None:
    if archive.WEIGHTS not in members:
        return None
    weights = tensors.from_bytes(members[archive.WEIGHTS])
    fitted = None
    if archive.PREPARATION in members:
        fitted = Fitted.from_plain(object_in(members[archive.PREPARATION], archive.PREPARATION))
    return Learned(design, weights, fitted, epoch if isinstance(epoch, int) and epoch >= 0 else None)
