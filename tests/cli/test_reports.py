"""The verbs that only tell: summary, check, examples, datasets, and the help."""

import json
import subprocess
import sys

import pytest
from rich.cells import cell_len

from nndesigner import __version__
from nndesigner.design import edits
from nndesigner.project.file import Project, open_project, save_project
from tests.cli.programs import ROOT, environment, in_terminal, nndesigner
from tests.design.drawings import classifier, drawn, identity_of, layer

WATCHED = """
import sys
from nndesigner.__main__ import main
for command in sys.argv[1:]:
    main(command.split())
heavy = {"torch", "PySide6", "pyqtgraph", "shiboken6"} & set(sys.modules)
print("heavy", *sorted(heavy), file=sys.stderr)
"""


def test_the_summary_lists_the_layers_in_the_order_of_flow():
    summary = json.loads(nndesigner("summary", "example:mnist-cnn", "--json").stdout)
    assert summary["layers"][0] == {"name": "images", "kind": "input", "output_shape": [1, 28, 28], "parameters": 0}
    assert summary["layers"][1] == {
        "name": "conv_1",
        "kind": "conv2d",
        "output_shape": [16, 28, 28],
        "parameters": 1 * 5 * 5 * 16 + 16,
    }
    assert summary["layers"][-1]["name"] == "digits"
    assert summary["parameters"] == sum(each["parameters"] for each in summary["layers"]) > 1000


def test_the_summary_is_a_table_for_people():
    lines = nndesigner("summary", "example:mnist-mlp").stdout.splitlines()
    (dense,) = [line for line in lines if line.split()[:1] == ["dense_1"]]
    assert dense.split() == ["dense_1", "dense", "F", "512", "401", "920"]
    assert lines[-1] == "669 706 parameters".replace(" ", "\u202f", 1)


def test_shapes_that_do_not_follow_are_unknown_in_the_summary(tmp_path):
    design = drawn("input", "dense", "output")
    save_project(Project(design), tmp_path / "broken.nnd")
    ran = nndesigner("summary", tmp_path / "broken.nnd", "--json")
    assert [each["output_shape"] for each in json.loads(ran.stdout)["layers"]] == [[1, 28, 28], None, None]
    assert "1 problem; see: nndesigner check" in nndesigner("summary", tmp_path / "broken.nnd").stdout


def test_totals_of_an_unfinished_design_are_said_to_be_partial(tmp_path):
    design = drawn("input", "flatten", layer("dense", units=10), "conv2d", "output")
    save_project(Project(design), tmp_path / "unfinished.nnd")
    for verb in ("summary", "check"):
        told = json.loads(nndesigner(verb, tmp_path / "unfinished.nnd", "--json").stdout)
        assert (told["parameters"], told["complete"], told["unknown"]) == (7850, False, ["conv_1", "output"])
    ran = nndesigner("summary", tmp_path / "unfinished.nnd")
    assert "7\u202f850 parameters so far; not known yet: those of conv_1, output" in ran.stdout.splitlines()
    layers = json.loads(nndesigner("summary", tmp_path / "unfinished.nnd", "--json").stdout)["layers"]
    assert [each["parameters"] for each in layers] == [0, 0, 7850, None, None]


def test_without_an_output_the_total_is_one_so_far(tmp_path):
    save_project(Project(drawn("input", "flatten", layer("dense", units=10))), tmp_path / "begun.nnd")
    told = json.loads(nndesigner("summary", tmp_path / "begun.nnd", "--json").stdout)
    assert (told["parameters"], told["complete"], told["unused"]) == (7850, False, [])
    assert "so far; nothing leads to an output yet" in nndesigner("summary", tmp_path / "begun.nnd").stdout


def test_layers_that_lead_nowhere_are_not_counted(tmp_path):
    design = classifier()
    design, dead = edits.add_node(design, layer("dense", units=100), (300.0, 200.0), name="dead")
    design = edits.connect(design, identity_of(design, "flatten_1"), dead)
    save_project(Project(design), tmp_path / "dead.nnd")
    told = json.loads(nndesigner("summary", tmp_path / "dead.nnd", "--json").stdout)
    assert (told["parameters"], told["complete"], told["unused"]) == (7850, True, ["dead"])
    lines = nndesigner("summary", tmp_path / "dead.nnd").stdout.splitlines()
    assert "7\u202f850 parameters" in lines
    assert "not counted, because they lead to no output: dead" in lines


@pytest.mark.parametrize("verb", ["examples", "datasets", "summary example:california-housing"])
def test_other_programs_get_one_line_for_each_row_with_its_name_first(verb):
    lines = nndesigner(*verb.split(), COLUMNS="40").stdout.splitlines()
    told = json.loads(nndesigner(*verb.split(), "--json").stdout)
    names = [f"example:{each['name']}" for each in told.get("examples", ())]
    names += [each["kind"] for each in told.get("datasets", ())]
    names += [each["name"] for each in told.get("layers", ())]
    assert [line.split()[0] for line in lines[1 : len(names) + 1]] == names
    assert len(lines) - len(names) in (1, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to look on with")
@pytest.mark.parametrize(
    ("columns", "variables"), [(40, {}), (60, {"TERM": "dumb"}), (80, {"NO_COLOR": "1"}), (120, {})], ids=str
)
def test_no_word_is_broken_in_a_terminal(columns, variables):
    for verb in ("examples", "summary example:mnist-cnn"):
        shown = in_terminal(columns, *verb.split(), **variables)
        assert max(cell_len(line) for line in shown.splitlines()) <= columns
        words = set(nndesigner(*verb.split()).stdout.split())
        titles = {f"{title}:" for title in words} | {"shows:"}
        assert set(shown.split()) <= words | titles


def test_a_check_without_problems_ends_with_0():
    ran = nndesigner("check", "example:mnist-mlp", "--json")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["problems"], told["complete"]) == (0, [], True)
    assert nndesigner("check", "example:mnist-mlp").stdout == "No problems: it can be trained.\n"


def test_a_check_names_problems_with_their_fixes_and_ends_with_1(tmp_path):
    save_project(Project(drawn("input", "dense", "output")), tmp_path / "broken.nnd")
    ran = nndesigner("check", tmp_path / "broken.nnd", "--json")
    assert ran.returncode == 1
    (problem,) = json.loads(ran.stdout)["problems"]
    assert (problem["layer"], problem["severity"]) == ("dense_1", "error")
    assert problem["message"].startswith("Dense expects a flat vector, but input gives")
    assert problem["fixes"][0] == "Insert Flatten"
    ran = nndesigner("check", tmp_path / "broken.nnd")
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[0].startswith("error: dense_1: Dense expects")
    assert "    Insert Flatten" in ran.stdout.splitlines()


def test_names_cannot_steer_the_terminal(tmp_path):
    design = drawn("input", layer("dense"), "output")
    design = edits.rename(design, identity_of(design, "dense_1"), "\x1b[31m[red]\u202ex")
    save_project(Project(design), tmp_path / "odd.nnd")
    for verb in ("summary", "check"):
        output = nndesigner(verb, tmp_path / "odd.nnd").stdout
        assert "\x1b" not in output and "\u202e" not in output and "[red]" in output
    assert open_project(tmp_path / "odd.nnd").design == design


def test_the_examples_and_data_sets_are_listed():
    assert "example:mnist-mlp" in nndesigner("examples").stdout
    examples = json.loads(nndesigner("examples", "--json").stdout)["examples"]
    assert [each["name"] for each in examples][:2] == ["and-gate", "xor-perceptron"]
    assert all(each["title"] and each["point"] for each in examples)
    assert "MNIST digits" in nndesigner("datasets").stdout
    (mnist,) = [
        each for each in json.loads(nndesigner("datasets", "--json").stdout)["datasets"] if each["kind"] == "mnist"
    ]
    assert (mnist["sample_shape"], len(mnist["classes"])) == ([1, 28, 28], 10)


@pytest.mark.parametrize("arguments", [["--help"], ["train", "--help"], ["export", "-h"], ["--version"]])
def test_help_and_version_go_to_the_standard_output(arguments):
    ran = nndesigner(*arguments)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (__version__ if arguments == ["--version"] else "nndesigner") in ran.stdout


def loaded_by(*commands: str) -> str:
    """Which heavy packages a program has loaded after these commands."""
    program = [sys.executable, "-c", WATCHED, *commands]
    ran = subprocess.run(program, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    return ran.stderr.splitlines()[-1]


def test_what_needs_neither_torch_nor_qt_starts_without_them():
    commands = ("summary example:mnist-mlp", "check example:mnist-cnn --json", "examples", "datasets", "--version")
    assert loaded_by(*commands, "train example:mnist-mlp --epochs 0", "summary missing.nnd") == "heavy"


def test_exporting_and_training_do_without_qt(tmp_path):
    export = f"export example:mnist-mlp --to python {tmp_path / 'out.py'}"
    assert loaded_by(export, "train example:mnist-mlp --device none") == "heavy torch"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_our_characters_gets_others(encoding):
    ran = subprocess.run(
        [sys.executable, "-m", "nndesigner", "summary", "example:mnist-mlp"],
        cwd=ROOT,
        env=environment(PYTHONIOENCODING=encoding),
        capture_output=True,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"dense_1" in ran.stdout
