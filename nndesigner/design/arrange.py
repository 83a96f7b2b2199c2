"""Automatic layout: data flows from top to bottom, branches stand side by side with few crossings."""

import math
from collections.abc import Mapping

from nndesigner.design.edits import COLUMN, ROW, move_nodes
from nndesigner.design.model import Design, NodeId, Position

SWEEPS = 8


def arranged(design: Design) -> Design:
    """The design with every layer in a row by its longest way from an input, and near its neighbours."""
    return move_nodes(design, positions(design)) if design.nodes else design


def positions(design: Design) -> Mapping[NodeId, Position]:
    """Where `arranged` puts each layer; the first row is at 0, the middle at 0."""
    columns = _columns(design, _rows(design))
    return {
        identity: (column * COLUMN, row * ROW)
        for row, layers in enumerate(columns)
        for identity, column in layers.items()
    }


def _rows(design: Design) -> list[list[NodeId]]:
    depth: dict[NodeId, int] = {}
    for identity in design.order:
        before = [depth[link.source] for link in design.incoming[identity]]
        depth[identity] = max(before, default=-1) + 1
    rows: list[list[NodeId]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for identity, row in depth.items():
        rows[row].append(identity)
    return rows


def _columns(design: Design, rows: list[list[NodeId]]) -> list[dict[NodeId, float]]:
    """Middles of the layers of each row in columns: each as near as it can be to what it is linked with."""
    place = {identity: number - (len(row) - 1) / 2 for row in rows for number, identity in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = {identity: _mean_of_neighbours(design, identity, place) for identity in row}
            place.update(_spread(sorted(row, key=lambda identity: wanted[identity]), wanted))
    # half columns straighten what leans a little, and what was one column apart stays so
    return [{identity: math.floor(2 * place[identity] + 0.5) / 2 for identity in row} for row in rows]


def _mean_of_neighbours(design: Design, identity: NodeId, place: Mapping[NodeId, float]) -> float:
    near = [place[link.source] for link in design.incoming[identity]]
    near += [place[link.target] for link in design.outgoing[identity]]
    return sum(near) / len(near) if near else place[identity]


def _spread(row: list[NodeId], wanted: Mapping[NodeId, float]) -> dict[NodeId, float]:
    """Places at least one column apart, in the order of `row`, around the mean of the desired places."""
    placed: list[float] = []
    for identity in row:
        placed.append(max(wanted[identity], placed[-1] + 1) if placed else wanted[identity])
    shift = sum(wanted[identity] - place for identity, place in zip(row, placed, strict=True)) / len(row)
    return {identity: place + shift for identity, place in zip(row, placed, strict=True)}
