"""The window, or the command line when given a verb."""

import multiprocessing
import os
import sys
import warnings
from collections.abc import Sequence

from nndesigner import cli
from nndesigner.catalog.problems import UserError
from nndesigner.project.examples import locate
from nndesigner.training.hosts.choice import HostKind

LIBRARIES = r"(torch|numpy|PIL|sklearn|polars|ziamath|ziafont|pyqtgraph|nndesigner)(\.|$)"
if not sys.warnoptions:  # with -W or PYTHONWARNINGS, everything that libraries say to developers is shown
    # said here and not below, because the processes that read pictures begin with this file too
    warnings.filterwarnings("ignore", module=LIBRARIES)
    os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")
HOST = "--host"
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


class NoWindow(UserError):
    """The window cannot be opened; the text says why and what to do instead."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window on a file, or do what a verb asks; gives the exit status."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    first = arguments[0] if arguments else ""
    if first in (*cli.VERBS, *cli.HIDDEN_VERBS) or (first.startswith("-") and first != HOST):
        return cli.main(arguments)
    return cli.exit_status(lambda: _open_window(arguments))


def _open_window(arguments: list[str]) -> int:
    verbs = ", ".join(cli.VERBS)
    host, arguments = _host_in(arguments)
    if len(arguments) > 1:
        raise NoWindow(f"The window opens one file, but {len(arguments)} arguments were given. The verbs are: {verbs}.")
    file = arguments[0] if arguments else None
    if file and not locate(file).is_file():
        raise NoWindow(f"{file} is a folder or a device, but a project is a file. The verbs are: {verbs}.")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in DISPLAYS):
        raise NoWindow(
            "There is no display for the window: none of DISPLAY, WAYLAND_DISPLAY and QT_QPA_PLATFORM is set. "
            f"Without a window there are the verbs {verbs}; see nndesigner --help."
        )
    from nndesigner.app.start import start

    return start(file, host)


def _host_in(arguments: list[str]) -> tuple[HostKind | None, list[str]]:
    """Where to train, if that is among the arguments, and the others."""
    if HOST not in arguments:
        return None, arguments
    place = arguments.index(HOST)
    kinds = {kind.value: kind for kind in HostKind}
    name = arguments[place + 1] if len(arguments) > place + 1 else "nothing"
    if name not in kinds:
        raise NoWindow(f"Expected {' or '.join(kinds)} after {HOST}, found {name}.")
    return kinds[name], arguments[:place] + arguments[place + 2 :]


if __name__ == "__main__":
    sys.exit(main())
