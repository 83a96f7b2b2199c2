"""The examples that ship with the application open, can be trained, and say what they are about."""

import itertools

import pytest

from nndesigner.design.check import check
from nndesigner.project.examples import examples, locate, open_example
from nndesigner.project.file import ProjectError

NAMES = [example.name for example in examples()]


def test_the_examples_go_from_simple_to_hard():
    assert NAMES[:4] == ["and-gate", "xor-perceptron", "xor-mlp", "worked-example"]
    assert NAMES.index("mnist-mlp") < NAMES.index("mnist-cnn") < NAMES.index("mnist-resnet")
    assert len({example.order for example in examples()}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_trained_as_it_is(name):
    assert not check(open_example(name).design).problems


@pytest.mark.parametrize("example", examples(), ids=NAMES)
def test_an_example_says_its_point_in_one_line(example):
    assert example.title != example.name
    assert 20 < len(example.point) < 120 and "\n" not in example.point


@pytest.mark.parametrize("name", NAMES)
def test_the_layers_of_an_example_stand_on_the_grid_below_what_they_read(name):
    design = open_example(name).design
    places = {node.id: node.position for node in design.nodes.values()}
    assert all(x % 168 == 0 and y % 72 == 0 for x, y in places.values())
    assert all(places[link.source][1] < places[link.target][1] for link in design.links)
    for one, other in itertools.combinations(places.values(), 2):
        assert abs(one[0] - other[0]) >= 336 or abs(one[1] - other[1]) >= 72


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
