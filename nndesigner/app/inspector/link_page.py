"""What the inspector shows of selected links."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.widgets.entry_header import Header
from nndesigner.app.widgets.texts import Facts
from nndesigner.design.model import Design, Link


class LinkPage(QWidget):
    """Where links come from, where they lead, and the shape that flows through."""

    def __init__(self, document: Document, links: tuple[Link, ...]) -> None:
        super().__init__()
        self._document = document
        self._links = links
        self.facts = Facts()
        subtitle = "Hands the output of one layer to the next."
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(20)
        layout.addWidget(Header("Link" if len(links) == 1 else f"{len(links)} links", subtitle))
        layout.addWidget(self.facts)
        layout.addStretch()
        self.refresh()

    def show_training(self, ordered: Design | None) -> None:
        """A link acts in the next training, as every other change of the drawing."""

    def refresh(self) -> None:
        """Show what the document holds now."""
        design, report = self._document.design, self._document.report
        facts = []
        for link in self._links:
            target = design.nodes[link.target]
            number = f", input {link.input + 1}" if target.layer.maximum_inputs > 1 else ""
            facts += [
                ("from", design.nodes[link.source].name),
                ("to", f"{target.name}{number}"),
                ("shape", str(report.shapes.get(link.source, "not known yet"))),
            ]
        self.facts.show_facts(facts)
