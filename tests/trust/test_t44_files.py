"""T44, T63: no list of names and no file leaves without a row that says which, how many, and by what narrowed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from flask import Flask
from sqlalchemy import select

from crm import access, audit
from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.extensions import db
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.trust.canaries import Council, council
from tests.trust.ways import ways

pytestmark = pytest.mark.slow

SignIn = Callable[..., CheckingClient]
ASKS = {"from": "2026-04-01", "to": "2026-09-30", "agency": "derby", "state": "all", "q": "nobody-Example"}

# What some lists must be asked besides.
OF_A_FIGURE = {"to": "2026-06-30", "figure": "places.new_approvals", "population": "all", "q": ""}
ASKED_BY = {
    "report_lists.export": OF_A_FIGURE,
    "our_carers_lists.export": OF_A_FIGURE | {"table": "age", "row": "not_known"},
}
ANSWERS = {"reason": "report", "purpose": "report", "format": "csv"}


@pytest.fixture
def ours(app: Flask, database: Database) -> Council:
    def made() -> tuple[Council, Council]:
        return council("derby", hub="d2n2"), council("nottingham")

    return database.filled("two councils and a hub", made)[0]


def _since(last: int) -> list[tuple[int, str, str, dict[str, list[str]]]]:
    """Rows of the audit after one: its number, what was done, about what, and what it was asked with."""
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id)).all()
    found = []
    for row in rows:
        said = [each for each in row.fields if each.startswith(audit.ASKED)]
        asked = parse_qs(said[0].removeprefix(audit.ASKED)) if said else {}
        lines = [each for each in row.fields if each.endswith(" lines")]  # of a file of the audit itself
        found.append((row.id, row.action, " ".join((row.about or "", *lines)).strip(), asked))
    db.session.rollback()
    return found


def _last() -> int:
    return max((each[0] for each in _since(0)), default=0)


def test_t44_every_file_leaves_a_row_that_says_which_list_how_many_and_by_what_narrowed(
    app: Flask, ours: Council, sign_in: SignIn
) -> None:
    browsers = {role: sign_in(role) for role in (Role.MANAGER, Role.ADMIN, Role.GOVERNANCE)}
    browsers[Role.CARER] = sign_in(Role.CARER, household_id=ours.home)
    taken, wrong = 0, []
    for way in ways(app, ours, ours):
        if way.method != "POST" or not way.own.endswith("/export"):
            continue
        role = next(each for each in browsers if way.permission and each in access.MAY[way.permission])
        browser = browsers[role]
        sent = {"csrf_token": browser.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]}
        last, asks = _last(), ASKS | ASKED_BY.get(way.endpoint, {})
        answer = browser.post(way.own, query_string=asks, data=sent | ANSWERS)
        taken += 1
        if "attachment" not in answer.headers.get("Content-Disposition", ""):
            wrong.append(f"{way.own}: {answer.status}, no file")
        rows = [each for each in _since(last) if each[1].endswith((".export", ".list"))]
        if not rows:
            wrong.append(f"{way.own} left, and nothing says so")
        for _, action, about, asked in rows:
            if not any(letter.isdigit() for letter in about):
                wrong.append(f"{way.own}: {action} does not say how many: {about}")
            if asked.get("list", [way.own]) != [way.own] or not {"list", "known_on"} & set(asked):
                wrong.append(f"{way.own}: {action} does not say which list: {asked}")
            assert "nobody" not in str(asked)
    assert not wrong, "\n".join(wrong)
    assert taken > 40


def test_t44_an_evening_with_its_guests_is_one_row_that_says_so(app: Flask, ours: Council, sign_in: SignIn) -> None:
    manager, path = sign_in(Role.MANAGER), f"/campaigns/{ours.campaign}/evenings/{ours.evening}"
    last = _last()
    assert "GUEST" in manager.get(path).text
    [(_, action, about, asked)] = _since(last)
    assert (action, about) == ("evening.list", f"evening {ours.evening}: 1 guests, by name, e-mail and phone")
    assert asked == {"list": [path]}
    assert "Saw who booked an evening" in sign_in(Role.GOVERNANCE).get("/audit?what=lists").text


def test_t44_what_a_list_was_narrowed_by_is_told_by_its_codes_and_never_by_what_was_typed(
    app: Flask, sign_in: SignIn
) -> None:
    given.agency()
    officer = sign_in(Role.OFFICER)
    last = _last()
    officer.get("/households?q=Rowan&stage=approved&worker=me&area=Rowan&route=Rowan+Example&page=2")
    [(_, _, _, asked)] = _since(last)
    plain = {"stage": ["approved"], "worker": ["me"], "page": ["2"]}
    assert asked == {"list": ["/households"], **plain, **{name: ["yes"] for name in ("q", "area", "route")}}
    told = sign_in(Role.MANAGER).get("/audit?what=lists").text
    assert "Households: 0 households; " in told and "Stage: approved" in told.lower().replace("stage", "Stage")
