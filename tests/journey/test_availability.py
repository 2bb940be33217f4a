"""Sharing out approved places: children as they are, those beyond the approval apart, never forced to add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.journey.availability import Used, used


@pytest.mark.parametrize(
    ("places", "filled", "said", "expected"),
    [
        (2, 0, [], Used(2, 0, 0, 2, 0)),
        (2, 1, [], Used(2, 1, 0, 1, 0)),
        (2, 1, [("break", 1)], Used(2, 1, 1, 0, 0, (("break", 1),))),
        (3, 0, [("break", 1), ("break", 1)], Used(3, 0, 2, 1, 0, (("break", 2),))),
        # ST-12: a child beyond the approval fills no place of it.
        (2, 3, [], Used(2, 3, 0, 0, 1)),
        # What is said of places that a child fills takes nothing, and is named to be looked at again.
        (2, 2, [("needs_of_child", 1)], Used(2, 2, 0, 0, 0, (), 1)),
        (0, 1, [], Used(0, 1, 0, 0, 1)),
    ],
)
def test_st_11_places_are_filled_or_cannot_be_used_or_are_free(
    places: int, filled: int, said: list[tuple[str, int]], expected: Used
) -> None:
    assert used(places, filled, said) == expected


def test_b_17_while_notice_runs_no_empty_place_is_free() -> None:
    found = used(3, 1, [("break", 1)], notice=True)
    assert (found.free, found.reasons) == (0, (("break", 1), ("notice_running", 1)))


@pytest.mark.parametrize(
    ("places", "filled", "named", "free", "kept"),
    [(2, 0, 2, 0, 2), (2, 2, 2, 0, 0), (3, 1, 1, 2, 0), (3, 0, 1, 2, 1)],
)
def test_b_9_what_is_approved_for_a_named_child_is_kept_for_that_child(
    places: int, filled: int, named: int, free: int, kept: int
) -> None:
    found = used(places, filled, [], named=named)
    assert (found.free, sum(count for _, count in found.reasons)) == (free, kept)


@given(
    places=st.integers(0, 12),
    filled=st.integers(0, 15),
    said=st.lists(st.tuples(st.sampled_from(["break", "other"]), st.integers(1, 12)), max_size=4),
    notice=st.booleans(),
    named=st.integers(0, 12),
)
def test_of_each_household_filled_within_and_free_and_not_available_are_its_places(
    places: int, filled: int, said: list[tuple[str, int]], notice: bool, named: int
) -> None:
    found = used(places, filled, said, notice=notice, named=named)
    assert found.filled - found.over + found.free + found.not_available == places
    assert min(found.free, found.not_available, found.over, found.beyond) >= 0
    assert sum(count for _, count in found.reasons) == found.not_available
