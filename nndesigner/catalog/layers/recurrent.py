"""Recurrent layers: they read a sequence step by step and carry what they remember along."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, Function, Item, Module
from nndesigner.catalog.layers.layer import Weighted, WeightShapes
from nndesigner.catalog.layers.sequences import require_sequence
from nndesigner.catalog.shapes import Shape


class Recurrent(Weighted, group="Recurrent"):
    """A layer that gives each time step what it makes of this step and of its state after the step before."""

    target: ClassVar[str] = ""
    """The module of torch."""
    gates: ClassVar[int] = 1
    """How many values each unit computes at a time step."""
    state: ClassVar[Calls] = (Item(1),)
    """From what the module gives to the last states, layers × batch × units."""

    units: int = Field(64, ge=1, le=16_384, description="Values that the layer remembers, for each direction.")
    layers: int = Field(1, ge=1, le=8, description="Layers stacked; each reads every step of the one before.")
    direction: Literal["forward", "both"] = Field(
        "forward",
        description="forward: from the first step to the last; both: backward as well, with units of its own.",
    )
    returns: Literal["last step", "every step"] = Field(
        "last step", description="last step: what is remembered at the end; every step: a sequence again."
    )
    dropout: float = Field(0.0, ge=0, lt=1, description="Part of the values silenced between stacked layers.")

    def output_shape(self, *shapes: Shape) -> Shape:
        sequence = require_sequence(*shapes, by=self.title())
        features = self.units * self._directions
        return Shape(F=features) if self.returns == "last step" else sequence.replaced(F=features)

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        self.output_shape(*shapes)
        rows = self.gates * self.units
        weights: WeightShapes = {}
        for suffix, features in self._readers(shapes[0].F):
            weights[f"weight_ih_{suffix}"] = (rows, features)
            weights[f"weight_hh_{suffix}"] = (rows, self.units)
            weights[f"bias_ih_{suffix}"] = (rows,)
            weights[f"bias_hh_{suffix}"] = (rows,)
        return weights

    def torch_calls(self, *shapes: Shape) -> Calls:
        self.output_shape(*shapes)
        module = Module(self.target, shapes[0].F, self.units, **self._keywords())
        if self.returns == "every step":
            return (module, Item(0))
        if self.direction == "forward":
            return (module, *self.state, Item(-1))
        side_by_side = Function("torch.flatten", Function("torch.transpose", INPUT, 0, 1), 1)
        return (module, *self.state, Item(slice(-2, None)), side_by_side)

    def key_parameters(self) -> str:
        layers = f", {self.layers} layers" if self.layers > 1 else ""
        both = ", both directions" if self.direction == "both" else ""
        return f"{self.units} units{layers}{both}, {self.returns}"

    @property
    def _directions(self) -> int:
        return 2 if self.direction == "both" else 1

    def _keywords(self) -> dict[str, Any]:
        keywords: dict[str, Any] = {"batch_first": True}
        if self.layers > 1:
            keywords["num_layers"] = self.layers
        if self.layers > 1 and self.dropout > 0:  # torch warns of dropout that has no layer to follow it
            keywords["dropout"] = self.dropout
        if self.direction == "both":
            keywords["bidirectional"] = True
        return keywords

    def _readers(self, features: int) -> Iterator[tuple[str, int]]:
        """Every layer in each direction: the end of the names of its weights, and how many features it reads."""
        for layer in range(self.layers):
            for direction in ("", "_reverse")[: self._directions]:
                yield f"l{layer}{direction}", features
            features = self.units * self._directions


class SimpleRNN(Recurrent, kind="simple_rnn", title="Simple RNN"):
    """Mixes each time step with what it remembers of the steps before.

    Torch adds two biases, one for the input and one for the state; their sum is what counts. Dropout applies between
    stacked layers only, so with one layer it does nothing. With both directions, the last step is the end of the
    forward pass beside the end of the backward pass, which is at the first time step.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="10.5" width="9" height="8.5" rx="2"/><path d="M6.9 8.3 9 10.4 11.1 8.3"/>'
        '<path d="M13.5 14.8H17A2.5 2.5 0 0 0 19.5 12.3V7.5A2.5 2.5 0 0 0 17 5H11.5A2.5 2.5 0 0 0 9 7.5V10.5"/>'
    )
    stem: ClassVar[str] = "rnn"
    formula: ClassVar[str] = r"h_t = f ( W x_t + b + U h_{t-1} + c ), \quad h_0 = 0"
    when_to_use: ClassVar[str] = "On short sequences, and to see how gradients vanish or explode on long ones."
    when_not: ClassVar[str] = "When something early in a long sequence matters at its end: use LSTM or GRU."

    target: ClassVar[str] = "nn.RNN"

    nonlinearity: Literal["tanh", "relu"] = Field(
        "tanh", description="tanh: keeps the state within −1 and 1; relu: gradients keep their size, but may explode."
    )

    def _keywords(self) -> dict[str, Any]:
        chosen = {} if self.nonlinearity == "tanh" else {"nonlinearity": self.nonlinearity}
        return {**super()._keywords(), **chosen}


class LSTM(Recurrent, kind="lstm", title="LSTM"):
    """Carries a memory along the sequence; gates decide what to forget, to store and to show.

    The cell c is the memory, the state h what it shows. Gates i (store), f (forget) and o (show) lie between 0 and 1.
    Torch stacks the weights of i, f, g and o in this order and adds two biases to each, of which b is the sum; it does
    not begin with a forget bias of 1, as some texts advise. Dropout applies between stacked layers only. With
    both directions, the last step is the end of the forward pass beside the end of the backward pass.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="5" width="15" height="14" rx="2.5"/><path d="M4.5 9H19.5"/>'
        '<g fill="#fff" stroke="none"><circle cx="8" cy="9" r="1.7"/><circle cx="12" cy="9" r="1.7"/>'
        '<circle cx="16" cy="9" r="1.7"/></g><path d="M8 9V15M12 9V15M16 9V15" opacity=".55"/>'
    )
    stem: ClassVar[str] = "lstm"
    formula: ClassVar[str] = (
        r"i_t = \sigma ( W_i x_t + U_i h_{t-1} + b_i ), \quad f_t = \sigma ( W_f x_t + U_f h_{t-1} + b_f ), "
        r"\quad g_t = \tanh ( W_g x_t + U_g h_{t-1} + b_g ), \quad o_t = \sigma ( W_o x_t + U_o h_{t-1} + b_o ), "
        r"\quad c_t = f_t \odot c_{t-1} + i_t \odot g_t, \quad h_t = o_t \odot \tanh ( c_t )"
    )
    when_to_use: ClassVar[str] = "On sequences in which something early matters much later: texts, series, speech."
    when_not: ClassVar[str] = "On very long sequences, which it reads one step at a time: try attention."

    target: ClassVar[str] = "nn.LSTM"
    gates: ClassVar[int] = 4
    state: ClassVar[Calls] = (Item(1), Item(0))


class GRU(Recurrent, kind="gru", title="GRU"):
    """Remembers like an LSTM with fewer weights: two gates, and no cell beside the state.

    Gate r decides how much of the state the new candidate n sees, gate z how much of the old state stays. Torch applies
    r after the multiplication with U, bias included; the first paper applied it before. Many texts swap the
    roles of z and 1 − z. Dropout applies between stacked layers only. With both directions, the last step is the end of
    the forward pass beside the end of the backward pass.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="5" width="15" height="14" rx="2.5"/><path d="M4.5 15H19.5"/>'
        '<g fill="#fff" stroke="none"><circle cx="9" cy="15" r="1.7"/><circle cx="15" cy="15" r="1.7"/></g>'
        '<path d="M9 15V9H15V15" opacity=".55"/>'
    )
    stem: ClassVar[str] = "gru"
    formula: ClassVar[str] = (
        r"r_t = \sigma ( W_r x_t + U_r h_{t-1} + b_r ), \quad z_t = \sigma ( W_z x_t + U_z h_{t-1} + b_z ), "
        r"\quad n_t = \tanh ( W_n x_t + b_n + r_t \odot ( U_n h_{t-1} + c_n ) ), "
        r"\quad h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}"
    )
    when_to_use: ClassVar[str] = "Where an LSTM would do: it has a quarter fewer weights and often learns as well."
    when_not: ClassVar[str] = "On very long sequences, which it reads one step at a time: try attention."

    target: ClassVar[str] = "nn.GRU"
    gates: ClassVar[int] = 3
