"""The live views of a training, in the order of the dashboard."""

from nndesigner.app.plots.confusion_panel import ConfusionPanel
from nndesigner.app.plots.dropout_panel import DropoutPanel
from nndesigner.app.plots.gradient_panel import GradientPanel
from nndesigner.app.plots.learning_rate_panel import LearningRatePanel
from nndesigner.app.plots.loss_panel import LossPanel
from nndesigner.app.plots.metrics_panel import MetricsPanel
from nndesigner.app.plots.panel import INTERVAL, Panel
from nndesigner.app.training.session import TrainingSession


def panels(session: TrainingSession) -> list[Panel]:
    """The views of `session` that stand side by side, each to be put into a dock."""
    return _in_turn([LossPanel(session), MetricsPanel(session), GradientPanel(session), DropoutPanel(session)])


def more_panels(session: TrainingSession) -> list[Panel]:
    """The views of `session` that wait behind the first ones until they are needed."""
    return _in_turn([LearningRatePanel(session), ConfusionPanel(session)])


def _in_turn(made: list[Panel]) -> list[Panel]:
    for number, panel in enumerate(made):
        panel.delay = number * INTERVAL // len(made)
    return made
