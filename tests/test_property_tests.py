"""Property tests draw the same examples in every run, and others, for as long as is wanted, under `-m soak`."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FEW_IMPORTS, MANY_IMPORTS = "tests/design/test_names.py", "tests/export"


def pytest_run(*arguments: str) -> str:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=110)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def examples_drawn(*files: str) -> str:
    """The examples of the tests about names when they run together with other files."""
    output = pytest_run("-s", "--hypothesis-verbosity=verbose", "-k", "test_names", *files)
    return output[output.index("Trying explicit example") : output.rindex("Test case:")]


def test_the_same_examples_are_drawn_whatever_else_was_imported():
    alone = examples_drawn(FEW_IMPORTS)
    assert alone.count("Test case:") > 90
    assert examples_drawn(MANY_IMPORTS, FEW_IMPORTS) == alone


def test_under_soak_property_tests_go_on_for_the_time_that_is_given():
    output = pytest_run("-m", "soak", "--soak-minutes", "0.05", "tests/design/test_arrange.py")
    counts = [
        int(number) for number in re.findall(r"^ *(\d+) examples in +\d+ s: tests/design/test_arrange", output, re.M)
    ]
    assert len(counts) == 2
    assert max(counts) > 150
