"""The house plan of ARCHITECTURE.md, held up by looking at the source: who may import whom, and when."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "nndesigner"

MAY_IMPORT = {
    "catalog": {"catalog"},
    "design": {"design", "catalog"},
    "words": {"words", "catalog", "design"},
    "data": {"data", "catalog", "design"},
    "project": {"project", "catalog", "design", "data"},
    "network": {"network", "words", "catalog", "design"},
    "training": {"training", "words", "catalog", "design", "data", "network", "project"},
    "answers": {"answers", "words", "catalog", "design", "data", "network", "project", "training"},
    "runs": {"runs", "catalog", "design", "data", "project", "training"},
    "export": {"export", "words", "catalog", "design", "data", "network", "project", "training"},
    "app": {"app", "words", "catalog", "design", "data", "network", "project", "training", "answers", "runs", "export"},
    "cli": {"cli", "words", "catalog", "design", "data", "network", "project", "training", "answers", "runs", "export"},
    "__main__": {"app", "cli", "catalog", "design", "data", "network", "project", "training", "export"},
    "locations": set(),
    "__init__": set(),
}
"""The arrows of section 1. `nndesigner.locations` and the package itself may be imported by all."""

ROOM = 3
FLOORS = {
    **{"settings": 0, "widgets": 0, "engine": 1, "document": 1, "training": 2},
    **{"window": 4, "start": 5, "pictures": 5, "reporting": 5, "garbage": 5},
}
"""Inside `app`, from the ground up; what is not named is a room, and no room imports another."""

QT = {"PySide6", "shiboken6", "pyqtgraph"}
MAY_NOT_IMPORT = {
    **dict.fromkeys(("catalog", "design", "words", "project", "locations", "__init__"), QT | {"torch"}),
    **dict.fromkeys(("data", "network", "training", "answers", "runs", "export", "cli"), QT),
}

NOT_BEFORE_THE_WINDOW = ("torch", "nndesigner.network", "nndesigner.training.loop", "nndesigner.export")
"""What app/ may not import at the top of a file: importing torch takes longer than the window does."""

WORTH_WAITING_FOR = {"torch", "polars"}
"""Packages so slow to import that `app/` and `cli.py` may import them, and what loads them, where they are needed."""
AFTER_THE_FIRST_PAINT = (
    *("pyqtgraph", "ziamath", "nndesigner.app.opening.dialog", "nndesigner.app.opening.preview"),
    *("nndesigner.app.samples", "nndesigner.app.cockpit"),
)
"""What else `app/` may import inside a function, because the first paint does not need it."""

LONGEST_FILE = 300
EMPTY_WORDS = {"util", "helper", "manager", "misc", "common", "handler"}


@dataclass(frozen=True)
class Import:
    """One import statement: where it stands, what it names, and when it runs."""

    file: Path
    line: int
    name: str
    is_in_function: bool
    is_for_types: bool

    @property
    def area(self) -> str:
        """The folder of ours that is imported; empty for other packages and for `nndesigner` itself."""
        parts = self.name.split(".")
        is_ours = parts[0] == "nndesigner" and len(parts) > 1 and parts[1] in MAY_IMPORT
        return parts[1] if is_ours else ""

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.name}"


def area_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def files() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


@cache
def imports_of(file: Path) -> tuple[Import, ...]:
    return tuple(_imports(file, tree_of(file), is_in_function=False, is_for_types=False))


def imports() -> Iterator[Import]:
    for file in files():
        yield from imports_of(file)


def _imports(file: Path, node: ast.AST, is_in_function: bool, is_for_types: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            for name in _names(file, child):
                yield Import(file, child.lineno, name, is_in_function, is_for_types)
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_guard = isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")
        yield from _imports(file, child, is_in_function or is_function, is_for_types or is_guard)


def _names(file: Path, statement: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    start = statement.module or ""
    if statement.level:
        package = [*file.relative_to(ROOT).parent.parts]
        start = ".".join([*package[: len(package) - statement.level + 1], *filter(None, [statement.module])])
    return [f"{start}.{alias.name}" for alias in statement.names]


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def ways_to_torch() -> dict[str, str]:
    """Every module of ours that loads torch as soon as it is imported, with the import that does it."""
    by_module = {module_of(file): imports_of(file) for file in files()}
    found: dict[str, str] = {}
    number = -1
    while number != len(found):
        number = len(found)
        for module, statements in by_module.items():
            reason = next((str(each) for each in statements if _runs(each) and _loads_torch(each.name, found)), "")
            if reason:
                found.setdefault(module, reason)
    return found


def _runs(statement: Import) -> bool:
    return not statement.is_in_function and not statement.is_for_types


def _loads_torch(name: str, found: dict[str, str]) -> bool:
    """Whether importing `name` loads torch; importing a module imports the packages around it too."""
    parts = name.split(".")
    return parts[0] in WORTH_WAITING_FOR or any(
        ".".join(parts[:length]) in found for length in range(1, len(parts) + 1)
    )


def test_the_house_plan_names_every_folder():
    assert {area_of(file) for file in files()} <= MAY_IMPORT.keys()


def test_every_import_follows_the_arrows_of_the_house_plan():
    against = [
        f"{each}, but {area_of(each.file)} may import only {', '.join(sorted(MAY_IMPORT[area_of(each.file)]))}"
        for each in imports()
        if each.area and each.area != "locations" and each.area not in MAY_IMPORT[area_of(each.file)]
    ]
    assert not against, "\n".join(against)


def test_torch_and_qt_stay_in_the_folders_that_are_about_them():
    against = [
        str(each) for each in imports() if each.name.split(".")[0] in MAY_NOT_IMPORT.get(area_of(each.file), set())
    ]
    assert not against, "\n".join(against)


def test_imports_stand_at_the_top_except_to_start_fast():
    """An import inside a function hides a cycle. There is one good reason for it: to start fast.

    `app/` and `cli.py` may import torch, and what loads torch, where it is first needed, `app/` also what the first
    paint does not need; `__main__.py` may choose there between the window and the command line. Nobody else may.
    """
    heavy = ways_to_torch()
    against = []
    for each in imports():
        area = area_of(each.file)
        is_heavy = _loads_torch(each.name, heavy) or is_within(each.name, NOT_BEFORE_THE_WINDOW)
        is_heavy = is_heavy or (area == "app" and is_within(each.name, AFTER_THE_FIRST_PAINT))
        is_choice = area == "__main__" and each.area in ("app", "cli")
        if each.is_in_function and not (area in ("app", "cli", "__main__") and (is_heavy or is_choice)):
            against.append(f"{each} inside a function")
    assert not against, "\n".join(against)


def test_nothing_in_the_app_imports_torch_or_what_needs_it_at_the_top_of_a_file():
    heavy = ways_to_torch()
    against = [
        f"{each} at the top of the file"
        + next((f"; there {heavy[module]}" for module in heavy if is_within(each.name, (module,))), "")
        for each in imports()
        if area_of(each.file) == "app" and _runs(each)
        if is_within(each.name, NOT_BEFORE_THE_WINDOW) or _loads_torch(each.name, heavy)
    ]
    assert not against, "\n".join(against)


def modules_loaded_by(module: str) -> set[str]:
    program = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


def test_inside_the_window_rooms_stand_on_floors_and_know_nothing_of_each_other():
    against = [str(each) for each in imports() if area_of(each.file) == "app" and _goes_up_or_aside(each)]
    assert not against, "\n".join(against)


def _goes_up_or_aside(statement: Import) -> bool:
    parts = statement.name.split(".")
    if parts[:2] != ["nndesigner", "app"] or len(parts) < 3:
        return False
    here, there = statement.file.relative_to(PACKAGE / "app").parts[0].removesuffix(".py"), parts[2]
    if here == there:
        return False
    floor, below = (FLOORS.get(each, ROOM) for each in (here, there))
    return below > floor or floor == below == ROOM


def test_the_window_is_imported_without_torch():
    assert "torch" not in modules_loaded_by("nndesigner.app.window.main_window")


def test_a_design_is_read_and_checked_without_torch_or_qt():
    loaded = modules_loaded_by("nndesigner.design.check, nndesigner.design.plain, nndesigner.design.arrange")
    assert not loaded & {"torch", "PySide6", "pyqtgraph"}


def test_no_file_is_too_long_to_read_at_one_sitting():
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files()}
    too_long = [f"{file.relative_to(ROOT)}: {length}" for file, length in lengths.items() if length > LONGEST_FILE]
    assert not too_long, f"at most {LONGEST_FILE} lines, but " + ", ".join(too_long)


def test_no_name_of_a_file_or_class_says_nothing():
    names = [(file, file.stem) for file in files()] + [
        (file, folder) for file in files() for folder in file.relative_to(PACKAGE).parts[:-1]
    ]
    names += [
        (file, node.name) for file in files() for node in ast.walk(tree_of(file)) if isinstance(node, ast.ClassDef)
    ]
    against = [f"{file.relative_to(ROOT)}: {name}" for file, name in names if EMPTY_WORDS & words(name)]
    assert not against, "\n".join(against)


def words(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name, in singular."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return {part.lower().removesuffix("s") for part in parts} | {part.lower() for part in parts}


def test_every_module_says_first_what_it_is_for():
    silent = [str(file.relative_to(ROOT)) for file in files() if not ast.get_docstring(tree_of(file))]
    assert not silent, ", ".join(silent)
