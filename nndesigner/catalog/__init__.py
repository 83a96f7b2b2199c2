"""What exists: every layer, loss, optimizer and source, each declared once."""

import sys

from nndesigner.catalog.discovery import import_all

import_all(sys.modules[__name__])
