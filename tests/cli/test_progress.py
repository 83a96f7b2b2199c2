"""What the command line says of changes that are made while a training goes."""

import json
from collections.abc import Iterator

import pytest
from rich.console import Console

from nndesigner.catalog.sources.mnist import Mnist
from nndesigner.cli.progress import JsonLines, Lines
from nndesigner.data.loading import load
from nndesigner.training.commands import Change
from nndesigner.training.events import Event
from nndesigner.training.order import Order, Scheduled
from nndesigner.training.run import prepare
from tests.training.designs import trainable

CHANGES = (Scheduled(2, Change("batch_size", 300)), Scheduled(3, Change("epochs", 1)), Scheduled(3, Change("loss", 1)))


@pytest.fixture
def events() -> Iterator[Event]:
    digits = load(Mnist()).first(1000, test=200)
    return prepare(Order(trainable(epochs=3), "cpu", changes=CHANGES), samples=digits).events()


def test_lines_of_json_say_what_was_changed_and_what_was_refused(
    events: Iterator[Event], capsys: pytest.CaptureFixture[str]
) -> None:
    for event in events:
        JsonLines({}).tell(event)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    changed = [line for line in lines if line["event"] == "changed"]
    assert [(line["step"], line["name"], line["before"], line["after"]) for line in changed] == [
        (2, "batch_size", 100, 300),
        (3, "epochs", 3, 1),
    ]
    assert [line["last_step"] for line in changed] == [11, 5]
    (refused,) = [line for line in lines if line["event"] == "refused"]
    assert (refused["step"], refused["name"]) == (3, "loss")
    assert refused["reason"].startswith("There is no 'loss' to change")


def test_lines_mention_changes_and_count_the_epochs_that_are_planned_now(
    events: Iterator[Event], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Lines(Console(stderr=True, highlight=False, markup=False), {})
    for event in events:
        lines.tell(event)
    shown = capsys.readouterr()
    assert "step 2: Batch size 100 → 300" in shown.err
    assert "step 3: not changed. There is no 'loss'" in shown.err
    assert "epoch 1 of 1:" in shown.err
    assert "Finished 1 of 1 epochs" in shown.out
