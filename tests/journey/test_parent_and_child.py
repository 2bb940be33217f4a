"""Days on which places for a parent with a child were used, and what that saved: counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.journey.parent_and_child import Span, UsedPlaces, used
from crm.journey.rules import Dated

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
ONE = [Span(date(2020, 1, 1), None)]
WEEK = Dated(((date(2011, 4, 1), 700),))


def test_three_weeks_of_a_parent_with_a_child_save_three_times_the_week_s_figure() -> None:
    stay = Span(date(2026, 5, 4), date(2026, 5, 25))
    assert used(ONE, [stay], MAY, JUNE, WEEK) == UsedPlaces(21, Decimal("2100.00"))
    assert used(ONE, [stay], MAY, JUNE, WEEK).weeks == Decimal("3.0")


def test_the_day_on_which_they_leave_does_not_count_and_days_outside_the_question_do_not() -> None:
    stay = Span(date(2026, 4, 20), date(2026, 5, 8))
    assert used(ONE, [stay], MAY, JUNE, WEEK).days == 7
    assert used(ONE, [Span(date(2026, 5, 30), None)], MAY, JUNE, WEEK).days == 3


def test_a_parent_who_is_looked_after_too_is_not_counted_twice() -> None:
    parent = child = Span(date(2026, 5, 4), date(2026, 5, 11))
    assert used(ONE, [parent, child], MAY, JUNE, WEEK) == UsedPlaces(7, Decimal("700.00"))


def test_a_family_with_two_places_uses_one_and_another_family_the_other() -> None:
    two = [Span(date(2020, 1, 1), None, places=2)]
    parent = child = Span(date(2026, 5, 4), date(2026, 5, 11), family="FAM-1")
    assert used(two, [parent, child], MAY, JUNE, WEEK) == UsedPlaces(7, Decimal("700.00"))
    other = Span(date(2026, 5, 6), date(2026, 5, 11), family="CH-9")
    assert used(two, [parent, child, other], MAY, JUNE, WEEK).days == 7 + 5


def test_two_places_with_two_parents_count_for_each() -> None:
    two = [Span(date(2020, 1, 1), None, places=2)]
    stays = [Span(date(2026, 5, 4), date(2026, 5, 11)), Span(date(2026, 5, 6), date(2026, 5, 11))]
    assert used(two, stays, MAY, JUNE, WEEK).days == 7 + 5


def test_a_day_on_which_the_terms_had_no_such_place_saves_nothing() -> None:
    ended = [Span(date(2020, 1, 1), date(2026, 5, 6))]
    assert used(ended, [Span(date(2026, 5, 4), None)], MAY, JUNE, WEEK).days == 2


def test_each_day_counts_with_the_figure_of_that_day() -> None:
    dearer = Dated(((date(2011, 4, 1), 700), (date(2026, 5, 8), 1400)))
    stay = Span(date(2026, 5, 4), date(2026, 5, 11))
    assert used(ONE, [stay], MAY, JUNE, dearer).saved == Decimal("1000.00")  # 4 days at 100 and 3 at 200


@pytest.mark.parametrize("stays", [[], [Span(JUNE + timedelta(days=1), None)]])
def test_where_nobody_was_placed_nothing_was_used(stays: list[Span]) -> None:
    assert used(ONE, stays, MAY, JUNE, WEEK) == UsedPlaces()
