"""Instruments: what can be watched while a network learns."""

import sys

from nndesigner.catalog.discovery import import_all

import_all(sys.modules[__name__])
