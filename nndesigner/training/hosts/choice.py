"""Where trainings run, as it was chosen: in a thread of this program or in a process of its own."""

from collections.abc import Callable
from contextlib import suppress
from enum import Enum

from nndesigner.training.hosts.host import Host
from nndesigner.training.hosts.process import Processes, ProcessHost
from nndesigner.training.hosts.thread import Prepare, ThreadHost
from nndesigner.training.hosts.worker_process import WorkerProcess


class HostKind(Enum):
    """Where a training runs."""

    THREAD = "thread"
    PROCESS = "process"


class Hosts:
    """Gives a host for each training. `prepare` gets one ready in a thread of this program."""

    def __init__(
        self,
        prepare: Prepare,
        kind: HostKind = HostKind.THREAD,
        begin_process: Callable[[], WorkerProcess] = WorkerProcess,
    ) -> None:
        self._prepare = prepare
        self._processes = Processes(begin_process)
        self.kind = kind
        """Where the next training runs; see `choose`."""

    def new_host(self) -> Host:
        """A host for the next training."""
        return ThreadHost(self._prepare) if self.kind is HostKind.THREAD else ProcessHost(self._processes)

    def choose(self, kind: HostKind) -> None:
        """Train there from the next training on."""
        self.kind = kind
        self.warm_up()

    def warm_up(self) -> None:
        """Have a process wait for the next training if one was chosen, and none otherwise."""
        if self.kind is HostKind.PROCESS:
            with suppress(OSError):  # the next training says why
                self._processes.warm_up()
        else:
            self._processes.end()

    def end(self) -> None:
        """Have nothing wait any more."""
        self._processes.end()
