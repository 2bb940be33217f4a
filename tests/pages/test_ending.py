"""How approvals end: notice with no way back, the service's proposal, what was recorded in error (RV-6, RV-8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm.actor import Actor, Role
from crm.commands import approval_days, journeys
from crm.errors import Refused
from crm.journey.decision_events import IrmNotified, IrmRecommended
from crm.journey.ending_events import TerminationAnswered, TerminationProposed
from crm.journey.events import HouseholdDeregistered, NoticeReceived, PanelRecommended
from crm.journey.history import Row
from crm.journey.ranges import Route
from crm.reads import workers
from crm.reads.histories import load_history
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
GIVEN = date(2022, 1, 24)  # its 28 days end on 21 February


def text(browser: CheckingClient, path: str) -> str:
    return " ".join(browser.get(path).text.split())


def person(at: Desk, name: str) -> Actor:
    """The actor behind somebody who was signed in."""
    numbers = {said: number for number, said in workers.workers(at.officer)}
    return replace(at.officer, user_id=numbers[name])


def give_notice(at: Desk, reference: str, browser: CheckingClient | None = None, on: date = GIVEN) -> str:
    path = f"/households/{reference}/journeys/1/record/notice-received"
    answers = {"happened_on": on, "reason": "retired", "destination": "none", "initiator": "carer"}
    whose = browser or at.browser
    checked = whose.fill_in(path, answers, form=path)
    assert "Notice cannot be withdrawn once it is recorded (RV-8)" in checked.text
    (form,) = (each for each in forms(checked.text) if each.action == path)
    page = whose.post(path, data=form.filled({}) | {"confirmed": "yes"}, follow_redirects=True)
    return " ".join(page.text.split())


def claim(at: Desk, reference: str) -> str:
    """Say that the notice was recorded in error; the household's page 'Ending' after it."""
    shown = text(at.browser, f"/households/{reference}/ending")
    link = shown.partition('strike-out">Say that')[0].rpartition('href="')[2] + "strike-out"
    return " ".join(at.browser.fill_in(link, {"why": "did_not_happen"}, form=link).text.split())


def settle(browser: CheckingClient, reference: str, what: str) -> str:
    path = f"/households/{reference}/ending"
    form = next(each for each in forms(browser.get(path).text) if each.action.endswith(f"/{what}"))
    return " ".join(browser.post(form.action, data=form.filled({}), follow_redirects=True).text.split())


def test_notice_runs_for_28_days_and_the_page_says_what_leaves_and_when(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.approved()
    assert "They resign, or go to another service" in text(at.browser, f"/households/{reference}/ending")
    give_notice(at, reference)
    page = text(at.browser, f"/households/{reference}/ending")
    assert "Resignation: notice is running" in page
    assert "ends on <strong>21 February 2022</strong>, in 21 days" in page
    assert "2 places count; on that day they leave the books (B-4)" in page
    assert "21 February 2032 at least (RT-1)" in page
    assert "Not offered yet." in page
    assert "Notice given: the approval ends" in text(at.browser, "/clocks")
    assert "Exit interview to be offered" in text(at.browser, "/clocks")


def test_a_notice_in_error_takes_a_second_person_and_then_the_approval_goes_on(
    desk: Callable[..., Desk], sign_in: SignIn
) -> None:
    at = desk(Role.OFFICER)
    other = sign_in(Role.SOCIAL_WORKER)
    reference = at.approved()
    give_notice(at, reference)
    page = claim(at, reference)
    assert "Officer says that the notice was recorded in error: it did not happen" in page
    assert "Agree: strike it out" not in page  # not for whoever asked
    assert at.events(reference)[-1] == ("notice_received", "2022-01-24")
    assert "Look at the notice of resignation" in text(other, "/?whose=all")
    shown = settle(other, reference, "agree")
    assert "The notice is struck out: it was recorded in error." in shown
    assert at.events(reference)[-1][0] == "struck_out"
    assert "How this approval could end" in shown
    assert [reason for reason, _ in at.audited("notice.agree_error")] == ["did_not_happen"]


def test_whoever_asked_cannot_agree_and_saying_no_leaves_the_notice(
    desk: Callable[..., Desk], sign_in: SignIn
) -> None:
    at = desk(Role.OFFICER)
    reference = at.approved()
    give_notice(at, reference)
    claim(at, reference)
    form = next(
        each
        for each in forms(at.browser.get(f"/households/{reference}/ending").text)
        if each.action.endswith("/decline")
    )
    own = form.action.replace("/decline", "/agree")
    answer = at.browser.post(own, data=form.filled({}), follow_redirects=True)
    assert "It takes a second person" in answer.text
    assert "The notice stands." in settle(sign_in(Role.SOCIAL_WORKER), reference, "decline")
    assert at.events(reference)[-1][0] == "notice_received"
    again = at.browser.post(own, data=form.filled({}) | {"idempotency_key": "another-key-of-22-letters"})
    assert at.events(reference)[-1][0] == "notice_received" and again.status_code == 303


def test_one_person_alone_neither_strikes_a_notice_out_nor_moves_its_day(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.approved()
    give_notice(at, reference)
    home, officer = at.household_id(reference), person(at, "Officer")
    (event_id,) = [each.id for each in _standing(at, reference) if isinstance(each.event, NoticeReceived)]
    with pytest.raises(Refused, match="cannot be withdrawn"):
        journeys.strike_out(home, event_id, reason="did_not_happen", by=officer)
    moved = NoticeReceived(happened_on=GIVEN - timedelta(days=1), ends_on=date(2022, 2, 20), reason="retired")
    with pytest.raises(Refused, match="somebody else has to move its day"):
        journeys.correct(home, event_id, moved, reason="mistyped", by=officer)
    kept = NoticeReceived(happened_on=GIVEN, ends_on=date(2022, 2, 21), reason="work")
    journeys.correct(home, event_id, kept, reason="mistyped", by=officer)  # the reason is anybody's to put right


def _standing(at: Desk, reference: str) -> tuple[Row, ...]:
    history = load_history(reference, at.officer)
    return tuple(row for journey in history.household.journeys for row in journey.rows)


def test_rv_6_the_service_ends_an_approval_only_after_its_proposal_and_the_time_to_answer(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    home = at.household_id(at.approved())
    ends = HouseholdDeregistered(happened_on=TODAY, reason="standards_of_care", initiator="service")
    with pytest.raises(Refused, match=r"needs the proposal to end it first, and 28 days .* \(RV-6\)"):
        journeys.record(home, 1, ends, by=at.officer)
    sent = date(2022, 1, 4)
    last = approval_days.answer_by(sent, "RV-6")
    assert last == date(2022, 2, 1)
    journeys.record(home, 1, TerminationProposed(happened_on=sent, answer_by=last), by=at.officer)
    with pytest.raises(Refused, match="may answer the proposal until 1 February 2022"):
        journeys.record(home, 1, ends, by=at.officer)
    with pytest.raises(Refused, match="waits for its decision already"):
        journeys.record(home, 1, TerminationProposed(happened_on=TODAY, answer_by=last), by=at.officer)
    with pytest.raises(Refused, match="after that day only"):
        journeys.record(home, 1, replace(ends, happened_on=last), by=at.officer)
    journeys.record(home, 1, replace(ends, happened_on=last + timedelta(days=1)), by=at.officer)


def test_rv_6_after_the_carer_s_answer_the_decision_waits_for_the_irm_and_there_is_one_answer(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    home = at.household_id(at.approved())
    answered = TerminationAnswered(happened_on=date(2022, 1, 20), answer="irm")
    with pytest.raises(Refused, match="needs the proposal to end the approval first"):
        journeys.record(home, 1, answered, by=at.officer)
    sent = TerminationProposed(happened_on=date(2022, 1, 4), answer_by=date(2022, 2, 1), reason="disqualified")
    journeys.record(home, 1, sent, by=at.officer)
    journeys.record(home, 1, answered, by=at.officer)
    with pytest.raises(Refused, match="never both"):
        journeys.record(home, 1, replace(answered, answer="representations"), by=at.officer)
    ends = HouseholdDeregistered(happened_on=TODAY, reason="disqualified", initiator="service")
    with pytest.raises(Refused, match="record the IRM's recommendation"):
        journeys.record(home, 1, ends, by=at.officer)
    journeys.record(home, 1, IrmNotified(happened_on=date(2022, 1, 24)), by=at.officer)
    journeys.record(home, 1, IrmRecommended(happened_on=date(2022, 1, 28)), by=at.officer)
    journeys.record(home, 1, ends, by=at.officer)


def test_rv_6_representations_go_to_panel_before_the_approval_ends(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = at.household_id(at.approved())
    sent = TerminationProposed(happened_on=date(2022, 1, 4), answer_by=date(2022, 2, 1), reason="disqualified")
    journeys.record(home, 1, sent, by=at.officer)
    journeys.record(home, 1, TerminationAnswered(happened_on=date(2022, 1, 20)), by=at.officer)
    ends = HouseholdDeregistered(happened_on=TODAY, reason="disqualified", initiator="service")
    for heard, no in ((None, "record panel's recommendation"), ("defer", "asked for more")):
        if heard:
            panel = PanelRecommended(happened_on=date(2022, 1, 25), recommendation=heard)
            journeys.record(home, 1, panel, by=at.officer)
        with pytest.raises(Refused, match=no):
            journeys.record(home, 1, ends, by=at.officer)
    again = PanelRecommended(happened_on=date(2022, 1, 28), recommendation="terminate")
    journeys.record(home, 1, again, by=at.officer)
    journeys.record(home, 1, ends, by=at.officer)


@pytest.mark.parametrize(
    ("given_reason", "rule"),
    [
        ({}, "RV-8"),
        ({"reason": "retired", "destination": "none", "initiator": "carer"}, "RV-8"),
        ({"reason": "adoption"}, "RV-8"),  # permanence ends the approval of a kinship household only
        ({"reason": "other", "initiator": "service"}, "RV-6"),
        ({"initiator": "service"}, "RV-6"),
        ({"initiator": "service", "destination": "ifa"}, "RV-6"),
        ({"reason": "other", "destination": "ifa", "initiator": "carer"}, "RV-8"),  # OA-5: they resign like others
        ({"reason": "deceased", "destination": "ifa"}, "goes to no other service"),
    ],
)
def test_an_approval_does_not_end_without_notice_or_proposal(
    desk: Callable[..., Desk], given_reason: dict[str, str], rule: str
) -> None:
    at = desk()
    home = at.household_id(at.approved())
    with pytest.raises(Refused, match=rule):
        journeys.record(home, 1, HouseholdDeregistered(happened_on=TODAY, **given_reason), by=at.officer)


@pytest.mark.parametrize(
    ("route", "ends"),
    [
        (Route.MAINSTREAM, {"reason": "deceased"}),
        (Route.MAINSTREAM, {"reason": "administrative_error", "initiator": "service"}),
        (Route.KINSHIP, {"reason": "sgo"}),
        (Route.SUPPORTED_LODGINGS, {"initiator": "service"}),
    ],
)
def test_what_ends_an_approval_at_once(desk: Callable[..., Desk], route: Route, ends: dict[str, str]) -> None:
    at = desk()
    home = given.household(at.officer.agency_ids[0])
    begun, _ = given.approved(home, date(2021, 9, 1), 1, by=at.officer, route=route)
    journeys.record(home, begun, HouseholdDeregistered(happened_on=TODAY, **ends), by=at.officer)


def test_while_notice_runs_only_a_death_or_the_service_ends_the_approval_sooner(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = at.household_id(at.approved())
    received = NoticeReceived(happened_on=TODAY - timedelta(days=2), ends_on=TODAY + timedelta(days=26))
    journeys.record(home, 1, received, by=at.officer)
    for reason, destination in (("retired", "none"), ("administrative_error", None), ("work", "ifa")):
        ends = HouseholdDeregistered(happened_on=TODAY, reason=reason, destination=destination)
        with pytest.raises(Refused, match=r"Notice ends the approval on 26 February 2022 \(RV-8\)"):
            journeys.record(home, 1, ends, by=at.officer)
    journeys.record(home, 1, HouseholdDeregistered(happened_on=TODAY, reason="deceased"), by=at.officer)


def test_t19_whoever_recorded_the_proposal_does_not_record_the_end(desk: Callable[..., Desk]) -> None:
    at = desk()
    home, manager = at.household_id(at.approved()), person(at, "Manager")
    sent = TerminationProposed(happened_on=date(2022, 1, 2), answer_by=date(2022, 1, 30))
    journeys.record(home, 1, sent, by=manager)
    ends = HouseholdDeregistered(happened_on=TODAY, reason="standards_of_care")
    with pytest.raises(Refused, match="You recorded the proposal to end this approval"):
        journeys.record(home, 1, ends, by=manager)


def test_an_exit_interview_is_offered_and_coded(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.approved()
    path = f"/households/{reference}/journeys/1/record/exit-interview-offered"
    assert "An exit interview is for those who leave" in text(at.browser, path)
    give_notice(at, reference)
    at.browser.fill_in(path, {"happened_on": TODAY}, form=path)
    closed = path.replace("offered", "closed")
    wrong = {"happened_on": TODAY, "outcome": "declined", "said": ["support"]}
    assert at.browser.fill_in(closed, wrong, form=closed).status_code == 422
    held = {"happened_on": TODAY, "outcome": "held", "said": ["support", "money"], "again": "perhaps"}
    at.browser.fill_in(closed, held, form=closed)
    page = text(at.browser, f"/households/{reference}/ending")
    assert "It was held, 31 January 2022. They named: support from the service, fees and allowances." in page
    assert "Would they foster again? Perhaps." in text(at.browser, f"/households/{reference}")


def test_rv_8_where_one_manager_and_one_decision_maker_work_either_is_the_second_person(
    desk: Callable[..., Desk], sign_in: SignIn
) -> None:
    at = desk(Role.MANAGER)
    reference = at.approved()
    give_notice(at, reference)
    claim(at, reference)
    assert "The approval goes on." in settle(sign_in(Role.DECISION_MAKER), reference, "agree")


def test_a_claim_about_a_foreign_household_is_like_an_unknown_one(
    desk: Callable[..., Desk], sign_in: SignIn
) -> None:
    at = desk(Role.OFFICER)
    reference = at.approved()
    give_notice(at, reference)
    claim(at, reference)
    given.agency("nottingham")
    foreign = sign_in(Role.OFFICER, at="nottingham")
    token = foreign.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = foreign.post(f"/households/{reference}/ending/claims/1/agree", data={"csrf_token": token})
    assert answer.status_code == 404
    assert at.events(reference)[-1][0] == "notice_received"
