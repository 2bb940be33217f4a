"""The flow through the stages on the report's page, and the journeys behind each of its numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.actor import Role
from crm.commands import journeys
from crm.journey import events
from crm.journey.ranges import Route
from tests import given
from tests.doors import CheckingClient
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import enquired, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
LIST = f"/reports/quarterly/households?agency=derby&{HALF}&population=mainstream&figure=stages."


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[datetime | date], None]) -> int:
    """One who was visited in the half year, and one who asked."""
    clock_at(date(2021, 12, 9))
    agency = given.agency("derby")
    load(agency, enquired(date(2021, 5, 1)), events.VisitCompleted(happened_on=date(2021, 5, 20)))
    load(agency, enquired(date(2021, 6, 1)))
    return agency


def test_each_stage_has_its_flow_and_each_number_the_journeys_behind_it(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    said = text_of(client.get(REPORT).text)
    assert "Stage by stage, period view Mainstream Stage Carried in Entered" in said
    assert "Kinship: no journey was in any stage in this period." in said
    assert "Enquiry 0 2 1 0 0 1 First contact 0 0 0 0 0 0 Initial visit 0 1 0 0 0 1 Application" in said
    behind = text_of(client.get(f"{LIST}visit.still_there").text)
    assert "Initial visit: still there, mainstream 1 journey in Derby, April to September 2021" in behind
    assert "Journeys that stood in this stage at the end of the period." in behind
    assert "Initial visit completed 20 May 2021" in behind
    assert "2 journeys in Derby" in text_of(client.get(f"{LIST}enquiry.entered").text)


def test_a_stage_that_the_population_does_not_have_is_not_found(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    for unknown in ("nowhere.entered", "visit.vanished", "visit", "approved.entered"):
        assert client.get(LIST + unknown).status_code == 404, unknown


def test_supported_lodgings_have_a_table_where_anybody_is_in_one_of_their_stages(
    derby: int, sign_in: SignIn
) -> None:
    client = sign_in(Role.MANAGER)
    table = "Supported lodgings Stage Carried in"
    assert table not in text_of(client.get(REPORT).text)
    load(derby, enquired(date(2021, 5, 1)), route=Route.SUPPORTED_LODGINGS)
    assert table in text_of(client.get(REPORT).text)


def test_a_stage_that_was_left_since_says_so_beside_what_was_known(
    derby: int, sign_in: SignIn, clock_at: Callable[[datetime | date], None]
) -> None:
    home, officer = given.household(derby), given.officer(derby)
    journey = given.journey(home, date(2021, 6, 1), by=officer)
    clock_at(date(2022, 2, 3))
    journeys.record(home, journey, events.FirstContactMade(happened_on=date(2021, 6, 2)), by=officer)
    said = text_of(sign_in(Role.MANAGER).get(f"{REPORT}&known_on=2021-12-09").text)
    assert "Enquiry 0 3 1 when reported; 2 now 0 0 2 when reported; 1 now First contact" in said
    assert "Every figure is today what it was" not in said
    assert "No enquiry, visit, application or bed has come to count since" in said
