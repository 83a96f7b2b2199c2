"""What a checkpoint costs the training that it is kept of. Run with `pytest -m benchmark -s`."""

from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from nndesigner.training.events import EpochDone, StepDone
from nndesigner.training.keeping import Keeper
from nndesigner.training.order import Order
from nndesigner.training.run import prepare
from tests.design.drawings import classifier, layer

LONGEST = 0.030
"""Seconds that the steps may stand still for a checkpoint."""


@pytest.mark.benchmark
@pytest.mark.timeout(300)
def test_a_checkpoint_of_ten_megabytes_of_weights_hardly_stops_the_steps(tmp_path: Path) -> None:
    design = classifier(layer("dense", units=1250), layer("dense", units=1250))
    design = design.changed(training=design.training.changed(batch_size=64, epochs=1000))
    run = prepare(Order(design, "cpu"))
    size = sum(parameter.numel() * parameter.element_size() for parameter in run.network.parameters())
    keeper = Keeper(tmp_path)
    events = (event for event in run.events() if isinstance(event, StepDone | EpochDone))
    for _ in range(20):
        next(events)
    stalls, steps, slowed = [], [], []
    for _ in range(15):
        began = perf_counter()
        keeper.keep(run)
        stalls.append(perf_counter() - began)
        for durations in (slowed, steps):  # those right after a checkpoint are made while it is written
            began = perf_counter()
            for _ in range(10):
                next(events)
            durations.append((perf_counter() - began) / 10)
    keeper.close()
    assert not keeper.problem
    cost = median(stalls) + 10 * max(median(slowed) - median(steps), 0)
    print(
        f"\n{size / 1e6:.1f} MB of weights: the steps stand still for {1000 * median(stalls):.1f} ms (longest "
        f"{1000 * max(stalls):.1f}); a step takes {1000 * median(steps):.1f} ms, beside the writing "
        f"{1000 * median(slowed):.1f}; all in all {1000 * cost:.1f} ms"
    )
    assert median(stalls) < LONGEST
