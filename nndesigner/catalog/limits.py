"""Limits: what keeps weights and gradients from growing without bound."""

from typing import ClassVar

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.entry import Entry


class Constraint(Entry, family="constraint"):
    """A limit that the weights are brought back to after every step."""

    def torch_call(self) -> Function | None:
        """What is done in place to PARAMETERS, the weights with two or more axes; None for nothing."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


class NoConstraint(Constraint, kind="none", title="None"):
    """Lets the weights grow as they like."""

    formula: ClassVar[str] = r"w \in R"
    when_to_use: ClassVar[str] = "Usually."
    when_not: ClassVar[str] = "With large learning rates and dropout, where weights can run away."

    def torch_call(self) -> Function | None:
        return None


class MaxNorm(Constraint, kind="max_norm", title="Max-norm"):
    """Keeps the weights of each unit within a ball: those that left it are shrunk back to its surface.

    A unit is a row of a dense layer or a filter of a convolution: an entry of the first axis of its array, whose norm
    goes over all other axes. In a transposed convolution torch has the input channels first, in recurrent layers the
    gates of every unit.
    """

    formula: ClassVar[str] = r"w \leftarrow w \, \min ( 1, \frac{c}{||w||} )"
    when_to_use: ClassVar[str] = "With dropout and large learning rates."
    when_not: ClassVar[str] = "When weights stay small anyway: it then does nothing."

    limit: float = Field(3.0, gt=0, le=1e6, description="The greatest norm c of one unit's weights.")

    def torch_call(self) -> Function | None:
        return Function("additions.limit_norms", PARAMETERS, self.limit)


class ClipWeights(Constraint, kind="clip_weights", title="Clip weights"):
    """Cuts every weight off at a limit on both sides of zero.

    A network whose weights are all small cannot be steep, which the critic of a Wasserstein GAN must not be. Biases
    do not make it steeper and are left as they are.
    """

    formula: ClassVar[str] = r"w \leftarrow \max (-c, \min (c, w))"
    when_to_use: ClassVar[str] = "For the critic of a Wasserstein GAN."
    when_not: ClassVar[str] = "For other networks: most weights would end up at the limit. Use max-norm or L2."

    limit: float = Field(0.01, gt=0, le=1e6, description="The greatest size c of each weight.")

    def torch_call(self) -> Function | None:
        return Function("additions.clip_weights", PARAMETERS, self.limit)


class Clipping(Entry, family="clipping"):
    """A limit for the gradients of a step, before the optimizer uses them."""

    def torch_call(self) -> Function | None:
        """What is done in place to the gradients of PARAMETERS, all that learn; None for nothing."""
        raise TypeError(f"{type(self).__name__} does not say what torch must do.")


class NoClipping(Clipping, kind="none", title="None"):
    """Takes the gradients as they come."""

    formula: ClassVar[str] = r"g \leftarrow g"
    when_to_use: ClassVar[str] = "Usually."
    when_not: ClassVar[str] = "In recurrent networks, whose gradients can explode."

    def torch_call(self) -> Function | None:
        return None


class ClipNorm(Clipping, kind="norm", title="By norm"):
    """Shrinks all gradients by one factor when together they are too long, keeping their direction.

    The norm goes over the gradients of all weights at once. torch divides by it plus 1e-6, so a gradient that is
    clipped ends up shorter than the limit by about a millionth.
    """

    formula: ClassVar[str] = r"g \leftarrow g \, \min ( 1, \frac{c}{||g||} )"
    when_to_use: ClassVar[str] = "In recurrent networks and transformers, where single batches give huge gradients."
    when_not: ClassVar[str] = "When gradients are large all the time: lower the learning rate instead."

    limit: float = Field(1.0, gt=0, le=1e6, description="The greatest norm c of all gradients together.")

    def torch_call(self) -> Function | None:
        return Function("nn.utils.clip_grad_norm_", PARAMETERS, self.limit)


class ClipValue(Clipping, kind="value", title="By value"):
    """Cuts every gradient off at a limit on both sides of zero, each on its own.

    The direction of the whole gradient changes when some weights are cut and others are not.
    """

    formula: ClassVar[str] = r"g_i \leftarrow \max (-c, \min (c, g_i))"
    when_to_use: ClassVar[str] = "When single weights get huge gradients."
    when_not: ClassVar[str] = "When the direction should stay: clip by norm."

    limit: float = Field(0.5, gt=0, le=1e6, description="The greatest size c of each gradient.")

    def torch_call(self) -> Function | None:
        return Function("nn.utils.clip_grad_value_", PARAMETERS, self.limit)
