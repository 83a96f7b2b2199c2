"""What single layers compute, held against numbers worked out another way."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nndesigner.catalog
from nndesigner.catalog.calls import INPUT, Module
from nndesigner.catalog.layers.layer import Layer, count
from nndesigner.catalog.problems import InsertBefore, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape
from tests.catalog.performing import Performed, called

assert nndesigner.catalog.__doc__  # importing it declares every entry

IMAGE = Shape(C=6, H=8, W=10)
SEQUENCE = Shape(T=8, F=6)


def layer(kind: str, **parameters) -> Layer:
    return Layer.of_kind(kind, parameters)


def performed(layer: Layer, *given: Shape) -> Performed:
    torch.manual_seed(0)
    return Performed(layer.torch_calls(*given))


def numbered(*sizes: int) -> torch.Tensor:
    """One sample whose values are 0, 1, 2 and so on."""
    return torch.arange(math.prod(sizes), dtype=torch.float32).reshape(1, *sizes)


@settings(max_examples=200)
@given(
    kind=st.sampled_from(["conv_transpose1d", "conv_transpose2d"]),
    kernel=st.integers(1, 31),
    stride=st.integers(1, 16),
    size=st.integers(1, 9),
)
def test_a_transposed_convolution_with_padding_same_gives_exactly_stride_times_the_size(kind, kernel, stride, size):
    given = Shape(C=1, H=size, W=1) if kind.endswith("2d") else Shape(T=size, F=1)
    upwards = layer(kind, kernel_size=kernel, stride=stride, filters=1)
    output = upwards.output_shape(given)
    assert [*output] == ([1, size * stride, stride] if kind.endswith("2d") else [size * stride, 1])
    with torch.device("meta"):
        assert performed(upwards, given)(torch.empty(3, *given)).shape[1:] == torch.Size(output)


def test_a_1d_convolution_slides_along_time_and_sees_all_features():
    convolution = layer("conv1d", filters=1, kernel_size=2, padding="valid", activation="linear", bias=False)
    network = performed(convolution, Shape(T=4, F=2))
    with torch.no_grad():
        network.only.weight.copy_(torch.tensor([[[1.0, 10.0], [100.0, 1000.0]]]))  # [filter, feature, step]
    values = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]])
    expected = [1 + 30 + 200 + 4000, 3 + 50 + 400 + 6000, 5 + 70 + 600 + 8000]
    assert network(values).flatten().tolist() == expected


def test_groups_of_a_convolution_see_only_their_own_channels():
    network = performed(layer("conv2d", filters=2, groups=2, activation="linear"), Shape(C=4, H=5, W=5))
    values = torch.randn(1, 4, 5, 5)
    disturbed = values.clone()
    disturbed[:, 2:] += 1
    assert torch.equal(network(values)[:, 0], network(disturbed)[:, 0])
    assert not torch.allclose(network(values)[:, 1], network(disturbed)[:, 1])


def test_groups_that_do_not_divide_are_replaced_by_those_that_do():
    with pytest.raises(ShapeProblem, match="needs groups that divide its 32 filters") as problem:
        layer("conv2d", groups=4).output_shape(IMAGE)
    assert problem.value.fixes[0] == SetParameter("groups", 2, "Set groups to 2")
    with pytest.raises(ShapeProblem, match="needs groups of at least two values") as problem:
        layer("group_norm", groups=4).output_shape(IMAGE)
    assert problem.value.fixes[0] == SetParameter("groups", 3, "Set groups to 3")


def test_a_dilated_filter_spans_more_pixels():
    wide = layer("conv2d", kernel_size=3, dilation=3, padding="valid")
    assert wide.output_shape(Shape(C=1, H=7, W=9)) == Shape(C=32, H=1, W=3)
    with pytest.raises(ShapeProblem, match="needs at least 7 × 7 pixels") as problem:
        wide.output_shape(Shape(C=1, H=6, W=9))
    assert [fix.value for fix in problem.value.fixes if isinstance(fix, SetParameter)] == ["same", 2]


def test_a_separable_convolution_needs_about_an_eighth_of_the_weights_at_64_channels():
    image = Shape(C=64, H=8, W=8)
    usual = count(layer("conv2d", filters=64).weight_shapes(image))
    separable = count(layer("separable_conv2d", filters=64).weight_shapes(image))
    assert separable == 64 * 9 + 64 * 64 + 64
    assert usual / separable == pytest.approx(7.8, abs=0.1)


def test_the_depthwise_step_of_a_separable_convolution_mixes_no_channels():
    depthwise, pointwise = layer("separable_conv2d", activation="linear", depth_multiplier=2).torch_calls(IMAGE)
    assert isinstance(depthwise, Module) and isinstance(pointwise, Module)
    assert (depthwise.role, depthwise.arguments, depthwise.keywords["groups"]) == ("depthwise", (6, 12), 6)
    assert (pointwise.role, pointwise.arguments) == ("pointwise", (12, 32))


def test_pooling_a_sequence_pools_its_time_steps():
    sequence = numbered(4, 2)
    assert performed(layer("max_pool1d"), Shape(T=4, F=2))(sequence).tolist() == [[[2.0, 3.0], [6.0, 7.0]]]
    assert performed(layer("avg_pool1d"), Shape(T=4, F=2))(sequence).tolist() == [[[1.0, 2.0], [5.0, 6.0]]]


def test_global_pooling_leaves_one_value_for_each_channel_or_feature():
    image, sequence = numbered(2, 2, 2), numbered(4, 2)
    assert performed(layer("global_avg_pool"), Shape(C=2, H=2, W=2))(image).tolist() == [[1.5, 5.5]]
    assert performed(layer("global_max_pool"), Shape(C=2, H=2, W=2))(image).tolist() == [[3.0, 7.0]]
    assert performed(layer("global_avg_pool"), Shape(T=4, F=2))(sequence).tolist() == [[3.0, 4.0]]
    assert performed(layer("global_max_pool"), Shape(T=4, F=2))(sequence).tolist() == [[6.0, 7.0]]


@pytest.mark.parametrize("order", ["CWH", "HCW", "HWC", "WCH", "WHC"])
def test_permute_puts_the_axes_where_their_letters_stand(order):
    image = numbered(2, 3, 4)
    turned = performed(layer("permute", order=order), Shape(C=2, H=3, W=4))(image)
    assert torch.equal(turned, torch.einsum(f"NCHW->N{order}", image))


def test_reshape_offers_the_size_that_fits():
    with pytest.raises(
        ShapeProblem, match=r"Reshape to C 7 × H 4 × W 4 needs 112 values, but gets 128 \(F 128\)"
    ) as it:
        layer("reshape", shape=(7, 4, 4)).output_shape(Shape(F=128))
    assert it.value.fixes[0] == SetParameter("shape", (8, 4, 4), "Set shape to 8 × 4 × 4")
    assert layer("reshape", shape=(8, 4, 4)).output_shape(Shape(F=128)) == Shape(C=8, H=4, W=4)


def test_zero_padding_puts_its_zeros_on_the_sides_they_are_named_after():
    padding = layer("zero_padding2d", top=1, bottom=0, left=2, right=0)
    output = performed(padding, Shape(C=1, H=1, W=1))(torch.ones(1, 1, 1, 1))
    assert output.tolist() == [[[[0, 0, 0], [0, 0, 1]]]]


@pytest.mark.parametrize(
    ("kind", "given", "axes"),
    [
        ("batch_norm", IMAGE, (0, 2, 3)),
        ("batch_norm", SEQUENCE, (0, 1)),
        ("batch_norm", Shape(F=6), (0,)),
        ("layer_norm", IMAGE, (1, 2, 3)),
        ("layer_norm", SEQUENCE, (2,)),
        ("layer_norm", Shape(F=6), (1,)),
        ("instance_norm", IMAGE, (2, 3)),
    ],
)
def test_a_normalization_brings_the_values_that_it_is_about_to_mean_0_and_variance_1(kind, given, axes):
    torch.manual_seed(0)
    output = performed(layer(kind), given).train()(5 + 3 * torch.randn(50, *given))
    assert output.mean(dim=axes).abs().max() < 1e-5
    assert (output.var(dim=axes, correction=0) - 1).abs().max() < 1e-3


@pytest.mark.parametrize("given", [IMAGE, SEQUENCE], ids=str)
def test_group_normalization_normalizes_neighbouring_channels_together(given):
    torch.manual_seed(0)
    values = torch.randn(5, *given) * torch.randn(5, *given)
    output = performed(layer("group_norm", groups=2), given)(values)
    channels = output if given is IMAGE else output.transpose(1, 2)
    groups = channels.reshape(5, 2, -1)
    assert groups.mean(dim=2).abs().max() < 1e-5
    assert (groups.var(dim=2, correction=0) - 1).abs().max() < 1e-3


@pytest.mark.parametrize("given", [IMAGE, SEQUENCE], ids=str)
def test_spatial_dropout_silences_whole_channels_or_none_of_them(given):
    network = performed(layer("spatial_dropout", rate=0.5), given).train()
    output = network(torch.ones(200, *given))
    channels = output.flatten(2) if given is IMAGE else output.transpose(1, 2)
    assert torch.equal(channels.amin(dim=2), channels.amax(dim=2))
    assert channels.unique().tolist() == [0.0, 2.0]
    assert (channels[:, :, 0] == 0).double().mean() == pytest.approx(0.5, abs=0.05)


def test_alpha_dropout_keeps_mean_0_and_variance_1():
    network = performed(layer("alpha_dropout", rate=0.3), Shape(F=1000)).train()
    output = network(torch.randn(1000, 1000))
    assert output.mean() == pytest.approx(0, abs=0.01)
    assert output.var() == pytest.approx(1, abs=0.01)


def test_gaussian_noise_disturbs_only_while_training():
    network = performed(layer("gaussian_noise", standard_deviation=0.25), Shape(F=1000))
    values = torch.randn(100, 1000)
    noise = network.train()(values) - values
    assert noise.mean() == pytest.approx(0, abs=0.01)
    assert noise.std() == pytest.approx(0.25, abs=0.01)
    assert torch.equal(network.eval()(values), values)


def penalty_of(activations: torch.Tensor, **parameters) -> torch.Tensor:
    call = layer("sparsity", **parameters).penalty_call(Shape(F=activations.shape[1]))
    assert call is not None
    return called(call, {INPUT: activations})


def test_sparsity_costs_the_divergence_of_each_units_mean_from_the_target():
    activations = torch.tensor([[0.1, 0.9], [0.3, 0.5]], dtype=torch.float64)  # means 0.2 and 0.7
    divergences = [0.05 * math.log(0.05 / mean) + 0.95 * math.log(0.95 / (1 - mean)) for mean in (0.2, 0.7)]
    assert penalty_of(activations, target=0.05, weight=3.0).item() == pytest.approx(3 * sum(divergences))
    assert penalty_of(torch.full((4, 2), 0.05)).item() == pytest.approx(0, abs=1e-6)


def test_sparsity_stays_finite_where_units_are_never_or_always_active():
    activations = torch.tensor([[0.0, 1.0, 7.0], [0.0, 1.0, 7.0]], requires_grad=True)
    penalty = penalty_of(activations)
    penalty.backward()
    assert penalty.isfinite()
    assert activations.grad is not None and activations.grad.isfinite().all()


def test_sparsity_can_cost_the_mean_size_of_the_values_instead():
    activations = torch.tensor([[1.0, -2.0], [3.0, 4.0]])
    assert penalty_of(activations, measure="absolute", weight=0.5).item() == 0.5 * (2 + 3)


def test_sparsity_passes_its_input_on():
    assert layer("sparsity").torch_calls(SEQUENCE) == ()


@pytest.mark.parametrize(
    ("kind", "expected"), [("add", 12.0), ("multiply", 2.0 * 6 * 4), ("average", 4.0), ("concatenate", None)]
)
def test_merges_take_all_their_inputs(kind, expected):
    values = [torch.full((1, 2), number) for number in (2.0, 6.0, 4.0)]
    output = performed(layer(kind), *[Shape(F=2)] * 3)(*values)
    assert output.tolist() == [[expected] * 2 if expected else [2.0, 2.0, 6.0, 6.0, 4.0, 4.0]]


def test_subtract_takes_the_second_input_away_from_the_first():
    output = performed(layer("subtract"), Shape(F=1), Shape(F=1))(torch.tensor([[5.0]]), torch.tensor([[3.0]]))
    assert output.tolist() == [[2.0]]


@pytest.mark.parametrize("kind", ["add", "concatenate", "multiply", "average", "subtract", "flatten", "dropout"])
def test_rows_of_symbols_are_refused_until_an_embedding_makes_numbers_of_them(kind):
    refusing, row = layer(kind), Shape(T=7)
    with pytest.raises(ShapeProblem, match=r"expects numbers, but gets a row of symbols \(T 7\)") as problem:
        refusing.output_shape(*[row] * refusing.minimum_inputs)
    offers_embedding = any(isinstance(fix, InsertBefore) for fix in problem.value.fixes)
    assert offers_embedding == (refusing.minimum_inputs == 1), "a fix can be put on one link only"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kernel", [2, 4])
@pytest.mark.parametrize("kind", ["conv1d", "conv2d", "separable_conv2d"])
def test_an_even_filter_sees_one_more_zero_at_the_end(kind, kernel):
    """As with padding "same" of torch, which warns about it."""
    given = Shape(T=5, F=2) if kind == "conv1d" else Shape(C=2, H=5, W=6)
    network = performed(layer(kind, kernel_size=kernel, filters=3, activation="linear", bias=False), given)
    values, weights = torch.randn(2, *given), network.state_dict()
    values = values.transpose(1, 2) if kind == "conv1d" else values
    left = (kernel - 1) // 2
    padded = torch.nn.functional.pad(values, (left, kernel - 1 - left) * (1 if kind == "conv1d" else 2))
    if kind == "conv1d":
        expected = torch.nn.functional.conv1d(padded, weights["only.weight"]).transpose(1, 2)
        values = values.transpose(1, 2)
    elif kind == "conv2d":
        expected = torch.nn.functional.conv2d(padded, weights["only.weight"])
    else:
        between = torch.nn.functional.conv2d(padded, weights["depthwise.weight"], groups=2)
        expected = torch.nn.functional.conv2d(between, weights["pointwise.weight"])
    torch.testing.assert_close(network(values), expected)


@pytest.mark.parametrize(
    ("kind", "size", "kernel"), [("conv1d", Shape(T=1, F=16), 3), ("conv2d", Shape(C=16, H=1, W=1), 5)]
)
def test_weights_that_see_zeros_alone_have_no_gradient_in_half_precision(kind, size, kernel):
    """oneDNN left what lies in memory there: with stride, where a filter begins beyond the end of its input."""
    network = performed(layer(kind, kernel_size=kernel, stride=kernel // 2 + 1, filters=16, activation="linear"), size)
    values = torch.ones(4, *size)
    for _ in range(100):
        network.zero_grad()
        unused = [torch.full((length,), math.nan) for length in range(1, 120)]
        with torch.autocast("cpu", torch.bfloat16):
            answer = network(values)
        del unused
        answer.sum().backward()
        assert network.only.weight.grad.isfinite().all()


def test_sparsity_in_half_precision_stays_within_the_logarithms():
    """bfloat16 knows no number between 0.996 and 1, so units that are always active would cost infinitely much."""
    call = layer("sparsity", target=0.05, weight=1.0).penalty_call(Shape(F=1))
    assert call
    costs = [called(call, {INPUT: torch.ones(4, 1, dtype=kind)}) for kind in (torch.bfloat16, torch.float32)]
    assert costs[0].isfinite()
    torch.testing.assert_close(costs[0], costs[1])
