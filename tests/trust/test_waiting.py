"""While one writer is at work for long, as a large import is: who waits, how long, and what they are told.

SQLite has one writer at a time; on PostgreSQL two wait for each other where they write an agency's ledgers, or
the same row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from crm import access, clock
from crm.actor import Role
from crm.errors import Busy
from crm.extensions import db, patience
from crm.ledger import keys
from crm.people.tables import Household
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient


@contextmanager
def another_writer() -> Iterator[None]:
    """Somebody else's transaction, begun to write and not yet ended."""
    with db.engine.connect() as connection, connection.begin():
        yield


@contextmanager
def an_import_into(agency_id: int) -> Iterator[None]:
    """Another thread that writes an agency's ledgers, and is not done yet."""
    app = current_app._get_current_object()  # type: ignore[attr-defined] # the other thread has no context of its own
    begun, done = Event(), Event()

    def write() -> None:
        with app.app_context():
            db.session.connection()  # on SQLite that makes it the one writer
            keys.lock(agency_id)
            begun.set()
            done.wait()

    thread = Thread(target=write)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.fixture
def reference(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """A household of Derby; no request waits any time for another writer."""
    monkeypatch.setattr(access, "LONGEST_WAIT", 0)
    made = given.household(given.agency())
    found = db.session.scalars(select(Household.reference).where(Household.id == made)).one()
    db.session.rollback()
    return found


def test_a_look_that_cannot_go_on_record_shows_nothing_and_says_when_to_try_again(
    database: Database, reference: str, come_in: Callable[..., CheckingClient]
) -> None:
    browser = come_in(Role.OFFICER)
    browser.get("/enquiries/new")
    with another_writer():
        page = browser.get(f"/households/{reference}")
    if database.name == "postgresql":
        assert page.status_code == 200
        return
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "A large change is being saved" in page.text
    assert reference not in page.text
    assert browser.get(f"/households/{reference}").status_code == 200


def test_a_page_that_records_no_look_is_shown_meanwhile(
    reference: str, come_in: Callable[..., CheckingClient]
) -> None:
    browser = come_in(Role.OFFICER)
    browser.get("/enquiries/new")
    with clock.fixed(clock.now() + timedelta(minutes=5)), another_writer():
        assert browser.get("/enquiries/new").status_code == 200


def test_a_command_that_cannot_wait_longer_says_so_and_does_nothing(database: Database, app: Flask) -> None:
    with another_writer(), patience(0):
        if database.name == "sqlite":
            with pytest.raises(Busy, match="Try again in a minute"):
                given.agency()
    assert given.agency() > 0


def test_a_command_waits_only_so_long_for_the_ledgers_of_its_agency(app: Flask) -> None:
    derby, nottingham = given.agency("derby"), given.agency("nottingham")
    home, other = given.household(derby), given.household(nottingham)
    db.session.rollback()
    with an_import_into(derby):
        if db.engine.dialect.name == "postgresql":
            given.journey(other, clock.today(), by=given.officer(nottingham))
        with pytest.raises(Busy, match="Try again in a minute"), patience(0):
            given.journey(home, clock.today(), by=given.officer(derby))
    assert given.journey(home, clock.today(), by=given.officer(derby)) > 0
