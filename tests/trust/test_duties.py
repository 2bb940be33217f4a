"""T19: what takes two people takes two, and the administrator of the system sees no case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from crm.actor import Role
from crm.extensions import db
from crm.journey.events import PanelRecommended
from crm.people.tables import Household
from tests import given, panelling
from tests.doors import CheckingClient
from tests.filling import forms

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
FIRST = date(2026, 1, 5)


@pytest.fixture
def ready(app: Flask) -> str:
    """A household of Derby of which all is on record but what panel recommends; its reference."""
    derby = given.agency()
    by = given.officer(derby)
    home = given.household(derby)
    begun = given.journey(home, FIRST, by=by)
    for number, step in enumerate(given.STEPS, start=1):
        if step is not PanelRecommended:
            given.record(home, begun, step(happened_on=FIRST + timedelta(days=number)), by=by)
    given.checked(home, begun, FIRST)
    found = db.session.get_one(Household, home).reference
    db.session.rollback()
    return found


def test_t19_whoever_recorded_what_panel_said_does_not_record_the_decision(ready: str, sign_in: SignIn) -> None:
    manager, another = sign_in(Role.MANAGER), sign_in(Role.DECISION_MAKER)
    home = f"/households/{ready}/journeys/1"
    path = f"{home}/panel"
    day = FIRST + timedelta(days=20)
    derby = panelling.agency_of(ready)
    sitting = [str(each) for each in panelling.members(derby, given.officer(derby))]
    heard = {"held_on": day, "recommendation": "approve", "reasons": "They are steady.", "members": sitting}
    page = manager.fill_in(path, heard, form=path)
    assert "Panel recommended on" in page.text
    given.minuted(1, day, by=given.officer(derby))
    for step, asked in (("household-approved", {"places": 2}), ("refusal-proposed", {"reasons": "Not yet."})):
        path = f"{home}/decide/{step}"
        form = next(each for each in forms(manager.get(path).text) if each.action == path)
        sent = form.filled({"happened_on": day, **asked}) | {"confirmed": "yes"}
        page = manager.post(path, data=sent)
        assert page.status_code == 422
        assert "You recorded what panel recommended, so somebody else has to record the decision" in page.text
    path = f"{home}/decide/household-approved"
    page = another.fill_in(path, {"happened_on": day, "places": 2}, form=path)
    assert "Approved for 2" in page.text


def test_t19_an_officer_does_not_decide_by_any_address(ready: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    for step in (
        "household-approved",
        "refusal-proposed",
        "approval-refused",
        "terms-changed",
        "household-deregistered",
    ):
        for headers in ({}, {"HX-Request": "true"}):
            assert officer.get(f"/households/{ready}/journeys/1/decide/{step}", headers=headers).status_code == 403
            assert officer.post(f"/households/{ready}/journeys/1/decide/{step}", headers=headers).status_code == 403
        # Nor where events are recorded that an officer may record.
        assert officer.get(f"/households/{ready}/journeys/1/record/{step}").status_code == 404


def test_t19_the_administrator_of_the_system_opens_no_household(ready: str, sign_in: SignIn) -> None:
    browser = sign_in(Role.ADMIN)
    for path in ("/households", f"/households/{ready}", f"/households/{ready}/looks", "/audit", "/imports"):
        answer = browser.get(path)
        assert answer.status_code == 403 and "Example-Finch" not in answer.text
