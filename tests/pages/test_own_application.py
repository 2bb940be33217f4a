"""Applicants follow their own application in the portal, and send what is asked of them (issue 7, point 8)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm import clock
from crm.actor import Role, system
from crm.commands import carer_accounts, checks, journeys, users, visits
from crm.commands.visits import Appointment
from crm.extensions import db
from crm.journey.decision_events import AnswerReceived, ApplicantTold, RefusalProposed
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    Event,
    FirstContactMade,
    JourneyClosed,
    NoticeReceived,
    VisitCompleted,
)
from crm.people import households
from crm.people.tables import User
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import TODAY, Desk
from tests.sample_documents import PDF

SEND = "/portal/documents"
SAID = "It says that they are kind"


@dataclass(frozen=True)
class Applied:
    """A household that applied on 20 May 2021, at the desk of its worker, with a browser of its own."""

    at: Desk
    home: int
    journey: int
    own: CheckingClient

    def record(self, *events: Event) -> None:
        for event in events:
            given.record(self.home, self.journey, event, by=self.at.officer)

    def page(self) -> str:
        """What the portal's first page says, in one line."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.own.get("/portal/").text.split("<main")[1]))


def _steps(*kinds: type[Event], first: date = date(2021, 5, 18)) -> list[Event]:
    return [kind(happened_on=first + timedelta(days=number)) for number, kind in enumerate(kinds)]


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Applied:
    at = desk(Role.SOCIAL_WORKER)
    home = given.household(at.officer.agency_ids[0])
    journey = given.journey(home, date(2021, 5, 1), by=at.officer)
    case = Applied(at, home, journey, sign_in(Role.CARER, household_id=home))
    case.record(*_steps(FirstContactMade, VisitCompleted, ApplicationReceived))
    return case


def _to_panel(case: Applied) -> None:
    case.record(*_steps(*given.STEPS[3:], first=date(2021, 6, 1)))
    given.minuted(case.home, date(2021, 6, 10), by=case.at.officer)


def _carer_key(case: Applied) -> str:
    email_owner = db.session.scalars(select(User).where(User.household_id == case.home)).one()
    position_one = next(each for each in households.carers_of(case.home))
    email_owner.carer_id = position_one.id
    db.session.commit()
    return f"carer-{position_one.id}"


def test_applicants_see_the_steps_that_are_done_and_to_come_with_their_days(case: Applied) -> None:
    page = case.page()
    assert "You applied, 20 May 2021 Done" in page
    assert "Stage 1: checks and references Next" in page
    assert "Our decision" in page and "approved for" not in page


def test_they_read_what_is_waited_for_and_from_whom_and_never_what_came_of_it(case: Applied) -> None:
    own, by = _carer_key(case), case.at.officer
    asked, came = checks.Step("requested", date(2021, 5, 25)), checks.Step("received", date(2021, 5, 26))
    checks.record(case.home, case.journey, [("medical", own)], asked, by=by)
    checks.record(case.home, case.journey, [("employer", own), ("former_partners", "household")], asked, by=by)
    checks.record(case.home, case.journey, [("identity", own)], came, by=by)
    bad = checks.Step("received", date(2021, 5, 27), outcome="not_in_order", note=SAID)
    checks.record(case.home, case.journey, [("dbs", own)], bad, by=replace(by, role=Role.MANAGER))
    page = case.page()
    assert "Your medical report, from your GP: asked on 25 May 2021" in page
    assert "A word from your employer, from your employer: asked on 25 May 2021" in page
    assert "The names of two people who know you well" in page and "2 checks have arrived" in page
    assert "Your DBS certificate" not in page and "not in order" not in page.lower() and SAID not in page
    assert "former partner" not in page.lower()  # which nobody has decided to tell applicants


def test_of_the_other_applicant_they_read_nothing(case: Applied) -> None:
    own = _carer_key(case)
    checks.record(
        case.home, case.journey, [("medical", own)], checks.Step("requested", date(2021, 5, 25)), by=case.at.officer
    )
    email = "other@home.example"
    users.add_carer(email, household_id=case.home, name="Sam Example", password=given.PASSWORD, by=system(1))
    sam = CheckingClient(case.own.application)
    sam.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
    page = sam.get("/portal/").text
    assert "You applied" in page and "medical" not in page


def test_visits_that_are_booked_for_the_application_are_told_and_no_others(case: Applied) -> None:
    by, soon = case.at.officer, datetime.combine(TODAY, datetime.min.time(), tzinfo=clock.LONDON)
    worker = db.session.scalars(select(User.id).where(User.role == Role.SOCIAL_WORKER.value)).one()
    db.session.rollback()
    for purpose, days in (("assessment", 3), ("supervision", 5)):
        when = soon + timedelta(days=days, hours=10)
        wanted = Appointment(starts_at=when, minutes=90, worker_id=worker, purpose=purpose, place="home")
        visits.book(case.home, wanted, by=by)
    page = case.page()
    assert "A talk for your assessment: 3 February 2022 at 10:00am, at your home, 90 minutes" in page
    assert "5 February" not in page


def test_a_document_arrives_with_staff_as_from_the_applicant(case: Applied) -> None:
    assert f'href="{SEND}"' in case.own.get("/portal/").text
    sent = {"file": (io.BytesIO(PDF), "passport.pdf"), "name": "Passport"}
    assert "Passport" in case.own.fill_in(SEND, sent, form=SEND).text
    reference = case.at.reference(case.home)
    staff = case.at.browser.get(f"/households/{reference}/documents").text
    assert "Passport" in staff and "by <bdi>Rowan Example-Finch</bdi>" in staff
    assert "sent a document: Passport" in case.at.browser.get("/?whose=all").text


def test_a_proposal_not_to_approve_is_told_once_they_were_told_with_the_last_day_to_answer(case: Applied) -> None:
    _to_panel(case)
    answer_by = date(2022, 2, 25)
    case.record(RefusalProposed(happened_on=date(2022, 1, 28), answer_by=answer_by))
    assert "think that we should not" not in case.page() and "Our decision Next" in case.page()
    case.record(ApplicantTold(happened_on=date(2022, 1, 31), how="orally"))
    page = case.page()
    assert "Until 25 February 2022 you can do one of these two" in page and "IRM" in page
    case.record(AnswerReceived(happened_on=date(2022, 1, 31), answer="representations"))
    assert "We have your answer of 31 January 2022" in case.page()


def test_who_was_refused_sees_the_end_and_is_asked_for_nothing_more(case: Applied) -> None:
    _to_panel(case)
    case.record(
        RefusalProposed(happened_on=date(2021, 7, 1), answer_by=date(2021, 7, 29)),
        ApprovalRefused(happened_on=date(2021, 8, 2)),
    )
    page = case.page()
    assert "On 2 August 2021 we decided not to approve you" in page and "complaint" in page
    assert "Send a document" not in page


def test_who_withdrew_and_who_was_closed_read_different_words(case: Applied) -> None:
    case.record(JourneyClosed(happened_on=date(2022, 1, 10), initiator="applicant", reason="AW1"))
    assert "You took your application back on 10 January 2022" in case.page()


def test_an_approved_carer_has_the_carers_page(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk()
    carer = sign_in(Role.CARER, household_id=at.household_id(at.approved()))
    assert "What you are approved for" in carer.get("/portal/").text


def test_nobody_is_invited_before_the_step_that_the_service_has_settled(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    page = at.browser.get(f"/households/{reference}/portal").text
    assert "They have not come so far yet" in page and "/portal/invite/" not in page


def _active(home: int) -> list[tuple[bool, str | None]]:
    rows = db.session.execute(
        select(User.active, User.closed_because).where(User.household_id == home).order_by(User.id)
    ).all()
    db.session.rollback()
    return [(row[0], row[1]) for row in rows]


def test_an_account_is_closed_on_the_day_on_which_the_approval_ends(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> None:
    at = desk()
    reference = at.approved()
    home = at.household_id(reference)
    carer = sign_in(Role.CARER, household_id=home)
    notice = NoticeReceived(happened_on=TODAY, ends_on=TODAY + timedelta(days=28), reason="retired")
    journeys.record(home, 1, notice, by=at.officer)
    clock_at(TODAY + timedelta(days=27))
    assert carer_accounts.sweep() == 0
    clock_at(TODAY + timedelta(days=28))
    assert carer_accounts.sweep() == 1 and carer_accounts.sweep() == 0
    assert _active(home) == [(False, "ended")]
    assert ("ended", ["active"]) in at.audited("user.close")
    assert carer.get("/portal/").status_code == 302


def test_an_applicants_account_is_closed_some_time_after_the_end_and_not_before(
    case: Applied, clock_at: Callable[[date], None]
) -> None:
    case.record(JourneyClosed(happened_on=TODAY, initiator="applicant", reason="AW1"))
    clock_at(TODAY + timedelta(days=59))
    assert carer_accounts.sweep() == 0
    clock_at(TODAY + timedelta(days=60))
    assert carer_accounts.sweep() == 1 and _active(case.home) == [(False, "applied")]


def test_rooms_that_belong_to_carers_are_to_applicants_like_pages_that_there_are_not(case: Applied) -> None:
    _carer_key(case)
    token = case.own.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    rooms = ("skills", "skills/ask", "skills/papers", "training", "training/log.csv", "friend")
    acts = ("skills/ask", "training/1/book", "training/1/cancel", "friend", "nothing-here")
    assert {room: case.own.get(f"/portal/{room}").status_code for room in rooms} == dict.fromkeys(rooms, 404)
    sent = {"csrf_token": token, "name": "Sorrel", "phone": "01632 960001", "agreed": "yes"}
    codes = {act: case.own.post(f"/portal/{act}", data=sent).status_code for act in acts}
    assert codes == dict.fromkeys(acts, 404)
