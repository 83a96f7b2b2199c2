"""What the one number of a network means whose one unit learned two classes: in code and beside weights."""

from typing import Any

from nndesigner.design.goals import Goal, OneUnit, goals
from nndesigner.design.model import Design


def explained(design: Design) -> dict[str, Any]:
    """What each number means, by the name of the output, as JSON values; empty where no unit learned two classes."""
    found = {goal.name: _plain(goal, goal.unit) for goal in goals(design) if goal.unit}
    return {"outputs": found} if found else {}


def printed_meaning(design: Design) -> str:
    """What the numbers mean, as lines of a docstring after an empty one; nothing where no unit learned two classes."""
    found = goals(design)
    lines = [
        f"    {_meaning(goal, goal.unit, f'The number of answer {place}' if len(found) > 1 else 'The number')}"
        for place, goal in enumerate(found, 1)
        if goal.unit
    ]
    return "\n".join(["\n", *lines, "    "]) if lines else ""


def printed_naming(design: Design) -> str:
    """The function that names the class of an answer, followed by empty lines; nothing where it is not needed."""
    units = [goal.unit for goal in goals(design) if goal.unit and not goal.tells_apart]
    if not units:
        return ""
    positive = units[0].positive
    return _NAMING.format(middle=_middle(units[0]), positive=positive, other=1 - positive)


def _plain(goal: Goal, unit: OneUnit) -> dict[str, Any]:
    names = getattr(goal.target, "names", ())
    return {
        "meaning": _meaning(goal, unit, "The number"),
        "CLASSES": list(names),
        "positive": names[unit.positive],
        "positive from": _middle(unit),
    }


def _meaning(goal: Goal, unit: OneUnit, what: str) -> str:
    positive, other = unit.positive, 1 - unit.positive
    if goal.tells_apart:
        says = "probability that a sample is real" if unit.is_probability else "score of a sample, high for real ones"
        return f"{what} is the {says}: those that came in, then as many generated ones."
    if unit.is_probability:
        return f"{what} is the probability of CLASSES[{positive}]; what is missing to 1 is that of CLASSES[{other}]."
    ends = f"{unit.high:g} stands for CLASSES[{positive}], {unit.low:g} for CLASSES[{other}]"
    return f"{what} means CLASSES[{positive}] from {_middle(unit):g} on: {ends}."


def _middle(unit: OneUnit) -> float:
    return (unit.low + unit.high) / 2


_NAMING = '''def class_names(answers: Tensor, middle: float = {middle}) -> list[str]:
    """The class that each answer (batch, 1) means: CLASSES[{positive}] from `middle` on, CLASSES[{other}] below."""
    return [CLASSES[{positive} if answer >= middle else {other}] for answer in answers.flatten().tolist()]


'''
