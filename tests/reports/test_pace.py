"""Pace: how long it took from a step to another, worked by hand; what was recorded too late is left out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from crm import clock
from crm.commands import journeys
from crm.commands import settings as settings_commands
from crm.journey import events
from crm.journey.events import Event
from crm.journey.ranges import Route
from crm.reports import behind, pace, scope
from crm.reports.figures import PARTS_OF_PACE, of_pace
from crm.reports.pace import Pace
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from tests import given
from tests.reports.histories import HALF, enquired, load

pytestmark = pytest.mark.slow  # together they take seconds

LATER = date(2021, 12, 9)


@pytest.fixture
def derby(app: Flask) -> int:
    return given.agency("derby")


def derbys() -> Scope:
    return scope.of_agency("derby", scope.everybody())


def told(span: str, population: str = "mainstream", known_on: date = LATER, period: Period = HALF) -> Pace:
    return pace.pace(derbys(), period, KnownOn(known_on))[population, span]


def journey(agency: int, *steps: Event, route: Route = Route.MAINSTREAM) -> None:
    """A journey of which each step was put on record on its own day."""
    home = given.household(agency)
    officer = given.officer(agency)
    with clock.fixed(clock.noon(steps[0].happened_on)):
        own = given.journey(home, steps[0], by=officer, route=route)
    for step in steps[1:]:
        with clock.fixed(clock.noon(step.happened_on)):
            journeys.record(home, own, step, by=officer)


def contacted(agency: int, asked: date, reached: date) -> None:
    journey(agency, enquired(asked), events.FirstContactMade(happened_on=reached))


def test_working_days_are_counted_from_the_day_after_and_the_middle_and_the_ninth_of_ten_are_said(
    derby: int,
) -> None:
    friday = date(2021, 5, 28)  # the Monday after is a bank holiday
    for reached in (friday, date(2021, 6, 1), date(2021, 6, 2), date(2021, 6, 11)):
        contacted(derby, friday, reached)
    # 0, 1, 2 and 9 working days; one day is the limit
    assert told("contact") == Pace(4, 2, 0, Decimal("1.5"), Decimal(9))
    assert told("contact").percent == 50
    assert told("contact", "kinship") == Pace()


def test_a_journey_counts_in_the_period_of_its_later_step_and_only_once_that_is_known(derby: int) -> None:
    contacted(derby, date(2021, 9, 30), date(2021, 10, 1))
    assert told("contact").counted == 0
    following = Period(date(2021, 10, 1), date(2022, 3, 31))
    assert told("contact", period=following).counted == 1
    contacted(derby, date(2021, 9, 29), date(2021, 9, 30))
    assert told("contact", known_on=date(2021, 9, 29)).counted == 0
    assert told("contact", known_on=date(2021, 9, 30)).counted == 1


def test_what_was_put_on_record_long_after_its_day_is_left_out_and_said_to_be(derby: int) -> None:
    steps = (enquired(date(2021, 5, 3)), events.FirstContactMade(happened_on=date(2021, 5, 4)))
    load(derby, *steps, recorded_at=clock.noon(date(2021, 6, 4)))  # a day more than 31 after the first
    assert told("contact") == Pace(left_out=1)
    load(derby, *steps, recorded_at=clock.noon(date(2021, 6, 3)))
    assert told("contact") == Pace(1, 1, 1, Decimal(1), Decimal(1))


def test_panel_is_in_time_by_the_day_of_the_standard_and_the_decision_by_the_councils_weeks(derby: int) -> None:
    applied = events.ApplicationReceived(happened_on=date(2021, 1, 29))
    start = enquired(date(2021, 1, 4))
    for heard in (date(2021, 9, 29), date(2021, 9, 30)):
        load(derby, start, applied, events.PanelRecommended(happened_on=heard), recorded_at=clock.noon(heard))
    late = {"panel": told("panel")}
    assert late["panel"].left_out == 2  # the application was recorded with panel
    _change("pace_late_days", 300, derby)
    found = told("panel", known_on=clock.today())
    assert (found.counted, found.inside) == (2, 1)  # eight months from 29 January: 29 September (PN-7)
    assert found.median == Decimal("34.8")  # 243 and 244 days are 34.7 and 34.9 weeks
    assert told("panel") == late["panel"]  # as it was known before the council changed it


def _change(name: str, value: int, agency: int) -> None:
    manager = given.officer(agency)
    settings_commands.change(name, value, valid_from=date(2021, 1, 1), agency_id=agency, by=manager)


def test_behind_each_number_stand_as_many_journeys_as_it_says(derby: int) -> None:
    friday = date(2021, 5, 28)
    for reached in (friday, date(2021, 6, 11)):
        contacted(derby, friday, reached)
    steps = (enquired(date(2021, 5, 3)), events.FirstContactMade(happened_on=date(2021, 5, 4)))
    load(derby, *steps, recorded_at=clock.noon(LATER - timedelta(days=1)))
    counts = {}
    for part in PARTS_OF_PACE:
        lines = behind.lines(derbys(), of_pace("contact", part), "mainstream", HALF, KnownOn(LATER).before)
        counts[part] = len(lines)
        assert counts[part] == getattr(told("contact"), part)
    assert counts == {"counted": 2, "inside": 1, "left_out": 1}
