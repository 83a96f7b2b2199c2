"""Finds what a package declares, so that a new file is part of the catalog by being there."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def import_all(package: ModuleType) -> None:
    """Import every module of `package`."""
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
