"""Whatever goes wrong ends in one clear sentence on the error output and an exit status, never in a traceback."""

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from unicodedata import category

from nndesigner.catalog.problems import UserError
from nndesigner.cli.terminal import say

WRONG = 2
STOPPED = 130
READER_GONE = 141
"""The status of programs that end because nobody reads what they write (128 + SIGPIPE)."""
DEBUG = "NNDESIGNER_DEBUG"
STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
ISOLATING = dict.fromkeys(map(ord, "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"))
"""What keeps names that are written from right to left together in a window; terminals show strange signs instead."""


class BadUsage(UserError):
    """Arguments that are not understood."""


def exit_status(run: Callable[[], int]) -> int:
    """What `run` returns, or the status that fits what it raised, once that has been said."""
    try:
        status = run()
        if sys.stdout:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        _say("Stopped.")
        return STOPPED
    except BrokenPipeError:  # as with `| head`: who reads has seen enough
        _drop_output()
        return READER_GONE
    except Exception as error:
        if isinstance(error, OSError):
            _drop_output()
        _say(_sentence(error))
        if os.environ.get(DEBUG):
            traceback.print_exc()
        return WRONG


def _sentence(error: Exception) -> str:
    match error:
        case UserError():
            return str(error)
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return (
                f"{where}{error.strerror or error}. Check that the file or folder is there, may be used, and has room."
            )
        case _:
            kind = type(error).__name__
            return f"This should not have happened: {kind}: {error} ({DEBUG}=1 shows the details.)"


def printable(text: str) -> str:
    """`text` without characters that steer a terminal or break a line."""
    shown = text.translate(ISOLATING)
    return "".join("\N{REPLACEMENT CHARACTER}" if category(each) in STEERING else each for each in shown)


def _say(sentence: str) -> None:
    with suppress(OSError, ValueError):
        say(f"nndesigner: {printable(' '.join(sentence.split()))}", sys.stderr)


def _drop_output() -> None:
    """Keep Python from trying once more, and complaining, when it ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
            continue
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
