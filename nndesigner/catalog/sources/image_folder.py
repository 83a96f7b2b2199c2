"""Pictures of one's own in a folder."""

from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.opened import UNKNOWN, Opened
from nndesigner.catalog.targets import Classes

MOST_SAMPLES = 10**9


class ImageFolder(Opened, kind="image_folder", title="Folder of pictures", group="Your data"):
    """Pictures of yours: PNG, JPEG or BMP files, in a folder for each class or named in a CSV file with their labels.

    Folders called train and test in it are its two parts. All pictures are brought to one size and colour, and their
    values go from 0 to 1. They are turned as the camera noted, colours are converted to those of a usual screen (sRGB),
    what is transparent becomes white, and of moving pictures the first one is taken.
    """

    corrected: ClassVar[tuple[str, ...]] = ("height", "width", "colours", "resizing", "skip_unreadable")
    when_to_use: ClassVar[str] = "For your own photographs, scans or drawings, also more than fit into memory."
    when_not: ClassVar[str] = "For pictures in one large file, such as IDX or NPZ, which have sources of their own."

    folder: FileReference = Field(FileReference(), description="The folder that the pictures are in.")
    labels: FileReference = Field(
        FileReference(), description="A CSV file with names and labels; without one, each folder is a class."
    )
    name_column: str = Field("", description="The column of the CSV file with the names of the files.")
    label_column: str = Field("", description="The column of the CSV file with the labels.")
    classes: tuple[str, ...] = Field((), description="The names of the classes, in the order of their numbers.")
    height: int = Field(64, ge=1, le=4096, description="Height of all pictures in pixels.")
    width: int = Field(64, ge=1, le=4096, description="Width of all pictures in pixels.")
    colours: Literal["gray", "rgb"] = Field("rgb", description="gray: one channel; rgb: red, green and blue.")
    resizing: Literal["fit", "stretch"] = Field(
        "fit", description="fit: keeps the proportions and fills up with black; stretch: fills the size."
    )
    skip_unreadable: bool = Field(
        False, description="Leaves out pictures that cannot be read; each is decoded once to find them."
    )
    samples: int = Field(0, ge=0, le=MOST_SAMPLES, description="Pictures to learn from, when the folder was opened.")
    test_samples: int = Field(0, ge=0, le=MOST_SAMPLES, description="Pictures to test with that the folder sets apart.")

    def sample_shape(self) -> Shape:
        return Shape(C=1 if self.colours == "gray" else 3, H=self.height, W=self.width)

    def value_range(self) -> tuple[float, float]:
        return 0.0, 1.0

    def target(self) -> Classes:
        return Classes(self.classes or UNKNOWN)

    def contents(self) -> str:
        if not self.folder.path:
            return "No folder has been opened yet."
        number = (
            f"{grouped(self.samples)} + {grouped(self.test_samples)}" if self.test_samples else grouped(self.samples)
        )
        size = f"{self.height} × {self.width} pixels"
        return (
            f"{number} {'gray' if self.colours == 'gray' else 'colour'} pictures, {size}, {len(self.classes)} classes"
        )
