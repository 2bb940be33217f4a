"""Pace on the report's page and in its files, and the journeys behind each of its counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm import clock
from crm.actor import Role
from crm.journey import events
from tests import given
from tests.doors import CheckingClient
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import enquired, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
LIST = f"/reports/quarterly/households?agency=derby&{HALF}&population=mainstream&figure=pace."


@pytest.fixture
def manager(app: Flask, sign_in: SignIn, clock_at: Callable[[datetime | date], None]) -> CheckingClient:
    """One was reached the day after asking, one after two weeks; the call of a third was recorded months later."""
    clock_at(date(2021, 12, 9))
    agency = given.agency("derby")
    asked = enquired(date(2021, 5, 4))
    for reached, recorded in (((5, 5), (5, 6)), ((5, 18), (5, 18)), ((5, 6), (9, 1))):
        called = events.FirstContactMade(happened_on=date(2021, *reached))
        load(agency, asked, called, recorded_at=clock.noon(date(2021, *recorded)))
    return sign_in(Role.MANAGER)


def test_the_page_says_how_long_it_took_and_each_count_leads_to_its_journeys(manager: CheckingClient) -> None:
    said = text_of(manager.get(REPORT).text)
    assert "Pace, period view" in said
    assert "Enquiry to first contact, mainstream 5.5 working days 10 working days 2 1 50% 1" in said
    assert "enquiry to first contact: 1 working day (KP-1)" in said
    assert "Enquiry to initial visit, mainstream" not in said  # nobody was visited
    for part, count in (("counted", "2 journeys"), ("inside", "1 journey"), ("left_out", "1 journey")):
        behind = text_of(manager.get(f"{LIST}contact.{part}").text)
        assert f"{count} in Derby, April to September 2021" in behind, part
    assert "Enquiry to first contact: inside the limit, mainstream" in text_of(
        manager.get(f"{LIST}contact.inside").text
    )
    for unknown in ("contact", "contact.median", "nothing.counted", "contact.inside.more"):
        assert manager.get(LIST + unknown).status_code == 404, unknown


def test_each_file_of_the_report_holds_it(manager: CheckingClient) -> None:
    found = json.loads(manager.get(f"{REPORT}&format=json").data)["pace"]["mainstream"]
    assert found["contact"] == {
        "unit": "working days",
        "counted": 2,
        "inside": 1,
        "left_out": 1,
        "median": 5.5,
        "ninetieth": 10.0,
    }
    assert found["visit"]["counted"] == 0 and found["visit"]["median"] is None
    text = manager.get(f"{REPORT}&format=text").text
    assert (
        "Enquiry to first contact, mainstream: median 5.5 working days, 90th percentile 10 working days; 1 of 2 "
        "inside the limit (50%); 1 left out, recorded too late." in text
    )
    sheet = manager.get(f"{REPORT}&format=csv").text
    assert 'derby,Mainstream,pace.contact,median,"Enquiry to first contact: median, working days",5.5,' in sheet
