"""Numbers brought to a common scale."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.description import INFINITE, Column, Description, NotPrepared
from nndesigner.catalog.preparations.preparation import OfColumns


class OfNumbers(OfColumns):
    """A step that changes columns of numbers, or the numbers of samples that are no table where it says so."""

    def chosen(self, before: Description) -> tuple[Column, ...]:
        return self.of_kinds(before, ("number",), "numbers")

    def ranged(self, before: Description, after: Callable[[Column, bool], tuple[float, float]]) -> Description:
        """The data with the ranges that `after` says for a column, and whether it is a target."""
        changed = []
        for column in self.chosen(before):
            low, high = after(column, column.name in before.targets)
            changed.append(replace(column, low=low, high=high))
        return before.with_columns(changed)


class Standardize(OfNumbers, kind="standardize", title="Standardize", group="Numbers"):
    """Shifts and scales every column to mean 0 and standard deviation 1.

    Mean and deviation are those of the training part. The deviation divides by n, not n − 1; a column that is always
    the same becomes 0. Images are standardized channel by channel, other samples feature by feature. A standardized
    target makes the loss independent of its unit; the errors are then in standard deviations.
    """

    formula: ClassVar[str] = r"x' = \frac{x - \mu}{\sigma}"
    when_to_use: ClassVar[str] = (
        "Nearly always for tables: networks learn fastest from numbers of similar size around 0."
    )
    when_not: ClassVar[str] = "For columns with a few huge values: take the logarithm or clip them first."

    def describe(self, before: Description) -> Description:
        if before.shape is not None and not before.columns:
            return replace(require_numbers(before, self.title()), low=-INFINITE, high=INFINITE)
        return self.ranged(before, lambda *_: (-INFINITE, INFINITE))


class MinMax(OfNumbers, kind="min_max", title="Min-max", group="Numbers"):
    """Shifts and scales every column so that the training part lies between two numbers.

    Inputs beyond the range of the training part are cut off at its ends; targets never are.
    """

    formula: ClassVar[str] = r"x' = a + (b - a) \, \frac{x - \min x}{\max x - \min x}"
    when_to_use: ClassVar[str] = "For numbers with natural limits, and for targets of a sigmoid output."
    when_not: ClassVar[str] = "With outliers: one huge value squeezes all others together."

    low: float = Field(0.0, ge=-1000, le=1000, description="What the least value a becomes.")
    high: float = Field(1.0, ge=-1000, le=1000, description="What the greatest value b becomes.")

    def describe(self, before: Description) -> Description:
        require_order(self.low, self.high, self.title())
        limits = self.low, self.high
        return self.ranged(before, lambda _, is_target: (-INFINITE, INFINITE) if is_target else limits)


class Clip(OfNumbers, kind="clip", title="Clip", group="Numbers"):
    """Cuts values off that lie beyond two limits: they become the limit."""

    formula: ClassVar[str] = r"x' = \min(\max(x, a), b)"
    when_to_use: ClassVar[str] = "Against outliers and impossible values, before numbers are scaled."
    when_not: ClassVar[str] = "When the extreme values are what matters."

    by: Literal["quantiles", "numbers"] = Field(
        "quantiles", description="quantiles: parts of the training rows; numbers: the limits themselves."
    )
    low_quantile: float = Field(
        0.01, ge=0, le=0.5, description="Part of the training rows that is below the lower limit."
    )
    high_quantile: float = Field(
        0.99, ge=0.5, le=1, description="Part of the training rows that is not above the upper limit."
    )
    low: float = Field(0.0, ge=-1e9, le=1e9, description="The lower limit, when limits are given as numbers.")
    high: float = Field(1.0, ge=-1e9, le=1e9, description="The upper limit, when limits are given as numbers.")

    def describe(self, before: Description) -> Description:
        if self.by == "quantiles":
            require_order(self.low_quantile, self.high_quantile, self.title())
            return self.ranged(before, lambda column, _: (column.low, column.high))
        require_order(self.low, self.high, self.title())
        return self.ranged(before, lambda column, _: (self._cut(column.low), self._cut(column.high)))

    def _cut(self, value: float) -> float:
        return min(max(value, self.low), self.high)


class Logarithm(OfNumbers, kind="log", title="Logarithm", group="Numbers"):
    """Takes the logarithm of 1 plus the size of a number and keeps its sign, so that 0 stays 0."""

    formula: ClassVar[str] = r"x' = \mathrm{sign}(x) \, \log(1 + |x|)"
    when_to_use: ClassVar[str] = "For amounts that span several sizes, such as prices, populations and counts."
    when_not: ClassVar[str] = (
        "For numbers of similar size, and for those whose differences matter more than their ratios."
    )

    def describe(self, before: Description) -> Description:
        return self.ranged(before, lambda column, _: (signed_logarithm(column.low), signed_logarithm(column.high)))


def signed_logarithm(value: float) -> float:
    """What Logarithm makes of one number."""
    return math.copysign(math.log1p(abs(value)), value)


def require_order(low: float, high: float, title: str) -> None:
    """Raise NotPrepared unless `low` is less than `high`."""
    if low >= high:
        raise NotPrepared(f"{title} needs a lower limit below the upper one, but they are {low:g} and {high:g}.")


def require_numbers(before: Description, title: str) -> Description:
    """The same if its samples are numbers. Raises NotPrepared."""
    if before.vocabulary or (before.shape and before.shape.is_symbols):
        raise NotPrepared(f"{title} works on numbers, but the samples are rows of symbols.")
    return before
