"""The panels of the live views: those of readings follow from the form of what is read."""

from collections.abc import Mapping

from nndesigner.app.cockpit import views
from nndesigner.app.cockpit.confusion_panel import ConfusionPanel
from nndesigner.app.cockpit.dropout_panel import DropoutPanel
from nndesigner.app.cockpit.generated_panel import GeneratedPanel
from nndesigner.app.cockpit.loss_panel import LossPanel
from nndesigner.app.cockpit.metrics_panel import MetricsPanel
from nndesigner.app.cockpit.panel import INTERVAL, Panel
from nndesigner.app.cockpit.per_node_panel import PerNodePanel
from nndesigner.app.cockpit.scalar_panel import ScalarPanel
from nndesigner.app.cockpit.views import VIEWS, View
from nndesigner.app.training.session import TrainingSession
from nndesigner.training.readings import Generated, Masks, PerNode, Reading, Scalar

_OF_FORMS: Mapping[type[Reading], type[Panel]] = {
    Scalar: ScalarPanel,
    PerNode: PerNodePanel,
    Masks: DropoutPanel,
    Generated: GeneratedPanel,
}
_OF_MORE: Mapping[View, type[Panel]] = {
    views.LOSS: LossPanel,
    views.METRICS: MetricsPanel,
    views.CONFUSION: ConfusionPanel,
}
"""What shows more than readings: validation, outputs side by side, a choice of metrics."""


def panels(session: TrainingSession) -> list[Panel]:
    """The views of `session` in order, each to be put into a dock."""
    made = [panel(session, view) for view in VIEWS]
    for number, each in enumerate(made):
        each.delay = number * INTERVAL // len(made)
    return made


def panel(session: TrainingSession, view: View) -> Panel:
    """The panel that shows `view`."""
    kind = _OF_MORE.get(view) or _OF_FORMS[view.quantities[0].form]
    return kind(session, view)
