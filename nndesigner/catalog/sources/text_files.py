"""Texts of one's own in files."""

from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.description import Column, Description
from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.opened import UNKNOWN, Opened
from nndesigner.catalog.targets import Classes

TEXT, LABEL = "text", "label"


class TextFiles(Opened, kind="text_files", title="Text files", group="Your data"):
    """Texts of yours, in a folder for each class, or in a file for each class with a text in every line.

    Folders called train and test are its two parts. The step Tokens turns texts into rows of symbols.
    """

    corrected: ClassVar[tuple[str, ...]] = ("encoding",)
    when_to_use: ClassVar[str] = "For reviews, letters or messages that are to be sorted."
    when_not: ClassVar[str] = "For texts in a table with their labels: open that as a table."

    folder: FileReference = Field(FileReference(), description="The folder that the texts are in.")
    sample: Literal["file", "line"] = Field(
        "file", description="file: every file is a text; line: every line is one, and each file is a class."
    )
    encoding: Literal["utf-8", "utf-16", "windows-1252", "latin-1"] = Field(
        "utf-8", description="How the letters are written as bytes."
    )
    classes: tuple[str, ...] = Field((), description="The names of the classes, sorted.")
    samples: int = Field(0, ge=0, le=10**9, description="Texts to learn from, when the folder was opened.")
    test_samples: int = Field(0, ge=0, le=10**9, description="Texts to test with that the folder sets apart.")

    def describe(self) -> Description:
        return Description((Column(TEXT, "text"), Column(LABEL, "category", self.classes)), (LABEL,))

    def sample_shape(self) -> Shape:
        return Shape(F=1)

    def target(self) -> Classes:
        return Classes(self.classes or UNKNOWN)

    def contents(self) -> str:
        if not self.folder.path:
            return "No folder has been opened yet."
        number = (
            f"{grouped(self.samples)} + {grouped(self.test_samples)}" if self.test_samples else grouped(self.samples)
        )
        return f"{number} texts of {len(self.classes)} classes, one in every {self.sample}"
