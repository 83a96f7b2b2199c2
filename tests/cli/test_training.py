"""The verb train: what it tells, what it keeps, and how it is stopped."""

import csv
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from nndesigner.__main__ import main
from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.design.options import EarlyStopping, TrainingOptions
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.training.history import History
from tests.cli.programs import COMMAND, ROOT, environment, json_lines, nndesigner, said, tiny
from tests.design.drawings import drawn, layer

needs_posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals, pipes and terminals")
KEPT = ["history.csv", "trained.nnd", "weights.safetensors"]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict], Path]:
    """What two short epochs told, and the folder with what they left."""
    folder = tmp_path_factory.mktemp("a place with ü")
    out = folder / "new" / "run"
    arguments = ("--epochs", 2, "--batch-size", 3000, "--seed", 3, "--device", "cpu", "--jsonl", "--out", out)
    ran = nndesigner("train", tiny(folder), *arguments)
    assert (ran.returncode, ran.stderr) == (0, "")
    return json_lines(ran.stdout), out


def test_every_event_is_one_line_of_json(trained):
    told, _ = trained
    started, first, second, finished = [line for line in told if line["event"] != "preparing"]
    assert (started["event"], started["epochs"], started["batch_size"], started["parameters"]) == (
        "started",
        2,
        3000,
        7850,
    )
    assert [(line["event"], line["epoch"]) for line in (first, second)] == [("epoch", 1), ("epoch", 2)]
    assert second["validation"]["loss"] < first["validation"]["loss"]
    assert told[-1] is finished and (finished["event"], finished["epochs"]) == ("finished", 2)
    for part in ("train", "validation", "test"):
        assert finished[part]["loss"] > 0 and 0.2 < finished[part]["accuracy"] <= 1


def test_the_lines_of_json_carry_everything_that_was_measured(trained):
    told, _ = trained
    last, finished = told[-2:]
    assert {"precision", "recall", "f1"} <= last["validation"].keys()
    assert last["is_best"] is True and 0 <= last["monitoring"] < 1
    assert (sum(map(sum, last["confusion"])), sum(map(sum, finished["confusion"]))) == (6000, 10_000)
    assert finished["best_epoch"] is None


def test_settings_that_are_no_numbers_are_flags(tmp_path):
    out = tmp_path / "run"
    ran = nndesigner("train", tiny(tmp_path), "--precision", "double", "--no-full-batch", "--jsonl", "--out", out)
    assert (ran.returncode, ran.stderr) == (0, "")
    settings = open_project(out / "trained.nnd").design.training.settings
    assert (settings.precision, settings.full_batch) == ("double", False)


def test_an_early_end_says_whose_weights_are_kept(tmp_path):
    design = open_project(tiny(tmp_path, epochs=50, batch_size=500)).design
    stopping = EarlyStopping(enabled=True, patience=1, minimum_change=0.5)
    save_project(
        Project(design.changed(training=replace(design.training, early_stopping=stopping))), tmp_path / "early.nnd"
    )
    ran = nndesigner("train", tmp_path / "early.nnd")
    assert ran.stdout.startswith("Ended early after 2 of 50 epochs with the weights of epoch 1; training loss")


def test_project_weights_and_history_are_kept(trained):
    told, out = trained
    assert set(KEPT) <= set(names_in(out))
    project = open_project(out / "trained.nnd")
    training = project.design.training
    assert (training.epochs, training.batch_size, training.seed) == (2, 3000, 3)
    weights = load_file(out / "weights.safetensors")
    assert project.learned is not None and weights.keys() == {"dense_1.weight", "dense_1.bias"}
    (dense,) = project.design.of_kind("dense")
    assert np.array_equal(weights["dense_1.weight"], project.learned.weights[f"{dense.id}.weight"])
    history = History.from_plain(project.shown.history())
    assert history.test["accuracy"] == told[-1]["test"]["accuracy"]
    with (out / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert float(rows[1]["validation_loss"]) == told[-1]["validation"]["loss"]


def test_a_trained_project_exports_and_its_code_runs(trained, tmp_path, capsys):
    _, out = trained
    for name in ("safetensors", "torch", "npz"):
        assert main(["export", str(out / "trained.nnd"), "--to", name, str(tmp_path / name)]) == 0
        assert capsys.readouterr() == (f"Wrote {tmp_path / name}.\n", "")
        assert (tmp_path / name).stat().st_size > 30_000
    ran = nndesigner("export", out / "trained.nnd", "--to", "python", tmp_path / "out.py")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "out.py and out.safetensors, its weights." in ran.stdout
    ran = subprocess.run([sys.executable, tmp_path / "out.py"], capture_output=True, text=True, cwd=tmp_path)
    assert ran.stdout == "in (2, 1, 28, 28), out (2, 10)\n", ran.stderr


def test_without_a_terminal_the_progress_comes_in_plain_lines(tmp_path):
    ran = nndesigner("train", tiny(tmp_path), "--out", tmp_path / "run")
    assert ran.returncode == 0
    assert "\x1b" not in ran.stderr + ran.stdout
    (line,) = [line for line in ran.stderr.splitlines() if line.startswith("epoch")]
    assert line.startswith("epoch 1 of 1: training loss ") and "; validation loss " in line
    result, kept = ran.stdout.splitlines()
    assert result.startswith("Finished 1 of 1 epochs; training loss") and "; test loss" in result
    assert str(tmp_path / "run") in kept


@needs_posix
def test_in_a_terminal_there_is_a_bar(tmp_path):
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "train", str(tiny(tmp_path, batch_size=500))],
        cwd=ROOT,
        env=environment(TERM="xterm", COLUMNS="120"),
        stderr=theirs,
        stdout=subprocess.DEVNULL,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # what Linux says when the other side has closed
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert process.wait() == 0
    text = seen.decode("utf-8")
    assert "━" in text and "/108" in text and "loss" in text and "/s" in text
    assert "epoch 1 of 1: training loss" in text and "Traceback" not in text


@needs_posix
def test_a_training_that_is_interrupted_keeps_what_it_reached(tmp_path):
    out = tmp_path / "run"
    process = subprocess.Popen(
        [*COMMAND, "train", str(tiny(tmp_path, epochs=10_000)), "--jsonl", "--out", str(out)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if '"event": "epoch"' in line:
            break
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    finished = json_lines(rest)[-1]
    assert (finished["event"], finished["reason"], finished["test"]) == ("finished", "stopped", {})
    assert finished["epochs"] >= 1
    assert set(KEPT) <= set(names_in(out))
    assert open_project(out / "trained.nnd").learned


@needs_posix
def test_a_training_whose_reader_goes_away_keeps_what_it_reached(tmp_path):
    out = tmp_path / "run"
    process = subprocess.Popen(
        [*COMMAND, "train", str(tiny(tmp_path, epochs=10_000)), "--jsonl", "--out", str(out)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stderr is not None
    for line in process.stdout:
        if '"event": "started"' in line:
            break
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), errors) == (141, "")
    assert set(KEPT) <= set(names_in(out))


def test_a_training_that_breaks_keeps_what_it_reached(tmp_path):
    design = drawn("input", "flatten", layer("dense", units=10, activation="linear"), "output")
    settings = design.training.settings.changed(epochs=3, batch_size=500)
    design = design.changed(training=TrainingOptions(MeanSquaredError(), SGD(learning_rate=100), settings=settings))
    save_project(Project(design), tmp_path / "wild.nnd")
    ran = nndesigner("train", tmp_path / "wild.nnd", "--jsonl", "--out", tmp_path / "run")
    sentence = said(ran)
    failed = json_lines(ran.stdout)[-1]
    assert failed["event"] == "failed" and failed["message"][:20] in sentence
    left = names_in(tmp_path / "run")
    assert {"history.csv", "trained.nnd"} <= set(left) and "weights.safetensors" not in left
    project = open_project(tmp_path / "run" / "trained.nnd")
    assert project.learned is None
    assert History.from_plain(project.shown.history()).failed


def test_in_a_process_of_its_own_it_reports_and_keeps_the_same(trained, tmp_path):
    told, out = trained
    arguments = ("--epochs", 2, "--batch-size", 3000, "--seed", 3, "--device", "cpu", "--jsonl")
    ran = nndesigner("train", tiny(tmp_path), *arguments, "--out", tmp_path / "run", "--host", "process")
    assert (ran.returncode, ran.stderr) == (0, "")

    def timeless(lines: list[dict]) -> list[dict]:
        return [
            {name: value for name, value in line.items() if name not in ("seconds", "monitoring")} for line in lines
        ]

    assert timeless(json_lines(ran.stdout)) == timeless(told)
    here, there = (load_file(folder / "weights.safetensors") for folder in (out, tmp_path / "run"))
    assert here.keys() == there.keys()
    assert all(np.array_equal(here[name], there[name]) for name in here)
