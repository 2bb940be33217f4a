"""Where they came from on the report's page and in its files, and the lists behind its numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.actor import Role
from crm.journey import events
from tests import given
from tests.doors import CheckingClient
from tests.pages.test_frozen_packs import FREEZE
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import approved, enquired, left, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
LIST = f"/reports/quarterly/households?agency=derby&{HALF}&population=mainstream&figure=sources."


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[datetime | date], None]) -> int:
    """Two beds that came of a campaign: one household stayed a year, the other left; and one who said nothing."""
    clock_at(date(2022, 12, 9))
    agency = given.agency("derby")
    radio = events.EnquiryReceived(
        happened_on=date(2021, 4, 6), source="press_radio", campaign="Spring radio, 2021"
    )
    load(agency, radio, approved(date(2021, 6, 1), 1))
    load(agency, radio, approved(date(2021, 6, 1), 1), left(date(2021, 12, 1)))
    load(agency, enquired(date(2021, 5, 1)))
    return agency


def test_each_source_stands_with_its_beds_and_each_number_has_its_list(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    said = text_of(manager.get(REPORT).text)
    assert "Where they came from, period view" in said
    # Enquiries, visits, applications, approved, beds; kept, of those that are old enough; lost; not yet so old.
    assert "Press or radio Mainstream 2 0 0 2 2 1 50.0% 1 of 2 1 0 Not recorded Mainstream 1 0 0 0 0 0 0 0" in said
    assert "All together Mainstream 3 0 0 2 2 1 1 0" in said
    assert "Spring radio, 2021 Mainstream 2 0 0 2 2" in said
    assert "Employer: none is named by any enquiry behind the events of this period." in said
    assert "What a source or campaign has cost is not in this report." in said
    kept = text_of(manager.get(f"{LIST}campaign~spring+radio,+2021.places_kept").text)
    assert "Campaign or event: Spring radio, 2021: kept 12 months, mainstream 1 place in Derby" in kept
    assert "A year after the decision 1 Jun 2022" in kept
    for unknown in (
        "source~carrier_pigeon.visits",
        "source~press_radio.cost",
        "colour~red.visits",
        "source.visits",
    ):
        assert manager.get(LIST + unknown).status_code == 404, unknown


def test_each_file_and_a_pack_hold_it(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    found = json.loads(manager.get(f"{REPORT}&format=json").data)["sources"]
    assert {"population": "mainstream", "by": "campaign", "value": "spring radio, 2021"}.items() <= found[2].items()
    assert [found[2][name] for name in ("name", "places", "places_kept", "places_lost", "places_not_yet")] == [
        "Spring radio, 2021",
        *(2, 1, 1, 0),
    ]
    text = manager.get(f"{REPORT}&format=text").text
    assert "Press or radio, mainstream: 2 enquiries, 0 visits, 0 applications, 2 approved, 2 beds (1 kept" in text
    sheet = manager.get(f"{REPORT}&format=csv").text
    assert "sources.source~press_radio,places_kept,Source: Press or radio: kept 12 months,1," in sheet
    pack = manager.fill_in(FREEZE, {}, form="/reports/packs/freeze")
    assert "Source: Press or radio: kept 12 months Of those places" in text_of(pack.text)
