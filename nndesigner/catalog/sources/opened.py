"""What sources have in common that were found out by opening files."""

from typing import ClassVar

from nndesigner.catalog.entry import Parameter
from nndesigner.catalog.sources.source import Source

UNKNOWN = ("first class", "second class")
"""Stands for the names of the classes until files are opened."""


class Opened(Source):
    """Files of the user: most of what is known of them was found when they were opened, the rest can be corrected."""

    origin: ClassVar[str] = "Files of yours"
    corrected: ClassVar[tuple[str, ...]] = ()
    """The parameters that a form shows; the others follow from the files."""

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in super().parameters() if parameter.name in cls.corrected)
