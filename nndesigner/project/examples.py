"""The example projects that ship with the application."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nndesigner.locations import EXAMPLES
from nndesigner.project.file import PLAIN_SUFFIX, Project, ProjectError, open_project

PREFIX = "example:"
"""What names an example where a file is expected: "example:mnist-mlp"."""


@dataclass(frozen=True)
class Example:
    """A project to start from: its name, its title, and its point in one line; `order` goes from simple to hard."""

    name: str
    title: str
    point: str
    order: float = math.inf


def examples() -> list[Example]:
    """Every example, from simple to hard."""
    return [example for example, _ in opened_examples()]


def opened_examples() -> list[tuple[Example, Project]]:
    """Every example with what is in it, from simple to hard."""
    found = [(path.stem, open_project(path)) for path in sorted(EXAMPLES.glob(f"*{PLAIN_SUFFIX}"))]
    examples = [
        (Example(name, _about(project, "title") or name, _about(project, "point"), _order(project)), project)
        for name, project in found
    ]
    return sorted(examples, key=lambda pair: pair[0].order)


def open_example(name: str) -> Project:
    """The example called `name`. Raises ProjectError."""
    return open_project(locate(f"{PREFIX}{name}"))


def locate(file: str) -> Path:
    """The path that `file` means, a path itself or "example:NAME". Raises ProjectError when there is no such file."""
    if file.startswith(PREFIX):
        return _path_of_example(file.removeprefix(PREFIX))
    path = Path(file)
    try:
        exists = bool(file) and path.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        raise ProjectError(f"There is no file {file or 'without a name'}. Give the path of a project, or {_offer()}")
    return path


def _path_of_example(name: str) -> Path:
    paths = {path.stem: path for path in EXAMPLES.glob(f"*{PLAIN_SUFFIX}")}
    if name not in paths:
        raise ProjectError(f"There is no example called {name!r}. Expected {_offer()}")
    return paths[name]


def _offer() -> str:
    return "one of " + ", ".join(f"{PREFIX}{example.name}" for example in examples()) + "."


def _order(project: Project) -> float:
    about = project.extra.get("about")
    order = about.get("order") if isinstance(about, Mapping) else None
    return order if isinstance(order, int) else math.inf


def _about(project: Project, what: str) -> str:
    about = project.extra.get("about")
    text = about.get(what) if isinstance(about, Mapping) else None
    return text if isinstance(text, str) else ""
