"""Random entries of the catalog, for hypothesis: any kind, with small numbers near what is usual."""

import math
from functools import cache
from typing import Any, TypeVar

from hypothesis import reject
from hypothesis import strategies as st

import nndesigner.catalog
from nndesigner.catalog.entry import Entry, Parameter, ParameterProblem, entries
from nndesigner.catalog.layers.layer import Layer, Weighted
from nndesigner.catalog.problems import SetParameter, SetParameters, ShapeProblem
from nndesigner.catalog.shapes import Shape

assert nndesigner.catalog.__doc__  # importing it declares every entry

MOST_GIVEN = 50
LARGEST_STEP = 4
"""How far above its least value a whole number goes."""
USUAL_SHAPES = (Shape(C=4, H=6, W=6), Shape(F=6), Shape(T=4, F=6), Shape(T=4))
Of = TypeVar("Of", bound=Entry)


@st.composite
def random_entries(draw: st.DrawFn, base: type[Of], kind: str, **fixed: Any) -> Of:
    """An entry of this kind; parameters in `fixed` are not drawn."""
    cls = entries(base.family)[kind]
    drawn = [each for each in cls.parameters() if each.name not in fixed and not each.refers_to_layer]
    values = {each.name: draw(values_of(each)) for each in drawn}
    for name, part in cls.parts().items():
        kinds = [each for each in entries(part.family) if each != "given"]
        values[name] = {"kind": draw(st.sampled_from(kinds))}
    try:
        made = cls.made({**values, **fixed})
    except ParameterProblem:
        reject()  # some parameters may only be chosen together
    assert isinstance(made, base)
    return made


def any_of(base: type[Of]) -> st.SearchStrategy[Of]:
    """An entry of any kind of the family, the first kind when shrunk."""
    return st.sampled_from(list(entries(base.family))).flatmap(lambda kind: random_entries(base, kind))


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Small values of a parameter within its limits; its usual value when shrunk."""
    usual = st.just(parameter.default)
    if parameter.choices:
        return usual | st.sampled_from(sorted(parameter.choices))
    if parameter.type is bool:
        return usual | st.booleans()
    if parameter.type is tuple:
        return usual
    low, high = parameter.minimum, parameter.maximum
    assert low is not None and high is not None, f"how is {parameter.name} to be drawn?"
    if parameter.type is int:
        return st.integers(int(low), int(min(high, low + LARGEST_STEP)))
    least, most = max(low, parameter.default / 2), min(high, max(parameter.default * 2, 0.5))
    return usual | st.integers(1, 9).map(lambda tenths: least + (most - least) * tenths / 10)


def fitted(layer: Layer, *shapes: Shape) -> Layer | None:
    """The layer as it is, or as the fixes of its problems make it; None when it does not fit."""
    for _ in range(3):
        try:
            layer.output_shape(*shapes)
            return layer
        except ShapeProblem as problem:
            fixes = [fix for fix in problem.fixes if isinstance(fix, SetParameter | SetParameters)]
            if not fixes:
                return None
            fix = fixes[0]
            layer = layer.changed(**(fix.values if isinstance(fix, SetParameters) else {fix.name: fix.value}))
    return None


@cache
def kinds_for(axes: str) -> dict[str, list[str]]:
    """The kinds of layers that take one or several values with these axes, and give some, by their group."""
    (usual,) = [shape for shape in USUAL_SHAPES if shape.axes == axes]
    found: dict[str, list[str]] = {}
    for kind, cls in entries("layer").items():
        if cls.minimum_inputs and cls.has_output and _takes(cls, usual):
            found.setdefault(cls.group, []).append(kind)
    return found


def _takes(cls: type[Layer], shape: Shape) -> bool:
    return fitted(cls(), *[shape] * cls.minimum_inputs) is not None


@st.composite
def with_given_numbers(draw: st.DrawFn, layer: Layer, *shapes: Shape) -> Layer:
    """The layer, sometimes with numbers to begin with that are written down one by one."""
    weights = layer.weight_shapes(*shapes)
    sizes = [sizes for name, sizes in weights.items() if not name.startswith("prelu.")]
    matrices = [each for each in sizes if len(each) > 1]
    numbers = [math.prod(each) for each in sizes]
    has_one = isinstance(layer, Weighted) and len(matrices) == 1 and sum(numbers) <= MOST_GIVEN
    if not has_one or not draw(st.booleans()):
        return layer
    counts = [
        sum(n for n, each in zip(numbers, sizes, strict=True) if (len(each) == 1) == is_bias) for is_bias in (0, 1)
    ]
    return layer.changed(initializer={"kind": "given", "weights": [0.5] * counts[0], "biases": [0.25] * counts[1]})
