"""Losses for choosing classes and labels by their probability."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import CLASS_WEIGHTS, INPUT, TARGET, Function
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.targets import TargetKind

SMOOTHING = "Part of the probability that is taken from the target and spread evenly over all classes."


class CrossEntropy(Loss, kind="cross_entropy", title="Cross-entropy"):
    """The surprise, in nats, of finding the right class, given the probabilities the network predicts.

    Also called sparse categorical cross-entropy, because it takes the numbers of the classes. It contains the softmax:
    with a softmax at the output, training uses the values before it, so that there is one softmax, never two. For ten
    classes an untrained network starts near ln 10 = 2.303.

    With balanced class weights the mean is a weighted one: torch divides by the sum of the weights of the batch's
    classes, not by the number of samples.
    """

    fuses: ClassVar[tuple[str, ...]] = ("softmax", "log_softmax")
    accepts: ClassVar[tuple[TargetKind, ...]] = ("classes",)
    formula: ClassVar[str] = r"L = - \log \frac{e^{z_t}}{\sum_j e^{z_j}}"
    when_to_use: ClassVar[str] = "To choose one of several classes."
    when_not: ClassVar[str] = "To predict numbers: use mean squared error."

    label_smoothing: float = Field(0.0, ge=0, lt=1, description=SMOOTHING)
    class_weights: Literal["equal", "balanced"] = Field(
        "equal",
        description="equal: every sample counts alike; balanced: the rarer its class, the more a sample counts.",
    )

    def torch_call(self) -> Function:
        keywords: dict[str, Any] = {"weight": CLASS_WEIGHTS} if self.class_weights == "balanced" else {}
        if self.label_smoothing:
            keywords["label_smoothing"] = self.label_smoothing
        return Function("F.cross_entropy", INPUT, TARGET, **keywords)


class CategoricalCrossEntropy(Loss, kind="categorical_cross_entropy", title="Categorical cross-entropy"):
    """Cross-entropy against one-hot rows, or against probabilities for all classes.

    For one-hot rows it is the same number as cross-entropy. Soft targets are rows of probabilities that add up to 1,
    such as the outputs of another network. It contains the softmax, which is computed once, from the values before it.
    """

    fuses: ClassVar[tuple[str, ...]] = ("softmax", "log_softmax")
    accepts: ClassVar[tuple[TargetKind, ...]] = ("classes", "values")
    low: ClassVar[float] = 0.0
    high: ClassVar[float] = 1.0
    formula: ClassVar[str] = r"L = - \sum_k t_k \log \frac{e^{z_k}}{\sum_j e^{z_j}}"
    when_to_use: ClassVar[str] = "To choose one of several classes when the targets are probabilities."
    when_not: ClassVar[str] = "When several classes can be right at once: use binary cross-entropy."

    label_smoothing: float = Field(0.0, ge=0, lt=1, description=SMOOTHING)

    def torch_call(self) -> Function:
        keywords: dict[str, Any] = {"label_smoothing": self.label_smoothing} if self.label_smoothing else {}
        rows, targets = Function("additions.rows_of_features", INPUT), Function("additions.rows_of_features", TARGET)
        return Function("F.cross_entropy", rows, targets, **keywords)


class BinaryCrossEntropy(Loss, kind="binary_cross_entropy", title="Binary cross-entropy"):
    """The surprise, in nats, of the yes or no of each output on its own, averaged over outputs and batch.

    It contains the sigmoid: with a sigmoid at the output, training uses the values z before it. That is exact where
    log(σ(z)) would already be minus infinity, and the gradient for each output is simply σ(z) − t. With one unit it
    learns two classes: σ(z) is then the probability p of the positive class, and 1 − p that of the other.

    With balanced class weights the loss of each sample is multiplied by n / (2 · n of its class), and the mean is still
    that over the samples. They count for two classes that one unit learns, and for nothing else.
    """

    fuses: ClassVar[tuple[str, ...]] = ("sigmoid",)
    accepts: ClassVar[tuple[TargetKind, ...]] = ("labels", "values", "classes")
    low: ClassVar[float] = 0.0
    high: ClassVar[float] = 1.0
    formula: ClassVar[str] = r"L = - t \log \, \sigma(z) - (1 - t) \log (1 - \sigma(z))"
    when_to_use: ClassVar[str] = (
        "For two classes with one unit, for yes-or-no targets, one or several at once, and for pixels from 0 to 1."
    )
    when_not: ClassVar[str] = "When exactly one of more than two classes is right: use cross-entropy."

    class_weights: Literal["equal", "balanced"] = Field(
        "equal",
        description="equal: every sample counts alike; balanced: of two classes that one unit learns the rarer counts "
        "more.",
    )

    def torch_call(self) -> Function:
        keywords: dict[str, Any] = {"weight": CLASS_WEIGHTS} if self.class_weights == "balanced" else {}
        return Function("F.binary_cross_entropy_with_logits", INPUT, TARGET, **keywords)


class KullbackLeibler(Loss, kind="kl_divergence", title="KL divergence"):
    """How many nats the predicted probabilities p waste against the target distribution t.

    It differs from categorical cross-entropy by the entropy of the targets alone: the gradients are the same, but here
    the best possible loss is 0. A target of 0 counts nothing. torch's own function wants log-probabilities first and
    targets second; the log-softmax is contained here, so training uses the values before it.
    """

    fuses: ClassVar[tuple[str, ...]] = ("softmax", "log_softmax")
    accepts: ClassVar[tuple[TargetKind, ...]] = ("values", "classes")
    low: ClassVar[float] = 0.0
    high: ClassVar[float] = 1.0
    formula: ClassVar[str] = r"L = \sum_k t_k \log \frac{t_k}{p_k}"
    when_to_use: ClassVar[str] = "To bring one distribution close to another, such as a small network to a large one."
    when_not: ClassVar[str] = "When the targets do not add up to 1, or are plain classes: use cross-entropy."

    def torch_call(self) -> Function:
        rows, targets = Function("additions.rows_of_features", INPUT), Function("additions.rows_of_features", TARGET)
        return Function("F.kl_div", Function("F.log_softmax", rows, dim=1), targets, reduction="batchmean")
