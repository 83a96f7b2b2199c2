"""Layers on the clipboard: copied, cut, pasted, duplicated."""

import json

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from nndesigner.app.document import mime
from nndesigner.app.document.edit_steps import EditSteps
from nndesigner.catalog.problems import UserError
from nndesigner.design import edits
from nndesigner.design.model import Design
from nndesigner.design.pasting import pasted
from nndesigner.design.plain import network_from_plain, network_to_plain
from nndesigner.words.counts import counted

OFFSET = 24.0
"""How far a copy is put from its original, right and down, in pixels."""
LONGEST_PIECE = 8_000_000
"""Characters of clipboard text that are read at most."""


class NoPiece(UserError):
    """The clipboard holds something else than a piece of a network."""


class Pieces:
    """Takes copies of the selected layers. What is added becomes selected."""

    def __init__(self, steps: EditSteps) -> None:
        self._steps = steps
        self._pastes = 0

    def copy(self) -> None:
        """Put the selected layers on the clipboard, as readable JSON text."""
        if not self._steps.selection.nodes:
            return self._steps.refuse("Nothing is selected. Select one or more layers to copy.")
        text = json.dumps(network_to_plain(self._piece()), indent=1, ensure_ascii=False)
        content = QMimeData()
        content.setText(text)
        content.setData(mime.NETWORK_PIECE, text.encode())
        QGuiApplication.clipboard().setMimeData(content)
        self._pastes = 0

    def cut(self) -> None:
        """Put the selected layers on the clipboard and take them away."""
        self.copy()
        if self._steps.selection.nodes:
            self._steps.remove_selected("Cut")

    def paste(self) -> None:
        """Add the layers that are on the clipboard."""
        try:
            piece = _piece_from(QGuiApplication.clipboard().mimeData())
        except UserError as problem:
            return self._steps.refuse(str(problem))
        self._pastes += 1
        return self._put("Paste", piece, OFFSET * self._pastes)

    def duplicate(self) -> None:
        """Add the selected layers once more."""
        if self._steps.selection.nodes:
            self._put("Duplicate", self._piece(), OFFSET)

    def _put(self, verb: str, piece: Design, offset: float) -> None:
        design, new = pasted(self._steps.document.design, piece, offset)
        self._steps.document.edit(f"{verb} {counted(len(new), 'layer')}", lambda _: design)
        self._steps.selection.set(new)

    def _piece(self) -> Design:
        design = self._steps.document.design
        return edits.remove_nodes(design, design.nodes.keys() - self._steps.selection.nodes)


def _piece_from(content: QMimeData) -> Design:
    own = content.hasFormat(mime.NETWORK_PIECE)
    text = bytes(content.data(mime.NETWORK_PIECE).data()).decode(errors="replace") if own else content.text()
    try:
        plain = json.loads(text) if len(text) <= LONGEST_PIECE else None
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict) or not isinstance(plain.get("nodes"), list) or not plain["nodes"]:
        raise NoPiece("The clipboard holds no layers. Copy some layers, or the JSON text of a piece of a network.")
    return network_from_plain(plain)
