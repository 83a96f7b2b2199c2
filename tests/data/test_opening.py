"""From a path to a proposal: who opens what, what is said while it is opened, and what cannot be opened."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.data import opening
from nndesigner.data.opening import Cancelled, Proposal, Watch, opens, opens_where, propose, referred
from nndesigner.data.samples import UnreadableData
from nndesigner.design.options import DataOptions
from nndesigner.locations import DATA_SETS

PACKED = DATA_SETS / "california_housing" / "california_housing.csv.gz"
TABLE = "a,b\n" + "".join(f"{number * 7 % 31},{number % 2}\n" for number in range(30))


@pytest.fixture
def california(tmp_path: Path) -> Path:
    """The table as it was published: with gaps and a column of words."""
    path = tmp_path / "california_housing.csv"
    path.write_bytes(gzip.decompress(PACKED.read_bytes()))
    return path


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is recognized but what a test registers, which is forgotten after it."""
    monkeypatch.setattr(opening, "OPENERS", dict(opening.OPENERS))
    monkeypatch.setattr(opening, "RECOGNIZERS", [])
    yield


def named(name: str) -> Proposal:
    return Proposal(DataOptions(source=Mnist()), task=name)


@pytest.mark.usefixtures("registry")
def test_the_longest_ending_that_is_known_decides(tmp_path: Path) -> None:
    opens(".gz")(lambda path, watch: named("packed"))
    opens(".idx.gz")(lambda path, watch: named("digits"))
    for name, expected in (("a.idx.gz", "digits"), ("a.IDX.GZ", "digits"), ("a.tar.gz", "packed")):
        (tmp_path / name).write_bytes(b"x")
        assert propose(tmp_path / name).task == expected


@pytest.mark.usefixtures("registry")
def test_what_is_recognized_by_its_contents_goes_before_names(tmp_path: Path) -> None:
    opens_where(lambda path: path.is_dir() and (path / "cats").is_dir())(lambda path, watch: named("pictures"))
    (tmp_path / "pets.csv" / "cats").mkdir(parents=True)
    assert propose(tmp_path / "pets.csv").task == "pictures"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "no such file"),
        (Path.mkdir, "is a folder without data of a known kind"),
        (Path.touch, "is empty"),
        (os.mkfifo, "is not data of a known kind"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, make, message: str) -> None:
    path = tmp_path / "things.csv"
    make(path)
    with pytest.raises(UnreadableData, match=message):
        propose(path)


def test_an_ending_that_nobody_opens_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"x")
    with pytest.raises(UnreadableData, match=r"Known names end with .*\.csv.*\.parquet.*\.xlsx"):
        propose(tmp_path / "letter.docx")


def test_progress_is_told_and_never_goes_back_within_a_stage(tmp_path: Path) -> None:
    (tmp_path / "things.csv").write_text(TABLE)
    told: list[tuple[str, float]] = []
    propose(tmp_path / "things.csv", lambda what, done: told.append((what, done)))
    assert [what for what, _ in told] == ["Checking", "Reading", "Reading", "Looking at a", "Looking at b"]
    assert all(0 <= done <= 1 for _, done in told)


@pytest.mark.parametrize("after", range(5))
def test_opening_can_be_cancelled_at_every_stage(tmp_path: Path, after: int) -> None:
    (tmp_path / "things.csv").write_text(TABLE)
    told: list[str] = []
    with pytest.raises(Cancelled):
        propose(tmp_path / "things.csv", lambda what, _: told.append(what), lambda: len(told) >= after)
    assert len(told) == after


def test_a_reference_knows_size_and_digest(tmp_path: Path) -> None:
    (tmp_path / "things.csv").write_bytes(b"abc")
    reference = referred(tmp_path / "things.csv", Watch())
    assert reference.size == 3
    assert reference.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_california_table_is_understood_as_it_is(california: Path) -> None:
    proposal = propose(california)
    assert proposal.task == "regression"
    assert proposal.data.source.to_plain()["rows"] == 20640
    assert "median_house_value is proposed as the target because of its name." in [note.text for note in proposal.notes]
    assert not proposal.data.problem
    assert proposal.data.sample_shape().F == 13


@settings(max_examples=200)
@given(
    content=st.binary(max_size=80)
    | st.text(alphabet='a1,;\t|"\n\r .?-é\0', max_size=60).map(str.encode)
    | st.text(max_size=40).map(lambda text: text.encode("utf-16", "surrogatepass")),
    name=st.sampled_from(["x.csv", "x.tsv", "x.parquet", "x.xlsx", "x.xls", "x.ods"]),
)
def test_whatever_a_file_holds_it_is_opened_or_refused_in_words(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    try:
        proposal = propose(path)
    except UnreadableData as refused:
        assert name in str(refused)
    else:
        assert proposal.notes
