"""Where the files that ship with the application lie."""

from pathlib import Path


def _resources() -> Path:
    """The `resources` folder: inside the package when installed, beside it in a source tree."""
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


RESOURCES = _resources()
EXAMPLES = RESOURCES / "examples"
DATA_SETS = RESOURCES / "datasets"
ICONS = RESOURCES / "icons"
