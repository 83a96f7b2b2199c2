"""The verb train goes on with a run however it ended, and leaves what an uninterrupted run leaves."""

import csv
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from nndesigner.project.file import Project, open_project, save_project
from nndesigner.training.keeping import last_two
from tests.cli.programs import COMMAND, ROOT, environment, json_lines, nndesigner, said
from tests.design.drawings import classifier, layer

pytestmark = pytest.mark.timeout(400)  # many programs are started, one after the other
needs_posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
EPOCHS = 6
TIMED = ("seconds", "monitoring")
FRESH = ("--epochs", EPOCHS, "--device", "cpu")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some steps a second, with dropout, running means and momentum."""
    path = tmp_path_factory.mktemp("project") / "digits.nnd"
    design = classifier(layer("dense", units=16), "batch_norm", "dropout")
    save_project(Project(design.changed(training=design.training.changed(batch_size=1000))), path)
    return path


@pytest.fixture(scope="module")
def whole(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an uninterrupted run leaves."""
    out = tmp_path_factory.mktemp("whole") / "run"
    ran = nndesigner("train", project, *FRESH, "--out", out)
    assert ran.returncode == 0, ran.stderr
    return out


def results(out: Path) -> dict[str, Any]:
    """Everything that a run leaves in its three files, but for the seconds that it took."""
    trained = open_project(out / "trained.nnd")
    assert trained.learned and trained.shown
    history = trained.shown.history()
    with (out / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = [{name: text for name, text in row.items() if name not in TIMED} for row in csv.DictReader(file)]
    epochs = [{name: each[name] for name in each if name not in TIMED} for each in history["epochs"]]
    return {
        "table": rows,
        "history": {**history, "epochs": epochs},
        "weights": dict(sorted((name, each.tobytes()) for name, each in trained.learned.weights.items())),
        "file": {"content": (out / "weights.safetensors").read_bytes()},
    }


def assert_same(out: Path, whole: Path) -> None:
    found, expected = results(out), results(whole)
    for part, values in expected.items():
        assert list(found[part]) == list(values), part
        assert found[part] == values, part


def started(*arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env=environment(NNDESIGNER_DEBUG="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def until_checkpoint(out: Path, number: int = 1) -> None:
    end = time.monotonic() + 60
    while len(last_two(out / "checkpoints")) < number and time.monotonic() < end:
        time.sleep(0.01)


def ended_by(ending: int, project: Path, out: Path, seconds: float, *more: object) -> int:
    """The status of a training that gets this signal some seconds after its first checkpoint."""
    running = started("train", project, *FRESH, "--checkpoint-steps", 7, "--out", out, *more)
    until_checkpoint(out)
    time.sleep(seconds)
    running.send_signal(ending)
    _, complaints = running.communicate(timeout=60)
    assert "nndesigner: " not in complaints, complaints
    return running.returncode


def resumed(project: Path, out: Path, *more: object) -> "subprocess.CompletedProcess[str]":
    return nndesigner("train", project, *FRESH, "--checkpoint-steps", 7, "--out", out, "--resume", *more)


@needs_posix
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_was_ended_goes_on_to_the_same_end(ending: int, project: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    status = ended_by(ending, project, out, 0.4)
    assert status == (-9 if ending == signal.SIGKILL else 128 + ending)
    ran = resumed(project, out)
    assert ran.returncode == 0, ran.stderr
    assert "Going on after step " in ran.stderr
    assert_same(out, whole)


@needs_posix
def test_a_run_goes_on_twice_in_a_row_and_proves_itself(project: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    ended_by(signal.SIGKILL, project, out, 0.1)
    ended_by(signal.SIGKILL, project, out, 0.3, "--resume")
    ran = resumed(project, out, "--jsonl")
    told = json_lines(ran.stdout)
    (begun,) = (each for each in told if each["event"] == "started")
    assert begun["step"] > 0 and begun["threads"] >= 1
    assert_same(out, whole)
    proof = nndesigner("prove", out)
    assert (proof.returncode, proof.stderr) == (0, "")
    assert proof.stdout.startswith("Step ") and proof.stdout.endswith(" are the same bit for bit.\n")
    again = resumed(project, out)
    assert (again.returncode, again.stdout) == (0, "") and "finished already, after 6 of 6 epochs" in again.stderr


@pytest.mark.soak
@needs_posix
def test_twenty_runs_that_were_killed_at_any_moment_go_on_to_the_same_end(
    project: Path, whole: Path, tmp_path: Path
) -> None:
    chance = random.Random()
    kills = 0
    for number in range(20):
        out = tmp_path / f"run {number}"
        more: tuple[object, ...] = ()
        for _ in range(chance.randint(1, 3)):
            ended_by(signal.SIGKILL, project, out, chance.uniform(0.0, 1.5), *more)
            more = ("--resume",)
            kills += 1
        ran = resumed(project, out)
        assert ran.returncode == 0, ran.stderr
        assert_same(out, whole)
    print(f"{kills} kills")


@pytest.fixture(scope="module")
def once_stopped(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a training leaves that was asked to end."""
    out = tmp_path_factory.mktemp("stopped") / "run"
    assert ended_by(signal.SIGTERM, project, out, 0.3) == 128 + signal.SIGTERM
    return out


@pytest.fixture
def stopped(once_stopped: Path, tmp_path: Path) -> Path:
    return shutil.copytree(once_stopped, tmp_path / "run")


@needs_posix
def test_a_damaged_checkpoint_is_passed_over(project: Path, whole: Path, stopped: Path) -> None:
    _, newest = last_two(stopped / "checkpoints")
    newest.write_bytes(newest.read_bytes()[:-1000])
    ran = resumed(project, stopped)
    assert ran.returncode == 0
    assert f"The checkpoint {newest.name} is damaged" in ran.stderr and "The one before is taken." in ran.stderr
    assert_same(stopped, whole)


@needs_posix
def test_another_training_is_refused_with_what_differs(project: Path, stopped: Path) -> None:
    before = sorted(path.name for path in (stopped / "checkpoints").iterdir())
    ran = nndesigner("train", project, *FRESH, "--batch-size", 500, "--out", stopped, "--resume")
    assert "the training options differ (batch size was 1000, is 500)" in said(ran)
    ran = nndesigner("train", "example:mnist-cnn", *FRESH, "--out", stopped, "--resume")
    assert "the layers differ" in said(ran)
    assert sorted(path.name for path in (stopped / "checkpoints").iterdir()) == before


@needs_posix
def test_without_any_good_checkpoint_it_says_what_is_wrong_with_each(project: Path, stopped: Path) -> None:
    for path in (stopped / "checkpoints").iterdir():
        path.write_bytes(b"nothing")
    assert said(resumed(project, stopped)).count("damaged") >= 2


def test_nothing_to_resume_is_said(project: Path, tmp_path: Path) -> None:
    assert "There is no run in" in said(resumed(project, tmp_path))
    assert "There is no run in" in said(nndesigner("prove", tmp_path))
    assert "Give one after --out" in said(nndesigner("train", project, "--resume"))
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_cannot_begin_leaves_the_other_files_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "samples.csv").write_text("a,b\n1,2\n2,4\n3,6\n4,8\n")
    ran = nndesigner("train", "--data", tmp_path / "samples.csv", "--batch-size", 1, "--out", tmp_path)
    assert ran.returncode == 0, ran.stderr
    (tmp_path / "samples.csv").unlink()
    ran = nndesigner("train", tmp_path / "trained.nnd", "--out", tmp_path)
    assert ran.returncode == 2
    assert {"notes.txt", "trained.nnd", "weights.safetensors", "history.csv"} <= {
        each.name for each in tmp_path.iterdir()
    }
