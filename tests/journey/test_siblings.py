"""'2, or 3 if siblings' (B-10): whose the third place is, and what is said where nobody knows."""

from __future__ import annotations

import pytest

from crm.journey.availability import Siblings, Used, said_to_be, used


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        (["S-1", "S-1"], Siblings.ALL),
        (["S-1", None], Siblings.UNSAID),
        ([None], Siblings.UNSAID),
        ([], Siblings.UNSAID),
        (["S-1", "S-2", None], Siblings.NOT),
    ],
)
def test_children_are_siblings_if_all_share_a_reference(groups: list[str | None], found: Siblings) -> None:
    assert said_to_be(groups) is found


@pytest.mark.parametrize(
    ("filled", "siblings", "found"),
    [
        (2, Siblings.UNSAID, Used(2, 2, 0, 0, 0)),
        (3, Siblings.ALL, Used(2, 3, 0, 0, 0, extra=1)),
        (3, Siblings.UNSAID, Used(2, 3, 0, 0, 0, extra=1, unsaid=True)),
        (3, Siblings.NOT, Used(2, 3, 0, 0, 1)),
        (4, Siblings.ALL, Used(2, 4, 0, 0, 1, extra=1)),
    ],
)
def test_b_10_the_third_of_three_siblings_is_not_beyond_the_approval(
    filled: int, siblings: Siblings, found: Used
) -> None:
    assert used(2, filled, (), for_siblings=1, siblings=siblings) == found
    assert found.filled + found.not_available + found.free == found.places + found.over + found.extra
