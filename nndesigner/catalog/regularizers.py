"""Regularizers: what is added to the loss to keep the weights small."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.entry import Entry


class Regularizer(Entry, family="regularizer"):
    """What is added to the loss for the size of the weights; biases and normalization are left out."""

    def torch_call(self) -> Function | None:
        """The function of PARAMETERS, the weights with two or more axes, that gives one number; None for nothing."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


class NoRegularizer(Regularizer, kind="none", title="None"):
    """Adds nothing to the loss."""

    formula: ClassVar[str] = r"J = L"
    when_to_use: ClassVar[str] = "At first: regularize when training runs ahead of validation."
    when_not: ClassVar[str] = "When the network memorizes its training samples."

    def torch_call(self) -> Function | None:
        return None


class L1(Regularizer, kind="l1", title="L1"):
    """Adds the sizes of all weights to the loss, so that weights of little use become zero.

    The gradient is λ times the sign of each weight. torch takes 0 as the sign of zero, and steps of a fixed length
    seldom hit it: expect weights close to zero rather than at it.
    """

    formula: ClassVar[str] = r"J = L + \lambda \sum_i |w_i|"
    when_to_use: ClassVar[str] = "When few inputs should matter, and the others should drop out."
    when_not: ClassVar[str] = "When many inputs matter a little: L2 keeps them all, each smaller."

    strength: float = Field(1e-4, ge=0, le=1000, description="The factor λ.")

    def torch_call(self) -> Function | None:
        return Function("additions.l1_penalty", PARAMETERS, self.strength)


class L2(Regularizer, kind="l2", title="L2"):
    """Adds half the squares of all weights to the loss, so that large weights become smaller.

    With the factor ½ the gradient is λ w. Some programs leave the ½ out: their λ counts twice as much. In SGD, weight
    decay does the same without showing in the loss, but to biases as well. In Adam the two differ from AdamW's decay.
    """

    formula: ClassVar[str] = r"J = L + \frac{\lambda}{2} \sum_i w_i^2"
    when_to_use: ClassVar[str] = "When training runs ahead of validation."
    when_not: ClassVar[str] = "Together with weight decay of the optimizer: both do the same."

    strength: float = Field(1e-3, ge=0, le=1000, description="The factor λ.")

    def torch_call(self) -> Function | None:
        return Function("additions.l2_penalty", PARAMETERS, self.strength)


class ElasticNet(Regularizer, kind="elastic_net", title="Elastic net"):
    """Adds both the sizes and half the squares of all weights to the loss.

    It is L1 and L2 together, each with a strength of its own.
    """

    formula: ClassVar[str] = r"J = L + \lambda_1 \sum_i |w_i| + \frac{\lambda_2}{2} \sum_i w_i^2"
    when_to_use: ClassVar[str] = "When few inputs should matter but related ones should stay together."
    when_not: ClassVar[str] = "When one strength is hard enough to find: begin with L2."

    l1_strength: float = Field(1e-4, ge=0, le=1000, description="The factor λ₁ of the sizes.")
    l2_strength: float = Field(1e-3, ge=0, le=1000, description="The factor λ₂ of the squares.")

    def torch_call(self) -> Function | None:
        sizes = Function("additions.l1_penalty", PARAMETERS, self.l1_strength)
        return Function("torch.add", sizes, Function("additions.l2_penalty", PARAMETERS, self.l2_strength))
