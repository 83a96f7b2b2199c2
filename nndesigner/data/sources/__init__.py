"""Reads the samples of every source; a new file here is part of it by being there."""

import sys

from nndesigner.catalog.discovery import import_all

import_all(sys.modules[__name__])
