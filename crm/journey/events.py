"""Each thing that can happen on a journey: past tense, permanent, without names or addresses.

An event's class is its kind. `rank` puts events of one day in the order in which they can have happened.
Texts in an event are codes of the agency's lists, or references; the labels are in `crm.words`.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, ClassVar

from crm.journey.care_events import CARE
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
from crm.journey.ending_events import ENDING
from crm.journey.event import Event as Event
from crm.journey.hold_events import HoldEnded as HoldEnded
from crm.journey.hold_events import HoldStarted as HoldStarted
from crm.journey.kinship_events import ADOPTERS, REFERRAL
from crm.journey.range_events import ReviewCompleted as ReviewCompleted
from crm.journey.range_events import RevisionAnswered as RevisionAnswered
from crm.journey.range_events import RevisionDropped as RevisionDropped
from crm.journey.range_events import RevisionProposed as RevisionProposed
from crm.journey.range_events import TermsChanged as TermsChanged
from crm.journey.temporary_events import TEMPORARY
from crm.journey.transfer_events import TRANSFER


@dataclass(frozen=True, kw_only=True, slots=True)
class EnquiryReceived(Event):
    """Someone asked about fostering; whether it counts is the 90-day rule's answer (ST-4)."""

    kind: ClassVar[str] = "enquiry_received"
    rank: ClassVar[int] = 0
    source: str | None = None
    employer: str | None = None
    campaign: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstContactMade(Event):
    """The service and the enquirer spoke, in both directions."""

    kind: ClassVar[str] = "first_contact_made"
    rank: ClassVar[int] = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitCompleted(Event):
    """The initial visit took place."""

    kind: ClassVar[str] = "visit_completed"
    rank: ClassVar[int] = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplicationReceived(Event):
    """The household applied and the service decided to assess (reg 26(1), ST-5)."""

    kind: ClassVar[str] = "application_received"
    rank: ClassVar[int] = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class StageOneCompleted(Event):
    """The last mandatory Stage 1 information was obtained (S1-D2)."""

    kind: ClassVar[str] = "stage_one_completed"
    rank: ClassVar[int] = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentStarted(Event):
    """The Stage 2 assessment began; it may run beside Stage 1."""

    kind: ClassVar[str] = "assessment_started"
    rank: ClassVar[int] = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportCompleted(Event):
    """The assessment report is ready: `full`, or `brief`, which can never approve (S2-8)."""

    kind: ClassVar[str] = "report_completed"
    rank: ClassVar[int] = 6
    once: ClassVar[bool] = False
    report: str = "full"


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelRecommended(Event):
    """The fostering panel made a recommendation (PN-9)."""

    kind: ClassVar[str] = "panel_recommended"
    rank: ClassVar[int] = 7
    once: ClassVar[bool] = False
    recommendation: str = "approve"


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseholdApproved(Event):
    """The decision maker approved, on these terms; `happened_on` is the day of the decision (B-3).

    `left_there_on`: of whoever transfers in, the day on which the approval there ended, and is outside it (DM-1).
    `instead_of`: mainstream, where a kinship approval takes the place of that one (B-7).
    """

    kind: ClassVar[str] = "household_approved"
    rank: ClassVar[int] = 8
    places: int
    age_from: int | None = None
    age_to: int | None = None
    offers: tuple[str, ...] = ()
    named_children: tuple[str, ...] = ()
    transferred_from: str | None = None
    left_there_on: date | None = None
    siblings_extra: int | None = None
    parent_and_child: int | None = None
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRefused(Event):
    """The decision maker decided not to approve, and that is final."""

    kind: ClassVar[str] = "approval_refused"
    rank: ClassVar[int] = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeReceived(Event):
    """Written notice of resignation was received; the approval ends on `ends_on`, come what may (RV-8).

    The day is stored with the event, so that a later change of the rule does not move it (DC-5).
    """

    kind: ClassVar[str] = "notice_received"
    rank: ClassVar[int] = 10
    ends_on: date
    reason: str | None = None
    destination: str | None = None
    initiator: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseholdDeregistered(Event):
    """The approval ended; `happened_on` is the effective end, and may lie ahead (B-4).

    `reason_given` keeps a reason that is not on the agency's list as it was written.
    """

    kind: ClassVar[str] = "household_deregistered"
    rank: ClassVar[int] = 11
    reason: str | None = None
    destination: str | None = None
    initiator: str | None = None
    reason_given: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class JourneyClosed(Event):
    """The journey ended without an approval: at which stage, by whom, and why.

    `told_on`: where the service refused at Stage 1, the day of its notice in writing, with full reasons (S1-D1).
    """

    kind: ClassVar[str] = "journey_closed"
    rank: ClassVar[int] = 12
    once: ClassVar[bool] = False
    stage: str | None = None
    initiator: str | None = None
    reason: str | None = None
    told_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class JourneyReopened(Event):
    """A closed journey goes on."""

    kind: ClassVar[str] = "journey_reopened"
    rank: ClassVar[int] = 12
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StruckOut(Event):
    """A correction: the event it points back to did not happen."""

    kind: ClassVar[str] = "struck_out"
    rank: ClassVar[int] = 13
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn(Event):
    """A row of a history load was taken back: as if it had never been recorded."""

    kind: ClassVar[str] = "withdrawn"
    rank: ClassVar[int] = 13
    once: ClassVar[bool] = False


_EVERY: tuple[type[Event], ...] = (
    EnquiryReceived,
    FirstContactMade,
    VisitCompleted,
    ApplicationReceived,
    StageOneCompleted,
    AssessmentStarted,
    ReportCompleted,
    PanelRecommended,
    HouseholdApproved,
    ApprovalRefused,
    ReviewCompleted,
    RevisionProposed,
    RevisionAnswered,
    RevisionDropped,
    TermsChanged,
    NoticeReceived,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    HoldStarted,
    HoldEnded,
    MinutesReceived,
    RefusalProposed,
    AnswerReceived,
    IrmNotified,
    IrmPapersSent,
    IrmRecommended,
    ApplicantTold,
    AgreementSigned,
    *CARE,
    *ENDING,
    *REFERRAL,
    *TEMPORARY,
    *ADOPTERS,
    *TRANSFER,
    StruckOut,
    Withdrawn,
)
KINDS: dict[str, type[Event]] = {each.kind: each for each in _EVERY}
# Fields that hold a day, and fields that hold several texts.
_DAYS = frozenset(
    {"ends_on", "left_there_on", "review_on", "answer_by", "panel_asked_on", "iro_told_on", "told_on"}
)
_SEVERAL = frozenset({"offers", "named_children", "said", "no_longer", "children", "instead_of", "matters"})
MARKS = (StruckOut, Withdrawn)  # they speak of other rows, and are nothing in themselves

# The kinds of which an event cannot be made from its day alone.
NEEDS_DATA = frozenset(
    kind for kind, each in KINDS.items() for field in fields(each)
    if field.name != "happened_on" and field.default is MISSING
)  # fmt: skip

_FIELDS = {
    each: tuple((f.name, f.default) for f in fields(each) if f.name != "happened_on") for each in KINDS.values()
}


def employer_of(event: Event) -> str | None:
    """The employer that an enquiry names."""
    return event.employer if isinstance(event, EnquiryReceived) else None


def to_data(event: Event) -> dict[str, Any]:
    """The event's own fields for keeping, without its day; what is as by default is left out."""
    data: dict[str, Any] = {}
    for name, default in _FIELDS[type(event)]:
        value = getattr(event, name)
        if value != default:
            data[name] = value.isoformat() if isinstance(value, date) else value
    return data


def from_data(kind: str, happened_on: date, data: dict[str, Any]) -> Event:
    """The event that was kept."""
    if not data:
        return KINDS[kind](happened_on=happened_on)
    given = dict(data)
    for name, value in data.items():
        if name in _SEVERAL:
            given[name] = tuple(value)
        elif name in _DAYS:
            given[name] = date.fromisoformat(value)
    return KINDS[kind](happened_on=happened_on, **given)
