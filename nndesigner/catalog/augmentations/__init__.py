"""Every augmentation, related ones in one file; a new file is found by being there."""

import sys

from nndesigner.catalog.discovery import import_all

import_all(sys.modules[__name__])
