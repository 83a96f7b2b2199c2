"""packaging/dev.py: what it finds missing, what it says, and how it gets out of trouble."""

import ast
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "dev.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout of its own, with the real script in it and nothing to install."""
    (tmp_path / "packaging").mkdir()
    shutil.copy(SCRIPT, tmp_path / "packaging")
    (tmp_path / "packaging" / "constraints.txt").write_text("numpy==2.0.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'nothing'\n")
    return tmp_path


@pytest.fixture
def dev(checkout: Path) -> ModuleType:
    """The script of that checkout as a module."""
    specification = importlib.util.spec_from_file_location("dev", checkout / "packaging" / "dev.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def started(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script run as a user runs it."""
    command = [sys.executable, str(checkout / "packaging" / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables}, cwd=checkout)


def test_python_3_9_can_read_the_script_and_so_say_that_it_is_too_old() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 9))


def test_an_old_python_is_refused_and_a_newer_one_named(dev: ModuleType, monkeypatch, tmp_path: Path) -> None:
    newer = tmp_path / "python3.12"
    newer.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(dev.SetupFailed, match=r"this is Python 3\.9\. Use python3\.12 instead\."):
        dev.require_python((3, 9))


def test_without_a_newer_python_the_advice_is_to_install_one(dev: ModuleType, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(dev.SetupFailed, match=r"Install Python 3\.11 or newer and use that\."):
        dev.require_python((3, 10))


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt"])
def test_changing_what_is_to_be_installed_installs_again(dev: ModuleType, checkout: Path, name: str) -> None:
    before = dev.wanted_set()
    assert dev.wanted_set() == before
    with (checkout / name).open("a") as file:
        file.write("# changed\n")
    assert dev.wanted_set() != before


def test_a_moved_checkout_installs_again(dev: ModuleType, tmp_path_factory) -> None:
    before = dev.wanted_set()
    dev.ROOT = tmp_path_factory.mktemp("elsewhere")
    assert dev.wanted_set() != before


def test_a_fresh_environment_works_until_it_is_broken(dev: ModuleType) -> None:
    assert not dev.environment_works()
    dev.make_environment()
    assert dev.environment_works()
    shutil.rmtree(next(dev.ENVIRONMENT.glob("[Ll]ib/**/site-packages")) / "pip")
    assert not dev.environment_works()


def test_an_installation_that_was_cut_off_makes_the_environment_anew(dev: ModuleType, capsys) -> None:
    dev.make_environment()
    litter = dev.ENVIRONMENT / "half a package"
    litter.touch()
    dev.STAMP.write_text(dev.INSTALLING)
    assert not dev.environment_works()
    dev.make_environment()
    assert dev.environment_works()
    assert not litter.exists()
    assert "Making it anew" in capsys.readouterr().out


def test_when_pip_fails_the_message_says_what_to_try_and_the_next_start_installs_again(checkout: Path) -> None:
    (checkout / "pyproject.toml").write_text("this is no toml")
    outcome = started(checkout, "test")
    assert outcome.returncode == 1
    assert "pip could not install the packages" in outcome.stderr
    assert "Traceback" not in outcome.stderr.rpartition("pip could not")[2]
    assert not (checkout / ".venv" / "installed-set").exists()


def test_every_library_maps_to_a_package_named_after_it(dev: ModuleType) -> None:
    everything = dev.needed_libraries({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"})
    for library, package in everything.items():
        name, _, release = library.lower().partition(".so.")
        bare_name, bare_package = (re.sub("[-.0-9]", "", text) for text in (name, package))
        assert bare_package == bare_name and package.endswith(release), (library, package)


def test_a_server_needs_neither_x11_nor_wayland_libraries(dev: ModuleType) -> None:
    assert dev.needed_libraries({}) == dev.OFFSCREEN_LIBRARIES
    assert "libxcb-cursor.so.0" in dev.needed_libraries({"DISPLAY": ":0"})
    assert "libwayland-cursor.so.0" not in dev.needed_libraries({"DISPLAY": ":0"})
    assert "libwayland-cursor.so.0" in dev.needed_libraries({"WAYLAND_DISPLAY": "wayland-0"})


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries are a matter of Linux")
class TestOnLinux:
    """What only Linux needs."""

    def test_a_library_that_does_not_exist_is_not_loadable(self, dev: ModuleType) -> None:
        assert dev.is_loadable("libc.so.6")
        assert not dev.is_loadable("libno-such-thing.so.1")

    def test_a_user_who_is_not_root_reads_the_exact_command(self, dev: ModuleType, monkeypatch, tmp_path) -> None:
        (tmp_path / "apt-get").touch(mode=0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        dev.OFFSCREEN_LIBRARIES = {"libno-such-thing.so.1": "libno-such-thing1", "libnor-this.so.2": "libnor-this2"}
        with pytest.raises(dev.SetupFailed) as problem:
            dev.prepare_libraries({})
        assert "libno-such-thing.so.1, libnor-this.so.2" in str(problem.value)
        command = "sudo apt-get install --yes --no-install-recommends libno-such-thing1 libnor-this2"
        assert f"\n    {command}\n" in str(problem.value)

    def test_a_system_without_apt_reads_the_names_of_the_libraries(
        self, dev: ModuleType, monkeypatch, tmp_path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        dev.OFFSCREEN_LIBRARIES = {"libno-such-thing.so.1": "libno-such-thing1"}
        with pytest.raises(dev.SetupFailed) as problem:
            dev.prepare_libraries({})
        assert "libno-such-thing.so.1" in str(problem.value)
        assert "package manager of this system" in str(problem.value)

    def test_with_no_display_there_is_an_obstacle_unless_qt_is_told_a_platform(self, dev: ModuleType) -> None:
        assert "no display" in dev.window_obstacle({})
        assert dev.window_obstacle({"QT_QPA_PLATFORM": "offscreen"}) == ""

    def test_a_display_where_nobody_answers_is_an_obstacle(self, dev: ModuleType) -> None:
        if not dev.is_loadable("libxcb.so.1"):
            pytest.skip("libxcb is not installed")
        assert dev.window_obstacle({"DISPLAY": ":4711"}) == "No X server answers at DISPLAY=:4711."

    def test_a_wayland_display_counts_when_its_socket_is_there(self, dev: ModuleType, tmp_path: Path) -> None:
        variables = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert dev.window_obstacle(variables) == "No Wayland compositor answers at WAYLAND_DISPLAY=wayland-7."
        (tmp_path / "wayland-7").touch()
        assert dev.window_obstacle(variables) == ""


def test_a_file_that_is_not_there_is_said_before_anything_is_installed(checkout: Path) -> None:
    outcome = started(checkout, "run", "no-such.nnd")
    assert (outcome.returncode, outcome.stderr.strip()) == (1, "There is no file no-such.nnd.")
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("arguments, code", [([], 2), (["dance"], 2), (["--help"], 0)])
def test_without_a_command_it_shows_the_two_there_are(checkout: Path, arguments: list[str], code: int) -> None:
    outcome = started(checkout, *arguments)
    assert outcome.returncode == code
    assert "dev.py run [FILE]" in outcome.stdout
    assert "dev.py test [pytest arguments]" in outcome.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals to a process group are a matter of POSIX")
def test_ctrl_c_lets_the_program_finish_its_own_way(dev: ModuleType, checkout: Path) -> None:
    program = "import time\ntry:\n    print('ready', flush=True); time.sleep(60)\nexcept KeyboardInterrupt:\n"
    program += "    time.sleep(0.6); open('saved', 'w').close()"
    starter = "import sys; sys.path.insert(0, 'packaging'); import dev\n"
    starter += "dev.COMMANDS['test'] = lambda _: dev.run_program([sys.executable, '-c', sys.argv[1]])\n"
    starter += "sys.exit(dev.main(['test']))"
    process = subprocess.Popen(
        [sys.executable, "-c", starter, program],
        cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout and process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors.strip()) == (130, "Stopped.")
    assert (checkout / "saved").exists()


def test_every_check_runs_and_the_first_failure_gives_the_exit_code(dev: ModuleType, checkout: Path, capfd) -> None:
    dev.make_environment()
    dev.STAMP.write_text(dev.wanted_set())
    assert dev.main(["test"]) == 1
    printed = capfd.readouterr().out
    for check in ("ruff check", "ruff format", "mypy", "pytest"):
        assert f"({check}): FAILED" in printed
