"""A layer from a newer or foreign file: it cannot run, but is kept and written back untouched."""

import json
from typing import Any, ClassVar

from nndesigner.catalog.entry import Parameter
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.problems import Remove, ShapeProblem
from nndesigner.catalog.shapes import Shape


class Unknown(Layer, title="Unknown layer"):
    """A kind of layer that this version does not know."""

    icon: ClassVar[str] = (
        '<path d="M8.5 8.9A3.6 3.6 0 1 1 13.3 12.3C12.3 12.7 12 13.3 12 14.4"/>'
        '<circle cx="12" cy="18" r="1.1" fill="#fff" stroke="none"/>'
    )
    minimum_inputs: ClassVar[int] = 0
    maximum_inputs: ClassVar[int] = 16

    original_kind: str
    original_json: str

    @classmethod
    def keeping(cls, kind: str, parameters: dict[str, Any]) -> "Unknown":
        """The placeholder for a layer of `kind` with these parameters."""
        return cls(original_kind=kind, original_json=json.dumps(parameters))

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return ()

    def output_shape(self, *shapes: Shape) -> Shape:
        raise ShapeProblem(
            f"This version does not know the layer kind {self.original_kind!r}; it is kept in the file as it is",
            fixes=(Remove("Remove this layer"),),
        )

    def key_parameters(self) -> str:
        return self.original_kind

    def stored_kind(self) -> str:
        return self.original_kind

    def stored_values(self) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(self.original_json)
        return values
