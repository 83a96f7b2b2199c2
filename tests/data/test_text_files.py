"""Folders of texts: a folder for each class or a file of lines for each, in several encodings."""

from pathlib import Path

import pytest

from nndesigner.catalog.sources.text_files import LABEL, TEXT, TextFiles
from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.data.samples import Records, UnreadableData
from nndesigner.design.plain import data_from_plain, data_to_plain


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def opened(folder: Path) -> TextFiles:
    source = propose(folder).data.source
    assert isinstance(source, TextFiles)
    return source


def rows(source: TextFiles) -> list[tuple[str, str]]:
    records = load(source)
    assert isinstance(records, Records)
    return records.table.select(TEXT, LABEL).rows()


def test_each_folder_is_a_class_and_each_file_a_text(tmp_path: Path) -> None:
    written(tmp_path / "good" / "1.txt", "Très bien,\n“quoted”")
    written(tmp_path / "bad" / "1.txt", "سيء")
    written(tmp_path / "bad" / "2.txt", "")
    proposal = propose(tmp_path)
    source = proposal.data.source
    assert isinstance(source, TextFiles)
    assert (source.classes, source.samples, source.sample, source.encoding) == (("bad", "good"), 3, "file", "utf-8")
    assert rows(source) == [("سيء", "bad"), ("", "bad"), ("Très bien,\n“quoted”", "good")]
    assert source.describe().column(LABEL).categories == ("bad", "good")
    assert source.describe().targets == (LABEL,)
    assert data_from_plain(data_to_plain(proposal.data)) == proposal.data


def test_a_file_of_lines_for_each_class(tmp_path: Path) -> None:
    written(tmp_path / "pos.txt", "fine\n\nlovely\r\n")
    written(tmp_path / "neg.txt", "dull\n")
    source = opened(tmp_path)
    assert (source.sample, source.samples) == ("line", 3)
    assert rows(source) == [("dull", "neg"), ("fine", "pos"), ("lovely", "pos")]


def test_train_and_test_are_parts(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for name in ("pos", "neg"):
            written(tmp_path / part / name / "1.txt", f"{part} {name}")
    source = opened(tmp_path)
    assert (source.samples, source.test_samples) == (2, 2)
    records = load(source)
    assert isinstance(records, Records) and records.test is not None
    assert records.test[TEXT].to_list() == ["test neg", "test pos"]


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16"])
def test_other_encodings_are_recognized_and_recorded(tmp_path: Path, encoding: str) -> None:
    for name in ("a", "b"):
        written(tmp_path / name / "1.txt", "œuvre – Straße", encoding)
    source = opened(tmp_path)
    assert source.encoding == encoding
    assert rows(source)[0][0] == "œuvre – Straße"


def test_a_wrong_encoding_names_file_and_line(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(tmp_path / name / f"{name}.txt", "one\ntwo é", "windows-1252")
    with pytest.raises(UnreadableData, match=r"Line 2 of a/a\.txt is not written in UTF-8"):
        load(opened(tmp_path).changed(encoding="utf-8"))
    (tmp_path / "b" / "b.txt").write_bytes(b"\x81\x8d\xff")
    with pytest.raises(UnreadableData, match=r"b/b\.txt holds bytes that are no text"):
        propose(tmp_path)


def test_one_class_only_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    written(tmp_path / "set" / "a" / "1.txt", "x")
    with pytest.raises(UnreadableData, match="only one, a"):
        propose(tmp_path / "set")
    written(tmp_path / "set" / "b" / "1.txt", "x")
    source = opened(tmp_path / "set")
    written(tmp_path / "set" / "c" / "1.txt", "x")
    with pytest.raises(UnreadableData, match="the class c"):
        load(source)
    (tmp_path / "set").rename(tmp_path / "other")
    with pytest.raises(UnreadableData, match="is missing"):
        load(source)


def test_the_texts_are_proposed_as_rows_of_their_words(tmp_path: Path) -> None:
    for name, text in (("pos", "what a fine, fine day"), ("neg", "a dull day, what a pity it is")):
        written(tmp_path / name / "1.txt", text)
    data = propose(tmp_path).data
    assert [step.kind for step in data.preparation] == ["tokens"]
    # "what", "a", "fine" and "day" occur twice; the shorter of the two texts has five words
    assert data.vocabulary()[:2] == ("padding", "unknown") and len(data.vocabulary()) == 2 + 4
    assert tuple(data.sample_shape()) == (5,)
    assert data.problem == ""


def test_texts_in_several_encodings_are_each_read_right(tmp_path: Path) -> None:
    written(tmp_path / "a" / "1.txt", "größe", "utf-8")
    written(tmp_path / "a" / "2.txt", "grün", "windows-1252")
    written(tmp_path / "b" / "1.txt", "weiß ja", "utf-16")
    written(tmp_path / "b" / "2.txt", "mark", "utf-8-sig")
    proposal = propose(tmp_path)
    assert "1 of 4 files, the first is a/2.txt, are no UTF-8" in "".join(note.text for note in proposal.notes)
    records = load(proposal.data.source)
    assert isinstance(records, Records)
    assert records.table["text"].to_list() == ["größe", "grün", "weiß ja", "mark"]


def test_a_text_with_a_mark_does_not_change_how_others_are_read(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(tmp_path / name / "1.txt", "even")
        written(tmp_path / name / "2.txt", "grün", "utf-16")
    records = load(opened(tmp_path))
    assert isinstance(records, Records)
    assert records.table["text"].to_list() == ["even", "grün"] * 2


def test_what_is_no_text_or_holds_none_is_named(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(tmp_path / name / "1.txt", "")
    with pytest.raises(UnreadableData, match=r"All texts in .* are empty"):
        propose(tmp_path)
    written(tmp_path / "a" / "2.txt", "words")
    assert "2 texts are empty, the first is a/1.txt." in "".join(note.text for note in propose(tmp_path).notes)
    (tmp_path / "b" / "3.txt").write_bytes(b"\x01\0\0\x02")
    with pytest.raises(UnreadableData, match=r"b/3\.txt is no text: byte 2 is zero"):
        propose(tmp_path)


def test_a_class_that_is_only_tested_is_named(tmp_path: Path) -> None:
    for name in ("train/a", "train/b", "test/c"):
        written(tmp_path / name / "1.txt", "words")
    with pytest.raises(UnreadableData, match="has the class c, which has no training texts"):
        propose(tmp_path)


def test_a_file_of_lines_without_any_is_warned_of(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", "one\ntwo\n")
    written(tmp_path / "b.txt", "")
    assert "The class b has no text." in [note.text for note in propose(tmp_path).notes if note.is_warning]
