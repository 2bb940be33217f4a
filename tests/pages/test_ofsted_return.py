"""The preview of the return to Ofsted: a row an approval, what is to mend, and counts that are the report's own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from tests import filling, given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.test_reports import text_of
from tests.reports.histories import a_little_of_everything, approved, left, load

pytestmark = pytest.mark.slow  # together they take seconds

RETURN = "/reports/ofsted-return"
SignIn = Callable[..., CheckingClient]


def for_these(on: date, places: int, *offers: str) -> events.HouseholdApproved:
    return events.HouseholdApproved(happened_on=on, places=places, offers=offers)


def a_year() -> int:
    """Mainstream: one who stays, one new, one who left without a reason and one with, and one who left before.
    Kinship: one new whose child nobody named."""
    agency = given.agency("derby")
    load(agency, for_these(date(2019, 5, 1), 2, "short_term", "emergency"))
    load(agency, for_these(date(2020, 7, 1), 3, "long_term"))
    load(agency, for_these(date(2018, 7, 1), 1, "respite"), left(date(2020, 9, 1), None, None))
    load(agency, for_these(date(2018, 7, 1), 1, "respite"), left(date(2020, 10, 1), None, "retired"))
    load(agency, approved(date(2018, 7, 1), 1), left(date(2020, 3, 31), None, "retired"))
    load(agency, approved(date(2020, 8, 3), 1), route=Route.KINSHIP)
    return agency


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a year of a return", a_year)


def taken(client: CheckingClient, address: str, form: str) -> list[list[Any]]:
    """The file that a page offers, as rows."""
    (offered,) = [each for each in filling.forms(client.get(address).text) if "/export" in (each.action or "")]
    answer = client.post(offered.action or "", data=offered.filled({"reason": "audit", "format": form}))
    assert answer.status_code == 200, answer.text
    if form == "xlsx":
        return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    return list(csv.reader(answer.text.lstrip("\ufeff").splitlines()))


def test_each_approval_of_the_year_has_a_row_and_what_is_to_mend_is_said(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    page = manager.get(f"{RETURN}?year=2021")
    said = text_of(page.text)
    assert "5 rows" in said and "as at 31 March 2021" in said
    heads, *rows = taken(manager, f"{RETURN}?year=2021", "csv")
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["Primary placement offer"], row["In the year"], row["Approved places"]) for row in told] == [
        ("Respite", "Before the year", "1"),
        ("Respite", "Before the year", "1"),
        ("Short term", "Before the year", "2"),
        ("Long term", "Newly approved", "3"),
        ("Family and friends", "Newly approved", "1"),
    ]
    assert [row["De-registered on"] for row in told[:2]] == ["2020-09-01", "2020-10-01"]
    assert "not recorded why" in told[0]["To mend"] and "not recorded why" not in told[1]["To mend"]
    assert "names no child" in told[4]["To mend"] and "names no child" not in told[3]["To mend"]
    assert told[0]["Household"] in said
    ended = text_of(manager.get(f"{RETURN}?year=2021&shown=left").text)
    assert "2 rows of 5" in ended and told[2]["Household"] not in ended
    assert (
        text_of(manager.get(f"{RETURN}?year=2021&q={told[3]['Household'].lower()}").text).count("1 row of 5") == 1
    )
    as_xlsx = taken(manager, f"{RETURN}?year=2021", "xlsx")
    assert [row[0] for row in as_xlsx] == [heads[0], *(row["Household"] for row in told)]
    looks = select(AuditEntry.action, AuditEntry.about, AuditEntry.reason).where(
        AuditEntry.about.like("return to%")
    )
    assert ("figure.export", "return to 2021-03-31: 5 households", "audit") in [
        tuple(row) for row in db.session.execute(looks)
    ]


def test_its_counts_are_the_report_s_own_and_lead_to_its_lists(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    page = manager.get(f"{RETURN}?year=2021").text
    assert page.count(">Agrees<") == len(re.findall("Agrees|Does not agree", page)) == 20
    counts = page.partition("Its counts beside")[2]
    for href in re.findall(r'href="(/reports/quarterly/households[^"]+)"', counts)[:6]:
        assert manager.get(href.replace("&amp;", "&")).status_code == 200
    report = manager.get("/reports/quarterly?agency=derby&from=2020-04-01&to=2021-03-31&format=json").get_json()
    homes = report["populations"]["mainstream"]["households"]
    assert (homes["opening"], homes["new_approvals"], homes["deregistrations"], homes["closing"]) == (3, 1, 2, 2)


def test_as_known_on_a_past_day_it_is_what_it_was_then(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    now = taken(manager, f"{RETURN}?year=2021", "csv")
    past = text_of(manager.get(f"{RETURN}?year=2021&known_on=2020-09-15").text)
    assert "4 rows" in past and "as known on 15 September 2020" in past and "Does not agree" not in past
    assert "Nobody was approved in the year" in text_of(manager.get(f"{RETURN}?year=2021&known_on=2015-01-01").text)
    assert taken(manager, f"{RETURN}?year=2021", "csv") == now


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("year=2022", "31 March 2022 lies ahead"),
        ("year=last", "Choose a year from the list"),
        ("known_on=2022-01-01", "1 January 2022 lies ahead"),
    ],
)
def test_what_cannot_be_shown_is_said_and_the_page_stays(
    derby: int, sign_in: SignIn, query: str, says: str
) -> None:
    answer = sign_in(Role.MANAGER).get(f"{RETURN}?{query}")
    assert answer.status_code == 422 and says in text_of(answer.text) and "5 rows" in text_of(answer.text)


def test_it_is_for_who_sees_whole_reports_and_a_long_one_takes_two(
    derby: int, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_in(Role.OFFICER).get(RETURN).status_code == 403
    manager = sign_in(Role.MANAGER)
    given.agency("nottingham")
    assert manager.get(f"{RETURN}?agency=nottingham").status_code == 404
    sign_in(Role.GOVERNANCE)
    monkeypatch.setattr("crm.register.accounts.alone", lambda _agency: 4)
    every = filling.forms(manager.get(f"{RETURN}?year=2021").text)
    (form,) = [each for each in every if "/export" in (each.action or "")]
    answer = manager.post(form.action or "", data=form.filled({"reason": "audit", "format": "csv"}))
    assert answer.status_code == 303 and answer.location == "/exports"


def test_on_a_history_of_every_cause_all_counts_agree(
    app: Flask, database: Database, clock_at: Callable[[datetime | date], None], sign_in: SignIn
) -> None:
    clock_at(date(2022, 4, 9))
    agency = database.filled("a half year of Derby's, later", a_little_of_everything)
    load(agency, approved(date(2021, 5, 4), 1), left(date(2021, 9, 1), "ifa", "retired"))
    load(agency, approved(date(2021, 5, 4), 2, transferred_from="ifa"), route=Route.TRANSFER_IN)
    page = sign_in(Role.MANAGER).get(f"{RETURN}?year=2022").text
    assert "Does not agree" not in page and page.count(">Agrees<") == 20
