"""Where they came from: parts worked by hand, which make the report's totals; and beds kept 12 months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.commands import journeys
from crm.journey import events
from crm.journey.ranges import Population, Route
from crm.reports import behind, scope
from crm.reports.figures import of_source
from crm.reports.quarterly import Quarterly
from crm.reports.steps import BY, OF_SOURCES
from tests import given
from tests.reports.histories import HALF, approved, left, load, report

pytestmark = pytest.mark.slow  # together they take seconds

SetClock = Callable[[datetime | date], None]
A_YEAR_ON = date(2022, 6, 30)  # the approvals of May are 12 months old, that of September is not


def asked(
    on: date, source: str | None = None, *, campaign: str | None = None, employer: str | None = None
) -> events.Event:
    return events.EnquiryReceived(happened_on=on, source=source, campaign=campaign, employer=employer)


def terms(on: date, places: int) -> events.TermsChanged:
    return events.TermsChanged(happened_on=on, places=places)


@pytest.fixture
def derby(app: Flask, clock_at: SetClock) -> int:
    clock_at(date(2022, 12, 9))
    agency = given.agency("derby")
    radio = asked(date(2021, 4, 5), "website", campaign="Spring radio")
    load(agency, radio, approved(date(2021, 5, 1), 2), terms(date(2022, 1, 1), 1))
    radio = asked(date(2021, 4, 6), "website", campaign=" spring  RADIO")
    load(agency, radio, approved(date(2021, 5, 2), 2), left(date(2022, 4, 30)))
    works = asked(date(2020, 12, 1), "employer", employer="Example Works")
    load(agency, works, approved(date(2021, 5, 3), 3), terms(date(2022, 1, 1), 4))
    load(agency, approved(date(2021, 5, 10), 2, transferred_from="ifa"), route=Route.TRANSFER_IN)
    load(agency, asked(date(2021, 7, 1), "website"), approved(date(2021, 9, 1), 1), left(date(2022, 1, 1)))
    load(agency, asked(date(2021, 5, 1), "phone"), events.VisitCompleted(happened_on=date(2021, 5, 20)))
    kin = load(agency, approved(date(2021, 6, 1), 1), route=Route.KINSHIP)
    load(agency, approved(date(2021, 10, 1), 2), household=kin)  # became mainstream carers, and keep their place
    return agency


def told(found: Quarterly, by: str, value: str, population: Population = Population.MAINSTREAM) -> tuple[int, ...]:
    assert found.sources is not None
    return tuple(found.sources.value((population,), (by, value), line) for line in OF_SOURCES)


def test_each_source_has_what_happened_in_the_period_and_the_beds_that_were_kept(derby: int) -> None:
    found = report(known_on=A_YEAR_ON)
    #  enquiries, visits, applications, approvals, places: kept, lost, not yet 12 months old
    assert told(found, "source", "website") == (3, 0, 0, 3, 5, 1, 3, 1)
    assert told(found, "source", "phone") == (1, 1, 0, 0, 0, 0, 0, 0)
    assert told(found, "source", "employer") == (0, 0, 0, 1, 3, 3, 0, 0)  # enquired before the period
    assert told(found, "source", "not_recorded") == (0, 0, 0, 1, 2, 2, 0, 0)
    assert told(found, "campaign", "spring radio") == (2, 0, 0, 2, 4, 1, 3, 0)
    assert told(found, "employer", "example works") == (0, 0, 0, 1, 3, 3, 0, 0)
    assert told(found, "source", "not_recorded", Population.KINSHIP) == (0, 0, 0, 1, 1, 1, 0, 0)
    assert found.sources is not None and found.sources.name(("campaign", "spring radio")) == "Spring radio"


def test_what_is_not_12_months_old_is_neither_kept_nor_lost_until_it_is(derby: int) -> None:
    assert told(report(known_on=date(2022, 8, 31)), "source", "website")[5:] == (1, 3, 1)
    assert told(report(known_on=date(2022, 9, 1)), "source", "website")[5:] == (1, 4, 0)
    assert told(report(known_on=date(2021, 9, 30)), "source", "employer")[4:] == (
        0,
        0,
        0,
        0,
    )  # not recorded by then
    assert report(known_on=date(2021, 3, 31)).sources is None


def test_the_parts_of_each_make_the_totals_and_have_their_lists(derby: int) -> None:
    mine = scope.of_agency("derby", scope.everybody())
    found = report(known_on=A_YEAR_ON)
    assert found.sources is not None
    for population in Population:
        names = ("enquiries", "initial_visits", "applications", "approvals")
        totals = [found.this.value(population, f"activity.{name}") or 0 for name in names]
        beds = sum(
            found.this.value(population, f"places.{name}") or 0 for name in ("new_approvals", "transfers_in")
        )
        for by in BY:
            every = [told(found, by, about[1], population) for about in found.sources.about(population, by)]
            sums = [sum(each) for each in zip(*every, strict=True)] or [0] * len(OF_SOURCES)
            assert sums[:5] == [*totals, beds]
            assert sum(sums[5:]) == sums[4]
    for (population, about, name), count in found.sources.counts.items():
        lines = behind.lines(mine, of_source(*about, name), population, HALF, found.known_on.before)
        assert sum(line.quantity for line in lines) == count


def test_a_source_that_is_put_right_later_leaves_what_was_known_before(app: Flask, clock_at: SetClock) -> None:
    clock_at(date(2021, 6, 1))
    agency = given.agency("derby")
    home, officer = given.household(agency), given.officer(agency)
    given.journey(home, asked(date(2021, 5, 1), "website"), by=officer)
    mine = scope.of_agency("derby", scope.everybody())
    figure = of_source("source", "website", "enquiries")
    [line] = behind.lines(mine, figure, "mainstream", HALF, report().known_on.before)
    clock_at(date(2021, 7, 1))
    journeys.correct(home, line.event_id, asked(date(2021, 5, 1), "phone"), reason="wrong", by=officer)
    assert (told(report(), "source", "website")[0], told(report(), "source", "phone")[0]) == (0, 1)
    assert told(report(known_on=date(2021, 6, 30)), "source", "website")[0] == 1
