"""The cohort view: enquiries of a half year that were counted by hand, each followed to a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.journey import events
from crm.journey.ranges import Route
from crm.reports import behind, scope
from crm.reports.figures import MEMBERS, of_cohort
from crm.reports.funnel import followed, part_of
from crm.reports.quarterly import Quarterly
from crm.reports.steps import STEPS, Part, Step, has
from tests import given
from tests.reports.histories import HALF, approved, enquired, left, load, report

pytestmark = pytest.mark.slow  # together they take seconds


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    agency = given.agency("derby")
    asked, visit = enquired(date(2021, 5, 1)), events.VisitCompleted(happened_on=date(2021, 5, 20))
    applied = events.ApplicationReceived(happened_on=date(2021, 7, 1))
    load(agency, asked, visit)  # visited, and under way
    load(agency, asked, events.JourneyClosed(happened_on=date(2021, 5, 30)))  # ended before a visit
    load(agency, asked, visit, applied, events.JourneyClosed(happened_on=date(2021, 9, 1)))  # ended after applying
    load(agency, asked, applied, approved(date(2021, 12, 1), 2))  # with no visit on record
    load(agency, asked, approved(date(2021, 7, 1), 2), left(date(2021, 11, 30)))  # has left
    again = load(agency, asked, events.JourneyClosed(happened_on=date(2021, 5, 10)))
    load(
        agency, enquired(date(2021, 6, 1)), approved(date(2021, 10, 1), 1), household=again
    )  # a repeat: not counted
    kin = load(agency, asked, approved(date(2021, 6, 1), 1), route=Route.KINSHIP)
    load(agency, approved(date(2021, 10, 1), 3), household=kin)  # became mainstream carers (B-7)
    for day in (date(2021, 3, 31), date(2021, 10, 1)):
        load(agency, enquired(day), visit if day < HALF.first else events.FirstContactMade(happened_on=day))
    return agency


def counts(told: Quarterly, population: str) -> list[tuple[int, int, int]]:
    return [(each.reached, each.ended, each.there) for each in followed(told, population)]


def places(told: Quarterly, population: str) -> tuple[int, int]:
    first, now = (part_of(told, population, Step.APPROVAL, each) for each in (Part.PLACES, Part.PLACES_NOW))
    return first, now


def test_each_enquiry_is_at_its_furthest_step_and_has_ended_there_or_goes_on(derby: int) -> None:
    told = report()
    assert told.this.value("mainstream", "activity.enquiries") == 6
    #                                     came so far, ended there, still there
    assert counts(told, "mainstream") == [(6, 1, 0), (5, 0, 1), (4, 1, 0), (3, 1, 2)]
    assert places(told, "mainstream") == (5, 3)
    assert counts(told, "kinship") == [(1, 0, 0), (1, 0, 0), (1, 0, 0), (1, 0, 1)]
    assert places(told, "kinship") == (1, 3)  # one place as carers of kin, three since they are mainstream ones
    assert counts(told, "all")[3] == (4, 1, 3)
    assert [each.of_previous and each.of_previous.said for each in followed(told, "mainstream")] == [
        None,
        "83.3% (5 of 6)",
        "80.0% (4 of 5)",
        "75.0% (3 of 4)",
    ]


def test_a_past_day_knows_what_was_recorded_by_then_and_follows_no_further(derby: int) -> None:
    then = report(known_on=date(2021, 9, 30))
    # Two ended before a visit, whose second journey came later; whoever was approved was recorded after that day.
    assert counts(then, "mainstream") == [(4, 2, 0), (2, 0, 1), (1, 1, 0), (0, 0, 0)]
    assert (counts(then, "kinship")[3], places(then, "kinship")) == ((1, 0, 1), (1, 1))
    assert report(known_on=date(2021, 3, 31)).cohort is None


def test_the_list_behind_each_number_comes_to_it(derby: int) -> None:
    mine = scope.of_agency("derby", scope.everybody())
    for told in (report(), report(known_on=date(2021, 9, 30))):
        counted, before = told.known_on.counted(HALF), told.known_on.before
        for population in MEMBERS:
            for step in STEPS:
                for part in (each for each in Part if has(step, each)):
                    found = behind.lines(mine, of_cohort(step, part), population, counted, before)
                    assert sum(line.quantity for line in found) == part_of(told, population, step, part)
    shown = behind.lines(
        mine, of_cohort("application", "ended"), "mainstream", HALF, before=report().known_on.before
    )
    assert [(line.what, line.on) for line in shown] == [("journey_closed", date(2021, 9, 1))]
