"""The letter of a decision: offered beside it with its reasons and 28 days, and never sent by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from crm.actor import Role
from crm.commands import decision_reasons, people, ranges
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey import events
from crm.journey.decision_events import RefusalProposed
from crm.journey.ending_events import TerminationProposed
from tests import given
from tests.pages.conftest import ENQUIRED, Desk

pytestmark = pytest.mark.slow  # together they take seconds

Mails = Callable[[], list[Letter]]
SENT = ENQUIRED + timedelta(days=10)
REASONS = "There is no room of their own for a child.\n\nThis may change: {{ name }}"


def _proposed(at: Desk, email: str | None = "rowan@home.example") -> str:
    """A household to whom it was proposed not to approve, with reasons; its reference."""
    home = given.household(at.officer.agency_ids[0], email=email)
    begun = given.journey(home, ENQUIRED, by=at.officer)
    for number, step in enumerate(given.STEPS[:-1], 1):
        given.record(home, begun, step(happened_on=ENQUIRED + timedelta(days=number)), by=at.officer)
    no = events.PanelRecommended(happened_on=SENT, recommendation="not_approve")
    given.record(home, begun, no, by=at.officer)
    given.minuted(home, SENT, by=at.officer)
    event = RefusalProposed(happened_on=SENT, answer_by=SENT + timedelta(days=28))
    decision_reasons.record(home, begun, event, reasons=REASONS, by=at.officer)
    return at.reference(home)


def _letter(at: Desk, reference: str, kind: str = "refusal_proposed") -> str:
    own = "SELECT seq FROM event JOIN household ON household.id = household_id WHERE reference = :r AND kind = :k"
    asked = text(own)
    seq = db.session.execute(asked, {"r": reference, "k": kind}).scalars().all()[-1]
    db.session.rollback()
    return f"/households/{reference}/journeys/1/events/{seq}/letter"


def test_dm_7_the_reasons_and_the_28_days_of_a_proposal_go_into_a_letter_that_somebody_sends(
    desk: Callable[..., Desk], mails: Mails
) -> None:
    at = desk(Role.SOCIAL_WORKER)
    reference = _proposed(at)
    path = _letter(at, reference)
    assert path in at.browser.get(f"/households/{reference}").text, "offered beside the decision"
    page = at.browser.get(path).text
    for words in (
        "proposed not to approve you",
        "On 11 May 2021 panel recommended not to approve you.",
        "There is no room of their own for a child.",
        "You have until 8 June 2021, 28 days from",
    ):
        assert words in page
    assert "nothing goes until you send it." in page and not mails(), "to look at it sends nothing"
    told = at.browser.fill_in(path, {}, form=path)
    assert told.status_code == 422 and "{{ name }}" in told.text, "what reasons hold is no field (T28)"
    at.browser.fill_in(path, {"text": "We propose not to approve you.\n\nThere is no room."}, form=path)
    (sent,) = mails()
    assert sent.to == "rowan@home.example" and "There is no room." in sent.text
    assert "Not to approve" not in at.browser.get(f"/households/{reference}/write").text


def test_the_notice_of_a_decision_goes_on_paper_to_whoever_asked_not_to_be_written_to(
    desk: Callable[..., Desk], mails: Mails
) -> None:
    at = desk(Role.SOCIAL_WORKER)
    reference = _proposed(at)
    people.opt_out(at.household_id(reference), by=at.officer)
    path = _letter(at, reference)
    page = at.browser.get(path).text
    assert "on paper" in page and 'value="email"' not in page
    told = at.browser.fill_in(path, {"text": "There is no room."}, form=path)
    assert "Print it from here." in told.text and not mails()


def test_an_approval_says_its_terms_a_final_decision_the_reasons_that_were_proposed(
    desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    at = desk()
    approved = at.approved()
    page = at.browser.get(_letter(at, approved, "household_approved")).text
    assert "Your approval is for 2 places." in page and "Still to be written" not in page
    reference = _proposed(at)
    home = at.household_id(reference)
    final = events.ApprovalRefused(happened_on=SENT + timedelta(days=30))
    decision_reasons.record(home, given.fold(home).journeys[0].id, final, reasons="", by=at.officer)
    page = at.browser.get(_letter(at, reference, "approval_refused")).text
    assert "decided not to approve you" in page and "There is no room of their own" in page


def test_what_is_not_on_record_is_said_and_what_no_letter_tells_of_leads_to_the_others(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.approved()
    home = at.household_id(reference)
    given.record(
        home, 1, TerminationProposed(happened_on=date(2022, 1, 10), answer_by=date(2022, 2, 7)), by=at.officer
    )
    page = at.browser.get(_letter(at, reference, "termination_proposed")).text
    assert "Still to be written." in page and "its reasons" in page
    answer = at.browser.get(_letter(at, reference, "application_received"))
    assert answer.status_code == 302 and answer.location.endswith(f"/households/{reference}/write")
    assert desk(Role.DECISION_MAKER).browser.get(_letter(at, reference, "household_approved")).status_code == 403


def test_rv_7_a_proposal_to_change_the_terms_has_its_letter_with_the_support_and_the_agreement(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.SOCIAL_WORKER)
    reference = at.approved()
    proposal = events.RevisionProposed(happened_on=date(2022, 1, 10), places=3, asked_by="service")
    support = "A bed and a wardrobe for a third child."
    ranges.propose(at.household_id(reference), 1, proposal, support=support, by=at.officer)
    path = _letter(at, reference, "revision_proposed")
    assert path in at.browser.get(f"/households/{reference}").text, "offered beside the proposal"
    page = at.browser.get(path).text
    for words in (
        "we proposed that your approval is for 3 places.",
        support,
        "If you agree, sign below",
        "until 7 February 2022",
    ):
        assert words in page
    assert "Still to be written" not in page
