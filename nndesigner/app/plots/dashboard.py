"""The live views of a training, in the order of the dashboard."""

from nndesigner.app.plots.accuracy_panel import AccuracyPanel
from nndesigner.app.plots.dropout_panel import DropoutPanel
from nndesigner.app.plots.gradient_panel import GradientPanel
from nndesigner.app.plots.loss_panel import LossPanel
from nndesigner.app.plots.panel import INTERVAL, Panel
from nndesigner.app.training.session import TrainingSession


def panels(session: TrainingSession) -> list[Panel]:
    """Loss, accuracy, gradient magnitude and dropout masks of `session`, each to be put into a dock."""
    made = [LossPanel(session), AccuracyPanel(session), GradientPanel(session), DropoutPanel(session)]
    for number, panel in enumerate(made):
        panel.delay = number * INTERVAL // len(made)
    return made
