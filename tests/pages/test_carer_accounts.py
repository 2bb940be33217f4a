"""A worker invites each carer into an account of their own, which ends when they leave (T10, T12, T16)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from crm import clock
from crm.actor import Role
from crm.commands import people
from crm.commands.parting import part
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.households import NewCarer
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import Desk

OPEN = Callable[..., Desk]
Mails = Callable[[], list[Letter]]
NEW = "violin harbour teaspoon"
SAM, ROWAN = "sam@home.example", "rowan@home.example"


@pytest.fixture
def at(desk: OPEN) -> Desk:
    return desk(Role.SOCIAL_WORKER)


def _couple(at: Desk, *emails: str | None) -> str:
    carers = [NewCarer(name, email) for name, email in zip(("Rowan Example", "Sam Example"), emails, strict=False)]
    made = people.create_household(at.officer.agency_ids[0], carers=carers, by=at.officer)
    _applied(made, at)
    return at.reference(made)


def _applied(home: int, at: Desk) -> None:
    """An application, from which on a worker may invite them."""
    begun = given.journey(home, date(2021, 5, 1), by=at.officer)
    for number, step in enumerate(given.STEPS[:3], 2):
        given.record(home, begun, step(happened_on=date(2021, 5, number)), by=at.officer)


def _invite(at: Desk, home: str, position: int = 1) -> str:
    path = f"/households/{home}/portal"
    return at.browser.fill_in(path, {}, form=f"{path}/invite/{position}").text


def _link(letter: Letter) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/invitation\?key=\S+)", letter.text)
    assert found, letter.text
    return found[1]


def _accept(app: Flask, link: str, email: str) -> CheckingClient:
    """Open the account by the link, and sign in."""
    client = CheckingClient(app)
    assert client.get(link, follow_redirects=True).status_code == 200
    assert "Your account is open" in client.fill_in("/invitation", {"name": "R Example", "password": NEW}).text
    client.fill_in("/sign-in", {"email": email, "password": NEW})
    return client


def _version(home: int) -> int:
    version = db.session.get_one(Household, home).version
    db.session.rollback()
    return version


def test_each_carer_of_a_household_is_invited_into_an_account_of_their_own(
    app: Flask, at: Desk, mails: Mails
) -> None:
    home = _couple(at, ROWAN, SAM)
    assert "on its way" in _invite(at, home) and "on its way" in _invite(at, home, 2)
    first, second = mails()
    assert (first.to, second.to) == (ROWAN, SAM)
    assert "within 48 hours" in first.text and "can take a child" in first.text
    assert "Rowan Example" not in first.subject
    for letter in (first, second):
        page = _accept(app, _link(letter), letter.to).get("/portal/")
        assert page.status_code == 200 and home in page.text
    staff = at.browser.get(f"/households/{home}/portal").text
    assert staff.count("Last used") == 2 and "/portal/invite/" not in staff
    assert {about for about, _ in at.audited("user.accept")}


def test_the_link_is_over_after_48_hours_and_says_what_to_do(
    app: Flask, at: Desk, mails: Mails, clock_at: Callable[[datetime], None]
) -> None:
    home = _couple(at, ROWAN)
    _invite(at, home)
    (letter,) = mails()
    clock_at(clock.now() + timedelta(hours=48))
    page = CheckingClient(app).get(_link(letter), follow_redirects=True)
    assert page.status_code == 410 and "Ask whoever invited you for another" in page.text
    at.browser.fill_in("/sign-in", {"email": "social.worker@derby.example", "password": given.PASSWORD})
    assert "Invitation expired" in at.browser.get(f"/households/{home}/portal").text
    _invite(at, home)
    assert _accept(app, _link(mails()[0]), ROWAN).get("/portal/").status_code == 200


def test_an_invitation_that_is_taken_back_opens_nothing(app: Flask, at: Desk, mails: Mails) -> None:
    home = _couple(at, ROWAN)
    _invite(at, home)
    (letter,) = mails()
    path = f"/households/{home}/portal"
    assert "is taken back" in at.browser.fill_in(path, {}, form=f"{path}/invitations/1/take-back").text
    assert CheckingClient(app).get(_link(letter), follow_redirects=True).status_code == 410


def test_nobody_is_invited_without_an_address_of_their_own(at: Desk, mails: Mails) -> None:
    home = _couple(at, ROWAN, None)
    page = at.browser.get(f"/households/{home}/portal").text
    assert f'href="/households/{home}/people/2/edit">add their e-mail address' in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "idempotency_key": "k" * 22}
    answer = at.browser.post(f"/households/{home}/portal/invite/2", data=sent)
    assert answer.status_code == 422 and "no e-mail address of this carer on record" in answer.text
    shared = _couple(at, given.user(Role.OFFICER))
    assert "There is an account for officer@derby.example already" in _invite(at, shared)
    assert mails() == []


def test_T16_a_carer_who_leaves_is_out_at_the_next_request_and_the_other_stays(
    app: Flask, at: Desk, mails: Mails
) -> None:
    home = _couple(at, ROWAN, SAM)
    _invite(at, home), _invite(at, home, 2)
    rowan, sam = (_accept(app, _link(letter), letter.to) for letter in mails())
    made = at.household_id(home)
    # The address on record has changed since: whose account it is does not hang on it.
    people.change_carer(
        made, 2, name="Sam Example", email="new@home.example", phone=None, nature="changed",
        version=_version(made), by=at.officer,
    )  # fmt: skip
    part(made, 2, why="separated", on=clock.today(), own_household=True, version=_version(made), by=at.officer)
    assert sam.get("/portal/").status_code == 302 and rowan.get("/portal/").status_code == 200
    page = at.browser.get(f"/households/{home}/portal").text
    assert "Other accounts" in page and "Closed: left" in page


def test_T16_a_carer_who_left_comes_back_to_a_household_of_their_own_and_sees_only_that(
    app: Flask, at: Desk, mails: Mails
) -> None:
    home = _couple(at, ROWAN, SAM)
    _invite(at, home, 2)
    _accept(app, _link(mails()[0]), SAM)
    made = at.household_id(home)
    own = part(
        made, 2, why="separated", on=clock.today(), own_household=True, version=_version(made), by=at.officer
    )
    assert own is not None
    theirs = at.reference(own)
    _applied(own, at)
    assert "on its way" in _invite(at, theirs)
    page = _accept(app, _link(mails()[0]), SAM).get("/portal/").text
    assert theirs in page and home not in page
    assert "Closed" not in at.browser.get(f"/households/{theirs}/portal").text
    assert "Sam" not in at.browser.get(f"/households/{home}/portal").text.split("<main")[1]


def test_T16_an_invitation_ends_when_the_carer_leaves_before_it_is_accepted(
    app: Flask, at: Desk, mails: Mails
) -> None:
    home = _couple(at, ROWAN, SAM)
    _invite(at, home, 2)
    (letter,) = mails()
    made = at.household_id(home)
    part(made, 2, why="died", on=clock.today(), own_household=False, version=_version(made), by=at.officer)
    assert CheckingClient(app).get(_link(letter), follow_redirects=True).status_code == 410


def test_a_manager_closes_a_carers_account_and_a_worker_may_not(
    app: Flask, at: Desk, desk: OPEN, mails: Mails
) -> None:
    home = _couple(at, ROWAN)
    _invite(at, home)
    rowan = _accept(app, _link(mails()[0]), ROWAN)
    manager = desk().browser
    page = manager.get(f"/households/{home}/portal").text
    (path,) = set(re.findall(rf"/households/{home}/portal/accounts/\d+/close", page))
    assert at.browser.get(path).status_code == 403 and path not in at.browser.get(f"/households/{home}/portal").text
    assert manager.fill_in(path, {}, form=path).status_code == 422
    assert "signed out everywhere" in manager.fill_in(path, {"reason": "asked"}, form=path).text
    assert rowan.get("/portal/").status_code == 302
    assert "Closed: they asked" in at.browser.get(f"/households/{home}/portal").text
    _invite(at, home)
    assert _accept(app, _link(mails()[0]), ROWAN).get("/portal/").status_code == 200


def test_T12_accounts_and_invitations_of_another_household_are_unknown(at: Desk, desk: OPEN, mails: Mails) -> None:
    home, other = _couple(at, ROWAN), _couple(at, SAM)
    _invite(at, other)
    path = f"/households/{home}/portal"
    token = at.browser.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "idempotency_key": "k" * 22}
    manager = desk().browser
    for number in (1, 999_999):
        assert at.browser.post(f"{path}/invitations/{number}/take-back", data=sent).status_code == 404
        assert manager.get(f"{path}/accounts/{number}/close").status_code == 404
