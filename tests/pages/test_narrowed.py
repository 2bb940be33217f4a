"""A report of some journeys only: every block, list and file is of them, and no published copy ever is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from crm.actor import Role
from crm.journey.ranges import Route
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.test_reports import REPORT, elements, text_of
from tests.reports.histories import a_little_of_everything, approved, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    agency = database.filled("a half year of Derby's", a_little_of_everything)
    load(agency, approved(date(2021, 5, 1), 2), route=Route.SHORT_BREAK)
    return agency


def _rows(page: str) -> int:
    return len([row for body in elements(page, "tbody") for row in body])


def test_the_report_of_a_route_says_so_and_each_number_has_its_list(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    page = client.get(f"{REPORT}&route=short_break").text
    said = text_of(page)
    assert "Derby (route: short break): April to September 2021" in said
    assert "Only of some journeys (route: short break), and as they are counted" in said
    assert "Net bed gain +2 mainstream beds , 2 gained, 0 lost (kinship 0 , all +2 )" in said
    assert "Compared with the target" not in said and "copy=published" not in page
    links = [
        each for each in elements(page, "a") if "figure=" in each.attrib["href"] and each.text not in ("0", None)
    ]
    assert links and all("route=short_break" in each.attrib["href"] for each in links)
    for link in links:
        if parse_qs(urlsplit(link.attrib["href"]).query)["figure"][0].startswith("activity"):
            assert _rows(client.get(link.attrib["href"]).text) == int(link.text or ""), link.attrib["href"]
    # A quarter at hand, and the form, keep what it is narrowed to; a pack is of all journeys.
    assert "from=2021-07-01&amp;to=2021-09-30" in page and "&amp;route=short_break&amp;from=2021-10-01" in page
    assert '<option value="short_break" selected>' in page
    [freeze] = [each.attrib["href"] for each in elements(page, "a") if "packs/freeze" in each.attrib["href"]]
    assert "route" not in freeze


def test_every_file_of_it_says_what_it_is_of(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    told = json.loads(client.get(f"{REPORT}&route=short_break&format=json").text)
    assert told["narrowed_to"] == {"route": "short_break"} and "some journeys" in told["copy"]["says"]
    assert told["populations"]["all"]["places"]["new_approvals"] == 2
    assert told["populations"]["kinship"]["places"]["closing"] == 0
    assert client.get(f"{REPORT}&format=json").text.count("narrowed_to") == 0
    sheet = client.get(f"{REPORT}&route=short_break&format=csv")
    assert "derby (route: short break),Mainstream,places,new_approvals,New approvals,2" in sheet.text
    assert "quarterly-derby-short_break-2021-04-01" in sheet.headers["Content-Disposition"]
    assert "Derby (route: short break): April to" in client.get(f"{REPORT}&route=short_break&format=text").text
    paper = client.get(f"{REPORT}&route=short_break&format=docx")
    assert paper.status_code == 200 and "short_break" in paper.headers["Content-Disposition"]


def test_what_cannot_be_narrowed_is_refused_in_words(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    wrong = manager.get(f"{REPORT}&route=by_ferry")
    assert (
        wrong.status_code == 400 and "There is no route &#39;by_ferry&#39;: choose one of mainstream" in wrong.text
    )
    for asked in (f"{REPORT}&route=kinship&copy=published", f"{REPORT}&route=kinship&copy=published&format=json"):
        refused = manager.get(asked)
        assert refused.status_code == 400 and "A published copy is of all of a council" in refused.text
    for whole in ("/reports/bed-book", "/reports/packs/freeze"):
        refused = manager.get(REPORT.replace("/reports/quarterly", whole) + "&route=kinship")
        assert refused.status_code == 400 and "This is of all journeys together" in refused.text
    for role in (Role.ANALYST, Role.OFFICER, Role.GOVERNANCE):
        refused = sign_in(role).get(f"{REPORT}&route=kinship")
        assert refused.status_code == 400 and "A published copy is of all of a council" in refused.text, role
