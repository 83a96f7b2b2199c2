"""The sample of the worked example."""

import numpy as np

from nndesigner.catalog.sources.worked_example import WorkedExample
from nndesigner.data.samples import Samples, reads


@reads("worked_example")
def read(_: WorkedExample) -> Samples:
    """The one sample, to learn and to test with."""
    inputs, target = np.array([[1, 1, 0, 1]], np.float32), np.array([[1]], np.float32)
    return Samples(inputs, target, inputs, target)
