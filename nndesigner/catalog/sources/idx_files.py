"""Samples of one's own in IDX files, the format of MNIST."""

from typing import Annotated, ClassVar

from pydantic import Field

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.opened import UNKNOWN, Opened
from nndesigner.catalog.targets import Classes

AXES = {1: "F", 2: "HW", 3: "CHW"}


class IdxFiles(Opened, kind="idx_files", title="IDX files", group="Your data"):
    """Pictures and their labels in IDX files, plain or packed with gzip, as MNIST and its descendants come.

    The bytes are divided by 255, so that values go from 0 to 1. Labels are whole numbers from 0.
    """

    when_to_use: ClassVar[str] = "For sets in the form of MNIST: letters, fashion, Japanese characters."
    when_not: ClassVar[str] = "For pictures in files of their own."

    inputs: FileReference = Field(FileReference(), description="The file with the pictures to learn from.")
    targets: FileReference = Field(FileReference(), description="The file with their labels.")
    test_inputs: FileReference = Field(FileReference(), description="The file with the pictures to test with.")
    test_targets: FileReference = Field(FileReference(), description="The file with the labels to test with.")
    shape: tuple[Annotated[int, Field(ge=1, le=2**31)], ...] = Field(
        (1,), min_length=1, max_length=3, description="The sizes of one sample, found in the file."
    )
    classes: tuple[str, ...] = Field((), description="The names of the classes, in the order of their numbers.")
    samples: int = Field(0, ge=0, le=2**32, description="Samples to learn from, when the file was opened.")
    test_samples: int = Field(0, ge=0, le=2**32, description="Samples to test with.")

    def sample_shape(self) -> Shape:
        sizes = dict(zip(AXES[len(self.shape)], self.shape, strict=True))
        return Shape(C=1, **sizes) if len(sizes) == 2 else Shape(**sizes)

    def value_range(self) -> tuple[float, float]:
        return 0.0, 1.0

    def target(self) -> Classes:
        return Classes(self.classes or UNKNOWN)

    def contents(self) -> str:
        if not self.inputs.path:
            return "No IDX file has been opened yet."
        sizes = " × ".join(map(str, self.shape))
        return f"{grouped(self.samples)} + {grouped(self.test_samples)} samples of {sizes}, {len(self.classes)} classes"
