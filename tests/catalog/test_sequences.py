"""Layers on sequences and layers that share or draw: what they compute, held against torch and against arithmetic."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nndesigner.catalog
from nndesigner.catalog.calls import Borrowed, Calls, Function
from nndesigner.catalog.layers.attention import MultiHeadAttention, TransformerEncoder
from nndesigner.catalog.layers.dense import Dense
from nndesigner.catalog.layers.embedding import Embedding
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.positional_encoding import PositionalEncoding
from nndesigner.catalog.layers.recurrent import Recurrent
from nndesigner.catalog.layers.sampling import Sampling
from nndesigner.catalog.layers.tied import TiedDense
from nndesigner.catalog.problems import SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape
from tests.catalog.performing import Performed, called

assert nndesigner.catalog.__doc__  # importing it declares every entry

SEQUENCE = Shape(T=5, F=4)
every_recurrent = pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])


def values(*shapes: Shape, batch: int = 3) -> list[torch.Tensor]:
    torch.manual_seed(0)
    return [torch.randn(batch, *shape) for shape in shapes]


def recurrent(kind: str, **parameters: object) -> Recurrent:
    layer = Layer.of_kind(kind, parameters)
    assert isinstance(layer, Recurrent)
    return layer


@every_recurrent
@settings(max_examples=30)
@given(layers=st.integers(1, 3), direction=st.sampled_from(["forward", "both"]), units=st.integers(1, 5))
def test_the_last_step_is_the_last_state_of_each_direction(kind, layers, direction, units):
    layer = recurrent(kind, units=units, layers=layers, direction=direction)
    network = Performed(layer.torch_calls(SEQUENCE))
    (sequence,) = values(SEQUENCE)
    _, state = network.only(sequence)
    last = state[0] if kind == "lstm" else state
    ends = list(last)[-2:] if direction == "both" else [last[-1]]
    torch.testing.assert_close(network(sequence), torch.cat(ends, dim=1), rtol=0, atol=0)


@every_recurrent
def test_the_last_step_reads_backwards_to_the_first(kind):
    once, whole = (recurrent(kind, units=2, direction="both", returns=each) for each in ("last step", "every step"))
    one, all_ = (Performed(layer.torch_calls(SEQUENCE)) for layer in (once, whole))
    all_.load_state_dict(one.state_dict())
    (sequence,) = values(SEQUENCE)
    steps = all_(sequence)
    torch.testing.assert_close(one(sequence), torch.cat((steps[:, -1, :2], steps[:, 0, 2:]), dim=1))


@every_recurrent
def test_a_state_does_not_know_what_comes_later_when_it_reads_forward(kind):
    network = Performed(recurrent(kind, returns="every step").torch_calls(SEQUENCE))
    (sequence,) = values(SEQUENCE)
    changed = sequence.clone()
    changed[:, 3:] += 1
    torch.testing.assert_close(network(sequence)[:, :3], network(changed)[:, :3])
    assert not torch.allclose(network(sequence)[:, 3:], network(changed)[:, 3:])


def gates_of(network: Performed, number: int) -> list[tuple[torch.Tensor, ...]]:
    """W, U, b and c of every gate."""
    weights = (network.only.weight_ih_l0, network.only.weight_hh_l0, network.only.bias_ih_l0, network.only.bias_hh_l0)
    return list(zip(*(weight.chunk(number) for weight in weights), strict=True))


def test_an_lstm_computes_its_formula():
    network = Performed(recurrent("lstm", units=3).torch_calls(SEQUENCE))
    gates = gates_of(network, 4)
    (sequence,) = values(SEQUENCE)
    state = cell = torch.zeros(3, 3)
    for step in sequence.unbind(1):
        store, forget, new, show = (step @ w.T + state @ u.T + b + c for w, u, b, c in gates)
        cell = forget.sigmoid() * cell + store.sigmoid() * new.tanh()
        state = show.sigmoid() * cell.tanh()
    torch.testing.assert_close(network(sequence), state)


def test_a_gru_computes_its_formula():
    network = Performed(recurrent("gru", units=3).torch_calls(SEQUENCE))
    (w_r, u_r, b_r, c_r), (w_z, u_z, b_z, c_z), (w_n, u_n, b_n, c_n) = gates_of(network, 3)
    (sequence,) = values(SEQUENCE)
    state = torch.zeros(3, 3)
    for step in sequence.unbind(1):
        see = (step @ w_r.T + state @ u_r.T + b_r + c_r).sigmoid()
        keep = (step @ w_z.T + state @ u_z.T + b_z + c_z).sigmoid()
        new = (step @ w_n.T + b_n + see * (state @ u_n.T + c_n)).tanh()
        state = (1 - keep) * new + keep * state
    torch.testing.assert_close(network(sequence), state)


@pytest.mark.parametrize(("nonlinearity", "function"), [("tanh", torch.tanh), ("relu", torch.relu)])
def test_a_simple_rnn_computes_its_formula(nonlinearity, function):
    network = Performed(recurrent("simple_rnn", units=3, nonlinearity=nonlinearity).torch_calls(SEQUENCE))
    ((w, u, b, c),) = gates_of(network, 1)
    (sequence,) = values(SEQUENCE)
    state = torch.zeros(3, 3)
    for step in sequence.unbind(1):
        state = function(step @ w.T + b + state @ u.T + c)
    torch.testing.assert_close(network(sequence), state)


@every_recurrent
@pytest.mark.filterwarnings("error")
def test_dropout_applies_between_stacked_layers_only(kind):
    (sequence,) = values(SEQUENCE)
    for layers, is_random in ((1, False), (2, True)):
        network = Performed(recurrent(kind, layers=layers, dropout=0.5).torch_calls(SEQUENCE))
        assert torch.equal(network(sequence), network(sequence)) != is_random
        network.eval()
        assert torch.equal(network(sequence), network(sequence))


@every_recurrent
def test_a_row_of_symbols_needs_an_embedding_before_it(kind):
    with pytest.raises(ShapeProblem, match=r"expects a sequence \(T × F\), but gets T 7") as problem:
        recurrent(kind).output_shape(Shape(T=7))
    assert problem.value.fixes[0].kind == "embedding"
    assert recurrent(kind, units=6).output_shape(Embedding().output_shape(Shape(T=7))) == Shape(F=6)


def test_an_embedding_gives_the_row_of_each_symbol():
    network = Performed(Embedding(vocabulary=5, features=3).torch_calls(Shape(T=4)))
    symbols = torch.tensor([[0, 4, 4, 1], [2, 2, 0, 3]])
    torch.testing.assert_close(network(symbols), network.only.weight[symbols])


@pytest.mark.parametrize("features", [1, 6, 7])
def test_the_fixed_positions_are_sines_and_cosines(features):
    shape = Shape(T=9, F=features)
    network = Performed(PositionalEncoding().torch_calls(shape))
    added = network(torch.zeros(2, *shape))
    for step in range(9):
        for feature in range(features):
            wave = math.cos if feature % 2 else math.sin
            expected = wave(step / 10000 ** (feature // 2 * 2 / features))
            assert added[:, step, feature].tolist() == pytest.approx([expected] * 2, abs=1e-5)
    assert not network.state_dict(), "what follows from the shape is not saved"


def test_learned_positions_are_added_to_every_sample():
    network = Performed(PositionalEncoding(patterns="learned").torch_calls(SEQUENCE))
    (sequence,) = values(SEQUENCE)
    torch.testing.assert_close(network(sequence) - sequence, network.only.weight.expand(3, 5, 4))
    assert 0 < network.only.weight.std() < 0.1


def test_attention_with_one_head_computes_its_formula():
    network = Performed(MultiHeadAttention(heads=1).torch_calls(SEQUENCE, Shape(T=7, F=4)))
    asking, answering = values(SEQUENCE, Shape(T=7, F=4))
    module = network.only
    (w_q, w_k, w_v), (b_q, b_k, b_v) = module.in_proj_weight.chunk(3), module.in_proj_bias.chunk(3)
    scores = (asking @ w_q.T + b_q) @ (answering @ w_k.T + b_k).mT / math.sqrt(4)
    mixed = scores.softmax(-1) @ (answering @ w_v.T + b_v)
    expected = mixed @ module.out_proj.weight.T + module.out_proj.bias
    torch.testing.assert_close(network(asking, answering), expected)


def test_attention_to_itself_is_attention_with_the_same_input_twice():
    network = Performed(MultiHeadAttention(heads=2).torch_calls(SEQUENCE))
    twice = Performed(MultiHeadAttention(heads=2).torch_calls(SEQUENCE, SEQUENCE))
    twice.load_state_dict(network.state_dict())
    (sequence,) = values(SEQUENCE)
    torch.testing.assert_close(network(sequence), twice(sequence, sequence))


@pytest.mark.parametrize("layer", [MultiHeadAttention, TransformerEncoder])
@pytest.mark.parametrize("is_causal", [True, False], ids=["causal", "not causal"])
@pytest.mark.parametrize("is_training", [True, False], ids=["training", "in use"])
def test_causal_attention_does_not_look_ahead(layer, is_causal, is_training):
    network = Performed(layer(is_causal=is_causal, dropout=0).torch_calls(SEQUENCE)).train(is_training)
    (sequence,) = values(SEQUENCE)
    changed = sequence.clone()
    changed[:, 3:] += 1
    with torch.set_grad_enabled(is_training):
        before, after = network(sequence), network(changed)
    assert torch.allclose(before[:, :3], after[:, :3], atol=1e-6) == is_causal
    assert not torch.allclose(before[:, 3:], after[:, 3:], atol=1e-6)


@pytest.mark.parametrize("layer", [MultiHeadAttention, TransformerEncoder])
@pytest.mark.parametrize(("heads", "fitting"), [(4, 3), (5, 3), (64, 6)])
def test_heads_that_cannot_share_the_features_are_refused_with_a_number_that_can(layer, heads, fitting):
    with pytest.raises(ShapeProblem, match=f"its {heads} heads can share evenly, but gets T 2 × F 6") as problem:
        layer(heads=heads).output_shape(Shape(T=2, F=6))
    assert problem.value.fixes[0] == SetParameter("heads", fitting, f"Set heads to {fitting}")


def test_two_sequences_with_different_features_are_refused():
    with pytest.raises(ShapeProblem, match="as many features, but gets T 5 × F 4 and T 5 × F 6"):
        MultiHeadAttention().output_shape(SEQUENCE, Shape(T=5, F=6))


def test_sampling_gives_the_mean_outside_training():
    network = Performed(Sampling().torch_calls(Shape(F=4), Shape(F=4))).eval()
    mean, log_variance = values(Shape(F=4), Shape(F=4))
    assert torch.equal(network(mean, log_variance), mean)


def test_sampling_draws_with_the_mean_and_variance_that_come_in():
    network = Performed(Sampling().torch_calls(Shape(F=2), Shape(F=2))).train()
    torch.manual_seed(0)
    mean = torch.tensor([1.0, -2.0]).expand(50_000, 2)
    drawn = network(mean, torch.tensor([4.0, 0.25]).log().expand(50_000, 2))
    assert drawn.mean(0).tolist() == pytest.approx([1.0, -2.0], abs=0.03)
    assert drawn.var(0).tolist() == pytest.approx([4.0, 0.25], rel=0.03)


@pytest.mark.parametrize("shape", [Shape(F=4), Shape(T=2, F=3), Shape(C=2, H=2, W=1)])
def test_sampling_adds_the_divergence_from_the_standard_normal_distribution(shape):
    mean, log_variance = values(shape, shape)
    penalty = Sampling(kl_weight=0.3).penalty_call(shape, shape)
    normal = torch.distributions.Normal(mean, (0.5 * log_variance).exp())
    divergence = torch.distributions.kl_divergence(normal, torch.distributions.Normal(0.0, 1.0))
    torch.testing.assert_close(penalty_of(penalty, mean, log_variance), 0.3 * divergence.flatten(1).sum(1).mean())


def test_sampling_stays_finite_whatever_log_variances_come_in():
    mean, extreme = torch.zeros(1, 2), torch.tensor([[5000.0, -5000.0]])
    assert Performed(Sampling().torch_calls(Shape(F=2), Shape(F=2))).train()(mean, extreme).isfinite().all()
    penalty = Sampling().penalty_call(Shape(F=2), Shape(F=2))
    assert penalty_of(penalty, mean, extreme) == penalty_of(penalty, mean, torch.tensor([[20.0, -30.0]]))


def penalty_of(penalty: Function, *inputs: torch.Tensor) -> torch.Tensor:
    return called(penalty, dict(zip(penalty.arguments[:2], inputs, strict=True)))


def test_sampling_without_weight_adds_nothing():
    assert Sampling(kl_weight=0).penalty_call(Shape(F=4), Shape(F=4)) is None


@pytest.mark.parametrize("other", [Shape(F=5), Shape(T=1, F=4)])
def test_sampling_refuses_means_and_variances_of_different_shapes(other):
    with pytest.raises(ShapeProblem, match="of the same shape, but gets F 4 and "):
        Sampling().output_shape(Shape(F=4), other)


def lent(calls: Calls, weight: torch.Tensor) -> Performed:
    """The calls with a weight in place of the one that is borrowed."""
    first, *others = calls
    assert isinstance(first, Function)
    place, borrowed = first.arguments
    assert isinstance(borrowed, Borrowed)
    return Performed((Function(first.target, place, weight.T if borrowed.is_transposed else weight), *others))


@pytest.mark.parametrize("bias", [True, False], ids=["with bias", "without bias"])
@pytest.mark.parametrize("transposed", [True, False], ids=["transposed", "as it is"])
@pytest.mark.parametrize("shape", [Shape(F=3), Shape(T=2, F=3)], ids=["flat", "sequence"])
def test_a_tied_layer_multiplies_with_the_weight_of_the_other(shape, transposed, bias):
    tied = TiedDense(layer="n1", units=5, transposed=transposed, bias=bias, activation="prelu")
    weight = torch.randn((3, 5) if transposed else (5, 3))
    network = lent(tied.torch_calls(shape), weight)
    (inputs,) = values(shape)
    output = network(inputs)
    expected = inputs @ (weight if transposed else weight.T)
    torch.testing.assert_close(output, torch.where(expected > 0, expected, 0.25 * expected))
    assert tuple(tied.output_shape(shape)) == tuple(output.shape[1:])
    assert tied.weight_shapes(shape) == network.weights()


def test_a_tied_layer_says_which_layer_it_refers_to():
    references = {each.name: each.refers_to_layer for each in TiedDense.parameters()}
    assert [name for name, refers in references.items() if refers] == ["layer"]
    calls = TiedDense(layer="n7").torch_calls(Shape(F=3))
    assert calls[0].arguments[1] == Borrowed("n7", "weight", is_transposed=True)


@pytest.mark.parametrize("layer", [Dense(), TiedDense()], ids=["dense", "tied"])
@pytest.mark.parametrize(("shape", "fix"), [(Shape(T=4), "embedding"), (Shape(C=1, H=2, W=2), "flatten")])
def test_dense_layers_say_what_turns_symbols_and_images_into_features(layer, shape, fix):
    with pytest.raises(ShapeProblem, match="expects a flat vector") as problem:
        layer.torch_calls(shape)
    assert problem.value.fixes[0].kind == fix
