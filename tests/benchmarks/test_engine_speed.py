"""How fast the engine trains with all its instruments, compared with the loop that everybody writes by hand.

Both take turns in short segments of one run, so that whatever else the computer does slows both of them down alike; the
figure is the median of the quotients of neighbours. Run with `pytest -m benchmark -s`.
"""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.data.loading import load
from nndesigner.training.events import StepDone
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.design.drawings import classifier, layer

WANTED = 1.25
TURNS = 15


def by_hand(units: int, batch_size: int, rate: float) -> Iterator[int]:
    """The samples of each step of a plain loop."""
    samples = load(Mnist())
    silence = [nn.Dropout(rate)] if rate else []
    network = nn.Sequential(
        nn.Flatten(),
        *[nn.Linear(784, units), nn.ReLU(), *silence],
        *[nn.Linear(units, units), nn.ReLU(), *silence],
        nn.Linear(units, 10),
    )
    criterion, optimizer = nn.CrossEntropyLoss(), torch.optim.Adam(network.parameters())
    data = TensorDataset(torch.from_numpy(samples.inputs), torch.from_numpy(samples.targets))
    losses = []
    while True:
        for inputs, targets in DataLoader(data, batch_size=batch_size, shuffle=True):
            optimizer.zero_grad()
            loss = criterion(network(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            yield len(inputs)


def by_us(units: int, batch_size: int, rate: float) -> Iterator[int]:
    """The samples of each step of the engine, every instrument reading at every step."""
    silence = [layer("dropout", rate=rate)] if rate else []
    design = classifier(*[layer("dense", units=units), *silence] * 2)
    design = design.changed(training=design.training.changed(batch_size=batch_size, epochs=1000))
    for event in prepare(Order(design, "cpu")).events():
        if isinstance(event, StepDone):
            assert {"loss", "accuracy", "gradient_norms"} <= set(event.readings)
            assert ("dropout_masks" in event.readings) == bool(rate)
            yield event.samples


def samples_per_second(training: Iterator[int], steps: int) -> float:
    began = perf_counter()
    return sum(next(training) for _ in range(steps)) / (perf_counter() - began)


@pytest.mark.benchmark
@pytest.mark.timeout(600)
@pytest.mark.parametrize("rate", [0.0, 0.2])
@pytest.mark.parametrize(("units", "batch_size", "steps"), [(512, 128, 25), (32, 32, 150)])
def test_trains_faster_than_by_hand_with_all_instruments_on(
    units: int, batch_size: int, steps: int, rate: float
) -> None:
    theirs, ours = by_hand(units, batch_size, rate), by_us(units, batch_size, rate)
    for training in (theirs, ours):
        samples_per_second(training, 20)
    pairs = [(samples_per_second(theirs, steps), samples_per_second(ours, steps)) for _ in range(TURNS)]
    quotient = median(our / their for their, our in pairs)
    their, our = (median(column) for column in zip(*pairs, strict=True))
    network = f"784-{units}-{units}-10, batch {batch_size}, dropout {rate:g}"
    print(f"\n{network}: by hand {their:,.0f}, engine {our:,.0f} samples/s, × {quotient:.2f}")
    assert quotient >= WANTED
