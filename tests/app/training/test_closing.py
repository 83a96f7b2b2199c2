"""Tests of what is said when a training is over."""

from dataclasses import replace

from nndesigner.app.training.closing import closing_words, ended_early, headline
from nndesigner.design.model import Design
from nndesigner.project.learned import Learned
from nndesigner.training.events import Finished

DONE = Finished("finished", 14, 700, {}, {}, {"loss": 0.1, "accuracy": 0.978}, Learned(Design(), {}))


def test_a_training_that_went_to_its_end_says_how_good_it_is():
    assert closing_words(DONE, 14) == (
        "Training finished after 14 epochs: 97.8 % test accuracy. The weights are in the project."
    )


def test_a_training_that_ended_early_says_which_weights_are_kept():
    early = replace(DONE, best_epoch=9)
    assert ended_early(early, 30) and not ended_early(early, 14)
    assert closing_words(early, 30) == (
        "Training ended early after 14 epochs; the weights of epoch 9 are kept: 97.8 % test accuracy."
    )


def test_a_training_without_a_step_changed_nothing():
    stopped = replace(DONE, reason="stopped", test={}, epochs=0, step=0, learned=None)
    assert closing_words(stopped, 14) == "Training stopped before its first step: nothing has changed."


def test_a_test_that_gives_no_number_is_no_success():
    words = closing_words(replace(DONE, test={"loss": float("nan"), "accuracy": 0.978}), 14)
    assert words.startswith("Training finished after 14 epochs, but the loss of the test is not a finite number.")


def test_with_early_stopping_all_epochs_may_be_done():
    assert closing_words(replace(DONE, best_epoch=13), 14).startswith("Training finished after 14 epochs; the weights")


def test_a_stopped_training_is_not_early_and_tells_its_validation():
    stopped = replace(DONE, reason="stopped", test={}, validation={"loss": 0.5, "accuracy": 0.8}, epochs=1)
    assert not ended_early(stopped, 14)
    assert closing_words(stopped, 14).startswith("Training stopped after 1 epoch: 80.0 % validation accuracy.")


def test_a_training_stopped_within_its_first_epoch_counts_steps():
    stopped = replace(DONE, reason="stopped", test={}, epochs=0, step=1)
    assert closing_words(stopped, 14) == "Training stopped after 1 step. The weights are in the project."


def test_of_a_regression_r2_is_told():
    assert headline({"loss": 0.2, "mse": 0.2, "mae": 0.3, "r2": 0.7912}, "test") == "test R² 0.791"


def test_of_several_outputs_the_first_two_are_told():
    metrics = {"loss": 1.0, "loss/a": 0.5, "accuracy/a": 0.9, "r2/b": 0.5, "mse/b": 2.0, "accuracy/c": 0.1}
    assert headline(metrics, "test") == "90.0 % test accuracy (a), test R² 0.500 (b)"


def test_of_folds_the_means_are_told_with_their_deviations():
    folds = replace(
        DONE,
        epochs=90,
        validation={"accuracy": 0.897, "loss": 0.2, "accuracy deviation": 0.004, "loss deviation": 0.01},
        test={"accuracy": 0.881, "accuracy deviation": 0.005},
    )
    assert closing_words(folds, 90) == (
        "Cross-validation finished after 90 epochs: 89.7 % ± 0.4 % validation accuracy, 88.1 % ± 0.5 % test accuracy, "
        "means over the folds. The last fold's weights are in the project."
    )
    several = {"r2/a": 0.5, "accuracy/b": 0.9, "r2/a deviation": 0.1, "accuracy/b deviation": 0.02}
    assert headline(several, "test") == "test R² 0.500 ± 0.100 (a), 90.0 % ± 2.0 % test accuracy (b)"


def test_without_any_metric_the_loss_is_told():
    assert headline({"loss": 0.25}, "validation") == "validation loss 0.250"
    assert headline({}, "test") == ""
