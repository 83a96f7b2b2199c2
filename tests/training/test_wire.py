"""The wire: every event, command and order becomes plain values and comes back bit for bit, whoever declared it."""

import dataclasses
import json
import math
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.project.examples import examples, open_example
from nndesigner.project.learned import Learned
from nndesigner.training import commands, events, readings, wire
from nndesigner.training.commands import Command, Watch
from nndesigner.training.events import EpochDone, Event, Finished, Preparing, StepDone
from nndesigner.training.order import Order
from nndesigner.training.plain_forms import Beside, Malformed, form_of, kind_of
from nndesigner.training.readings import Mask, Masks, PerNode, Reading, Scalar
from tests.training.alike import alike
from tests.training.designs import trainable

DESIGNS = (Design(), trainable())
FITTED = Fitted("samples", ({"do": "scale", "mean": [0.1], "factor": [1 / 3]},))
NAMES = some.text("abc/ é", max_size=4)
TYPES = (np.float32, np.float64, np.int64, np.bool_)


def values_of(declared: Any) -> some.SearchStrategy[Any]:
    """Any values of a declared type."""
    origin, inner = get_origin(declared), get_args(declared)
    if declared in (Design, Fitted):
        return some.sampled_from(DESIGNS) if declared is Design else some.just(FITTED)
    if origin is np.ndarray:
        kind = get_args(inner[1])[0]
        kinds = some.sampled_from(TYPES) if kind is np.generic else some.just(kind)
        shapes = some.sampled_from([(), (0,), (3,), (2, 3), (1, 2, 2)])
        return some.builds(lambda kind, shape: np.full(shape, 1, kind), kinds, shapes)
    if origin is Literal:
        return some.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return some.one_of(*map(values_of, inner))
    if origin is tuple:
        return some.lists(values_of(inner[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return some.dictionaries(NAMES, values_of(inner[1]), max_size=2)
    if dataclasses.is_dataclass(declared):
        hints = get_type_hints(declared)
        return some.builds(
            declared, **{each.name: values_of(hints[each.name]) for each in dataclasses.fields(declared)}
        )
    return some.from_type(declared)


def through_json(plain: Any) -> Any:
    """As it arrives elsewhere; JSON in the strict sense has neither NaN nor infinity."""
    return json.loads(json.dumps(plain, allow_nan=False))


@pytest.mark.parametrize("kind", get_args(Event), ids=kind_of)
@given(some.data())
def test_every_event_comes_back_bit_for_bit(kind: type, data: some.DataObject) -> None:
    event = data.draw(values_of(kind))
    plain, arrays = wire.to_plain(event)
    assert alike(wire.from_plain(through_json(plain), arrays), event)


@pytest.mark.parametrize("form", get_args(Reading), ids=kind_of)
@given(some.data())
def test_every_form_of_reading_comes_back_bit_for_bit(form: type, data: some.DataObject) -> None:
    event = StepDone(1, 1, 1, {"quantity": data.draw(values_of(form))})
    plain, arrays = wire.to_plain(event)
    assert alike(wire.from_plain(through_json(plain), arrays), event)


@pytest.mark.parametrize("kind", get_args(Command), ids=kind_of)
@given(some.data())
def test_every_command_comes_back(kind: type, data: some.DataObject) -> None:
    command = data.draw(values_of(kind))
    assert alike(wire.command_from_plain(through_json(wire.command_to_plain(command))), command)


@given(some.data())
def test_every_order_comes_back_bit_for_bit(data: some.DataObject) -> None:
    order = data.draw(values_of(Order))
    plain, arrays = wire.order_to_plain(order)
    assert alike(wire.order_from_plain(through_json(plain), arrays), order)


@pytest.mark.parametrize("module, union", [(events, Event), (readings, Reading), (commands, Command)])
def test_whatever_is_declared_can_be_sent(module: types.ModuleType, union: Any) -> None:
    """A class that is left out of the union of its file would never come through."""
    inside = {Mask, readings.Quantity}  # part of others, or never sent
    own = {each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__}
    declared = {each for each in own if isinstance(each, type) and dataclasses.is_dataclass(each)} - inside
    assert declared == set(get_args(union))


def test_the_words_that_files_use_for_events_stay_the_same() -> None:
    kinds = {"preparing", "started", "continued", "step_done", "epoch_done", "paused", "resumed", "finished", "failed"}
    assert kinds <= {kind_of(each) for each in get_args(Event)}
    assert wire.to_plain(Preparing("Reading MNIST digits"))[0] == {"kind": "preparing", "what": "Reading MNIST digits"}
    step = StepDone(1, 1, 8, {"loss": Scalar(math.inf), "gradient_norms": PerNode({"n1": 0.1})})
    of_readings = {
        "loss": {"kind": "scalar", "value": "inf"},
        "gradient_norms": {"kind": "per_node", "of_nodes": {"n1": 0.1}},
    }
    expected = {"kind": "step_done", "step": 1, "epoch": 1, "samples": 8, "readings": of_readings}
    assert wire.to_plain(step)[0] == expected


def test_what_was_written_before_a_field_was_added_is_read_with_its_default() -> None:
    plain, arrays = wire.to_plain(Finished("stopped", 1, 2, {}, {}, {}, None, best_epoch=1))
    del plain["best_epoch"]
    assert wire.from_plain({**plain, "of_tomorrow": 3}, arrays) == Finished("stopped", 1, 2, {}, {}, {}, None)


@pytest.mark.parametrize("name", [example.name for example in examples()])
def test_the_design_of_every_example_comes_back_the_same(name: str) -> None:
    project = open_example(name)
    plain, arrays = wire.order_to_plain(Order(project.design))
    assert wire.order_from_plain(through_json(plain), arrays) == Order(project.design)


def test_a_design_and_a_preparation_are_written_only_when_they_are_others() -> None:
    design = trainable()
    order = Order(design)
    read = wire.order_from_plain(through_json(wire.order_to_plain(order)[0]))
    here, there = wire.known_from(order), wire.known_from(read)
    for number in (1, 2):
        epoch = EpochDone(number, number, {}, {}, 1.0, 0.0, Learned(design, {"n1.weight": np.ones(3)}, FITTED, number))
        (plain,), arrays = wire.events_to_plain([epoch], here)
        assert plain["learned"]["design"] == "unchanged"
        assert (plain["learned"]["preparation"] == "unchanged") == (number == 2)
        (back,) = wire.events_from_plain(through_json([plain]), arrays, there)
        assert isinstance(back, EpochDone) and back.learned
        assert back.learned.design is read.design
        assert back.learned.preparation == FITTED


@pytest.mark.parametrize(
    "plain, words",
    [
        (None, "expected one of"),
        ({"kind": "nothing"}, "expected one of"),
        ({"kind": ["paused"]}, "expected one of"),
        ({"kind": "paused"}, "expected paused with step"),
        ({"kind": "paused", "step": 1.5}, "expected a whole number, found 1.5"),
        ({"kind": "paused", "step": True}, "expected a whole number, found True"),
        ({"kind": "preparing", "what": 3}, "expected a text"),
        ({"kind": "step_done", "step": 1, "epoch": 1, "samples": 1, "readings": []}, "expected an object"),
        (
            {
                "kind": "step_done",
                "step": 1,
                "epoch": 1,
                "samples": 1,
                "readings": {"a": {"kind": "scalar", "value": "1"}},
            },
            "expected a number",
        ),
    ],
)
def test_nonsense_is_refused_with_what_was_expected(plain: Any, words: str) -> None:
    with pytest.raises(Malformed) as refusal:
        wire.from_plain(plain)
    assert str(refusal.value).startswith(words)


def test_an_array_that_is_not_there_is_missed() -> None:
    plain, arrays = wire.to_plain(StepDone(1, 1, 1, {"masks": Masks({"n1": Mask(np.ones(3, np.bool_), 0.5)})}))
    assert len(arrays) == 1
    with pytest.raises(Malformed, match="the number of an array"):
        wire.from_plain(plain, [])


@given(some.data())
def test_a_value_of_several_kinds_comes_back_as_what_it_was(data: some.DataObject) -> None:
    scalar = bool | int | float | str
    declared = scalar | Mapping[str, scalar] | None
    value, form, beside = data.draw(values_of(declared)), form_of(declared), Beside([], {})
    assert alike(form.read(through_json(form.write(value, beside)), beside), value)


def test_a_type_without_a_form_is_refused_when_it_is_declared() -> None:
    with pytest.raises(TypeError, match="has no plain form"):
        form_of(set[str])


def test_what_a_command_watches_is_plain() -> None:
    assert wire.command_to_plain(Watch(("activation_mean",))) == {"kind": "watch", "quantities": ["activation_mean"]}
