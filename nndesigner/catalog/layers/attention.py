"""Attention: every time step chooses which other time steps to look at."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from nndesigner.catalog.calls import INPUT, Calls, Function, InputNumber, Item, Module
from nndesigner.catalog.layers.layer import Weighted, WeightShapes
from nndesigner.catalog.layers.sequences import require_sequence
from nndesigner.catalog.problems import Remove, SetParameter, ShapeProblem
from nndesigner.catalog.shapes import Shape


class Attention(Weighted, group="Attention"):
    """A layer whose heads share the features of a sequence among them."""

    heads: int = Field(2, ge=1, le=64, description="Views that look for different things; they share the features.")
    is_causal: bool = Field(
        False, title="Causal", description="Lets a time step see only itself and the steps before it."
    )

    def output_shape(self, *shapes: Shape) -> Shape:
        sequence = require_sequence(*shapes, by=self.title(), parts=self.heads)
        for other in shapes[1:]:
            if other.F != sequence.F:
                expected = f"{self.title()} expects two sequences with as many features"
                raise ShapeProblem(expected, f"{sequence} and {other}", (Remove("Remove this layer"),))
        if sequence.F % self.heads:
            fitting = max(heads for heads in range(1, self.heads) if sequence.F % heads == 0)
            expected = f"{self.title()} needs features that its {self.heads} heads can share evenly"
            fixes = (SetParameter("heads", fitting, f"Set heads to {fitting}"), Remove("Remove this layer"))
            raise ShapeProblem(expected, sequence, fixes)
        return sequence


class MultiHeadAttention(Attention, kind="multi_head_attention", title="Multi-head attention"):
    """Gives each time step a mixture of all time steps, weighted by how well their keys match its query.

    Every head makes queries Q, keys K and values V of d = F / heads features each. With one input, X, the sequence
    looks at itself, and Z is X. With two, the queries come from the first, X, and the keys and values from the second,
    Z. The softmax runs over the time steps of Z.
    """

    icon: ClassVar[str] = (
        '<g fill="#fff" stroke="none"><circle cx="5.5" cy="18" r="1.8"/><circle cx="12" cy="18" r="1.8"/>'
        '<circle cx="18.5" cy="18" r="1.8"/><circle cx="12" cy="6" r="2.2"/></g>'
        '<path d="M12 6 12 18"/><path d="M12 6 5.5 18M12 6 18.5 18" opacity=".5"/>'
    )
    stem: ClassVar[str] = "attention"
    maximum_inputs: ClassVar[int] = 2
    formula: ClassVar[str] = (
        r"A = \mathrm{softmax} ( \frac{Q K^T}{\sqrt{d}} ) V, \quad Q = X W_Q, \quad K = Z W_K, \quad V = Z W_V, "
        r"\quad Y = [ A_1, \ldots, A_h ] W_O"
    )
    when_to_use: ClassVar[str] = "When time steps far apart belong together: each reaches every other at once."
    when_not: ClassVar[str] = "Without positional encoding, where the order matters. Its cost grows with T squared."

    dropout: float = Field(0.0, ge=0, lt=1, description="Part of the attention weights silenced while training.")

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        return _attention_weights(self.output_shape(*shapes).F)

    def torch_calls(self, *shapes: Shape) -> Calls:
        features = self.output_shape(*shapes).F
        other: Any = InputNumber(1) if len(shapes) > 1 else INPUT
        takes: tuple[Any, ...] = (INPUT, other, other)
        if self.is_causal:  # between the keys and the mask stand: no padding mask, and no weights to return
            takes = (*takes, None, False, Function("additions.causal_mask", INPUT, other))
        keywords: dict[str, Any] = {"dropout": self.dropout} if self.dropout else {}
        module = Module("nn.MultiheadAttention", features, self.heads, takes=takes, batch_first=True, **keywords)
        return (module, Item(0))

    def key_parameters(self) -> str:
        return f"{self.heads} heads{', causal' if self.is_causal else ''}"


class TransformerEncoder(Attention, kind="transformer_encoder", title="Transformer encoder"):
    """Attention, then two dense layers for each time step, both with a residual connection and a normalization.

    Normalization comes last, as in the first transformer, or first, which is easier to train when many are stacked.
    Dropout works on the attention weights, between the dense layers, and before each sum.
    """

    icon: ClassVar[str] = (
        '<rect x="4.5" y="4.5" width="10.5" height="6" rx="1.8" fill="#fff"/>'
        '<rect x="4.5" y="13.5" width="10.5" height="6" rx="1.8"/><path d="M9.75 10.5V13.5"/>'
        '<path d="M18 5.2H20V10H18M18 14H20V18.8H18" opacity=".6"/>'
    )
    stem: ClassVar[str] = "encoder"
    formula: ClassVar[str] = (
        r"Z = \mathrm{norm} ( X + \mathrm{attention} ( X ) ), "
        r"\quad Y = \mathrm{norm} ( Z + f ( Z W_1 + b_1 ) W_2 + b_2 )"
    )
    when_to_use: ClassVar[str] = (
        "Stacked two to twelve times after a positional encoding, on texts and other sequences."
    )
    when_not: ClassVar[str] = "With little data: it assumes nothing about order or nearness and must learn all of it."

    feed_forward: int = Field(128, ge=1, le=65_536, description="Units of the first dense layer, often 4 times F.")
    inner_activation: Literal["relu", "gelu"] = Field(
        "relu", title="Activation", description="Applied between the two dense layers."
    )
    dropout: float = Field(0.1, ge=0, lt=1, description="Part of the values silenced while training.")
    norm_first: bool = Field(False, title="Normalize first", description="Normalizes before each part, not after it.")

    def weight_shapes(self, *shapes: Shape) -> WeightShapes:
        features = self.output_shape(*shapes).F
        return {
            **{f"self_attn.{name}": sizes for name, sizes in _attention_weights(features).items()},
            "linear1.weight": (self.feed_forward, features),
            "linear1.bias": (self.feed_forward,),
            "linear2.weight": (features, self.feed_forward),
            "linear2.bias": (features,),
            "norm1.weight": (features,),
            "norm1.bias": (features,),
            "norm2.weight": (features,),
            "norm2.bias": (features,),
        }

    def torch_calls(self, *shapes: Shape) -> Calls:
        features = self.output_shape(*shapes).F
        takes: tuple[Any, ...] = (INPUT,)
        if self.is_causal:
            takes = (INPUT, Function("additions.causal_mask", INPUT, INPUT))
        module = Module(
            "nn.TransformerEncoderLayer",
            features,
            self.heads,
            takes=takes,
            dim_feedforward=self.feed_forward,
            dropout=self.dropout,
            activation=self.inner_activation,
            batch_first=True,
            norm_first=self.norm_first,
        )
        return (module,)

    def key_parameters(self) -> str:
        return f"{self.heads} heads, {self.feed_forward} units{', causal' if self.is_causal else ''}"


def _attention_weights(features: int) -> WeightShapes:
    """What attention learns: queries, keys and values in one array, and the dense layer after the heads."""
    return {
        "in_proj_weight": (3 * features, features),
        "in_proj_bias": (3 * features,),
        "out_proj.weight": (features, features),
        "out_proj.bias": (features,),
    }
