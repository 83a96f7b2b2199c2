"""Data of one's own on the command line: looking at it, and training with it."""

import gzip
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from nndesigner.locations import DATA_SETS
from tests.cli.programs import COMMAND, ROOT, environment, nndesigner, said

PACKED = DATA_SETS / "california_housing" / "california_housing.csv.gz"


@pytest.fixture
def california(tmp_path: Path) -> Path:
    """The table as it was published: with gaps and a column of words."""
    path = tmp_path / "california_housing.csv"
    path.write_bytes(gzip.decompress(PACKED.read_bytes()))
    return path


@pytest.fixture
def churn(tmp_path: Path) -> Path:
    """Customers with numbers, words, gaps and an identifier."""
    lines = ["customerID,tenure,contract,charges,churn"]
    for number in range(200):
        contract = ("month", "year", "two years")[number % 3]
        charges = "" if number % 40 == 0 else f"{20 + number * 37 % 80}.5"
        leaves = "yes" if contract == "month" and number % 7 else "no"
        lines.append(f"K{number * 7919 % 10007},{number * 31 % 72},{contract},{charges},{leaves}")
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_table_is_shown_with_what_is_proposed(churn: Path) -> None:
    shown = nndesigner("data", "inspect", churn).stdout
    for expected in ("tenure", "category", "target", "200 rows and 5 columns", "customerID is ignored", "One-hot"):
        assert expected in shown
    assert "A network gets F 5 for each sample." in shown


def test_the_same_is_told_to_other_programs(churn: Path) -> None:
    told = json.loads(nndesigner("data", "inspect", churn, "--json").stdout)
    assert told["task"] == "classification"
    assert told["sample_shape"] == [5]
    uses = {column["name"]: column["use"] for column in told["source"]["columns"]}
    assert uses["customerID"] == "ignored" and uses["churn"] == "target"
    assert told["profile"]["columns"][3]["missing"] == 5
    assert [step["kind"] for step in told["preparation"]] == ["fill_missing", "one_hot", "standardize"]


def test_a_network_is_made_to_fit_a_table_and_learns_it(churn: Path, tmp_path: Path) -> None:
    ran = nndesigner("train", "example:mnist-mlp", "--data", churn, "--epochs", 20, "--batch-size", 16, "--jsonl")
    assert ran.returncode == 0, ran.stderr
    finished = json.loads(ran.stdout.splitlines()[-1])
    assert finished["event"] == "finished"
    assert finished["test"]["accuracy"] > 0.85


def test_what_was_assumed_is_said_while_training(churn: Path) -> None:
    ran = nndesigner("train", "example:mnist-mlp", "--data", churn, "--epochs", 1)
    assert ran.returncode == 0, ran.stderr
    assert "churn is proposed as the target because of its name." in ran.stderr


def test_what_was_changed_to_fit_the_data_is_said(churn: Path) -> None:
    ran = nndesigner("train", "example:mnist-mlp", "--data", churn, "--epochs", 1)
    lines = ran.stderr.splitlines()
    at = lines.index(f"The network was made to fit {churn}:")
    assert lines[at + 1 : at + 3] == ["    Shape of images: 1 × 28 × 28 → 5", "    Units of dense_3: 10 → 2"]
    ran = nndesigner("train", "example:mnist-mlp", "--data", churn, "--epochs", 1, "--jsonl")
    assert json.loads(ran.stdout.splitlines()[0]) == {
        "event": "adapted",
        "changes": ["Shape of images: 1 × 28 × 28 → 5", "Units of dense_3: 10 → 2"],
    }


def test_a_network_that_does_not_suit_the_data_is_not_trained(churn: Path, tmp_path: Path) -> None:
    ran = nndesigner("train", "example:sine-lstm", "--data", churn, "--out", tmp_path / "out")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert not (tmp_path / "out").exists()
    assert ran.stderr.splitlines()[-3:] == [
        "error: lstm_1: LSTM expects a sequence (T × F), but series gives F 5.",
        "    Remove this layer",
        f"nndesigner: 1 problem keeps example:sine-lstm with {churn} from being trained.",
    ]
    ran = nndesigner("train", "example:sine-lstm", "--data", churn, "--jsonl")
    told = json.loads(ran.stdout.splitlines()[-1])
    assert (ran.returncode, told["event"]) == (2, "problems")
    assert (told["problems"][0]["layer"], told["problems"][0]["fixes"]) == ("lstm_1", ["Remove this layer"])


@pytest.mark.parametrize("verb", [("data", "inspect"), ("train", "example:mnist-mlp", "--data")])
def test_broken_data_ends_with_one_sentence(tmp_path: Path, verb: tuple[str, ...]) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("a,b\n" + "1,2\n" * 9 + "3\n", encoding="utf-8")
    assert "Row 11 of broken.csv has 1 field, but 2 are expected." in said(nndesigner(*verb, path))


ODD = {
    "text.csv": ("size;price\n" + "1.137,50;2\n7.250,00;3\n" * 20, "look like numbers written in another way"),
    "letters.csv": ("a,b\n1,gr\xfcn\n".encode("latin-1") + b"2,red\n" * 20, "Byte 9 in row 2 is no UTF-8"),
    "one class.csv": ("a,label\n" + "".join(f"{n * 7 % 31},cat\n" for n in range(30)), "always the same"),
    "inf.csv": ("a,y\n" + "1,2.5\ninf,3.5\n" * 20, "20 values are infinite, the first in row 3"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_a_warning_with_its_place(tmp_path: Path, name: str) -> None:
    content, expected = ODD[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    shown = " ".join(nndesigner("data", "inspect", tmp_path / name).stdout.split())
    assert "warning: " in shown and expected in shown
    notes = json.loads(nndesigner("data", "inspect", tmp_path / name, "--json").stdout)["notes"]
    assert any(note["is_warning"] and expected in note["text"] for note in notes)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to look on with")
def test_opening_something_large_shows_how_far_it_is_and_wipes_that(tmp_path: Path) -> None:
    from pty import openpty

    path = tmp_path / "wide.csv"
    lines = [",".join(f"c{place}" for place in range(1200))]
    lines += [",".join(str(row * place % 97) for place in range(1200)) for row in range(30)]
    path.write_text("\n".join(lines), encoding="utf-8")
    ours, theirs = openpty()
    with subprocess.Popen(
        [*COMMAND, "data", "inspect", str(path), "--json"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        told = json.loads(running.communicate(timeout=100)[0])
    shown = b""
    with suppress(OSError):  # the other end is closed
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert len(told["source"]["columns"]) == 1200
    assert b"%" in shown and shown.endswith(b"\r\x1b[K")
    assert "%" not in nndesigner("data", "inspect", path, "--json").stderr


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text('"\x1b[31mred",b\n' + "".join(f"{n * 7 % 31},{n % 2}\n" for n in range(30)), encoding="utf-8")
    ran = nndesigner("data", "inspect", path)
    assert "\x1b" not in ran.stdout + ran.stderr


def test_names_of_every_language_are_shown_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("größe,שם,名前\n" + "".join(f"{n * 7 % 31},{n},{n * n}\n" for n in range(9)), encoding="utf-8")
    shown = nndesigner("data", "inspect", path).stdout
    assert "\nwarning: 名前 is proposed as the target" in shown and "\ufffd" not in shown


def test_the_california_table_as_it_is_is_learned_well(california: Path) -> None:
    ran = nndesigner("train", "example:california-housing", "--data", california, "--jsonl")
    finished = json.loads(ran.stdout.splitlines()[-1])
    assert finished["test"]["r2"] >= 0.78
