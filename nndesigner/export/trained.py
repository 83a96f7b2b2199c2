"""The network of a project with its weights inside: what every export starts from."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nndesigner.catalog.problems import UserError
from nndesigner.network.builder import build
from nndesigner.network.network import Network
from nndesigner.network.weights import load, named_weights, weights_of
from nndesigner.project.file import Project

Arrays = Mapping[str, NDArray[np.generic]]


class NotTrained(UserError):
    """There are no weights to export yet."""


def network_of(project: Project) -> Network:
    """The network, ready to answer, with the weights of the project or, without any, with its initial ones.

    Raises NotTrainable when the design has errors, WeightsDoNotFit when it was changed since it was trained.
    """
    network = build(project.design)
    if project.weights is not None:
        load(network, project.weights)
    return network.eval()


def weights_by_layer_name(project: Project) -> Arrays:
    """What the network learned, under names such as "dense_1.weight". Raises as `network_of`, and NotTrained."""
    if project.weights is None:
        raise NotTrained("The network is not trained yet, so there are no weights to export. Train it first.")
    return named_weights(project.design, weights_of(network_of(project)))
