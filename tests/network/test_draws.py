"""What layers draw in training follows from the seed, the layer and the step, and from nothing else."""

import threading
from collections.abc import Iterator

import pytest
import torch

from nndesigner.catalog.entry import entries
from nndesigner.design.edits import insert_on_link
from nndesigner.design.model import Design
from nndesigner.network.builder import build
from nndesigner.network.network import Network
from tests.design.drawings import classifier, identity_of, layer
from tests.export.surroundings import around, variants

IMAGES = torch.rand(16, 1, 28, 28, generator=torch.Generator().manual_seed(0))
LAYERS = [kind for kind in entries("layer") if kind not in ("input", "output", "tied_dense")]
DRAWING = {
    *("dropout", "spatial_dropout", "alpha_dropout", "gaussian_noise", "sampling"),
    *("simple_rnn", "lstm", "gru", "multi_head_attention", "transformer_encoder"),
}
"""Layers that are known to draw; others that do are found."""
RANDOM = {"dropout": 0.5, "layers": 2}
"""What makes a layer draw that does not do so as it comes."""


def designs_with(kind: str) -> Iterator[Design]:
    """Small designs with a layer of this kind, which draws if it can."""
    for inner, inputs, shape in variants(kind):
        asked = {name: value for name, value in RANDOM.items() if name in type(inner).model_fields}
        yield around(inner.changed(**asked), inputs, shape)


def learning(design: Design) -> Network:
    return build(design).train()


def samples_for(design: Design) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(1)
    symbols = max(len(design.data.source.vocabulary()), 1)
    shapes = [node.layer.output_shape() for node in design.of_kind("input")]
    return tuple(
        torch.randint(symbols, (3, *shape), generator=generator)
        if shape.is_symbols
        else torch.rand(3, *shape, generator=generator)
        for shape in shapes
    )


@torch.no_grad()
def at(network: Network, step: int, samples: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """What the network gives for the samples in this step of a training."""
    network.clock.step = step
    scores: torch.Tensor = network.scores(*samples)
    return scores


@pytest.mark.parametrize("kind", LAYERS)
def test_every_layer_draws_what_its_step_says(kind: str) -> None:
    before = torch.get_rng_state()
    draws = False
    for design in designs_with(kind):
        samples = samples_for(design)
        network, fresh = learning(design), learning(design)
        results = [at(network, step, samples) for step in (1, 2, 3, 4)]
        assert torch.equal(at(network, 3, samples), results[2]), "the same step again"
        assert torch.equal(at(fresh, 4, samples), results[3]), "no steps before"
        draws = draws or not torch.equal(results[0], results[1])
    assert draws or kind not in DRAWING
    assert torch.equal(torch.get_rng_state(), before), "torch's own generator has no part in it"


def masks(design: Design, step: int) -> dict[str, torch.Tensor]:
    network = learning(design)
    for dropout in network.dropouts().values():
        dropout.keeper.is_wanted = True
    at(network, step, (IMAGES,))
    found = {node: dropout.keeper.mask for node, dropout in network.dropouts().items()}
    return {node: mask for node, mask in found.items() if mask is not None}


def test_another_layer_leaves_the_masks_of_the_others_as_they_were() -> None:
    design = classifier(layer("dense", units=20), "dropout", layer("dense", units=30), "dropout")
    (link,) = design.incoming[identity_of(design, "dense_1")]
    for added in (layer("dropout"), layer("gaussian_noise"), layer("dense", units=9)):
        more, _ = insert_on_link(design, link, added)
        found, expected = masks(more, step=7), masks(design, step=7)
        assert len(expected) == 2
        for node, mask in expected.items():
            assert torch.equal(found[node], mask)


def test_seeds_and_layers_have_masks_of_their_own() -> None:
    design = classifier(layer("dense", units=20), "dropout", layer("dense", units=20), "dropout")
    other = design.changed(training=design.training.changed(seed=1))
    found = [*masks(design, 1).values(), *masks(design, 2).values(), *masks(other, 1).values()]
    assert len({tuple(mask.flatten().tolist()) for mask in found}) == len(found) == 6


def results_of(designs: list[Design]) -> list[torch.Tensor]:
    """What new networks give in their first steps."""
    networks = [(learning(design), samples_for(design)) for design in designs]
    return [at(network, step, samples) for network, samples in networks for step in range(1, 7)]


def test_threads_that_learn_at_once_do_not_disturb_one_another_or_who_else_draws() -> None:
    designs = [design for kind in sorted(DRAWING) for design in list(designs_with(kind))[:1]]
    expected = results_of(designs)
    torch.manual_seed(4)
    drawn_alone = torch.rand(3000)
    found: dict[int, list[torch.Tensor]] = {}

    def learn(number: int) -> None:
        found[number] = results_of(designs)

    threads = [threading.Thread(target=learn, args=(number,)) for number in range(2)]
    torch.manual_seed(4)
    for thread in threads:
        thread.start()
    drawn_beside = torch.cat([torch.rand(1) for _ in range(3000)])
    for thread in threads:
        thread.join()
    assert torch.equal(drawn_beside, drawn_alone)
    for number in range(2):
        assert all(map(torch.equal, found[number], expected))
