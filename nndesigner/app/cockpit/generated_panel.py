"""What a generator makes: points beside those of the data, or pictures side by side."""

from nndesigner.app.cockpit.panel import Panel, Table
from nndesigner.app.widgets.generated_view import GeneratedView
from nndesigner.app.widgets.panel_header import Part
from nndesigner.catalog.shapes import grouped
from nndesigner.training.readings import Generated


class GeneratedPanel(Panel):
    """The samples that were generated at the last look."""

    def build_content(self) -> GeneratedView:
        self.samples = GeneratedView()
        return self.samples

    def has_data(self) -> bool:
        return self._last() is not None

    def draw(self) -> list[Part]:
        last = self._last()
        assert last is not None
        step, generated = last
        self.samples.show_samples(generated)
        return [Part(f"{grouped(len(generated.made))} of the same noise · step {grouped(step)}")]

    def table(self) -> Table:
        last = self._last()
        made = last[1].made if last else ()
        rows = [[f"{value:g}" for value in sample.ravel().tolist()] for sample in made]
        return [f"value {number + 1}" for number in range(len(rows[0]) if rows else 0)], rows

    def _last(self) -> tuple[int, Generated] | None:
        return self.session.history.generated.get(self.view.quantities[0].name)
