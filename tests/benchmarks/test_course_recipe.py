"""MNIST with the network and the recipe of the course: 784-512-512-10, ReLU, SGD with momentum, L2 1e-3."""

import pytest

from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.catalog.regularizers import L2
from nndesigner.design.options import DataOptions, Settings, Split, TrainingOptions
from nndesigner.training.events import Finished
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.design.drawings import classifier, layer

COURSE = 0.9770
"""The test accuracy of the course after 100 epochs."""


@pytest.mark.benchmark
def test_the_recipe_of_the_course_beats_its_own_result_in_fewer_epochs() -> None:
    design = classifier(layer("dense", units=512), layer("dense", units=512)).changed(
        training=TrainingOptions(
            optimizer=SGD(learning_rate=0.01, momentum=0.9),
            regularizer=L2(strength=1e-3),
            settings=Settings(batch_size=128, epochs=20),
        ),
        data=DataOptions(split=Split(validation_fraction=0.1)),
    )
    (*_, finished) = prepare(Order(design, "cpu")).events()
    assert isinstance(finished, Finished)
    print(f"\n{finished.epochs} epochs: test accuracy {finished.test['accuracy']:.2%}, course {COURSE:.2%}")
    assert finished.test["accuracy"] > COURSE
