"""T08: the second factor, its enrolment, its limits, and the codes for a lost phone; T05 between its steps."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.exchange.mail import Letter
from crm.extensions import db
from tests import given
from tests.doors import CheckingClient
from tests.trust.phones import enrolled

pytestmark = pytest.mark.slow  # together they take seconds

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]
SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
EMAIL = "manager@derby.example"


def _password(app: Flask, email: str = EMAIL) -> CheckingClient:
    client = CheckingClient(app)
    client.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
    return client


def _code(client: CheckingClient, code: str) -> int:
    page = client.fill_in("/sign-in/code", {"code": code}, form="/sign-in/code", follow=False)
    return int(page.status_code)


def _is_in(client: CheckingClient) -> bool:
    return bool(client.get("/account").status_code == 200)


def test_T08_after_the_password_nothing_opens_until_the_code(
    app: Flask, sign_in: SignIn, clock_at: SetClock
) -> None:
    clock_at(NOON)
    phone, _ = enrolled(sign_in(Role.MANAGER), NOON)
    clock_at(NOON + timedelta(minutes=1))
    client = _password(app)
    for path in ("/", "/account", "/households", "/imports", "/account/phone", "/sign-in/phone"):
        answer = client.get(path)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), path
        assert "Manager" not in answer.text
    page = client.get("/sign-in?next=/account", follow_redirects=True)
    assert page.request.path == "/sign-in/code"
    assert EMAIL not in page.text and "Sign out" not in page.text
    before = client.get_cookie("hearth")
    done = client.fill_in(
        "/sign-in/code?next=/account",
        {"code": phone.shows(NOON + timedelta(minutes=1))},
        form="/sign-in/code?next=/account",
    )
    assert done.request.path == "/account"
    after, thief = client.get_cookie("hearth"), CheckingClient(app)
    assert before is not None and after is not None and before.value != after.value
    thief.set_cookie("hearth", before.value)
    assert thief.get("/sign-in/code").status_code == 302


def test_T08_a_code_is_taken_once_also_with_a_space_and_in_another_session(
    app: Flask, sign_in: SignIn, clock_at: SetClock
) -> None:
    clock_at(NOON)
    phone, _ = enrolled(sign_in(Role.MANAGER), NOON)
    used = phone.shows(NOON)
    clock_at(NOON + timedelta(seconds=31))
    first, second = _password(app), _password(app)
    code = phone.shows(NOON + timedelta(seconds=31))
    assert _code(first, used) == 422  # that of the enrolment
    assert _code(first, f"{code[:3]} {code[3:]}") == 302 and _is_in(first)
    for again in (code, f"{code[:3]} {code[3:]}"):
        assert _code(second, again) == 422
    assert not _is_in(second)


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_T08_a_phone_may_be_one_step_wrong_and_no_more(
    app: Flask, sign_in: SignIn, clock_at: SetClock, steps: int, status: int
) -> None:
    clock_at(NOON)
    phone, _ = enrolled(sign_in(Role.MANAGER), NOON)
    later = NOON + timedelta(minutes=10)
    clock_at(later)
    assert _code(_password(app), phone.shows(later + timedelta(seconds=30 * steps))) == status


def test_T08_five_wrong_codes_stop_the_account_in_every_session(
    app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(NOON)
    phone, _ = enrolled(sign_in(Role.MANAGER), NOON)
    mails()
    clock_at(NOON + timedelta(minutes=1))
    for number in range(5):
        assert _code(_password(app), f"00000{number}") == 422
    other = _password(app)
    page = other.fill_in("/sign-in/code", {"code": phone.shows(NOON + timedelta(minutes=1))}, form="/sign-in/code")
    assert page.status_code == 429 and "Try again at 12:06" in page.text
    assert [letter.subject for letter in mails()] == ["Somebody tried to sign in as you"]
    later = NOON + timedelta(minutes=6, seconds=1)
    clock_at(later)
    assert _code(other, phone.shows(later)) == 302


def test_T08_a_recovery_code_works_once_and_only_its_hash_is_stored(
    app: Flask, sign_in: SignIn, clock_at: SetClock
) -> None:
    clock_at(NOON)
    _, codes = enrolled(sign_in(Role.MANAGER), NOON)
    stored = str(db.session.execute(text("SELECT * FROM recovery_code")).all())
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert _code(_password(app), codes[0].lower().replace("-", " ")) == 302
    again = _password(app)
    assert _code(again, codes[0]) == 422
    assert _code(again, codes[1]) == 302
    assert "You have 8" in again.get("/account").text.replace("\xa0", " ")


def test_T08_where_it_is_required_staff_reach_nothing_but_the_page_that_adds_a_phone(
    app: Flask, another: Callable[..., Flask], sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(NOON)
    strict = another(CRM_SECOND_FACTOR="required")
    sign_in(Role.MANAGER)
    client = _password(strict)
    for path in ("/", "/account", "/households", "/sign-in/code"):
        assert client.get(path).location.split("?")[0] == "/sign-in", path
    token = client.get("/sign-in/phone").text.split('name="csrf_token" value="')[1].split('"')[0]
    for path in ("/account/password", "/account/sessions/end-all", "/imports"):
        answer = client.post(path, data={"csrf_token": token})
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), path
    wrong = client.fill_in("/sign-in/phone", {"code": "000000"}, form="/sign-in/phone")
    assert wrong.status_code == 422 and "That code is wrong" in wrong.text
    phone, _ = enrolled(client, NOON, "/sign-in/phone")
    assert _is_in(client)
    assert [letter.subject for letter in mails()] == ["The second step of your sign-in was added"]
    clock_at(NOON + timedelta(minutes=1))
    assert _code(_password(strict), phone.shows(NOON + timedelta(minutes=1))) == 302


def test_T08_a_carer_is_offered_a_second_step_and_not_made_to_have_one(
    app: Flask, another: Callable[..., Flask], sign_in: SignIn
) -> None:
    home = given.household(given.agency())
    sign_in(Role.CARER, household_id=home)
    client = _password(another(CRM_SECOND_FACTOR="required"), "carer@derby.example")
    assert "Add your phone" in client.get("/account").text


def test_T08_the_step_after_the_password_does_not_wait_for_ever(
    app: Flask, sign_in: SignIn, clock_at: SetClock
) -> None:
    clock_at(NOON)
    phone, _ = enrolled(sign_in(Role.MANAGER), NOON)
    client = _password(app)
    later = NOON + timedelta(minutes=15, seconds=1)
    clock_at(later)
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.post("/sign-in/code", data={"code": phone.shows(later)}).status_code in (302, 400)
    assert not _is_in(client)


def test_T08_new_recovery_codes_and_removing_the_phone_need_a_code_and_are_on_record(
    app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(NOON)
    client = sign_in(Role.MANAGER)
    phone, codes = enrolled(client, NOON)
    wrong = client.fill_in("/account/phone/codes", {"code": "000000"}, form="/account/phone/codes")
    assert wrong.status_code == 422
    new = client.fill_in("/account/phone/codes", {"code": codes[0]}, form="/account/phone/codes").text
    assert len(set(re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", new)) - set(codes)) == 10
    assert (
        client.fill_in("/account/phone/remove", {"code": codes[1]}, form="/account/phone/remove").status_code == 422
    )
    clock_at(NOON + timedelta(minutes=1))
    gone = {"code": phone.shows(NOON + timedelta(minutes=1))}
    assert (
        "Your phone is removed" in client.fill_in("/account/phone/remove", gone, form="/account/phone/remove").text
    )
    assert not _is_in(client)
    assert _is_in(_password(app))
    assert [letter.subject.split()[-1] for letter in mails()] == ["added", "removed"]
    actions = select(AuditEntry.action, AuditEntry.reason).where(AuditEntry.action.startswith("user."))
    assert [
        tuple(row)
        for row in db.session.execute(actions.where(AuditEntry.outcome == "done").order_by(AuditEntry.id))
    ][1:] == [
        ("user.second_factor", "added"),
        ("user.recovery_codes", None),
        ("user.second_factor", "removed own"),
    ]


def test_T08_the_secret_leaves_the_database_only_for_the_phone(
    app: Flask, sign_in: SignIn, clock_at: SetClock
) -> None:
    clock_at(NOON)
    client = sign_in(Role.MANAGER)
    phone, _ = enrolled(client, NOON)
    for path in ("/account", "/account/phone"):
        assert phone.secret[:8] not in client.get(path, follow_redirects=True).text
    cookie = client.get_cookie("hearth")
    assert cookie is not None and phone.secret not in cookie.value
