"""What a preparation learned from the training part: plain JSON values, enough to prepare any rows in the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from nndesigner.catalog.problems import UserError

Step = Mapping[str, Any]
"""One thing to do. To a table: {"do": name, "columns": {column: what was learned of it}}, see `rows.py`; to samples:
{"do": name, ...}, see `pictures.py`."""
Of = Literal["table", "samples"]


class MalformedPreparation(UserError):
    """Plain values that are no fitted preparation."""


@dataclass(frozen=True)
class Fitted:
    """The steps, and for a table the names of its columns.

    `numbers` and `texts` are the raw columns that samples are made of, `inputs` the columns after all steps, in the
    order in which the network takes them; `classes` are the names of the classes of the only target, if it has some.
    `missing` are the words that the file of the table writes where it has no value, `decimal` what it writes before the
    decimals of a number.
    """

    of: Of
    steps: tuple[Step, ...] = field(default=(), repr=False)
    numbers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    decimal: str = "."

    def of_inputs(self) -> "Fitted":
        """The same without what is done to targets, which rows to predict for do not have."""
        return self._without(lambda name: name in self.targets)

    def of_targets(self) -> "Fitted":
        """The same with only what is done to targets."""
        return self._without(lambda name: name not in self.targets)

    def to_plain(self) -> dict[str, Any]:
        """JSON values."""
        lists = {name: list(getattr(self, name)) for name in _NAMES}
        return {"of": self.of, "steps": [dict(step) for step in self.steps], **lists, "decimal": self.decimal}

    def to_explained(self) -> dict[str, Any]:
        """The same with words on how rows or samples are prepared by it, for whoever finds it beside the weights."""
        done = {step["do"] for step in self.steps}
        meanings = _OF_TABLE if self.of == "table" else _OF_SAMPLES
        about = _ABOUT_TABLE if self.of == "table" else _ABOUT_SAMPLES
        return {
            "about": about,
            "meaning": {name: meanings[name] for name in meanings if name in done},
            **self.to_plain(),
        }

    @classmethod
    def from_plain(cls, plain: Any) -> "Fitted":
        """What `to_plain` wrote, or somebody else. Raises MalformedPreparation."""
        if not isinstance(plain, Mapping) or plain.get("of") not in ("table", "samples"):
            raise MalformedPreparation("A preparation should be an object that says what it is of.")
        steps = plain.get("steps", [])
        if not isinstance(steps, list) or not all(_is_step(step, plain["of"]) for step in steps):
            raise MalformedPreparation("The steps of a preparation should each say what to do to which columns.")
        lists = {name: plain.get(name, []) for name in _NAMES}
        for name, values in lists.items():
            if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
                raise MalformedPreparation(f"The {name} of a preparation should be a list of names.")
        if (decimal := plain.get("decimal", ".")) not in (".", ","):
            raise MalformedPreparation("The decimals of a preparation should come after a point or a comma.")
        return cls(plain["of"], tuple(steps), **{name: tuple(each) for name, each in lists.items()}, decimal=decimal)

    def _without(self, is_left_out: Any) -> "Fitted":
        kept = (
            {**step, "columns": {name: each for name, each in step["columns"].items() if not is_left_out(name)}}
            if "columns" in step
            else step
            for step in self.steps
        )
        return replace(self, steps=tuple(step for step in kept if step.get("columns", True)))


_NAMES: Sequence[str] = ("numbers", "texts", "inputs", "targets", "classes", "missing")
_ABOUT_TABLE = (
    "Take the columns in numbers and texts of a raw row; what is empty, not a number (NaN) or one of the words in "
    "missing has no value. If there are such words, spaces around a value do not belong to it. Do the steps in their "
    "order to the columns that each names. The network takes the columns in inputs, in this order. Undo the steps of "
    "targets in its outputs, the last one first."
)
_ABOUT_SAMPLES = (
    "Do the steps in their order to raw samples, (samples, channels, height, width) or (samples, features)."
)
_OF_TABLE = {
    "fill": "This value where there is none.",
    "drop": "Leave the row out where there is no value.",
    "scale": "[shift, factor, offset, low, high]: (x - shift) * factor + offset, cut off at low and high unless null.",
    "clip": "[low, high]: min(max(x, low), high).",
    "log": "sign(x) * log(1 + abs(x)).",
    "one_hot": "{category: column}: a column for each, 1 where the value is the category, otherwise 0.",
    "tokens": "The numbers of the words (letters and digits in small letters) or characters, at most length of them; 1 "
    "for those without a number, and 0 before or after them (padding) up to this length.",
}
_OF_SAMPLES = {
    "resize": "Bilinear with antialiasing, half-pixel centres, to this height and width.",
    "gray": "0.299 red + 0.587 green + 0.114 blue.",
    "scale": "(x - mean) * factor for each channel, or for each feature.",
}


def _is_step(step: Any, of: str) -> bool:
    if not isinstance(step, Mapping) or not isinstance(step.get("do"), str):
        return False
    return of == "samples" or isinstance(step.get("columns"), Mapping)
