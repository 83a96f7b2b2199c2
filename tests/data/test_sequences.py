"""Sequences: the series told ahead, waves, text, Morse code and ranked lists."""

import numpy as np
import pytest

from nndesigner.catalog.sources.characters import Characters
from nndesigner.catalog.sources.morse import CODE, Morse
from nndesigner.catalog.sources.ranking import Ranking
from nndesigner.catalog.sources.sine import Sine
from nndesigner.catalog.sources.waveforms import FORMS, Waveforms
from nndesigner.data.loading import load
from nndesigner.data.sources.sine import whole_series
from nndesigner.locations import DATA_SETS


def test_the_value_asked_for_comes_next_and_the_test_comes_later() -> None:
    sine = Sine(window=10, length=1000)
    samples, series = load(sine), whole_series(sine)
    assert np.array_equal(samples.inputs[3, :, 0], series[3:13]) and samples.targets[3, 0] == series[13]
    assert samples.targets[-1, 0] == series[799]
    assert np.array_equal(samples.test_inputs[0, :, 0], series[800:810]) and samples.test_targets[0, 0] == series[810]
    assert samples.test_targets[-1, 0] == series[999]


def test_a_single_wave_repeats_after_its_period() -> None:
    series = whole_series(Sine(waves=1, period=40, noise=0))
    assert series[40:] == pytest.approx(series[:-40], abs=1e-5)
    assert (series.min(), series.max()) == pytest.approx((-1, 1), abs=0.01)


def test_waves_can_be_told_apart_by_their_form() -> None:
    samples = load(Waveforms(noise=0, steps=256, periods=2))
    signals = samples.inputs[:, :, 0]
    jumps = np.abs(np.diff(signals, axis=1)).max(axis=1)
    spread = signals.std(axis=1)
    by_form = {name: samples.targets == form for form, name in enumerate(FORMS)}
    assert jumps[by_form["sine"]].max() < 0.06 and jumps[by_form["triangle"]].max() < 0.04
    assert jumps[by_form["square"]].min() == 2 and jumps[by_form["saw"]].min() > 1.9
    assert set(np.unique(signals[by_form["square"]])) == {-1, 1}
    assert np.median(spread[by_form["sine"]]) == pytest.approx(0.707, abs=0.05)
    assert np.median(spread[by_form["triangle"]]) == pytest.approx(0.577, abs=0.05)


def text_of(characters: Characters, numbers: np.ndarray) -> str:
    vocabulary = characters.vocabulary()
    return "".join(vocabulary[number] for number in numbers)


def test_pieces_of_the_text_are_followed_by_the_next_character() -> None:
    characters = Characters(window=12, stride=5, lower_case=False)
    samples = load(characters)
    assert text_of(characters, samples.inputs[0]) == "From fairest"
    assert text_of(characters, samples.inputs[1]) == "fairest crea"
    assert text_of(characters, samples.targets[:2]) == " t"


def test_at_every_step_the_following_character_is_asked_for() -> None:
    characters = Characters(window=12, asks_for="every step")
    assert characters.target().per_step
    assert text_of(characters, load(characters).targets[0]) == "rom fairest "


def test_the_test_is_the_end_of_the_text() -> None:
    characters = Characters(window=20, stride=1)
    samples, text = load(characters), characters.text()
    learned = text_of(characters, [*samples.inputs[:, 0], *samples.inputs[-1, 1:], samples.targets[-1]])
    tested = text_of(characters, [*samples.test_inputs[:, 0], *samples.test_inputs[-1, 1:], samples.test_targets[-1]])
    assert learned + tested == text
    assert f"{len(samples.test_inputs)} pieces" in characters.contents().replace("\u202f", "")


def test_the_sonnets_have_fourteen_lines_of_plain_characters() -> None:
    text = (DATA_SETS / "characters" / "sonnets.txt").read_text(encoding="ascii")
    assert {len(sonnet.splitlines()) for sonnet in text.split("\n\n")} == {14}
    assert set(Characters(lower_case=False).vocabulary()) == set(text)
    assert not any(character.isupper() for character in Characters().vocabulary())
    assert {"␣", "↵"} <= set(Characters().class_names())


def decoded(strip: np.ndarray, unit: int) -> str:
    """The letters of a strip without noise, read as a person does."""
    signs = "".join("x" if value else " " for value in strip[::1, 0]).strip()
    letters = [letter.split(" " * unit) for letter in signs.split(" " * 3 * unit)]
    code = ["".join({unit: ".", 3 * unit: "-"}[len(sign)] for sign in letter) for letter in letters]
    return "".join({signal: letter for letter, signal in CODE.items()}[each] for each in code)


@pytest.mark.parametrize("unit", [1, 4])
def test_a_strip_can_be_read_by_the_rules_of_morse(unit: int) -> None:
    morse = Morse(letters=14, unit=unit, noise=0)
    samples, names = load(morse), morse.target().names
    for strip, row in zip(samples.inputs, samples.targets, strict=True):
        assert decoded(strip, unit) == "".join(names[number] for number in row if number >= 0)
    assert set(np.unique((samples.targets >= 0).sum(axis=1))) == {2, 3, 4}
    assert set(np.unique(samples.targets)) == {-1, *range(1, 15)}


def test_grades_follow_a_hidden_sum_of_the_features() -> None:
    samples = load(Ranking(noise=0, grades=2))
    items, grades = samples.inputs.reshape(-1, 6), samples.targets.ravel()
    weights, *_ = np.linalg.lstsq(items, grades - 0.5, rcond=None)
    tested = samples.test_inputs.reshape(-1, 6) @ weights > 0
    assert (tested == samples.test_targets.ravel()).mean() > 0.98


def test_every_grade_is_about_as_frequent() -> None:
    _, counts = np.unique(load(Ranking(grades=4, noise=1)).targets, return_counts=True)
    assert counts / counts.sum() == pytest.approx(np.full(4, 0.25), abs=0.02)
