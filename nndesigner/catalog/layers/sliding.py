"""Arithmetic of windows that slide over an image, shared by convolution and pooling."""

from nndesigner.catalog.problems import Fix, Remove, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape


def require_image(image: Shape, by: str) -> None:
    """Raise ShapeProblem unless `image` has channels, height and width."""
    image.require("C", "H", "W", by=by, otherwise="Put it before Flatten and Dense.")


def positions(size: int, window: int, stride: int, padding: int = 0) -> int:
    """How many places a window takes along an axis of `size` pixels, `padding` pixels added on both sides together."""
    return (size + padding - window) // stride + 1


def require_room(
    image: Shape, window: int, padding: int = 0, *, by: str, parameter: str, fixes: tuple[Fix, ...] = ()
) -> None:
    """Raise ShapeProblem unless `window` × `window` pixels fit into the image with `padding` added to each axis."""
    largest = min(image.H, image.W) + padding
    if window > largest:
        smaller = SetParameter(parameter, largest, f"Set {parameter.replace('_', ' ')} to {largest}")
        raise ShapeProblem(
            f"{by} needs at least {window - padding} × {window - padding} pixels",
            image,
            (*fixes, smaller, Remove("Remove this layer")),
        )
