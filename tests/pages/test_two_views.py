"""The funnel's two views on the report's page and in its files, and the enquiries behind each number."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm import clock
from crm.actor import Role
from crm.exchange.quarterly import frozen as formats
from crm.exchange.quarterly.meanings import meanings
from crm.journey import events
from crm.reports.differences import differences
from tests import given
from tests.doors import CheckingClient
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import approved, enquired, load, report

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
LIST = f"/reports/quarterly/households?agency=derby&{HALF}&population=mainstream&figure=cohort."


@pytest.fixture
def manager(app: Flask, sign_in: SignIn, clock_at: Callable[[datetime | date], None]) -> CheckingClient:
    """Two asked, one of whom was visited; two who had asked before were approved in the half year."""
    clock_at(date(2021, 12, 9))
    agency = given.agency("derby")
    load(agency, enquired(date(2021, 5, 1)), events.VisitCompleted(happened_on=date(2021, 5, 20)))
    load(agency, enquired(date(2021, 6, 1)))
    for day in (1, 2):
        load(agency, enquired(date(2020, 12, day)), approved(date(2021, 6, day), 2))
    return sign_in(Role.MANAGER)


def test_the_two_views_stand_side_by_side_and_each_number_has_its_list(manager: CheckingClient) -> None:
    said = text_of(manager.get(REPORT).text)
    assert "Funnel, its two views side by side" in said
    assert "the period’s enquiries, followed to 9 December 2021" in said
    assert "Enquired 2 2 1" not in said and "Enquired 2 2 0 1" in said
    assert (
        "Came to an initial visit, or further 1 50.0% 1 of 2 50.0% 1 of 2 1 50.0% 1 of 2 50.0% 1 of 2 0 1" in said
    )
    # Two of the period's approvals against its two enquiries; none of these has come to an approval.
    assert "Came to an approval 2 no share 2 of 0 100.0% 2 of 2 0 no share 0 of 0 0.0% 0 of 2 0 0" in said
    behind = text_of(manager.get(f"{LIST}visit.there").text)
    assert "Cohort: visited, under way, not applied yet, mainstream 1 enquiry in Derby" in behind
    for unknown in ("visit", "visit.places", "nowhere.reached", "visit.reached.more"):
        assert manager.get(LIST + unknown).status_code == 404, unknown


def test_each_file_holds_the_cohort(manager: CheckingClient) -> None:
    found = json.loads(manager.get(f"{REPORT}&format=json").data)["cohort"]
    assert found["followed_to"] == "2021-12-09"
    assert found["populations"]["mainstream"]["visit"] == {"reached": 1, "ended": 0, "there": 1}
    assert found["populations"]["mainstream"]["approval"]["places"] == 0
    text = manager.get(f"{REPORT}&format=text").text
    assert "Funnel, cohort, mainstream: the period's enquiries, followed to 9 December 2021" in text
    assert "Approved with 0 places; on 9 December 2021 they have 0." in text
    assert "Cohort: came to an approval" in [label for label, _, _ in meanings(report())]
    sheet = manager.get(f"{REPORT}&format=csv").text
    assert 'derby,Mainstream,cohort.visit,there,"Cohort: visited, under way, not applied yet",1,' in sheet


def test_a_period_that_lies_ahead_has_no_cohort(manager: CheckingClient) -> None:
    ahead = "/reports/quarterly?agency=derby&from=2022-01-01&to=2022-03-31"
    assert json.loads(manager.get(f"{ahead}&format=json").data)["cohort"] is None
    assert "two views side by side" not in manager.get(ahead).text
    listed = manager.get(f"/reports/quarterly/households?{ahead.partition('?')[2]}&figure=cohort.visit.reached")
    assert "No figure yet" in listed.text


def test_a_pack_that_was_frozen_before_the_block_existed_does_not_say_that_it_was_0(
    manager: CheckingClient,
) -> None:
    told = report()
    pack = formats.frozen(told, at=clock.now(), by=None, marks=(0, 0))
    content = json.loads(pack.content)
    del content["blocks"], content["report"]["cohort"]
    content["figures"] = [each for each in content["figures"] if not each[2].startswith("cohort.")]
    then, now = formats.read(json.dumps(content).encode(), pack.behind), formats.reading(told)
    assert differences(then, now) == []
    assert then.value(("this", "mainstream", "cohort.visit.there")) is None
    assert differences(formats.read(pack.content, pack.behind), now) == []
