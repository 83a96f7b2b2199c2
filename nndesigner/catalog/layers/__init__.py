"""Every layer that can be drawn."""

import sys

from nndesigner.catalog.discovery import import_all

import_all(sys.modules[__name__])
