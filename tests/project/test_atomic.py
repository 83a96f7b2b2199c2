"""Saving is whole or not at all: whatever goes wrong, the old file is still there."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from nndesigner.project.atomic import CannotWrite, write_file
from nndesigner.project.file import Project, ProjectError, open_project, save_project
from tests.design.drawings import branched, classifier

ROOT = Path(__file__).parents[2]
needs_posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")

KILL_WHILE_SAVING = """
import os, random, signal, sys, time
import numpy as np
from nndesigner.project.file import Project, open_project, save_project
from nndesigner.project.learned import Learned
from tests.design.drawings import classifier

path, chance = sys.argv[1], random.Random(3)
designs = {size: classifier(*["dense"] * size) for size in (1, 2)}
projects = [
    Project(design).with_training(Learned(design, {"n3.weight": np.full(200_000 * size, size)}), None)
    for size, design in designs.items()
]
save_project(projects[0], path)
began = time.perf_counter()
save_project(projects[1], path)
needed = time.perf_counter() - began
for attempt in range(20):
    child = os.fork()
    while child == 0:
        for project in projects[:: (-1) ** attempt]:
            save_project(project, path)
    time.sleep(chance.uniform(0, 4 * needed))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = open_project(path)
    size = sum(node.layer.kind == "dense" for node in found.design.nodes.values()) - 1
    assert size in (1, 2)
    values = found.learned.weights["n3.weight"]
    assert (values == size).all() and len(values) == 200_000 * size
    print(size)
"""

SAVE_WITH_LITTLE_ROOM = """
import resource, sys
import numpy as np
from nndesigner.project.file import Project, ProjectError, save_project
from nndesigner.project.learned import Learned
from tests.design.drawings import classifier
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    learned = Learned(classifier(), {"n3.weight": np.zeros(100_000)})
    save_project(Project(classifier()).with_training(learned, None), sys.argv[1])
except ProjectError as error:
    print(error)
"""

SAVE_AS_NOBODY = """
import os, sys
from nndesigner.project.file import Project, ProjectError, save_project
from tests.design.drawings import classifier
if os.geteuid() == 0:  # root may write everywhere
    os.setuid(65534)
try:
    save_project(Project(classifier()), sys.argv[1])
except ProjectError as error:
    print(error)
"""


def run(program: str, *arguments: object) -> str:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@needs_posix
def test_a_process_killed_while_it_saves_leaves_the_old_file_or_the_new_one(tmp_path):
    sizes = run(KILL_WHILE_SAVING, tmp_path / "mine.nnd").split()
    assert len(sizes) == 20 and {"1", "2"} == set(sizes)


@needs_posix
@pytest.mark.parametrize("room", [0, 100, 2000, 100_000, 800_000])
def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(tmp_path, room):
    path = tmp_path / "mine.nnd"
    save_project(Project(branched()), path)
    before = path.read_bytes()
    said = run(SAVE_WITH_LITTLE_ROOM, path, room)
    assert "no room left" in said and "Free some space" in said and "unchanged" in said
    assert path.read_bytes() == before
    assert names_in(tmp_path) == ["mine.nnd"]


@needs_posix
@pytest.mark.parametrize(("protected", "mode"), [("", 0o555), ("mine.nnd", 0o444)])
def test_a_read_only_folder_or_file_keeps_the_old_file(protected, mode):
    with TemporaryDirectory() as name:
        folder, path = Path(name), Path(name, "mine.nnd")
        save_project(Project(branched()), path)
        before = path.read_bytes()
        folder.chmod(0o777)
        (folder / protected).chmod(mode)
        assert "may not be written" in run(SAVE_AS_NOBODY, path)
        folder.chmod(0o700)
        assert (path.read_bytes(), names_in(folder)) == (before, ["mine.nnd"])


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder where nobody can write")
def test_a_folder_where_nobody_can_write_is_said():
    with pytest.raises(ProjectError, match="unchanged"):
        save_project(Project(branched()), "/proc/self/mine.nnd")


@pytest.mark.parametrize("wrong", ["missing/mine.nnd", "", "a\0b", "x" * 300 + ".nnd", "file/mine.nnd"])
def test_a_place_that_cannot_be_written_is_said(tmp_path, wrong):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(ProjectError, match="unchanged"):
        save_project(Project(branched()), tmp_path / wrong)
    assert names_in(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "kept"


@needs_posix
@pytest.mark.parametrize("device", ["/dev/null", "/dev/full"])
def test_devices_are_not_replaced_by_files(device):
    with pytest.raises(ProjectError, match="not an ordinary file"):
        save_project(Project(branched()), device)
    assert Path(device).is_char_device()


@needs_posix
def test_links_are_followed_and_mode_bits_kept(tmp_path):
    real, link = tmp_path / "real.nnd", tmp_path / "link.nnd"
    save_project(Project(branched()), real)
    real.chmod(0o640)
    link.symlink_to(real.name)
    save_project(Project(classifier()), link)
    assert link.is_symlink() and real.stat().st_mode & 0o777 == 0o640
    assert open_project(real).design == classifier()


@needs_posix
def test_a_new_file_may_be_read_by_those_whom_the_umask_allows(tmp_path):
    before = os.umask(0o027)
    try:
        save_project(Project(branched()), tmp_path / "mine.nnd")
    finally:
        os.umask(before)
    assert (tmp_path / "mine.nnd").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("no")])
def test_a_writer_or_reader_that_fails_leaves_nothing_behind(tmp_path, error):
    path = tmp_path / "kept"
    path.write_text("old")

    def fail(_: object) -> None:
        raise error

    for write, verify in ((fail, lambda _: None), (lambda file: file.write(b"new"), fail)):
        with pytest.raises((CannotWrite, KeyboardInterrupt)):
            write_file(path, write, verify)
        assert (path.read_text(), names_in(tmp_path)) == ("old", ["kept"])


class InUse(PermissionError):
    """What Windows says while a virus scanner reads the file."""

    winerror = 32


def test_a_file_in_use_on_windows_is_tried_again(tmp_path, monkeypatch):
    path, attempts, replace = tmp_path / "kept", [], os.replace

    def busy(source: Path, target: Path) -> None:
        attempts.append(target)
        if len(attempts) < 3:
            raise InUse(13, "used by another process")
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)
    write_file(path, lambda file: file.write(b"new"))
    assert (path.read_text(), len(attempts), names_in(tmp_path)) == ("new", 3, ["kept"])
