"""T10: an invitation is bound to its address, agency and role, lasts 48 hours, and works once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.actor import Role, system
from crm.commands import users
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.tables import User
from tests import given
from tests.doors import CheckingClient

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]
SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
NEW = "violin harbour teaspoon"
WREN = {"name": "Wren Example", "email": "Wren@Derby.example", "role": "officer"}


def _link(letter: Letter) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/invitation\?key=\S+)", letter.text)
    assert found, letter.text
    return found[1]


def _invited(manager: CheckingClient, mails: Mails, **other: str) -> str:
    """Invite somebody through the page; the link of the mail."""
    mails()
    page = manager.fill_in("/staff/invite", {**WREN, **other}, form="/staff/invite")
    assert page.status_code == 200 and "An invitation is on its way" in page.text, page.text
    (letter,) = mails()
    return _link(letter)


def _accept(app: Flask, link: str, **sent: str) -> tuple[int, str]:
    client = CheckingClient(app)
    page = client.get(link, follow_redirects=True)
    if page.status_code != 200:
        return page.status_code, page.text
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answers = {"name": "Wren Example", "password": NEW, "csrf_token": token, **sent}
    answer = client.post("/invitation", data=answers, follow_redirects=True)
    return answer.status_code, answer.text


def _user(email: str = "wren@derby.example") -> User | None:
    db.session.rollback()
    return db.session.scalar(select(User).where(User.email == email))


def test_T10_somebody_invited_opens_the_account_and_signs_in(app: Flask, sign_in: SignIn, mails: Mails) -> None:
    link = _invited(sign_in(Role.MANAGER), mails)
    page = CheckingClient(app).get(link, follow_redirects=True).text
    assert "wren@derby.example" in page and "Recruitment officer" in page and "Derby" in page
    assert "Your account is open" in _accept(app, link)[1]
    client = CheckingClient(app)
    client.fill_in("/sign-in", {"email": "wren@derby.example", "password": NEW})
    assert "Recruitment officer" in client.get("/account").text


def test_T10_what_the_form_says_of_role_agency_and_address_does_nothing(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    link = _invited(sign_in(Role.MANAGER), mails)
    given.agency("nottingham")
    _accept(app, link, role="manager", agency_id="2", email="eve@evil.example", email_address="x", key="x")
    user = _user()
    assert user is not None and (user.role, user.agency_id) == ("officer", 1)
    assert _user("eve@evil.example") is None


def test_T10_an_invitation_works_once(app: Flask, sign_in: SignIn, mails: Mails) -> None:
    link = _invited(sign_in(Role.MANAGER), mails)
    _accept(app, link)
    status, page = _accept(app, link, password="another violin harbour")
    assert status == 410 and "This invitation was accepted already" in page


@pytest.mark.parametrize(("hours", "status"), [(47, 200), (48, 410)])
def test_T10_an_invitation_lasts_48_hours(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: SetClock, hours: int, status: int
) -> None:
    clock_at(NOON)
    link = _invited(sign_in(Role.MANAGER), mails)
    clock_at(NOON + timedelta(hours=hours))
    answered, page = _accept(app, link)
    assert answered == status
    assert ("older than 48 hours" in page) == (status == 410)


def test_T10_an_invitation_that_was_taken_back_or_sent_anew_is_dead(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    manager = sign_in(Role.MANAGER)
    first = _invited(manager, mails)
    manager.fill_in("/staff", {}, form="/staff/invitations/1/again")
    second = _link(mails()[0])
    assert _accept(app, first)[0] == 410
    opened = CheckingClient(app)
    token = opened.get(second, follow_redirects=True).text.split('name="csrf_token" value="')[1].split('"')[0]
    manager.fill_in("/staff", {}, form="/staff/invitations/2/take-back")
    late = opened.post("/invitation", data={"name": "Wren", "password": NEW, "csrf_token": token})
    assert late.status_code == 410 and "This invitation was taken back" in late.text
    assert "Invitations that wait" not in manager.get("/staff").text
    assert _user() is None


@pytest.mark.parametrize(
    "link", ["/invitation?key=x", "/invitation?key=", "/new-password?key=x", "/new-password?key="]
)
def test_T10_a_key_that_opens_nothing_is_answered_410_in_words(client: CheckingClient, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 410 and "This link no longer works" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_T10_opening_the_link_uses_nothing_up_and_only_its_hash_is_stored(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    link = _invited(sign_in(Role.MANAGER), mails)
    for _ in range(3):
        assert CheckingClient(app).get(link, follow_redirects=True).status_code == 200
    held = str(db.session.execute(text("SELECT * FROM invitation")).all())
    held += str(db.session.execute(text("SELECT * FROM job")).all())
    assert link.split("key=")[1] not in held
    assert _accept(app, link)[0] == 200


def test_T10_an_easy_password_is_refused_and_the_invitation_still_works(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    link = _invited(sign_in(Role.MANAGER), mails)
    for easy in ("wren@derby.example", "Wren Example 1", "derby-fostering", "short"):
        assert _accept(app, link, password=easy)[0] == 422
    assert _accept(app, link)[0] == 200


def test_T10_one_that_is_accepted_in_two_browsers_opens_one_account(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    link = _invited(sign_in(Role.MANAGER), mails)
    first, second = CheckingClient(app), CheckingClient(app)
    tokens = [
        each.get(link, follow_redirects=True).text.split('name="csrf_token" value="')[1].split('"')[0]
        for each in (first, second)
    ]
    sent = [{"name": "Wren", "password": NEW, "csrf_token": token} for token in tokens]
    assert first.post("/invitation", data=sent[0]).status_code == 303
    assert second.post("/invitation", data=sent[1]).status_code == 410


def test_T10_nobody_is_there_after_an_installation(app: Flask) -> None:
    assert db.session.scalar(text("SELECT count(*) FROM user_account")) == 0


def test_T14_an_address_with_an_account_elsewhere_is_answered_like_a_new_one(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    manager = sign_in(Role.MANAGER)
    given.user(Role.OFFICER, at="nottingham")
    new = manager.fill_in("/staff/invite", {**WREN, "email": "new@derby.example"}, form="/staff/invite").text
    taken = {**WREN, "email": "officer@nottingham.example"}
    other = manager.fill_in("/staff/invite", taken, form="/staff/invite").text
    assert "An invitation is on its way to new@derby.example" in new
    assert "An invitation is on its way to officer@nottingham.example" in other
    letters = {letter.to: letter.text for letter in mails()}
    assert "/invitation?key=" in letters["new@derby.example"]
    assert "has an account on Hearth already" in letters["officer@nottingham.example"]
    assert "key=" not in letters["officer@nottingham.example"]
    assert "ottingham" not in letters["officer@nottingham.example"].replace("officer@nottingham.example", "")


def test_an_address_that_has_an_account_here_is_said_to_have_one(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    given.user(Role.OFFICER)
    users.close("officer@derby.example", by=system())
    taken = {**WREN, "email": "officer@derby.example"}
    page = manager.fill_in("/staff/invite", taken, form="/staff/invite")
    assert page.status_code == 422
    assert "There is an account for officer@derby.example already. It is closed" in page.text
