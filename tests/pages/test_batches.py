"""Taking a load back through the pages: a look at what was touched since, then the button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.commands import journeys
from crm.extensions import db
from crm.journey.events import TermsChanged, VisitCompleted
from crm.ledger.tables import EventRecord
from tests import given
from tests.doors import CheckingClient
from tests.figures import events, figures
from tests.tracker_files import APPROVED
from tests.uploading import load, work

pytestmark = pytest.mark.slow  # together they take seconds


@pytest.fixture
def manager(app: Flask, clock_at: Callable[[date], None], sign_in: Callable[..., CheckingClient]) -> CheckingClient:
    clock_at(date(2022, 3, 4))
    return sign_in(Role.MANAGER)


def test_a_load_is_taken_back_after_a_look_at_what_was_touched(app: Flask, manager: CheckingClient) -> None:
    load(app, manager, APPROVED | {"visit_on": "2020-05-20"})
    home, visit = db.session.execute(
        select(EventRecord.household_id, EventRecord.id).where(EventRecord.kind == "visit_completed")
    ).one()
    db.session.rollback()
    new = VisitCompleted(happened_on=date(2020, 5, 21))
    journeys.correct(home, visit, new, reason="typing_error", by=given.officer(1))

    page = manager.get("/imports/batches/1/undo")
    assert "1\u00a0row touched since" in page.text
    assert "Initial visit completed, 21 May 2020" in page.text
    assert events() == 5

    page = manager.fill_in("/imports/batches/1/undo", {}, form="/imports/batches/1/undo")
    assert "Taking rows back" in page.text
    work(app)
    page = manager.get("/imports/batches/1")
    assert "This load was taken back on" in page.text
    assert "/undo" not in page.text
    assert figures() == {("mainstream", "visit_completed"): 1}


def test_a_load_that_cannot_be_taken_back_says_why(app: Flask, manager: CheckingClient) -> None:
    load(app, manager, APPROVED)
    home, journey = db.session.execute(
        select(EventRecord.household_id, EventRecord.journey_id).where(EventRecord.kind == "household_approved")
    ).one()
    db.session.rollback()
    journeys.record(home, journey, TermsChanged(happened_on=date(2022, 1, 1), places=3), by=given.officer(1))

    page = manager.fill_in("/imports/batches/1/undo", {}, form="/imports/batches/1/undo")
    work(app)

    page = manager.get(page.request.full_path)
    assert "cannot be taken back while what was recorded since needs it: row 2: The change of terms" in page.text
    assert events() == 4


def test_a_load_is_taken_back_once(app: Flask, manager: CheckingClient) -> None:
    load(app, manager, APPROVED)
    for _ in range(2):  # two windows in which the same button is pressed
        manager.fill_in("/imports/batches/1/undo", {}, form="/imports/batches/1/undo")
    work(app)

    assert "This load was taken back already" in manager.get("/imports/batches/1/undo").text
    assert events() == 6
