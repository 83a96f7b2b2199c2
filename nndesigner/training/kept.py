"""Gets a training ready whose checkpoints are kept, or that goes on from one of them."""

from pathlib import Path

from nndesigner.training.hosts.host import Keeping
from nndesigner.training.keeping import BESIDE, Keeper, latest
from nndesigner.training.last_seen import LastSeen
from nndesigner.training.order import Order
from nndesigner.training.run import Run, prepare


def prepare_kept(order: Order, keeping: Keeping | None = None) -> Run:
    """The training that was ordered. Raises UserError, NothingToResume among them."""
    if keeping is None:
        return prepare(order)
    folder = Path(keeping.folder)
    state = latest(folder)[0].state if keeping.resumes else None
    run = prepare(order, resume=state)
    run.keeper = Keeper(folder, run.position.step, keeping.steps, seen=LastSeen(state.get(BESIDE) if state else None))
    return run
