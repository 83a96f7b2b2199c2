"""The quantities that instruments read; a file of their own, because a window lists them before torch is there."""

from collections.abc import Mapping

from nndesigner.training.readings import Cost, Generated, Masks, PerNode, Quantity, Scalar, Scale

LOSS = Quantity("loss", "Loss", Scalar, scale=Scale.LOG)
"""The loss of the batch, before the step."""
COST = Quantity("cost", "Cost", Scalar, scale=Scale.LOG)
"""What training makes small, where it is more than the loss."""
ACCURACY = Quantity("accuracy", "Accuracy", Scalar)
"""The part of the batch's predictions that were right, from 0 to 1; of the first output that has classes or labels."""
LEARNING_RATE = Quantity("learning_rate", "Learning rate", Scalar, scale=Scale.LOG)
"""The learning rate of the step, as the schedule set it."""
GRADIENT_NORMS = Quantity("gradient_norms", "Gradient magnitude", PerNode, scale=Scale.LOG)
"""For every layer that learns the length (Euclidean norm) of its gradient, all its weights together."""
DROPOUT_MASKS = Quantity("dropout_masks", "Dropout masks", Masks)
"""The masks that the dropout layers used."""
ACTIVATION_MEAN = Quantity("activation_mean", "Activation mean", PerNode, cost=Cost.LARGE)
"""For every layer the mean of all values that it gave for the batch."""
ACTIVATION_DEVIATION = Quantity(
    "activation_deviation", "Activation deviation", PerNode, scale=Scale.LOG, cost=Cost.LARGE
)
"""For every layer the standard deviation of all values that it gave for the batch."""
UPDATE_RATIO = Quantity("update_ratio", "Update ratio", PerNode, scale=Scale.LOG, cost=Cost.LARGE)
"""For every layer that learns how far the step moved its weights, as a part of their length."""
GENERATED = Quantity("generated", "Generated samples", Generated, cost=Cost.LARGE)
"""What a generator makes of always the same noise, beside samples of the batch."""

QUANTITIES: Mapping[str, Quantity] = {each.name: each for each in tuple(vars().values()) if isinstance(each, Quantity)}
"""All that are declared above, by name."""
USUAL = frozenset(name for name, quantity in QUANTITIES.items() if quantity.cost is Cost.SMALL)
"""The names of what every look reads, whoever wants it."""
