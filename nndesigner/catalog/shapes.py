"""The shape of one sample between two layers, each axis with a letter (see AXES)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from nndesigner.catalog.problems import Fix, InsertBefore, Remove, ShapeProblem

AXES: Mapping[str, str] = MappingProxyType(
    {"C": "channels", "H": "height", "W": "width", "T": "time steps", "F": "features"}
)

THIN_SPACE = "\u202f"


def grouped(number: int) -> str:
    """`number` with its digits in groups of three: 407 050."""
    return f"{number:,}".replace(",", THIN_SPACE)


class Shape:
    """Sizes of the axes of one sample, without the batch axis, in torch's order: `Shape(C=1, H=28, W=28)`."""

    __slots__ = ("_sizes",)

    def __init__(self, **sizes: int) -> None:
        for axis, size in sizes.items():
            if axis not in AXES:
                raise ValueError(f"There is no axis {axis!r}; the axes are {', '.join(AXES)}.")
            if size < 1:
                raise ValueError(f"The axis {axis} has size {size}, but a size is at least 1.")
        self._sizes = dict(sizes)

    @property
    def axes(self) -> str:
        """The letters in order, such as "CHW"."""
        return "".join(self._sizes)

    @property
    def count(self) -> int:
        """How many numbers one sample of this shape holds."""
        product = 1
        for size in self._sizes.values():
            product *= size
        return product

    def __getattr__(self, axis: str) -> int:
        try:
            return self._sizes[axis]
        except KeyError:
            raise AttributeError(f"{self} has no axis {axis}") from None

    def __iter__(self) -> Iterator[int]:
        return iter(self._sizes.values())

    def __len__(self) -> int:
        return len(self._sizes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shape) and list(self._sizes.items()) == list(other._sizes.items())

    def __hash__(self) -> int:
        return hash(tuple(self._sizes.items()))

    def __str__(self) -> str:
        return " × ".join(f"{axis} {grouped(size)}" for axis, size in self._sizes.items())

    def __repr__(self) -> str:
        return "Shape(" + ", ".join(f"{axis}={size}" for axis, size in self._sizes.items()) + ")"

    def __reduce__(self) -> tuple[object, tuple[dict[str, int]]]:
        return (_shape_from, (self._sizes,))

    def replaced(self, **sizes: int) -> "Shape":
        """The same axes with some sizes changed."""
        return Shape(**{**self._sizes, **sizes})

    def size_of(self, axis: str) -> int:
        """The size of `axis`; KeyError when there is none."""
        return self._sizes[axis]

    def require(self, *axes: str, by: str, otherwise: str = "") -> None:
        """Raise ShapeProblem unless the axes are exactly `axes`.

        `by` is the layer in words at the start of a sentence, `otherwise` a hint to put after it.
        """
        if self.axes == "".join(axes):
            return
        fixes = _fixes_towards("".join(axes), self)
        raise ShapeProblem(f"{by} expects {described(axes)}", self, fixes, hint=otherwise)

    @property
    def is_symbols(self) -> bool:
        """Whether this is a row of whole numbers that stand for letters or words."""
        return self.axes == "T"

    def require_numbers(self, by: str) -> None:
        """Raise ShapeProblem if this is a row of symbols, for a layer that takes every other shape."""
        if self.is_symbols:
            fixes = (InsertBefore("embedding", "Insert Embedding"), Remove("Remove this layer"))
            found = f"a row of symbols ({self})"
            raise ShapeProblem(f"{by} expects numbers", found, fixes, "An embedding turns symbols into numbers.")


def _shape_from(sizes: dict[str, int]) -> Shape:
    return Shape(**sizes)


def described(axes: tuple[str, ...]) -> str:
    """What a shape with these axes is called: "an image (C × H × W)"."""
    names = {
        "F": "a flat vector (F)",
        "CHW": "an image (C × H × W)",
        "TF": "a sequence (T × F)",
        "T": "a row of symbols (T)",
    }
    return names.get("".join(axes), " × ".join(axes))


def _fixes_towards(wanted: str, found: Shape) -> tuple[Fix, ...]:
    fixes: list[Fix] = []
    if wanted == "F" and not found.is_symbols:
        fixes.append(InsertBefore("flatten", "Insert Flatten"))
    fixes.append(Remove("Remove this layer"))
    return tuple(fixes)
