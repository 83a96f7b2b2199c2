"""What happened to a process that ended before its training did, in words."""

import signal

CRASHES = {
    "SIGSEGV": "a library touched memory that is not its own",
    "SIGABRT": "a library gave up",
    "SIGBUS": "memory or a file on the disk went away",
    "SIGFPE": "a library computed what cannot be computed",
    "SIGILL": "a library needs another kind of processor",
}
WINDOWS_CRASH = 0xC0000000
"""From here on an exit status of Windows is the number of a crash."""


def why_ended(status: int) -> str:
    """A sentence for the exit status of a process; negative ones are the numbers of signals, as in subprocess."""
    if status >= WINDOWS_CRASH:
        return f"The training process crashed (0x{status:X})."
    if status >= 0:
        return f"The training process ended by itself (exit status {status})."
    number = -status
    name = next((each.name for each in signal.Signals if each == number), "")
    if name == "SIGKILL":
        return f"The training process was ended by the system (signal {number}, often for lack of memory)."
    if name in CRASHES:
        return f"The training process crashed: {CRASHES[name]} (signal {number}, {name})."
    return f"The training process was ended from outside (signal {number}{f', {name}' if name else ''})."
