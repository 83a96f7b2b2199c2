"""Schedules: how the learning rate changes while training goes on; a new file is found by being there."""

import sys

from nndesigner.catalog.discovery import import_all
from nndesigner.catalog.schedules.schedule import Constant, Progress, Schedule

__all__ = ["Constant", "Progress", "Schedule"]

import_all(sys.modules[__name__])
