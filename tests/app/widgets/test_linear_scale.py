"""The colours of numbers that are compared by their difference: round ends, which only ever move apart."""

import math

import pytest

from nndesigner.app.widgets.linear_scale import LinearScale


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([], ("0", "1")),
        ([math.nan, math.inf], ("0", "1")),
        ([-0.34, 0.52], ("−0.4", "0.6")),
        ([0.0, 0.0], ("0", "10⁻⁶")),
        ([-17.0, 3.0], ("−20", "10")),
        ([2.0, 2.0], ("2", "2.01")),
    ],
)
def test_it_is_round_numbers_around_what_it_saw(values: list[float], labels: tuple[str, str]) -> None:
    scale = LinearScale()
    scale.take(values)
    assert scale.labels == labels


def test_it_only_grows() -> None:
    scale = LinearScale()
    for value in (-1.0, 2.0, 0.5):
        scale.take([value])
    assert scale.ends == (-1, 2)
    assert scale.parts([-1.0, 0.5, 2.0]).tolist() == [0, 0.5, 1]
