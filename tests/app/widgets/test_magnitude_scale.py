"""The colours of gradients: the same magnitude has the same colour everywhere."""

import pytest

from nndesigner.app.widgets.magnitude_scale import MagnitudeScale


@pytest.mark.parametrize(
    ("magnitudes", "labels"),
    [
        ([], ("10⁻³", "10⁰")),
        ([0.0, float("nan"), float("inf")], ("10⁻³", "10⁰")),
        ([0.2], ("10⁻³", "10⁰")),
        ([0.2, 3.0], ("10⁻²", "10¹")),
        ([1e-7, 0.2], ("10⁻⁷", "10⁰")),
        ([1e-300, 1e300], ("10⁻¹²", "10⁹")),
        ([1e-300], ("10⁻¹²", "10⁻⁹")),
        ([1e300], ("10⁶", "10⁹")),
    ],
)
def test_it_is_whole_decades_around_what_it_saw_three_at_least(
    magnitudes: list[float], labels: tuple[str, str]
) -> None:
    scale = MagnitudeScale()
    scale.take(magnitudes)
    assert scale.labels == labels


def test_it_only_grows() -> None:
    scale = MagnitudeScale()
    scale.take([1e-5])
    scale.take([1e2])
    scale.take([1.0])
    assert scale.labels == ("10⁻⁵", "10²")


def test_what_is_outside_has_the_colour_of_its_end_and_what_is_no_number_stands_out() -> None:
    colours = [hex(each) for each in MagnitudeScale().colours([0.0, 1e-9, 1.0, float("nan"), float("inf")])]
    assert colours[:3] == ["0xff440154", "0xff440154", "0xfffde725"]
    assert colours[3] == colours[4] not in colours[:3]
