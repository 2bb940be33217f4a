"""Priorities of the strategy: whose, by when, what each is measured by, and reviewed every three months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.commands import priorities, targets
from crm.commands.priorities import Terms
from crm.commands.targets import Terms as Target
from crm.errors import Refused
from crm.extensions import db
from crm.people.tables import User
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.test_reports import text_of
from tests.reports.histories import a_little_of_everything

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Clock = Callable[[datetime | date], None]
NEW = "/reports/priorities/new"
ONE = "/reports/priorities/1"


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Clock) -> int:
    clock_at(date(2021, 9, 30))
    return database.filled("a half year of Derby's", a_little_of_everything)


def _asked(owner: str, **more: Any) -> dict[str, Any]:
    told = {"title": "More carers for teenagers", "status": "on_track", "measure": "", "note": "", **more}
    return {**told, "owner": owner, "due_on-day": "31", "due_on-month": "3", "due_on-year": "2023"}


def _owner(role: Role = Role.MANAGER) -> str:
    email = f"{role}@derby.example"
    number = db.session.scalars(select(User.id).where(User.email == email)).one()
    db.session.rollback()
    return str(number)


def _set(client: CheckingClient, **more: Any) -> str:
    answer = client.fill_in(NEW, _asked(more.pop("owner", None) or _owner(), **more), form=NEW)
    assert answer.status_code == 200, text_of(answer.text)
    return text_of(answer.text)


def test_a_priority_is_measured_by_a_target_or_by_a_figure(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    assert "No priority is set." in text_of(manager.get("/reports/priorities").text)
    year = Target(number=30, first=date(2021, 4, 1), last=date(2022, 3, 31))
    targets.set_one(derby, "activity.approvals", "mainstream", year, by=given.officer(derby))
    said = _set(manager, measure="target:1")
    assert "More carers for teenagers" in said and "To be done by 31 March 2023 Where it stands On track" in said
    assert "Households approved, mainstream 9 behind Households approved, mainstream of 30" in said
    assert "Last reviewed Not yet Next review by 30 December 2021" in said
    _set(manager, title="More beds", measure="figure:places.net:mainstream")
    listed = manager.get("/reports/priorities")
    assert "2 priorities" in text_of(listed.text) and "Behind" in text_of(listed.text)
    assert "8 behind Net bed gain, mainstream places, April 2021 to March 2022" in text_of(listed.text)
    assert "figure=places.net" in listed.text and 'href="/reports/targets/1"' in listed.text
    assert "1 priority " in text_of(manager.get("/reports/priorities?q=beds").text)
    assert "No priority matches." in text_of(manager.get("/reports/priorities?state=ended").text)
    rows = manager.get("/reports/priorities?format=csv").get_data().decode("utf-8-sig").splitlines()
    assert len(rows) == 3 and "More beds,Manager,2023-03-31,On track" in rows[2]


def test_a_review_is_due_every_three_months_and_stays_on_record(
    derby: int, sign_in: SignIn, clock_at: Clock
) -> None:
    manager, worker = sign_in(Role.MANAGER), sign_in(Role.OFFICER)
    _set(manager, owner=_owner(Role.OFFICER))
    assert "Priorities to review" not in text_of(manager.get("/").text)
    clock_at(date(2022, 1, 10))
    worker = _again(worker, Role.OFFICER)
    today = text_of(worker.get("/").text)
    assert "Priorities to review 1" in today and "More carers for teenagers Officer 30 December 2021" in today
    form = f"{ONE}/review"
    silent = worker.fill_in(form, {"status": "behind"}, form=form)
    assert silent.status_code == 422 and "Say what was found" in text_of(silent.text)
    done = worker.fill_in(form, {"status": "behind", "note": "Two fewer than hoped"}, form=form)
    said = text_of(done.text)
    assert "Where it stands Behind" in said and "Last reviewed 10 January 2022" in said
    assert "Next review by 10 April 2022" in said and "Two fewer than hoped" in said and "On track" in said
    assert "Priorities to review" not in text_of(worker.get("/").text)
    ended = worker.fill_in(form, {"status": "done", "note": "There are enough"}, form=form)
    assert "Next review None" in text_of(ended.text)


def _again(client: CheckingClient, role: Role) -> CheckingClient:
    """Signed in again, since months have gone by."""
    client.fill_in("/sign-in", {"email": f"{role}@derby.example", "password": given.PASSWORD})
    return client


def test_only_the_owner_or_a_manager_reviews_and_only_managers_set(derby: int, sign_in: SignIn) -> None:
    manager, worker = sign_in(Role.MANAGER), sign_in(Role.SOCIAL_WORKER)
    _set(manager)
    assert "Record a review" not in worker.get(ONE).text and worker.get(NEW).status_code == 403
    answer = worker.fill_in(f"{ONE}/review", {"note": "Mine"}, form=f"{ONE}/review")
    assert answer.status_code == 422 and "Whoever owns the priority reviews it" in text_of(answer.text)
    analyst = sign_in(Role.ANALYST)
    assert "More carers for teenagers" in text_of(analyst.get(ONE).text)
    given.agency("rutland")
    assert sign_in(Role.MANAGER, at="rutland").get(ONE).status_code == 404


def test_it_is_changed_withdrawn_and_set_again_with_its_history(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    _set(manager)
    stale = manager.get(f"{ONE}/change").text.split('name="version" value="')[1].split('"')[0]
    changed = manager.fill_in(f"{ONE}/change", {"title": "More carers for siblings"}, form=f"{ONE}/change")
    assert "More carers for siblings" in text_of(changed.text) and "Changed 30 Sep 2021" in text_of(changed.text)
    late = manager.fill_in(f"{ONE}/change", {"title": "Mine", "version": stale}, form=f"{ONE}/change")
    assert late.status_code == 409 and 'value="Mine"' in late.text
    assert "What is to be reached? More carers for siblings" in text_of(late.text)
    gone = manager.fill_in(f"{ONE}/withdraw", {"note": "Merged with another"}, form=f"{ONE}/withdraw")
    assert "Where it stands Withdrawn" in text_of(gone.text) and "Merged with another" in text_of(gone.text)
    assert "1 priority " in text_of(manager.get("/reports/priorities?state=withdrawn").text)
    back = manager.fill_in(ONE, {}, form=f"{ONE}/set-again")
    assert "Where it stands On track" in text_of(back.text)
    long_ago = {"due_on-day": "1", "due_on-month": "1", "due_on-year": "1900"}
    refused = manager.fill_in(f"{ONE}/change", long_ago, form=f"{ONE}/change")
    assert refused.status_code == 422 and "1 January 1900 has gone by" in text_of(refused.text)


def test_what_cannot_be_a_priority_is_refused_in_words(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    nameless = manager.fill_in(NEW, {**_asked(_owner()), "title": ""}, form=NEW)
    assert nameless.status_code == 422 and "Say what is to be reached" in text_of(nameless.text)
    gone_by = manager.fill_in(NEW, {**_asked(_owner()), "due_on-year": "2021"}, form=NEW)
    assert gone_by.status_code == 422 and "31 March 2021 has gone by" in text_of(gone_by.text)
    by = replace(given.officer(derby), role=Role.MANAGER)
    terms = Terms(title="Beds", owner_id=int(_owner()), due_on=date(2022, 3, 31), status="on_track")
    for wrong in ({"owner_id": 999}, {"status": "great"}, {"target_id": 99}, {"figure": "places.nothing"}):
        with pytest.raises(Refused):
            priorities.set_one(derby, replace(terms, **wrong), by=by)
    number = priorities.set_one(derby, terms, by=by)
    for on in (date(2021, 10, 1), date(2021, 9, 1)):
        with pytest.raises(Refused, match="in the future|before that"):
            priorities.review(number, on, "behind", "Early", version=1, by=by)
