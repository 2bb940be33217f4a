"""Why journeys and approvals ended, on the report's page and in its files, with the list behind each count."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm import clock
from crm.actor import Role
from crm.journey import events
from crm.register import agencies
from tests import given
from tests.doors import CheckingClient
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import approved, enquired, left, load

pytestmark = pytest.mark.slow  # together they take seconds

LIST = f"/reports/quarterly/households?agency=derby&{HALF}&population=mainstream&figure="


@pytest.fixture
def manager(
    app: Flask, sign_in: Callable[..., CheckingClient], clock_at: Callable[[datetime | date], None]
) -> CheckingClient:
    clock_at(date(2021, 12, 9))
    agency = given.agency("derby")
    for _ in range(2):
        gone = events.JourneyClosed(happened_on=date(2021, 5, 30), reason="AW3", initiator="applicant")
        load(agency, enquired(date(2021, 5, 1)), gone)
    load(agency, approved(date(2019, 5, 1), 2), left(date(2021, 6, 1), "ifa", "work"))
    return sign_in(Role.MANAGER)


def test_each_part_stands_with_its_words_and_leads_to_its_households(manager: CheckingClient) -> None:
    said = text_of(manager.get(REPORT).text)
    assert "Ended without an approval, period view" in said
    assert "Enquiry Household circumstances changed (AW3) The applicant Mainstream 2" in said
    assert "Work An independent fostering agency Not recorded Mainstream 1" in said
    behind = text_of(manager.get(f"{LIST}ended.enquiry~AW3.applicant").text)
    assert "Ended at enquiry: Household circumstances changed (AW3); the applicant, mainstream" in behind
    assert "2 journeys in Derby, April to September 2021" in behind
    behind = text_of(manager.get(f"{LIST}left.work~ifa.not_recorded").text)
    assert "Left: Work; An independent fostering agency; Not recorded, mainstream 1 household in Derby" in behind
    for none in (
        "ended.enquiry~AW1.applicant",
        "left.work~ifa.carer",
        "ended.enquiry.applicant",
        "left.work~.carer",
    ):
        assert manager.get(LIST + none).status_code == 404, none


def test_each_file_of_the_report_holds_them(manager: CheckingClient) -> None:
    found = json.loads(manager.get(f"{REPORT}&format=json").data)
    assert found["ended"] == [
        {"population": "mainstream", "stage": "enquiry", "reason": "AW3", "by": "applicant", "count": 2}
    ]
    assert found["left"] == [
        {"population": "mainstream", "reason": "work", "to": "ifa", "by": "not_recorded", "count": 1}
    ]
    text = manager.get(f"{REPORT}&format=text").text
    assert "Enquiry, mainstream: Household circumstances changed (AW3); the applicant: 2." in text
    sheet = manager.get(f"{REPORT}&format=csv").text
    assert "left.work~ifa,not_recorded,Work: An independent fostering agency; Not recorded,1," in sheet


def test_what_is_known_only_since_stands_in_the_report_of_a_past_day(
    manager: CheckingClient, sign_in: Callable[..., CheckingClient], clock_at: Callable[[datetime | date], None]
) -> None:
    clock_at(date(2022, 1, 20))
    agency = agencies.called("derby").id
    gone = events.JourneyClosed(happened_on=date(2021, 6, 2), reason="AW1", initiator="applicant")
    load(agency, enquired(date(2021, 6, 1)), gone, recorded_at=clock.now())
    load(agency, approved(date(2019, 5, 1), 2), left(date(2021, 6, 1), "ifa", "retired"), recorded_at=clock.now())
    reader = sign_in(Role.DECISION_MAKER)
    past = f"{REPORT}&known_on=2021-12-09"
    said = text_of(reader.get(past).text)
    assert re.search(r"\(AW1\) The applicant Mainstream 0 when reported; 1 now", said)
    assert re.search(r"An independent fostering agency Not recorded Mainstream 0 when reported; 1 now", said)
    assert "All together What withdrew and was declined, stage by stage, every population 2" in said
    behind = reader.get(f"{LIST}ended.enquiry~AW1.applicant&known_on=2021-12-09")
    assert "0 journeys in Derby, April to September 2021, as known on 9 December 2021" in text_of(behind.text)
