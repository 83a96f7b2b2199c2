"""The other end of a process host: trains in this process what is ordered over a stream, and reports over another."""

import time
from threading import Thread

from nndesigner import __version__
from nndesigner.training import wire
from nndesigner.training.commands import Abandon
from nndesigner.training.hosts import protocol
from nndesigner.training.hosts.protocol import Frame, FrameKind, Reading, Writing
from nndesigner.training.hosts.thread import Prepare, ThreadHost

INTERVAL = 0.015
"""Seconds between two looks at what a training has reported."""
MOST_EVENTS = 500
"""Events in one frame: whoever reads them must not stand still for long."""
PATIENCE = 5.0
"""Seconds that a training has to end when nobody listens any more."""


class Server:
    """Trains one training after another; `prepare` gets each ready. Reads from `incoming`, writes to `outgoing`."""

    def __init__(self, incoming: Reading, outgoing: Writing, prepare: Prepare) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._prepare = prepare
        self._host: ThreadHost | None = None
        self._reporting: Thread | None = None

    def run(self) -> bool:
        """Serve until nobody sends any more. Whether no training is left behind then. Raises BadFrame."""
        ready = {"protocol": protocol.VERSION, "version": __version__}
        protocol.write(self._outgoing, Frame(FrameKind.READY, ready))
        while frame := protocol.read(self._incoming):
            match frame.kind:
                case FrameKind.START:
                    self._start(frame)
                case FrameKind.COMMAND if self._host:  # one that is over takes no notice
                    self._host.send(wire.command_from_plain(frame.content))
        return self._end()

    def _start(self, frame: Frame) -> None:
        self._end()
        order = wire.order_from_plain(frame.content["order"], frame.arrays)
        self._host = ThreadHost(self._prepare)
        for command in frame.content["commands"]:
            self._host.send(wire.command_from_plain(command))
        arguments = self._host, wire.known_from(order)
        # a daemon, because it may wait for a reader who never reads
        self._reporting = Thread(target=self._report, args=arguments, name="reporting", daemon=True)
        self._host.start(order, wire.keeping_from_plain(frame.content["keeping"]))
        self._reporting.start()

    def _end(self) -> bool:
        if self._host is None or self._reporting is None:
            return True
        self._host.send(Abandon())
        is_over = self._host.join(PATIENCE)
        self._reporting.join(PATIENCE)
        return is_over and not self._reporting.is_alive()

    def _report(self, host: ThreadHost, known: wire.Known) -> None:
        """Send what `host` reports until its end. Never in its thread: a slow reader must not slow the training."""
        try:
            is_over = False
            while not is_over:
                time.sleep(INTERVAL)
                is_over = host.is_over
                events = host.collect()
                for begin in range(0, len(events), MOST_EVENTS):
                    plain, arrays = wire.events_to_plain(events[begin : begin + MOST_EVENTS], known)
                    protocol.write(self._outgoing, Frame(FrameKind.EVENTS, plain, arrays))
        except OSError:  # nobody reads any more; `run` notices as well
            host.send(Abandon())
