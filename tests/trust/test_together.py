"""T49 to T53: several people, or one impatient one, do the same thing at the same moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Role
from crm.commands import journeys
from crm.extensions import db
from crm.journey.decision_events import RefusalProposed
from crm.ledger.check import check
from crm.ledger.tables import EventRecord, UnderWay
from crm.people import households
from crm.people.panel_tables import PanelItem
from crm.people.tables import Household, User
from crm.register.settings import rulebook
from tests import given, panelling
from tests.doors import CheckingClient
from tests.filling import forms

SignIn = Callable[..., CheckingClient]
Sent = tuple[CheckingClient, str, Mapping[str, object]]

FIRST = date(2026, 1, 5)
ENQUIRY = {"name": "Rowan Example-Finch", "happened_on": date(2026, 2, 2)}


def again(browser: CheckingClient) -> CheckingClient:
    """Another window of the same browser: signed in as it is."""
    window = CheckingClient(browser.application)
    window._cookies = dict(browser._cookies or {})
    return window


def at_once(*sent: Sent) -> list[TestResponse]:
    """Post forms at the same moment; the answers, in their order."""
    start = Barrier(len(sent))

    def post(one: Sent) -> TestResponse:
        browser, path, answers = one
        start.wait()
        return browser.post(path, data=answers)

    with ThreadPoolExecutor(len(sent)) as threads:
        return list(threads.map(post, sent))


def opened(
    browser: CheckingClient, path: str, answers: Mapping[str, object], *, page: str | None = None
) -> Mapping[str, object]:
    """What a form would send, filled in and not sent yet; `page` is where it is, if not at its own address."""
    return next(form for form in forms(browser.get(page or path).text) if form.action == path).filled(answers)


def codes(answers: Sequence[TestResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


@pytest.fixture
def recommended(app: Flask) -> tuple[int, str]:
    """A household of Derby that panel recommended: its number and reference."""
    derby = given.agency()
    home = given.household(derby)
    begun = given.journey(home, FIRST, by=given.officer(derby))
    for number, step in enumerate(given.STEPS, start=1):
        given.record(home, begun, step(happened_on=FIRST + timedelta(days=number)), by=given.officer(derby))
    given.minuted(home, FIRST + timedelta(days=number), by=given.officer(derby))
    given.checked(home, begun, FIRST)
    reference = db.session.get_one(Household, home).reference
    db.session.rollback()
    return home, reference


def kinds(home: int) -> list[str]:
    found = db.session.scalars(
        select(EventRecord.kind).where(EventRecord.household_id == home).order_by(EventRecord.id)
    ).all()
    db.session.rollback()
    return list(found)


def test_T49_of_two_who_edit_the_same_carer_one_is_shown_what_the_other_wrote(
    recommended: tuple[int, str], sign_in: SignIn
) -> None:
    officer, manager = sign_in(Role.OFFICER), sign_in(Role.MANAGER)
    path = f"/households/{recommended[1]}/people/1/edit"
    mine = opened(officer, path, {"phone": "01632 960 001", "nature": "changed"})
    other = opened(manager, path, {"phone": "01632 960 002", "nature": "changed"})
    answers = at_once((officer, path, mine), (manager, path, other))
    assert codes(answers) == [303, 409]
    late = next(answer.text for answer in answers if answer.status_code == 409)
    assert "01632 960 001" in late and "01632 960 002" in late


def test_T49_of_two_who_change_one_setting_or_one_role_at_once_one_is_told(app: Flask, sign_in: SignIn) -> None:
    first, officer = sign_in(Role.MANAGER), sign_in(Role.OFFICER)
    second = again(first)
    assert officer.get("/").status_code == 200
    path = "/settings/public_phone/change"
    ready = [
        confirmed(each, path, {"value": f"01632 960 00{number}"}) for number, each in enumerate((first, second))
    ]
    answers = at_once((first, path, ready[0]), (second, path, ready[1]))
    assert codes(answers) == [303, 409]
    went = answers[0].status_code == 303
    repeated = (first, second)[not went].post(path, data=ready[not went])
    assert repeated.status_code == 303, "the same click again is the same change (T50)"
    with app.app_context():
        number = db.session.scalar(select(User.id).where(User.role == Role.OFFICER.value))
    path = f"/staff/{number}/role"
    roles = ("analyst", "social_worker")
    ready = [opened(each, path, {"role": role}) for each, role in zip((first, second), roles, strict=True)]
    answers = at_once((first, path, ready[0]), (second, path, ready[1]))
    assert codes(answers) == [303, 409]


def confirmed(browser: CheckingClient, path: str, answers: Mapping[str, object]) -> Mapping[str, object]:
    """What the page that shows what a change would do sends when one agrees to it."""
    preview = browser.post(path, data=opened(browser, path, answers))
    form = next(form for form in forms(preview.text) if form.action == path)
    return {**form.filled({}), "confirmed": "yes"}


def test_T50_a_form_sent_three_times_at_once_makes_one_enquiry(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    filled = opened(officer, "/enquiries/new", ENQUIRY)
    answers = at_once(*((again(officer), "/enquiries/new", filled) for _ in range(3)))
    assert codes(answers) == [303, 303, 303]
    assert len({answer.location for answer in answers}) == 1
    assert db.session.scalar(select(func.count()).select_from(Household)) == 1
    db.session.rollback()


@pytest.mark.parametrize("second", ["household-approved", "approval-refused"])
def test_T51_of_two_decisions_at_once_one_stands_and_the_other_is_told(
    recommended: tuple[int, str], sign_in: SignIn, second: str
) -> None:
    home, reference = recommended
    day = FIRST + timedelta(days=60)
    if second == "approval-refused":  # it was proposed, and nobody answered
        _proposed(home, FIRST + timedelta(days=20))
    manager, maker = sign_in(Role.MANAGER), sign_in(Role.DECISION_MAKER)
    paths = [f"/households/{reference}/journeys/1/decide/{step}" for step in ("household-approved", second)]
    first = opened(manager, paths[0], {"happened_on": day, "places": 2})
    other = opened(
        maker, paths[1], {"happened_on": day} | ({"places": 3} if second == "household-approved" else {})
    )
    answers = at_once((manager, paths[0], first), (maker, paths[1], other))
    assert codes(answers) == [303, 422]
    decided = [kind for kind in kinds(home) if kind in ("household_approved", "approval_refused")]
    assert len(decided) == 1
    derby = households.agency_of(home)
    assert derby is not None
    assert list(check(derby, [home], rulebook(derby))) == []
    db.session.rollback()


def test_T52_of_three_who_take_the_last_place_on_an_agenda_at_once_one_does(app: Flask, sign_in: SignIn) -> None:
    derby, officer = given.agency(), sign_in(Role.OFFICER)
    by, today = given.officer(derby), clock.today()
    planned = panelling.planned(derby, today + timedelta(days=20), by, capacity=1)
    waiting = [panelling.ready(derby, today, by)[1] for _ in range(3)]
    form = opened(officer, "/panel/agenda", {}, page="/panel")
    sent = [{**form, "journey": each, "idempotency_key": f"{each:020}"} for each in waiting]
    answers = at_once(*((again(officer), "/panel/agenda", one) for one in sent))
    assert codes(answers) == [303, 422, 422]
    full = next(answer.text for answer in answers if answer.status_code == 422)
    assert "The agenda is full: panel hears 1 on" in full and planned.panel


def test_T52_of_two_who_put_one_household_on_two_agendas_at_once_one_does(app: Flask, sign_in: SignIn) -> None:
    derby, manager = given.agency(), sign_in(Role.MANAGER)
    by, today = given.officer(derby), clock.today()
    first = panelling.planned(derby, today + timedelta(days=20), by)
    panels = (first.panel, panelling.another(derby, today + timedelta(days=27), by, first))
    journey_id = panelling.ready(derby, today, by)[1]
    form = opened(manager, "/panel/agenda", {}, page="/panel")
    sent = [{**form, "panel": panel, "journey": journey_id, "idempotency_key": f"{panel:020}"} for panel in panels]
    answers = at_once(*((again(manager), "/panel/agenda", one) for one in sent))
    assert codes(answers) == [303, 422]
    assert db.session.scalar(select(func.count()).select_from(PanelItem)) == 1
    db.session.rollback()


def _proposed(home: int, sent_on: date) -> None:
    """The proposal not to approve, with 28 days to answer it."""
    journey_id = db.session.scalars(select(UnderWay.journey_id).where(UnderWay.household_id == home)).one()
    db.session.rollback()
    event = RefusalProposed(happened_on=sent_on, answer_by=sent_on + timedelta(days=28))
    agency_id = households.agency_of(home)
    assert agency_id is not None
    journeys.record(home, journey_id, event, by=given.officer(agency_id))


def _unlike(number: int) -> str:
    """A name that is like none of the others: else whoever logs it is asked whether they are the same."""
    letters = "".join(chr(ord("a") + byte % 26) for byte in hashlib.sha256(bytes([number])).digest())
    return f"{letters[:9]} {letters[9:20]}"


@pytest.mark.slow
def test_T53_twenty_enquiries_logged_at_once_have_references_of_their_own(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    filled = [opened(officer, "/enquiries/new", ENQUIRY | {"name": _unlike(each)}) for each in range(20)]
    answers = at_once(*((again(officer), "/enquiries/new", one) for one in filled))
    assert codes(answers) == [303] * 20
    references = db.session.scalars(select(Household.reference)).all()
    assert len(set(references)) == len(references) == 20
    db.session.rollback()


@pytest.mark.slow
def test_T53_two_who_write_two_households_in_opposite_order_both_get_through(app: Flask, sign_in: SignIn) -> None:
    derby = given.agency()
    homes = [given.household(derby) for _ in range(2)]
    references = [db.session.get_one(Household, home).reference for home in homes]
    db.session.rollback()
    officer = sign_in(Role.OFFICER)
    paths = [f"/households/{each}/journeys/new" for each in references]
    for turn in range(5):
        asked = {"route": "kinship", "happened_on": FIRST + timedelta(days=turn)}  # one for each child
        filled = [(again(officer), path, opened(officer, path, asked)) for path in (*paths, *reversed(paths))]
        assert codes(at_once(*filled)) == [303] * 4
    assert [len(kinds(home)) for home in homes] == [10, 10]
