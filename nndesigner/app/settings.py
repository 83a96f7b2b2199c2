"""What the user chose for all documents: theme, size of text, window layout, recent files."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from nndesigner.training.hosts.choice import HostKind

MOST_RECENT = 8
TEXT_SIZES = (100, 125, 150)
"""Percent that text, and everything with it, can be shown at, on top of what the system asks for."""


class Settings:
    """The user's settings, kept by the system's usual means."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings("nndesigner", "nndesigner")

    @property
    def theme(self) -> str:
        """ "dark", "light" or "system"."""
        found = str(self._store.value("theme", "system"))
        return found if found in ("dark", "light", "system") else "system"

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def text_size(self) -> int:
        """One of TEXT_SIZES; it holds from the next start on."""
        found = str(self._store.value("text_size", TEXT_SIZES[0]))
        return int(found) if found in map(str, TEXT_SIZES) else TEXT_SIZES[0]

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._store.setValue("text_size", percent)

    @property
    def host(self) -> HostKind:
        """Where trainings run."""
        found = str(self._store.value("host", HostKind.THREAD.value))
        return HostKind(found) if found in {each.value for each in HostKind} else HostKind.THREAD

    @host.setter
    def host(self, kind: HostKind) -> None:
        self._store.setValue("host", kind.value)

    @property
    def recent_files(self) -> list[Path]:
        """Projects opened or saved lately that are still there, newest first."""
        stored = self._store.value("recent_files", [])
        names = [stored] if isinstance(stored, str) else list(stored or [])  # type: ignore[call-overload]
        return [path for name in names if (path := Path(str(name))).is_file()]

    def remember_file(self, path: Path) -> None:
        """Put `path` at the head of the recent files."""
        names = [str(path.resolve()), *(str(other) for other in self.recent_files)]
        self._store.setValue("recent_files", list(dict.fromkeys(names))[:MOST_RECENT])

    def layout(self, name: str) -> QByteArray | None:
        """A stored geometry or arrangement of docks."""
        found = self._store.value(name)
        return found if isinstance(found, QByteArray) else None

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Store a geometry or arrangement of docks."""
        self._store.setValue(name, state)
