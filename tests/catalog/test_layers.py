"""What every layer promises about shapes, weights and gradients, held against torch."""

from typing import Any

import pytest
import torch
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

import nndesigner.catalog
from nndesigner.catalog.calls import INPUT, INPUTS, InputNumber, Module, modules
from nndesigner.catalog.entry import Parameter, ParameterProblem, entries
from nndesigner.catalog.layers.activation import feature_axis
from nndesigner.catalog.layers.convolution import Conv2d
from nndesigner.catalog.layers.layer import Layer, arithmetic, count
from nndesigner.catalog.problems import InsertBefore, Remove, SetParameter, SetParameters, ShapeProblem
from nndesigner.catalog.shapes import Shape
from tests.catalog.performing import Performed, called

assert nndesigner.catalog.__doc__  # importing it declares every entry

LARGEST_NUMBER = 5
every_layer = pytest.mark.parametrize("kind", entries("layer"))
takes_a_moment = settings(max_examples=60)


def sizes(axes: str) -> st.SearchStrategy[Shape]:
    numbers = st.tuples(*(st.integers(1, 7) for _ in axes))
    return numbers.map(lambda sizes: Shape(**dict(zip(axes, sizes, strict=True))))


shapes = st.one_of(sizes("F"), sizes("TF"), sizes("CHW"), sizes("T"))
USUAL_SHAPES = (Shape(C=2, H=4, W=3), Shape(F=4), Shape(T=3, F=4), Shape(T=3))


def batch_of(shape: Shape, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    """Two random samples; a row of symbols holds the first of them, which every vocabulary has."""
    return torch.zeros(2, *shape, dtype=torch.int64) if shape.is_symbols else torch.randn(2, *shape, dtype=dtype)


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Small values of a parameter, within its limits."""
    if parameter.choices:
        return st.sampled_from(sorted(parameter.choices))
    if parameter.refers_to_layer:
        return st.sampled_from(["", "n1"])
    if parameter.type is bool:
        return st.booleans()
    if parameter.type is tuple:
        return st.lists(st.integers(1, 7), min_size=1, max_size=3).map(tuple)
    low, high = parameter.minimum, parameter.maximum
    assert low is not None and high is not None, f"how is {parameter.name} to be drawn?"
    if parameter.type is int:
        return st.integers(int(low), int(min(high, low + LARGEST_NUMBER)))
    return st.floats(low, high, exclude_min=True, exclude_max=True)


@st.composite
def layers(draw: st.DrawFn, kind: str) -> Layer:
    entry = entries("layer")[kind]
    values = {parameter.name: draw(values_of(parameter)) for parameter in entry.parameters()}
    values |= {
        name: {"kind": draw(st.sampled_from(sorted(entries(part.family))))} for name, part in entry.parts().items()
    }
    try:
        layer = entry.made(values)
    except ParameterProblem:
        reject()  # some parameters may only be chosen together
    assert isinstance(layer, Layer)
    return layer


@st.composite
def inputs_of(draw: st.DrawFn, layer: Layer) -> tuple[Shape, ...]:
    """As many shapes as the layer takes: often equal, sometimes equal but for one axis, sometimes anything."""
    number = draw(st.integers(layer.minimum_inputs, min(layer.maximum_inputs, layer.minimum_inputs + 2)))
    first = draw(shapes)
    axis = draw(st.sampled_from(first.axes))
    other = st.one_of(st.just(first), st.integers(1, 7).map(lambda size: first.replaced(**{axis: size})), shapes)
    return (first, *(draw(other) for _ in range(number - 1)))[:number]


def performed(layer: Layer, *given: Shape) -> Performed:
    lends = any(parameter.refers_to_layer for parameter in layer.parameters())
    lent = torch.ones([*layer.output_shape(*given)][-1], [*given[0]][-1]) if lends else None
    return Performed(layer.torch_calls(*given), lent)


@every_layer
@takes_a_moment
@given(data=st.data())
def test_gives_the_shape_and_weights_that_torch_gives_or_says_what_is_wrong(kind, data):
    layer = data.draw(layers(kind))
    given = data.draw(inputs_of(layer))
    try:
        promised = layer.output_shape(*given)
    except ShapeProblem as problem:
        assert_is_helpful(problem, layer, given)
        assert_refuses_everywhere(layer, given)
        return
    with torch.device("meta"):
        network = performed(layer, *given)
        output = network(*[batch_of(shape, torch.float32) for shape in given]) if given else torch.empty(2, *promised)
    assert tuple(promised) == tuple(output.shape[1:])
    assert layer.weight_shapes(*given) == network.weights()


def assert_is_helpful(problem: ShapeProblem, layer: Layer, given: tuple[Shape, ...]) -> None:
    """The message says what was expected and found, and every fix but removal solves the problem."""
    assert problem.expected.split()[0][0].isupper()
    assert any(word in problem.expected for word in ("expects", "needs"))
    assert any(str(shape) in problem.found for shape in given)
    assert str(problem).startswith(f"{problem.expected}, but gets {problem.found}.")
    assert len(problem.fixes) <= 3
    for fix in problem.fixes:
        assert fix.label
        match fix:
            case SetParameter(name, value):
                assert_solves(problem, layer.changed(**{name: value}), given)
            case SetParameters(values):
                assert_solves(problem, layer.changed(**values), given)
            case InsertBefore(kind, _, parameters):
                between = Layer.of_kind(kind, parameters)
                assert_solves(problem, layer, tuple(between.output_shape(shape) for shape in given))
            case _:
                assert isinstance(fix, Remove)


def assert_solves(problem: ShapeProblem, layer: Layer, given: tuple[Shape, ...]) -> None:
    """What is left, if anything, is another problem, and another value of a parameter solves that."""
    try:
        layer.output_shape(*given)
    except ShapeProblem as remaining:
        assert remaining.expected != problem.expected
        assert any(isinstance(fix, SetParameter | SetParameters) for fix in remaining.fixes)
        assert_is_helpful(remaining, layer, given)


def assert_refuses_everywhere(layer: Layer, given: tuple[Shape, ...]) -> None:
    for method in (layer.weight_shapes, layer.torch_calls):
        try:
            assert not method(*given), f"{layer.title()} knows what to do with shapes that do not fit"
        except ShapeProblem:
            continue


@every_layer
@takes_a_moment
@given(data=st.data())
def test_parameters_survive_a_file(kind, data):
    layer = data.draw(layers(kind))
    assert Layer.of_kind(layer.stored_kind(), layer.stored_values()) == layer
    assert len(layer.key_parameters()) < 60


def example_of(kind: str) -> tuple[Layer, tuple[Shape, ...]]:
    """A small layer of this kind and shapes that it takes."""
    entry = entries("layer")[kind]
    small = {
        each.name: max(int(each.minimum or 0), min(each.default, 3)) for each in entry.parameters() if each.type is int
    }
    layer = entry().changed(**small)
    assert isinstance(layer, Layer)
    for shape in USUAL_SHAPES:
        given = (shape,) * layer.minimum_inputs
        fitting = fitted(layer, given)
        if fitting:
            return fitting, given
    raise AssertionError(f"{layer.title()} takes none of the usual shapes")


def fitted(layer: Layer, given: tuple[Shape, ...]) -> Layer | None:
    """The layer as it is or as its first fix makes it, if that is another value of a parameter."""
    try:
        layer.output_shape(*given)
    except ShapeProblem as problem:
        fixes = [fix for fix in problem.fixes if isinstance(fix, SetParameter)][:1]
        return next((layer.changed(**{fix.name: fix.value}) for fix in fixes), None)
    return layer


WITH_INPUTS = [kind for kind, entry in entries("layer").items() if entry.minimum_inputs]


@pytest.mark.parametrize("kind", WITH_INPUTS)
@pytest.mark.parametrize("is_training", [True, False], ids=["training", "in use"])
def test_gradients_are_those_of_the_function(kind, is_training):
    layer, given = example_of(kind)
    torch.manual_seed(0)
    network = performed(layer, *given).double().train(is_training)
    names = [name for name, _ in network.named_parameters()]
    inputs = [batch_of(shape) for shape in given]
    differentiable = [values.requires_grad_() for values in inputs if values.is_floating_point()]

    def output(*values: torch.Tensor) -> torch.Tensor:
        torch.manual_seed(0)  # the same dropout mask every time
        numbers, weights = iter(values[: len(differentiable)]), values[len(differentiable) :]
        arguments = tuple(next(numbers) if each.is_floating_point() else each for each in inputs)
        return torch.func.functional_call(network, dict(zip(names, weights, strict=True)), arguments)

    assert torch.autograd.gradcheck(output, (*differentiable, *network.parameters()), fast_mode=True)


@pytest.mark.parametrize("kind", WITH_INPUTS)
@pytest.mark.parametrize("is_training", [True, False], ids=["training", "in use"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
def test_gives_numbers_of_the_precision_of_its_weights_and_inputs(kind, is_training, dtype):
    layer, given = example_of(kind)
    network = performed(layer, *given).to(dtype).train(is_training)
    output = network(*[batch_of(shape, dtype) for shape in given])
    assert output.dtype is (dtype if output.is_floating_point() else torch.int64)
    assert output.isfinite().all()


WITH_PENALTY = [kind for kind, entry in entries("layer").items() if entry.penalty_call is not Layer.penalty_call]


@pytest.mark.parametrize("kind", WITH_PENALTY)
@takes_a_moment
@given(data=st.data())
def test_a_penalty_is_one_number_that_can_be_learned_from_or_the_shapes_are_refused(kind, data):
    layer = data.draw(layers(kind))
    given = data.draw(inputs_of(layer))
    try:
        layer.output_shape(*given)
    except ShapeProblem:
        with pytest.raises(ShapeProblem):
            layer.penalty_call(*given)
        return
    call = layer.penalty_call(*given)
    assume(call is not None)
    inputs = tuple(torch.rand(2, *shape, dtype=torch.float64, requires_grad=True) for shape in given)
    known = {INPUT: inputs[0], INPUTS: inputs, **{InputNumber(number): each for number, each in enumerate(inputs)}}
    penalty = called(call, known)
    assert penalty.shape == ()
    assert penalty.isfinite()
    penalty.backward()
    gradients = [each.grad for each in inputs if each.grad is not None]
    assert gradients
    assert all(each.isfinite().all() for each in gradients)


@every_layer
def test_modules_of_one_layer_have_roles_of_their_own(kind):
    layer, given = example_of(kind)
    roles = [module.role for module in modules(layer.torch_calls(*given))]
    assert len(set(roles)) == len(roles)


@every_layer
def test_says_how_many_inputs_it_takes(kind):
    layer = entries("layer")[kind]
    assert 0 <= layer.minimum_inputs <= layer.maximum_inputs
    assert layer.maximum_inputs or layer.has_output
    assert layer.group


@given(shape=shapes)
def test_the_feature_axis_is_the_channels_or_the_last(shape):
    assert [*shape][feature_axis(shape) - 1] == shape.size_of("C" if "C" in shape.axes else shape.axes[-1])


def test_a_dropout_of_a_fifth_scales_what_it_keeps_by_one_and_a_quarter():
    network = performed(Layer.of_kind("dropout", {"rate": 0.2}), Shape(F=1000)).train()
    torch.manual_seed(0)
    kept = network(torch.ones(10, 1000))
    assert kept.unique().tolist() == [0.0, 1.25]
    assert (kept == 0).double().mean() == pytest.approx(0.2, abs=0.02)
    assert network.eval()(torch.ones(3)).tolist() == [1.0, 1.0, 1.0]


@takes_a_moment
@given(kernel=st.integers(1, 31), stride=st.integers(1, 16), height=st.integers(1, 40), width=st.integers(1, 40))
def test_a_convolution_with_padding_same_keeps_one_pixel_for_each_stride(kernel, stride, height, width):
    """As torch pads both sides alike, an even kernel may lose the last pixel when the stride is above 1."""
    convolution = Conv2d(kernel_size=kernel, stride=stride, padding="same", filters=1)
    assume(kernel % 2 == 1 or stride == 1 or min(height, width) > 1)
    output = convolution.output_shape(Shape(C=1, H=height, W=width))
    for before, after in ((height, output.H), (width, output.W)):
        assert -(-before // stride) - (kernel % 2 == 0 and stride > 1) <= after <= -(-before // stride)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("kernel", [2, 4])
def test_a_convolution_of_a_single_pixel_says_that_it_needs_more_or_fits(kernel, padding):
    convolution, pixel = Conv2d(kernel_size=kernel, stride=2, padding=padding), Shape(C=1, H=1, W=1)
    with pytest.raises(ShapeProblem, match=r"needs at least \d × \d pixels, but gets C 1 × H 1 × W 1") as problem:
        convolution.output_shape(pixel)
    assert_is_helpful(problem.value, convolution, (pixel,))


@pytest.mark.parametrize(
    ("layer", "given", "arithmetic_text"),
    [
        (Layer.of_kind("dense", {"units": 10}), Shape(F=784), "784·10 + 10 = 7\u202f850"),
        (Layer.of_kind("dense", {"units": 10, "bias": False}), Shape(F=784), "784·10 = 7\u202f840"),
        (Layer.of_kind("conv2d", {"filters": 32}), Shape(C=16, H=8, W=8), "3·3·16·32 + 32 = 4\u202f640"),
        (Layer.of_kind("batch_norm"), Shape(C=16, H=8, W=8), "16 + 16 = 32"),
        (Layer.of_kind("flatten"), Shape(C=16, H=8, W=8), "nothing"),
    ],
)
def test_the_number_of_parameters_is_explained(layer, given, arithmetic_text):
    weights = layer.weight_shapes(given)
    assert arithmetic(weights) == arithmetic_text
    assert count(weights) == sum(weight.numel() for weight in performed(layer, given).parameters())


def test_calls_keep_what_they_were_given():
    call = Module("nn.Linear", 3, 4, role="inner", bias=False)
    assert (call.target, call.arguments, dict(call.keywords), call.role) == (
        "nn.Linear",
        (3, 4),
        {"bias": False},
        "inner",
    )
    with pytest.raises(AttributeError):
        call.role = "outer"
