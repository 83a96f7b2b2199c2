"""What changed between two designs."""

from dataclasses import dataclass

from nndesigner.design.model import Design, Link, NodeId


@dataclass(frozen=True)
class Difference:
    """What a view has to redraw to get from one design to the next."""

    added: frozenset[NodeId] = frozenset()
    removed: frozenset[NodeId] = frozenset()
    changed: frozenset[NodeId] = frozenset()
    links_added: frozenset[Link] = frozenset()
    links_removed: frozenset[Link] = frozenset()
    training: bool = False
    data: bool = False

    def __bool__(self) -> bool:
        return self != Difference()


def difference(before: Design, after: Design) -> Difference:
    """What leads from `before` to `after`."""
    old, new = before.nodes, after.nodes
    kept = old.keys() & new.keys() if old is not new else ()
    old_links, new_links = frozenset(before.links), frozenset(after.links)
    return Difference(
        added=frozenset(new.keys() - old.keys()),
        removed=frozenset(old.keys() - new.keys()),
        changed=frozenset(identity for identity in kept if old[identity] != new[identity]),
        links_added=new_links - old_links,
        links_removed=old_links - new_links,
        training=before.training != after.training,
        data=before.data != after.data,
    )
