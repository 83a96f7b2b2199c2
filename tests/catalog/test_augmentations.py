"""What every augmentation does to whole batches: shapes stay, the strength counts, each sample has its own draw."""

import pytest
import torch

import nndesigner.catalog
from nndesigner.catalog.augmentations.augmentation import Augmentation, OfPictures
from nndesigner.catalog.calls import GENERATOR, INPUT, Function
from nndesigner.catalog.entry import entries
from nndesigner.catalog.problems import ShapeProblem
from nndesigner.catalog.shapes import Shape
from nndesigner.network.performing import perform

assert nndesigner.catalog.__doc__  # importing it declares every entry

KINDS = list(entries("augmentation"))
every_kind = pytest.mark.parametrize("kind", KINDS)
of_pictures = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if issubclass(entries("augmentation")[kind], OfPictures)]
)
PICTURE = Shape(C=2, H=12, W=20)


def pictures(samples: int = 6) -> torch.Tensor:
    return torch.rand(samples, *PICTURE, generator=torch.Generator().manual_seed(1))


def changed(augmentation: Augmentation, samples: torch.Tensor, seed: int = 0) -> torch.Tensor:
    return drawn(augmentation.torch_call(PICTURE), samples, seed)


def drawn(call: Function, samples: torch.Tensor, seed: int = 0) -> torch.Tensor:
    return perform(call, {INPUT: samples, GENERATOR: torch.Generator().manual_seed(seed)})


def of_kind(kind: str, **values: object) -> Augmentation:
    return Augmentation.of_kind(kind, values)


@every_kind
def test_the_shape_and_the_kind_of_numbers_stay(kind: str) -> None:
    for numbers in (torch.float32, torch.float64):
        samples = pictures().to(numbers)
        after = changed(of_kind(kind), samples)
        assert (after.shape, after.dtype) == (samples.shape, numbers)
        assert torch.isfinite(after).all()


@every_kind
def test_something_changes_and_the_seed_decides_what(kind: str) -> None:
    samples = pictures()
    before = samples.clone()
    one, same, other = (changed(of_kind(kind), samples, seed) for seed in (0, 0, 1))
    assert torch.equal(samples, before), "samples belong to everybody"
    assert not torch.allclose(one, samples, atol=1e-3)
    assert torch.equal(one, same) and not torch.equal(one, other)


@every_kind
def test_without_strength_nothing_changes(kind: str) -> None:
    samples = pictures()
    assert torch.allclose(changed(of_kind(kind).at(0), samples), samples, atol=1e-5)
    assert of_kind(kind).at(1) == of_kind(kind)


@every_kind
def test_every_sample_has_a_draw_of_its_own(kind: str) -> None:
    alike = pictures(1).expand(16, -1, -1, -1).contiguous()
    after = changed(of_kind(kind), alike)
    assert len({each.numpy().tobytes() for each in after}) > 1


@of_pictures
def test_what_is_no_picture_is_refused_in_words(kind: str) -> None:
    for shape in (Shape(F=3), Shape(T=5, F=2), Shape(T=5)):
        with pytest.raises(ShapeProblem, match="expects images"):
            of_kind(kind).torch_call(shape)


def test_noise_changes_every_kind_of_numbers_but_no_symbols() -> None:
    noise = of_kind("noise", standard_deviation=0.5)
    added = drawn(noise.torch_call(Shape(F=4)), torch.zeros(5000, 4))
    assert added.std().item() == pytest.approx(0.5, rel=0.05)
    with pytest.raises(ShapeProblem, match="expects numbers"):
        noise.torch_call(Shape(T=9))


def test_a_flip_swaps_the_sides_that_it_says() -> None:
    samples = pictures()
    assert torch.equal(changed(of_kind("flip", probability=1.0), samples), samples.flip(-1))
    assert torch.equal(changed(of_kind("flip", probability=1.0, direction="vertical"), samples), samples.flip(-2))
    half = changed(of_kind("flip"), pictures(400))
    share = (half == pictures(400)).all(dim=(1, 2, 3)).float().mean().item()
    assert share == pytest.approx(0.5, abs=0.1)


def test_a_padded_crop_moves_by_whole_pixels() -> None:
    samples = torch.zeros(50, 1, 9, 9)
    samples[:, :, 4, 4] = 1
    after = changed(of_kind("padded_crop", border=2), samples)
    places = after.flatten(1).argmax(1)
    assert torch.equal(after.sum(dim=(1, 2, 3)), torch.ones(50))
    assert {(place // 9).item() for place in places} == {(place % 9).item() for place in places} == {2, 3, 4, 5, 6}


def bar(angle: float, side: int = 41, reach: float = 16) -> torch.Tensor:
    """A bar through the middle, at an angle in degrees."""
    radians = torch.deg2rad(torch.tensor(angle))
    y, x = torch.meshgrid(torch.arange(side) - side // 2, torch.arange(side) - side // 2, indexing="ij")
    across = (x * torch.sin(radians) - y * torch.cos(radians)).abs()
    return ((across < 2) & (x * x + y * y < reach**2)).float()[None]


def direction(picture: torch.Tensor) -> float:
    """The angle of a bar in degrees, by its second moments."""
    height, width = picture.shape[-2:]
    y, x = torch.meshgrid(torch.arange(height) - (height - 1) / 2, torch.arange(width) - (width - 1) / 2, indexing="ij")
    xx, yy, xy = ((picture[0] * product).sum() for product in (x * x, y * y, x * y))
    return torch.rad2deg(0.5 * torch.atan2(2 * xy, xx - yy)).item()


def test_a_rotation_turns_by_up_to_its_angle_in_both_directions() -> None:
    samples = bar(0).expand(200, -1, -1, -1).contiguous()
    angles = [direction(each) for each in changed(of_kind("rotate", degrees=30.0), samples)]
    assert -30.5 < min(angles) < -25 and 25 < max(angles) < 30.5


def test_a_rotation_keeps_proportions_in_pictures_that_are_not_square() -> None:
    samples = torch.zeros(100, 1, 41, 81)
    samples[:, :, :, 20:61] = bar(0)
    after = changed(of_kind("rotate", degrees=90.0), samples)
    angles = torch.tensor([direction(each) for each in after]).abs()
    assert angles.max() > 80
    ink = after.sum(dim=(1, 2, 3))
    assert torch.allclose(ink, samples[0].sum().expand(100), rtol=0.05), "nothing is stretched"


def test_a_translation_moves_by_shares_of_width_and_height() -> None:
    samples = torch.zeros(300, 1, 21, 41)
    samples[:, :, 10, 20] = 1
    after = changed(of_kind("translate", horizontal=0.2, vertical=0.1, outside="zero"), samples)
    rows, columns = after.sum(3)[:, 0].argmax(1), after.sum(2)[:, 0].argmax(1)
    assert (rows.min(), rows.max()) == (8, 12)
    assert (columns.min(), columns.max()) == (12, 28)


def test_a_scale_makes_larger_and_smaller() -> None:
    samples = bar(0, reach=12).expand(200, -1, -1, -1).contiguous()
    ink = changed(of_kind("scale", smallest=0.5, largest=1.5), samples).sum(dim=(1, 2, 3)) / samples[0].sum()
    assert 0.1 < ink.min() < 0.35 and 1.9 < ink.max() < 2.4


def test_a_shear_slants_upright_lines_and_leaves_level_ones() -> None:
    upright, level = (bar(angle).expand(100, -1, -1, -1).contiguous() for angle in (90, 0))
    shear = of_kind("shear", degrees=20.0)
    assert max(abs(direction(each)) for each in changed(shear, level)) < 2
    assert min(abs(direction(each)) for each in changed(shear, upright)) < 76


def test_what_comes_from_outside_is_the_edge_or_zero() -> None:
    white = torch.ones(20, 1, 15, 15)
    assert torch.allclose(changed(of_kind("rotate", degrees=45.0), white), white)
    assert changed(of_kind("rotate", degrees=45.0, outside="zero"), white).min() == 0


def test_a_resized_crop_shows_only_what_was_there() -> None:
    x = torch.linspace(0, 1, 32).expand(1, 32, 32)
    after = changed(of_kind("resized_crop", least_area=0.25), x.expand(200, -1, -1, -1).contiguous())
    spread = after[:, 0, 0, -1] - after[:, 0, 0, 0]
    assert after.min() >= 0 and after.max() <= 1
    assert spread.min() < 0.6 and spread.max() > 0.9
