"""Tests of the samples that are kept: they are read once, and again only when they would be others."""

from nndesigner.answers.library import Library
from nndesigner.answers.loaded_data import read
from nndesigner.design.options import DataOptions
from nndesigner.project.examples import open_example
from nndesigner.project.learned import Predictor


def test_samples_that_were_shown_last_are_not_read_again():
    asked = []

    def counted(predictor: Predictor, data: DataOptions):
        asked.append(data)
        return read(predictor, data)

    library = Library(counted)
    spiral, moons = (open_example(name).design for name in ("spiral", "xor-mlp"))
    first = library.read(spiral, spiral.data)
    other = library.read(moons, moons.data)
    assert library.read(spiral, spiral.data) is first
    assert library.read(moons, moons.data) is other
    assert asked == [spiral.data, moons.data]


def test_another_seed_splits_the_samples_anew():
    library = Library(read)
    design = open_example("spiral").design
    first = library.read(design, design.data)
    again = design.changed(training=design.training.changed(seed=design.training.seed + 1))
    assert library.read(again, again.data) is not first
