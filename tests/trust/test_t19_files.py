"""T19: a file of many households takes two people, on every list that can leave as a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm import export_words
from crm.actor import Role, system
from crm.audit.tables import AuditEntry
from crm.commands import settings, users
from crm.exchange.mail import Letter
from crm.extensions import db
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms

pytestmark = pytest.mark.slow  # together they take seconds

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LIST, FILE = "/households", "/households/export"
SignIn = Callable[..., CheckingClient]
SetClock = Callable[[datetime], None]


@pytest.fixture
def three(app: Flask, clock_at: SetClock) -> int:
    """Derby with three households, where more than two take two people; Derby's number."""
    clock_at(NOON)
    derby = given.agency()
    for name in ("Rowan Example-Finch", "Wren Example-Teal", "Ash Example-Heron"):
        _home(derby, name)
    by = given.officer(derby)
    settings.change("exports_alone", 2, valid_from=NOON.date(), agency_id=derby, by=by)
    return derby


def _home(agency_id: int, name: str) -> None:
    by = given.officer(agency_id)
    given.journey(given.household(agency_id, name), NOON.date(), by=by)


def other_manager(app: Flask) -> CheckingClient:
    users.add_staff("two@derby.example", role=Role.MANAGER, agency="derby", password=given.PASSWORD, by=system())
    second = CheckingClient(app)
    second.fill_in("/sign-in", {"email": "two@derby.example", "password": given.PASSWORD})
    return second


def take(browser: CheckingClient, where: str = LIST) -> TestResponse:
    form = next(each for each in forms(browser.get(where).text) if each.action.startswith(FILE))
    asked = {"reason": "report"} if where != "/exports" else {}
    return browser.post(form.action, data=form.filled(asked), follow_redirects=True)


def actions() -> list[str]:
    asked = select(AuditEntry.action).where(
        AuditEntry.action.in_(("household.export", "export.ask", "export.agree"))
    )
    found = list(db.session.scalars(asked.order_by(AuditEntry.id)))
    db.session.rollback()
    return found


def test_t19_a_long_list_leaves_when_a_second_person_has_agreed_for_a_day_and_for_whoever_asked(
    app: Flask, three: int, clock_at: SetClock, sign_in: SignIn, mails: Callable[[], list[Letter]]
) -> None:
    first, second, governance = sign_in(Role.MANAGER), other_manager(app), sign_in(Role.GOVERNANCE)
    page = take(first)
    assert (
        page.request.path == "/exports" and "The file holds 3 households. More than 2 take two people" in page.text
    )
    assert take(first).text.count("Waits for a second person") == 2, "the filter and one request: asked for once"
    assert {each.to for each in mails()} == {"two@derby.example", "governance@derby.example"}
    assert "Agree</button>" not in first.get("/exports").text and "A report or a committee" in page.text
    mine = first.fill_in("/exports", {}, form="/exports/1/decline", follow=False)
    assert mine.status_code == 303 and "Taken back" in first.get("/exports").text
    take(first)
    token = first.get("/exports").text.split('name="csrf_token" value="')[1].split('"')[0]
    own = first.post("/exports/2/agree", data={"csrf_token": token}, follow_redirects=True)
    assert "It takes a second person" in own.text
    assert "You have agreed." in governance.fill_in("/exports", {}, form="/exports/2/agree").text
    assert "You can take the file" in mails()[-1].subject
    assert FILE not in second.get("/exports").text and take(second).request.path == "/exports"
    file = take(first, "/exports")
    assert file.mimetype == "text/csv" and file.text.count("Example-") == 3
    assert actions() == ["export.ask", "export.ask", "export.agree", "export.ask", "household.export"]
    _home(three, "Bryn Example-Wader")
    assert take(first).request.path == "/exports", "the list has grown since: it is asked for anew"
    clock_at(NOON + timedelta(hours=25))
    first = CheckingClient(app)
    first.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    page = first.get("/exports")
    assert "Its time is over" in page.text and FILE not in page.text


def test_t19_a_short_list_leaves_at_once_and_who_is_alone_is_told(three: int, sign_in: SignIn) -> None:
    alone = sign_in(Role.MANAGER)
    assert take(alone, f"{LIST}?q=Rowan").mimetype == "text/csv"
    page = take(alone)
    assert page.status_code == 409 and "there is no other manager and nobody of governance" in page.text
    assert actions() == ["household.export"]


def test_t19_the_requests_are_searched_and_taken_as_a_file(app: Flask, three: int, sign_in: SignIn) -> None:
    first = sign_in(Role.MANAGER)
    other_manager(app)
    take(first)
    for search, found in (("households", 1), ("committee", 1), ("nobody", 0)):
        assert first.get(f"/exports?q={search}").text.count("Take back</button>") == found, search
    assert "No request is like that" in first.get("/exports?state=ready").text
    asked = first.fill_in("/exports?q=report", {}, form="/exports/export?q=report")
    assert asked.status_code == 422
    file = first.fill_in("/exports?q=report", {"reason": "report"}, form="/exports/export?q=report")
    assert file.text.splitlines()[1].split(",")[2:6] == [
        "Households",
        "3",
        "A report or a committee",
        "Waits for a second person",
    ]


def test_t43_governance_is_told_of_a_list_how_many_to_the_nearest_5_and_of_few_or_of_a_part_not_at_all(
    three: int, sign_in: SignIn
) -> None:
    settings.change("small_number_below", 5, valid_from=NOON.date(), agency_id=three, by=given.officer(three))
    for number in range(5):
        _home(three, f"Rowan Example-{number}")
    first, governance = sign_in(Role.MANAGER), sign_in(Role.GOVERNANCE)
    for narrowed in ("", "?q=Rowan", "?q=Example-Teal"):
        take(first, f"{LIST}{narrowed}")
    beds = "/reports/bed-book?agency=derby&from=2026-01-01&to=2026-03-31"
    _approved(three)
    page = first.get(beds).text
    form = next(each for each in forms(page) if each.action.startswith("/reports/bed-book/export"))
    first.post(form.action, data=form.filled({"reason": "report"}))
    page = governance.get("/exports").text
    sizes = re.findall(r'data-label="Households">([^<]*)<', page)
    assert sizes == ["More than 2", "More than 2", "About 10"], "of which 3 have beds, 6 are meant, and 8 are all"
    assert page.count("Narrowed by what your role does not see") == 1, "and the book of beds by nothing"
    listed = governance.get("/audit?what=lists").text
    assert "Households: households (how many is not told); Narrowed by" in listed
    assert "Households: about 10 households" in listed and "3 households" not in listed


def _approved(agency_id: int) -> None:
    by = given.officer(agency_id)
    for _ in range(3):
        given.approved(given.household(agency_id), NOON.date(), 2, by=by)


def test_t19_another_council_s_request_is_like_an_unknown_one(app: Flask, three: int, sign_in: SignIn) -> None:
    first = sign_in(Role.MANAGER)
    other_manager(app)
    take(first)
    foreign = sign_in(Role.MANAGER, at="nottingham")
    token = foreign.get("/exports").text
    assert "No file waits" in token
    token = foreign.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    assert foreign.post("/exports/1/agree", data={"csrf_token": token}).status_code == 404
    assert sign_in(Role.OFFICER).get("/exports").status_code == 403


def test_t19_the_lists_with_a_name_are_lists_that_can_leave(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.endswith("/export")}
    assert set(export_words.LISTS) <= rules
