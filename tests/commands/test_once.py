"""T50: a form that is sent twice takes effect once, also when both arrive together."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role, nobody
from crm.commands import people, users
from crm.commands.once import SentBefore, do_once
from crm.commands.people import NewCarer
from crm.errors import Refused
from crm.extensions import db
from crm.people import users as accounts
from crm.people.tables import Household
from tests import given


@pytest.fixture
def by(app: Flask) -> Actor:
    """An officer with an account."""
    user = accounts.by_email(given.user(Role.OFFICER))
    assert user is not None
    found = users.actor_of(user.id)
    assert found is not None
    db.session.rollback()
    return found


def _make(by: Actor, name: str = "Rowan Example-Finch") -> str:
    home = people.create_household(by.agency_ids[0], carers=[NewCarer(name)], by=by)
    return f"/households/{home}"


def _households() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Household.id)).all())


def test_a_form_sent_again_leads_where_it_led_before_and_does_nothing(by: Actor) -> None:
    first = do_once("a-key-of-the-form", lambda: _make(by), by=by, said="this")
    assert do_once("a-key-of-the-form", lambda: _make(by), by=by, said="this") == first
    assert _households() == 1
    assert do_once("another-key-of-it", lambda: _make(by), by=by, said="this") != first


def test_a_form_that_was_refused_can_be_sent_again_corrected(by: Actor) -> None:
    with pytest.raises(Refused):
        do_once("a-key-of-the-form", lambda: _make(by, ""), by=by, said="this")
    do_once("a-key-of-the-form", lambda: _make(by), by=by, said="this")
    assert _households() == 1


def test_a_form_sent_again_with_other_words_is_not_taken_for_the_first(by: Actor) -> None:
    do_once("a-key-of-the-form", lambda: _make(by), by=by, said="this")
    with pytest.raises(SentBefore, match="with other words"):
        do_once("a-key-of-the-form", lambda: _make(by), by=by, said="that")
    assert _households() == 1


def test_the_key_of_another_is_no_key_of_mine(by: Actor, app: Flask) -> None:
    do_once("a-key-of-the-form", lambda: _make(by), by=by, said="this")
    user = accounts.by_email(given.user(Role.MANAGER))
    assert user is not None
    other = users.actor_of(user.id)
    assert other is not None
    db.session.rollback()
    do_once("a-key-of-the-form", lambda: _make(other), by=other, said="this")
    assert _households() == 2
    do_once("a-key-of-the-form", lambda: _make(by), by=Actor(None, "", nobody().role, ()), said="this")
    assert _households() == 3


def test_of_two_clicks_at_once_one_takes_effect_and_both_lead_to_it(app: Flask, by: Actor) -> None:
    together = threading.Barrier(4)
    led: list[str] = []

    def click() -> None:
        together.wait()
        with app.app_context():
            led.append(do_once("a-key-of-the-form", lambda: _make(by), by=by, said="this"))

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(led) == 4 and len(set(led)) == 1
    assert _households() == 1
