"""T19, T06, T08 and T12 on the staff pages: nobody above their own role, no last manager lost, all at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.actor import Actor, Role, system
from crm.audit.tables import AuditEntry
from crm.commands import staff, users
from crm.errors import Refused
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.tables import User
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.trust.phones import enrolled

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]


def _id(email: str) -> int:
    db.session.rollback()
    found = db.session.scalar(select(User.id).where(User.email == email))
    assert found is not None
    return found


def _role(email: str) -> str:
    db.session.rollback()
    return str(db.session.scalar(select(User.role).where(User.email == email)))


def _accounts() -> list[str]:
    """The accounts of everybody but the manager, as they stand."""
    db.session.rollback()
    rows = db.session.execute(select(User.__table__).where(User.role != Role.MANAGER.value).order_by(User.id))
    return [str(tuple(row)) for row in rows]


def _is_in(client: CheckingClient) -> bool:
    return bool(client.get("/account").status_code == 200)


def _post(client: CheckingClient, path: str, **sent: str) -> TestResponse:
    token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(path, data={**sent, "csrf_token": token}, follow_redirects=True)


def _second_manager() -> str:
    users.add_staff("second@derby.example", role=Role.MANAGER, agency="derby", password=given.PASSWORD, by=system())
    return "second@derby.example"


def test_T06_a_role_is_changed_and_the_open_session_is_dead(app: Flask, sign_in: SignIn, mails: Mails) -> None:
    manager, officer = sign_in(Role.MANAGER), sign_in(Role.OFFICER)
    number = _id("officer@derby.example")
    path = f"/staff/{number}/role"
    click = next(form for form in forms(manager.get(path).text) if form.action == path).filled({"role": "analyst"})
    page = manager.post(path, data=click, follow_redirects=True)
    assert "The role is changed" in page.text and "Analyst" in page.text
    assert manager.post(path, data=click).status_code == 303, "a double click is told what the first was (T50)"
    assert not _is_in(officer)
    officer.fill_in("/sign-in", {"email": "officer@derby.example", "password": given.PASSWORD})
    assert officer.get("/households").status_code == 403
    (letter,) = mails()
    assert letter.to == "officer@derby.example" and "is now: analyst" in letter.text


def test_T06_a_closed_account_is_out_at_once_and_comes_back_when_it_is_opened(app: Flask, sign_in: SignIn) -> None:
    manager, officer = sign_in(Role.MANAGER), sign_in(Role.OFFICER)
    number = _id("officer@derby.example")
    manager.fill_in(f"/staff/{number}/close", {"reason": "left"}, form=f"/staff/{number}/close")
    assert not _is_in(officer)
    officer.fill_in("/sign-in", {"email": "officer@derby.example", "password": given.PASSWORD})
    assert not _is_in(officer)
    assert "Closed: left" in manager.get("/staff").text
    manager.fill_in(f"/staff/{number}", {}, form=f"/staff/{number}/open")
    officer.fill_in("/sign-in", {"email": "officer@derby.example", "password": given.PASSWORD})
    assert _is_in(officer)
    manager.fill_in(f"/staff/{number}", {}, form=f"/staff/{number}/sign-out")
    assert not _is_in(officer)
    done = select(AuditEntry.action, AuditEntry.reason).where(AuditEntry.about == f"user {number}")
    actions = [
        tuple(row) for row in db.session.execute(done.where(AuditEntry.outcome == "done").order_by(AuditEntry.id))
    ]
    assert actions[1:] == [("user.close", "left"), ("user.reopen", None), ("session.end_all", None)]


def test_T19_nobody_changes_their_own_role_or_closes_themselves(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    _second_manager()
    number = _id("manager@derby.example")
    assert f"/staff/{number}/role" not in manager.get(f"/staff/{number}").text
    for path, sent, said in (
        ("role", {"role": "governance", "version": "1"}, "You cannot change your own role"),
        ("close", {"reason": "left"}, "You cannot close your own account"),
        ("phone", {"reason": "lost_phone"}, "You cannot do this for yourself"),
    ):
        answer = _post(manager, f"/staff/{number}/{path}", **sent)
        assert answer.status_code == 422 and said in answer.text
    assert _role("manager@derby.example") == "manager"


def test_T19_the_last_manager_is_neither_closed_nor_given_another_role(app: Flask, sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMIN)
    sign_in(Role.MANAGER)
    number = _id("manager@derby.example")
    answer = _post(admin, f"/staff/{number}/close", reason="left")
    assert answer.status_code == 422 and "is the only manager. Invite another manager first." in answer.text
    by = Actor(99, "Another manager", Role.MANAGER, (1,))
    with pytest.raises(Refused, match="is the only manager"):
        staff.change_role(number, Role.OFFICER, version=1, by=by)
    _second_manager()
    staff.change_role(number, Role.OFFICER, version=1, by=by)
    assert _role("manager@derby.example") == "officer"


@pytest.mark.parametrize("role", ["admin", "hub", "carer", "system", "public", "nonsense"])
def test_T19_a_role_that_is_not_a_managers_to_give_is_refused(app: Flask, sign_in: SignIn, role: str) -> None:
    manager = sign_in(Role.MANAGER)
    sign_in(Role.OFFICER)
    number = _id("officer@derby.example")
    assert _post(manager, f"/staff/{number}/role", role=role, version="1").status_code == 422
    invited = _post(manager, "/staff/invite", name="Eve Example", email="eve@derby.example", role=role)
    assert invited.status_code == 422
    assert _role("officer@derby.example") == "officer"


def test_T19_an_administrators_account_is_above_a_manager(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    sign_in(Role.ADMIN)
    number = _id("admin@derby.example")
    assert "above your own role" in manager.get(f"/staff/{number}").text
    assert _post(manager, f"/staff/{number}/close", reason="left").status_code == 422
    assert _post(manager, f"/staff/{number}/role", role="officer", version="1").status_code == 422
    assert _post(manager, f"/staff/{number}/open").status_code == 409


def test_T19_an_administrator_invites_a_manager_and_nobody_else_and_changes_no_role(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    admin = sign_in(Role.ADMIN)
    sign_in(Role.OFFICER)
    manager = sign_in(Role.MANAGER)
    number = _id("officer@derby.example")
    page = admin.get("/staff/invite").text
    assert 'value="manager"' in page and 'value="officer"' not in page
    asked = {"name": "Wren Example", "email": "wren@derby.example", "role": "manager"}
    admin.fill_in("/staff/invite", asked, form="/staff/invite")
    mails()
    assert "You have agreed" in _post(manager, "/staff/role-requests/1/agree").text
    assert "as: manager" in mails()[0].text
    assert _post(admin, "/staff/invite", **{**asked, "role": "officer"}).status_code == 422
    assert admin.get(f"/staff/{number}/role").status_code == 403
    assert _post(admin, f"/staff/{number}/role", role="manager", version="1").status_code == 403


def test_T12_the_accounts_of_another_agency_of_carers_and_of_nobody_are_answered_alike(
    app: Flask, sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    home = given.household(1)
    given.user(Role.CARER, household_id=home)
    given.user(Role.OFFICER, at="nottingham")
    before = _accounts()
    numbers = [_id("officer@nottingham.example"), _id("carer@derby.example"), 999_999]
    for number in numbers:
        for path in ("", "/role", "/close", "/phone"):
            assert manager.get(f"/staff/{number}{path}").status_code == 404
        for path, sent in (
            ("/role", {"role": "analyst", "version": "1"}),
            ("/close", {"reason": "left"}),
            ("/phone", {"reason": "lost_phone"}),
            ("/open", {}),
            ("/sign-out", {}),
        ):
            assert _post(manager, f"/staff/{number}{path}", **sent).status_code == 404
    assert _accounts() == before
    page = manager.get("/staff?q=example").text
    assert "nottingham" not in page and "carer@derby.example" not in page
    assert "1\xa0account" in manager.get("/staff").text.replace("&nbsp;", "\xa0")


def test_T12_nobody_takes_back_the_invitation_of_another_agency(app: Flask, sign_in: SignIn, mails: Mails) -> None:
    derby, nottingham = sign_in(Role.MANAGER), sign_in(Role.MANAGER, at="nottingham")
    asked = {"name": "Wren Example", "email": "wren@derby.example", "role": "officer"}
    derby.fill_in("/staff/invite", asked, form="/staff/invite")
    for number in (1, 999_999):
        for what in ("take-back", "again"):
            assert _post(nottingham, f"/staff/invitations/{number}/{what}").status_code == 404
    assert "Wren Example" not in nottingham.get("/staff").text
    assert "Wren Example" in derby.get("/staff").text


def test_T08_a_manager_frees_an_account_of_a_lost_phone_with_a_reason_on_record(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    manager, officer = sign_in(Role.MANAGER), sign_in(Role.OFFICER)
    number = _id("officer@derby.example")
    assert _post(manager, f"/staff/{number}/phone", reason="lost_phone").status_code == 422  # there is none
    enrolled(officer)
    mails()
    assert _post(manager, f"/staff/{number}/phone", reason="").status_code == 422
    assert _post(manager, f"/staff/{number}/phone", reason="boredom").status_code == 422
    assert "The phone is removed" in _post(manager, f"/staff/{number}/phone", reason="lost_phone").text
    assert not _is_in(officer)
    officer.fill_in("/sign-in", {"email": "officer@derby.example", "password": given.PASSWORD})
    assert _is_in(officer)
    (letter,) = mails()
    assert (letter.to, letter.subject) == ("officer@derby.example", "The second step of your sign-in was removed")
    asked = select(AuditEntry.reason).where(AuditEntry.action == "user.second_factor").order_by(AuditEntry.id)
    reasons = db.session.scalars(asked).all()
    assert reasons == ["added", "removed lost_phone"]


def test_T49_of_two_who_change_a_role_the_second_sees_what_the_first_did(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    sign_in(Role.OFFICER)
    number = _id("officer@derby.example")
    _post(manager, f"/staff/{number}/role", role="analyst", version="1")
    late = _post(manager, f"/staff/{number}/role", role="panel", version="1")
    assert late.status_code == 409 and "The role is now: Analyst" in late.text
    assert _role("officer@derby.example") == "analyst"


def test_the_list_is_searched_filtered_and_says_when_nothing_fits(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    sign_in(Role.OFFICER)
    found = manager.get("/staff?q=OFFICER").text
    assert "officer@derby.example" in found and "manager@derby.example" not in found
    assert "officer@derby.example" not in manager.get("/staff?role=manager").text
    assert "No account fits." in manager.get("/staff?state=closed").text
    assert "No account fits." in manager.get("/staff?q=%25_").text
    fragment = manager.get("/staff?q=officer", headers={"HX-Request": "true"}).text
    assert "officer@derby.example" in fragment and "<html" not in fragment


def test_T08_the_phone_of_a_manager_is_removed_when_a_second_person_agrees(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    asker, owner = sign_in(Role.MANAGER), CheckingClient(app)
    users.add_staff("lost@derby.example", role=Role.MANAGER, agency="derby", password=given.PASSWORD, by=system())
    owner.fill_in("/sign-in", {"email": "lost@derby.example", "password": given.PASSWORD})
    enrolled(owner)
    number, mailed = _id("lost@derby.example"), mails()
    alone = _post(asker, f"/staff/{number}/phone", reason="lost_phone")
    assert alone.status_code == 422 and "crm user let-in --remove-phone" in alone.text and _is_in(owner)
    admin = sign_in(Role.ADMIN)
    page = _post(asker, f"/staff/{number}/phone", reason="lost_phone")
    assert "when another manager or the administrator agrees" in page.text and _is_in(owner)
    mailed = mails()
    told = {each.to: each.subject for each in mailed}
    assert told == {
        "lost@derby.example": "Somebody asked to remove your phone from your sign-in",
        "admin@derby.example": "Somebody asks you to agree that a phone is removed",
    }
    again = _post(asker, f"/staff/{number}/phone", reason="lost_phone")
    assert again.status_code == 422 and "asked for already" in again.text
    for browser in (asker, owner):
        assert "It takes a second person" in _post(browser, "/staff/phone-requests/1/agree").text
    assert sign_in(Role.OFFICER).post("/staff/phone-requests/1/agree").status_code in (400, 403)
    assert _post(sign_in(Role.MANAGER, at="nottingham"), "/staff/phone-requests/1/agree").status_code == 404
    assert _is_in(owner)
    assert "asked for" in admin.get("/staff").text.casefold() and "The phone is removed" in (
        _post(admin, "/staff/phone-requests/1/agree").text
    )
    assert not _is_in(owner)
    assert "agreed to this on" in _post(admin, "/staff/phone-requests/1/decline").text
    owner.fill_in("/sign-in", {"email": "lost@derby.example", "password": given.PASSWORD})
    assert _is_in(owner)


def test_T08_the_owner_of_the_phone_may_say_no_and_a_week_later_it_is_asked_for_anew(
    app: Flask, sign_in: SignIn, clock_at: Callable[[datetime], None]
) -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    clock_at(noon)
    admin, owner = sign_in(Role.ADMIN), sign_in(Role.MANAGER)
    users.add_staff("two@derby.example", role=Role.MANAGER, agency="derby", password=given.PASSWORD, by=system())
    enrolled(owner)
    number = _id("manager@derby.example")
    _post(admin, f"/staff/{number}/phone", reason="locked_out")
    assert "The account keeps its phone" in _post(owner, "/staff/phone-requests/1/decline").text
    _post(admin, f"/staff/{number}/phone", reason="locked_out")
    clock_at(noon + timedelta(days=7))
    late = CheckingClient(app)
    late.fill_in("/sign-in", {"email": "admin@derby.example", "password": given.PASSWORD})
    assert "Phones to be removed" not in late.get("/staff").text
    assert "older than 7 days" in _post(late, "/staff/phone-requests/2/decline").text
