"""The command line: the same engine without a window. `main(arguments)` does what they ask."""

from nndesigner.cli.command_line import HIDDEN_VERBS, VERBS, main
from nndesigner.cli.failures import exit_status

__all__ = ["HIDDEN_VERBS", "VERBS", "exit_status", "main"]
