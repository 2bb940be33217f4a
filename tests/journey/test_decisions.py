"""The law around a decision: minutes, the proposal not to approve, its one answer, the IRM, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crm.journey import events
from crm.journey.decision_events import (
    AgreementSigned,
    AnswerReceived,
    ApplicantTold,
    IrmNotified,
    IrmPapersSent,
    IrmRecommended,
    MinutesReceived,
    RefusalProposed,
)
from crm.journey.ending_events import TerminationAnswered, TerminationDropped, TerminationProposed
from crm.journey.events import Event, RevisionAnswered, RevisionDropped
from crm.journey.hearings import for_panel
from crm.journey.next_steps import why_not
from crm.journey.ranges import Route
from crm.journey.routes import Rulebook, plan_from
from tests.journey.histories import RULES, History, day
from tests.journey.test_next_steps import BOOK, STAGES

PANEL, SENT = day("2021-07-01"), day("2021-07-12")
ANSWER_BY = SENT + timedelta(days=28)
# The same route where panel was switched off from the day after that panel (W-1).
OFF = [each | {"needs": ["application_received"]} for each in STAGES if each["entered_by"] != "panel_recommended"]
BOOK_WITHOUT_PANEL = Rulebook(
    RULES,
    {
        route: ((day("2011-04-01"), BOOK.plan(route, PANEL)), (PANEL + timedelta(days=1), plan_from(route, OFF)))
        for route in Route
    },
)


def reported(route: Route = Route.MAINSTREAM) -> History:
    """A journey with its report."""
    history = History()
    for text, kind in (
        ("2021-05-01", events.EnquiryReceived),
        ("2021-05-10", events.VisitCompleted),
        ("2021-05-20", events.ApplicationReceived),
        ("2021-06-20", events.ReportCompleted),
    ):
        history.tell(kind(happened_on=day(text)), route=route)
    return history


def heard(recommendation: str = "not_approve", route: Route = Route.MAINSTREAM) -> History:
    """A journey that panel has heard."""
    history = reported(route)
    history.tell(events.PanelRecommended(happened_on=PANEL, recommendation=recommendation), route=route)
    return history


def proposed() -> History:
    """The same, with the proposal not to approve."""
    history = heard()
    history.tell(RefusalProposed(happened_on=SENT, answer_by=ANSWER_BY))
    return history


def answered(answer: str) -> History:
    """The same, answered after ten days."""
    history = proposed()
    history.tell(AnswerReceived(happened_on=SENT + timedelta(days=10), answer=answer))
    return history


def said(history: History, event: Event, book: Rulebook = BOOK) -> str:
    """Why an event cannot come next; an empty text if it can."""
    household = history.household()
    return why_not(household, household.journeys[0], event, book) or ""


def later(days: int) -> events.ApprovalRefused:
    return events.ApprovalRefused(happened_on=SENT + timedelta(days=days))


def test_DM7_a_decision_not_to_approve_is_proposed_first() -> None:
    assert said(heard(), later(0)).startswith("The decision not to approve needs the proposal not to approve")
    assert not said(heard(), RefusalProposed(happened_on=SENT, answer_by=ANSWER_BY))
    more = heard("defer")
    assert "Panel has asked for more" in said(more, RefusalProposed(happened_on=SENT, answer_by=ANSWER_BY))


def test_OA2_to_hosts_of_supported_lodgings_nothing_is_proposed() -> None:
    assert not said(heard(route=Route.SUPPORTED_LODGINGS), later(0))


@pytest.mark.parametrize(("days", "possible"), [(0, True), (28, True), (29, False)])
def test_DM7_an_answer_is_in_time_until_the_28th_day(days: int, possible: bool) -> None:
    answer = AnswerReceived(happened_on=SENT + timedelta(days=days))
    assert (said(proposed(), answer) == "") == possible
    if not possible:
        assert "The time to answer the proposal ended on 9 August 2021 (DM-7)" in said(proposed(), answer)


@pytest.mark.parametrize(("days", "possible"), [(28, False), (29, True)])
def test_DM8_without_an_answer_it_is_final_after_the_28th_day(days: int, possible: bool) -> None:
    assert (said(proposed(), later(days)) == "") == possible


def test_DM7_representations_or_the_irm_and_never_both() -> None:
    again = AnswerReceived(happened_on=SENT + timedelta(days=12), answer="irm")
    assert "is on record already" in said(answered("representations"), again)
    notified = IrmNotified(happened_on=SENT + timedelta(days=12))
    assert "so the IRM has no part in it (DM-7)" in said(answered("representations"), notified)
    assert not said(answered("irm"), notified)
    panel = events.PanelRecommended(happened_on=SENT + timedelta(days=20), recommendation="approve")
    assert "only representations come back to panel (DM-8)" in said(answered("irm"), panel)


def test_DM8_representations_go_back_to_panel_before_the_decision() -> None:
    history = answered("representations")
    approval = events.HouseholdApproved(happened_on=SENT + timedelta(days=40), places=1)
    for decision in (later(40), approval):
        assert "Panel has not considered the representations" in said(history, decision)
    household = history.household()
    assert for_panel(household.journeys[0]) == "representations"
    history.tell(events.PanelRecommended(happened_on=SENT + timedelta(days=30), recommendation="approve"))
    assert for_panel(history.household().journeys[0]) is None
    assert not said(history, later(40)) and not said(history, approval)


def test_DM2_representations_that_panel_deferred_wait_for_its_next_recommendation() -> None:
    history = answered("representations")
    history.tell(events.PanelRecommended(happened_on=SENT + timedelta(days=20), recommendation="defer"))
    assert "Panel has asked for more" in said(history, later(30))


def test_DM8_after_the_irm_the_decision_waits_for_its_recommendation() -> None:
    history = answered("irm")
    assert "The IRM has not made its recommendation" in said(history, later(60))
    history.tell(IrmNotified(happened_on=SENT + timedelta(days=14)))
    history.tell(IrmPapersSent(happened_on=SENT + timedelta(days=20)))
    history.tell(IrmRecommended(happened_on=SENT + timedelta(days=50), recommendation="approve"))
    assert not said(history, later(60))
    assert not said(history, events.HouseholdApproved(happened_on=SENT + timedelta(days=60), places=1))


def test_DM3_minutes_follow_each_recommendation_once() -> None:
    history = heard("approve")
    minutes = MinutesReceived(happened_on=PANEL + timedelta(days=5))
    assert "needs panel's recommendation" in said(history, MinutesReceived(happened_on=PANEL - timedelta(days=1)))
    assert not said(history, minutes)
    history.tell(minutes)
    assert "were received on 6 July 2021 already" in said(history, minutes)
    history.tell(events.HouseholdApproved(happened_on=SENT, places=1))
    assert "It was decided already" in said(history, RefusalProposed(happened_on=SENT, answer_by=ANSWER_BY))


def test_DM4_each_decision_is_told_once_orally_and_once_in_writing() -> None:
    history = heard("approve")
    told = ApplicantTold(happened_on=SENT + timedelta(days=2), how="orally")
    assert "needs a decision" in said(history, told)
    history.tell(events.HouseholdApproved(happened_on=SENT, places=1))
    assert not said(history, told)
    history.tell(told)
    assert "told orally of the decision of 12 July 2021 already" in said(history, told)
    assert not said(history, ApplicantTold(happened_on=SENT + timedelta(days=4), how="in_writing"))


def test_DM6_the_agreement_is_signed_after_the_approval() -> None:
    history = heard("approve")
    signed = AgreementSigned(happened_on=SENT)
    assert "needs the approval" in said(history, signed)
    history.tell(events.HouseholdApproved(happened_on=SENT, places=1))
    assert not said(history, signed)
    history.tell(signed)
    assert not history.problems()
    history.tell(AgreementSigned(happened_on=SENT - timedelta(days=1)), corrects=len(history.rows))
    assert "The foster care agreement on 11 July 2021 would come before the approval" in history.problems()[0]


def test_an_answer_that_is_put_right_to_a_day_too_late_is_impossible() -> None:
    history = answered("representations")
    late = AnswerReceived(happened_on=ANSWER_BY + timedelta(days=1))
    history.tell(late, corrects=len(history.rows))
    assert "The time to answer the proposal ended" in history.problems()[0]


@pytest.mark.parametrize(
    ("recommendation", "waits"),
    [("approve", None), ("not_approve", None), ("further_report", None), ("defer", "approval")],
)
def test_PN9_what_panel_asked_for_says_whether_it_hears_them_again(recommendation: str, waits: str | None) -> None:
    history = heard(recommendation)
    assert for_panel(history.household().journeys[0]) == waits
    history.tell(events.ReportCompleted(happened_on=SENT))
    assert for_panel(history.household().journeys[0]) == "approval"


def test_a_closed_journey_waits_for_no_panel() -> None:
    history = heard("defer")
    history.tell(events.JourneyClosed(happened_on=SENT, stage="panel", initiator="applicant", reason="AW1"))
    assert for_panel(history.household().journeys[0]) is None


def closing(days: int, by: str = "service", reason: str = "not_approved") -> events.JourneyClosed:
    return events.JourneyClosed(
        happened_on=SENT + timedelta(days=days), stage="decision", initiator=by, reason=reason
    )


def test_DM7_after_panel_a_service_ends_a_journey_by_a_decision_and_not_by_closing_it() -> None:
    for recommendation in ("approve", "not_approve", "defer"):
        for days in (0, -40):  # nor by a day before panel
            assert "record the proposal not to approve, which the applicant has 28 days to answer (DM-7)" in said(
                heard(recommendation), closing(days)
            )
        assert not said(heard(recommendation), closing(0, "applicant", "AW1"))
    assert not said(heard(route=Route.SUPPORTED_LODGINGS), closing(0))


@pytest.mark.parametrize("answer", [None, "representations", "irm"])
def test_DM8_while_a_proposal_runs_a_service_waits_for_its_end(answer: str | None) -> None:
    history = answered(answer) if answer else proposed()
    assert "The proposal not to approve of 12 July 2021 is running" in said(history, closing(40))
    assert "(DM-8)" in said(history, closing(40))
    assert not said(history, closing(40, "applicant", "withdrew_after_determination"))


def test_W1_without_panel_a_report_is_decided_on_and_not_closed() -> None:
    history = reported()
    assert not said(history, closing(0))
    assert "The assessment report on 20 June 2021 is on record" in said(history, closing(0), BOOK_WITHOUT_PANEL)


@pytest.mark.parametrize("asked", ["defer", "further_report"])
def test_W1_nobody_waits_for_a_panel_that_is_no_step_any_more(asked: str) -> None:
    history = heard(asked)
    for decision in (
        RefusalProposed(happened_on=SENT, answer_by=ANSWER_BY),
        events.HouseholdApproved(happened_on=SENT, places=1),
    ):
        assert "Panel has asked for more" in said(history, decision)
        assert not said(history, decision, BOOK_WITHOUT_PANEL)


def test_DM10_each_determination_has_its_own_way_to_the_irm() -> None:
    history = answered("irm")
    told = history.tell
    told(IrmNotified(happened_on=day("2021-07-24")))
    told(IrmRecommended(happened_on=day("2021-08-24")))
    assert "is on record already: correct it instead" in said(history, IrmNotified(happened_on=day("2021-08-25")))
    told(events.HouseholdApproved(happened_on=day("2021-09-01"), places=2))
    notified = IrmNotified(happened_on=day("2022-02-01"))
    assert "No proposal waits for the IRM" in said(history, notified)
    sent, by = day("2022-01-04"), day("2022-02-01")
    for number, end in enumerate((TerminationDropped, RevisionDropped, TerminationDropped)):
        start = sent + timedelta(days=100 * number)
        if end is RevisionDropped:
            told(events.RevisionProposed(happened_on=start, places=1))
            told(RevisionAnswered(happened_on=start + timedelta(days=5), answer="irm"))
        else:
            told(TerminationProposed(happened_on=start, answer_by=by + timedelta(days=100 * number)))
            told(TerminationAnswered(happened_on=start + timedelta(days=5), answer="irm"))
        recommended = IrmRecommended(happened_on=start + timedelta(days=40), recommendation="approve")
        assert "needs the IRM's notification" in said(history, recommended)
        assert not said(history, IrmNotified(happened_on=start + timedelta(days=9)))
        told(IrmNotified(happened_on=start + timedelta(days=9)))
        told(events.TermsChanged(happened_on=start + timedelta(days=10), places=2, cause="adjustment"))
        assert not said(history, recommended)
        told(recommended)
        assert "is on record already" in said(history, replace(recommended, recommendation="not_approve"))
        told(end(happened_on=start + timedelta(days=50)))
        assert "No proposal waits" in said(history, IrmNotified(happened_on=start + timedelta(days=51)))
    assert not history.problems()


def test_DM1_whoever_transfers_in_is_approved_when_the_other_approval_has_ended_and_not_before() -> None:
    history = heard("approve", route=Route.TRANSFER_IN)
    approval = events.HouseholdApproved(happened_on=SENT, places=2)
    assert "Say on which day the approval by the other service ended" in said(history, approval)
    later = replace(approval, left_there_on=SENT + timedelta(days=1))
    assert "approved by the other service until 13 July 2021" in said(history, later)
    for days in (0, -30):
        assert not said(history, replace(approval, left_there_on=SENT + timedelta(days=days)))
    assert not said(heard("approve"), approval)
    kept = events.to_data(later)
    assert events.from_data(later.kind, SENT, kept) == later
