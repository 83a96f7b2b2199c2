"""Where layers stand: moved, nudged, laid out, lined up."""

from collections.abc import Mapping
from typing import Literal

from nndesigner.app.document.edit_steps import EditSteps
from nndesigner.design import edits
from nndesigner.design.arrange import arranged
from nndesigner.design.model import NodeId, Position

Edge = Literal["left", "middle", "right", "top", "bottom", "columns", "rows"]
"""What `align` lines up: "middle" makes a column; "columns" and "rows" make the distances across and down equal."""


class Placing:
    """Puts layers elsewhere on the canvas."""

    def __init__(self, steps: EditSteps) -> None:
        self._steps = steps

    def move(self, positions: Mapping[NodeId, Position], gesture: str = "") -> None:
        """Put layers elsewhere."""
        self._steps.do(
            f"Move {self._steps.called(positions)}", lambda design: edits.move_nodes(design, positions), gesture
        )

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected layers a little; presses one after the other undo as one."""
        nodes = self._steps.selected()
        places = {node: self._steps.document.design.nodes[node].position for node in nodes}
        if places:
            self.move({node: (x + dx, y + dy) for node, (x, y) in places.items()}, f"nudge {' '.join(sorted(nodes))}")

    def arrange(self) -> None:
        """Lay the whole network out anew."""
        self._steps.do("Arrange", arranged)

    def align(self, edge: Edge) -> None:
        """Line the selected layers up, or make their distances equal."""
        places = {node: self._steps.document.design.nodes[node].position for node in self._steps.selected()}
        if len(places) < 2:
            return self._steps.refuse("Select two or more layers to align.")
        return self._steps.do(
            f"Align {self._steps.called(places)}", lambda design: edits.move_nodes(design, aligned(places, edge))
        )


def aligned(places: Mapping[NodeId, Position], edge: Edge) -> dict[NodeId, Position]:
    """Where layers go to be in line; all are equally wide, so their middles stand for their sides."""
    across = edge in ("left", "middle", "right", "columns")
    values = {node: place[0] if across else place[1] for node, place in places.items()}
    first, last = min(values.values()), max(values.values())
    if edge in ("columns", "rows"):
        ordered = sorted(values, key=lambda node: values[node])
        values = {node: first + (last - first) * number / (len(ordered) - 1) for number, node in enumerate(ordered)}
    else:
        goal = {"left": first, "top": first, "right": last, "bottom": last}.get(edge, (first + last) / 2)
        values = dict.fromkeys(values, goal)
    return {node: (values[node], y) if across else (x, values[node]) for node, (x, y) in places.items()}
