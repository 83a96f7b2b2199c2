"""Knobs: what can be changed while a training goes."""

import sys

from nndesigner.catalog.discovery import import_all

import_all(sys.modules[__name__])
