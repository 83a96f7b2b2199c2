"""Older files become newer ones step by step, as plain dicts."""

import pytest

from nndesigner.project.migrations import FORMAT, MIGRATIONS, UnreadableFormat, migrated


def test_a_file_goes_through_every_step_between_its_format_and_the_newest():
    steps = {
        1: lambda plain: {**plain, "path": ["one"]},
        2: lambda plain: {**plain, "path": [*plain["path"], "two"]},
    }
    assert migrated({"format": 1}, steps, 3) == {"format": 3, "path": ["one", "two"]}
    assert migrated({"format": 3, "path": []}, steps, 3) == {"format": 3, "path": []}


def test_a_step_does_not_change_what_it_was_given():
    old = {"format": 1, "kept": 1}
    migrated(old, {1: lambda plain: {**plain, "kept": plain.pop("kept") + 1}}, 2)
    assert old == {"format": 1, "kept": 1}


def test_there_is_a_step_for_every_older_format():
    assert set(MIGRATIONS) == set(range(1, FORMAT))


@pytest.mark.parametrize("number", [None, "1", 1.0, True, 0, -1])
def test_what_is_no_format_number_is_refused(number):
    with pytest.raises(UnreadableFormat, match='should say "format"'):
        migrated({"format": number})


def test_a_newer_format_says_that_an_update_helps():
    with pytest.raises(UnreadableFormat, match="update nndesigner"):
        migrated({"format": FORMAT + 1})
