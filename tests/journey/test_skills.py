"""Payment for skills: fees and allowances, counted by hand at the days on which they change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.journey.rates import Band, Rate
from crm.journey.skill_year import cost
from crm.journey.skills import Cost, Home, Person, Placed, Tables, tables_on, week_on

D = Decimal
APPROVED = ((date(2024, 1, 1), None),)
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
CHILD = Placed("1001", date(2026, 1, 5), None, date(2015, 8, 1))


def per_child(level: str, pounds: int, which: str = "any", ages: tuple[int, int] = (0, 17)) -> Rate:
    return Rate(level, "child", D(pounds), which, Band(*ages, D(pounds)))


TABLES = Tables(
    since=date(2020, 4, 1),
    levels=("A", "B", "C"),
    rates=(per_child("A", 0), per_child("B", 140), per_child("C", 210)),
    allowances=(Band(0, 4, D(170)), Band(5, 10, D(194)), Band(11, 17, D(220))),
)
HOME = Home(APPROVED, (Person(1, ((date(2025, 1, 1), "B"),)),), (CHILD,))


def test_moving_a_carer_from_b_to_c_changes_the_weekly_fee_on_its_date_and_not_before() -> None:
    moved = replace(HOME, carers=(HOME.carers[0].moved("C", AUGUST),))
    assert week_on(AUGUST - timedelta(days=1), moved, TABLES).fee == D(140)
    assert week_on(AUGUST, moved, TABLES).fee == D(210)


def test_nobody_is_paid_a_fee_before_the_first_level_nor_before_the_approval() -> None:
    assert week_on(date(2026, 2, 1), replace(HOME, approved=()), TABLES).fees == ()
    late = replace(HOME, carers=(Person(1, ((AUGUST, "B"),)),))
    assert week_on(JULY, late, TABLES).fees == ()
    assert week_on(JULY, late, TABLES).allowance == D(194)


def test_the_allowance_follows_the_child_s_age_and_is_no_part_of_the_fee() -> None:
    """Born in August 2015: ten until the end of July 2026, eleven from 1 August."""
    before, after = week_on(AUGUST - timedelta(days=1), HOME, TABLES), week_on(AUGUST, HOME, TABLES)
    assert (before.fee, before.allowance) == (D(140), D(194))
    assert (after.fee, after.allowance) == (D(140), D(220))


def test_a_later_child_is_paid_the_later_rate_whoever_is_older() -> None:
    tables = replace(TABLES, rates=(per_child("B", 140, "first"), per_child("B", 109, "later")))
    second = Placed("1000", date(2026, 3, 1), None, date(2012, 1, 1))
    week = week_on(JULY, replace(HOME, children=(second, CHILD)), tables)
    assert [(line.child, line.weekly, line.which) for line in week.fees] == [
        ("1001", D(140), "first"),
        ("1000", D(109), "later"),
    ]


def test_by_household_it_is_paid_once_and_by_carer_for_each_with_their_own_level() -> None:
    tables = replace(
        TABLES, rates=(Rate("B", "household", D(60)), Rate("B", "carer", D(20)), Rate("A", "carer", D(5)))
    )
    two = replace(HOME, carers=(HOME.carers[0], Person(2, ((date(2025, 1, 1), "A"),))))
    assert [(line.basis, line.weekly) for line in week_on(JULY, two, tables).fees] == [
        ("household", D(60)),
        ("carer", D(20)),
        ("carer", D(5)),
    ]


def test_with_nobody_placed_a_household_fee_is_paid_only_where_the_council_says_so() -> None:
    tables = replace(TABLES, rates=(Rate("B", "household", D(60)),))
    empty = replace(HOME, children=())
    assert week_on(JULY, empty, tables).fee == D(0)
    assert week_on(JULY, empty, replace(tables, while_empty=True)).fee == D(60)


def test_a_carer_who_has_left_is_paid_until_the_day_before() -> None:
    left = replace(HOME, carers=(replace(HOME.carers[0], until=AUGUST),))
    assert week_on(AUGUST - timedelta(days=1), left, TABLES).fee == D(140)
    assert week_on(AUGUST, left, TABLES).fee == D(0)


@pytest.mark.parametrize("tables", [replace(TABLES, rates=TABLES.rates[:1]), replace(TABLES, levels=("A", "C"))])
def test_a_level_without_a_rate_is_said_and_not_paid_as_nothing(tables: Tables) -> None:
    """Either the table of fees has none of B, or the scheme has no B any more."""
    week = week_on(JULY, HOME, tables)
    [line] = week.unrated
    assert (line.carer, line.level, line.weekly, line.why) == (1, "B", None, "level")
    over = cost(HOME, [TABLES, replace(tables, since=AUGUST)], JULY, AUGUST + timedelta(days=2))
    assert (over.fee, over.unrated_days, over.unknown_days) == (D("620.00"), 3, 0)
    assert not week_on(JULY, replace(HOME, children=()), tables).unknown  # nothing is due to them then


def test_an_age_that_is_not_on_record_is_said_and_not_guessed() -> None:
    unknown = replace(HOME, children=(replace(CHILD, born=None),))
    week = week_on(JULY, unknown, TABLES)
    [line] = week.unknown
    assert (line.basis, line.why, line.least, line.most) == ("allowance", "age", D(170), D(220))
    assert (week.fee, week.allowance) == (D(140), D(0))  # at B every age is paid alike
    over = cost(unknown, [TABLES], JULY, JULY + timedelta(days=6))
    assert (over.fee, over.allowance, over.unknown_days) == (D("140.00"), D(0), 7)
    assert over.allowance_more == (D("170.00"), D("220.00"))


def test_a_week_costs_a_week_and_each_day_a_seventh() -> None:
    assert cost(HOME, [TABLES], JULY, date(2026, 7, 7)).fee == D("140.00")
    assert cost(HOME, [TABLES], JULY, JULY).fee == D("20.00")


def test_a_period_is_the_sum_of_its_days_where_everything_changes_within_it() -> None:
    """The level moves, the child has a birthday, another comes and goes, and the rates rise."""
    dearer = replace(TABLES, since=date(2026, 7, 20), rates=(per_child("B", 150), per_child("C", 231)))
    book = [TABLES, dearer]
    guest = Placed("1002", date(2026, 7, 10), date(2026, 7, 24), date(2023, 7, 1))
    home = replace(HOME, carers=(HOME.carers[0].moved("C", AUGUST),), children=(CHILD, guest))
    total = Cost()
    day = date(2026, 6, 24)
    while day <= date(2026, 8, 18):
        tables = tables_on(book, day)
        assert tables is not None
        week = week_on(day, home, tables)
        total += Cost(week.fee, week.allowance)
        day += timedelta(days=1)
    whole = cost(home, book, date(2026, 6, 24), date(2026, 8, 18))
    assert whole.fee == (total.fee / 7).quantize(D("0.01"))
    assert whole.allowance == (total.allowance / 7).quantize(D("0.01"))
    # By hand, the fee: 26 days at 140, 12 at 150, 18 at 231 for the one; 10 at 140 and 4 at 150 for the guest.
    by_hand = 26 * 140 + 12 * 150 + 18 * 231 + 10 * 140 + 4 * 150
    assert whole.fee == (D(by_hand) / 7).quantize(D("0.01"))


def test_nothing_is_paid_before_there_are_rates() -> None:
    assert cost(HOME, [replace(TABLES, since=AUGUST)], JULY, date(2026, 7, 31)) == Cost()
    assert cost(HOME, [replace(TABLES, since=AUGUST)], JULY, AUGUST).fee == D("20.00")


@pytest.mark.parametrize(("day", "age"), [(date(2026, 7, 31), 10), (date(2026, 8, 1), 11), (date(2027, 1, 1), 11)])
def test_a_child_is_a_year_older_from_the_first_of_the_month_of_birth(day: date, age: int) -> None:
    assert CHILD.age(day) == age
