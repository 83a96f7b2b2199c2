"""Whatever is wrong: one clear sentence on the error output, exit status 2, no traceback, nothing lost."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nndesigner.__main__ import DISPLAYS, main
from tests.cli.programs import COMMAND, ROOT, Ran, environment, nndesigner, said, tiny

MLP = "example:mnist-mlp"

BAD = {
    "a missing file": (["summary", "missing.nnd"], "There is no file missing.nnd"),
    "a folder": (["check", "."], "found a folder"),
    "a file that is no project": (["summary", "text.nnd"], "not an nndesigner project"),
    "an empty file": (["summary", "empty.nnd"], "not an nndesigner project"),
    "an empty name": (["summary", ""], "There is no file"),
    "an unknown example": (["train", "example:mnits"], "no example called 'mnits'.*example:mnist-mlp"),
    "no epochs": (["train", MLP, "--epochs", "0"], "epochs: expected a whole number from 1 to 100000, found '0'"),
    "negative epochs": (["train", MLP, "--epochs", "-3"], "epochs: expected a whole number from 1.*found '-3'"),
    "epochs in words": (["train", MLP, "--epochs", "abc"], "epochs: expected a whole number.*found 'abc'"),
    "epochs with a point": (["train", MLP, "--epochs=1.5"], "found '1.5'"),
    "epochs without a number": (["train", MLP, "--epochs"], "expected one argument"),
    "far too many epochs": (["train", MLP, "--epochs", "9" * 30], "found '9999"),
    "an empty batch": (["train", MLP, "--batch-size", "0"], "batch-size: expected a whole number from 1"),
    "a negative seed": (["train", MLP, "--seed", "-1"], "seed: expected a whole number from 0"),
    "an unknown precision": (["train", MLP, "--precision", "half"], "precision: .*'half'.*single.*mixed.*double"),
    "a full batch of seven": (["train", MLP, "--full-batch=7"], "full-batch"),
    "an unknown device": (["train", MLP, "--device", "abacus"], "no device called 'abacus'.*cpu"),
    "a file as DIR": (["train", MLP, "--out", "text.nnd"], "cannot be kept in text.nnd"),
    "a DIR inside a file": (["train", MLP, "--out", "text.nnd/x"], "cannot be kept in text.nnd/x"),
    "a DIR where nobody can write": (["train", MLP, "--out", "/proc/x"], "cannot be kept in /proc/x"),
    "an empty DIR": (["train", MLP, "--out", ""], "folder without a name"),
    "no DIR": (["train", MLP, "--out"], "expected one argument"),
    "an unknown verb": (["frobnicate"], "There is no file frobnicate"),
    "an unknown verb with a file": (["frobnicate", MLP], "The verbs are: train"),
    "an unknown flag": (["summary", MLP, "--colour"], "--colour"),
    "an unknown flag alone": (["--frob"], "--frob|VERB"),
    "no file": (["summary"], "FILE"),
    "two files": (["summary", MLP, MLP], "nrecognized"),
    "an unknown format": (["export", MLP, "--to", "pickle", "out"], "pickle.*safetensors"),
    "no format": (["export", MLP, "out"], "--to"),
    "no OUT": (["export", MLP, "--to", "npz"], "OUT"),
    "weights that were never trained": (["export", MLP, "--to", "npz", "out.npz"], "not trained yet"),
    "OUT in a missing folder": (["export", MLP, "--to", "python", "missing/out.py"], "no folder missing"),
    "OUT is a folder": (["export", MLP, "--to", "python", "folder.py"], "is a folder"),
    "OUT is no Python file": (["export", MLP, "--to", "python", "out"], r"ends with \.py"),
    "a window without a display": ([MLP], "There is no display"),
    "a window without a file or display": ([], "There is no display"),
    "a window on a folder": (["."], "a folder"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with some things in the way, on a machine without a display."""
    (tmp_path / "text.nnd").write_text("this is no project")
    (tmp_path / "empty.nnd").touch()
    (tmp_path / "folder.py").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize(("arguments", "words"), BAD.values(), ids=BAD.keys())
@pytest.mark.skipif(sys.platform != "linux", reason="has files and displays of Linux")
def test_bad_input_gives_one_sentence(folder, capsys, arguments, words):
    status = main(arguments)
    output, errors = capsys.readouterr()
    assert re.search(words, said(Ran(arguments, status, output, errors))), errors
    assert output == ""
    left = {path.name for path in folder.iterdir()} - {"folder.safetensors"}
    assert left == {"text.nnd", "empty.nnd", "folder.py"}
    assert (folder / "text.nnd").read_text() == "this is no project"


@pytest.mark.parametrize("case", ["an unknown example", "no epochs", "an unknown device", "a window without a display"])
def test_bad_input_gives_one_sentence_to_a_program_too(tmp_path, case):
    arguments, words = BAD[case]
    assert re.search(words, said(nndesigner(*arguments, cwd=tmp_path)))


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes")
@pytest.mark.parametrize("verb", [["summary", MLP], ["examples", "--json"], ["train", MLP, "--jsonl"]], ids=" ".join)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_gone_ends_it_silently(verb, unbuffered):
    receiving, sending = os.pipe()
    os.close(receiving)
    variables = environment(PYTHONUNBUFFERED=unbuffered)
    ran = subprocess.run([*COMMAND, *verb], cwd=ROOT, env=variables, stdout=sending, stderr=subprocess.PIPE, text=True)
    os.close(sending)
    assert (ran.returncode, ran.stderr) == (141, "")


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes")
def test_a_reader_of_errors_that_has_gone_ends_a_training_too():
    receiving, sending = os.pipe()
    os.close(receiving)
    ran = subprocess.run([*COMMAND, "train", MLP], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=sending)
    os.close(sending)
    assert (ran.returncode, ran.stdout) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_without_room_is_said():
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [*COMMAND, "examples"], cwd=ROOT, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert "No space left" in said(ran)


def test_details_of_what_is_unexpected_come_only_when_asked_for(tmp_path):
    ran = nndesigner("summary", "missing.nnd", NNDESIGNER_DEBUG="1")
    assert ran.returncode == 2 and "Traceback" in ran.stderr
    assert "Traceback" not in nndesigner("summary", "missing.nnd").stderr


def test_a_design_with_errors_is_not_trained(tmp_path):
    path = tmp_path / "broken.json"
    path.write_text('{"format": 1, "networks": {"main": {"nodes": [{"id": "n1", "kind": "warp", "name": "w"}]}}}')
    ran = nndesigner("train", path)
    *lines, last = ran.stderr.splitlines()
    assert (ran.returncode, ran.stdout) == (2, "")
    assert lines[0] == "error: There is no Input. Drag one from the palette and link it."
    assert last == f"nndesigner: 3 problems keep {path} from being trained."


def test_what_is_exported_replaces_the_old_file_only_when_it_is_whole(tmp_path):
    (tmp_path / "out.npz").write_text("old")
    assert "not trained" in said(nndesigner("export", tiny(tmp_path), "--to", "npz", tmp_path / "out.npz"))
    assert (tmp_path / "out.npz").read_text() == "old"


@pytest.mark.parametrize("arguments", [("--host",), ("--host", "moon"), ("x.nnd", "--host", "moon")])
def test_where_the_window_trains_is_one_of_two(arguments: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    found = arguments[-1] if arguments[-1] == "moon" else "nothing"
    assert capfd.readouterr().err == f"nndesigner: Expected thread or process after --host, found {found}.\n"
