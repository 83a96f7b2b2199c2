"""Settings: what was chosen is there again, and files that are gone are not offered."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from nndesigner.app.settings import MOST_RECENT, Settings
from nndesigner.training.hosts.choice import HostKind


def settings(folder: Path) -> Settings:
    return Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))


def test_the_theme_is_remembered_and_nonsense_is_not(tmp_path: Path) -> None:
    settings(tmp_path).theme = "light"
    assert settings(tmp_path).theme == "light"
    settings(tmp_path).theme = "pink"
    assert settings(tmp_path).theme == "system"


def test_recent_files_come_newest_first_once_each_and_only_while_they_exist(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.nnd" for number in range(MOST_RECENT + 2)]
    for file in files:
        file.write_text("")
        settings(tmp_path).remember_file(file)
    settings(tmp_path).remember_file(files[3])
    files[-1].unlink()
    found = settings(tmp_path).recent_files
    assert found[0] == files[3]
    assert len(found) == len(set(found)) == MOST_RECENT - 1
    assert files[-1] not in found


def test_one_recent_file_is_a_list_too(tmp_path: Path) -> None:
    (tmp_path / "only.nnd").write_text("")
    settings(tmp_path).remember_file(tmp_path / "only.nnd")
    assert settings(tmp_path).recent_files == [tmp_path / "only.nnd"]


def test_layouts_are_kept(tmp_path: Path) -> None:
    assert settings(tmp_path).layout("docks") is None
    settings(tmp_path).keep_layout("docks", QByteArray(b"state"))
    assert settings(tmp_path).layout("docks") == QByteArray(b"state")


def test_the_size_of_text_is_remembered_and_nonsense_is_not(tmp_path: Path) -> None:
    assert settings(tmp_path).text_size == 100
    settings(tmp_path).text_size = 150
    assert settings(tmp_path).text_size == 150
    settings(tmp_path).text_size = 7
    assert settings(tmp_path).text_size == 100


def test_where_a_training_runs_is_remembered_and_nonsense_is_not(tmp_path: Path) -> None:
    assert settings(tmp_path).host is HostKind.THREAD
    settings(tmp_path).host = HostKind.PROCESS
    assert settings(tmp_path).host is HostKind.PROCESS
    QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat).setValue("host", "elsewhere")
    assert settings(tmp_path).host is HostKind.THREAD
