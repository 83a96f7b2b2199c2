"""What a network predicts all over the plane, as a quiet picture behind the points."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from nndesigner.answers.ready_network import Decision
from nndesigner.app.samples.drawing import class_colour
from nndesigner.app.widgets.colours import viridis
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog.targets import Classes, Labels

LEAST, MOST = 0.04, 0.26
"""How much of the class's colour there is where the network is unsure, and where it is sure."""
OF_NUMBERS = 0.4

Colours = NDArray[np.float64]


def ground(decision: Decision, limits: tuple[float, float] | None = None) -> QImage:
    """One pixel per cell: the colour of the prediction, the stronger the surer; numbers: viridis within `limits`."""
    target, panel = decision.predictions.goal.target, _rgb(colour("panel"))
    if isinstance(target, Classes):
        winners = decision.judged.argmax(-1)
        colours = np.array([_rgb(class_colour(number)) for number in range(len(target.names))])[winners]
        strength = LEAST + (MOST - LEAST) * _sureness(decision, winners)
    elif isinstance(target, Labels):
        yes = decision.judged[..., 0] >= _middle(decision)
        colours = np.where(yes[..., None], _rgb(class_colour(1)), _rgb(class_colour(0)))
        away = np.abs(decision.judged[..., 0] - _middle(decision))
        strength = LEAST + (MOST - LEAST) * np.clip(away / (_span(decision) / 2), 0, 1)
    else:
        values = decision.values[..., 0].astype(float)
        low, high = limits or (float(np.nanmin(values)), float(np.nanmax(values)))
        colours = viridis((values - low) / ((high - low) or 1)).astype(float)
        strength = np.full(values.shape, OF_NUMBERS)
    mixed = panel + strength[..., None] * (colours - panel)
    pixels = np.ascontiguousarray(np.nan_to_num(mixed).round().clip(0, 255).astype(np.uint8))
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _sureness(decision: Decision, winners: NDArray[np.int64]) -> NDArray[np.float64]:
    """From 0, when all classes are equally likely, to 1."""
    if decision.predictions.goal.unit:
        return np.clip(np.abs(decision.values[..., 1].astype(float) - _middle(decision)) / (_span(decision) / 2), 0, 1)
    if not decision.predictions.are_probabilities:
        return np.ones(winners.shape)
    classes = decision.values.shape[-1]
    best = np.take_along_axis(decision.values, winners[..., None], axis=-1)[..., 0].astype(float)
    return np.clip((best - 1 / classes) / (1 - 1 / classes), 0, 1)


def _middle(decision: Decision) -> float:
    low, high = decision.predictions.limits()
    return (low + high) / 2


def _span(decision: Decision) -> float:
    low, high = decision.predictions.limits()
    return (high - low) or 1.0


def _rgb(of: QColor) -> Colours:
    return np.array([of.red(), of.green(), of.blue()], dtype=float)
