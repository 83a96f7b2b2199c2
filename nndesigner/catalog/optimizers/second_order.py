"""Optimizers that use how the gradient changes."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer


class LBFGS(Optimizer, kind="lbfgs", title="L-BFGS"):
    """Guesses the curvature from the last moves and gradients, and jumps to where the loss should be smallest.

    One step of training is many steps here: up to the given number of iterations, each with the loss and gradient of
    the same batch computed anew. H, a guess at the inverse of the second derivatives, is never written down: it
    follows from the moves and changes of gradient that are kept.

    Without line search torch takes the learning rate as the length of each jump, and shortens only the first one, to
    η · min(1, 1 / Σ|g|). With it, torch looks along the jump for a point that meets the strong Wolfe conditions,
    beginning at that length. A step also ends when the loss was computed a quarter more often than there are
    iterations.
    """

    needs_closure: ClassVar[bool] = True
    lines_weights_up: ClassVar[bool] = True
    formula: ClassVar[str] = r"w \leftarrow w - \eta H g"
    when_to_use: ClassVar[str] = "For small networks trained with the full batch: it can be done in a few epochs."
    when_not: ClassVar[str] = (
        "With mini-batches or dropout, whose noise it takes for curvature, and for large networks."
    )

    learning_rate: float = Field(1.0, gt=0, le=100, description="The length of a jump, as part of the guessed one.")
    iterations: int = Field(20, ge=1, le=1000, description="Jumps in one step of training, at most.")
    history_size: int = Field(10, ge=1, le=1000, description="Moves that are kept; each takes two numbers a weight.")
    line_search: Literal["none", "strong_wolfe"] = Field(
        "strong_wolfe", description="none: jumps as far as guessed; strong wolfe: looks for a good length first."
    )

    def torch_call(self) -> Function:
        evaluations = max(self.iterations + 1, self.iterations * 5 // 4)
        keywords: dict[str, Any] = {
            "max_iter": self.iterations,
            "max_eval": evaluations,
            "history_size": self.history_size,
        }
        if self.line_search != "none":
            keywords["line_search_fn"] = self.line_search
        return Function("torch.optim.LBFGS", PARAMETERS, lr=self.learning_rate, **keywords)
