"""The verbs say which of two classes the number of one unit is about, and let the user choose it."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nndesigner.cli.figures import in_full
from nndesigner.project.file import open_project
from tests.cli.programs import json_lines, nndesigner, said, tiny

QUICK = ("--epochs", 3, "--device", "cpu")


@pytest.fixture(scope="module")
def customers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Customers who leave when they are new or call often: words and numbers, and two classes."""
    random = np.random.default_rng(0)
    months, calls = random.integers(1, 60, 200), random.integers(0, 5, 200)
    leaves = months + random.normal(0, 10, 200) < 12 * calls
    path = tmp_path_factory.mktemp("data") / "customers.csv"
    plan = random.choice(["basic", "plus"], 200)
    customer = np.where(leaves, "churned", "stayed")
    pl.DataFrame({"plan": plan, "months": months, "calls": calls, "customer": customer}).write_csv(path)
    return path


def test_data_alone_is_learned_by_a_network_that_ends_with_one_sigmoid(customers, tmp_path):
    ran = nndesigner("train", "--data", customers, *QUICK, "--out", tmp_path)
    assert ran.returncode == 0, ran.stderr
    design = open_project(tmp_path / "trained.nnd").design
    last = design.node_named("dense_3")
    assert last and (last.layer.units, last.layer.activation) == (1, "sigmoid")
    assert design.training.loss.kind == "binary_cross_entropy"
    assert design.training.epochs == 3
    assert "precision of 'stayed'" in ran.stdout and "F1 of 'stayed'" in ran.stdout


def test_the_positive_class_can_be_chosen_and_is_kept(customers, tmp_path):
    ran = nndesigner("train", "--data", customers, "--positive", "churned", *QUICK, "--jsonl", "--out", tmp_path)
    assert ran.returncode == 0, ran.stderr
    lines = json_lines(ran.stdout)
    started = next(line for line in lines if line["event"] == "started")
    assert started["positive"] == {"output": "churned"}
    (_, false_alarms), (missed, _) = np.array(lines[-1]["confusion"])[::-1, ::-1]
    right = lines[-1]["confusion"][0][0]
    assert lines[-1]["test"]["precision"] == pytest.approx(right / max(right + false_alarms, 1))
    assert lines[-1]["test"]["recall"] == pytest.approx(right / max(right + missed, 1))
    summary = nndesigner("summary", tmp_path / "trained.nnd").stdout
    assert "output gives one number, which is the probability of 'churned'" in summary
    plain = json.loads(nndesigner("summary", tmp_path / "trained.nnd", "--json").stdout)
    assert plain["positive"] == {"output": "churned"}


def test_a_positive_class_that_there_is_not_is_refused(customers, tmp_path):
    wrong = nndesigner("train", "--data", customers, "--positive", "gone", *QUICK)
    assert wrong.returncode == 2
    assert wrong.stderr.endswith("nndesigner: The positive class should be churned or stayed, but is gone.\n")
    assert "only where one unit learns two classes" in said(nndesigner("train", tiny(tmp_path), "--positive", "3"))


def test_without_file_and_data_there_is_nothing_to_train():
    assert "nothing to train" in said(nndesigner("train"))


def test_a_metric_of_one_class_names_it_where_outputs_have_one():
    metrics = {"accuracy/a": 0.5, "accuracy/b": 0.5, "precision/a": 0.25, "precision/b": 0.75}
    assert in_full(metrics, {"a": "yes"}) == (
        "accuracy 50.00 % (a), 50.00 % (b), precision of 'yes' 25.00 % (a), precision 75.00 % (b)"
    )
