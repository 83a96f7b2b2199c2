"""What torch has not: modules and functions that catalog entries name as "additions.Name", related ones in one file."""

import sys

from nndesigner.catalog.discovery import import_all

import_all(sys.modules[__name__])
