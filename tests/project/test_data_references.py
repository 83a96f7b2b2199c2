"""A project finds its data again wherever both are moved, and says when it cannot."""

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from nndesigner.catalog.files import FileReference
from nndesigner.catalog.sources.idx_files import IdxFiles
from nndesigner.catalog.sources.image_folder import ImageFolder
from nndesigner.catalog.sources.table import Table
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.design.options import DataOptions
from nndesigner.project.file import Project, ProjectError, open_project, save_project
from nndesigner.project.learned import Learned
from nndesigner.project.references import moved_along, problems_of_data, references, with_paths

CONTENT = b"a,b\n1,2\n"


def design_of(path: Path, **reference: object) -> Design:
    file = FileReference(path=str(path), size=len(CONTENT), digest=hashlib.sha256(CONTENT).hexdigest())
    return Design(data=DataOptions(Table(file=file.model_copy(update=reference))))


def folder_with_data(folder: Path) -> Path:
    path = folder / "data" / "numbers.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return path


def path_of(design: Design) -> str:
    ((_, reference),) = references(design)
    return reference.path


def written_path(path: Path) -> str:
    text = zipfile.ZipFile(path).read("project.json") if path.suffix == ".nnd" else path.read_bytes()
    return json.loads(text)["data"]["source"]["file"]["path"]


@pytest.mark.parametrize("name", ["mine.nnd", "mine.json"])
def test_data_beside_or_below_a_project_moves_with_it(tmp_path, name):
    design = design_of(folder_with_data(tmp_path / "here"))
    save_project(Project(design), tmp_path / "here" / name)
    assert written_path(tmp_path / "here" / name) == "data/numbers.csv"
    assert open_project(tmp_path / "here" / name).design == design
    shutil.move(tmp_path / "here", tmp_path / "there")
    found = open_project(tmp_path / "there" / name).design
    assert path_of(found) == str(tmp_path / "there" / "data" / "numbers.csv")
    assert problems_of_data(found) == []


def test_data_elsewhere_keeps_its_path(tmp_path):
    design = design_of(folder_with_data(tmp_path / "elsewhere"))
    (tmp_path / "here").mkdir()
    save_project(Project(design), tmp_path / "here" / "mine.nnd")
    assert written_path(tmp_path / "here" / "mine.nnd") == path_of(design)
    assert open_project(tmp_path / "here" / "mine.nnd").design == design


def test_a_project_saved_from_within_its_folder_is_relative_too(tmp_path, monkeypatch):
    design = design_of(folder_with_data(tmp_path))
    monkeypatch.chdir(tmp_path)
    save_project(Project(design), "mine.nnd")
    assert written_path(Path("mine.nnd")) == "data/numbers.csv"
    assert open_project("mine.nnd").design == design


def test_missing_or_changed_data_is_told_and_opens_all_the_same(tmp_path):
    path = folder_with_data(tmp_path)
    save_project(Project(design_of(path)), tmp_path / "mine.nnd")
    for change, reason in (
        (lambda: path.write_bytes(CONTENT.replace(b"1", b"7")), "other contents"),
        (lambda: path.write_bytes(b"a"), "has 1 byte, but had 8"),
        (lambda: path.unlink(), f"numbers.csv is missing in {path.parent}"),
        (lambda: shutil.rmtree(path.parent), "is missing"),
    ):
        change()
        design = open_project(tmp_path / "mine.nnd").design
        (problem,) = problems_of_data(design)
        assert (problem.what, problem.path) == ("file", str(path))
        assert reason in problem.reason and problem.reason.endswith(".")


def test_data_is_pointed_at_another_place(tmp_path):
    path = folder_with_data(tmp_path)
    lost = design_of(tmp_path / "lost.csv")
    moves = moved_along(lost, str(tmp_path / "lost.csv"), str(path))
    found = with_paths(lost, lambda each: moves.get(each, each))
    assert path_of(found) == str(path) and problems_of_data(found) == []
    path.write_bytes(CONTENT + b"3,4\n")
    assert "has 12 bytes" in problems_of_data(found)[0].reason
    assert with_paths(lost, lambda each: each) is lost


def test_what_lay_beside_or_in_it_is_found_with_it(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    (new / "labels").mkdir(parents=True)
    for name in ("pictures", "labels/all", "tests"):
        (new / name).write_bytes(b"")
    idx = IdxFiles(
        inputs=FileReference(path=str(old / "pictures")),
        targets=FileReference(path=str(old / "labels" / "all")),
        test_inputs=FileReference(path=str(old / "gone")),
    )
    found = moved_along(Design(data=DataOptions(idx)), str(old / "pictures"), str(new / "pictures"))
    assert found == {str(old / name): str(new / name) for name in ("pictures", "labels/all")}
    folder = ImageFolder(folder=FileReference(path=str(old)), labels=FileReference(path=str(old / "tests")))
    moves = moved_along(Design(data=DataOptions(folder)), str(old), str(new))
    assert moves == {str(old): str(new), str(old / "tests"): str(new / "tests")}


def test_what_is_still_there_stays_when_another_file_is_located(tmp_path):
    for name in ("old/labels", "new/labels", "new/pictures"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    idx = IdxFiles(
        inputs=FileReference(path=str(tmp_path / "old" / "pictures")),
        targets=FileReference(path=str(tmp_path / "old" / "labels")),
    )
    old, new = str(tmp_path / "old" / "pictures"), str(tmp_path / "new" / "pictures")
    assert moved_along(Design(data=DataOptions(idx)), old, new) == {old: new}


STRANGE = ["two words", 'it\'s "quoted"', "נתונים שלי", "two\nlines", "back\\slash", "50 % off #1"]


@pytest.mark.skipif(os.name == "nt", reason="such names are not allowed there")
@pytest.mark.parametrize("name", STRANGE)
def test_projects_in_folders_of_strange_names_move_with_their_data(tmp_path, name):
    design = design_of(folder_with_data(tmp_path / name / name))
    save_project(Project(design), tmp_path / name / f"{name}.nnd")
    assert written_path(tmp_path / name / f"{name}.nnd") == f"{name}/data/numbers.csv"
    shutil.move(tmp_path / name, tmp_path / "elsewhere")
    moved = open_project(tmp_path / "elsewhere" / f"{name}.nnd").design
    assert problems_of_data(moved) == []
    Path(path_of(moved)).unlink()
    (problem,) = problems_of_data(moved)
    assert problem.reason.startswith("The file numbers.csv is missing in ") and problem.reason.isprintable()


def test_a_file_that_became_a_folder_is_told(tmp_path):
    path = folder_with_data(tmp_path)
    path.unlink()
    path.mkdir()
    assert problems_of_data(design_of(path))[0].reason == "The file numbers.csv is a folder now."


def test_large_files_are_compared_by_size_unless_it_shall_be_thorough(tmp_path, monkeypatch):
    monkeypatch.setattr("nndesigner.data.changes.LARGEST_COMPARED", 4)
    path = folder_with_data(tmp_path)
    path.write_bytes(CONTENT.replace(b"1", b"7"))
    assert problems_of_data(design_of(path)) == []
    assert len(problems_of_data(design_of(path), thoroughly=True)) == 1


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "no/such", "C:\\data\\numbers.csv"])
def test_paths_from_strangers_are_only_told(tmp_path, path):
    save_project(
        Project(design_of(Path("x")).changed(data=DataOptions(Table(file=FileReference(path=path))))),
        tmp_path / "a.nnd",
    )
    assert len(problems_of_data(open_project(tmp_path / "a.nnd").design)) == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nobody is locked out here")
def test_data_that_may_not_be_read_is_told(tmp_path):
    path = folder_with_data(tmp_path)
    path.chmod(0)
    assert "cannot be read: permission denied" in problems_of_data(design_of(path))[0].reason


def test_designs_without_files_have_no_problems():
    assert list(references(Design())) == [] and problems_of_data(Design()) == []


FITTED = Fitted("table", ({"do": "fill", "columns": {"a": 2.5}},), ("a",), (), ("a",), ("b",), ())


def test_what_the_preparation_learned_is_kept_with_the_weights(tmp_path):
    save_project(Project(Design()).with_training(Learned(Design(), {}, FITTED), None), tmp_path / "mine.nnd")
    assert open_project(tmp_path / "mine.nnd").learned.preparation == FITTED
    save_project(Project(Design()).with_training(Learned(Design(), {}), None), tmp_path / "other.nnd")
    assert open_project(tmp_path / "other.nnd").learned.preparation is None


def test_a_damaged_preparation_is_a_project_error(tmp_path):
    save_project(Project(Design()).with_training(Learned(Design(), {}, FITTED), None), tmp_path / "mine.nnd")
    whole = zipfile.ZipFile(tmp_path / "mine.nnd")
    with zipfile.ZipFile(tmp_path / "odd.nnd", "w") as archive:
        for name in whole.namelist():
            is_preparation = name.endswith("preparation.json")
            archive.writestr(name, b'{"of": "table", "steps": [7]}' if is_preparation else whole.read(name))
    with pytest.raises(ProjectError, match="each say what to do"):
        open_project(tmp_path / "odd.nnd")
