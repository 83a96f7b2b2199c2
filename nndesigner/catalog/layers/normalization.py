"""Normalization: values brought to a common scale between layers."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import Calls, Module
from nndesigner.catalog.layers.layer import Trainable, WeightShapes
from nndesigner.catalog.problems import InsertBefore, Remove, ShapeProblem
from nndesigner.catalog.shapes import Shape


class BatchNormalization(Trainable, kind="batch_norm", title="Batch normalization", group="Normalization"):
    """Gives every feature mean 0 and variance 1 over the batch, then a learned scale and shift.

    While training it uses the statistics of the batch; afterwards the running averages it kept.
    """

    icon: ClassVar[str] = (
        '<path d="M4 17.5C9.5 17.5 8.5 6 12 6S14.5 17.5 20 17.5"/><path d="M12 10V17.5" opacity=".55"/>'
    )
    stem: ClassVar[str] = "norm"
    formula: ClassVar[str] = r"y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta"
    when_to_use: ClassVar[str] = "In deep networks: it allows larger learning rates and steadies the gradients."
    when_not: ClassVar[str] = "With batches of one or two samples, whose statistics say little."

    momentum: float = Field(0.1, gt=0, le=1, description="Weight of the newest batch in the running averages.")
    epsilon: float = Field(1e-5, gt=0, le=1, description="Keeps the division safe where a feature never changes.")

    def output_shape(self, *shapes: Shape) -> Shape:
        (values,) = shapes
        if values.axes not in ("F", "CHW"):
            raise ShapeProblem(
                "Batch normalization expects a flat vector or an image",
                values,
                (InsertBefore("flatten", "Insert Flatten"), Remove("Remove this layer")),
            )
        return values

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        features = self._features(self.output_shape(*shapes))
        return {"weight": (features,), "bias": (features,)}

    def torch_calls(self, *shapes: Shape) -> Calls:
        values = self.output_shape(*shapes)
        target = "nn.BatchNorm2d" if "C" in values.axes else "nn.BatchNorm1d"
        return (Module(target, self._features(values), eps=self.epsilon, momentum=self.momentum),)

    def key_parameters(self) -> str:
        return f"momentum {self.momentum:g}"

    @staticmethod
    def _features(values: Shape) -> int:
        return values.size_of("C" if "C" in values.axes else "F")
