"""Adding, changing and removing turns of the training in the inspector."""

from nndesigner.catalog.optimizers.gradient_descent import SGD
from nndesigner.design.turns import Pattern
from nndesigner.project.file import Project
from tests.training.adversaries import gan, without_turns


def turns(document):
    return document.design.training.turns


def section(inspector):
    return inspector.page.turns


def test_without_turns_the_section_says_that_everything_learns_in_one(inspector, document, nodes):
    assert section(inspector)._none.isVisible() and not section(inspector).cards
    assert inspector.page.sections["Optimizer"].isVisible()
    assert not section(inspector).adversaries_button.isVisible()


def test_a_turn_is_added_in_one_step_with_the_options_of_the_training(inspector, document, nodes):
    section(inspector).add_button.click()
    (turn,) = turns(document)
    assert (turn.name, turn.optimizer) == ("turn_1", document.design.training.optimizer)
    assert not inspector.page.sections["Optimizer"].isVisible()
    assert not inspector.page.forms["Weight limit"].isVisible()
    document.history.undo()
    assert turns(document) == () and section(inspector).cards == []
    assert inspector.page.sections["Optimizer"].isVisible()


def test_a_turn_has_its_own_optimizer_layers_and_name(inspector, document, nodes, qtbot):
    section(inspector).add_button.click()
    (card,) = section(inspector).cards
    assert card.is_open
    box = card.forms["optimizer"].choice.rows["kind"].field.box
    box.activated.emit(box.findData("sgd"))
    assert turns(document)[0].optimizer == SGD()
    learns = card.forms["pattern"].form.rows["learns"].field.box
    assert card.names["layers"].isHidden()
    learns.activated.emit(learns.findData("chosen"))
    assert turns(document)[0].pattern == Pattern(learns="chosen")
    assert not card.names["layers"].isHidden()
    popup = card.names["layers"].rows["layers"].field.open()
    name = popup.list.item(0).text()
    popup.list.itemClicked.emit(popup.list.item(0))
    popup.close()
    assert turns(document)[0].layers == (document.design.node_named(name).id,)
    card.name.setText("convolutions")
    card.name.editingFinished.emit()
    assert turns(document)[0].name == "convolutions"
    card.remove.click()
    assert turns(document) == ()


def test_a_name_that_is_taken_is_refused_in_words(inspector, document, nodes):
    section(inspector).add_button.click()
    section(inspector).add_button.click()
    card = section(inspector).cards[1]
    card.name.setText("turn_1")
    card.name.editingFinished.emit()
    assert "Another turn is called turn_1 already." in card.complaint.text()
    assert [turn.name for turn in turns(document)] == ["turn_1", "turn_2"]


def test_a_gan_gets_its_two_turns_with_one_click(inspector, document):
    document.load(Project(without_turns(gan())))
    button = section(inspector).adversaries_button
    assert button.isVisible()
    button.click()
    assert [turn.name for turn in turns(document)] == ["discriminator", "generator"]
    assert not button.isVisible()
    assert "discriminator · Adam 0.0005" in section(inspector).cards[0].words.text()
