"""What layers on sequences share: the demand for time steps with features."""

from nndesigner.catalog.problems import Fix, InsertBefore, Remove, ShapeProblem
from nndesigner.catalog.shapes import Shape

USUAL_FEATURES = 32


def require_sequence(*shapes: Shape, by: str, parts: int = 1) -> Shape:
    """The first shape. Raises ShapeProblem unless all are T × F.

    `by` begins the sentence, and `parts` is what the features will be divided by.
    """
    for shape in shapes:
        if shape.axes != "TF":
            fixes: tuple[Fix, ...] = (Remove("Remove this layer"),)
            if shape.is_symbols and len(shapes) == 1:
                features = -(-USUAL_FEATURES // parts) * parts
                fixes = (InsertBefore("embedding", "Insert Embedding", {"features": features}), *fixes)
            elif shape.axes == "CHW" and len(shapes) == 1:  # the rows of an image, from top to bottom
                sizes = (shape.C * shape.H, shape.W)
                fixes = (
                    InsertBefore("reshape", f"Insert Reshape to {sizes[0]} × {sizes[1]}", {"shape": sizes}),
                    *fixes,
                )
            raise ShapeProblem(f"{by} expects a sequence (T × F)", shape, fixes)
    return shapes[0]
