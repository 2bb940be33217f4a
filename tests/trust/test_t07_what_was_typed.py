"""T07: a session that ends by itself takes nothing with it that was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.extensions import db
from crm.pages.labels import labels_of
from crm.people import households
from crm.people import users as accounts
from crm.people.tables import Invitation, KeptForm
from tests import filling, given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LATE = NOON + timedelta(minutes=31)
SetClock = Callable[[datetime], None]
SignIn = Callable[..., CheckingClient]

WREN = {"name": "Wren Example-Teal", "email": "wren@derby.example", "role": "officer"}


def _sent_late(client: CheckingClient, clock_at: SetClock, at: datetime = LATE) -> TestResponse:
    """Open the form for an invitation at noon, and send it at another time."""
    asked = _form(client.get("/staff/invite"))
    clock_at(at)
    return client.post("/staff/invite", data=asked.filled(WREN))


def _form(page: TestResponse) -> filling.Form:
    return next(form for form in filling.forms(page.text) if form.action == "/staff/invite")


def _sign_in(client: CheckingClient, path: str, email: str) -> TestResponse:
    return client.fill_in(path, {"email": email, "password": given.PASSWORD}, form=path)


def _invitations() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Invitation)) or 0


def _kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(KeptForm)) or 0


def test_t07_what_was_typed_waits_until_its_owner_has_signed_in_again(clock_at: SetClock, sign_in: SignIn) -> None:
    clock_at(NOON)
    client = sign_in(Role.MANAGER)
    answer = _sent_late(client, clock_at)
    assert answer.status_code == 302 and answer.location.startswith("/sign-in?next=/account/typed/")
    assert _invitations() == 0
    page = _sign_in(client, answer.location, "manager@derby.example")
    assert "What you typed before you were signed out" in page.text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert "Name Wren Example-Teal" in words and "E-mail address wren@derby.example" in words
    sent = client.post("/staff/invite", data=_form(page).filled({}), follow_redirects=True)
    assert "An invitation is on its way" in sent.text and _invitations() == 1


@pytest.mark.parametrize(
    ("path", "answers", "says"),
    [
        ("/portal/messages", {"text": "On Friday"}, ["Your message On Friday"]),
        ("/portal/range/places", {"places": "3"}, ["How many children could you care for at once? 3"]),
        ("/portal/range/support", {"support": "A cot"}, ["What support would you need? A cot"]),
        ("/portal/range/support", {"wanted_on-day": "4", "support": "A"}, ["From when?: day 4"]),
    ],
)
def test_t07_each_answer_stands_under_the_question_that_was_asked(
    clock_at: SetClock, sign_in: SignIn, path: str, answers: dict[str, str], says: list[str]
) -> None:
    clock_at(NOON)
    derby = given.agency()
    home = given.household(derby)
    given.approved(home, NOON.date() - timedelta(days=90), 2, by=given.officer(derby))
    client = sign_in(Role.CARER, household_id=home)
    asked = next(form for form in filling.forms(client.get(path).text) if form.action == path)
    clock_at(LATE)
    sent = client.post(path, data=asked.filled(answers))
    page = _sign_in(client, sent.location, "carer@derby.example")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert [each for each in says if each not in words] == [], words


def test_t07_of_the_steps_that_one_page_records_the_step_says_what_was_asked(app: Flask) -> None:
    path = "/households/DER-1/journeys/1/record"
    with app.test_request_context():
        noticed = labels_of(f"{path}/notice-received", ["happened_on-day", "reason"])
        dropped = labels_of(f"{path}/revision-dropped", ["happened_on-day", "reason"])
        assert noticed.of("happened_on-day", "4") != dropped.of("happened_on-day", "4")
        assert dropped.of("happened_on-day", "4") == ("Date on which it was dropped: day", "4")
        assert labels_of("/nowhere", ["reason"]).of("reason", "x") is None


def test_t07_nobody_else_reads_it_and_an_hour_later_it_is_gone(
    app: Flask, clock_at: SetClock, sign_in: SignIn
) -> None:
    clock_at(NOON)
    answer = _sent_late(sign_in(Role.MANAGER), clock_at)
    somebody_else = sign_in(Role.OFFICER)
    where = answer.location.removeprefix("/sign-in?next=")
    assert somebody_else.get(where).status_code == 410
    assert "Wren" not in somebody_else.get(where).text
    clock_at(LATE + timedelta(hours=1))
    page = _sign_in(CheckingClient(app), answer.location, "manager@derby.example")
    assert page.status_code == 410 and "more than an hour has passed" in page.text


def test_t07_its_owner_may_throw_it_away(clock_at: SetClock, sign_in: SignIn) -> None:
    clock_at(NOON)
    client = sign_in(Role.MANAGER)
    page = _sign_in(client, _sent_late(client, clock_at).location, "manager@derby.example")
    path = page.request.path
    gone = client.fill_in(path, {}, form=f"{path}/forget")
    assert "What you had typed is thrown away" in gone.text and _kept() == 0
    assert client.get(path).status_code == 410


def test_t07_nothing_is_kept_of_whoever_signed_out_nor_of_passwords_nor_of_strangers(
    app: Flask, clock_at: SetClock, sign_in: SignIn
) -> None:
    clock_at(NOON)
    client = sign_in(Role.MANAGER)
    cookie = client.get_cookie("hearth")
    assert cookie is not None
    client.fill_in("/account", {}, form="/sign-out")
    client.set_cookie("hearth", cookie.value)
    assert _sent_bare(client).location == "/sign-in"
    assert _sent_bare(CheckingClient(app)).location == "/sign-in"
    late = CheckingClient(app)
    _sign_in(late, "/sign-in", "manager@derby.example")
    clock_at(LATE)
    sent = late.post(
        "/account/password", data={"current_password": "a long old one", "chosen_password": "a long new one"}
    )
    assert sent.location == "/sign-in"
    assert _sent_bare(late, {"Sec-Fetch-Site": "cross-site"}).location == "/sign-in"
    assert _kept() == 0


def _sent_bare(client: CheckingClient, headers: dict[str, str] | None = None) -> TestResponse:
    return client.post("/staff/invite", data=WREN, headers=headers)


def test_t07_asking_how_long_is_left_keeps_no_session_alive_and_staying_does(
    clock_at: SetClock, sign_in: SignIn
) -> None:
    clock_at(NOON)
    client = sign_in(Role.MANAGER)
    token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    clock_at(NOON + timedelta(minutes=28))
    assert client.get("/account/session").json == {"seconds": 120}
    assert client.post("/account/session", headers={"X-CSRFToken": token}).status_code == 303
    assert client.get("/account/session").json == {"seconds": 1800}
    clock_at(NOON + timedelta(minutes=58))
    assert client.get("/account/session").location == "/sign-in?next=/account/session"


@pytest.mark.parametrize("how", ["one", "all"])
def test_t07_what_was_typed_elsewhere_waits_for_whoever_ended_their_own_sessions(
    app: Flask, clock_at: SetClock, sign_in: SignIn, how: str
) -> None:
    clock_at(NOON)
    client, here = sign_in(Role.MANAGER), CheckingClient(app)
    _sign_in(here, "/sign-in", "manager@derby.example")
    asked = _form(client.get("/staff/invite"))
    here.fill_in("/account", {}, form="/account/sessions/end" if how == "one" else "/account/sessions/end-all")
    answer = client.post("/staff/invite", data=asked.filled(WREN))
    said = client.get(answer.location).text
    assert "You have signed yourself out here, from another browser or device." in said
    page = _sign_in(client, answer.location, "manager@derby.example")
    assert "Wren Example-Teal" in page.text and _invitations() == 0


@pytest.mark.parametrize("how", ["sign-out", "close"])
def test_t07_what_was_typed_waits_too_where_somebody_else_ended_the_session_and_the_page_says_who(
    app: Flask, clock_at: SetClock, sign_in: SignIn, how: str
) -> None:
    clock_at(NOON)
    manager, client = sign_in(Role.MANAGER), sign_in(Role.OFFICER)
    wren = accounts.by_email("officer@derby.example")
    assert wren is not None
    home = households.load(given.household(wren.agency_id or 0), (wren.agency_id or 0,)).reference
    note, account = f"/households/{home}/contacts/new?kind=note", f"/staff/{wren.id}"
    asked = next(form for form in filling.forms(client.get(note).text) if form.action == note)
    shown = account if how == "sign-out" else f"{account}/close"
    manager.fill_in(shown, {} if how == "sign-out" else {"reason": "left"}, form=f"{account}/{how}")
    answer = client.post(note, data=asked.filled({"text": "They have a dog"}))
    assert answer.location.startswith("/sign-in?next=/account/typed/")
    said = client.get(answer.location).text
    why = "Your account was closed" if how == "close" else "Somebody who looks after accounts has signed you out"
    assert why in said and "What you had typed is kept for an hour" in said
    if how == "close":
        manager.fill_in(account, {}, form=f"{account}/open")
    page = _sign_in(client, answer.location, wren.email)
    assert "They have a dog" in page.text
