"""A rule gives its day by the version in force when its clock started, and by DC-2 to DC-4."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.journey.deadlines import Part, Rule, Span, Unit, Version, add_months, due
from crm.journey.working_days import BeyondCalendar, WorkingCalendar

EVERY_WEEKDAY = WorkingCalendar(frozenset())


def rule(*versions: Version) -> Rule:
    return Rule("X-1", "a rule", "something happens", "nowhere", versions)


def version(valid_from: date, *parts: Part) -> Version:
    return Version(valid_from, parts)


def weeks(amount: int) -> Part:
    return Part("the end", Span(amount, Unit.WEEKS))


CHANGED = rule(
    version(date(2011, 4, 1), weeks(16)),
    version(date(2020, 4, 24), weeks(24)),
    version(date(2020, 9, 25), weeks(16)),
)


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        (date(2020, 4, 23), date(2020, 8, 13)),
        (date(2020, 4, 24), date(2020, 10, 9)),
        (date(2020, 9, 24), date(2021, 3, 11)),
        (date(2020, 9, 25), date(2021, 1, 15)),
        (date(2001, 1, 1), date(2001, 4, 23)),
    ],
)
def test_a_rule_is_judged_by_its_version_on_the_day_of_the_trigger(trigger: date, expected: date) -> None:
    assert [answer.on for answer in due(CHANGED, trigger, EVERY_WEEKDAY)] == [expected]


def test_a_day_that_was_given_names_the_version_that_gave_it() -> None:
    (answer,) = due(CHANGED, date(2020, 5, 1), EVERY_WEEKDAY)
    assert (answer.rule_id, answer.rule_valid_from) == ("X-1", date(2020, 4, 24))


def test_a_population_s_own_part_replaces_the_general_one() -> None:
    general = Part("done", Span(12, Unit.MONTHS))
    kinship = Part("done", Span(18, Unit.MONTHS), population="kinship")
    training = rule(version(date(2011, 4, 1), general, kinship))
    for population, expected in (
        ("kinship", date(2025, 7, 1)),
        ("mainstream", date(2025, 1, 1)),
        (None, date(2025, 1, 1)),
    ):
        assert [a.on for a in due(training, date(2024, 1, 1), EVERY_WEEKDAY, population)] == [expected]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 6, 30), 8, date(2027, 2, 28)),
        (date(2023, 6, 30), 8, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(day=st.dates(date(1900, 1, 1), date(2100, 1, 1)), months=st.integers(-600, 600))
def test_months_keep_the_day_unless_the_month_is_too_short(day: date, months: int) -> None:
    reached = add_months(day, months)
    assert (reached.year * 12 + reached.month) - (day.year * 12 + day.month) == months
    assert reached.day == day.day or (reached.day < day.day and add_months(reached, 1).day >= reached.day)


def test_weeks_are_never_shifted_for_a_bank_holiday() -> None:
    may_day = date(2026, 5, 4)
    calendar = WorkingCalendar(frozenset({may_day}))
    assert Span(16, Unit.WEEKS).after(date(2026, 1, 12), calendar) == may_day


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize(("trigger", "amount"), [(date.max, 1), (date.min, -1)])
def test_no_unit_stumbles_at_the_end_of_the_calendar(unit: Unit, trigger: date, amount: int) -> None:
    with pytest.raises(BeyondCalendar):
        Span(amount, unit).after(trigger, EVERY_WEEKDAY)
