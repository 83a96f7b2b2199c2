"""The verb train goes on with a run however it ended, in either host, and leaves what an uninterrupted run leaves."""

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

from nndesigner.catalog.shapes import grouped
from nndesigner.cli.command_line import main
from nndesigner.design.edits import insert_on_link
from nndesigner.project.examples import open_example
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.training.keeping import last_two
from tests.cli.programs import COMMAND, ROOT, environment
from tests.design.drawings import identity_of, layer

pytestmark = pytest.mark.timeout(400)  # programs are started, each of which imports torch
needs_posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
TIMED = ("seconds", "monitoring")
STEPS = 29
EPOCHS = 60
FRESH = ("--epochs", EPOCHS, "--device", "cpu")
CHECKPOINTS = ("--checkpoint-steps", 7)
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundred steps a second, with dropout, running means and momentum."""
    path = tmp_path_factory.mktemp("project") / "spiral.nnd"
    design = open_example("spiral").design
    for name, kind in (("dense_1", "batch_norm"), ("dense_2", "dropout")):
        link = next(each for each in design.links if each.source == identity_of(design, name))
        design, _ = insert_on_link(design, link, layer(kind))
    save_project(Project(design), path)
    return path


def run_here(*arguments: object) -> int:
    """The exit status of the command in this program, which has imported torch already."""
    return main([*map(str, arguments)])


def refusal(captured: Captured, *arguments: object) -> str:
    """What the command says when it refuses."""
    assert run_here(*arguments) == 2
    (line,) = captured.readouterr().err.splitlines()
    return line


@pytest.fixture(scope="module")
def whole(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an uninterrupted run leaves."""
    out = tmp_path_factory.mktemp("whole") / "run"
    assert run_here("train", project, *FRESH, "--out", out) == 0
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


def until_checkpoint(out: Path) -> None:
    end = time.monotonic() + 100
    while not last_two(out / "checkpoints") and time.monotonic() < end:
        time.sleep(0.005)


def ended_by(ending: int, project: Path, out: Path, *more: object, seconds: float = 0.0) -> int:
    """The status of a training that gets this signal some seconds after its first checkpoint."""
    running = started("train", project, *FRESH, *CHECKPOINTS, "--out", out, *more)
    until_checkpoint(out)
    time.sleep(seconds)
    running.send_signal(ending)
    _, complaints = running.communicate(timeout=100)
    assert "nndesigner: " not in complaints, complaints
    return running.returncode


def child_of(running: "subprocess.Popen[str]") -> int:
    """The process that trains for another one."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(running.pid)], capture_output=True, text=True)
    (child,) = found.stdout.split()
    return int(child)


def resumed(project: Path, out: Path, *more: object) -> int:
    return run_here("train", project, *FRESH, *CHECKPOINTS, "--out", out, "--resume", *more)


@needs_posix
def test_a_run_that_was_killed_goes_on_to_the_same_end_and_proves_itself(
    project: Path, whole: Path, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "run"
    assert ended_by(signal.SIGKILL, project, out) == -9
    assert resumed(project, out) == 0
    assert "Going on after step " in capsys.readouterr().err
    assert_same(out, whole)
    assert run_here("prove", out) == 0
    proof = capsys.readouterr()
    assert proof.out.startswith("Step ") and proof.out.endswith(" are the same bit for bit.\n") and not proof.err
    assert resumed(project, out) == 0
    again = capsys.readouterr()
    assert not again.out and f"finished already, after {EPOCHS} of {EPOCHS} epochs" in again.err


@needs_posix
def test_when_the_training_process_is_killed_it_says_where_resume_goes_on_and_the_other_host_does(
    project: Path, whole: Path, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "run"
    running = started("train", project, *FRESH, *CHECKPOINTS, "--out", out, "--host", "process")
    until_checkpoint(out)
    os.kill(child_of(running), signal.SIGKILL)
    _, complaints = running.communicate(timeout=100)
    assert running.returncode == 2
    step = int(last_two(out / "checkpoints")[-1].stem.rpartition("-")[2])
    assert f". Resume goes on from step {step}. " in complaints
    assert resumed(project, out, "--host", "thread") == 0
    assert f"Going on after step {grouped(step)}, in epoch " in capsys.readouterr().err
    assert_same(out, whole)


@pytest.mark.soak
@needs_posix
@pytest.mark.parametrize(("first", "then"), [("thread", "process"), ("process", "thread"), ("process", "process")])
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_was_ended_in_any_way_goes_on_in_any_host(
    ending: int, first: str, then: str, project: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    status = ended_by(ending, project, out, "--host", first, seconds=0.3)
    assert status == (-9 if ending == signal.SIGKILL else 128 + ending)
    assert resumed(project, out, "--host", then) == 0
    assert_same(out, whole)


@pytest.mark.soak
@needs_posix
@pytest.mark.timeout(3600)
def test_twenty_runs_that_were_killed_at_any_moment_go_on_to_the_same_end(
    project: Path, whole: Path, tmp_path: Path
) -> None:
    chance = random.Random()
    kills = 0
    for number in range(20):
        out = tmp_path / f"run {number}"
        more: tuple[object, ...] = ()
        for _ in range(chance.randint(1, 3)):
            host = chance.choice(["thread", "process"])
            ended_by(signal.SIGKILL, project, out, "--host", host, *more, seconds=chance.uniform(0.0, 1.0))
            more = ("--resume",)
            kills += 1
        assert resumed(project, out) == 0
        assert_same(out, whole)
    print(f"{kills} kills")


@pytest.fixture(scope="module")
def once_stopped(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a training leaves that was asked to end."""
    out = tmp_path_factory.mktemp("stopped") / "run"
    assert ended_by(signal.SIGTERM, project, out) == 128 + signal.SIGTERM
    return out


@pytest.fixture
def stopped(once_stopped: Path, tmp_path: Path) -> Path:
    return shutil.copytree(once_stopped, tmp_path / "run")


@needs_posix
def test_a_damaged_checkpoint_is_passed_over(project: Path, whole: Path, stopped: Path, capsys: Captured) -> None:
    _, newest = last_two(stopped / "checkpoints")
    newest.write_bytes(newest.read_bytes()[:-1000])
    assert resumed(project, stopped) == 0
    said = capsys.readouterr().err
    assert f"The checkpoint {newest.name} is damaged" in said and "The one before is taken." in said
    assert_same(stopped, whole)


@needs_posix
def test_another_training_is_refused_with_what_differs(project: Path, stopped: Path, capsys: Captured) -> None:
    before = {path: path.read_bytes() for path in stopped.rglob("*") if path.is_file()}
    others = ("train", project, *FRESH, "--batch-size", 500, "--out", stopped, "--resume")
    assert run_here(*others) == 2
    assert "the training options differ (batch size was 32, is 500)" in capsys.readouterr().err
    assert run_here("train", "example:xor-mlp", *FRESH, "--out", stopped, "--resume") == 2
    assert "the layers differ" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in stopped.rglob("*") if path.is_file()} == before


@needs_posix
def test_without_any_good_checkpoint_it_says_what_is_wrong_with_each(
    project: Path, stopped: Path, capsys: Captured
) -> None:
    for path in (stopped / "checkpoints").iterdir():
        path.write_bytes(b"nothing")
    said = refusal(capsys, "train", project, *FRESH, "--out", stopped, "--resume")
    assert said.count("damaged") >= 2


@needs_posix
def test_a_run_that_could_go_on_is_not_cleared_without_being_asked(
    project: Path, stopped: Path, capsys: Captured
) -> None:
    before = sorted(path.name for path in (stopped / "checkpoints").iterdir())
    said = refusal(capsys, "train", project, *FRESH, "--out", stopped)
    assert "a run that is not finished, at step " in said and "--resume to go on" in said and "--fresh" in said
    assert sorted(path.name for path in (stopped / "checkpoints").iterdir()) == before
    once = ("--epochs", 1, "--device", "cpu", "--out", stopped)
    assert run_here("train", project, *once, "--fresh") == 0
    assert "Going on" not in capsys.readouterr().err
    assert last_two(stopped / "checkpoints")[-1].name == f"step-{STEPS:09}.safetensors"
    assert run_here("train", project, *once) == 0  # a finished one is replaced


def test_nothing_to_resume_is_said(project: Path, tmp_path: Path, capsys: Captured) -> None:
    assert "There is no run in" in refusal(capsys, "train", project, "--out", tmp_path, "--resume")
    assert "There is no run in" in refusal(capsys, "prove", tmp_path)
    assert "Give one after --out" in refusal(capsys, "train", project, "--resume")
    assert "not both" in refusal(capsys, "train", project, "--out", tmp_path, "--resume", "--fresh")
    assert list(tmp_path.iterdir()) == []


def test_that_no_checkpoint_can_be_kept_is_said_once(project: Path, tmp_path: Path, capsys: Captured) -> None:
    for step in range(1, 2 * STEPS + 1):  # folders stand where the files should be
        (tmp_path / "checkpoints" / f"step-{step:09}.safetensors").mkdir(parents=True)
    status = run_here("train", project, "--epochs", 2, "--device", "cpu", "--out", tmp_path, *CHECKPOINTS)
    assert (status, capsys.readouterr().err.count("The last checkpoint was not kept.")) == (0, 1)


def test_a_run_that_cannot_begin_leaves_the_other_files_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "samples.csv").write_text("a,b\n1,2\n2,4\n3,6\n4,8\n")
    assert run_here("train", "--data", tmp_path / "samples.csv", "--batch-size", 1, "--out", tmp_path) == 0
    (tmp_path / "samples.csv").unlink()
    assert run_here("train", tmp_path / "trained.nnd", "--out", tmp_path) == 2
    assert {"notes.txt", "trained.nnd", "weights.safetensors", "history.csv", "summary.json"} <= {
        each.name for each in tmp_path.iterdir()
    }
