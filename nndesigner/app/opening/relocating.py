"""Data that is somewhere else now, or has changed: whether the network can still learn from it. Runs in a thread."""

from nndesigner.catalog.problems import UserError
from nndesigner.catalog.sources.source import Source
from nndesigner.data.changes import missing
from nndesigner.data.fingerprints import Pulse
from nndesigner.design.model import Design
from nndesigner.project.references import moved_along, problems_of_data, with_paths


def moves(design: Design, old: str, new: str, pulse: Pulse) -> dict[str, str]:
    """Where each file is, once `old` was found at `new`.

    Raises UserError when what is there cannot be learned from as the design has it; the same contents always can.
    """
    found = moved_along(design, old, new)
    moved = with_paths(design, lambda path: found.get(path, path))
    gone = missing(moved.data.source)
    for problem in gone:
        if problem.path == new:
            raise UserError(problem.reason)
    if not gone and problems_of_data(moved, pulse=pulse):
        from nndesigner.data.renewing import fitting

        try:
            fitting(moved.data.source)
        except UserError as problem:
            raise UserError(_of_another_file(str(problem))) from problem
    return found


def renewed(source: Source, pulse: Pulse) -> Source:
    """`source` with its files as they are now. Raises UserError when they hold something else."""
    from nndesigner.data.renewing import renewed

    return renewed(source, pulse)


def _of_another_file(words: str) -> str:
    """What a reader says of a file that has changed, as it can be said of one that never was the same."""
    words = words.replace(" has changed since it was opened: it has ", " has ")
    return words.removesuffix(" Open it again.").removesuffix(" Open the table again.")
