"""What is settled before the window comes."""

import os

import pytest

from nndesigner.app.start import scale_text

NAME = "QT_SCALE_FACTOR"


def test_larger_text_scales_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "1")
    monkeypatch.delenv(NAME)
    scale_text(150)
    assert os.environ[NAME] == "1.5"


def test_the_users_environment_goes_before_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "2")
    scale_text(150)
    assert os.environ[NAME] == "2"
