"""The rows of the logic gates."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from nndesigner.catalog.sources.logic_gates import LogicGates
from nndesigner.data.samples import Numerals, Samples, reads

ROWS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)], np.int64)
OUTPUTS: Mapping[str, Callable[[Numerals, Numerals], Numerals]] = MappingProxyType(
    {
        "and": lambda a, b: a & b,
        "or": lambda a, b: a | b,
        "nand": lambda a, b: 1 - (a & b),
        "nor": lambda a, b: 1 - (a | b),
        "xor": lambda a, b: a ^ b,
        "xnor": lambda a, b: 1 - (a ^ b),
    }
)


@reads("gates")
def read(gates: LogicGates) -> Samples:
    """The four rows, to learn and to test with."""
    columns = [OUTPUTS[gate](ROWS[:, 0], ROWS[:, 1]) for gate in gates.gates()]
    rows, answers = ROWS.astype(np.float32), np.stack(columns, axis=1).astype(np.float32)
    if gates.bipolar:
        rows, answers = 2 * rows - 1, 2 * answers - 1
    return Samples(rows, answers, rows, answers)
