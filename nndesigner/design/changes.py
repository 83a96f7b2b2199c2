"""What changed between two designs, in plain statements fit to show."""

from collections.abc import Iterator
from typing import Any

from nndesigner.catalog.entry import Entry
from nndesigner.catalog.shapes import grouped
from nndesigner.design.model import Design, Node


def changes(before: Design, after: Design) -> tuple[str, ...]:
    """What was done to the loss and the layers of `before` to get `after`: "Units of dense_3: 10 → 4"."""
    return (*_of_loss(before, after), *_of_layers(before, after))


def _of_layers(before: Design, after: Design) -> Iterator[str]:
    for identity in after.order:
        node = after.nodes[identity]
        if identity not in before.nodes:
            yield _inserted(after, node)
        elif before.nodes[identity].layer is not node.layer:
            yield from _of_parameters(before.nodes[identity], node)
    for identity in before.order:
        if identity not in after.nodes:
            yield f"Removed {before.nodes[identity].name}"


def _inserted(design: Design, node: Node) -> str:
    numbers = node.layer.key_parameters()
    followers = " and ".join(design.nodes[link.target].name for link in design.outgoing[node.id])
    layer = f"{node.layer.title()} ({numbers})" if numbers else node.layer.title()
    return f"Inserted {layer}{f' before {followers}' if followers else ''}"


def _of_parameters(before: Node, after: Node) -> Iterator[str]:
    if type(before.layer) is not type(after.layer):
        yield f"{after.name}: {before.layer.title()} → {after.layer.title()}"
        return
    titles = {name: part.title for name, part in after.layer.parts().items()}
    choices: dict[str, Any] = {}
    for parameter in after.layer.parameters():
        titles[parameter.name] = parameter.title
        choices[parameter.name] = parameter.choices or {}
    for name, title in titles.items():
        old, new = (getattr(node.layer, name) for node in (before, after))
        if old != new:
            words = (_in_words(value, choices.get(name, {})) for value in (old, new))
            yield f"{title} of {after.name}: {' → '.join(words)}"


def _of_loss(before: Design, after: Design) -> Iterator[str]:
    old, new = before.training.loss, after.training.loss
    if old != new:
        yield f"Loss: {old.title()} → {new.title()}"


def _in_words(value: Any, choices: dict[str, str]) -> str:
    match value:
        case Entry():
            return value.title()
        case bool():
            return "yes" if value else "no"
        case int():
            return grouped(value)
        case float():
            return f"{value:g}"
        case tuple():
            return " × ".join(_in_words(each, {}) for each in value)
    return choices.get(value, str(value))
