"""The smallest tasks: logic gates, and the sample of the worked example."""

import numpy as np
import pytest

from nndesigner.catalog.entry import entries
from nndesigner.catalog.sources.logic_gates import GATES, LogicGates
from nndesigner.catalog.sources.worked_example import WorkedExample
from nndesigner.data.loading import load

TRUTH = {
    "and": [0, 0, 0, 1],
    "or": [0, 1, 1, 1],
    "nand": [1, 1, 1, 0],
    "nor": [1, 0, 0, 0],
    "xor": [0, 1, 1, 0],
    "xnor": [1, 0, 0, 1],
}


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_gives_its_four_rows(gate: str) -> None:
    samples = load(LogicGates(gate=gate))
    assert samples.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert samples.targets.ravel().tolist() == TRUTH[gate]


def test_a_bipolar_gate_says_false_as_minus_one() -> None:
    samples, target = load(LogicGates(bipolar=True)), LogicGates(bipolar=True).target()
    assert samples.inputs.tolist() == [[-1, -1], [-1, 1], [1, -1], [1, 1]]
    assert samples.targets.ravel().tolist() == [-1, -1, -1, 1]
    assert (target.low, target.high) == (-1, 1)


def test_all_gates_at_once_are_several_labels() -> None:
    source = LogicGates(several=True)
    assert source.target().names == ("AND", "OR", "NAND", "NOR", "XOR", "XNOR")
    assert load(source).targets.T.tolist() == list(TRUTH.values())


def test_the_worked_example_is_its_one_sample() -> None:
    samples = load(WorkedExample())
    assert (samples.inputs.tolist(), samples.targets.tolist()) == ([[1, 1, 0, 1]], [[1]])


@pytest.mark.parametrize("kind", ["gates", "worked_example"])
def test_where_there_are_no_other_samples_the_same_are_tested(kind: str) -> None:
    samples = load(entries("source")[kind]())
    assert np.array_equal(samples.inputs, samples.test_inputs)
    assert np.array_equal(samples.targets, samples.test_targets)
