"""Tests of choosing which samples are shown."""

import numpy as np
import polars as pl
import pytest

from nndesigner.answers.choosing import Choice, chosen
from nndesigner.answers.collection import Collection, Part
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Values


@pytest.mark.parametrize(("text", "found"), [("lima", [1]), ("−2.5", [0]), ("5", [0, 1]), ("-", [0, 2])])
def test_numbers_of_a_table_are_searched_as_they_are_written(text, found):
    table = pl.DataFrame({"place": ["Oslo", "Lima", "a-b"], "price": [-2.5, 5.0, 1.0]})
    part = Part(table, np.array([[-2.5], [5.0], [1.0]]))
    collection = Collection("rows", (part, part), Values(Shape(F=1)), ("place",), ("price",))
    assert chosen(collection, Choice(text=text)).tolist() == found


def test_measured_errors_bring_the_worst_first_and_others_only_what_is_wrong():
    part = Part(np.zeros((4, 1), np.float32), np.zeros((4, 1), np.float32), numbers=np.array([0, 1, 3]))
    collection = Collection("rows", (part, part), Values(Shape(F=1)), ("x1",))
    errors = np.array([0.5, 0.0, 9.0, 2.0])
    assert chosen(collection, Choice(worst=True, is_measured=True), errors).tolist() == [3, 0, 1]
    assert chosen(collection, Choice(worst=True), errors).tolist() == [0, 3]
