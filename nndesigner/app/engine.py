"""The gateway to torch: everything that the window needs of it, imported only when it is needed."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from nndesigner.design.options import DataOptions
from nndesigner.project.learned import Predictor
from nndesigner.runs.folder import RunFolder
from nndesigner.training.hosts.choice import HostKind, Hosts
from nndesigner.training.hosts.host import Keeping
from nndesigner.training.hosts.thread import ThreadHost
from nndesigner.training.order import Order

if TYPE_CHECKING:
    from nndesigner.answers.inference import Inference
    from nndesigner.answers.loaded_data import LoadedData
    from nndesigner.network.devices import Device
    from nndesigner.training.proving import Proof
    from nndesigner.training.run import Run


def prepare_run(order: Order, keeping: Keeping | None = None) -> "Run":
    """Get the training that is ordered ready; called in a thread of its own."""
    from nndesigner.training.kept import prepare_kept

    return prepare_kept(order, keeping)


def build_inference(predictor: Predictor) -> "Inference":
    """A network that predicts as `predictor` does; called in a thread of the background. Raises UserError."""
    from nndesigner.answers.inference import Inference

    return Inference(predictor)


def load_data(predictor: Predictor, data: DataOptions) -> "LoadedData":
    """The samples of `data`, prepared as `predictor` was trained with; called in the background. Raises UserError."""
    from nndesigner.answers.loaded_data import read

    return read(predictor, data)


def prove_run(folder: Path, go_on: Callable[[float], bool]) -> "Proof | None":
    """Do the last steps of the run in `folder` again and compare, unless `go_on` says no; called in a thread of the
    background. Raises UserError."""
    from nndesigner.runs.proving import prove_kept

    return prove_kept(RunFolder(folder), go_on)


def hosts(kind: HostKind = HostKind.THREAD) -> Hosts:
    """Where trainings run."""
    return Hosts(prepare_run, kind)


def thread_host() -> ThreadHost:
    """A host for the next training in a thread of this program."""
    return ThreadHost(prepare_run)


def devices() -> "list[Device]":
    """Every device that computes, tried out; takes a second or two."""
    from nndesigner.network.devices import available

    return list(available())


def import_ahead() -> Thread:
    """Import torch in the background, so that the first training starts at once."""

    def work() -> None:
        import nndesigner.training.run  # noqa: F401

    thread = Thread(target=work, name="import torch", daemon=True)
    thread.start()
    return thread
