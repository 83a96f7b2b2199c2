"""What a chart of curves shows: one line for each quantity, while learning and on the validation samples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nndesigner.app.cockpit.curves import Columns, Numbers
from nndesigner.app.cockpit.series import Series
from nndesigner.app.widgets.strokes import COST, RAW, TRAINING, VALIDATION, Stroke
from nndesigner.training.history import History


@dataclass(frozen=True)
class Line:
    """A `quantity` of the history and how it is drawn; `name` distinguishes it and is empty for the main one."""

    quantity: str
    name: str = ""
    training: Stroke = TRAINING
    validation: Stroke | None = VALIDATION
    raw: Stroke | None = RAW

    @property
    def tag(self) -> str:
        """What the names of its curves end with."""
        return f"/{self.name}" if self.name else ""

    def strokes(self) -> dict[str, Stroke]:
        """Its curves by name: "raw", "training", "validation", for named ones "training/<name>", ..."""
        pairs = (("raw", self.raw), ("training", self.training), ("validation", self.validation))
        return {f"{kind}{self.tag}": stroke for kind, stroke in pairs if stroke}


@dataclass(frozen=True)
class Drawn:
    """A line with its numbers: at the steps, in columns of pixels with their running means, and at the epochs."""

    line: Line
    trained: Series
    inside: Columns
    means: Numbers
    validated: Series


def of_outputs(history: History, quantity: str) -> list[Line]:
    """A line for `quantity`, or with several outputs one for each, in the colour of the output."""
    if not history.outputs:
        return [Line(quantity)]
    return [
        Line(
            f"{quantity}/{name}",
            name,
            Stroke(output=number),
            Stroke(output=number, width=1.5, is_dashed=True, has_dots=True),
            raw=None,
        )
        for number, name in enumerate(history.outputs)
    ]


def cost() -> Line:
    """The cost, quiet beside the loss."""
    return Line("cost", "cost", COST, validation=None, raw=None)


def together(arrays: Sequence[Numbers]) -> Numbers:
    """All finite values."""
    joined = np.concatenate(arrays) if arrays else np.empty(0)
    return joined[np.isfinite(joined)]
