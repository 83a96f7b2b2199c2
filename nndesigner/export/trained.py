"""The network with its weights inside: what every export starts from."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.problems import UserError
from nndesigner.network.builder import build
from nndesigner.network.network import Network
from nndesigner.network.weights import load, named_weights, weights_of
from nndesigner.project.learned import Learned, Predictor

Arrays = Mapping[str, NDArray[np.generic]]


class NotTrained(UserError):
    """There are no weights to export yet."""


def network_of(network: Predictor) -> Network:
    """The network ready to predict: as it was trained, or as a design describes it, with its initial weights.

    Raises NotTrainable when the design has errors, WeightsDoNotFit when the weights are not of this design.
    """
    if not isinstance(network, Learned):
        return build(network).eval()
    built = build(network.design)
    load(built, network.weights)
    return built.eval()


def weights_by_layer_name(network: Predictor) -> Arrays:
    """What the network learned, under names such as "dense_1.weight". Raises as `network_of`, and NotTrained."""
    if not isinstance(network, Learned):
        raise NotTrained("The network is not trained yet, so there are no weights to export. Train it first.")
    return named_weights(network.design, weights_of(network_of(network)))
