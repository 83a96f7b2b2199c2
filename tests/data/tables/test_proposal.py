"""What is proposed for a table, and what becomes of it when somebody chooses otherwise."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nndesigner.catalog.preparations.preparation import Preparation
from nndesigner.catalog.sources.table import Table, TableColumn
from nndesigner.data.opening import Proposal, propose
from nndesigner.data.tables.choices import CannotChoose, Choices
from nndesigner.data.tables.correcting import KEPT, KEPT_STEPS, REPLACED_STEPS, carried, corrected, lacking
from nndesigner.data.tables.profile import Profile
from nndesigner.data.tables.reasons import why_ignored
from nndesigner.design.options import Split

Rows = Callable[[int], str]
HEADER = "id,age,since,city,review,stars,churn"


def customer(number: int) -> str:
    review = " ".join(["slow", "dear", "friendly", "good", f"word{number}"][: 4 + number % 2])
    since = f"{2015 + number % 7}-{1 + number % 12:02}-{1 + number * 5 % 27:02}"
    city = ("Oslo", "Bern", "")[number % 3]
    churn = "yes" if number % 60 == 0 else "no"
    return f"{number},{20 + number * 7 % 61},{since},{city},{review} {number * 31},{1 + number % 5},{churn}"


@pytest.fixture
def churn(tmp_path: Path) -> Proposal:
    """A table with a column of every kind."""
    path = tmp_path / "churn.csv"
    path.write_text("\n".join([HEADER, *map(customer, range(300))]), encoding="utf-8")
    return propose(path)


def table_of(proposal: Proposal) -> Table:
    assert isinstance(proposal.data.source, Table)
    return proposal.data.source


def column(proposal: Proposal, name: str) -> TableColumn:
    return next(each for each in table_of(proposal).columns if each.name == name)


def steps(proposal: Proposal) -> dict[str, tuple[str, ...]]:
    return {step.kind: getattr(step, "columns", ()) for step in proposal.data.preparation}


def said_of(proposal: Proposal, name: str) -> list[str]:
    return [note.text for note in proposal.notes if note.about == name]


def said_of_target(proposal: Proposal) -> str:
    return " ".join(note.text for note in proposal.notes if note.is_of_target)


def test_every_step_has_its_reason(churn: Proposal) -> None:
    reasons = {note.step: note.reason for note in churn.notes if note.step is not None}
    assert list(reasons) == list(range(len(churn.data.preparation)))
    assert reasons[list(steps(churn)).index("one_hot")] == "A network reads numbers, not words."


def test_every_column_that_is_left_out_has_its_reason(churn: Proposal) -> None:
    left_out = [each.name for each in table_of(churn).columns if each.use == "ignored"]
    assert left_out == ["id", "since", "review"]
    assert said_of(churn, "id") == ["id is ignored: it numbers the rows."]
    assert "dates or times" in said_of(churn, "since")[0]
    assert "free text" in said_of(churn, "review")[0]


def test_corrections_that_change_nothing_change_nothing(churn: Proposal) -> None:
    assert corrected(churn, Choices()) == churn


def test_a_new_target_is_read_as_one_and_the_old_one_becomes_an_input(churn: Proposal) -> None:
    again = corrected(churn, Choices().with_use("stars", "target"))
    assert column(again, "stars").kind == "category" and column(again, "churn").use == "input"
    assert again.task == "classification"
    assert "You chose stars as the target. Proposed was churn." in said_of_target(again)
    assert "churn" in steps(again)["one_hot"] and "stars" not in steps(again)["standardize"]
    assert not again.data.problem


def test_a_target_of_few_numbers_can_be_come_close_to(churn: Proposal) -> None:
    choices = Choices().with_use("stars", "target")
    again = corrected(churn, choices.with_kind("stars", "number"))
    assert again.task == "regression" and "stars" in steps(again)["standardize"]
    assert "so the task is regression although it has few different values" in said_of_target(again)


def test_a_second_target_takes_the_place_of_the_first(churn: Proposal) -> None:
    again = corrected(churn, Choices().with_use("stars", "target").with_use("age", "target"))
    assert table_of(again).target_names() == ("age",)
    assert column(again, "stars").kind == "number"  # as it was before it was the target


def test_without_a_target_none_is_guessed(churn: Proposal) -> None:
    again = corrected(churn, Choices().with_use("churn", "ignored"))
    assert table_of(again).target_names() == () and again.task == ""
    assert "No column is the target" in said_of_target(again)


def test_a_rare_class_is_told_with_what_helps(churn: Proposal) -> None:
    (said,) = (text for text in said_of(churn, "churn") if "rare" in text)
    assert "yes is rare" in said and "class weights" in said


def test_a_rare_class_of_numbers_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "fraud.csv"
    path.write_text("x,fraud\n" + "".join(f"{n * 7 % 61},{int(n % 99 == 0)}\n" for n in range(300)), encoding="utf-8")
    assert any("1 is rare" in text for text in said_of(propose(path), "fraud"))


def test_a_text_that_is_chosen_is_learned_from_alone(churn: Proposal) -> None:
    again = corrected(churn, Choices().with_use("review", "input"))
    assert [each.name for each in table_of(again).used()] == ["review", "churn"]
    assert not again.data.problem
    assert "so the other columns are ignored" in said_of(again, "review")[0]
    assert said_of(again, "city") == []
    back = corrected(again, Choices())
    assert back.data == churn.data and back.notes == churn.notes


def test_tokens_are_as_long_as_the_texts(churn: Proposal) -> None:
    again = corrected(churn, Choices().with_use("review", "input"))
    (tokens,) = again.data.preparation
    assert tokens.kind == "tokens"
    assert tokens.values()["length"] == 6 and tokens.values()["size"] < 100
    assert "6 for each text" in next(note.reason for note in again.notes if note.step == 0)


def test_a_category_that_is_corrected_to_text_gets_tokens_of_its_own(churn: Proposal) -> None:
    again = corrected(churn, Choices().with_kind("city", "text").with_use("city", "input"))
    assert [each.name for each in table_of(again).used()] == ["city", "churn"]
    assert [step.kind for step in again.data.preparation] == ["fill_missing", "tokens"]
    assert again.data.preparation[-1].values()["length"] == 1
    assert not again.data.problem


def test_numbers_that_are_corrected_to_categories_are_in_order(churn: Proposal) -> None:
    again = corrected(churn, Choices().with_kind("stars", "category"))
    assert column(again, "stars").categories == ("1", "2", "3", "4", "5")
    assert "stars" in steps(again)["one_hot"]


def test_categories_that_nobody_kept_have_to_be_read(churn: Proposal) -> None:
    choices = Choices().with_kind("age", "category")
    assert lacking(corrected(churn, choices)) == "age"
    known = tuple(str(number) for number in range(20, 81))
    assert lacking(corrected(churn, choices.with_categories("age", known))) == ""


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (Choices().with_kind("city", "number"), "city holds words"),
        (Choices().with_kind("churn", "text"), "churn is the target, which cannot be free text"),
    ],
)
def test_what_a_column_cannot_be_is_refused(churn: Proposal, choices: Choices, message: str) -> None:
    with pytest.raises(CannotChoose, match=message):
        corrected(churn, choices)


def test_too_many_values_are_no_categories(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("code,x,y\n" + "".join(f"c{n},{n % 9},{n % 2}\n" for n in range(1500)), encoding="utf-8")
    for choices in (Choices().with_use("code", "input"), Choices().with_use("code", "target")):
        with pytest.raises(CannotChoose, match=r"code has 1.500 different values, but categories may be 1000"):
            corrected(propose(path), choices)


def test_a_column_that_is_used_against_the_advice_is_warned_of(churn: Proposal) -> None:
    again = corrected(churn, Choices().with_use("id", "input"))
    assert said_of(again, "id") == ["id is used although it numbers the rows."]


def test_what_was_chosen_before_is_kept(churn: Proposal) -> None:
    before = corrected(churn, Choices().with_use("age", "ignored").with_kind("stars", "category")).data
    again, choices = carried(churn, replace(before, split=Split(folds=5)))
    assert again.data == replace(before, split=Split(folds=5))
    assert KEPT in again.notes and choices.uses == {"age": "ignored"} and choices.kinds == {"stars": "category"}
    assert "age is ignored: you left it out." in said_of(again, "age")


def test_categories_that_are_new_in_the_file_are_known_when_it_is_opened_again(churn: Proposal, tmp_path: Path) -> None:
    path = tmp_path / "churn.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n999,30,2020-01-01,Rome,good,3,no", encoding="utf-8")
    again, _ = carried(propose(path), churn.data)
    assert column(again, "city").categories == ("Bern", "Oslo", "Rome") and table_of(again).rows == 301


def test_own_steps_are_kept_until_a_correction_replaces_them_in_words(churn: Proposal) -> None:
    own = (*churn.data.preparation, Preparation.of_kind("log", {"columns": ["age"]}))
    again, choices = carried(churn, replace(churn.data, preparation=own))
    assert again.data.preparation == own and KEPT_STEPS in again.notes
    assert [note.step for note in again.notes if note.step is not None] == list(range(len(churn.data.preparation)))
    later = corrected(again, choices.with_use("age", "ignored"))
    assert REPLACED_STEPS in later.notes
    assert REPLACED_STEPS in corrected(later, choices).notes


def test_dates_are_told_from_other_words(churn: Proposal) -> None:
    assert isinstance(churn.details, Profile)
    assert "dates" in why_ignored(churn.details.column("since"))
    assert "dates" not in why_ignored(churn.details.column("review"))


def test_a_yes_or_no_at_the_end_is_a_better_target_than_an_income(tmp_path: Path) -> None:
    rows = "\n".join(f"{20000 + n * 37 % 900},{n * 13 % 70},{'yes' if n % 3 else 'no'}" for n in range(90))
    for last, target in (("repays", "repays"), ("number", "income")):
        text = rows if last == "repays" else rows.replace("yes", "7.5").replace("no", "3.25")
        (tmp_path / "credit.csv").write_text(f"income,debt,{last}\n{text}", encoding="utf-8")
        proposal = propose(tmp_path / "credit.csv")
        assert table_of(proposal).target_names() == (target,)


def test_columns_with_equal_names_are_said_to_be_targets_as_well(tmp_path: Path) -> None:
    path = tmp_path / "weather.csv"
    lines = [f"{number * 0.7},{number % 2},{number % 3 % 2},{number // 9 % 2}" for number in range(60)]
    path.write_text("\n".join(["pressure,label_rain,label_snow,label_fog", *lines]), encoding="utf-8")
    note = next(note for note in propose(path).notes if note.is_of_target)
    assert note.is_warning and "label_rain, label_snow could be targets as well." in note.text
