"""Undo and redo: any number of steps, gestures as one, and always knowing whether what is shown was saved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nndesigner.app.document import undo
from nndesigner.app.document.undo import Edit, UndoHistory
from nndesigner.catalog.layers.dense import Dense
from nndesigner.design import edits
from nndesigner.design.model import Design


def design(number: int) -> Design:
    """One of many designs."""
    return edits.add_node(Design(), Dense(units=number), (0.0, 0.0))[0]


class Desk:
    """A history and what it shows."""

    def __init__(self) -> None:
        self.shown = design(1)
        self.history = UndoHistory(self._show)

    def _show(self, new: Design) -> None:
        self.shown = new

    def do(self, number: int, gesture: str = "") -> None:
        self.history.push(Edit(f"to {number}", self.shown, design(number), gesture))


def test_edits_are_taken_back_in_reverse_and_done_again() -> None:
    desk = Desk()
    for number in (2, 3):
        desk.do(number)
    assert (desk.history.undo_text, desk.history.redo_text) == ("to 3", "")
    desk.history.undo()
    assert desk.shown == design(2) and desk.history.redo_text == "to 3"
    desk.history.undo()
    desk.history.undo()
    assert desk.shown == design(1) and not desk.history.can_undo
    desk.history.redo()
    desk.history.redo()
    desk.history.redo()
    assert desk.shown == design(3) and not desk.history.can_redo


def test_a_new_edit_after_undoing_forgets_what_was_undone() -> None:
    desk = Desk()
    desk.do(2)
    desk.history.undo()
    desk.do(3)
    assert desk.history.count == 1 and not desk.history.can_redo


def test_a_gesture_does_not_swallow_the_saved_state() -> None:
    desk = Desk()
    desk.do(2, "drag")
    desk.history.set_saved()
    desk.do(3, "drag")
    assert not desk.history.is_saved
    desk.history.undo()
    assert desk.shown == design(2) and desk.history.is_saved


def test_what_was_saved_and_then_overwritten_is_never_saved_again() -> None:
    desk = Desk()
    desk.do(2)
    desk.history.set_saved()
    desk.history.undo()
    desk.do(3)
    assert not desk.history.is_saved
    desk.history.undo()
    assert not desk.history.is_saved


def test_only_so_many_edits_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "MOST_EDITS", 5)
    desk = Desk()
    for number in range(2, 12):
        desk.do(number)
    for _ in range(20):
        desk.history.undo()
    assert desk.shown == design(6) and not desk.history.is_saved


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.integers(1, 5), st.sampled_from(["", "drag", "spin"])),
            st.sampled_from(["undo", "redo", "save"]),
        )
    )
)
def test_whatever_is_done_saved_means_shown_as_saved(actions: list[tuple[int, str] | str]) -> None:
    desk = Desk()
    saved = desk.shown
    for action in actions:
        match action:
            case (number, gesture):
                if design(int(number)) != desk.shown:
                    desk.do(int(number), str(gesture))
            case "undo":
                desk.history.undo()
            case "redo":
                desk.history.redo()
            case _:
                desk.history.set_saved()
                saved = desk.shown
        if desk.history.is_saved:
            assert desk.shown == saved
