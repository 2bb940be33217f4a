"""OA-1, B-12: whoever stays with former foster carers does so until 21, and the place that is kept goes with it."""

from __future__ import annotations

from datetime import date

import pytest

from crm.journey.staying_put import Arrangement, Kept, arranged, latest

EIGHTEEN = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("since", "born", "expected"),
    [
        (EIGHTEEN, None, date(2029, 3, 14)),  # 18 on the day on which the placement ended
        (date(2028, 2, 29), None, date(2031, 2, 28)),
        (EIGHTEEN, date(2008, 3, 1), date(2029, 4, 1)),  # 21 in March 2029: over when that month is
        (EIGHTEEN, date(2007, 12, 1), date(2029, 1, 1)),  # placed a while after 18
    ],
)
def test_OA_1_an_arrangement_ends_at_twenty_one(since: date, born: date | None, expected: date) -> None:
    assert latest(since, born, 21) == expected
    arrangement = Arrangement(since, expected)
    assert arrangement.holds(since) and not arrangement.holds(expected)


def test_B_12_the_place_that_is_kept_is_that_of_its_own_arrangement() -> None:
    """Two leave care in March; a place is kept from then for one of them, and was for somebody else before."""
    kept = (Kept(date(2024, 1, 8), date(2025, 1, 8)), Kept(date(2026, 3, 20), date(2026, 9, 1)))
    first, second = arranged([(EIGHTEEN, None), (date(2026, 3, 28), None)], kept, 21)
    assert first.kept == kept[1] and first.until == date(2026, 9, 1)
    assert second.kept is None and second.until == date(2029, 3, 28)


def test_B_12_two_places_of_one_record_are_kept_for_two() -> None:
    both = Kept(EIGHTEEN, None, places=2)
    found = arranged([(EIGHTEEN, None), (EIGHTEEN, None), (EIGHTEEN, None)], [both], 21)
    assert [each.kept for each in found] == [both, both, None]


def test_OA_1_a_place_that_is_kept_longer_does_not_prolong_it() -> None:
    (found,) = arranged([(EIGHTEEN, None)], [Kept(EIGHTEEN, date(2030, 1, 1))], 21)
    assert found.until == date(2029, 3, 14)
