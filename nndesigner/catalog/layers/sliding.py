"""Arithmetic of windows that slide over an image or a sequence, shared by convolution and pooling."""

from nndesigner.catalog.calls import INPUT, Call, Calls, Function
from nndesigner.catalog.problems import Fix, InsertBefore, Remove, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape

_TURNED = Function("torch.transpose", INPUT, 1, 2)


def require_image(image: Shape, by: str) -> None:
    """Raise ShapeProblem unless `image` has channels, height and width."""
    image.require("C", "H", "W", by=by, otherwise="Put it before Flatten and Dense.")


def require_slidable(values: Shape, by: str) -> None:
    """Raise ShapeProblem unless `values` are an image or a sequence."""
    if values.axes not in ("CHW", "TF"):
        expected = f"{by} expects an image (C × H × W) or a sequence (T × F)"
        embedding = (InsertBefore("embedding", "Insert Embedding"),) if values.is_symbols else ()
        hint = "" if values.is_symbols else "Put it before Flatten and Dense."
        raise ShapeProblem(expected, values, (*embedding, Remove("Remove this layer")), hint)


def channel_axis(values: Shape) -> str:
    """The letter of the axis whose values belong to one place: channels of an image, else features."""
    return "C" if "C" in values.axes else "F"


def channels_first(values: Shape, *calls: Call) -> Calls:
    """`calls` of torch that expect channels before time steps: a sequence is turned for them and back again."""
    return (_TURNED, *calls, _TURNED) if values.axes == "TF" else calls


def positions(size: int, window: int, stride: int, padding: int = 0) -> int:
    """How many places a window takes along an axis of `size`, `padding` values added on both sides together."""
    return (size + padding - window) // stride + 1


def require_room(
    values: Shape,
    window: int,
    padding: int = 0,
    *,
    by: str,
    parameter: str,
    dilation: int = 1,
    fixes: tuple[Fix, ...] = (),
) -> None:
    """Raise ShapeProblem unless a window fits into the image or sequence with `padding` added to each axis.

    The window spans `dilation` × (`window` − 1) + 1 values along each axis.
    """
    span = dilation * (window - 1) + 1
    largest = min(size for axis, size in zip(values.axes, values, strict=True) if axis in "HWT") + padding
    if span > largest:
        fitting = (largest - 1) // dilation + 1
        smaller = SetParameter(parameter, fitting, f"Set {parameter.replace('_', ' ')} to {fitting}")
        needed = span - padding
        room = f"{needed} × {needed} pixels" if "H" in values.axes else f"{needed} time steps"
        raise ShapeProblem(f"{by} needs at least {room}", values, (*fixes, smaller, Remove("Remove this layer")))
