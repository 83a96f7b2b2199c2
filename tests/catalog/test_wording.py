"""Calls as people read them."""

import pytest

import nndesigner.catalog
from nndesigner.catalog.calls import (
    CLASS_WEIGHTS,
    INPUT,
    INPUTS,
    PARAMETERS,
    TARGET,
    Borrowed,
    Function,
    InputNumber,
    Item,
    Module,
)
from nndesigner.catalog.entry import find
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.wording import Words, in_torch, ours

assert nndesigner.catalog.__doc__  # importing it declares every entry


def test_a_layer_reads_like_the_code_one_would_write():
    layer = find("layer", "conv2d")()
    assert in_torch(layer.torch_calls(Shape(C=16, H=28, W=28))) == [
        'nn.Conv2d(16, 32, kernel_size=3, padding="same")',
        "F.relu(x)",
    ]


def test_an_optimizer_works_on_weights():
    call = Function("torch.optim.SGD", PARAMETERS, lr=0.05, momentum=0.9)
    assert in_torch(call) == ["torch.optim.SGD(weights, lr=0.05, momentum=0.9)"]


def test_a_loss_compares_answer_and_target():
    call = Function("F.cross_entropy", INPUT, TARGET, weight=CLASS_WEIGHTS)
    assert in_torch(call) == ["F.cross_entropy(x, t, weight=w)"]


def test_several_inputs_are_numbered():
    words = Words(inputs=2)
    assert in_torch((Function("torch.cat", INPUTS, dim=1),), words) == ["torch.cat((x1, x2), dim=1)"]
    assert in_torch((Function("torch.add", InputNumber(0), InputNumber(1)),), words) == ["torch.add(x1, x2)"]


def test_a_call_within_a_call_stands_where_its_result_goes():
    inner = Function("torch.transpose", INPUT, 1, 2)
    assert in_torch(Function("F.pad", inner, (1, 0))) == ["F.pad(torch.transpose(x, 1, 2), (1, 0))"]


@pytest.mark.parametrize(
    "index, text",
    [(0, "x[0]"), (-1, "x[-1]"), ((slice(None), -1), "x[:, -1]"), (slice(1, 5, 2), "x[1:5:2]"), (..., "x[...]")],
)
def test_an_item_is_written_as_an_index(index, text):
    assert in_torch((Item(index),)) == [text]


def test_a_module_that_takes_a_value_more_than_once_says_so():
    call = Module("nn.MultiheadAttention", 64, 8, takes=(INPUT, INPUT, INPUT), batch_first=True)
    assert in_torch((call,)) == ["nn.MultiheadAttention(64, 8, batch_first=True)(x, x, x)"]


def test_roles_are_told_where_they_tell_modules_apart():
    mean, spread = Module("nn.Linear", 8, 2, role="mean"), Module("nn.Linear", 2, 2, role="spread")
    assert in_torch((mean,)) == ["nn.Linear(8, 2)"]
    assert in_torch((mean, spread)) == ["nn.Linear(8, 2)  # mean", "nn.Linear(2, 2)  # spread"]


def test_of_several_inputs_the_first_call_works_on_the_first():
    calls = (Function("torch.sub", INPUT, InputNumber(1)), Function("torch.abs", INPUT))
    assert in_torch(calls, Words(inputs=2)) == ["torch.sub(x1, x2)", "torch.abs(x)"]


def test_items_that_follow_one_another_share_a_line():
    assert in_torch((Module("nn.LSTM", 2, 4), Item(1), Item(0), Item(-1))) == ["nn.LSTM(2, 4)", "x[1][0][-1]"]


def test_borrowed_weights_are_called_by_the_name_of_their_layer():
    call = Function("F.linear", INPUT, Borrowed("n3", "weight", is_transposed=True))
    assert in_torch(call, Words(layers={"n3": "encoder"})) == ["F.linear(x, encoder.weight.T)"]


def test_our_own_modules_are_called_by_their_name():
    calls = (Module("additions.Maxout", 4), Function("torch.mul", Function("additions.measure", INPUT), 2.0))
    assert in_torch(calls) == ["Maxout(4)", "torch.mul(measure(x), 2.0)"]
    assert ours(calls) == ["Maxout", "measure"]


def test_a_tuple_of_one_stays_a_tuple_and_nothing_gives_no_line():
    assert in_torch(Function("torch.flip", INPUT, (1,))) == ["torch.flip(x, (1,))"]
    assert in_torch(None) == []
