"""Tables of all kinds: how they are written, what is in them, and what is said of those that are broken."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.sources.table import Table
from nndesigner.data.loading import load
from nndesigner.data.opening import Proposal, propose
from nndesigner.data.samples import Records, UnreadableData
from nndesigner.data.tables import rows, workbook
from nndesigner.data.tables.profile import Profile
from nndesigner.data.tables.writing import unique_names

Write = Callable[..., Path]
HEADER = "size,colour,price\n"
ROWS = "".join(f"{number * 7 % 61},{('red', 'blue', 'green')[number % 3]},{number * 2.5}\n" for number in range(1, 61))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str | bytes, name: str = "things.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def table_of(proposal: Proposal) -> Table:
    assert isinstance(proposal.data.source, Table)
    return proposal.data.source


def profile_of(proposal: Proposal) -> Profile:
    assert isinstance(proposal.details, Profile)
    return proposal.details


def rows_of(source: Source) -> pl.DataFrame:
    records = load(source)
    assert isinstance(records, Records)
    return records.table


def said(proposal: Proposal) -> str:
    return "\n".join(note.text for note in proposal.notes)


def sheet(lines: Sequence[Sequence[object]], name: str = "Data") -> bytes:
    """A workbook of one sheet, as small as one can be."""
    return book({name: lines})


def _cells(lines: Sequence[Sequence[object]]) -> str:
    cells = []
    for number, line in enumerate(lines, 1):
        row = "".join(
            f'<c r="{chr(65 + place)}{number}"><v>{value}</v></c>'
            if isinstance(value, int | float)
            else f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
            for place, value in enumerate(line)
            if value is not None
        )
        cells.append(f'<row r="{number}">{row}</row>')
    return "".join(cells)


def book(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook, as small as one can be."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{each}.xml" ContentType="{kind}.worksheet+xml"/>'
            for each in numbers
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{each}" r:id="r{each}"/>' for each, name in enumerate(sheets, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        + "".join(
            f'<Relationship Id="r{each}" Type="{office}/worksheet" Target="worksheets/sheet{each}.xml"/>'
            for each in numbers
        )
        + "</Relationships>",
        **{
            f"xl/worksheets/sheet{each}.xml": f"<worksheet {main}><sheetData>{_cells(lines)}</sheetData></worksheet>"
            for each, lines in enumerate(sheets.values(), 1)
        },
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(path, text)
    return content.getvalue()


def same_things(proposal: Proposal) -> None:
    """Check that it is the table of HEADER and ROWS."""
    table = table_of(proposal)
    assert [(column.name, column.kind, column.use) for column in table.columns] == [
        ("size", "number", "input"),
        ("colour", "category", "input"),
        ("price", "number", "target"),
    ]
    assert table.rows == 60
    frame = rows_of(table)
    assert frame.get_column("size").to_list() == [number * 7 % 61 for number in range(1, 61)]
    assert frame.get_column("colour").to_list()[:3] == ["blue", "green", "red"]
    assert frame.get_column("price")[3] == 10.0


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_a_table_is_the_same_however_it_is_written(write: Write, separator: str, encoding: str) -> None:
    same_things(propose(write((HEADER + ROWS).replace(",", separator).encode(encoding))))


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_lines_may_end_in_other_ways(write: Write, ending: str) -> None:
    same_things(propose(write((HEADER + ROWS).replace("\n", ending))))


def test_decimal_commas_are_found_and_said(write: Write) -> None:
    proposal = propose(write((HEADER + ROWS).replace(",", ";").replace(".", ",")))
    assert table_of(proposal).decimal == ","
    assert "decimal comma" in said(proposal)
    same_things(proposal)


def test_parquet_is_the_same(tmp_path: Path) -> None:
    pl.read_csv(io.StringIO(HEADER + ROWS)).write_parquet(tmp_path / "things.parquet")
    same_things(propose(tmp_path / "things.parquet"))


def test_a_workbook_is_the_same(write: Write) -> None:
    lines: list[list[object]] = [["size", "colour", "price"]]
    lines += [[int(a), b, float(c)] for a, b, c in csv.reader(io.StringIO(ROWS))]
    proposal = propose(write(sheet(lines), "things.xlsx"))
    assert table_of(proposal).sheet == "Data"
    same_things(proposal)


def test_the_sheet_with_the_most_is_read_and_named(write: Write) -> None:
    lines: list[list[object]] = [["size", "colour", "price"]]
    lines += [[int(a), b, float(c)] for a, b, c in csv.reader(io.StringIO(ROWS))]
    notice: list[list[object]] = [["Measured in March"], ["Ask Ann"]]
    proposal = propose(write(book({"Read me": notice, "Data": lines, "Legend": notice}), "things.xlsx"))
    assert table_of(proposal).sheet == "Data"
    assert "Data is read, because it holds the most; the others are Read me, Legend." in said(proposal)
    same_things(proposal)


def test_names_are_known_above_words_although_some_are_empty(write: Write) -> None:
    lines = [f"{'ham' if number % 3 else 'spam'},offer number {number} for you today,," for number in range(30)]
    proposal = propose(write("v1,v2,,\n" + "\n".join(lines)))
    assert table_of(proposal).has_header and table_of(proposal).rows == 30
    assert [column.name for column in table_of(proposal).columns] == ["v1", "v2", "column 3", "column 4"]


def test_spaces_around_values_do_not_count(write: Write) -> None:
    same_things(propose(write((HEADER + ROWS).replace(",", " , "))))


def test_letters_with_accents_survive_latin_1(write: Write) -> None:
    proposal = propose(write("größe,farbe\n" + "1,grün\n2,weiß\n" * 20).parent / "things.csv")
    assert table_of(proposal).columns[1].categories == ("grün", "weiß")
    latin = propose(write(("größe,farbe\n" + "1,grün\n2,weiß\n" * 20).encode("latin-1")))
    assert table_of(latin).columns[1].categories == ("grün", "weiß")
    assert "Byte 3 in row 1 is no UTF-8" in said(latin)


def test_a_late_byte_that_is_no_utf_8_is_found_too(write: Write) -> None:
    proposal = propose(write(b"a,b\n" + b"1,red\n" * 60_000 + b"2,gr\xfcn\n" * 3))
    assert table_of(proposal).columns[1].categories == ("grün", "red")
    assert "row 60002 is no UTF-8" in said(proposal)


def test_a_table_without_names_gets_some_and_that_is_said(write: Write) -> None:
    proposal = propose(write("1,2.5,3\n4,5.5,6\n7,8.5,9\n"))
    assert [column.name for column in table_of(proposal).columns] == ["column 1", "column 2", "column 3"]
    assert "taken for data" in said(proposal)
    assert rows_of(table_of(proposal)).height == 3


@pytest.mark.parametrize("word", ["", "NA", "N/A", "null", "?", "NaN", '""'])
def test_what_stands_for_missing_is_missing(write: Write, word: str) -> None:
    proposal = propose(write(HEADER + ROWS + f"{word},{word},4\n"))
    assert [column.missing for column in table_of(proposal).columns] == [1, 1, 0]
    assert rows_of(table_of(proposal)).row(-1) == (None, None, 4.0)


def test_the_last_column_may_miss_values(write: Write) -> None:
    proposal = propose(write(HEADER + ROWS + "4,red,\n5,blue,NA\n"))
    assert table_of(proposal).columns[2].missing == 2
    assert rows_of(table_of(proposal)).height == 62


def test_statistics_are_those_of_the_column(write: Write) -> None:
    values = [*range(100), 1000]
    column = profile_of(propose(write("x,y\n" + "".join(f"{value},{value % 7}\n" for value in values)))).columns[0]
    found, expected = column.statistics, pl.Series(values)
    assert (found.count, found.missing, found.distinct) == (101, 0, 101)
    assert (found.low, found.high, found.mean) == (0, 1000, pytest.approx(expected.mean()))
    assert found.deviation == pytest.approx(expected.std(ddof=0))
    assert found.quartiles == (25, 50, 75)
    assert found.outliers == 1
    assert (sum(found.histogram), len(found.histogram), found.histogram[-1]) == (101, 20, 1)


def test_identifiers_and_constants_are_proposed_to_be_ignored(write: Write) -> None:
    lines = "".join(f"{number},K-{number * 7},x,{number % 5},{'yes' if number % 2 else 'no'}\n" for number in range(90))
    proposal = propose(write("id,code,shop,visits,churn\n" + lines))
    assert [column.use for column in table_of(proposal).columns] == ["ignored"] * 3 + ["input", "target"]
    assert "id is ignored: it numbers the rows." in said(proposal)
    assert "shop is ignored: it is always the same." in said(proposal)
    assert "code is ignored: nearly every row has another value" in said(proposal)


@pytest.mark.parametrize(
    ("name", "values", "task"),
    [
        ("price", "{number}.5", "regression"),
        ("label", "{few}", "classification"),
        ("species", "kind {few}", "classification"),
        ("y", "{number}", "regression"),
    ],
)
def test_the_target_is_proposed_by_its_name_wherever_it_stands(write: Write, name: str, values: str, task: str) -> None:
    lines = [f"{values.format(number=number, few=number % 2)},{number * number % 17}.25" for number in range(80)]
    proposal = propose(write("\n".join([f"{name},width", *lines])))
    assert table_of(proposal).target_names() == (name,)
    assert proposal.task == task
    assert "because of its name" in said(proposal)


def test_preparation_makes_numbers_of_everything(write: Write) -> None:
    proposal = propose(write(HEADER + ROWS + ",,3\n"))
    assert [step.kind for step in proposal.data.preparation] == [
        "fill_missing",
        "fill_missing",
        "one_hot",
        "standardize",
    ]
    assert not proposal.data.problem
    assert proposal.data.sample_shape() == Shape(F=4)


def test_a_text_alone_becomes_tokens(write: Write) -> None:
    texts = [f"this is the {number}th thing that was said,{number % 2}" for number in range(60)]
    proposal = propose(write("\n".join(["words,label", *texts])))
    assert [step.kind for step in proposal.data.preparation] == ["tokens"]
    assert not proposal.data.problem


def test_a_profile_is_json(write: Write) -> None:
    proposal = propose(write(HEADER + ROWS + "inf,,3\n"))
    assert json.loads(json.dumps(profile_of(proposal).to_plain(), allow_nan=False))["rows"] == 61


def test_a_table_survives_being_saved(write: Write) -> None:
    table = table_of(propose(write(HEADER + ROWS + ",,3\n")))
    assert Source.from_plain(json.loads(json.dumps(table.to_plain(), allow_nan=False))) == table


def test_names_may_hold_anything(write: Write) -> None:
    names = ['a "quoted" one', "two\nlines", "עברית", "same", "same", "", " ", "comma, in it", "🦜"]
    content = io.StringIO(newline="")
    written = csv.writer(content)
    written.writerow(names)
    written.writerows([[row * 10 + column for column in range(len(names))] for row in range(30)])
    table = table_of(propose(write(content.getvalue())))
    found = [column.name for column in table.columns]
    assert found[:3] + found[7:] == names[:3] + names[7:]
    assert found[3:7] == ["same", "same (2)", "column 6", "column 7"]
    assert rows_of(table).height == 30


@given(names=st.lists(st.text(max_size=8), max_size=8))
def test_names_become_different_and_stay_so(names: list[str]) -> None:
    unique = unique_names(names)
    assert len(set(unique)) == len(names)
    assert all(name.strip() for name in unique)
    assert unique_names(unique) == unique


@settings(deadline=None, max_examples=40)
@given(
    lines=st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.sampled_from(["a", 'q"', "x,y", "l\nm"]), st.integers(-9, 9)),
        min_size=3,
        max_size=30,
    )
)
def test_nothing_is_lost_between_writing_and_reading(tmp_path_factory: pytest.TempPathFactory, lines) -> None:
    path = tmp_path_factory.mktemp("tables") / "drawn.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("number", "word", "y"), *lines])
    proposal = propose(path)
    used = [{**column.model_dump(), "use": "input"} for column in table_of(proposal).columns]
    found = rows_of(table_of(proposal).changed(columns=used))
    assert found.get_column("number").to_list() == [number for number, _, _ in lines]
    assert found.get_column("word").to_list() == [word for _, word, _ in lines]
    assert [float(each) for each in found.get_column("y")] == [number for _, _, number in lines]


BROKEN = {
    "short": (HEADER + ROWS + "1,red\n" + ROWS, r"Row 62 of things\.csv has 2 fields, but 3 are expected"),
    "long": (HEADER + ROWS + "1,red,2,3\n", r"Row 62 of things\.csv has 4 fields, but 3 are expected"),
    "quoted": (HEADER + '1,"a,b",3\n' * 9 + "1,red\n", r"Row 11 of things\.csv has 2 fields"),
    "hollow": (HEADER + ROWS + "\n" + ROWS, r"Row 62 of things\.csv is empty, but others follow"),
    "empty": ("", r"things\.csv is empty"),
    "blank": ("  \n\n", r"things\.csv is empty"),
    "header": (HEADER, r"things\.csv has names of columns, but no row of data"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, r"things\.csv is no table of text: byte \d+ is no letter"),
    "zip": (b"PK\x03\x04\x14\0\0\0\x08\0" * 9, r"It looks like a zip or a workbook"),
    "mixed": ("größe,b\n1,2\n".encode() + b"3,\xff\n", r"byte 17 \(0xFF\) in row 3 is none"),
    "quote": (HEADER + ROWS + '1,"red,3\n' + ROWS, r"(Row \d+ of )?things\.csv"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_tables_are_refused_in_words(write: Write, kind: str) -> None:
    content, message = BROKEN[kind]
    with pytest.raises(UnreadableData, match=message):
        propose(write(content))


def test_a_row_that_broke_after_opening_is_named(write: Write) -> None:
    table = table_of(propose(write(HEADER + ROWS)))
    write(HEADER + ROWS + "1,red\n")
    with pytest.raises(UnreadableData, match=r"Row 62 of things\.csv has 2 fields"):
        load(table)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("many,red,3\n", r"Row 62 of things\.csv has 'many' in the column size, where a number should be"),
        ("inf,red,3\n", r"Row 62 of things\.csv has an infinite number in the column size"),
        ("1,purple,3\n", r"Row 62 of things\.csv has 'purple' in the column colour, which is none of its 3"),
        ("1,,3\n", r"Row 62 of things\.csv has no value in the column colour"),
    ],
)
def test_values_that_do_not_fit_what_was_found_are_named(write: Write, line: str, message: str) -> None:
    table = table_of(propose(write(HEADER + ROWS)))
    write(HEADER + ROWS + line)
    with pytest.raises(UnreadableData, match=message):
        load(table)


def test_infinite_numbers_are_warned_of_with_their_row(write: Write) -> None:
    proposal = propose(write(HEADER + ROWS + "-inf,red,3\n"))
    assert "size: 1 value is infinite, the first in row 62." in said(proposal)
    with pytest.raises(UnreadableData, match=r"Row 62 .* infinite"):
        load(proposal.data.source)


def test_one_class_alone_is_refused(write: Write) -> None:
    proposal = propose(write("x,label\n" + "".join(f"{number},same\n" for number in range(30))))
    assert "nothing to distinguish" in said(proposal)
    with pytest.raises(UnreadableData, match=r"target label of things\.csv has only the class 'same'"):
        load(proposal.data.source)


def test_columns_that_have_changed_are_named(write: Write) -> None:
    table = table_of(propose(write(HEADER + ROWS)))
    write(HEADER.replace("colour", "color") + ROWS)
    with pytest.raises(UnreadableData, match="the column color where colour was"):
        load(table)


def test_a_file_that_is_gone_is_named(write: Write) -> None:
    path = write(HEADER + ROWS)
    table = table_of(propose(path))
    path.unlink()
    with pytest.raises(UnreadableData, match=r"things\.csv is missing in"):
        load(table)


@pytest.mark.parametrize("name", ["things.parquet", "things.xlsx"])
def test_a_file_that_is_not_what_its_name_says_is_refused(write: Write, name: str) -> None:
    with pytest.raises(UnreadableData, match=rf"{name} (cannot be read|is no workbook)"):
        propose(write(HEADER + ROWS, name))


def test_a_workbook_that_unpacks_to_too_much_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST", 2**20)
    content = io.BytesIO(sheet([["a", "b"], [1, 2]]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * 2**22)
    packed = bytearray(content.getvalue())
    place = packed.rindex(b"PK\x01\x02")
    packed[place + 24 : place + 28] = (100).to_bytes(4, "little")  # it says that it is small
    with pytest.raises(UnreadableData, match="unpacks to more than"):
        propose(write(bytes(packed), "things.xlsx"))


def test_of_a_large_file_a_part_is_looked_at(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LARGEST_WHOLE", 100_000)
    monkeypatch.setattr(rows, "_HEAD", 20_000)
    monkeypatch.setattr(rows, "_PIECE", 4_000)
    proposal = propose(
        write("n,word,y\n" + "".join(f"{number % 997},w{number % 3},{number}\n" for number in range(50_000)))
    )
    table = table_of(proposal)
    assert table.is_sampled
    assert table.rows == pytest.approx(50_000, rel=0.1)
    assert profile_of(proposal).columns[0].statistics.count < 20_000
    assert "too large to look at whole" in said(proposal)
    assert table.contents().startswith("About ")
    assert rows_of(table).height == 50_000


def test_pieces_of_a_large_file_that_begin_within_a_text_do_no_harm(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in (("LARGEST_WHOLE", 50_000), ("_HEAD", 20_000), ("_PIECE", 2_000)):
        monkeypatch.setattr(rows, name, number)
    text = '"a text\nof many\nlines, with, commas\nin it"'
    table = table_of(propose(write("n,words,y\n" + "".join(f"{n % 97},{text},{n % 7}\n" for n in range(3_000)))))
    assert [column.name for column in table.columns] == ["n", "words", "y"]
    assert table.rows == pytest.approx(3_000, rel=0.1)


def test_a_large_table_that_does_not_fit_into_memory_is_refused(write: Write) -> None:
    table = table_of(propose(write(HEADER + ROWS)))
    with pytest.raises(UnreadableData, match=r"things\.csv does not fit into memory: about 9.* rows of 3 columns"):
        load(table.changed(rows=9 * 10**11))


def test_corrected_columns_are_read_as_corrected(write: Write) -> None:
    table = table_of(propose(write("grade,x,y\n" + "".join(f"{n % 3},{n * 7 % 61},{n}.5\n" for n in range(60)))))
    assert table.columns[0].kind == "number"
    corrected = table.with_column("grade", kind="category", categories=("0", "1", "2"), use="target")
    corrected = corrected.with_column("y", use="ignored")
    assert corrected.class_names() == ("0", "1", "2")
    assert rows_of(corrected).columns == ["grade", "x"]
    assert rows_of(corrected).get_column("grade").to_list()[:3] == ["0", "1", "2"]
