"""What can be recorded next on a journey, why the rest cannot, and what would be unusual."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from crm.journey.care_events import CARE
from crm.journey.deadlines import add_months
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
from crm.journey.decisions import ANSWERED, CONTINUE, NOT_APPROVE, untold
from crm.journey.ending_events import (
    ExitInterviewClosed,
    ExitInterviewOffered,
    TerminationAnswered,
    TerminationDropped,
    TerminationProposed,
)
from crm.journey.events import (
    KINDS,
    Event,
    HoldEnded,
    HoldStarted,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
    PanelRecommended,
    ReviewCompleted,
    RevisionAnswered,
    RevisionDropped,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Household, Journey, fold
from crm.journey.judging import judged
from crm.journey.kinship_events import (
    ADOPTERS,
    REFERRAL,
    AdopterApprovalEnded,
    AdopterApprovedForChild,
    KinReferred,
)
from crm.journey.of_routes import is_of, stays
from crm.journey.problems import problems
from crm.journey.ranges import Population, Route
from crm.journey.routes import Plan, Rulebook
from crm.journey.saying import SAID, said, sentence
from crm.journey.temporary import temporaries
from crm.journey.temporary_events import (
    TEMPORARY,
    TemporarilyApproved,
    TemporaryApprovalExtended,
    TemporaryApprovalKept,
)
from crm.journey.transfer_events import TRANSFER, ResignedElsewhere, TransferNoticed

ANSWERS = frozenset(each.kind for each in ANSWERED)  # a proposal says until when each can be given
# What can follow whatever a route's plan says. Each is refused by the rules until its time has come.
FOLLOWING: tuple[type[Event], ...] = (
    MinutesReceived,
    RefusalProposed,
    AnswerReceived,
    IrmNotified,
    IrmPapersSent,
    IrmRecommended,
    ApplicantTold,
    AgreementSigned,
    ReviewCompleted,
    RevisionProposed,
    RevisionAnswered,
    *CARE,
    TermsChanged,
    RevisionDropped,
    NoticeReceived,
    TerminationProposed,
    TerminationAnswered,
    TerminationDropped,
    HouseholdDeregistered,
    ExitInterviewOffered,
    ExitInterviewClosed,
    HoldStarted,
    HoldEnded,
    *REFERRAL,
    *TEMPORARY,
    *ADOPTERS,
    *TRANSFER,
    JourneyClosed,
    JourneyReopened,
)
UNBOUND = 10**18  # the number of a row that is not recorded yet: after every other


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of event, and whether it can be recorded on a journey.

    `refused` says why not, in words, or is None. `by` is the last day that it can bear, where today is too late.
    `passed` says that the journey has gone beyond the stage that it would enter, `recorded` that there is one.
    """

    kind: str
    refused: str | None = None
    by: date | None = None
    passed: bool = False
    recorded: bool = False


def next_steps(household: Household, journey: Journey, rulebook: Rulebook, today: date) -> tuple[Step, ...]:
    """Every kind of event that this journey's route knows, in the order of its plan, and whether it is possible."""
    plan = rulebook.plan(journey.route, today)
    reached = _reached(journey, plan)
    found = []
    for place, kind in enumerate(_kinds(plan, journey)):
        if kind == TransferNoticed.kind and stays(household, journey):
            continue
        lacks = [need for need in plan.needs(kind) if not any(row.event.kind == need for row in journey.rows)]
        recorded = any(row.event.kind == kind for row in journey.rows)
        refused, by = _judged(household, journey, rulebook, kind, today)
        if refused and lacks and not recorded:
            refused = f"{sentence(SAID[kind])} needs {SAID[lacks[0]]} first."
        found.append(Step(kind, refused, by, place < reached, recorded))
    return tuple(found)


def _kinds(plan: Plan, journey: Journey) -> Iterator[str]:
    for stage in plan.stages:
        yield stage.entered_by
        if stage.entered_by == HouseholdApproved.kind:
            yield "approval_refused"
    for kind in FOLLOWING:
        if not plan.has(kind.kind) and is_of(kind, journey):
            yield kind.kind


def _reached(journey: Journey, plan: Plan) -> int:
    """How many kinds of the plan lie before or at the furthest stage that the journey has entered."""
    order = list(_kinds(plan, journey))
    return max((order.index(row.event.kind) for row in journey.rows if row.event.kind in order), default=-1)


def _judged(
    household: Household, journey: Journey, rulebook: Rulebook, kind: str, today: date
) -> tuple[str | None, date | None]:
    """Why a kind cannot be recorded, or the last day that it can bear if that is not today."""
    first: str | None = None
    for day in _days(household, journey, kind, today):
        probe = _probe(kind, day, journey, rulebook)
        if isinstance(probe, HouseholdApproved) and may_take_over(household, journey, day):
            probe = replace(probe, instead_of=(Population.MAINSTREAM,))
        refused = why_not(household, journey, probe, rulebook)
        if refused is None:
            return None, None if day == today else day
        first = first or refused
    return first, None


def may_take_over(household: Household, journey: Journey, day: date) -> bool:
    """Whether a kinship approval of a day can take the place of the mainstream one that stands then (B-7)."""
    stands = household.approval_on(day)
    mainstream = stands is not None and stands.population is Population.MAINSTREAM
    return mainstream and journey.route is Route.KINSHIP


def _days(household: Household, journey: Journey, kind: str, today: date) -> Iterator[date]:
    """Today, and the days before which late news still fits: the journey's end, and its beginning.

    An answer that came inside its time may be recorded after it (DM-7, RV-6).
    """
    yield today
    ends = [each.ends_on for each in household.approvals if each.journey_id == journey.id and each.ends_on]
    if journey.closed_by is not None:
        ends.append(journey.closed_by.event.happened_on)
    given = (each.granted if each.in_full else each.until for each in temporaries(journey))
    ends.extend(day - timedelta(days=1) for day in given if day is not None)
    if kind in ANSWERS:
        ends.extend(day for row in journey.rows if (day := getattr(row.event, "answer_by", None)) is not None)
    yield from (day for day in sorted(ends, reverse=True) if day < today)
    if journey.rows and journey.rows[0].event.happened_on < today:
        yield journey.rows[0].event.happened_on


def _probe(kind: str, day: date, journey: Journey, rulebook: Rulebook) -> Event:
    """An event of a kind with nothing in it that could be refused for its own sake."""
    if kind == HouseholdApproved.kind:
        return HouseholdApproved(happened_on=day, places=1, left_there_on=day)
    if kind == PanelRecommended.kind:
        approved = journey.first(HouseholdApproved)
        after = approved is not None and approved.event.happened_on < day
        return PanelRecommended(happened_on=day, recommendation=CONTINUE if after else NOT_APPROVE)
    if kind == NoticeReceived.kind:
        return NoticeReceived(happened_on=day, ends_on=day + timedelta(days=rulebook.rules.notice_days.on(day)))
    if kind == HouseholdDeregistered.kind:  # a death needs nothing before it
        return HouseholdDeregistered(happened_on=day, reason=min(rulebook.rules.dying, default=None))
    if kind == RefusalProposed.kind:
        return RefusalProposed(happened_on=day, answer_by=day)
    if kind == TerminationProposed.kind:
        return TerminationProposed(happened_on=day, answer_by=day)
    if kind == TemporarilyApproved.kind:
        return TemporarilyApproved(happened_on=day, named_children=("1",), ends_on=day + timedelta(days=1))
    if kind == KinReferred.kind:
        return KinReferred(happened_on=day, named_children=("1",))
    if kind == AdopterApprovedForChild.kind:
        return AdopterApprovedForChild(happened_on=day, named_children=("1",))
    if kind == AdopterApprovalEnded.kind:
        return AdopterApprovalEnded(happened_on=day, ends_on=day)
    if kind == TemporaryApprovalExtended.kind:
        until = day + timedelta(days=1)
        return TemporaryApprovalExtended(happened_on=day, ends_on=until, panel_asked_on=day, iro_told_on=day)
    if kind == TemporaryApprovalKept.kind:
        return TemporaryApprovalKept(happened_on=day, panel_asked_on=day, iro_told_on=day)
    if kind == ResignedElsewhere.kind:
        return ResignedElsewhere(happened_on=day, ends_on=day)
    if kind == ApplicantTold.kind:
        return ApplicantTold(happened_on=day, how=untold(journey))
    return KINDS[kind](happened_on=day)


def why_not(household: Household, journey: Journey, event: Event, rulebook: Rulebook) -> str | None:
    """Why this event cannot be recorded next on this journey, in words; None if it can."""
    if event.once:
        earlier = journey.first(type(event))
        if earlier is not None:
            day = said(earlier.event.happened_on)
            return f"{sentence(SAID[event.kind])} is on record already, on {day}: correct it instead."
    if no := judged(household, journey, event, rulebook):
        return no
    news = Row(UNBOUND, journey.id, journey.route, event, recorded_at=datetime.max.replace(tzinfo=UTC))
    rows = sorted(
        (row for each in household.journeys for row in (*each.rows, *((news,) if each is journey else ()))),
        key=lambda row: row.order,
    )
    return next((problem.message for problem in problems(fold(rows, rulebook.rules), rulebook.rules)), None)


def unusual(journey: Journey, event: Event, plan: Plan, gap_months: int) -> Iterator[str]:
    """What is possible and yet rarely right: steps out of their order, or years after the one before (T54).

    Steps that need the same run side by side, as Stage 1 and Stage 2 may. `gap_months` is how long a journey
    may rest before the next step looks like a slip of the keyboard.
    """
    order = [stage.entered_by for stage in plan.stages]
    if event.kind not in order:
        return
    place, day = order.index(event.kind), event.happened_on
    for row in journey.rows:
        if row.event.kind not in order or plan.needs(row.event.kind) == plan.needs(event.kind):
            continue
        other = order.index(row.event.kind)
        if (other < place and row.event.happened_on > day) or (other > place and row.event.happened_on < day):
            when = "before" if day < row.event.happened_on else "after"
            yield (
                f"{sentence(SAID[event.kind])} on {said(day)} would be {when} {SAID[row.event.kind]} "
                f"on {said(row.event.happened_on)}."
            )
    before = [row for row in journey.rows if row.event.happened_on <= day]
    if before and add_months(before[-1].event.happened_on, gap_months) < day:
        last = before[-1].event
        yield f"{said(day)} is a long time after {SAID[last.kind]} on {said(last.happened_on)}."


def following(plan: Plan, recorded: Collection[str]) -> str | None:
    """The kind of event that takes a journey on from what is recorded of it, or what that one still lacks.

    None where nothing of the plan is ahead. Whether it can be recorded today is the rules' to say (`next_steps`).
    """
    order = [stage.entered_by for stage in plan.stages]
    reached = max((order.index(kind) for kind in recorded if kind in order), default=-1)
    wanted = next(iter(order[reached + 1 :]), None)
    asked: set[str] = set()
    while wanted is not None and wanted not in asked:
        asked.add(wanted)
        lacks = [need for need in plan.needs(wanted) if need not in recorded]
        wanted = lacks[0] if lacks else wanted
    return wanted
