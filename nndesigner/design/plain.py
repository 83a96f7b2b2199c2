"""A design as plain JSON values and back: what project files, examples and the clipboard hold."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nndesigner.catalog.augmentations.augmentation import Augmentation
from nndesigner.catalog.entry import Entry, entries
from nndesigner.catalog.layers.layer import Layer
from nndesigner.catalog.layers.unknown import Unknown
from nndesigner.catalog.limits import Clipping, Constraint
from nndesigner.catalog.losses.loss import Loss
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.problems import UserError, shown
from nndesigner.catalog.regularizers import Regularizer
from nndesigner.catalog.schedules import Schedule
from nndesigner.catalog.sources.source import Source
from nndesigner.design.edits import why_not_connect, without_gaps
from nndesigner.design.model import Design, Link, Node, NodeId
from nndesigner.design.names import LONGEST_NAME, unused
from nndesigner.design.options import DataOptions, EarlyStopping, Settings, Split, TrainingOptions
from nndesigner.design.turns import MOST_TURNS, Pattern, Turn

MOST_NODES = 5000
FARTHEST = 1e7
DEEPEST = 100


CHOSEN: Mapping[str, type[Entry]] = {
    "loss": Loss,
    "optimizer": Optimizer,
    "schedule": Schedule,
    "regularizer": Regularizer,
    "constraint": Constraint,
    "clipping": Clipping,
}
"""The families that a training chooses one entry of, by the names of the options."""
CHOSEN_BY_TURN = ("optimizer", "schedule", "clipping", "constraint")
"""Those of them that a turn chooses for itself."""
STEPS: Mapping[str, type[Entry]] = {"preparation": Preparation, "augmentation": Augmentation}
"""The families of which the data options hold a list."""
MOST_STEPS = 200
POSITIVE, LONGEST_CLASS = "positive", 10_000


class MalformedDesign(UserError):
    """Plain values that are no design; the text says where and why."""


def network_to_plain(design: Design, only: set[NodeId] | None = None) -> dict[str, Any]:
    """Layers and links, of the whole design or of some layers `only`."""
    chosen = set(design.nodes) if only is None else only
    return {
        "nodes": [
            {
                "id": node.id,
                "kind": node.layer.stored_kind(),
                "name": node.name,
                "parameters": node.layer.stored_values(),
                "position": list(node.position),
            }
            for node in design.nodes.values()
            if node.id in chosen
        ],
        "links": [dict(vars(link)) for link in sorted(design.links) if link.source in chosen and link.target in chosen],
    }


def design_to_plain(design: Design) -> dict[str, Any]:
    """Everything in one object: network, its links in their own order, training and data."""
    network = {**network_to_plain(design), "links": [dict(vars(link)) for link in design.links]}
    return {"network": network, "training": training_to_plain(design.training), "data": data_to_plain(design.data)}


def training_to_plain(training: TrainingOptions) -> dict[str, Any]:
    """Loss, optimizer, everything else that was chosen, and settings."""
    chosen = {name: getattr(training, name).to_plain() for name in CHOSEN}
    turns = {"turns": [_turn_to_plain(turn) for turn in training.turns]} if training.turns else {}
    return {**chosen, "early_stopping": training.early_stopping.values(), **training.settings.values(), **turns}


def _turn_to_plain(turn: Turn) -> dict[str, Any]:
    chosen = {name: getattr(turn, name).to_plain() for name in CHOSEN_BY_TURN}
    named = {name: list(getattr(turn, name)) for name in ("layers", "outputs") if getattr(turn, name)}
    return {"name": turn.name, **turn.pattern.values(), **named, **chosen}


def data_to_plain(data: DataOptions) -> dict[str, Any]:
    """Source, steps, split, and the positive class where one is chosen."""
    steps = {name: [step.to_plain() for step in getattr(data, name)] for name in STEPS}
    positive = {POSITIVE: data.positive} if data.positive else {}
    return {"source": data.source.to_plain(), **steps, **data.split.values(), **positive}


def network_from_plain(plain: Any) -> Design:
    """The design with these layers and links and default options. Raises MalformedDesign or ParameterProblem."""
    network = _mapping(plain, "A network")
    nodes = _nodes(_sequence(network.get("nodes", []), "The nodes of a network"))
    links = _links(nodes, _sequence(network.get("links", []), "The links of a network"))
    design = Design(nodes=nodes, links=links)
    _require_no_circle(design)
    return without_gaps(design, nodes)


def design_from_plain(plain: Any) -> Design:
    """What `design_to_plain` wrote, or somebody else. Raises UserError."""
    parts = _mapping(plain, "A design")
    return network_from_plain(parts.get("network", {})).changed(
        training=training_from_plain(parts.get("training", {})), data=data_from_plain(parts.get("data", {}))
    )


def training_from_plain(plain: Any) -> TrainingOptions:
    """Everything that was chosen, and settings; what is missing gets its default. Raises UserError."""
    values = dict(_mapping(plain, "The training options"))
    chosen: dict[str, Any] = {
        name: family.from_plain(values.pop(name)) for name, family in CHOSEN.items() if name in values
    }
    stopping = EarlyStopping.made(_mapping(values.pop("early_stopping", {}), "Early stopping"))
    turns = _turns(_sequence(values.pop("turns", []), "The turns of a training"))
    return TrainingOptions(**chosen, early_stopping=stopping, turns=turns, settings=Settings.made(values))


def _turns(listed: Sequence[Any]) -> tuple[Turn, ...]:
    if len(listed) > MOST_TURNS:
        raise MalformedDesign(f"A training has at most {MOST_TURNS} turns, but this one has {len(listed)}.")
    turns = tuple(_turn(_mapping(item, "A turn")) for item in listed)
    names = [turn.name for turn in turns]
    for name in names:
        if names.count(name) > 1:
            raise MalformedDesign(f"Two turns are called {name!r}.")
    return turns


def _turn(plain: Mapping[str, Any]) -> Turn:
    values, name = dict(plain), " ".join(_text(plain, "name").split())
    chosen: dict[str, Any] = {
        each: CHOSEN[each].from_plain(values.pop(each)) for each in CHOSEN_BY_TURN if each in values
    }
    named: dict[str, Any] = {
        each: _ids(values.pop(each, []), f"The {each} of {name}") for each in ("layers", "outputs")
    }
    del values["name"]
    if not name:
        raise MalformedDesign("A turn should have a name, but it is blank.")
    return Turn(name, Pattern.made(values, name), **named, **chosen)


def _ids(plain: Any, what: str) -> tuple[NodeId, ...]:
    listed = _sequence(plain, what)
    if len(listed) > MOST_NODES or not all(isinstance(each, str) for each in listed):
        raise MalformedDesign(f"{what} should be a list of at most {MOST_NODES} ids, but is {shown(plain)}.")
    return tuple(dict.fromkeys(listed))


def data_from_plain(plain: Any) -> DataOptions:
    """Source, steps, split and positive class; what is missing gets its default. Raises UserError."""
    values = dict(_mapping(plain, "The data options"))
    source = Source.from_plain(values.pop("source")) if "source" in values else DataOptions().source
    steps: dict[str, Any] = {
        name: tuple(family.from_plain(step) for step in _steps(values.pop(name, []), name))
        for name, family in STEPS.items()
    }
    positive = values.pop(POSITIVE, "")
    if not isinstance(positive, str) or len(positive) > LONGEST_CLASS:
        most = f"a text of at most {LONGEST_CLASS} characters"
        raise MalformedDesign(f"The positive class should be {most}, but is {shown(positive)}.")
    return DataOptions(source=source, split=Split.made(values), positive=positive, **steps)


def _steps(plain: Any, name: str) -> Sequence[Any]:
    steps = _sequence(plain, f"The {name}")
    if len(steps) > MOST_STEPS:
        raise MalformedDesign(f"The {name} has at most {MOST_STEPS} steps, but this one has {len(steps)}.")
    return steps


def _nodes(listed: Sequence[Any]) -> dict[NodeId, Node]:
    if len(listed) > MOST_NODES:
        raise MalformedDesign(f"A network has at most {MOST_NODES} layers, but this one has {len(listed)}.")
    nodes: dict[NodeId, Node] = {}
    names: set[str] = set()
    for item in listed:
        node = _node(_mapping(item, "A node"))
        if node.id in nodes:
            raise MalformedDesign(f"Two nodes have the id {node.id!r}.")
        node = replace(node, name=unused(node.name, names))
        names.add(node.name)
        nodes[node.id] = node
    return nodes


def _node(plain: Mapping[str, Any]) -> Node:
    identity, kind = _text(plain, "id"), _text(plain, "kind")
    name = " ".join(_text(plain, "name", default=identity).split()) or identity
    parameters = dict(_mapping(plain.get("parameters", {}), f"The parameters of {name}"))
    if _is_too_deep(parameters):
        raise MalformedDesign(f"The parameters of {name} are nested more than {DEEPEST} levels deep.")
    known = entries("layer")
    layer = known[kind].made(parameters, name) if kind in known else Unknown.keeping(kind, parameters)
    assert isinstance(layer, Layer)
    return Node(identity, layer, name, _position(plain.get("position", [0, 0]), name))


def _position(plain: Any, name: str) -> tuple[float, float]:
    position = _sequence(plain, f"The position of {name}")
    is_fine = len(position) == 2 and all(
        isinstance(number, int | float) and not isinstance(number, bool) and abs(number) <= FARTHEST
        for number in position
    )
    if not is_fine:
        raise MalformedDesign(f"The position of {name} should be two numbers, but is {shown(plain)}.")
    return float(position[0]), float(position[1])


def _is_too_deep(plain: Any) -> bool:
    level = [plain]
    for _ in range(DEEPEST):
        inner = [each.values() if isinstance(each, Mapping) else each for each in level]
        level = [each for values in inner for each in values if isinstance(each, Mapping | list | tuple)]
    return bool(level)


def _links(nodes: Mapping[NodeId, Node], listed: Sequence[Any]) -> tuple[Link, ...]:
    unlinked = Design(nodes=nodes)
    links: dict[tuple[NodeId, int], Link] = {}
    for item in listed:
        link = _link(unlinked, _mapping(item, "A link"))
        if (link.target, link.input) in links:
            raise MalformedDesign(f"Two links lead to input {link.input} of {nodes[link.target].name}.")
        links[link.target, link.input] = link
    return tuple(links.values())


def _link(unlinked: Design, plain: Mapping[str, Any]) -> Link:
    source, target, number = _text(plain, "source"), _text(plain, "target"), plain.get("input", 0)
    for end in (source, target):
        if end not in unlinked.nodes:
            raise MalformedDesign(f"A link names the node {end!r}, which does not exist.")
    taker = unlinked.nodes[target]
    most = taker.layer.maximum_inputs
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < max(most, 1):
        raise MalformedDesign(f"A link to {taker.name} goes to input {shown(number)}, which does not exist.")
    reason = why_not_connect(unlinked, source, target)
    if reason:
        raise MalformedDesign(f"A link from {source!r} to {target!r} is not possible: {reason}")
    return Link(source, target, number)


def _require_no_circle(design: Design) -> None:
    on_circles = design.nodes.keys() - set(design.order)
    if not on_circles:
        return
    # what is left out of the order gets something from another that is left out: walking back ends on a circle
    identity, passed = min(on_circles), set[NodeId]()
    while identity not in passed:
        passed.add(identity)
        identity = next(link.source for link in design.incoming[identity] if link.source in on_circles)
    raise MalformedDesign(f"The network feeds itself: what {design.nodes[identity].name} gives leads back to it.")


def _mapping(plain: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(plain, Mapping):
        raise MalformedDesign(f"{what} should be an object with names and values, but is {shown(plain)}.")
    return plain


def _sequence(plain: Any, what: str) -> Sequence[Any]:
    if not isinstance(plain, list | tuple):
        raise MalformedDesign(f"{what} should be a list, but is {shown(plain)}.")
    return plain


def _text(plain: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = plain.get(name, default)
    if not isinstance(value, str) or not value or len(value) > LONGEST_NAME:
        raise MalformedDesign(f"{name!r} should be a text of 1 to {LONGEST_NAME} characters, but is {shown(value)}.")
    return value
