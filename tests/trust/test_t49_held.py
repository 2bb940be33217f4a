"""T49, T51: two saves that both read before either writes: on PostgreSQL the second waits, and is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import time, timedelta
from threading import Event
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import make_url
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Actor, Role
from crm.commands import course_sessions, guardians, journeys, people, users
from crm.commands.course_sessions import Offered
from crm.commands.guardians import Support
from crm.commands.people import NewCarer
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered, TermsChanged
from crm.journey.ranges import Route
from crm.people.detail_tables import DetailProposal
from crm.people.tables import Household
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.carers_asking import ANSWERS, PORTAL, QUEUE
from tests.trust.test_together import again, codes, opened

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@contextmanager
def held(database: Database, table: str, number: int) -> Iterator[Callable[[int], None]]:
    """Hold a row as a third person does who saves it; `waiting(n)` returns when so many others wait for it.

    SQLite lets one writer in at a time: there nothing is held.
    """
    if database.name == "sqlite":
        yield lambda _: None
        return
    url = make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as third, psycopg.connect(url, autocommit=True) as watcher:
        third.execute(f"SELECT id FROM {table} WHERE id = %s FOR UPDATE", (number,))  # noqa: S608 - a name of ours
        patient = Event()

        def waiting(others: int) -> None:
            for _ in range(600):
                if watcher.execute(WAITING).fetchone() == (others,):
                    return
                patient.wait(0.01)
            raise AssertionError(f"{others} did not come to wait")

        yield waiting


def both(
    database: Database, row: tuple[str, int], *sent: tuple[CheckingClient, str, Mapping[str, object]]
) -> list[TestResponse]:
    """The answers to forms of which each was read, and waits for the row, before any is saved."""
    with ThreadPoolExecutor(len(sent)) as threads:
        with held(database, *row) as waiting:
            answers = [threads.submit(browser.post, path, data=said) for browser, path, said in sent]
            waiting(len(sent))
        return [answer.result() for answer in answers]


@pytest.fixture
def by(app: Flask) -> Actor:
    return given.officer(given.agency())


def of(home: int) -> str:
    found = db.session.get_one(Household, home).reference
    db.session.rollback()
    return found


def test_T49_of_two_who_change_the_support_of_a_guardian_one_is_told(
    database: Database, by: Actor, sign_in: SignIn
) -> None:
    today = clock.today()
    order = today - timedelta(days=60)
    home = given.household(by.agency_ids[0], "Kit Example-Kin")
    begun, _ = given.approved(home, today - timedelta(days=200), 1, by=by, route=Route.KINSHIP)
    journeys.record(home, begun, HouseholdDeregistered(happened_on=order, reason="sgo"), by=by)
    number = guardians.support(home, Support("CH-7", "sgo", order), by=by)
    officer, manager = sign_in(Role.OFFICER), sign_in(Role.MANAGER)
    path = f"/households/{of(home)}/guardians/{number}/edit"
    days = {officer: today + timedelta(days=20), manager: today + timedelta(days=40)}
    sent = [(each, path, opened(each, path, {"contact_on": day})) for each, day in days.items()]
    answers = both(database, ("guardian", number), *sent)
    assert codes(answers) == [303, 422]
    assert "Somebody has changed this since you opened it" in "".join(answer.text for answer in answers)


def test_T51_of_an_offer_and_a_refusal_of_one_request_one_stands(
    database: Database, by: Actor, sign_in: SignIn
) -> None:
    approved = clock.today() - timedelta(days=100)
    home = given.household(by.agency_ids[0])
    begun, _ = given.approved(home, approved, 2, by=by)
    narrow = TermsChanged(happened_on=approved + timedelta(days=1), age_from=5, age_to=11)
    journeys.record(home, begun, narrow, by=by)
    carer, manager = sign_in(Role.CARER, household_id=home), sign_in(Role.MANAGER)
    for step, answer in (*ANSWERS, ("check", {})):
        page = carer.fill_in(f"{PORTAL}/{step}", answer, form=f"{PORTAL}/{step}")
    number = int(page.request.path.rpartition("/")[2])
    path, other = f"{QUEUE}/{number}", again(manager)
    offer = opened(manager, f"{path}/offer", {"support": "A cot"}, page=path)
    decline = opened(other, f"{path}/decline", {"because": "Not this year"}, page=path)
    answers = both(
        database,
        ("range_request", number),
        (manager, f"{path}/offer", offer),
        (other, f"{path}/decline", decline),
    )
    assert codes(answers) == [303, 422]
    late = next(answer.text for answer in answers if answer.status_code == 422)
    assert "have changed or withdrawn this request since you opened the page, or it was answered" in late


def test_T51_of_two_who_answer_one_proposal_of_details_one_is_told(
    database: Database, by: Actor, sign_in: SignIn
) -> None:
    home = given.household(by.agency_ids[0])
    carer, manager = sign_in(Role.CARER, household_id=home), sign_in(Role.MANAGER)
    new = {"name": "Ashby Sample", "relation": "lodger", "born_on": clock.today() - timedelta(days=9000)}
    carer.fill_in("/portal/details/members/new", new, form="/portal/details/members/new")
    (number,) = db.session.scalars(select(DetailProposal.id)).all()
    db.session.rollback()
    path, other = f"/carers/details/{number}", again(manager)
    accept = opened(manager, f"{path}/accept", {}, page=path)
    decline = opened(other, f"{path}/decline", {"reason": "on_record"}, page=path)
    sent = (manager, f"{path}/accept", accept), (other, f"{path}/decline", decline)
    answers = both(database, ("detail_proposal", number), *sent)
    assert codes(answers) == [303, 422]
    assert "or somebody has answered it" in "".join(each.text for each in answers)


def test_T49_of_two_who_record_the_same_views_one_is_told(database: Database, by: Actor, sign_in: SignIn) -> None:
    home = given.household(by.agency_ids[0])
    given.approved(home, clock.today() - timedelta(days=200), 2, by=by, agreed=True)
    officer, manager = sign_in(Role.OFFICER), sign_in(Role.MANAGER)
    path = f"/households/{of(home)}/review/views"
    officer.fill_in(path, {"whose": "carer:1", "asked_on": clock.today() - timedelta(days=9)})
    said = {"whose": "carer:1", "asked_on": clock.today() - timedelta(days=5)}
    forms = [(each, path, opened(each, f"{path}", said)) for each in (officer, manager)]
    answers = both(database, ("agency", by.agency_ids[0]), *forms)
    assert codes(answers) == [303, 422]
    assert "Somebody has recorded this since you opened the page" in "".join(each.text for each in answers)


def test_T51_of_two_carers_who_book_the_last_place_one_has_it_and_the_other_waits(
    database: Database, app: Flask, by: Actor
) -> None:
    carers = [NewCarer("Rowan Example-Finch"), NewCarer("Sam Example-Finch")]
    home = people.create_household(by.agency_ids[0], carers=carers, by=by)
    told: dict[str, Any] = {"course": "first_aid", "title": "", "on_day": clock.today() + timedelta(days=9)}
    told |= {"begins_at": time(10), "minutes": 60, "online": True, "place": "A link", "places": 1}
    course = course_sessions.offer(by.agency_ids[0], Offered(**told), by=by)
    path, sent = "/portal/training", []
    for position in (1, 2):
        email, browser = f"carer{position}@home.example", CheckingClient(app)
        who: dict[str, Any] = {"household_id": home, "position": position, "name": carers[position - 1].name}
        users.add_carer(email, **who, password=given.PASSWORD, by=by)
        browser.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
        sent.append((browser, f"{path}/{course}/book", opened(browser, f"{path}/{course}/book", {}, page=path)))
    answers = both(database, ("course_session", course), *sent)
    assert codes(answers) == [303, 303]
    said = sorted(browser.get(path).text.count("You are number 1 on the waiting list") for browser, _, _ in sent)
    assert said == [0, 1]
