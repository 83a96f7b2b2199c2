"""Folders of pictures as they are found in the world: mixed sizes and colours, turned, broken, misnamed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from nndesigner.catalog.sources.image_folder import ImageFolder
from nndesigner.data import decoding
from nndesigner.data.decoding import Form
from nndesigner.data.loading import load
from nndesigner.data.opening import Cancelled, Proposal, propose
from nndesigner.data.pictures import decoded, header_of
from nndesigner.data.samples import Samples, UnreadableData
from nndesigner.design.plain import data_from_plain, data_to_plain

RED, BLUE = (255, 0, 0), (0, 0, 255)
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Saves a picture of one colour, or the one given, under a name in the folder."""

    def saved(
        name: str, image: Image.Image | tuple[int, int, int] = RED, size: tuple[int, int] = (20, 10), **how
    ) -> Path:
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.new("RGB", size, image) if isinstance(image, tuple) else image
        picture.save(path, **how)
        return path

    return saved


def two_classes(save: Save, prefix: str = "") -> Path:
    for number in range(3):
        save(f"{prefix}cat/{number}.png")
        path = save(f"{prefix}dog/{number}.jpg", BLUE, (30, 30))
    return path.parents[1 + prefix.count("/")]


def source_of(proposal: Proposal) -> ImageFolder:
    source = proposal.data.source
    assert isinstance(source, ImageFolder)
    return source


def all_inputs(source: ImageFolder) -> tuple[np.ndarray, Samples]:
    samples = load(source)
    assert isinstance(samples, Samples) and not isinstance(samples.inputs, np.ndarray)
    return samples.inputs.read(np.arange(len(samples.inputs))), samples


def test_each_folder_is_a_class_and_everything_found_is_recorded(save: Save) -> None:
    folder = two_classes(save)
    save("cat/3.png")
    save(".hidden/x.png")
    (folder / "cat" / "notes.txt").write_text("no picture")
    proposal = propose(folder)
    source = source_of(proposal)
    assert (source.classes, source.height, source.width, source.colours) == (("cat", "dog"), 10, 20, "rgb")
    assert (source.samples, source.test_samples, len(source.folder.digest)) == (7, 0, 64)
    assert "Of 7 pictures 4 have 10 × 20 pixels" in proposal.notes[0].text
    inputs, samples = all_inputs(source)
    assert inputs.shape == (7, 3, 10, 20) and inputs.dtype == np.float32
    assert samples.targets.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert inputs[0, :, 0, 0].tolist() == [1, 0, 0]
    assert inputs[-1, 2, 5, 10] > 0.95 and inputs[-1, :, 5, 0].tolist() == [0, 0, 0], "filled up with black"
    stretched = all_inputs(source.changed(resizing="stretch"))[0]
    assert stretched[-1, 2, 5, 0] > 0.95
    assert data_from_plain(data_to_plain(proposal.data)) == proposal.data


def test_train_and_test_are_parts(save: Save) -> None:
    two_classes(save, "train/")
    folder = two_classes(save, "test/")
    source = source_of(propose(folder))
    assert (source.samples, source.test_samples, source.classes) == (6, 6, ("cat", "dog"))
    assert load(source).test_targets.tolist() == [0, 0, 0, 1, 1, 1]
    save("test/horse/1.png")
    with pytest.raises(UnreadableData, match="test part of set has the class horse"):
        propose(folder)


def test_labels_may_stand_in_a_csv_file(save: Save) -> None:
    for name in ("a.png", "b c.png", "שלום.png"):
        path = save(name)
    folder = path.parent
    (folder / "labels.csv").write_text('file,kind\na.png,"red, round"\n"b c",blue\nשלום.png,blue\n', encoding="utf-8")
    source = source_of(propose(folder))
    assert (source.name_column, source.label_column, source.classes) == ("file", "kind", ("blue", "red, round"))
    assert load(source).targets.tolist() == [1, 0, 0]
    (folder / "labels.csv").write_text("file,kind\na.png,red\ngone.png,blue\n", encoding="utf-8")
    with pytest.raises(UnreadableData, match=r"Row 3 of labels\.csv names gone\.png, which is not in set"):
        load(source)
    (folder / "labels.csv").write_text("file,kind\na.png\n", encoding="utf-8")
    with pytest.raises(UnreadableData, match="row 2 has 1"):
        load(source)


@pytest.mark.parametrize("place", ["", "train/", "images/"])
def test_a_table_of_labels_is_read_as_it_is_handed_out(save: Save, place: str) -> None:
    """With numbered rows and other facts, pictures in a folder of their own, and some that nobody labelled."""
    folder = save(f"{place}0.png").parents[1 if place else 0]
    for number in range(1, 12):
        save(f"{place}{number}.png")
    save("test/unknown.png")
    rows = [f"{number},{number}.png,16,{'ant' if number % 2 else 'bee'}" for number in range(12)]
    (folder / "train.csv").write_text("\n".join([",image id,width,insect", *rows]), encoding="utf-8")
    (folder / "sample_submission.csv").write_text("image id,insect\nunknown,ant\nunknown,bee\n", encoding="utf-8")
    proposal = propose(folder)
    source = source_of(proposal)
    assert (source.name_column, source.label_column, source.classes) == ("image id", "insect", ("ant", "bee"))
    assert load(source).targets.tolist() == [1, 0] * 6
    texts = [note.text for note in proposal.notes]
    assert any("are in the column image id of train.csv, their labels in the column insect" in text for text in texts)
    assert "1 picture is left out, because train.csv has no label for it." in texts


def test_a_label_is_known_by_its_name_before_its_values(save: Save) -> None:
    folder = save("0.png").parent
    save("1.png")
    (folder / "a.csv").write_text("split,file,Label\nfold1,0.png,x\nfold1,1.png,y\n", encoding="utf-8")
    assert source_of(propose(folder)).label_column == "Label"


def test_pictures_without_classes_are_refused_in_words(save: Save) -> None:
    folder = save("cat/1.png").parents[1]
    with pytest.raises(UnreadableData, match=r"should hold a folder for each class .* but holds only one, cat"):
        propose(folder)


def test_broken_pictures_are_all_named_and_left_out_only_on_demand(save: Save) -> None:
    folder = two_classes(save)
    whole = save("dog/cut.jpg", BLUE, (200, 200)).read_bytes()
    (folder / "dog" / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "cat" / "empty.png").write_bytes(b"")
    proposal = propose(folder)
    warning = next(note.text for note in proposal.notes if note.is_warning)
    assert "2 of 8 samples cannot be read" in warning and "cut.jpg" in warning and "empty.png" in warning
    source = source_of(proposal)
    with pytest.raises(UnreadableData, match=r"empty\.png .*cut\.jpg .*Skip unreadable"):
        all_inputs(source)
    inputs, samples = all_inputs(source.changed(skip_unreadable=True))
    assert len(inputs) == 6 and samples.targets.tolist() == [0, 0, 0, 1, 1, 1]


def test_a_folder_that_is_gone_or_has_new_classes_is_said(save: Save) -> None:
    folder = two_classes(save)
    source = source_of(propose(folder))
    save("horse/1.png")
    with pytest.raises(UnreadableData, match="the class horse, which was not there"):
        load(source)
    with pytest.raises(UnreadableData, match="is missing"):
        load(source.changed(folder=replace_path(source, folder / "gone")))
    with pytest.raises(UnreadableData, match="No folder"):
        load(ImageFolder())


def replace_path(source: ImageFolder, path: Path) -> dict[str, object]:
    return source.folder.moved(str(path)).model_dump()


def test_opening_can_be_cancelled(save: Save) -> None:
    with pytest.raises(Cancelled):
        propose(two_classes(save), is_cancelled=lambda: True)


def test_gray_pictures_are_read_as_gray(save: Save) -> None:
    for name in ("a/1.png", "b/1.png"):
        path = save(name, Image.new("L", (8, 8), 51))
    source = source_of(propose(path.parents[1]))
    assert source.colours == "gray"
    assert all_inputs(source)[0].reshape(2, -1)[:, 0].tolist() == pytest.approx([0.2, 0.2])


def test_a_picture_is_turned_as_the_camera_noted(save: Save) -> None:
    image = Image.new("RGB", (40, 20), RED)
    image.paste(BLUE, (0, 0, 20, 20))
    exif = Image.Exif()
    exif[decoding.ORIENTATION] = 6  # to be turned clockwise by a quarter
    for name in ("turned.jpg", "turned.png"):
        path = save(name, image, exif=exif)
        assert (header_of(path).height, header_of(path).width) == (40, 20)
        values = decoded(path, Form(20, 10))
        assert values[2, 2, 5] > 200 and values[0, 17, 5] > 200, "the left side has become the top"


@pytest.mark.parametrize("colour", ["gray", "rgb"])
def test_rare_kinds_of_pictures_are_read(save: Save, colour: decoding.Colour) -> None:
    deep = Image.fromarray(np.full((10, 20), 32768, np.uint16))
    moving = [Image.new("RGB", (20, 10), RED), Image.new("RGB", (20, 10), BLUE)]
    files = {
        128: save("deep.png", deep),
        255: save("clear.png", Image.new("RGBA", (20, 10), (0, 0, 0, 0))),
        254: save("print.jpg", Image.new("CMYK", (20, 10), (0, 0, 0, 0))),
        0: save("bits.bmp", Image.new("1", (20, 10), 0)),
    }
    for value, path in files.items():
        values = decoded(path, Form(10, 20, colour))
        assert abs(int(values[0, 5, 5]) - value) <= 2, path.name
    path = save("moving.png", moving[0], save_all=True, append_images=moving[1:])
    assert decoded(path, Form(10, 20))[:, 0, 0].tolist() == [255, 0, 0]
    assert decoded(save("palette.png", moving[1].convert("P")), Form(10, 20))[2, 0, 0] == 255


def test_colours_of_a_profile_become_those_of_a_usual_screen(save: Save) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = decoded(save("srgb.png", (10, 200, 30), icc_profile=lab), Form(10, 20))
    assert same[:, 0, 0].tolist() == [10, 200, 30]
    nonsense = decoded(save("odd.png", (10, 200, 30), icc_profile=b"no profile"), Form(10, 20))
    assert nonsense[:, 0, 0].tolist() == [10, 200, 30]


def test_a_picture_that_claims_to_be_huge_is_refused(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save("big.png", size=(100, 100))
    monkeypatch.setattr(decoding, "MOST_PIXELS", 9999)
    for look in (header_of, lambda path: decoded(path, Form(4, 4))):
        with pytest.raises(UnreadableData, match=r"big\.png cannot be read as a picture: it claims to have 100 ×"):
            look(path)


def test_large_jpeg_pictures_look_the_same_when_they_are_made_small_early(save: Save) -> None:
    shades = np.linspace(0, 255, 640).astype(np.uint8)
    path = save("wide.jpg", Image.fromarray(np.repeat(np.tile(shades, (640, 1))[..., None], 3, axis=2)))
    expected = np.asarray(Image.open(path).convert("RGB").resize((16, 16), Image.Resampling.BOX)).transpose(2, 0, 1)
    assert np.abs(decoded(path, Form(16, 16)).astype(int) - expected).max() < 6


def test_large_pictures_are_proposed_smaller(save: Save) -> None:
    for name in ("a/1.jpg", "b/1.jpg"):
        path = save(name, size=(1000, 500))
    proposal = propose(path.parents[1])
    source = source_of(proposal)
    assert (source.height, source.width) == (112, 224)
    assert "112 × 224" in proposal.notes[0].text
    assert replace(proposal.data, source=source).sample_shape() == source.sample_shape()
