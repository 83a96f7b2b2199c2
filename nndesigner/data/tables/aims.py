"""Which column of a table is probably the target, by its name and its place."""

import re
from collections.abc import Sequence

from nndesigner.catalog.description import in_words
from nndesigner.data.opening import Note
from nndesigner.data.tables.choices import Choices
from nndesigner.data.tables.columns import FEW, ColumnProfile

SURE = {"target", "label", "labels", "class", "y", "outcome", "response", "output"}
LIKELY = {
    *("price", "churn", "churned", "survived", "species", "diagnosis", "quality", "exited", "default", "fraud", "spam"),
    *("sentiment", "attrition", "approved", "clicked", "converted", "mpg", "medv", "sold"),
}
POSSIBLE = {"value", "cost", "salary", "income", "revenue", "sales", "score", "rating", "grade", "charges", "result"}
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


def aim(columns: Sequence[ColumnProfile]) -> tuple[ColumnProfile | None, str, bool]:
    """The column that is probably the target, why, and whether that is sure; None where no column can be one."""
    able = [column for column in columns if _can_be_answered(column)]
    if not able:
        return None, "No column has few different values or numbers, so there is nothing to predict.", False
    # a name such as income is a weaker sign than a yes or no at the end of the table
    ends_with_two = able[-1].kind == "category" and able[-1].statistics.distinct == 2
    least = 2 if ends_with_two else 1
    ranks = [rank if (rank := _likelihood(column.name)) >= least else 0 for column in able]
    rank, place = max((rank, place) for place, rank in enumerate(ranks))
    best = able[place]
    if rank:
        why = f"{in_words(best.name)} is proposed as the target because of its name."
        also = _rivals(best, able)
        if also:
            why += f" {', '.join(map(in_words, also[:3]))}{' …' if len(also) > 3 else ''} could be targets as well."
        return best, why, not also
    why = f"{in_words(best.name)} is proposed as the target because it is the last column that can be one."
    return best, why, False


def answered(columns: Sequence[ColumnProfile], choices: Choices) -> tuple[tuple[ColumnProfile, ...], Note]:
    """The columns that are to be predicted, which is one unless several were chosen, and why they are."""
    best, why, is_sure = aim(columns)
    chosen = tuple(column for column in columns if choices.uses.get(column.name) == "target")
    if chosen and chosen != (best,):
        said = f"You chose {', '.join(in_words(column.name) for column in chosen)} as the target."
        if best:
            said += f" Proposed was {in_words(best.name)}."
        return chosen, Note(said, is_of_target=True)
    if best and choices.uses.get(best.name, "target") != "target":
        return (), Note("No column is the target. Choose one to predict.", is_warning=True, is_of_target=True)
    return (best,) if best else (), Note(why, is_warning=not is_sure, is_of_target=True)


def asks_for_class(column: ColumnProfile) -> bool:
    """Whether the column names kinds rather than amounts: words, two numbers, or a few whole ones."""
    if column.kind != "number":
        return True
    statistics, categories = column.statistics, column.categories
    if statistics.distinct == 2:
        return True
    is_whole = all(float(each.replace(",", ".")) % 1 == 0 for each in categories)
    return bool(categories) and is_whole and statistics.known >= FEW * statistics.distinct


def _rivals(best: ColumnProfile, columns: Sequence[ColumnProfile]) -> list[str]:
    """Other columns that have such a name, which is a sure sign of a target."""
    likelihood = _likelihood(best.name)
    able = (column for column in columns if column != best and _can_be_answered(column))
    return [column.name for column in able if _likelihood(column.name) == likelihood > 1]


def _can_be_answered(column: ColumnProfile) -> bool:
    is_sure = _likelihood(column.name) == 3
    if column.kind == "text" or not column.statistics.known:
        return False
    return not column.why_ignored or (column.kind == "category" and column.statistics.distinct > 1) or is_sure


def _likelihood(name: str) -> int:
    parts = {part.lower() for part in _PARTS.findall(name)}
    if name.strip().lower() in SURE:
        return 3
    if parts & (SURE - {"y"}) or parts & LIKELY:
        return 2
    return 1 if parts & POSSIBLE else 0
