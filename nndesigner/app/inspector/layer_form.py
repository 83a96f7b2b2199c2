"""What the inspector shows of one or several selected layers."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nndesigner.app.document.document import Document
from nndesigner.app.document.editing import Editing
from nndesigner.app.inspector.live import NEXT_TRAINING, words_of
from nndesigner.app.inspector.weights_section import FROZEN, WeightsSection
from nndesigner.app.widgets.entry_header import ICON_SIZE, Header
from nndesigner.app.widgets.form.fields import MIXED, LayerField
from nndesigner.app.widgets.form.form import Form
from nndesigner.app.widgets.help.context import Context, context_in
from nndesigner.app.widgets.help.page import HelpPage
from nndesigner.app.widgets.icons import layer_pixmap
from nndesigner.app.widgets.name_field import NameField
from nndesigner.app.widgets.problem_card import ProblemCard
from nndesigner.app.widgets.texts import Facts, hairline, plain_label
from nndesigner.catalog.entry import Parameter, ParameterProblem
from nndesigner.catalog.layers.layer import Layer, Weighted, arithmetic, count
from nndesigner.catalog.shapes import grouped
from nndesigner.design import edits
from nndesigner.design.model import Design, Node, NodeId
from nndesigner.design.report import Problem


class LayerForm(QWidget):
    """Name, parameters, problems, shapes, formula and help of the layers `nodes`."""

    def __init__(
        self, document: Document, editing: Editing, nodes: tuple[NodeId, ...], folded: set[str] | None = None
    ) -> None:
        super().__init__()
        self._document = document
        self._editing = editing
        self._ids = nodes
        self._problems: tuple[Problem, ...] = ()
        self.cards: list[ProblemCard] = []
        layers = [node.layer for node in self._nodes()]
        self.name = NameField() if len(nodes) == 1 else None
        self.header = self._make_header(layers)
        parameters = shared_parameters(layers)
        self.form = Form([each for each in parameters if each.name != FROZEN], self._reason_against)
        self.form.edited.connect(self._set)
        self.weights = WeightsSection(document, nodes, parameters, self._reason_against, folded)
        self.weights.form.edited.connect(self._set)
        self.effect = plain_label("", "muted")
        self.effect.hide()
        self.help: HelpPage | None = None
        self.facts = Facts()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._place(layers)
        self.refresh()

    def show_training(self, ordered: Design | None) -> None:
        """While a training of `ordered` is under way, say when it follows what is changed; None when there is none."""
        trained = ordered is not None and all(node in ordered.nodes for node in self._ids)
        layers = [node.layer for node in self._nodes()]
        self.effect.setText(words_of(layers) if trained else NEXT_TRAINING)
        self.effect.setVisible(ordered is not None and bool(self.form.rows or self.weights.is_needed))

    def refresh(self) -> None:
        """Show what the document holds now."""
        nodes = self._nodes()
        if self.name:
            self.name.show_name(nodes[0].name)
            self.header.complain("")
        layers = [node.layer for node in nodes]
        self._offer_layers()
        self.form.show_values(common_values(layers, self.form.rows))
        self.weights.refresh(common_values(layers, self.weights.form.rows))
        if self.help:
            self.help.show_entry(layers[0], self._context())
        self.facts.show_facts(self._facts())
        report = self._document.report
        self._show_problems(tuple(problem for node in self._ids for problem in report.of_node(node)))

    def _nodes(self) -> list[Node]:
        return [self._document.design.nodes[node] for node in self._ids]

    def _make_header(self, layers: list[Layer]) -> Header:
        titles = list(dict.fromkeys(layer.title() for layer in layers))
        picture = layer_pixmap(type(layers[0]), ICON_SIZE, self.devicePixelRatioF())
        if self.name:
            self.name.renamed.connect(self._rename)
            return Header("", titles[0], picture, self.name)
        return Header(f"{len(layers)} layers", ", ".join(titles), picture if len(titles) == 1 else None)

    def _place(self, layers: list[Layer]) -> None:
        kind = type(layers[0]) if len({type(layer) for layer in layers}) == 1 else None
        self._add(self.header, 0)
        if self.form.rows:
            self._add(self.form, 20)
        elif len(layers) > 1:
            self._add(plain_label("These layers have no parameters in common.", "muted"), 20)
        self._add(self.effect, 4)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._layout.addSpacing(10)
        self._layout.addLayout(self._cards)
        if self.weights.is_needed:
            self._add(hairline(), 10)
            self._add(self.weights, 0)
        self._add(hairline(), 10 if not self.weights.is_needed else 0)
        self._add(self.facts, 16)
        if kind:
            self._add(hairline(), 16)
            self.help = HelpPage(layers[0], self._context(), has_header=False)
            self._add(self.help, 16)
        self._layout.addStretch()

    def _add(self, widget: QWidget, gap: int) -> None:
        self._layout.addSpacing(gap)
        self._layout.addWidget(widget)

    def _context(self) -> Context:
        document = self._document
        return context_in(document.design, document.report, self._ids[0])

    def _offer_layers(self) -> None:
        """The layers that a field may refer to: all others that have weights to lend."""
        design = self._document.design
        lenders = {
            node.id: node.name
            for node in design.nodes.values()
            if node.id not in self._ids and isinstance(node.layer, Weighted)
        }
        for row in self.form.rows.values():
            if isinstance(row.field, LayerField):
                row.field.show_layers(lenders)

    def _facts(self) -> list[tuple[str, str]]:
        report = self._document.report
        if len(self._ids) > 1:
            total = sum(count(report.weights.get(node, {})) for node in self._ids)
            return [("learn", f"{grouped(total)} parameters together")]
        (node,) = self._nodes()
        given = report.inputs.get(node.id)
        facts = [("in", str(shape)) for shape in given or ()]
        if node.layer.has_output:
            facts.append(("out", str(report.shapes.get(node.id, "not known yet"))))
        if given is not None and node.layer.maximum_inputs:
            facts.append(("learns", arithmetic(report.weights.get(node.id, {}))))
        return facts

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        if problems == self._problems:
            return
        self._problems = problems
        for card in self.cards:
            card.hide()
            card.deleteLater()
        names = {node.id: node.name for node in self._nodes()} if len(self._ids) > 1 else {}
        self.cards = [ProblemCard(problem, names.get(problem.node or "", "")) for problem in problems]
        for card in self.cards:
            card.fix_chosen.connect(self._editing.apply_fix)
            self._cards.addWidget(card)

    def _reason_against(self, name: str, value: Any) -> str:
        try:
            edits.set_parameters(self._document.design, self._ids, **{name: value})
        except ParameterProblem as problem:
            return str(problem)
        return ""

    def _set(self, name: str, value: Any, gesture: str) -> None:
        self._editing.set_parameters(self._ids, gesture, **{name: value})

    def _rename(self, name: str) -> None:
        try:
            edits.rename(self._document.design, self._ids[0], name)
        except edits.EditRefused as problem:
            self.header.complain(str(problem))
        else:
            self.header.complain("")
            self._editing.rename(self._ids[0], name)


def shared_parameters(layers: list[Layer]) -> tuple[Parameter, ...]:
    """The parameters that all of these layers have, with the same limits and choices."""
    first, *others = [layer.parameters() for layer in layers]
    return tuple(parameter for parameter in first if all(_has_alike(parameter, other) for other in others))


def common_values(layers: list[Layer], names: Mapping[str, Any]) -> dict[str, Any]:
    """The values that layers have in common; MIXED where they differ."""
    values = {name: [getattr(layer, name) for layer in layers] for name in names}
    return {name: found[0] if all(value == found[0] for value in found) else MIXED for name, found in values.items()}


def _has_alike(parameter: Parameter, others: tuple[Parameter, ...]) -> bool:
    return any(
        (parameter.name, parameter.type, parameter.choices) == (other.name, other.type, other.choices)
        for other in others
    )
