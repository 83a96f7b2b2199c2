"""What every instrument keeps to, by being declared: its readings have the declared form and survive a file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nndesigner.catalog.regularizers import Regularizer
from nndesigner.data.samples import Samples
from nndesigner.project.file import open_project
from nndesigner.training.events import StepDone
from nndesigner.training.history import History
from nndesigner.training.instruments.instrument import Instrument, declared
from nndesigner.training.order import Order
from nndesigner.training.plain_values import MalformedHistory
from nndesigner.training.quantities import QUANTITIES
from nndesigner.training.readings import Generated, PerNode, Reading, Scalar
from nndesigner.training.run import prepare
from tests.design.drawings import layer
from tests.training.adversaries import gan
from tests.training.designs import of_kind, trainable

FILES = Path(__file__).parents[1] / "files"
EVERY = pytest.mark.parametrize("kind", declared(), ids=lambda kind: kind.__name__)
REGULARIZED = (layer("dense", units=16), layer("dropout", rate=0.25))


def steps(kind: type[Instrument], digits: Samples, wanted: frozenset[str]) -> list[StepDone]:
    """The steps of a training that has something to read for the instrument, which reads what is `wanted`."""
    is_of_gans = any(quantity.form is Generated for quantity in kind.quantities)
    design = gan(epochs=1) if is_of_gans else trainable(*REGULARIZED, epochs=1)
    options = replace(design.training, regularizer=Regularizer.of_kind("l2"))
    run = prepare(Order(design.changed(training=options), "cpu"), samples=None if is_of_gans else digits)
    run._cadence.wanted, run._cadence.closely = wanted, True
    return of_kind(run.events(), StepDone)


@pytest.fixture
def everything(kind: type[Instrument], digits: Samples) -> list[StepDone]:
    return steps(kind, digits, frozenset(QUANTITIES))


def kept(events: list[StepDone]) -> History:
    history = History()
    for event in events:
        history.add(event)
    return history


def values_of(reading: Reading) -> Any:
    if isinstance(reading, Scalar):
        return reading
    return {node: getattr(value, "kept", value) for node, value in reading.of_nodes.items()}


def test_every_quantity_is_read_by_one_instrument() -> None:
    read = [quantity for kind in declared() for quantity in kind.quantities]
    assert sorted(quantity.name for quantity in read) == sorted(QUANTITIES)
    assert all(QUANTITIES[quantity.name] is quantity for quantity in read)


def test_an_instrument_takes_part_by_being_declared() -> None:
    assert {"LossInstrument", "GradientNormsInstrument"} <= {kind.__name__ for kind in declared()}


@EVERY
def test_readings_have_the_form_of_their_quantity(kind: type[Instrument], everything: list[StepDone]) -> None:
    for quantity in kind.quantities:
        assert all(isinstance(step.readings[quantity.name], quantity.form) for step in everything)


@EVERY
def test_readings_survive_a_file(kind: type[Instrument], everything: list[StepDone]) -> None:
    history = kept(everything)
    again = History.from_plain(json.loads(json.dumps(history.to_plain(), allow_nan=False)))
    last = everything[-1].readings
    for quantity in kind.quantities:
        if quantity.form is Scalar:
            assert again.steps_of(quantity.name)[-1] == last[quantity.name].value
        elif quantity.form is PerNode:
            found = again.nodes_of(quantity.name)
            assert {node: column[-1] for node, column in found.items()} == last[quantity.name].of_nodes
            assert all(np.array_equal(found[node], column) for node, column in history.nodes_of(quantity.name).items())
        elif quantity.form is Generated:
            assert again.generated == {}, "they are made again of the weights"
        else:
            found = values_of(again.masks[quantity.name])
            assert all(np.array_equal(found[node], mask) for node, mask in values_of(last[quantity.name]).items())


@EVERY
def test_an_instrument_that_nobody_wants_is_left_alone(
    kind: type[Instrument], digits: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was used")

    for name in ("watch", "read", "read_after"):
        monkeypatch.setattr(kind, name, never)
    names = {quantity.name for quantity in kind.quantities}
    found = steps(kind, digits, frozenset(QUANTITIES.keys() - names))
    assert found
    assert all(not names & step.readings.keys() for step in found)


@EVERY
def test_a_look_brings_one_transfer_from_the_device_at_most(
    kind: type[Instrument], digits: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfers: list[int] = []
    is_looking = False

    def counted(original: Any) -> Any:
        def call(*arguments: Any) -> Any:
            if is_looking:
                transfers[-1] += 1
            return original(*arguments)

        return call

    def look(original: Any) -> Any:
        def call(*arguments: Any) -> Any:
            nonlocal is_looking
            transfers.append(0)
            is_looking = True
            try:
                return original(*arguments)
            finally:
                is_looking = False

        return call

    for name in ("tolist", "item", "cpu"):
        monkeypatch.setattr(torch.Tensor, name, counted(getattr(torch.Tensor, name)))
    for name in ("read", "read_after"):
        monkeypatch.setattr(kind, name, look(getattr(kind, name)))
    steps(kind, digits, frozenset(QUANTITIES))
    assert transfers
    assert max(transfers) <= 1


def test_a_history_keeps_quantities_it_does_not_know() -> None:
    history = kept([StepDone(1, 1, 10, {"new": Scalar(1.0), "newer": PerNode({"n1": 2.0})})])
    again = History.from_plain(json.loads(json.dumps(history.to_plain())))
    assert again.steps_of("new").tolist() == [1.0]
    assert again.nodes_of("newer")["n1"].tolist() == [2.0]


@pytest.mark.parametrize("form", [1, 2, 3])
def test_curves_of_older_files_are_there(form: int) -> None:
    plain = open_project(FILES / f"format_{form}.nnd").runs[0].history()
    history = History.from_plain(plain)
    assert history.to_plain()["steps"] == plain["steps"]
    assert np.isfinite(history.loss).all()
    assert np.isfinite([column[0] for column in history.nodes_of("gradient_norms").values()]).all()
    assert {node for masks in history.masks.values() for node in masks.of_nodes} == set(plain.get("masks", {}))
    assert set(history.masks) == ({"dropout_masks"} if plain.get("masks") else set())


@pytest.mark.parametrize(
    "steps",
    [
        {"step": [1], "new": {f"n{number}": [1] for number in range(5001)}},
        {"step": [1], **{f"new {number}": {} for number in range(21)}},
        {"step": [1], **{f"new {number}": [1] for number in range(100)}},
        {"step": [1], "loss": {"n1": [1]}},
        {"step": [1], "new": "text"},
    ],
)
def test_a_history_of_too_much_or_of_another_form_is_refused(steps: dict[str, Any]) -> None:
    with pytest.raises(MalformedHistory, match="should"):
        History.from_plain({"steps": steps})
