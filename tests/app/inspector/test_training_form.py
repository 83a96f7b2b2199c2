"""The training options, and what the inspector shows of links."""

from PySide6.QtCore import Qt

from nndesigner.app.inspector.link_page import LinkPage
from nndesigner.app.inspector.training_form import TrainingForm
from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.catalog.optimizers.gradient_descent import SGD


def row(inspector, part, name):
    return inspector.page.forms[part].form.rows[name]


def choose(inspector, part, kind):
    box = inspector.page.forms[part].choice.rows["kind"].field.box
    box.setCurrentIndex(box.findData(kind))
    box.activated.emit(box.currentIndex())


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_nothing_selected_shows_the_training(inspector):
    assert isinstance(inspector.page, TrainingForm)
    assert list(inspector.page.forms) == ["Source", "Split", "Loss", "Optimizer", "Training"]


def test_the_loss_can_be_chosen_and_undone(inspector, document):
    choose(inspector, "Loss", "mse")
    assert document.design.training.loss == MeanSquaredError()
    assert document.history.undo_text == "Choose Mean squared error"
    document.history.undo()
    assert inspector.page.forms["Loss"].choice.rows["kind"].field.box.currentData() == "cross_entropy"


def test_another_optimizer_brings_its_own_parameters(inspector, document):
    choose(inspector, "Optimizer", "sgd")
    assert document.design.training.optimizer == SGD()
    assert list(inspector.page.forms["Optimizer"].form.rows) == ["learning_rate", "momentum", "nesterov"]
    document.history.undo()
    assert "beta_1" in inspector.page.forms["Optimizer"].form.rows


def test_typing_an_option_is_one_step(inspector, document, qtbot):
    type_into(qtbot, row(inspector, "Training", "epochs").field.widget, "250")
    assert document.design.training.epochs == 250
    assert document.history.count == 1
    document.history.undo()
    assert row(inspector, "Training", "epochs").field.line.text() == "10"


def test_the_learning_rate_steps_by_factors(inspector, document, qtbot):
    qtbot.keyClick(row(inspector, "Optimizer", "learning_rate").field.widget, Qt.Key.Key_Up)
    assert document.design.training.optimizer.learning_rate == 0.002


def test_a_fraction_above_its_limit_is_refused_in_words(inspector, document, qtbot):
    fraction = row(inspector, "Split", "validation_fraction")
    type_into(qtbot, fraction.field.widget, "0.95")
    assert "0.9" in fraction.problem.text()
    assert document.design.data.split.validation_fraction == 0.1


def test_a_link_shows_its_ends_and_its_shape(inspector, document, selection):
    selection.set(links=[document.design.links[0]])
    assert isinstance(inspector.page, LinkPage)
    assert inspector.page.facts.text() == "from input\nto conv_1\nshape C 1 × H 28 × W 28"


def test_undoing_a_link_away_leads_back_to_the_training(inspector, document, selection, editing):
    selection.set(links=[document.design.links[0]])
    editing.delete()
    assert isinstance(inspector.page, TrainingForm)


def test_another_project_starts_the_page_again(inspector, document):
    page = inspector.page
    document.load(document.project)
    assert inspector.page is not page
