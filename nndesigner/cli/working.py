"""The verb `worker`, which nndesigner itself uses: trains what is ordered over the standard input."""

import argparse
import faulthandler
import os
import signal
import sys
from collections.abc import Callable

from nndesigner.cli.failures import BadUsage
from nndesigner.training.hosts.serving import Server
from nndesigner.training.hosts.thread import Prepare


def work(_: argparse.Namespace) -> int:
    """Train what is ordered. Raises BadUsage when a person calls it."""
    if os.isatty(0):
        raise BadUsage("nndesigner begins this verb itself, to train in a process of its own. Use nndesigner train.")
    return serve(_load)


def serve(load: Callable[[], Prepare]) -> int:
    """Serve until the program that began it ends or lets go; `load` gives what gets a training ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    _keep_away_from_frames()
    is_quiet = Server(incoming, outgoing, load()).run()
    if not is_quiet:  # a step takes long, and nobody waits for it any more
        os._exit(0)
    return 0


def _load() -> Prepare:
    from nndesigner.training.kept import prepare_kept
    from nndesigner.training.warming import warm_up

    warm_up()
    return prepare_kept


def _keep_away_from_frames() -> None:
    """What libraries print goes to the error output, and what they read from the standard input is nothing."""
    sys.stdout.flush()
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
