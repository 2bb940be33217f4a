"""Why it ended: parts worked by hand, which make the report's totals, and have their households behind them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from crm.journey import events
from crm.journey.flow import Part
from crm.journey.ranges import Population, Route
from crm.reports import behind, scope
from crm.reports.figures import NOT_RECORDED, Figure, of_ending, of_leaving
from crm.reports.quarterly import Quarterly
from tests import given
from tests.reports.histories import HALF, a_little_of_everything, approved, enquired, left, load, report

pytestmark = pytest.mark.slow  # together they take seconds

MAINSTREAM, KINSHIP = Population.MAINSTREAM, Population.KINSHIP


def closed(on: date, reason: str | None = None, by: str | None = None) -> events.JourneyClosed:
    return events.JourneyClosed(happened_on=on, reason=reason, initiator=by)


@pytest.fixture
def derby(app: Flask) -> int:
    """Four who asked and did not go on, of whom one had been visited and one is kin; and three who left."""
    agency = given.agency("derby")
    asked, may = enquired(date(2021, 5, 1)), date(2021, 5, 30)
    load(agency, asked, closed(may, "no_spare_room", "service"))
    load(agency, asked, events.VisitCompleted(happened_on=date(2021, 5, 20)), closed(may, "AW3", "applicant"))
    load(agency, asked, closed(may))
    load(agency, asked, closed(may, "AW3", "applicant"), route=Route.KINSHIP)
    load(
        agency, enquired(date(2021, 1, 4)), closed(date(2021, 3, 31), "AW3", "applicant")
    )  # the day before the half
    begun = approved(date(2019, 5, 1), 2)
    load(agency, begun, left(date(2021, 6, 1), "ifa", "work"))
    for _ in range(2):
        load(agency, begun, left(date(2021, 9, 30), None, "retired"))
    return agency


def behind_of(figure: Figure, told: Quarterly) -> int:
    mine = scope.of_agency("derby", scope.everybody())
    return len(behind.lines(mine, figure, "mainstream", HALF, told.known_on.before))


def test_journeys_are_told_apart_by_stage_reason_and_whose_decision_it_was(derby: int) -> None:
    told = report()
    assert dict(told.stages.ended) == {
        (MAINSTREAM, "enquiry", "no_spare_room", "service"): 1,
        (MAINSTREAM, "visit", "AW3", "applicant"): 1,
        (MAINSTREAM, "enquiry", "not_recorded", "not_recorded"): 1,
        (KINSHIP, "enquiry", "AW3", "applicant"): 1,
    }
    assert behind_of(of_ending("visit", "AW3", "applicant"), told) == 1
    assert behind_of(of_ending("enquiry", *[NOT_RECORDED] * 2), told) == 1


def test_households_that_left_are_told_apart_by_reason_destination_and_initiator(derby: int) -> None:
    told = report()
    assert dict(told.left) == {
        (MAINSTREAM, "work", "ifa", "not_recorded"): 1,
        (MAINSTREAM, "retired", "not_recorded", "not_recorded"): 2,
    }
    assert behind_of(of_leaving("retired", *[NOT_RECORDED] * 2), told) == 2
    assert dict(report(known_on=date(2021, 9, 29)).left) == {(MAINSTREAM, "work", "ifa", "not_recorded"): 1}


def test_the_parts_make_what_withdrew_and_was_declined_and_the_de_registrations(app: Flask) -> None:
    agency = a_little_of_everything()
    load(agency, enquired(date(2021, 5, 1)), closed(date(2021, 6, 1), "AW1", "applicant"))
    told = report()
    for population in Population:
        out = sum(
            count
            for (whose, _, part), count in (told.stages.counts or {}).items()
            if whose == population and part in (Part.WITHDRAWN, Part.DECLINED)
        )
        assert sum(count for key, count in told.stages.ended.items() if key[0] == population) == out
        left_now = sum(count for key, count in told.left.items() if key[0] == population)
        assert left_now == told.this.value(population, "activity.deregistrations")
    assert sum(told.left.values()) == 7
