"""T19: to make somebody a manager takes two people, whichever way it is tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.actor import Actor, Role, system
from crm.audit.tables import AuditEntry
from crm.commands import role_decisions, staff, users
from crm.errors import Refused
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.tables import Invitation, User
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
WREN = {"name": "Wren Example", "email": "wren@derby.example", "role": "manager"}
ON_RECORD = ("user.role_ask", "user.role_agree", "user.role_decline", "user.role")


def _id(email: str) -> int:
    db.session.rollback()
    return db.session.scalars(select(User.id).where(User.email == email)).one()


def _role(email: str) -> str:
    db.session.rollback()
    return db.session.scalars(select(User.role).where(User.email == email)).one()


def _post(client: CheckingClient, path: str, **sent: str) -> TestResponse:
    token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(path, data={**sent, "csrf_token": token}, follow_redirects=True)


def _ask(manager: CheckingClient) -> int:
    """Ask, as a manager, that the officer be one too; the officer's number."""
    number = _id("officer@derby.example")
    page = manager.fill_in(f"/staff/{number}/role", {"role": "manager"}, form=f"/staff/{number}/role")
    assert "when another manager or the administrator agrees" in page.text
    return number


def _actor(email: str, role: Role) -> Actor:
    return Actor(_id(email), email, role, (1,))


def test_t19_an_officer_is_a_manager_when_a_second_person_agrees(app: Flask, sign_in: SignIn, mails: Mails) -> None:
    manager, admin, officer = sign_in(Role.MANAGER), sign_in(Role.ADMIN), sign_in(Role.OFFICER)
    number = _ask(manager)
    assert _role("officer@derby.example") == "officer"
    assert [(each.to, each.subject) for each in mails()] == [
        ("admin@derby.example", "Somebody asks you to agree that there is another manager")
    ]
    again = _post(manager, f"/staff/{number}/role", role="manager", version="1")
    assert again.status_code == 422 and "asked for already" in again.text
    for browser, refusal in ((manager, 200), (officer, 403)):
        answer = _post(browser, "/staff/role-requests/1/agree")
        assert answer.status_code == refusal and (refusal != 200 or "It takes a second person" in answer.text)
    assert _post(sign_in(Role.MANAGER, at="nottingham"), "/staff/role-requests/1/agree").status_code == 404
    assert _role("officer@derby.example") == "officer"
    page = admin.get("/staff").text
    assert "To be made a manager" in page and "Recruitment officer" in page
    assert "You have agreed" in _post(admin, "/staff/role-requests/1/agree").text
    assert _role("officer@derby.example") == "manager"
    assert officer.get("/account").status_code != 200  # signed out: the new role begins with a sign-in
    assert "is now: manager" in mails()[-1].text
    assert "agreed to this on" in _post(admin, "/staff/role-requests/1/decline").text
    done = select(AuditEntry.action, AuditEntry.role).where(AuditEntry.action.in_(ON_RECORD))
    assert sorted(tuple(row) for row in db.session.execute(done)) == [
        ("user.role", "admin"),
        ("user.role_agree", "admin"),
        ("user.role_ask", "manager"),
    ]


def test_t19_an_invitation_of_a_manager_goes_out_when_a_second_person_agrees(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: Callable[[datetime], None]
) -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    clock_at(noon)
    admin, manager = sign_in(Role.ADMIN), sign_in(Role.MANAGER)
    page = admin.fill_in("/staff/invite", WREN, form="/staff/invite")
    assert "The invitation goes out when" in page.text and "Invitations that wait" not in page.text
    assert [each.to for each in mails()] == ["manager@derby.example"]
    assert "It takes a second person" in _post(admin, "/staff/role-requests/1/agree").text
    clock_at(noon + timedelta(days=3))
    later = CheckingClient(app)
    later.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    assert "Not invited yet" in later.get("/staff").text
    assert "You have agreed" in _post(later, "/staff/role-requests/1/agree").text
    (letter,) = mails()
    assert letter.to == "wren@derby.example" and "as: manager" in letter.text
    db.session.rollback()
    assert db.session.get_one(Invitation, 1).expires_at == noon + timedelta(days=5)
    assert manager.get("/account").status_code != 200


@pytest.mark.parametrize("how", ["declined", "taken back", "too late"])
def test_t19_what_nobody_agreed_to_is_neither_sent_nor_given(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: Callable[[datetime], None], how: str
) -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    clock_at(noon)
    manager, admin = sign_in(Role.MANAGER), sign_in(Role.ADMIN)
    sign_in(Role.OFFICER)
    _ask(manager)
    manager.fill_in("/staff/invite", WREN, form="/staff/invite")
    mails()
    if how == "too late":
        clock_at(noon + timedelta(days=7))
        admin = CheckingClient(app)
        admin.fill_in("/sign-in", {"email": "admin@derby.example", "password": given.PASSWORD})
        assert "To be made a manager" not in admin.get("/staff").text
    else:
        browser = admin if how == "declined" else manager
        for number in (1, 2):
            assert "Nobody was made a manager" in _post(browser, f"/staff/role-requests/{number}/decline").text
    for number in (1, 2):
        answer = _post(admin, f"/staff/role-requests/{number}/agree").text
        why = {
            "declined": "said no on 4 March 2026 at 12:00",
            "taken back": "took this back on",
            "too late": "older than",
        }
        assert why[how] in answer
    assert _role("officer@derby.example") == "officer"
    assert mails() == []


def test_t19_an_account_that_was_changed_after_the_asking_is_not_what_was_asked_for(
    app: Flask, sign_in: SignIn
) -> None:
    manager, admin = sign_in(Role.MANAGER), sign_in(Role.ADMIN)
    sign_in(Role.OFFICER)
    number = _ask(manager)
    staff.change_role(number, Role.ANALYST, version=1, by=_actor("manager@derby.example", Role.MANAGER))
    assert "was changed after this was asked for" in _post(admin, "/staff/role-requests/1/agree").text
    assert _role("officer@derby.example") == "analyst"


def test_t19_what_was_asked_for_an_account_is_closed_with_it(app: Flask, sign_in: SignIn) -> None:
    manager, admin = sign_in(Role.MANAGER), sign_in(Role.ADMIN)
    sign_in(Role.OFFICER)
    number = _ask(manager)
    assert "To be made a manager" in admin.get("/staff").text
    by = _actor("manager@derby.example", Role.MANAGER)
    staff.close(number, reason="left", by=_actor("admin@derby.example", Role.ADMIN))
    assert "To be made a manager" not in admin.get("/staff").text
    assert "said no on" in _post(admin, "/staff/role-requests/1/agree").text
    staff.reopen(number, by=by)
    assert "To be made a manager" not in admin.get("/staff").text
    _ask(manager)
    users.close("officer@derby.example", by=system())
    assert "To be made a manager" not in admin.get("/staff").text


def test_t19_who_has_lost_the_right_to_ask_has_asked_for_nothing(app: Flask, sign_in: SignIn) -> None:
    manager, admin = sign_in(Role.MANAGER), sign_in(Role.ADMIN)
    sign_in(Role.OFFICER)
    users.add_staff("second@derby.example", role=Role.MANAGER, agency="derby", password=given.PASSWORD, by=system())
    _ask(manager)
    staff.close(_id("manager@derby.example"), reason="left", by=_actor("second@derby.example", Role.MANAGER))
    assert "may not give this role any more" in _post(admin, "/staff/role-requests/1/agree").text
    assert _role("officer@derby.example") == "officer"


def test_t19_where_nobody_else_could_agree_it_says_who_can_help(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    sign_in(Role.OFFICER)
    answer = _post(manager, "/staff/invite", **WREN, idempotency_key="a-key-of-this-form")
    assert answer.status_code == 422 and "crm user add" in answer.text
    db.session.rollback()
    assert db.session.scalars(select(Invitation.id)).all() == []
    with pytest.raises(Refused, match="no other manager"):
        staff.change_role(
            _id("officer@derby.example"),
            Role.MANAGER,
            version=1,
            by=_actor("manager@derby.example", Role.MANAGER),
        )


def test_t51_of_two_who_agree_and_refuse_at_once_one_is_told_that_it_was_settled(
    app: Flask, sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    sign_in(Role.OFFICER)
    sign_in(Role.ADMIN)
    _ask(manager)
    admin = _actor("admin@derby.example", Role.ADMIN)
    role_decisions.decline(1, by=admin)
    with pytest.raises(Refused, match=r"Admin.* said no on \d+ \w+ 20\d\d at \d\d:\d\d"):
        role_decisions.agree(1, by=admin)
    assert _role("officer@derby.example") == "officer"
