"""What was learned as one file: weights as safetensors, with the design and the preparation they belong to beside them.

Nothing but JSON and numbers is read from it, never pickle.
"""

from pathlib import Path
from typing import Any

from nndesigner.catalog.problems import UserError
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.plain import design_from_plain, design_to_plain
from nndesigner.project import strict_json, weights
from nndesigner.project.atomic import write_file
from nndesigner.project.learned import Learned

ABOUT = "learned"
"""The name in the file's metadata under which the rest stands, as JSON."""


class BadLearned(UserError):
    """A file does not hold what was learned; the text says why."""


def write(learned: Learned, path: Path) -> None:
    """Write `learned` to `path`, whole or not at all. Raises CannotWrite."""
    preparation = learned.preparation.to_plain() if learned.preparation else None
    about = {"design": design_to_plain(learned.design), "preparation": preparation, "epoch": learned.epoch}
    content = weights.to_bytes(learned.weights, {ABOUT: strict_json.write(about).decode()})
    write_file(path, lambda file: file.write(content))


def read(path: Path) -> Learned:
    """What was learned. Raises BadLearned."""
    try:
        content = path.read_bytes()
        about = strict_json.parse(weights.metadata(content).get(ABOUT, "").encode())
        return _learned(about, weights.from_bytes(content))
    except (OSError, ValueError, KeyError, TypeError, UserError) as error:
        raise BadLearned(f"The weights in {path} cannot be read: {error}") from error


def _learned(about: Any, values: weights.Weights) -> Learned:
    epoch, preparation = about["epoch"], about["preparation"]
    fitted = Fitted.from_plain(preparation) if preparation is not None else None
    return Learned(design_from_plain(about["design"]), values, fitted, epoch if isinstance(epoch, int) else None)
