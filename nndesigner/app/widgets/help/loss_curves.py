"""The curve of a loss over the difference of prediction and target, computed by torch on a thread of its own."""

from concurrent.futures import Future, ThreadPoolExecutor

from nndesigner.app.widgets.help.curves import Curve, Picture, sampled
from nndesigner.catalog.calls import INPUT, TARGET
from nndesigner.catalog.losses.loss import Loss


def can_be_drawn(loss: Loss) -> bool:
    """Whether the loss compares numbers one by one, so that only their difference matters."""
    return "values" in loss.accepts and not loss.fuses and not loss.answers


class LossCurves:
    """Remembers every curve. It does not report when one is ready: ask again in a moment."""

    def __init__(self) -> None:
        self._found: dict[Loss, Future[Picture]] = {}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="loss curves")

    def picture(self, loss: Loss) -> Picture | None:
        """The loss and its slope; None while it is computed, which begins with torch's import, or if it cannot be."""
        if loss not in self._found:
            self._found[loss] = self._worker.submit(_computed, loss)
        found = self._found[loss]
        return found.result() if found.done() and not found.exception() else None


loss_curves = LossCurves()
"""The curves of all losses of the application."""


def _computed(loss: Loss) -> Picture:
    import torch

    from nndesigner.network.performing import perform

    call = loss.torch_call()
    target = torch.zeros(1, 1, dtype=torch.float64)

    def value(difference: float) -> float:
        return float(perform(call, {INPUT: torch.full_like(target, difference), TARGET: target}))

    def slope(difference: float) -> float:
        prediction = torch.full_like(target, difference, requires_grad=True)
        (gradient,) = torch.autograd.grad(perform(call, {INPUT: prediction, TARGET: target}), prediction)
        return float(gradient)

    curves = (Curve("loss", sampled(value)), Curve("its slope", sampled(slope), is_second=True))
    return Picture(curves, "prediction − target")
