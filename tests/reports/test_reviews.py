"""Reviews in the report: held, late by a day or not, overdue at the end, and as they were known on a day (RV-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.actor import system
from crm.journey.events import HouseholdApproved, HouseholdDeregistered, ReviewCompleted
from crm.journey.ranges import Route
from crm.reports import scope
from crm.reports.period import KnownOn, Period
from crm.reports.reviews import Reviewed, reviewed
from tests import given
from tests.reports.histories import load

QUARTER = Period(date(2022, 1, 1), date(2022, 3, 31))
TODAY = date(2022, 4, 30)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(TODAY)
    return given.agency("derby")


def found(known_on: date = TODAY, period: Period = QUARTER) -> Reviewed | None:
    return reviewed(scope.of_agency("derby", system(1)), period, KnownOn(known_on))


def test_rv_1_a_review_is_late_the_day_after_a_year_and_one_that_was_put_off_is_none(derby: int) -> None:
    for approved, *days in (
        (date(2021, 2, 1), date(2022, 2, 1)),  # in time
        (date(2021, 2, 1), date(2022, 2, 2)),  # a day late
        (date(2020, 3, 2), date(2021, 3, 1), date(2022, 3, 2)),  # a later one, a day late
        (date(2021, 2, 3),),  # overdue
        (date(2021, 3, 31),),  # due on the last day: not overdue
        (date(2020, 2, 3), date(2021, 2, 2)),  # a later one overdue
        (date(2019, 3, 1),),  # nothing was ever recorded
        (date(2010, 2, 1), date(2022, 2, 1)),  # nor what was held before this one: nobody can call it late
    ):
        load(
            derby,
            HouseholdApproved(happened_on=approved, places=1),
            *(ReviewCompleted(happened_on=d) for d in days),
        )
    put_off = ReviewCompleted(happened_on=date(2022, 2, 1), outcome="defer")
    load(derby, HouseholdApproved(happened_on=date(2021, 2, 1), places=1), put_off)  # overdue
    gone = HouseholdDeregistered(happened_on=date(2022, 3, 1))
    load(derby, HouseholdApproved(happened_on=date(2021, 2, 1), places=1), gone)
    load(derby, HouseholdApproved(happened_on=date(2021, 2, 1), places=1), route=Route.SUPPORTED_LODGINGS)
    assert found() == Reviewed(
        first_held=3,
        later_held=1,
        first_late=1,
        later_late=1,
        first_overdue=2,
        later_overdue=1,
        unrecorded=1,
    )


def test_what_is_recorded_later_changes_no_figure_of_a_day_before(derby: int) -> None:
    load(derby, HouseholdApproved(happened_on=date(2021, 2, 1), places=1))
    told = HouseholdApproved(happened_on=date(2021, 1, 4), places=1), ReviewCompleted(happened_on=date(2022, 1, 3))
    load(derby, *told, recorded_at=datetime.fromisoformat("2022-04-10T12:00:00+00:00"))
    before = found(date(2022, 4, 9))
    assert before is not None and (before.first_held, before.first_overdue) == (0, 1)
    after = found()
    assert after is not None and (after.first_held, after.first_late, after.first_overdue) == (1, 0, 1)
    assert found(date(2022, 4, 9), Period(date(2022, 4, 10), date(2022, 4, 30))) is None
