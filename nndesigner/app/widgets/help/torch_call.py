"""What torch does for an entry: the exact calls, and what the letters in them stand for."""

from collections.abc import Iterable
from dataclasses import dataclass

from nndesigner.app.widgets.help.context import Context
from nndesigner.catalog.calls import Call
from nndesigner.catalog.entry import Entry
from nndesigner.catalog.initializers import Initializer
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.limits import Clipping, Constraint
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.problems import UserError
from nndesigner.catalog.regularizers import Regularizer
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.wording import PLAIN, Words, in_torch, ours

EXAMPLES = (
    Shape(F=784),
    Shape(C=16, H=28, W=28),
    Shape(T=28, F=32),
    Shape(T=64),
    Shape(C=1, H=28, W=28),
    Shape(F=2),
)
"""Shapes that calls are shown for when no layer of the design is selected; the first that fits is taken."""


@dataclass(frozen=True)
class TorchText:
    """The lines, and what their letters mean."""

    lines: tuple[str, ...]
    note: str = ""


def torch_text(entry: Entry, context: Context) -> TorchText | None:
    """The calls of an entry; None when torch has nothing to do with it, or nothing can be said yet."""
    if isinstance(entry, Layer):
        return _of_layer(entry, context)
    if isinstance(entry, Loss):
        return _text(entry.torch_call(), _letters_of_loss(in_torch(entry.torch_call())))
    if isinstance(entry, Initializer):
        return _text(entry.weight_call(), "w is an array of weights.", Words("w"))
    if isinstance(entry, Optimizer):
        return _text(entry.torch_call(), "weights are all that are trained.")
    if isinstance(entry, Regularizer | Constraint | Clipping):
        return _text(entry.torch_call(), "weights are those of all layers that are trained.")
    return None


def _text(calls: Iterable[Call] | Call | None, note: str, words: Words = PLAIN) -> TorchText | None:
    lines = in_torch(calls, words)
    return TorchText(tuple(lines), " ".join(filter(None, [note, _credit(ours(calls))]))) if lines else None


def _credit(names: list[str]) -> str:
    """Says which of the names are not torch's."""
    if not names:
        return ""
    what = "is our own addition" if len(names) == 1 else "are our own additions"
    return f"{' and '.join(names)} {what} to torch."


def _of_layer(layer: Layer, context: Context) -> TorchText | None:
    tried = [context.shapes] if context.shapes else []
    tried += [(shape,) * max(layer.minimum_inputs, 1) for shape in EXAMPLES]
    for shapes in tried:
        try:
            calls, penalty = layer.torch_calls(*shapes), layer.penalty_call(*shapes)
        except (UserError, TypeError, ValueError):  # this shape does not fit, or the layer is not set up yet
            continue
        words = Words("x", len(shapes), context.layers)
        lines = in_torch(calls, words) + [f"loss = loss + {line}" for line in in_torch(penalty, words)]
        credit = _credit(ours((*calls, penalty) if penalty else calls))
        note = " ".join(filter(None, [_told(shapes), credit]))
        return TorchText(tuple(lines), note) if lines else None
    return None


def _told(shapes: tuple[Shape, ...]) -> str:
    if len(shapes) == 1:
        return f"x has the shape {shapes[0]}."
    together = ", ".join(f"x{number} {shape}" for number, shape in enumerate(shapes, 1))
    return f"The inputs are {together}."


def _letters_of_loss(lines: list[str]) -> str:
    text = "".join(lines)
    letters = ["x is the output"]
    letters += ["f(x) the output after its activation"] if "f(x)" in text else []
    letters += ["w one weight for each class"] if "=w" in text else []
    return f"{', '.join(letters)}, t the target."
