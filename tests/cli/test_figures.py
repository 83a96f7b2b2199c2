"""Tests of metrics in a terminal."""

from nndesigner.cli.figures import headline, in_full, in_short

CLASSES = {"loss": 0.25, "cost": 0.5, "accuracy": 0.9, "precision": 0.8, "f1": 0.75}
OUTPUTS = {
    "loss": 1.0,
    "loss/digits": 0.75,
    "loss/image": 0.25,
    "accuracy/digits": 0.9,
    "mse/image": 0.1,
    "r2/image": 0.5,
}


def test_a_line_for_an_epoch_tells_little():
    assert in_short(CLASSES) == "loss 0.2500, cost 0.5000, accuracy 90.00 %"
    assert in_short({"loss": 0.5, "mse": 0.5, "mae": 0.4, "r2": 0.79}) == "loss 0.5000, R² 0.7900"
    assert in_short({}) == "none"


def test_the_last_line_tells_everything_with_readable_names():
    assert in_full(CLASSES) == "loss 0.2500, cost 0.5000, accuracy 90.00 %, precision 80.00 %, F1 75.00 %"


def test_of_several_outputs_every_metric_is_named_once():
    assert in_short(OUTPUTS) == "loss 1.0000, accuracy 90.00 % (digits), R² 0.5000 (image)"
    assert in_full(OUTPUTS).startswith("loss 1.0000, 0.7500 (digits), 0.2500 (image), accuracy 90.00 % (digits), MSE")


def test_a_third_output_does_not_make_an_epoch_longer():
    metrics = {f"accuracy/{name}": 0.5 for name in "abc"}
    assert headline(metrics) == "accuracy 50.00 % (a), 50.00 % (b)"
    assert headline({"loss": 1.0}) == ""
