"""Tables that are broken or odd: what is read is what is in the file, or a sentence says where it is not."""

from pathlib import Path

import polars as pl
import pytest

from nndesigner.data.loading import load
from nndesigner.data.opening import Proposal, propose
from nndesigner.data.preparing.prepared import prepare
from nndesigner.data.samples import UnreadableData
from nndesigner.data.tables import records, rows, text
from tests.data.test_tables import HEADER, ROWS, Write, profile_of, rows_of, said, sheet, table_of, write

__all__ = ["write"]
LINES = 50


def table(line: str, names: str = "a;b;y") -> str:
    """A table with the numbers from 1 in place of {n}, what is left of them by 7 in that of {few}."""
    return "\n".join([names, *(line.format(n=number, few=number % 7) for number in range(1, LINES + 1))])


def warned(proposal: Proposal) -> str:
    return "\n".join(note.text for note in proposal.notes if note.is_warning)


def used(proposal: Proposal) -> pl.DataFrame:
    """All columns of the file, whatever is proposed for them."""
    columns = [{**column.model_dump(), "use": "input"} for column in table_of(proposal).columns]
    return rows_of(table_of(proposal).changed(columns=columns))


def test_decimal_commas_are_not_taken_for_separators(write: Write) -> None:
    found = used(propose(write(table("{n},5;{few};{n},25"))))
    assert found.columns == ["a", "b", "y"]
    assert found["a"].to_list() == [number + 0.5 for number in range(1, LINES + 1)]
    assert found["y"].to_list() == [number + 0.25 for number in range(1, LINES + 1)]


def test_commas_within_the_texts_of_tabs_are_left_alone(write: Write) -> None:
    found = used(propose(write(table("{n}\tx,y,z {few}\t{n}", "a\tb\ty"), "things.tsv")))
    assert found["b"][0] == "x,y,z 1"


def test_points_between_thousands_are_not_taken_for_decimals(write: Write) -> None:
    proposal = propose(write(table("{n}.137;{few};{n},25") + "\n7.000;1;3,5\n8.000;2;3,5"))
    assert table_of(proposal).columns[0].kind != "number"
    assert "a: its values look like numbers written in another way; row 2 has 1.137." in warned(proposal)
    kept = used(proposal)
    assert kept["a"].to_list()[:2] == ["1.137", "2.137"] and kept["y"][0] == 1.25
    with pytest.raises(UnreadableData, match=r"Row 2 of things\.csv has '1\.137' in the column a, where a number"):
        load(table_of(proposal).with_column("a", kind="number", use="input", categories=()))


@pytest.mark.parametrize(
    "value", ["${n}.50", "{n}%", "{n} €", "{n} cm", "{n} 137", "{n}'137", "{n}.137,5", "0x{n}", "−{n}", "{n}_000"]
)
def test_numbers_with_something_about_them_are_warned_of(write: Write, value: str) -> None:
    proposal = propose(write(table(value + ";{few};{few}.5")))
    assert "a: its values look like numbers written in another way; row 2 has" in warned(proposal)
    assert used(proposal)["a"][1] == value.format(n=2)


@pytest.mark.parametrize("value", ["kind {few}", "{few}th", "02.03.20{few}{few}", "A-{n}"])
def test_words_and_dates_are_not_taken_for_numbers(write: Write, value: str) -> None:
    assert "written in another way" not in said(propose(write(table(value + ";{few};{n}.5"))))


@pytest.mark.parametrize("sign", ["-", ".", "n.a."])
def test_what_keeps_a_column_from_being_numbers_is_named(write: Write, sign: str) -> None:
    lines = "".join(f"{number if number % 4 else sign},{number % 7},{number}.5\n" for number in range(1, 120))
    assert "a: all but 29 of its values are numbers; row 5 has" in warned(propose(write("a,b,y\n" + lines)))


def test_quotation_marks_within_a_field_are_letters(write: Write) -> None:
    proposal = propose(write(HEADER + ROWS + '1,5" screen,3\n2,6" screen,NA\n'))
    found = used(proposal)
    assert found.rows()[-2:] == [(1.0, '5" screen', 3.0), (2.0, '6" screen', None)]
    assert found.height == 62


BROKEN = {
    "never closed": (HEADER + ROWS + '1,"red,3\n' + ROWS, r"Row 62 of things\.csv has a quotation mark that is never"),
    "badly quoted": (HEADER + ROWS + '1,"red"dish,3\n', r"Row 62 of things\.csv has a quotation mark within a text"),
    "title": (
        "A title\n" + HEADER + ROWS,
        r"Row 2 of things\.csv has 3 fields, but 1 is expected\. Remove what stands",
    ),
    "hollow": ("  \n" + HEADER + ROWS, r"Row 1 of things\.csv should hold the names"),
    "hollows": ("\r\n\r\n" + HEADER + ROWS, r"Rows 1 to 2 of things\.csv should hold the names"),
    "wide": ((HEADER + ROWS).encode("utf-32"), r"things\.csv is written in UTF-32"),
    "json": ('{"a": 1, "b": 2}\n{"a": 1, "b": 3}\n', r"things\.csv is no table: it looks like JSON"),
    "html": ("<!DOCTYPE html>\n<html></html>\n", r"things\.csv is no table: it looks like HTML"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", r"It looks like a picture \(\.png\)"),
    "undefined": (
        (HEADER + ROWS).encode() + b"1,\x81\x9f,3\n",
        r"byte \d+ is no letter in it\. Save it again as UTF-8",
    ),
    "late": (
        HEADER.encode() + b"1,red,2\n" * 70_000 + "1,grün,2\n".encode() + b"1,gr\xfcn,3\n",
        "in row 70003 is none",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_is_said_with_its_place(write: Write, kind: str) -> None:
    content, message = BROKEN[kind]
    with pytest.raises(UnreadableData, match=message):
        propose(write(content))


def test_a_wrong_letter_is_counted_across_chunks(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_CHUNK", 7)
    path = write("a,b\n1,grün\n2,größer\n".encode() + b"3,\xfc\n")
    problem = text._wrong_letter(path, path.name)
    assert f"byte {path.read_bytes().index(0xFC, 20) + 1} (0xFC) in row 4" in str(problem)


def test_carriage_returns_within_a_row_are_kept(write: Write) -> None:
    assert used(propose(write(HEADER + ROWS + "1,re\rd,3\n")))["colour"][-1] == "re\rd"


def test_commas_that_may_stand_between_thousands_are_asked_about(write: Write) -> None:
    assert "1,137 could be thousands" in warned(propose(write(table("{n},137;{few};{n}"))))
    found = propose(write(table("{n},137;{few};{n}.25")))
    assert table_of(found).decimal == "." and "a: its values look like numbers written in another way" in warned(found)


def test_columns_of_spaces_are_warned_of(write: Write) -> None:
    assert "Spaces seem to stand between the fields" in warned(propose(write(table("{n}  {few} {n}.5", "a b y"))))


def test_numbers_beyond_what_can_be_reckoned_with_are_said(write: Write) -> None:
    proposal = propose(write(table("{n}e300;{few};{n}.5")))
    with pytest.raises(UnreadableData, match=r"The column a has numbers up to .*e\+301, which are too large"):
        prepare(load(proposal.data.source), proposal.data, 0)


def test_a_large_file_that_is_not_in_utf_8_is_refused_before_it_fills_memory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = table_of(propose(write((HEADER + ROWS + "1,grün,2\n").encode("latin-1"))))
    monkeypatch.setattr(text, "LARGEST_CONVERTED", 100)
    with pytest.raises(UnreadableData, match=r"things\.csv is too large to be read in LATIN-1"):
        load(source)


def test_rows_of_a_part_are_not_given_wrong_numbers(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("LARGEST_WHOLE", 50_000), ("_HEAD", 10_000), ("_PIECE", 2_000)):
        monkeypatch.setattr(rows, name, number)
    lines = "".join(f"{number % 89 if number < 5_000 else 'many'},{number}.5\n" for number in range(1, 6_000))
    notes = said(propose(write("a,y\n" + lines)))
    assert "of its values are numbers; one is many" in notes and "has many" not in notes


def test_categories_count_for_the_memory_that_is_needed(write: Write) -> None:
    column = table_of(propose(write(HEADER + ROWS))).columns[1]
    many = column.changed(categories=[str(number) for number in range(90)])
    assert records._bytes_of(many) > 10 * records._bytes_of(column.changed(use="target"))


def parquet(folder: Path, **columns: object) -> Path:
    base = {"x": [number * 7 % 31 for number in range(40)], "y": [number * 1.5 for number in range(40)]}
    path = folder / "things.parquet"
    pl.DataFrame({**base, **columns}).write_parquet(path)
    return path


def test_lists_in_parquet_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    proposal = propose(parquet(tmp_path, parts=[[1, 2]] * 40, raw=[b"ab"] * 40))
    assert "parts holds list values, which are left out." in warned(proposal)
    assert "raw holds binary values, which are left out." in warned(proposal)
    assert rows_of(table_of(proposal)).columns == ["x", "y"]


def test_lengths_of_time_in_parquet_are_seconds(tmp_path: Path) -> None:
    took = pl.Series(range(40)).cast(pl.Duration("ms"))
    assert used(propose(parquet(tmp_path, took=took)))["took"][3] == 0.003


def test_names_in_parquet_may_be_empty(tmp_path: Path) -> None:
    path = parquet(tmp_path)
    pl.read_parquet(path).rename({"x": ""}).write_parquet(path)
    proposal = propose(path)
    assert [column.name for column in table_of(proposal).columns] == ["column 1", "y"]
    assert "are now column 1." in warned(proposal)
    assert rows_of(table_of(proposal)).height == 40


def test_of_parquet_that_unpacks_to_much_a_part_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_VALUES", 40)
    proposal = propose(parquet(tmp_path))
    assert table_of(proposal).is_sampled and table_of(proposal).rows == 40
    assert profile_of(proposal).columns[0].statistics.count == 20


def test_a_damaged_parquet_file_is_named(tmp_path: Path) -> None:
    path = parquet(tmp_path)
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(UnreadableData, match=r"things\.parquet cannot be read as Parquet: .*Get it again"):
        propose(path)


def test_all_digits_of_a_workbook_are_read(write: Write) -> None:
    values = [1 / 3, 1.5e-12, 0.1 + 0.2, 123456789.123456789]
    lines: list[list[object]] = [["x", "y"], *([value, number] for number, value in enumerate(values * 8))]
    assert used(propose(write(sheet(lines), "things.xlsx")))["x"].to_list() == values * 8


def test_numbers_that_are_text_in_a_workbook_stay_as_they_are_written(write: Write) -> None:
    lines: list[list[object]] = [["code", "y"], *([("007", "x1")[number % 2], number * 1.5] for number in range(30))]
    assert set(used(propose(write(sheet(lines), "things.xlsx")))["code"]) == {"007", "x1"}


def test_rows_of_a_workbook_are_counted_from_its_first(write: Write) -> None:
    lines: list[list[object]] = [
        [],
        [],
        ["x", "y"],
        *([number * 7 % 31, number * 1.5] for number in range(30)),
        [],
        [" "],
    ]
    path = write(sheet(lines), "things.xlsx")
    source = table_of(propose(path))
    assert source.rows == 30 and rows_of(source).height == 30
    lines[9] = ["many", 1.5]
    assert "row 10 has many" in warned(propose(write(sheet(lines), "things.xlsx")))
    with pytest.raises(UnreadableData, match=r"Row 10 of things\.xlsx has 'many' in the column x"):
        load(source)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            r"a\.xlsx is no workbook: it is protected with a password",
        ),
        ("a.xls", sheet([["x", "y"], [1, 2]]), r"a\.xls is a workbook of the new kind"),
        ("a.xls", b"x,y\n1,2\n", r"a\.xls is no workbook\. Save it"),
        ("a.xlsx", b"", r"a\.xlsx is empty"),
    ],
)
def test_workbooks_that_are_none_are_refused(write: Write, name: str, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableData, match=message):
        propose(write(content, name))
