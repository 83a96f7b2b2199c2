"""A folder that a project refers to is recognized by the names and sizes in it, and what has changed is said."""

import os
from pathlib import Path

import pytest
from PIL import Image

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.sources.source import Source
from nndesigner.data import fingerprints
from nndesigner.data.changes import changes
from nndesigner.data.loading import MissingData, fetched, load
from nndesigner.data.opening import propose
from nndesigner.data.renewing import fitting, renewed
from nndesigner.data.samples import UnreadableData
from nndesigner.design.plain import data_from_plain, data_to_plain


def picture(path: Path, size: int = 8, colour: tuple[int, int, int] = (255, 0, 0)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (size, size), colour).save(path)


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    for number in range(4):
        picture(tmp_path / "flowers" / "rose" / f"{number}.png")
        picture(tmp_path / "flowers" / "tulip" / f"{number}.png", 12)
    return tmp_path / "flowers"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    for kind in ("ham", "spam"):
        (tmp_path / "letters" / kind).mkdir(parents=True)
        for number in range(3):
            (tmp_path / "letters" / kind / f"{number}.txt").write_text(f"{kind} number {number}")
    return tmp_path / "letters"


def source_of(path: Path) -> Source:
    data = propose(path).data
    assert data_from_plain(data_to_plain(data)) == data
    return data.source


def reasons(source: Source) -> list[str]:
    return [problem.reason for problem in changes(source)]


def test_a_folder_that_stays_as_it_is_has_not_changed(flowers: Path, letters: Path) -> None:
    pictures, texts = source_of(flowers), source_of(letters)
    assert reasons(pictures) == reasons(texts) == []
    (flowers / "notes.md").write_text("no picture")
    (flowers / ".hidden").mkdir()
    picture(flowers / ".hidden" / "1.png")
    os.utime(flowers / "rose" / "1.png", (1, 1))
    assert reasons(pictures) == []


def test_files_that_came_or_went_are_counted(flowers: Path, letters: Path) -> None:
    pictures, texts = source_of(flowers), source_of(letters)
    for number in range(3):
        picture(flowers / "rose" / f"new {number}.png")
    (letters / "ham" / "0.txt").unlink()
    assert reasons(pictures) == ["The folder flowers holds 3 files more than when it was opened."]
    assert reasons(texts) == ["The folder letters holds 1 file fewer than when it was opened."]


def test_other_sizes_and_other_names_are_told_apart(flowers: Path) -> None:
    source = source_of(flowers)
    (flowers / "rose" / "0.png").rename(flowers / "rose" / "zero.png")
    assert reasons(source) == ["The folder flowers holds files of other names than when it was opened."]
    picture(flowers / "rose" / "zero.png", 80)
    assert reasons(source) == ["The folder flowers holds files of other sizes than when it was opened."]


def test_a_folder_of_which_nobody_knows_how_many_files_it_had_is_compared_too(flowers: Path) -> None:
    source = source_of(flowers)
    old = source.folder.model_dump(exclude={"files"})
    source = source.changed(folder=old)
    assert reasons(source) == []
    (flowers / "rose" / "0.png").unlink()
    assert reasons(source) == ["The folder flowers does not hold the same files as when it was opened."]


def test_labels_beside_pictures_are_a_file_of_their_own(tmp_path: Path) -> None:
    for name in "abc":
        picture(tmp_path / "set" / f"{name}.png")
    labels = tmp_path / "set" / "labels.csv"
    labels.write_text("file,kind\na.png,red\nb.png,blue\n")
    source = source_of(tmp_path / "set")
    assert reasons(source) == []
    labels.write_text("file,kind\na.png,red\nb.png,teal\n")
    assert reasons(source) == ["The file labels.csv has other contents than when it was opened."]


def test_the_digest_does_not_depend_on_the_order_of_the_disk(tmp_path: Path) -> None:
    for name in ("b/x.png", "a b/x.png", "a/x.png", "a.png", "B/y.PNG"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    found = fingerprints.folder_as_it_is(tmp_path, fingerprints.PICTURES)
    again = fingerprints.folder_as_it_is(tmp_path, fingerprints.PICTURES)
    names = [name for name, _ in fingerprints._listed(tmp_path, "", fingerprints.PICTURES, 0)]
    assert found == again and names == sorted(names, key=lambda name: name.split("/"))
    assert (found.files, found.size) == (5, sum(map(len, names)))


@pytest.mark.skipif(os.name == "nt", reason="links need a permission there")
def test_links_that_lead_nowhere_or_round_in_circles_end(flowers: Path) -> None:
    os.symlink(flowers, flowers / "rose" / "again")
    os.symlink(flowers / "gone.png", flowers / "rose" / "broken.png")
    assert fingerprints.folder_as_it_is(flowers, fingerprints.PICTURES).files < 100


def test_listing_a_folder_can_be_given_up(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop() -> None:
        raise Enough

    for number in range(fingerprints._OFTEN):
        (tmp_path / f"{number}.txt").write_bytes(b"")
    with pytest.raises(Enough):
        fingerprints.folder_as_it_is(tmp_path, fingerprints.TEXTS, stop)


def test_training_says_what_has_changed_and_goes_on(flowers: Path) -> None:
    source = source_of(flowers)
    assert list(fetched(source)) == []
    picture(flowers / "rose" / "new.png")
    assert list(fetched(source)) == ["The folder flowers holds 1 file more than when it was opened"]
    assert len(load(source).inputs) == 9


def test_missing_data_says_what_where_and_how_to_mend_it(flowers: Path, tmp_path: Path) -> None:
    source = source_of(flowers)
    flowers.rename(tmp_path / "moved")
    with pytest.raises(MissingData) as raised:
        load(source)
    words = str(raised.value)
    assert words.startswith(f"The folder flowers is missing in {tmp_path}. ")
    assert "Locate" in words and "--data PATH" in words


def test_data_that_no_longer_fits_says_what_has_changed_as_well(tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    path.write_text("area,price\n" + "".join(f"{number},{number * 2}\n" for number in range(50)))
    source = source_of(path)
    path.write_text("size,price\n" + "".join(f"{number},{number * 2}\n" for number in range(60)))
    with pytest.raises(UnreadableData) as raised:
        load(source)
    words = str(raised.value)
    assert "the column size where area was" in words and "bytes, but had" in words and "--data PATH" in words


def test_files_are_taken_as_they_are_now_when_they_fit(flowers: Path) -> None:
    source = source_of(flowers)
    picture(flowers / "rose" / "new.png", 30)
    now = renewed(source)
    assert reasons(now) == [] and now.samples == 9 and now.folder.files == 9
    assert (now.height, now.width, now.classes) == (source.height, source.width, source.classes)


@pytest.mark.parametrize("change", ["new class", "lost class"])
def test_files_of_other_classes_do_not_fit(flowers: Path, letters: Path, change: str) -> None:
    for folder, name in ((flowers, "tulip"), (letters, "spam")):
        source = source_of(folder)
        if change == "new class":
            other = folder / "daisy"
            other.mkdir()
            first = next((folder / name).iterdir())
            (other / first.name).write_bytes(first.read_bytes())
        else:
            for path in (folder / name).iterdir():
                path.unlink()
        with pytest.raises(UnreadableData, match="the class daisy" if change == "new class" else f"the class {name}"):
            fitting(source)
        with pytest.raises(UnreadableData):
            renewed(source)


def test_references_without_a_number_of_files_are_still_read() -> None:
    assert FileReference.model_validate({"path": "a", "size": 3, "digest": ""}).files == 0
