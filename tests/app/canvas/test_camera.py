"""What is shown whole is clear of everything that floats over the canvas."""

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from nndesigner.app.canvas.camera import READABLE
from nndesigner.app.canvas.clear_room import best_room, moved_into
from nndesigner.project.examples import open_example

from .conftest import Bench

VIEW = QRectF(0, 0, 700, 400)
LEGEND, MAP = QRectF(0, 360, 300, 40), QRectF(550, 300, 150, 100)


@pytest.mark.parametrize("size", [(560, 330), (712, 384), (1000, 800)])
@pytest.mark.parametrize("name", ["mnist-mlp", "mnist-cnn", "optimizers-compared", "vanishing-gradients", "mnist-vae"])
def test_what_is_shown_whole_lies_under_nothing(bench: Bench, name: str, size: tuple[int, int]):
    view = bench.view
    view.resize(*size)
    bench.load(open_example(name).design)
    view.show_readings({"x": 1.0}, {})
    view.fit_all()
    for item in view.drawing.nodes.values():
        card = view.mapFromScene(item.rectangle()).boundingRect()
        assert view.viewport().rect().contains(card)
        assert not card.intersects(view.legend.geometry()) and not card.intersects(view.minimap.geometry())
        assert card.top() >= 48, "room for a message"


@pytest.mark.parametrize("name", ["mnist-mlp", "mnist-cnn", "worked-example"])
def test_an_example_opens_whole_in_a_small_window(bench: Bench, name: str):
    bench.view.resize(712, 384)
    bench.load(open_example(name).design)
    assert bench.view.camera.shows(bench.view.drawing.extent())


def test_the_beginning_of_a_large_example_opens_beside_the_map(bench: Bench):
    bench.view.resize(712, 384)
    bench.load(open_example("mnist-resnet").design)
    assert bench.view.camera.zoom == READABLE
    for item in bench.view.drawing.nodes.values():
        card = bench.view.mapFromScene(item.rectangle()).boundingRect()
        assert not card.intersects(bench.view.minimap.geometry())


def test_a_network_that_grows_out_of_sight_is_shown_whole_again(bench: Bench):
    bench.view.resize(712, 384)
    bench.load(open_example("mnist-mlp").design)
    bench.editing.append("dense")
    bench.view.drawing.finish_motion()
    assert bench.view.camera.shows(bench.view.drawing.extent())


def test_a_tall_drawing_stands_between_what_floats_and_a_wide_one_above():
    between = best_room(VIEW, [LEGEND, MAP], QSizeF(100, 1000), 1.0)
    above = best_room(VIEW, [LEGEND, MAP], QSizeF(1400, 400), 1.0)
    assert between == QRectF(300, 0, 250, 400)
    assert above == QRectF(0, 0, 700, 300)


def test_a_small_drawing_stays_in_the_middle():
    room = best_room(VIEW, [LEGEND, MAP], QSizeF(100, 100), 1.0)
    place = QRectF(300, 150, 100, 100)
    assert moved_into(room, place) == place


def test_what_is_too_large_for_a_room_stands_in_its_middle():
    assert moved_into(QRectF(0, 0, 100, 100), QRectF(0, 0, 300, 50)).center() == QPointF(50, 25)
