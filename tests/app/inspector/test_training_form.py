"""The training options, and what the inspector shows of links."""

import pytest
from PySide6.QtCore import Qt

from nndesigner.app.inspector.link_page import LinkPage
from nndesigner.app.inspector.training_form import TrainingForm
from nndesigner.catalog.entry import entries
from nndesigner.catalog.losses.regression import MeanSquaredError
from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.project.file import Project


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
    assert list(inspector.page.sections) == [
        *("Data", "Loss", "Optimizer", "Turns", "Learning rate", "Regularization", "Early stopping", "Run")
    ]


def test_what_does_nothing_shows_only_its_choice(inspector):
    for part in ("Penalty", "Weight limit", "Gradient limit"):
        form = inspector.page.forms[part]
        assert form.choice.rows["kind"].field.box.currentData() == "none"
        assert form.form is form.page is None


@pytest.mark.parametrize("part, family", [("Penalty", "regularizer"), ("Gradient limit", "clipping")])
def test_every_limit_can_be_chosen_and_taken_away_again(inspector, document, part, family):
    for kind in entries(family):
        choose(inspector, part, kind)
        assert getattr(document.design.training, family).kind == kind
    choose(inspector, part, "none")
    assert inspector.page.forms[part].form is None


def test_a_heading_folds_its_section_for_as_long_as_the_window_is_open(inspector, document):
    section = inspector.page.sections["Optimizer"]
    section.heading.click()
    assert not section.content.isVisible()
    document.load(document.project)
    assert inspector.page.sections["Optimizer"] is not section
    assert not inspector.page.sections["Optimizer"].content.isVisible()
    assert inspector.page.sections["Loss"].content.isVisible()


def test_a_folded_section_says_what_it_holds(inspector, document):
    heading = inspector.page.sections["Optimizer"].heading
    assert heading.accessibleDescription() == "Adam"
    choose(inspector, "Optimizer", "sgd")
    assert heading.accessibleDescription() == SGD.title()
    assert inspector.page.sections["Regularization"].heading.accessibleDescription() == "none"


def test_left_and_right_fold_and_open_a_section(inspector, qtbot):
    section = inspector.page.sections["Run"]
    qtbot.keyClick(section.heading, Qt.Key.Key_Left)
    assert not section.content.isVisible()
    qtbot.keyClick(section.heading, Qt.Key.Key_Right)
    assert section.content.isVisible()


def test_patience_waits_for_early_stopping_and_says_so(inspector, qtbot):
    patience = row(inspector, "Early stopping", "patience")
    assert not patience.field.widget.isEnabled()
    assert "Early stopping is off." in patience.label.toolTip()
    qtbot.mouseClick(row(inspector, "Early stopping", "enabled").field.widget, Qt.MouseButton.LeftButton)
    assert patience.field.widget.isEnabled()
    assert "Early stopping is off." not in patience.label.toolTip()


def test_the_batch_size_does_not_count_with_the_full_batch(inspector, document, qtbot):
    qtbot.mouseClick(row(inspector, "Training", "full_batch").field.widget, Qt.MouseButton.LeftButton)
    assert document.design.training.settings.full_batch
    assert not row(inspector, "Training", "batch_size").field.widget.isEnabled()


def test_the_learning_rate_is_drawn_over_the_epochs_of_the_design(inspector, document, qtbot):
    graph = inspector.page.forms["Schedule"].page.graph
    assert graph.picture.curves[0].pieces[0][-1] == (10.0, 0.001)
    type_into(qtbot, row(inspector, "Training", "epochs").field.widget, "30")
    assert graph.picture.curves[0].pieces[0][-1] == (30.0, 0.001)


def test_an_example_says_what_to_look_for_until_that_is_put_away(inspector, document, selection, nodes):
    sentences = ["The loss falls.", "The gradients do not vanish."]
    document.load(Project(document.design, extra={"about": {"look_for": sentences}}))
    card = inspector.page.look_for
    assert card.isVisible() and card.sentences == sentences
    card.close_button.click()
    assert not card.isVisible()
    selection.set([nodes["a"]])
    selection.set()
    assert not inspector.page.look_for.isVisible()


def test_without_an_example_there_is_nothing_to_look_for(inspector):
    assert not inspector.page.look_for.isVisible()


def test_the_loss_can_be_chosen_and_undone(inspector, document):
    choose(inspector, "Loss", "mse")
    assert document.design.training.loss == MeanSquaredError()
    assert document.history.undo_text == "Choose Mean squared error"
    document.history.undo()
    assert inspector.page.forms["Loss"].choice.rows["kind"].field.box.currentData() == "cross_entropy"


def test_another_optimizer_brings_its_own_parameters(inspector, document):
    choose(inspector, "Optimizer", "sgd")
    assert document.design.training.optimizer == SGD()
    assert list(inspector.page.forms["Optimizer"].form.rows) == [each.name for each in SGD.parameters()]
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


def test_coming_back_from_a_layer_shows_what_has_changed_meanwhile(inspector, document, selection, nodes):
    selection.set([nodes["a"]])
    document.edit("Change", lambda design: design.changed(training=design.training.changed(epochs=77)))
    selection.set()
    assert inspector.page.isVisible()
    assert row(inspector, "Training", "epochs").field.line.text() == "77"
