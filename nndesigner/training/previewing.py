"""What an augmentation makes of samples, to look at before a training."""

from collections.abc import Sequence

import torch

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.shapes import Shape
from nndesigner.data.samples import Numbers
from nndesigner.network.draws import Draws
from nndesigner.training.assembly import augmenting

_AXES = {1: "F", 2: "TF", 3: "CHW"}


def augmented(
    samples: Numbers, augmentation: Augmentation | Sequence[Augmentation], strength: float = 1.0, seed: int = 0
) -> Numbers:
    """The samples (samples, *shape of one) changed as in a training, or less so with a `strength` below 1.

    The same seed draws the same changes; torch's global generator is left as it was. Raises ShapeProblem.
    """
    chosen = [augmentation] if isinstance(augmentation, Augmentation) else augmentation
    sample = Shape(**dict(zip(_AXES[samples.ndim - 1], samples.shape[1:], strict=True)))
    augment = augmenting([each.at(strength) for each in chosen], sample, Draws(seed))
    if augment is None or not len(samples):
        return samples
    changed: Numbers = augment(torch.from_numpy(samples.copy())).numpy()
    return changed
