"""What every entry of the catalog promises, whatever its family: a new entry is tested by being declared."""

import json
import math
from collections.abc import Iterator
from typing import get_args

import pytest
import ziamath

import nndesigner.catalog
from nndesigner.catalog.entry import Entry, Parameter, ParameterProblem, UnknownKind, entries, find, titles
from nndesigner.catalog.layers.activation import ACTIVATIONS
from nndesigner.catalog.shapes import Shape
from nndesigner.catalog.targets import Classes, Labels, Symbols, Target, TargetKind, Values
from nndesigner.design.options import EarlyStopping, Settings, Split

assert nndesigner.catalog.__doc__  # importing it declares every entry

WITHOUT_FORMULA = {
    ("layer", "input"): "it computes nothing",
    ("layer", "output"): "it computes nothing",
}
NEEDED_BESIDE = {("layer", "input", "symbols"): {"shape": (5,)}}
"""What has to be changed together with a choice."""
FAMILIES_WITHOUT_FORMULA = {"source": "samples are read, not computed"}
WITHOUT_WARNING = {
    ("layer", "input"): "every network has one",
    ("layer", "output"): "every network has one",
}
FAMILIES_WITHOUT_ADVICE = {"source": "which data to use may be no matter of advice"}


def declared(base: type[Entry] = Entry) -> Iterator[type[Entry]]:
    """Every entry of ours with a kind."""
    for entry in base.__subclasses__():
        if entry.kind and entry.__module__.startswith("nndesigner."):
            yield entry
        yield from declared(entry)


ENTRIES = sorted(set(declared()), key=lambda entry: (entry.family, entry.kind))
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.family}:{entry.kind}")

PARAMETERS = [
    (entry, parameter) for entry in [*ENTRIES, Settings, Split, EarlyStopping] for parameter in entry.parameters()
]
every_parameter = pytest.mark.parametrize(
    ("entry", "parameter"), PARAMETERS, ids=[f"{entry.family}:{entry.kind}.{each.name}" for entry, each in PARAMETERS]
)
LIMITS = [(entry, each) for entry, each in PARAMETERS if each.minimum is not None or each.maximum is not None]
every_limit = pytest.mark.parametrize(
    ("entry", "parameter"), LIMITS, ids=[f"{entry.family}:{entry.kind}.{each.name}" for entry, each in LIMITS]
)


@every_entry
def test_is_listed_in_its_family(entry):
    assert entries(entry.family)[entry.kind] is find(entry.family, entry.kind) is entry
    assert titles(entry.family)[entry.kind] == entry.title()


@every_entry
def test_can_be_made_without_a_choice(entry):
    assert entry().kind == entry.kind


@every_entry
def test_says_in_one_line_what_it_does(entry):
    first_paragraph = entry.description().split("\n\n")[0]
    assert "__doc__" in vars(entry), f"{entry.title()} has no docstring of its own"
    assert first_paragraph == entry.summary_line(), "the first paragraph of the docstring is more than one line"
    assert 10 <= len(first_paragraph) <= 120
    assert first_paragraph.endswith(".")


@every_entry
def test_says_when_to_use_it(entry):
    may_be_silent = entry.family in FAMILIES_WITHOUT_ADVICE
    assert entry.when_to_use.endswith(".") or (may_be_silent and not entry.when_to_use)
    may_be_silent = may_be_silent or (entry.family, entry.kind) in WITHOUT_WARNING
    assert entry.when_not.endswith(".") or (may_be_silent and not entry.when_not)


@every_entry
def test_has_a_formula_that_can_be_drawn(entry):
    reason = WITHOUT_FORMULA.get((entry.family, entry.kind)) or FAMILIES_WITHOUT_FORMULA.get(entry.family)
    assert bool(entry.formula) != bool(reason)
    if entry.formula:
        drawing = ziamath.Latex(entry.formula)
        assert drawing.svg().startswith("<svg")
        assert "\\" not in drawing.mathmlstr(), "a command that is not known is drawn as it is written"
        assert entry.formula.count("{") == entry.formula.count("}")


@every_entry
def test_has_a_title_of_its_own(entry):
    assert entry.title()[0].isupper()
    assert list(titles(entry.family).values()).count(entry.title()) == 1


@every_parameter
def test_every_parameter_is_explained(entry, parameter):
    assert parameter.help.endswith("."), f"{parameter.name} of {entry.title()} has no description"
    assert parameter.help[0].isupper() or parameter.name in parameter.help or ": " in parameter.help
    assert parameter.title


@every_parameter
def test_every_parameter_has_a_type_that_a_form_can_show(entry, parameter):
    assert parameter.type in (int, float, bool, str, tuple)
    has_choices = bool(parameter.choices) or parameter.refers_to_layer
    assert parameter.type is not str or has_choices, "a text needs choices"
    assert parameter.choices is None or parameter.default in parameter.choices


@every_parameter
def test_every_number_has_limits(entry, parameter):
    if parameter.type in (int, float):
        assert parameter.minimum is not None
        assert parameter.maximum is not None
        assert parameter.minimum <= parameter.default <= parameter.maximum


def beyond(parameter: Parameter) -> Iterator[float]:
    """Numbers just outside the limits, and numbers that are none."""
    step = 1 if parameter.type is int else 1e-6
    if parameter.minimum is not None:
        yield parameter.minimum - step
    if parameter.maximum is not None:
        yield parameter.maximum + step
    yield from (math.nan, math.inf, -math.inf)


@every_limit
def test_values_beyond_a_limit_are_refused_in_words(entry, parameter):
    for value in beyond(parameter):
        with pytest.raises(ParameterProblem) as problem:
            entry().changed(**{parameter.name: value})
        text = str(problem.value)
        expected, _, found = text.partition(", but is ")
        assert "should be" in expected
        assert entry.title() in expected
        assert found == f"{value!r}."


@every_limit
def test_the_limits_themselves_are_named_when_they_are_passed(entry, parameter):
    for limit, value in ((parameter.minimum, parameter.minimum - 1), (parameter.maximum, parameter.maximum + 1)):
        with pytest.raises(ParameterProblem, match=rf"(than|at most|at least) {limit:.10g}\b"):
            entry().changed(**{parameter.name: value})


@every_parameter
def test_values_of_a_wrong_type_are_refused_in_words(entry, parameter):
    for value in (None, {}, [[]], "no such choice", object):
        if parameter.refers_to_layer and isinstance(value, str):
            continue  # whether there is such a layer is for the design to say
        with pytest.raises(ParameterProblem, match=rf"{parameter.name.replace('_', ' ').capitalize()} of .+ but is "):
            entry.made({parameter.name: value})


@every_parameter
def test_every_choice_can_be_chosen(entry, parameter):
    for choice in parameter.choices or {}:
        others = NEEDED_BESIDE.get((entry.family, entry.kind, choice), {})
        assert getattr(entry().changed(**{parameter.name: choice}, **others), parameter.name) == choice


@every_entry
def test_a_parameter_that_does_not_exist_is_refused_in_words(entry):
    with pytest.raises(ParameterProblem, match="has no parameter 'colour'; its parameters are: "):
        entry.made({"colour": "red"})


@every_entry
def test_values_survive_json(entry):
    values = json.loads(json.dumps(entry().values()))
    assert entry.made(values) == entry()
    assert entry.made(values).values() == values


@every_entry
def test_is_a_value(entry):
    assert entry() == entry()
    assert hash(entry()) == hash(entry())
    for parameter in entry.parameters():
        with pytest.raises(ValueError, match="frozen"):
            setattr(entry(), parameter.name, parameter.default)


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UnknownKind, match=r"There is no optimizer called 'sdg'\. There are: .*sgd"):
        find("optimizer", "sdg")


def test_two_entries_cannot_share_a_kind():
    dense = find("layer", "dense")
    with pytest.raises(TypeError, match="Two entries of the family layer are called 'dense'"):
        type("Impostor", (dense,), {"__doc__": "Another."}, kind="dense")
    assert find("layer", "dense") is dense


@pytest.mark.parametrize("kind", entries("loss"))
def test_a_loss_contains_an_activation_that_exists_or_none(kind):
    assert set(entries("loss")[kind].fuses) <= set(ACTIVATIONS)


@pytest.mark.parametrize("kind", entries("loss"))
def test_a_loss_accepts_some_targets_and_writes_them_with_two_different_numbers(kind):
    loss = entries("loss")[kind]
    assert loss.accepts
    assert set(loss.accepts) <= set(get_args(TargetKind))
    assert loss.low < loss.high
    assert math.isfinite(loss.low) == math.isfinite(loss.high)


def test_every_kind_of_target_has_a_loss():
    accepted = {kind for loss in entries("loss").values() for kind in loss.accepts}
    assert accepted == set(get_args(TargetKind))


@pytest.mark.parametrize("kind", entries("metric"))
def test_a_metric_fits_some_targets_and_says_which_way_is_better(kind):
    metric = entries("metric")[kind]
    assert metric.fits
    assert set(metric.fits) <= set(get_args(TargetKind))
    assert metric.better in ("higher", "lower")


@pytest.mark.parametrize("kind", entries("source"))
def test_a_source_knows_the_shape_of_its_samples_and_what_they_are_to_be_answered_with(kind):
    source = entries("source")[kind]()
    shape, symbols = source.sample_shape(), source.vocabulary()
    assert isinstance(shape, Shape)
    assert bool(symbols) == (shape.axes == "T"), "rows of symbols, and only these, have a vocabulary"
    assert len(set(symbols)) == len(symbols)
    low, high = source.value_range()
    assert low < high
    assert_is_a_target(source.target())
    assert source.class_names() == (source.target().names if isinstance(source.target(), Classes) else ())
    assert source.origin
    assert source.contents()


def assert_is_a_target(target: Target) -> None:
    match target:
        case Values():
            assert isinstance(target.shape, Shape)
            assert target.low < target.high
            return
        case Labels():
            assert target.names
            assert target.low < target.high
        case Classes() | Symbols():
            assert len(target.names) > 1
    assert len(set(target.names)) == len(target.names)
