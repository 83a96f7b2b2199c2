"""Arrays of one's own, as numpy writes them."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.shapes import Shape, grouped
from nndesigner.catalog.sources.opened import Opened
from nndesigner.catalog.targets import Classes, Labels, Target, Values

Layout = Literal["features", "picture", "channels_first", "channels_last", "sequence"]
AXES: dict[str, str] = {
    "features": "F",
    "picture": "HW",
    "channels_first": "CHW",
    "channels_last": "HWC",
    "sequence": "TF",
}
MOST = 10**9


class Arrays(Opened, kind="arrays", title="Arrays", group="Your data"):
    """Arrays in an NPZ or NPY file: along the first axis of each lie the samples.

    One array holds what the network sees, another one what it is to predict: classes as numbers or one-hot, labels that
    are 0 or 1, or numbers.
    Files that could run a program when they are opened (pickles) are refused.
    """

    corrected: ClassVar[tuple[str, ...]] = ("layout", "divide_by", "answer")
    when_to_use: ClassVar[str] = "For anything that was computed or measured with Python."
    when_not: ClassVar[str] = "For tables with texts and missing values, which have a source of their own."

    file: FileReference = Field(FileReference(), description="The file with the inputs.")
    target_file: FileReference = Field(
        FileReference(), description="The NPY file with the targets; without one, they are in the first file."
    )
    inputs: str = Field("", description="The array that the network sees.")
    targets: str = Field("", description="The array that it is to predict.")
    test_inputs: str = Field("", description="The array to test with, if there is one.")
    test_targets: str = Field("", description="The targets to test with.")
    layout: Layout = Field(
        "features",
        description="features: numbers in a row; picture: height and width; channels_first: C, H, W; "
        "channels_last: H, W, C; sequence: time steps with features.",
    )
    shape: tuple[Annotated[int, Field(ge=1, le=MOST)], ...] = Field(
        (1,), min_length=1, max_length=3, description="The sizes of one sample, found in the file."
    )
    divide_by: float = Field(
        1.0, ge=0.001, le=1e6, description="What inputs are divided by: 255 brings bytes to 0 to 1."
    )
    low: float = Field(0.0, ge=-1e300, le=1e300, description="The least number in a sample after that.")
    high: float = Field(1.0, ge=-1e300, le=1e300, description="The greatest number in a sample after that.")
    answer: Literal["classes", "labels", "numbers"] = Field(
        "numbers",
        description="classes: one of several for each sample; labels: any of several, each 0 or 1; numbers: amounts to "
        "come close to.",
    )
    classes: tuple[str, ...] = Field((), description="What classes are called; none where targets cannot be classes.")
    class_values: tuple[float, ...] = Field(
        (), description="What stands for each class in the file, unless these are the whole numbers from 0."
    )
    target_size: int = Field(1, ge=1, le=MOST, description="Numbers to predict for each sample.")
    samples: int = Field(0, ge=0, le=10**12, description="Samples to learn from, when the file was opened.")
    test_samples: int = Field(0, ge=0, le=10**12, description="Samples to test with.")

    @model_validator(mode="before")
    @classmethod
    def _answer_as_it_was(cls, values: Any) -> Any:
        """Before there was a choice, targets with names were classes."""
        if isinstance(values, dict) and values.get("classes") and "answer" not in values:
            return {**values, "answer": "classes"}
        return values

    def sample_shape(self) -> Shape:
        axes = AXES[self.layout]
        sizes = dict(zip(axes, self.shape, strict=False))
        if len(self.shape) != len(axes):
            return Shape(F=self.count())
        if self.layout == "picture":
            return Shape(C=1, **sizes)
        return Shape(**{axis: sizes[axis] for axis in ("CHW" if "C" in axes else axes)})

    def count(self) -> int:
        """How many numbers a sample holds."""
        product = 1
        for size in self.shape:
            product *= size
        return product

    def value_range(self) -> tuple[float, float]:
        return self.low, self.high

    def target(self) -> Target:
        if self.answer == "classes" and self.classes:
            return Classes(self.classes)
        if self.answer == "labels":
            return Labels(tuple(str(number) for number in range(self.target_size)))
        return Values(Shape(F=self.target_size))

    def unready(self) -> str:
        if self.file.path and self.answer == "classes" and not self.classes:
            return "The targets cannot be read as one class for each sample. Choose another Answer, such as numbers."
        return super().unready()

    def contents(self) -> str:
        if not self.file.path:
            return "No file with arrays has been opened yet."
        number = (
            f"{grouped(self.samples)} + {grouped(self.test_samples)}" if self.test_samples else grouped(self.samples)
        )
        return f"{number} samples of {' × '.join(map(str, self.shape))}, {self._asked()}"

    def _asked(self) -> str:
        target = self.target()
        if isinstance(target, Classes):
            return f"{len(target.names)} classes"
        what = "label" if isinstance(target, Labels) else "number"
        return f"{self.target_size} {what}{'' if self.target_size == 1 else 's'} to predict"
