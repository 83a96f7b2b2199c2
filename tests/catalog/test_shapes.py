"""Shapes: sizes with axis letters."""

import copy
import pickle

import pytest

from nndesigner.catalog.problems import InsertBefore, Remove, ShapeProblem
from nndesigner.catalog.shapes import Shape, grouped

IMAGE = Shape(C=3, H=32, W=28)


def test_a_shape_is_read_by_its_axes():
    assert (IMAGE.C, IMAGE.H, IMAGE.W) == (3, 32, 28) == tuple(IMAGE)
    assert IMAGE.axes == "CHW"
    assert len(IMAGE) == 3
    assert IMAGE.count == 3 * 32 * 28


def test_an_axis_that_is_not_there_is_named():
    with pytest.raises(AttributeError, match="C 3 × H 32 × W 28 has no axis T"):
        _ = IMAGE.T


def test_shapes_differ_when_their_axes_do():
    assert Shape(F=4) == Shape(F=4)
    assert Shape(F=4) != Shape(C=4)
    assert Shape(T=2, F=3) != Shape(F=3, T=2)
    assert Shape(F=4) != 4
    assert len({Shape(F=4), Shape(F=4), Shape(C=4)}) == 2


def test_a_shape_survives_copies_and_pickles():
    assert copy.deepcopy(IMAGE) == IMAGE == pickle.loads(pickle.dumps(IMAGE))


def test_a_changed_shape_leaves_the_first_as_it_was():
    assert IMAGE.replaced(C=1) == Shape(C=1, H=32, W=28)
    assert IMAGE.C == 3


@pytest.mark.parametrize("sizes", [{"F": 0}, {"C": 3, "H": -1, "W": 2}])
def test_a_size_is_at_least_one(sizes):
    with pytest.raises(ValueError, match="at least 1"):
        Shape(**sizes)


def test_an_unknown_axis_is_refused():
    with pytest.raises(ValueError, match="There is no axis 'X'"):
        Shape(X=1)


def test_the_digits_of_large_sizes_stand_in_groups():
    assert grouped(407050) == "407\u202f050"
    assert str(Shape(F=407050)) == "F 407\u202f050"


def test_requiring_other_axes_says_what_was_expected_and_found_and_what_helps():
    IMAGE.require("C", "H", "W", by="This")
    with pytest.raises(ShapeProblem) as problem:
        IMAGE.require("F", by="This", otherwise="Take care.")
    text = "This expects a flat vector (F), but {} C 3 × H 32 × W 28. Take care."
    assert str(problem.value) == text.format("gets")
    assert problem.value.message("conv_1") == text.format("conv_1 gives")
    assert [type(fix) for fix in problem.value.fixes] == [InsertBefore, Remove]
