"""Generative adversarial networks to test with."""

from dataclasses import replace
from typing import Any

from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.sources.source import Source
from nndesigner.design import edits
from nndesigner.design.model import Design, NodeId
from nndesigner.design.options import DataOptions, Settings, Split, TrainingOptions
from nndesigner.design.turn_edits import add_adversaries
from tests.design.drawings import layer


def _chain(design: Design, before: NodeId, *layers: Any, column: float) -> tuple[Design, NodeId]:
    row = design.nodes[before].position[1]
    for number, (name, each) in enumerate(layers, 1):
        design, node = edits.add_node(design, each, (column, row + edits.ROW * number), name)
        design, before = edits.connect(design, before, node), node
    return design, before


def drawn_gan(units: int = 16, activation: str = "sigmoid", numbers: int = 2, features: int = 4) -> Design:
    """A generator of `numbers` numbers and a discriminator, without turns or data of their own."""
    design, samples = edits.add_node(Design(), layer("input", shape=(numbers,)), (0.0, 0.0), "samples")
    design, noise = edits.add_node(design, layer("noise", features=features), (336.0, 0.0), "noise")
    hidden = ("making", layer("dense", units=units))
    design, made = _chain(
        design, noise, hidden, ("made", layer("dense", units=numbers, activation="linear")), column=336
    )
    design, joined = edits.add_node(design, layer("real_or_generated"), (0.0, 216.0), "joined")
    design = edits.connect(edits.connect(design, samples, joined, 0), made, joined, 1)
    verdict = ("telling", layer("dense", units=1, activation=activation))
    judging = ("judging", layer("dense", units=units, activation="leaky_relu"))
    return _chain(design, joined, judging, verdict, ("verdict", layer("output")), column=0)[0]


def gan(loss: str = "binary_cross_entropy", epochs: int = 2, seed: int = 0, points: int = 600) -> Design:
    """A small one for points on a ring of eight Gaussians, with the two turns it is given."""
    options = TrainingOptions(loss=Loss.of_kind(loss), settings=Settings(batch_size=50, epochs=epochs, seed=seed))
    ring = Source.of_kind("gaussians", {"clouds": 8, "noise": 0.05, "samples": points})
    design = drawn_gan(activation="sigmoid" if loss == "binary_cross_entropy" else "linear")
    return add_adversaries(design.changed(training=options, data=DataOptions(ring, Split(validation_fraction=0.1))))


def without_turns(design: Design) -> Design:
    return design.changed(training=replace(design.training, turns=()))
