"""The examples that ship with the application open, can be trained, and say what they are about."""

import pytest

from nndesigner.design.check import check
from nndesigner.project.examples import examples, locate, open_example
from nndesigner.project.file import ProjectError

NAMES = [example.name for example in examples()]


def test_the_first_example_is_the_simplest():
    assert NAMES[:2] == ["mnist-mlp", "mnist-cnn"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_trained_as_it_is(name):
    assert not check(open_example(name).design).problems


@pytest.mark.parametrize("example", examples(), ids=NAMES)
def test_an_example_says_its_point_in_one_line(example):
    assert example.title != example.name
    assert 20 < len(example.point) < 120 and "\n" not in example.point


@pytest.mark.parametrize("name", NAMES)
def test_an_example_stands_in_a_straight_column(name):
    places = [node.position for node in open_example(name).design.nodes.values()]
    assert places == [(0.0, 72.0 * row) for row in range(len(places))]


@pytest.mark.parametrize("name", ["mnist", "", "../../pyproject", "/etc/passwd", "mnist-mlp.json"])
def test_an_unknown_example_names_those_there_are(name):
    with pytest.raises(ProjectError, match="example:mnist-mlp"):
        open_example(name)


def test_a_path_stays_a_path(tmp_path):
    path = tmp_path / "mine.nnd"
    path.touch()
    assert locate(str(path)) == path


@pytest.mark.parametrize("file", ["missing.nnd", "a\0b", "x" * 5000])
def test_a_missing_file_is_said_with_what_there_is_instead(file):
    with pytest.raises(ProjectError, match=r"There is no file .*example:mnist-mlp"):
        locate(file)
