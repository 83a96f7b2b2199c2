"""What has to hold for the turns of a training: somebody learns in each, and generators have somebody to deceive."""

from collections.abc import Iterator, Mapping
from math import inf

from nndesigner.catalog.entry import find
from nndesigner.catalog.intervals import in_words, limits_of
from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.layers.layer import Trainable, WeightShapes
from nndesigner.catalog.problems import ChangeTurn, Fix, RemoveTurn, SetParameter, TakeTurns
from nndesigner.design.ends import final_activation
from nndesigner.design.learners import JOINING, counted_outputs, generating, learners, tells_apart
from nndesigner.design.model import Design, NodeId
from nndesigner.design.report import Problem
from nndesigner.design.turns import Turn

MOST_NAMES = 3
"""How many layers are named in a sentence."""


def problems_of_turns(design: Design, weights: Mapping[NodeId, WeightShapes]) -> Iterator[Problem]:
    """Turns in which nothing learns, layers that learn in none or in several, generators without an opponent."""
    yield from _generators(design)
    yield from _meetings(design)
    turns = design.training.turns
    if not turns:
        return
    trainable = [node for node, has in weights.items() if has and not _is_frozen(design, node)]
    learning = {turn.name: [node for node in trainable if node in learners(design, turn)] for turn in turns}
    for turn in turns:
        if learners(design, turn) <= weights.keys():  # of the others nobody knows yet what they learn
            yield from _of_turn(design, turn, learning[turn.name])
    yield from _of_layers(design, trainable, learning)
    if all(turn.pattern.every > 1 for turn in turns):
        fix = ChangeTurn(turns[0].name, {"every": 1}, f"Let {turns[0].name} learn at every step")
        yield Problem("At least one turn should learn at every step, but none does.", fixes=(fix,))
    yield from _stopping(design)


def _is_frozen(design: Design, node: NodeId) -> bool:
    layer = design.nodes[node].layer
    return isinstance(layer, Trainable) and layer.frozen


def _of_turn(design: Design, turn: Turn, learning: list[NodeId]) -> Iterator[Problem]:
    remove = RemoveTurn(turn.name, f"Remove {turn.name}")
    everything = ChangeTurn(turn.name, {"learns": "all"}, "Let all layers learn in it")
    if not learning:
        who = {"chosen": "none is chosen", "all": "every layer is frozen"}.get(
            turn.pattern.learns, f"there is no {turn.pattern.learns} with weights"
        )
        fixes: tuple[Fix, ...] = (remove,) if turn.pattern.learns == "all" else (everything, remove)
        yield Problem(f"Layers should learn in the turn {turn.name}, but {who}.", fixes=fixes)
    if turn.deceives and not any(tells_apart(design, output) for output in counted_outputs(design, turn)):
        targets = ChangeTurn(turn.name, {"aim": "targets"}, "Learn the targets")
        title = find("layer", JOINING).title()
        message = f"Generated samples should pass as real in the turn {turn.name}, but no output of it comes after a "
        yield Problem(f"{message}layer {title}.", fixes=(targets, remove))


def _of_layers(design: Design, trainable: list[NodeId], learning: Mapping[str, list[NodeId]]) -> Iterator[Problem]:
    chosen = [turn for turn in design.training.turns if turn.pattern.learns == "chosen"]
    for node in trainable:
        if not any(node in nodes for nodes in learning.values()):
            fixes = [
                ChangeTurn(turn.name, {"layers": (*turn.layers, node)}, f"Learn in {turn.name}") for turn in chosen
            ]
            message = f"{design.nodes[node].name} learns in no turn: it keeps the weights that it begins with."
            yield Problem(message, node, tuple(fixes[:3]), severity="warning")
    shared: dict[tuple[str, ...], list[str]] = {}
    for node in trainable:
        names = tuple(name for name, nodes in learning.items() if node in nodes)
        if len(names) > 1:
            shared.setdefault(names, []).append(design.nodes[node].name)
    for names, layers in shared.items():
        more = f" and {len(layers) - MOST_NAMES} more" if len(layers) > MOST_NAMES else ""
        message = f"The turns {' and '.join(names)} change the same weights: those of {', '.join(layers[:MOST_NAMES])}"
        yield Problem(f"{message}{more}. Choose other layers for one of them.", severity="warning")


def _generators(design: Design) -> Iterator[Problem]:
    turns = design.training.turns
    for node in design.of_kind(JOINING):
        if not any(turn.deceives for turn in turns):
            message = "Generator and discriminator learn against each other, each in a turn of its own, but "
            found = "none of the turns lets generated samples pass as real" if turns else "the training has no turns"
            yield Problem(f"{message}{found}.", node.id, (TakeTurns("Add the two turns"),))
    low, high = design.data.value_range()
    for identity in generating(design):
        activation = final_activation(design.nodes[identity])
        if activation:
            least, most = limits_of(ACTIVATIONS[activation].range)
            if -inf < low < least or most < high < inf:
                title, found = ACTIVATIONS[activation].title(), ACTIVATIONS[activation].range
                message = (
                    f"Samples are numbers {in_words(low, high)}, but {design.nodes[identity].name} ends with {title}"
                )
                fits = SetParameter("activation", "linear", "Use Linear")
                message = f"{message}, which gives numbers in {found}."
                yield Problem(message, identity, (fits,), severity="warning")


def _meetings(design: Design) -> Iterator[Problem]:
    """Layers that take rows of real and generated samples together with others: there are fewer of those."""
    joining = design.of_kind(JOINING)
    both = {found for node in joining for found in design.reachable(node.id)}
    for node in design.nodes.values():
        sources = [link.source for link in design.incoming[node.id]]
        together = [source for source in sources if source in both]
        apart = [source for source in sources if source not in both]
        if together and (node in joining or apart):
            name, given = node.name, f"{design.nodes[together[0]].name} gives real and generated ones"
            if node in joining:
                message = f"{name} expects single samples, but {given} already. Connect a layer that comes before."
            else:
                other = design.nodes[apart[0]].name
                message = f"{name} expects the same samples from all, but {given} and {other} only one kind. Connect "
                message += "layers that all come after Real or generated, or all before."
            yield Problem(message, node.id)


def _stopping(design: Design) -> Iterator[Problem]:
    if design.training.early_stopping.enabled and any(turn.deceives for turn in design.training.turns):
        yield Problem(
            "Early stopping watches the loss of the validation, which says nothing about how good generated samples "
            "are. Switch it off.",
            severity="warning",
        )
