"""Losses for reading rows of symbols out of sequences."""

from typing import ClassVar

from nndesigner.catalog.calls import INPUT, TARGET, Function
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.targets import TargetKind


class ConnectionistTemporalClassification(Loss, kind="ctc", title="CTC"):
    """The surprise, in nats, of reading the right symbols, wherever in the sequence each of them stands.

    The network scores every symbol, and the blank with number 0, at every time step. A path through the steps is read
    by merging repeated symbols and then dropping blanks; the probabilities of all paths that read as the target are
    added up. It contains the softmax: training uses the values before it.

    The loss is the mean over the batch. torch's own mean divides each sample by the number of its symbols first, which
    is not done here. A target that is too long for its sequence, where no path reads as it, counts 0.
    """

    fuses: ClassVar[tuple[str, ...]] = ("softmax", "log_softmax")
    accepts: ClassVar[tuple[TargetKind, ...]] = ("symbols",)
    formula: ClassVar[str] = r"L = - \log \sum_{\pi \to t} \prod_{\tau} p_{\tau} (\pi_{\tau})"
    when_to_use: ClassVar[str] = "For speech and handwriting, when the targets do not say where a symbol stands."
    when_not: ClassVar[str] = "When every step has a class of its own: use cross-entropy."

    def torch_call(self) -> Function:
        return Function("additions.ctc", INPUT, TARGET)
