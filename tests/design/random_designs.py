"""Random designs without errors, for hypothesis: a network with branches, its data and its training."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache

from hypothesis import assume
from hypothesis import strategies as st

from nndesigner.catalog.entry import entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.limits import Clipping, Constraint, NoClipping
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.regularizers import Regularizer
from nndesigner.catalog.schedules import Schedule
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.sources.source import Source
from nndesigner.catalog.targets import Target, Values
from nndesigner.design import edits
from nndesigner.design.check import check, fixed
from nndesigner.design.goals import Goal
from nndesigner.design.learners import JOINING
from nndesigner.design.model import Design, NodeId
from nndesigner.design.options import DataOptions, EarlyStopping, Settings, Split, TrainingOptions
from nndesigner.design.rules.optimizers import problems_of_optimizers
from tests.design.drawings import layer
from tests.design.random_entries import any_of, fitted, kinds_for, random_entries, with_given_numbers
from tests.design.random_turns import MOST_BATCHES, with_adversaries, with_two_turns

BATCH = 4
MOST_NUMBERS = 2000
"""How many numbers a layer may give for one sample."""
MOST_LAYERS = 6
"""How many layers of any kind stand between inputs and outputs."""
SMALL = {"morse": {"longest": 2, "unit": 1}}
"""Parameters that keep the samples of a source small."""


@cache
def sources() -> dict[str, list[str]]:
    """The kinds of sources that need no preparation, by the axes of their samples."""
    found: dict[str, list[str]] = {}
    for kind in entries("source"):
        data = DataOptions(source=Source.of_kind(kind))
        if not data.problem:
            found.setdefault(data.sample_shape().axes, []).append(kind)
    return found


class RandomDesign:
    """A design that shows itself as a table, which hypothesis prints when a test fails."""

    def __init__(self, design: Design) -> None:
        self.design = design

    def __repr__(self) -> str:
        shapes, usual = check(self.design).shapes, TrainingOptions()
        options = vars(self.design.training).items()
        lines = [f"source: {self.design.data.source!r}"]
        lines += [f"{name}: {value!r}" for name, value in options if value != getattr(usual, name)]
        for identity in self.design.order:
            node = self.design.nodes[identity]
            sources = ", ".join(self.design.nodes[link.source].name for link in self.design.incoming[identity])
            unusual = node.layer.model_dump(mode="json", exclude_defaults=True)
            parameters = ", ".join(f"{parameter}={value!r}" for parameter, value in unusual.items())
            gives = shapes.get(identity, "no shape")
            lines.append(f"{identity} {node.name} = {node.layer.kind}({parameters}) of ({sources}): {gives}")
        return "\n    ".join(["", *lines])


@st.composite
def random_designs(draw: st.DrawFn, of: Collection[str] = ()) -> RandomDesign:
    """A design that can be trained, one step an epoch with a few more samples than BATCH.

    Its source is of one of the kinds in `of`, if given.
    """
    found = [group for kinds in sources().values() if (group := [kind for kind in kinds if not of or kind in of])]
    kind = draw(st.sampled_from(found).flatmap(st.sampled_from))
    source = draw(random_entries(Source, kind, **SMALL.get(kind, {})))
    growing = _Growing(draw, source)
    growing.begin()
    for _ in range(draw(st.integers(0, MOST_LAYERS) | st.just(MOST_LAYERS))):
        growing.grow()
    growing.end("targets")
    if not growing.data.vocabulary() and draw(st.booleans()):
        growing.end("samples")
    elif draw(st.booleans()):
        growing.end("targets")
    learning = draw(st.sampled_from(["together", "together", "in turns", "as adversaries"]))
    if learning == "as adversaries":
        growing.oppose()
    design = _without_errors(growing.design)
    if learning != "together":
        design = with_two_turns(draw, design) if learning == "in turns" else with_adversaries(draw, design)
    if any(problems_of_optimizers(design)):  # L-BFGS with clipped gradients is warned of, because it may diverge
        turns = tuple(replace(turn, clipping=NoClipping()) for turn in design.training.turns)
        design = design.changed(training=replace(design.training, clipping=NoClipping(), turns=turns))
        assume(not any(problems_of_optimizers(design)))  # or with a loss that has no minimum
    return RandomDesign(design)


def _without_errors(design: Design) -> Design:
    """The design with the fixes that it offers for its problems, such as another activation at the output."""
    for _ in range(10):
        errors = [problem for problem in check(design).errors if problem.fixes]
        if not errors:
            break
        design = fixed(design, errors[0], errors[0].fixes[0])
    return design


class _Growing:
    """A design to which layers are added whose shapes fit, while hypothesis decides."""

    def __init__(self, draw: st.DrawFn, source: Source) -> None:
        self.draw = draw
        self.shapes: dict[NodeId, Shape] = {}
        """What can be read from: every layer so far and the shape that it gives."""
        self.current: NodeId = ""
        self.data = DataOptions(source=source, split=Split(validation_fraction=0.2))
        self.design = Design(data=self.data, training=self._training())
        self.steps = self.data.sample_shape().T if self._answers_every_step() else 0

    def begin(self) -> None:
        """One input, or two that share the features of flat samples or both take whole ones, joined."""
        sample, draw = self.data.sample_shape(), self.draw
        vocabulary = len(self.data.vocabulary())
        contents = "symbols" if vocabulary else "numbers"
        parts = [(tuple(sample), 0)] * draw(st.integers(1, 2))
        if len(parts) == 2 and sample.axes == "F":
            firsts = [draw(st.integers(0, sample.F - 1)) for _ in parts]
            parts = [((draw(st.integers(1, sample.F - first)),), first) for first in firsts]
        ends = []
        for shape, first in parts:
            self.add(layer("input", shape=shape, contents=contents, first=first))
            if vocabulary:
                self.add(layer("embedding", vocabulary=vocabulary, features=draw(st.integers(1, 5))), self.current)
            ends.append(self.current)
        if len(ends) == 2:
            self.add(layer("concatenate"), *ends)

    def grow(self) -> None:
        """Add a layer of any kind that takes what there is, or nothing when none fits."""
        draw, node = self.draw, self.current
        if draw(st.integers(0, 3)) == 3:
            node = draw(st.sampled_from([each for each in self.shapes if self._keeps_steps(self.shapes[each])]))
        groups = list(kinds_for(self.shapes[node].axes).values())
        kind = draw(st.sampled_from(groups).flatmap(st.sampled_from))
        if kind == JOINING:  # see `oppose`
            return
        if kind == "tied_dense":
            self._tie(node)
            return
        chosen = draw(random_entries(Layer, kind))
        sources = [node]
        wanted = draw(st.integers(chosen.minimum_inputs, min(chosen.maximum_inputs, 3)))
        while len(sources) < wanted:
            partners = [each for each in self.shapes if fitted(chosen, *self._shapes(*sources, each))]
            if not partners:
                return
            sources.append(draw(st.sampled_from(partners)))
        fitting = fitted(chosen, *self._shapes(*sources))
        if fitting and self._is_fine(fitting, sources):
            self.add(draw(with_given_numbers(fitting, *self._shapes(*sources))), *sources)

    def end(self, learns: str) -> None:
        """Lead what there is to an output through layers that give the shape it asks for."""
        draw = self.draw
        first = not self.design.of_kind("output")
        node = self.current if first else draw(st.sampled_from([*self.shapes]))
        target = _target(self.data, learns)
        losses, loss, chosen = _fitting(target), self.design.training.loss, "training"
        if loss.kind not in losses or draw(st.booleans()):
            chosen = draw(st.sampled_from(losses))
            loss = Loss.of_kind(chosen)
        shape = Goal("", "", loss, target).expected_shape(self.data.sample_shape())
        if self.steps and learns == "targets":
            stepwise = [each for each, given in self.shapes.items() if given.axes == "TF" and given.T == shape.T]
            node, units = node if node in stepwise else draw(st.sampled_from(stepwise)), shape.F
        else:
            node, units = self._flat(node), shape.count
        activation = draw(st.sampled_from([*loss.fuses, "linear", "sigmoid", "tanh"]))
        is_apart = draw(st.booleans())
        self.add(layer("dense", units=units, activation="linear" if is_apart else activation), node)
        if is_apart:
            self.add(layer(activation), self.current)
        if (between := draw(st.sampled_from(["", "linear", "sparsity", "flatten"]))) and not self.steps:
            self.add(layer(between), self.current)
        output = draw(random_entries(Layer, "output", learns=learns, loss=chosen))
        self.design, identity = edits.add_node(self.design, output, (0.0, 0.0))
        self.design = edits.connect(self.design, self.current, identity)

    def oppose(self) -> None:
        """Let a discriminator tell what some layer gives from what a generator makes of noise."""
        draw = self.draw
        real = draw(st.sampled_from([node for node, given in self.shapes.items() if given.axes != "T"]))
        shape = self.shapes[real]
        self.add(layer("noise", features=draw(st.integers(1, 3))))
        self.add(draw(random_entries(Layer, "dense", units=shape.count, frozen=False)), self.current)
        if shape.axes != "F":
            self.add(layer("reshape", shape=tuple(shape)), self.current)
        self.add(layer(JOINING), real, self.current)
        self.add(layer("dense", units=1, activation="sigmoid"), self._flat(self.current))
        self.design, identity = edits.add_node(self.design, layer("output", loss="binary_cross_entropy"), (0.0, 0.0))
        self.design = edits.connect(self.design, self.current, identity)

    def add(self, new: Layer, *sources: NodeId) -> None:
        """Add a layer that takes what `sources` give; it is the current one then."""
        place = (300.0 * (len(self.shapes) % 3), edits.ROW * len(self.shapes))
        self.design, self.current = edits.add_node(self.design, new, place)
        for number, source in enumerate(sources):
            self.design = edits.connect(self.design, source, self.current, number)
        self.shapes[self.current] = new.output_shape(*self._shapes(*sources))

    def _flat(self, node: NodeId) -> NodeId:
        shape = self.shapes[node]
        if shape.axes == "T":
            self.add(layer("embedding", vocabulary=len(self.data.vocabulary()), features=2), node)
            node, shape = self.current, self.shapes[self.current]
        if shape.axes == "F":
            return node
        ways = ["flatten", "global_avg_pool"] + (["gru"] if shape.axes == "TF" else [])
        way = self.draw(st.sampled_from(ways))
        self.add(self.draw(random_entries(Layer, way, **({"returns": "last step"} if way == "gru" else {}))), node)
        return self.current

    def _tie(self, node: NodeId) -> None:
        """Borrow the weights of a layer that fit, if there are any."""
        found = check(self.design).weights
        shape = self.shapes[node]
        lending = [
            (giver, is_transposed, (columns if is_transposed else rows))
            for giver, weights in found.items()
            if len(weights.get("weight", ())) == 2
            for rows, columns in [weights["weight"]]
            for is_transposed in (True, False)
            if shape.axes in ("F", "TF") and (rows if is_transposed else columns) == shape.F
        ]
        if not lending:
            return
        giver, is_transposed, units = self.draw(st.sampled_from(lending))
        tied = self.draw(random_entries(Layer, "tied_dense", units=units, transposed=is_transposed))
        tied = tied.changed(layer=giver)
        if self._is_fine(tied, [node]):
            self.add(tied, node)

    def _shapes(self, *nodes: NodeId) -> list[Shape]:
        return [self.shapes[node] for node in nodes]

    def _is_fine(self, new: Layer, sources: list[NodeId]) -> bool:
        given = new.output_shape(*self._shapes(*sources))
        return given.count <= MOST_NUMBERS and self._keeps_steps(given)

    def _keeps_steps(self, shape: Shape) -> bool:
        """Whether an answer for every time step can still be given."""
        return not self.steps or (shape.axes == "TF" and self.steps == shape.T)

    def _answers_every_step(self) -> bool:
        target = self.data.target()
        return target.kind == "symbols" or getattr(target, "per_step", False)

    def _training(self) -> TrainingOptions:
        draw = self.draw
        return TrainingOptions(
            loss=draw(st.sampled_from(_fitting(self.data.target())).flatmap(lambda kind: random_entries(Loss, kind))),
            optimizer=draw(any_of(Optimizer)),
            schedule=draw(any_of(Schedule)),
            regularizer=draw(any_of(Regularizer)),
            constraint=draw(any_of(Constraint)),
            clipping=draw(any_of(Clipping)),
            early_stopping=EarlyStopping(enabled=draw(st.booleans())),
            settings=Settings(
                batch_size=BATCH,
                batches_per_step=draw(st.integers(1, MOST_BATCHES)),
                epochs=1,
                seed=draw(st.integers(0, 3)),
                precision=draw(st.sampled_from(["single", "double", "mixed"])),
                full_batch=draw(st.booleans()),
            ),
        )


def _target(data: DataOptions, learns: str) -> Target:
    return Values(data.sample_shape(), *data.value_range()) if learns == "samples" else data.target()


def _fitting(target: Target) -> list[str]:
    """The kinds of losses that compare with such targets."""
    found = [kind for kind, loss in entries("loss").items() if target.kind in loss.accepts]
    if not isinstance(target, Values):
        return found
    return [kind for kind in found if Loss.of_kind(kind).low <= target.low <= target.high <= Loss.of_kind(kind).high]
