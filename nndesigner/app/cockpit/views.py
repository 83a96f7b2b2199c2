"""The live views of a training in their order; the panel of each follows from the form of what it shows."""

from dataclasses import dataclass
from typing import Optional

from nndesigner.training.quantities import (
    ACTIVATION_DEVIATION,
    ACTIVATION_MEAN,
    DROPOUT_MASKS,
    GENERATED,
    GRADIENT_NORMS,
    LEARNING_RATE,
    UPDATE_RATIO,
)
from nndesigner.training.readings import Quantity


@dataclass(frozen=True)
class View:
    """What one panel shows: `quantities` of one form, or more than readings when there are none.

    `empty_text` says what will appear and how to get it, `nothing_text` why nothing did although there was a training.
    """

    title: str
    empty_text: str
    quantities: tuple[Quantity, ...] = ()
    behind: Optional["View"] = None
    """The view that this one waits behind, as a tab."""
    nothing_text: str = ""


LOSS = View("Loss", "The loss of every batch appears here. Press Train.")
METRICS = View("Metrics", "How good the predictions are appears here: accuracy, F1, R² and others. Press Train.")
GRADIENTS = View(
    "Gradient magnitude",
    "The gradient magnitude of every layer at each step appears here, as colour. Press Train.",
    (GRADIENT_NORMS,),
)
MASKS = View(
    "Dropout masks",
    "Which units dropout silences appears here at every step. Press Train.",
    (DROPOUT_MASKS,),
    nothing_text="This network has no dropout layer. Drag Dropout from the palette onto a link, mostly after a dense "
    "layer, and press Train.",
)
RATE = View(
    "Learning rate",
    "The learning rate of every step appears here, as the schedule sets it. Press Train.",
    (LEARNING_RATE,),
    behind=LOSS,
)
ACTIVATIONS = View(
    "Activations",
    "The deviation and the mean of what every layer gives appear here, as colour, read while this panel is open. "
    "Press Train.",
    (ACTIVATION_DEVIATION, ACTIVATION_MEAN),
    behind=GRADIENTS,
)
UPDATES = View(
    "Update ratio",
    "How far each step moves the weights of every layer, compared with their length, appears here, as colour, read "
    "while this panel is open. Press Train.",
    (UPDATE_RATIO,),
    behind=GRADIENTS,
)
CONFUSION = View(
    "Confusion matrix",
    "Which classes are taken for which appears here after the first epoch. Press Train.",
    behind=METRICS,
)
GENERATED_SAMPLES = View(
    "Generated samples",
    "What a generator makes of noise appears here, always of the same noise, read while this panel is open. "
    "Press Train.",
    (GENERATED,),
    behind=MASKS,
    nothing_text="This network generates no samples. A layer Real or generated, with a generator before its second "
    "input, makes it a GAN: open the example Points out of noise.",
)
VIEWS = (
    *(LOSS, METRICS, GRADIENTS, MASKS),
    *(RATE, CONFUSION, ACTIVATIONS, UPDATES, GENERATED_SAMPLES),
)
