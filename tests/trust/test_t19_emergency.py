"""T19: the administrator sees no household, but in an emergency the one to which a manager has agreed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import merging, settings
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.emergency_tables import EmergencyAccess
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
SetClock = Callable[[datetime], None]
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def _post(client: CheckingClient, path: str, **sent: str) -> TestResponse:
    token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(path, data={**sent, "csrf_token": token}, follow_redirects=True)


def _reference(home: int) -> str:
    db.session.rollback()
    return db.session.scalars(select(Household.reference).where(Household.id == home)).one()


@pytest.fixture
def home(app: Flask, clock_at: SetClock) -> int:
    """A household of Derby that is approved, at noon on a day."""
    clock_at(NOON)
    derby = given.agency()
    home = given.household(derby, "Rowan Example-Finch", email="rowan@home.example", phone="01632 960 001")
    given.approved(home, date(2025, 5, 1), 2, by=given.officer(derby))
    return home


def _ask(admin: CheckingClient, reference: str) -> TestResponse:
    return admin.fill_in("/emergency/ask", {"reference": reference, "reason": "danger"})


def test_t19_the_administrator_sees_one_household_when_a_manager_agrees_and_for_a_while_only(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: SetClock, home: int
) -> None:
    admin, manager = sign_in(Role.ADMIN), sign_in(Role.MANAGER)
    sign_in(Role.GOVERNANCE)
    reference = _reference(home)
    assert admin.get(f"/households/{reference}").status_code == 403
    assert "You see the household when one of them agrees" in _ask(admin, reference.lower()).text
    assert [each.to for each in mails()] == ["manager@derby.example"]
    shut = admin.get("/emergency/1").text
    assert "No manager has agreed yet" in shut and "Rowan" not in shut
    assert _post(admin, "/emergency/1/agree").status_code == 403
    assert "Somebody may be in danger" in manager.get("/emergency").text
    assert "You have agreed" in _post(manager, "/emergency/1/agree").text
    told = mails()
    assert [each.to for each in told] == ["admin@derby.example", "governance@derby.example"]
    assert not [each for each in told if reference in each.text or "Rowan" in each.text]
    seen = admin.get("/emergency/1")
    for part in ("Rowan Example-Finch", "01632 960 001", "Household approved", "4 March 2026 at 1:00pm"):
        assert part in seen.text, part
    assert "Correct<" not in seen.text and "Show address" not in seen.text
    for path in (f"/households/{reference}", f"/households/{reference}/people", "/households"):
        assert admin.get(path).status_code == 403
    clock_at(NOON + timedelta(minutes=29))
    assert "Rowan" in admin.get("/emergency/1").text
    clock_at(NOON + timedelta(minutes=58))
    assert "Rowan" in admin.get("/emergency/1").text
    clock_at(NOON + timedelta(minutes=60))
    late = admin.get("/emergency/1").text
    assert "You cannot see this household" in late and "Rowan" not in late


def test_t19_each_look_is_on_record_and_governance_finds_it(app: Flask, sign_in: SignIn, home: int) -> None:
    admin, manager, governance = sign_in(Role.ADMIN), sign_in(Role.MANAGER), sign_in(Role.GOVERNANCE)
    _ask(admin, _reference(home))
    _post(manager, "/emergency/1/agree")
    for _ in range(2):
        admin.get("/emergency/1")
    rows = select(AuditEntry.action, AuditEntry.role, AuditEntry.reason, AuditEntry.household_id)
    found = db.session.execute(rows.where(AuditEntry.about == "emergency 1").order_by(AuditEntry.id))
    assert [tuple(row) for row in found] == [
        ("emergency.ask", "admin", "danger", home),
        ("emergency.agree", "manager", "danger", home),
        ("emergency.look", "admin", "danger", home),
        ("emergency.look", "admin", "danger", home),
    ]
    page = governance.get("/audit?what=records").text
    assert page.count("Looked, by emergency access") == 2 and "Somebody may be in danger" in page
    assert "/emergency/1" not in governance.get("/emergency").text
    assert governance.get("/emergency/1").status_code == 403


@pytest.mark.parametrize("who", [Role.ADMIN, Role.MANAGER])
def test_t19_either_of_the_two_ends_it_before_its_time(app: Flask, sign_in: SignIn, home: int, who: Role) -> None:
    browsers = {role: sign_in(role) for role in (Role.ADMIN, Role.MANAGER)}
    _ask(browsers[Role.ADMIN], _reference(home))
    _post(browsers[Role.MANAGER], "/emergency/1/agree")
    assert "is ended" in _post(browsers[who], "/emergency/1/end").text
    assert "Rowan" not in browsers[Role.ADMIN].get("/emergency/1").text
    assert "This was over already" in _post(browsers[who], "/emergency/1/end").text
    assert "Ended early" in browsers[Role.MANAGER].get("/emergency?state=ended").text


def test_t19_what_a_manager_refused_or_nobody_answered_shows_nothing(
    app: Flask, sign_in: SignIn, clock_at: SetClock, home: int
) -> None:
    admin, manager = sign_in(Role.ADMIN), sign_in(Role.MANAGER)
    _ask(admin, _reference(home))
    again = _ask(admin, _reference(home))
    assert again.status_code == 422 and "asked for this household already" in again.text
    assert "Nobody sees the household" in _post(manager, "/emergency/1/decline").text
    assert "said no on" in _post(manager, "/emergency/1/agree").text
    _ask(admin, _reference(home))
    clock_at(NOON + timedelta(days=7))
    late = CheckingClient(app)
    late.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    assert "older than 7 days" in _post(late, "/emergency/2/agree").text
    assert "Not answered" in late.get("/emergency?state=lapsed").text
    stands = select(EmergencyAccess.until)
    assert db.session.scalars(stands).all() == [None, None]


def test_t19_a_request_is_its_askers_alone_and_a_councils_own(app: Flask, sign_in: SignIn, home: int) -> None:
    admin, manager = sign_in(Role.ADMIN), sign_in(Role.MANAGER)
    _ask(admin, _reference(home))
    _post(manager, "/emergency/1/agree")
    foreign, theirs = sign_in(Role.ADMIN, at="nottingham"), sign_in(Role.MANAGER, at="nottingham")
    assert foreign.get("/emergency/1").status_code == foreign.get("/emergency/99").status_code == 404
    for browser in (foreign, theirs):
        for what in ("end", "decline"):
            assert _post(browser, f"/emergency/1/{what}").status_code == 404
        assert "DER-" not in browser.get("/emergency").text
    for unknown in (_reference(home), "NOT-999999", "x' OR 1=1"):
        answer = _ask(foreign, unknown)
        assert answer.status_code == 422 and "There is no household with this reference" in answer.text
    assert "Rowan" in admin.get("/emergency/1").text


def test_t19_nothing_can_be_changed_by_it(app: Flask, sign_in: SignIn, home: int) -> None:
    admin, manager = sign_in(Role.ADMIN), sign_in(Role.MANAGER)
    reference = _reference(home)
    _ask(admin, reference)
    _post(manager, "/emergency/1/agree")
    before = _rows()
    for rule in app.url_map.iter_rules():
        if rule.arguments == {"reference"} and "POST" in (rule.methods or ()):
            path = app.url_map.bind("").build(rule.endpoint, {"reference": reference}, method="POST")
            assert _post(admin, path, reason="other", version="1").status_code == 403, path
    assert _rows() == before


def _rows() -> dict[str, list[str]]:
    db.session.rollback()
    tables = set(inspect(db.engine).get_table_names()) - {"audit_entry", "audit_chain", "signed_in"}
    with db.engine.connect() as connection:
        rows = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables}
    return {name: sorted(str(tuple(row)) for row in found) for name, found in rows.items()}


def test_t19_a_household_that_was_merged_meanwhile_is_the_one_that_was_kept(
    app: Flask, sign_in: SignIn, home: int
) -> None:
    admin, manager = sign_in(Role.ADMIN), sign_in(Role.MANAGER)
    twin = given.household(1, "Twin Example-Finch")
    _ask(admin, _reference(twin))
    _post(manager, "/emergency/1/agree")
    by = Actor(None, "A manager", Role.MANAGER, (1,))
    merging.merge(home, twin, people={1: 1}, versions=(1, 1), because="same_people", by=by)
    seen = admin.get("/emergency/1").text
    assert _reference(home) in seen and "Household approved" in seen


def test_t19_how_long_it_lasts_is_a_setting(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: SetClock, home: int
) -> None:
    by = Actor(None, "A manager", Role.MANAGER, (1,))
    settings.change("emergency_minutes", 10, valid_from=clock.today(), agency_id=1, by=by)
    admin, manager = sign_in(Role.ADMIN), sign_in(Role.MANAGER)
    _ask(admin, _reference(home))
    mails()
    _post(manager, "/emergency/1/agree")
    assert "10 minutes" in mails()[0].text
    clock_at(NOON + timedelta(minutes=9))
    assert "Rowan" in admin.get("/emergency/1").text
    clock_at(NOON + timedelta(minutes=10))
    assert "Rowan" not in admin.get("/emergency/1").text
