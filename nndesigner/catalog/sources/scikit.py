"""The small sets that come with scikit-learn."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.description import Column, Description
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Classes, Target, Values

SIDE = 8
TARGET = "target"


@dataclass(frozen=True)
class Contents:
    """What one of the sets holds: without `classes`, the `targets` are numbers."""

    about: str
    samples: int
    columns: tuple[str, ...]
    classes: tuple[str, ...] = ()
    targets: tuple[str, ...] = (TARGET,)


_MEASURES = (
    *("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points"),
    *("symmetry", "fractal dimension"),
)
_NUCLEI = tuple(
    name for kind in ("mean {}", "{} error", "worst {}") for name in (kind.format(each) for each in _MEASURES)
)
_CHEMISTRY = (
    *("alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids"),
    *("nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines", "proline"),
)
SETS: Mapping[str, Contents] = MappingProxyType(
    {
        "iris": Contents(
            "iris flowers, measured in cm, of three species",
            150,
            ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
            ("setosa", "versicolor", "virginica"),
        ),
        "wine": Contents("Italian wines from three growers", 178, _CHEMISTRY, ("class_0", "class_1", "class_2")),
        "breast_cancer": Contents("tumours, malignant or benign", 569, _NUCLEI, ("malignant", "benign")),
        "digits": Contents("handwritten digits of 8 × 8 pixels", 1797, (), tuple("0123456789")),
        "diabetes": Contents(
            "patients with diabetes, and how far it went in a year",
            442,
            ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"),
        ),
        "linnerud": Contents(
            "members of a fitness club: three exercises and three measures of the body",
            20,
            ("Chins", "Situps", "Jumps"),
            targets=("Weight", "Waist", "Pulse"),
        ),
    }
)


class ScikitLearn(Source, kind="scikit", title="Classic small sets", group="Tables"):
    """Small sets that statisticians have used for decades, as they come with scikit-learn.

    All but the digits are tables whose columns are prepared step by step, as those of a table of yours.
    """

    origin: ClassVar[str] = "scikit-learn; most sets from the UCI machine learning repository"
    when_to_use: ClassVar[str] = "For a first network on real numbers: a training takes seconds."
    when_not: ClassVar[str] = "To compare deep networks: with so few samples chance decides."

    name: Literal["iris", "wine", "breast_cancer", "digits", "diabetes", "linnerud"] = Field(
        "iris",
        description="iris: flowers; wine: growers; breast_cancer: tumours; digits: pictures; diabetes: its course; "
        "linnerud: fitness.",
    )

    @property
    def held(self) -> Contents:
        """What the chosen set holds."""
        return SETS[self.name]

    def describe(self) -> Description:
        held = self.held
        if not held.columns:
            return super().describe()
        inputs = [Column(name, "number") for name in held.columns]
        if held.classes:
            return Description((*inputs, Column(TARGET, "category", tuple(sorted(held.classes)))), held.targets)
        return Description((*inputs, *(Column(name, "number") for name in held.targets)), held.targets)

    def sample_shape(self) -> Shape:
        columns = len(self.held.columns)
        return Shape(F=columns) if columns else Shape(C=1, H=SIDE, W=SIDE)

    def value_range(self) -> tuple[float, float]:
        return super().value_range() if self.held.columns else (0.0, 1.0)

    def target(self) -> Target:
        held = self.held
        if held.classes:
            return Classes(tuple(sorted(held.classes)) if held.columns else held.classes)
        return Values(Shape(F=len(held.targets)))

    def counts(self) -> tuple[int, int]:
        return self.held.samples, 0

    def contents(self) -> str:
        held = self.held
        columns = f", {len(held.columns)} columns" if held.columns else ""
        return f"{held.samples} {held.about}{columns}"
