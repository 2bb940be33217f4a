"""What the law asks around a decision: panel, the proposal not to approve, its one answer, and who was told.

Rules PN-9, S2-8 and DM-2 to DM-10. A refusal is a sentence; None means that nothing speaks against it.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from crm.journey.ending_events import TerminationAnswered, TerminationDropped
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    PanelRecommended,
    ReportCompleted,
    RevisionAnswered,
    RevisionDropped,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.rule_ids import rule
from crm.journey.saying import SAID, said, sentence

APPROVE, NOT_APPROVE, DEFER, FURTHER_REPORT = "approve", "not_approve", "defer", "further_report"
ON_APPROVALS = CONTINUE, REVISE, TERMINATE = ("continue", "revise", "terminate")  # of reviews and proposals (PN-9)
ASKS_FOR_MORE = (DEFER, FURTHER_REPORT)
MORE = "Panel has asked for more: record its next recommendation first (DM-2)."
APPROVAL, REPRESENTATIONS, IRM = "approval", "representations", "irm"
ORALLY, IN_WRITING = "orally", "in_writing"
SERVICE = "service"  # who closed a journey, where it was not the applicant
DECIDED = (RefusalProposed, HouseholdApproved, ApprovalRefused)
ENDED = (HouseholdApproved, ApprovalRefused)
# Answers to a proposal (DM-7, RV-6), each with what settles that proposal.
SETTLED: Mapping[type[Event], tuple[type[Event], ...]] = {
    AnswerReceived: ENDED,
    TerminationAnswered: (TerminationDropped, HouseholdDeregistered),
    RevisionAnswered: (RevisionDropped, TermsChanged, HouseholdDeregistered),
}
ANSWERED = tuple(SETTLED)

# What must stand on the journey, on or before the day of each; whatever the agency's plan says.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    MinutesReceived.kind: (PanelRecommended.kind,),
    AnswerReceived.kind: (RefusalProposed.kind,),
    IrmNotified.kind: (AnswerReceived.kind,),
    IrmPapersSent.kind: (IrmNotified.kind,),
    IrmRecommended.kind: (IrmNotified.kind,),
    AgreementSigned.kind: (HouseholdApproved.kind,),
}


def needs(kind: str, route: Route, *, panel: bool) -> tuple[str, ...]:
    """What a kind of event needs by law; `panel`: whether panel is a step of the journey's route then (W-1).

    Hosts of supported lodgings are not foster carers: nothing is proposed to them before it is final (OA-2).
    """
    if kind == ApprovalRefused.kind:
        hosts = route == Route.SUPPORTED_LODGINGS
        return (ApplicationReceived.kind,) if hosts else (RefusalProposed.kind,)
    if kind == RefusalProposed.kind:
        return (PanelRecommended.kind if panel else ReportCompleted.kind,)
    return _NEEDS.get(kind, ())


def refusal(journey: Journey, event: Event, *, panel: bool) -> str | None:
    """Why an event cannot come next on a journey that has what it needs; None if it can. `panel`: as in `needs`."""
    if isinstance(event, PanelRecommended):
        return _recommend(journey, event)
    if isinstance(event, MinutesReceived):
        return _minutes(journey, event)
    if isinstance(event, RefusalProposed):
        return _over(journey, event) or (asked_for_more(journey, event) if panel else None)
    if isinstance(event, AnswerReceived):
        return _over(journey, event)
    if isinstance(event, IrmNotified | IrmPapersSent | IrmRecommended):
        return _irm(journey, event)
    if isinstance(event, HouseholdApproved | ApprovalRefused):
        return _decide(journey, event)
    return _told(journey, event) if isinstance(event, ApplicantTold) else None


def without_minutes(journey: Journey, event: Event) -> str | None:
    """Why a decision waits where panel is a step: it is made on panel's recommendation and final minutes (DM-3).

    What is proposed, and not answered, becomes final on the minutes that were there for the proposal.
    """
    heard, had = (_last(journey, kind, by=event) for kind in (PanelRecommended, MinutesReceived))
    proposed = _last(journey, RefusalProposed, by=event)
    settled = isinstance(event, ApprovalRefused) and proposed and heard and heard.order < proposed.order
    if not isinstance(event, DECIDED) or heard is None or settled:
        return None
    if had and had.event.happened_on >= heard.event.happened_on:  # also where what panel said was put right since
        return None
    return (
        "The decision is made on panel's recommendation and its final minutes (DM-3), and that the decision maker "
        f"had those of {said(heard.event.happened_on)} by {said(event.happened_on)} is not on record: record the "
        "receipt of panel's minutes first."
    )


def decided_by_closing(journey: Journey, event: JourneyClosed, *, panel: bool) -> str | None:
    """Why a service cannot end a journey by closing it: it is for a decision now, with its 28 days (DM-7).

    That is once panel has recommended, on whatever day, or has a report and is no step (W-1). Hosts of supported
    lodgings are not foster carers (OA-2).
    """
    if event.initiator != SERVICE or journey.route == Route.SUPPORTED_LODGINGS or journey.first(ApprovalRefused):
        return None
    withdrew = "If the applicant withdraws, say that they ended it."
    proposed = journey.first(RefusalProposed)
    if proposed is not None:
        return (
            f"The proposal not to approve of {said(proposed.event.happened_on)} is running, so the service ends "
            f"this by its decision: record the decision not to approve when its time has come (DM-8). {withdrew}"
        )
    waits = _last(journey, PanelRecommended) or (None if panel else _last(journey, ReportCompleted))
    if waits is None:
        return None
    return (
        f"{sentence(_name(waits))} is on record, so the service ends this by a decision: record the proposal not "
        f"to approve, which the applicant has 28 days to answer (DM-7). {withdrew}"
    )


def unheard(journey: Journey, given: Row, event: Event) -> str | None:
    """Why what was proposed to a carer waits: their answer goes to panel, or to the IRM, first (RV-6, as DM-8)."""
    to_irm = getattr(given.event, "answer", None) == IRM
    kind = IrmRecommended if to_irm else PanelRecommended
    since = [
        row for row in journey.all(kind) if row.order > given.order and row.event.happened_on <= event.happened_on
    ]
    if not since:
        who = "the IRM's" if to_irm else "panel's"
        return f"The carer has answered the proposal: record {who} recommendation on it first (RV-6, DM-8)."
    last = since[-1].event
    return MORE if isinstance(last, PanelRecommended) and last.recommendation in ASKS_FOR_MORE else None


def untold(journey: Journey) -> str:
    """How the applicant has still to be told of the latest decision; `orally` where they were told both ways."""
    told = _told_since(journey, _last(journey, *DECIDED))
    return next((how for how in (ORALLY, IN_WRITING) if how not in told), ORALLY)


def for_panel(journey: Journey) -> tuple[str, Row] | None:
    """What panel is to hear before a decision, and what waits for it: `approval`, `representations`, or nothing."""
    heard = _last(journey, PanelRecommended)
    said_then = heard.event.recommendation if heard and isinstance(heard.event, PanelRecommended) else None
    answered = journey.first(AnswerReceived)
    if answered and isinstance(answered.event, AnswerReceived) and answered.event.answer == REPRESENTATIONS:
        again = heard is None or heard.order < answered.order or said_then in ASKS_FOR_MORE
        return (REPRESENTATIONS, answered) if again else None
    report = _last(journey, ReportCompleted)
    if report is None or journey.first(RefusalProposed):
        return None
    if heard is None or report.order > heard.order:
        return APPROVAL, report
    return (APPROVAL, heard) if said_then == DEFER else None


def _recommend(journey: Journey, event: PanelRecommended) -> str | None:
    """On a brief report panel asks for a further one or says no (S2-8); representations come back to it (DM-8)."""
    if no := _of_its_kind(journey, event):
        return no
    report = _last(journey, ReportCompleted, by=event)
    brief = report is not None and isinstance(report.event, ReportCompleted) and report.event.report == "brief"
    if brief and event.recommendation in (APPROVE, DEFER):
        return "On a brief report panel can only ask for a further report, or recommend not to approve (S2-8)."
    answered = journey.first(AnswerReceived)
    back = isinstance(answered.event, AnswerReceived) and answered.event.answer if answered else None
    if journey.first(RefusalProposed) and not journey.first(HouseholdApproved) and back != REPRESENTATIONS:
        return "After a proposal not to approve, only representations come back to panel (DM-8)."
    return None


def _of_its_kind(journey: Journey, event: PanelRecommended) -> str | None:
    """Before an approval panel says whether to approve, after it whether the approval goes on (PN-9)."""
    approved = journey.first(HouseholdApproved)
    after = approved is not None and approved.event.happened_on < event.happened_on
    before = approved is None or event.happened_on < approved.event.happened_on
    if after and event.recommendation in (APPROVE, NOT_APPROVE, FURTHER_REPORT):
        return "The household is approved: panel recommends whether the approval goes on, and how (PN-9)."
    if before and event.recommendation in ON_APPROVALS:
        return "Nothing was approved by then: panel recommends whether to approve (PN-9)."
    return None


def _minutes(journey: Journey, event: MinutesReceived) -> str | None:
    heard, had = _last(journey, PanelRecommended, by=event), _last(journey, MinutesReceived, by=event)
    if heard and had and had.order > heard.order:
        return f"The minutes of that panel were received on {said(had.event.happened_on)} already."
    return _over(journey, event)


def _decide(journey: Journey, event: Event) -> str | None:
    """After a proposal the decision waits for the answer's own way to its end: panel again, or the IRM (DM-8)."""
    answered = journey.first(AnswerReceived)
    if answered is None or not isinstance(answered.event, AnswerReceived):
        return None
    if answered.event.answer == IRM:
        reviewed = _last(journey, IrmRecommended, by=event)
        return None if reviewed else "The IRM has not made its recommendation: the decision waits for it (DM-8)."
    heard = _last(journey, PanelRecommended, by=event)
    if heard is None or heard.order < answered.order:
        return "Panel has not considered the representations: the decision waits for it (DM-8)."
    return asked_for_more(journey, event)


def _irm(journey: Journey, event: Event) -> str | None:
    """The IRM's part in each determination, each step of it once: notification, papers, recommendation (DM-9)."""
    answer = _last(journey, *ANSWERED, by=event)
    if answer is None or _is_settled(journey, answer, event):
        over = "No proposal waits for the IRM: record first that they applied to it (DM-7)."
        return over if journey.first(HouseholdApproved) else _over(journey, event) or over
    if getattr(answer.event, "answer", None) != IRM:
        whose = "applicant" if isinstance(answer.event, AnswerReceived) else "carer"
        return f"The {whose} made representations to the service, so the IRM has no part in it (DM-7)."
    since = [row for row in journey.rows if row.order > answer.order]
    had = next((row for row in since if type(row.event) is type(event)), None)
    if had is not None:
        return f"{sentence(_name(had))} is on record already: correct it instead."
    notified = [row for row in since if isinstance(row.event, IrmNotified)]
    if isinstance(event, IrmNotified) or any(row.event.happened_on <= event.happened_on for row in notified):
        return None
    return f"{sentence(SAID[event.kind])} needs {SAID[IrmNotified.kind]}, on or before {said(event.happened_on)}."


def _is_settled(journey: Journey, answer: Row, event: Event) -> bool:
    """Whether what was answered is settled by an event's day; what only puts the books right settles nothing."""
    last = _last(journey, *SETTLED[type(answer.event)], by=event)
    books = last is not None and isinstance(last.event, TermsChanged) and last.event.basis is None
    return last is not None and last.order > answer.order and not books


def asked_for_more(journey: Journey, event: Event) -> str | None:
    """Why a decision waits: the latest that panel said until its day was that it wants more (DM-2)."""
    heard = _last(journey, PanelRecommended, by=event)
    if heard and isinstance(heard.event, PanelRecommended) and heard.event.recommendation in ASKS_FOR_MORE:
        return MORE
    return None


def _told(journey: Journey, event: ApplicantTold) -> str | None:
    """Each decision is told once orally and once in writing (DM-4)."""
    decided = _last(journey, *DECIDED, by=event)
    if decided is None:
        by = f"on or before {said(event.happened_on)}{rule(event.kind)}"
        return f"{sentence(SAID[event.kind])} needs a decision, {by}."
    if event.how in _told_since(journey, decided):
        how = "orally" if event.how == ORALLY else "in writing"
        return f"They were told {how} of the decision of {said(decided.event.happened_on)} already."
    return None


def _told_since(journey: Journey, decided: Row | None) -> set[str]:
    return {
        row.event.how
        for row in journey.all(ApplicantTold)
        if isinstance(row.event, ApplicantTold) and (decided is None or row.order > decided.order)
    }


def _over(journey: Journey, event: Event) -> str | None:
    """Why nothing more leads to a decision: it was made."""
    made = _last(journey, *ENDED, by=event)
    return f"It was decided already: {_name(made)}." if made else None


def _last(journey: Journey, *kinds: type[Event], by: Event | None = None) -> Row | None:
    """The latest row of these kinds, on or before the day of an event."""
    rows = [
        row
        for row in journey.rows
        if isinstance(row.event, kinds) and (by is None or row.event.happened_on <= by.happened_on)
    ]
    return rows[-1] if rows else None


def _name(row: Row) -> str:
    return f"{SAID[row.event.kind]} on {said(row.event.happened_on)}"
