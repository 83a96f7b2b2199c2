"""How the samples are split, in a sentence or two with numbers."""

from nndesigner.catalog.shapes import grouped
from nndesigner.catalog.sources.table import Table
from nndesigner.catalog.targets import Classes
from nndesigner.design.options import DataOptions


def parts_in_words(data: DataOptions) -> str:
    """How many samples are for training, validation and test; empty when their number is not known."""
    number, apart = data.source.counts()
    if not number:
        return ""
    split = data.split
    tested = apart or _part(number, split.test_fraction)
    rest = number if apart else number - tested
    about = "About " if isinstance(data.source, Table) and data.source.is_sampled else ""
    tests = f"{grouped(tested)} for the test." if tested else "none for the test."
    if split.folds > 1:
        said = f"{grouped(rest)} samples in {split.folds} folds, each used once for validation"
        return f"{about}{said}; {tests}"
    validating = _part(rest, split.validation_fraction)
    validate = f"{grouped(validating)} for validation" if validating else "none for validation"
    return f"{about}{grouped(rest - validating)} samples for training, {validate}, {tests}"


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
