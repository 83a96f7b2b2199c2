"""The gateway to torch: everything that the window needs of it, imported only when it is needed."""

from threading import Thread
from typing import TYPE_CHECKING

from nndesigner.design.model import Design
from nndesigner.project.learned import Learned

if TYPE_CHECKING:
    from nndesigner.network.devices import Device
    from nndesigner.training.run import Run


def prepare_run(design: Design, device: str, learned: Learned | None = None) -> "Run":
    """Get `design`, of which something was `learned` already, ready to be trained; called in the worker's thread."""
    from nndesigner.training.run import prepare

    return prepare(design, device, learned)


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
