"""The network of a design: equal to torch modules made by hand, built from the seed alone, and never too large."""

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.catalog.optimizers.adaptive import Adam
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.design.check import check
from nndesigner.design.edits import add_node, connect
from nndesigner.design.model import Design
from nndesigner.design.plain import network_from_plain, network_to_plain
from nndesigner.network import memory
from nndesigner.network.builder import NotTrainable, build, resolve
from nndesigner.network.memory import NotEnoughMemory
from nndesigner.network.plan import Plan, Step
from tests.design.drawings import branched, classifier, drawn, identity_of, layer

OWN_SAMPLES = layer("output", learns="samples", loss="binary_cross_entropy")
IMAGES = torch.linspace(-1, 1, 3 * 784).reshape(3, 1, 28, 28)


def with_seed(design: Design, seed: int) -> Design:
    return design.changed(training=design.training.changed(seed=seed))


def residual() -> Design:
    """A softmax whose values before it stay hidden while a second branch reads its probabilities.

    input → flatten → dense_1 (softmax) → add_1 → output, and dense_1 → add_1 once more through dense_2.
    """
    design = drawn("input", "flatten", layer("dense", units=10, activation="softmax"), "add", "softmax", "output")
    design, other = add_node(design, layer("dense", units=10, activation="linear"), (200.0, 0.0))
    design = connect(design, identity_of(design, "dense_1"), other)
    return connect(design, other, identity_of(design, "add_1"))


def test_equals_torch_modules_made_by_hand() -> None:
    design = drawn(
        "input",
        layer("conv2d", filters=4, kernel_size=3),
        "max_pool2d",
        "batch_norm",
        "flatten",
        layer("dropout", rate=0.3),
        layer("dense", units=10, activation="softmax"),
        "output",
    )
    torch.manual_seed(7)
    by_hand = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding="same"),
        nn.ReLU(),
        nn.MaxPool2d(2, 2),
        nn.BatchNorm2d(4),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(784, 10),
        nn.Softmax(1),
    ).eval()
    network = build(with_seed(design, 7)).eval()
    assert torch.equal(network(IMAGES), by_hand(IMAGES))


def test_merging_layers_get_all_their_inputs_in_order() -> None:
    last = layer("dense", units=10, activation="linear")
    design = drawn("input", "flatten", layer("dense", units=4), "concatenate", last, "output")
    design = connect(design, identity_of(design, "flatten_1"), identity_of(design, "concatenate_1"))
    network = build(design)
    dense_1, dense_2 = (module for module in network.children())
    flat = IMAGES.flatten(1)
    joined = torch.cat((torch.relu(dense_1(flat)), flat), dim=1)
    assert torch.equal(network(IMAGES), dense_2(joined))


def test_a_residual_connection_adds() -> None:
    design = branched()
    report = replace(check(design), problems=())
    network = build(design, report)
    values = torch.randn(5, 4)
    (dense,) = network.children()
    assert torch.equal(network(values), torch.relu(dense(values)) + torch.relu(values))


def test_cross_entropy_trains_from_the_values_before_the_softmax() -> None:
    network = build(classifier())
    (dense,) = network.children()
    scores = dense(IMAGES.flatten(1))
    assert torch.equal(network.scores(IMAGES), scores)
    assert torch.equal(network(IMAGES), torch.softmax(scores, 1))


@pytest.mark.parametrize("between", [(), ("linear",)])
def test_the_same_with_softmax_as_a_layer_of_its_own(between: tuple[str, ...]) -> None:
    last = layer("dense", units=10, activation="linear")
    network = build(drawn("input", "flatten", last, "softmax", *between, "output"))
    (dense,) = network.children()
    assert torch.equal(network.scores(IMAGES), dense(IMAGES.flatten(1)))
    assert torch.allclose(network(IMAGES).sum(1), torch.ones(3))


def test_a_loss_takes_the_values_before_a_sigmoid_that_are_passed_on() -> None:
    """input → two dense layers with sigmoid, one of them turned around → joined → reshaped → output."""
    design = drawn("input", "flatten", "concatenate", layer("reshape", shape=(1, 28, 28)), "linear", OWN_SAMPLES)
    joint, flat = identity_of(design, "concatenate_1"), identity_of(design, "flatten_1")
    design = design.changed(links=tuple(link for link in design.links if link.target != joint))
    for _ in range(2):
        design, dense = add_node(design, layer("dense", units=392, activation="sigmoid"), (0.0, 0.0))
        design = connect(connect(design, flat, dense), dense, joint)
    network = build(design)
    one, other = (network.parts[identity_of(design, name)] for name in ("dense_1", "dense_2"))
    scores = torch.cat([one(IMAGES.flatten(1)), other(IMAGES.flatten(1))], 1).reshape(3, 1, 28, 28)
    torch.testing.assert_close(network.scores(IMAGES), scores)
    torch.testing.assert_close(network(IMAGES), scores.sigmoid())
    assert torch.equal(network.outcome(IMAGES).judged[0], network(IMAGES))


def test_a_softmax_over_the_channels_of_one_pixel_is_that_of_the_answer() -> None:
    convolution = layer("conv2d", filters=10, kernel_size=28, padding="valid", activation="softmax")
    design = drawn("input", convolution, "flatten", "output")
    network = build(design)
    scores = network.parts[identity_of(design, "conv_1")](IMAGES).flatten(1)
    torch.testing.assert_close(network.scores(IMAGES), scores)
    torch.testing.assert_close(network(IMAGES), scores.softmax(1))


def test_a_branch_that_reads_the_softmax_still_gets_probabilities() -> None:
    design = residual()
    network = build(design)
    dense_1, dense_2 = (module for module in network.children())
    probabilities = torch.softmax(dense_1(IMAGES.flatten(1)), 1)
    assert torch.equal(network.scores(IMAGES), probabilities + dense_2(probabilities))
    assert torch.equal(network(IMAGES), torch.softmax(probabilities + dense_2(probabilities), 1))


def test_a_loss_without_softmax_trains_from_the_answer() -> None:
    design = classifier()
    design = design.changed(training=replace(design.training, loss=MeanSquaredError()))
    network = build(design)
    assert torch.equal(network.scores(IMAGES), network(IMAGES))


def test_the_softmax_is_left_out_of_the_scores_and_not_computed() -> None:
    network = build(classifier())
    assert len(network._scores.steps) == len(network._answers.steps) - 1


def test_only_layers_that_lead_to_the_output_are_built() -> None:
    design = classifier(layer("dense", units=8))
    design, dead = add_node(design, layer("dense", units=1_000_000), (300.0, 0.0))
    design = connect(design, identity_of(design, "dense_1"), dead)
    assert set(build(design).parts) == {identity_of(design, "dense_1"), identity_of(design, "dense_2")}


def test_what_is_counted_is_what_is_built() -> None:
    design = classifier()
    flat = identity_of(design, "flatten_1")
    for name, is_lent in (("lender", True), ("dead_end", False)):
        design, other = add_node(design, layer("dense", units=5), (300.0, 88.0), name=name)
        design = connect(design, flat, other)
        if is_lent:
            tied = layer("tied_dense", layer=other, units=5, transposed=False, bias=False)
            design, borrower = add_node(design, tied, (600.0, 88.0))
            design = connect(design, flat, borrower)
            design, output = add_node(design, layer("output", learns="samples", loss="mse", weight=0), (600.0, 188.0))
            design, back = add_node(design, layer("dense", units=784, activation="linear"), (600.0, 150.0))
            design = connect(connect(design, borrower, back), back, output)
    report = check(design)
    assert report.errors == ()
    assert report.parameters == sum(each.numel() for each in build(design, report).parameters())
    assert {design.nodes[node].name for node in design.nodes.keys() - report.used} == {"dead_end"}


def test_several_inputs_and_outputs_are_possible() -> None:
    double, half, both = (lambda x: 2 * x), (lambda x: x / 2), (lambda x, y: x + y)
    steps = [Step("a", double, (0,), 2), Step("b", both, (2, 1), 3), Step("c", half, (2,), 4), Step("d", half, (1,), 5)]
    first, second = Plan(steps, [0, 1], [3, 4]).walk((torch.tensor(4.0), torch.tensor(1.0)))
    assert (first, second) == (9, 4)


def test_a_long_chain_holds_two_values_at_a_time() -> None:
    steps = [Step("a", torch.relu, (number,), number + 1) for number in range(50)]
    assert Plan(steps, [0], [50])._size <= 2


def test_the_same_seed_builds_the_same_weights_and_leaves_no_trace() -> None:
    design = classifier("dense")
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first, second, other = (build(with_seed(design, seed)).state_dict() for seed in (3, 3, 4))
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not any(torch.equal(first[name], other[name]) for name in first)


def test_a_design_with_errors_is_refused_in_its_own_words() -> None:
    with pytest.raises(
        NotTrainable, match=r"^dense_1: Dense expects a flat vector, but input gives C 1 × H 28 × W 28\."
    ):
        build(drawn("input", "dense", "output"))


def test_a_network_that_does_not_fit_into_memory_is_refused_before_it_is_made() -> None:
    design = classifier(layer("dense", units=500_000), layer("dense", units=500_000))
    with pytest.raises(NotEnoughMemory, match=r"needs 4\.0 TB of memory to train, this computer has .* free"):
        build(design)


def test_memory_counts_weights_gradients_and_what_the_optimizer_keeps() -> None:
    assert memory.needed(1000, [Adam()]) == 16_000
    assert memory.needed(1000, [SGD(momentum=0.9)]) == 12_000
    assert memory.needed(1000, [SGD(momentum=0)]) == 8_000


@pytest.mark.parametrize(
    "target",
    [
        "os.system",
        "torch.os.system",
        "builtins.eval",
        "eval",
        "nn.modules.sys.exit",
        "F.__builtins__",
        "torch",
        "nn.Nothing",
    ],
)
def test_nothing_outside_torch_can_be_named(target: str) -> None:
    with pytest.raises(ValueError, match="nothing in torch"):
        resolve(target)


def test_torch_and_sum_can_be_named() -> None:
    assert resolve("nn.Linear") is nn.Linear
    assert resolve("F.relu") is nn.functional.relu
    assert resolve("torch.optim.Adam") is torch.optim.Adam
    assert resolve("sum") is sum


@pytest.mark.parametrize("identity", ["training", "n.1", "forward"])
def test_any_identity_can_be_a_name(identity: str) -> None:
    plain = network_to_plain(classifier())
    text = identity_of(classifier(), "dense_1")
    for node in plain["nodes"]:
        node["id"] = identity if node["id"] == text else node["id"]
    for link in plain["links"]:
        link.update({end: identity for end in ("source", "target") if link[end] == text})
    assert set(build(network_from_plain(plain)).parts) == {identity}


def test_a_copy_computes_with_its_own_weights() -> None:
    network = build(classifier("dense")).eval()
    twin = copy.deepcopy(network)
    before = network(IMAGES)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
    assert torch.equal(twin(IMAGES), before)
    assert np.isfinite(before.detach().numpy()).all()
