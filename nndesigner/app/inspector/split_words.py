"""How the samples are split, in a sentence or two with numbers."""

from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import Table
from nndesigner.catalog.targets import Classes
from nndesigner.design.options import DataOptions


def parts_in_words(data: DataOptions) -> str:
    """How many samples teach, validate and test; empty when it is not known how many there are."""
    number, apart = data.source.counts()
    if not number:
        return ""
    split = data.split
    tested = apart or _part(number, split.test_fraction)
    rest = number if apart else number - tested
    about = "About " if isinstance(data.source, Table) and data.source.is_sampled else ""
    tests = f"{grouped(tested)} test in the end." if tested else "None is left to test with."
    if split.folds > 1:
        said = f"{grouped(rest)} samples in {split.folds} trainings, each validating with another part"
        return f"{about}{said}; {tests}"
    validating = _part(rest, split.validation_fraction)
    validate = f"{grouped(validating)} validate" if validating else "none validates"
    return f"{about}{grouped(rest - validating)} samples teach, {validate}, {tests}"


def order_in_words(data: DataOptions) -> str:
    """Which samples these are."""
    split = data.split
    if data.source.overlaps:
        return "Those set aside are the last ones, because samples overlap."
    is_stratified = split.stratified and isinstance(data.target(), Classes)
    classes = ", each class in proportion" if is_stratified else ""
    if not split.shuffled:
        return f"Those set aside are the last ones{classes}."
    return f"Drawn at random{classes}; the seed of the run decides which."


def _part(number: int, fraction: float) -> int:
    return min(round(number * fraction), number - 1)
