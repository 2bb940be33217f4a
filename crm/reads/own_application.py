"""What applicants see of their own application: steps, what is waited for and from whom, visits, and how it ended.

Never what came of a check, what a reference or a report says, or what panel recommended. Of a proposal not to
approve nothing is said here before they were told in person, or would have been by rule DM-4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey import holds
from crm.journey.deadlines import due
from crm.journey.decision_events import AnswerReceived, ApplicantTold, RefusalProposed
from crm.journey.events import ApplicationReceived, ApprovalRefused, JourneyClosed
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.routes import Plan
from crm.journey.working_days import BeyondCalendar
from crm.ledger.now import application_on
from crm.people import merging
from crm.people.visit_tables import Visit
from crm.reads import panels
from crm.reads.own_checks import Awaited, awaited
from crm.reads.own_home import Own
from crm.register import deadlines, holidays, settings

TOLD_OF = ("initial", "assessment", "other")  # of visits; an unannounced one is told of nobody beforehand
GOING_ON, PROPOSED, ANSWERED, REFUSED, WITHDRAWN, CLOSED = (
    *("going_on", "proposed", "answered", "refused"),
    *("withdrawn", "closed"),
)
IRM = "irm"
APPLICANT = "applicant"
TELLING = "DM-4"  # by when applicants are told of a decision: orally, then in writing


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way, by the kind of its event; `on` is the day on which it was done. `now`: it is the next."""

    kind: str
    on: date | None
    now: bool


@dataclass(frozen=True, slots=True)
class VisitAhead:
    """A visit that is booked."""

    purpose: str
    place: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Application:
    """An application as its applicants see it. `state` is GOING_ON or what became of it, since `since`.

    `answer_by` is the last day to answer a proposal not to approve; `irm`: it was answered to the IRM.
    `at_stage_one`: it was closed before panel had it, where there is neither panel nor IRM to turn to (S1-D4).
    """

    state: str
    since: date | None
    answer_by: date | None
    irm: bool
    at_stage_one: bool
    paused_since: date | None
    steps: tuple[Step, ...]
    awaited: tuple[Awaited, ...]
    here: int  # how many checks have arrived
    visits: tuple[VisitAhead, ...]
    panel_on: date | None

    @property
    def goes_on(self) -> bool:
        """Whether something can still come of it."""
        return self.state in (GOING_ON, PROPOSED, ANSWERED)


def application_of(found: Own, by: Actor) -> Application | None:
    """The application of whoever asks; None for who is approved, or was, with nothing new under way.

    The caller puts the look on record.
    """
    today = clock.today()
    journey = application_on(found.folded, today)
    if journey is None:
        return None
    state, row = _state(journey, today)
    held = holds.running(journey)
    proposed = journey.first(RefusalProposed)
    answered = journey.first(AnswerReceived)
    applied = journey.first(ApplicationReceived) is not None
    waits, here = awaited(found, journey, by) if state == GOING_ON and applied else ((), 0)
    panel = panels.next_panel(journey.id) if state in (GOING_ON, ANSWERED) else None
    plan = settings.rulebook(found.agency_id).plan(journey.route, journey.rows[-1].event.happened_on)
    return Application(
        state=state,
        since=row.event.happened_on if row else None,
        answer_by=getattr(proposed.event, "answer_by", None) if proposed and state == PROPOSED else None,
        irm=getattr(answered.event, "answer", None) == IRM if answered else False,
        at_stage_one=proposed is None,
        paused_since=held.since if held and state == GOING_ON else None,
        steps=tuple(_steps(journey, plan)),
        awaited=waits,
        here=here,
        visits=tuple(_visits(found.household.id)),
        panel_on=panel.held_on if panel else None,
    )


def _state(journey: Journey, today: date) -> tuple[str, Row | None]:
    """Where an application stands as its applicants may know it, and the event that says so."""
    closing = journey.closed_by
    if closing is not None:
        assert isinstance(closing.event, JourneyClosed)  # noqa: S101 - what `closed_by` is
        return (WITHDRAWN if closing.event.initiator == APPLICANT else CLOSED), closing
    refused, proposed = journey.first(ApprovalRefused), journey.first(RefusalProposed)
    if refused is not None and _is_told(journey, refused, today):
        return REFUSED, refused
    if proposed is None or not _is_told(journey, proposed, today):
        return GOING_ON, None
    answered = journey.first(AnswerReceived)
    return (ANSWERED, answered) if answered else (PROPOSED, proposed)


def _is_told(journey: Journey, decided: Row, today: date) -> bool:
    """Whether they were told of a decision, or its last day for that is over."""
    if any(row.order > decided.order for row in journey.all(ApplicantTold)):
        return True
    try:
        last = due(deadlines.rules()[TELLING], decided.event.happened_on, holidays.statutory_calendar())[-1].on
    except BeyondCalendar:
        return True
    return today > last


def _steps(journey: Journey, plan: Plan) -> Iterator[Step]:
    """The plan's steps. One that was passed without being recorded is left out, unless a later one waits for it."""
    days: dict[str, date] = {}
    for row in journey.rows:
        days.setdefault(row.event.kind, row.event.happened_on)
    reached = max((place for place, stage in enumerate(plan.stages) if stage.entered_by in days), default=-1)
    needed = {kind for stage in plan.stages[reached + 1 :] for kind in stage.needs}
    next_one = True
    for place, stage in enumerate(plan.stages):
        on = days.get(stage.entered_by)
        if on is None and place < reached and stage.entered_by not in needed:
            continue
        yield Step(stage.entered_by, on, now=on is None and next_one)
        next_one = next_one and on is not None


def _visits(household_id: int) -> Iterator[VisitAhead]:
    own = Visit.household_id.in_(merging.together(household_id)), Visit.state == "booked"
    chosen = select(Visit).where(*own, Visit.purpose.in_(TOLD_OF), Visit.starts_at > clock.now())
    for row in db.session.scalars(chosen.order_by(Visit.starts_at, Visit.id)):
        yield VisitAhead(row.purpose, row.place, row.starts_at, row.minutes)
