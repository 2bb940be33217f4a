"""What initial visits mean for journeys: the step is the first of them, whatever was entered first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import journeys
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import StruckOut, VisitCompleted
from crm.journey.history import Row
from crm.journey.household import Household as Folded
from crm.journey.household import Journey
from crm.journey.saying import said
from crm.journey.under_way import under_way
from crm.ledger import cluster
from crm.ledger.latest import latest
from crm.people import approached, merging
from crm.people.tables import Household
from crm.people.visit_tables import Visit
from crm.register import settings

AT_THE_VISIT = (
    "This is the step of a visit that is on record. Put the visit right, on the timeline: the step follows its "
    "day, and goes where the visit did not take place."
)
LATE = "known_late"  # of the correction reasons: an earlier visit was entered after a later one


def require_past(household: Household, purpose: str, on: date) -> None:
    """Refuse a visit that is entered after its day where it has a page of its own, or comes before the enquiry."""
    if purpose not in ("initial", "other"):
        raise Refused(
            "This is past. A supervision visit is recorded under ‘Record a supervision visit’; a session of an "
            "assessment is booked before it takes place.",
            field="on",
        )
    asked = [each.rows[0].event.happened_on for each in under_way(folded(household))]
    if purpose == "initial" and asked and on < min(asked):
        raise Refused(f"They enquired on {said(min(asked))}: enter that day or a later one.", field="on")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that a visit has put on record: as it stands, and the journey."""

    visit: Visit
    row: Row
    journey: Journey

    def is_served_by(self, visit: Visit) -> bool:
        """Whether a visit can be this step: it came after they had asked."""
        return clock.day_of(visit.starts_at) >= self.journey.rows[0].event.happened_on


def is_one(household_id: int, event_id: int) -> bool:
    """Whether an event that stands is the step of a visit that took place."""
    visits = _visits(merging.numbered(household_id))
    stands = (latest(each.event_id) for each in visits if each.event_id and each.state == approached.DONE)
    return any(each is not None and each[0] == event_id for each in stands)


def follow(household: Household, visit: Visit, *, by: Actor, because: str = LATE) -> None:
    """Let the steps of the household's journeys follow an initial visit that was recorded, or put right.

    A step has the day of the first visit that there was for it. Where that did not take place after all the next
    takes its place, and where there is none the step is struck out. Refused where a later step rests on it.
    """
    visits = _visits(household)
    steps = list(_steps(folded(household), visits))
    own = next((each for each in steps if each.visit is visit), None)
    if own is None:
        if visit.state == approached.DONE:
            _place(household, visit, steps, by)
        return
    taken = {each.visit.id for each in steps if each is not own}
    free = [each for each in visits if each.state == approached.DONE and each.id not in taken]
    first = next((each for each in free if own.is_served_by(each)), visit if visit in free else None)
    _put(household, own, first, because, by)
    if first is not None and first is not visit and visit in free:
        _place(household, visit, (), by)


def settle(household: Household, *, by: Actor) -> None:
    """Let every initial visit that took place find its step, the first first: two have parted."""
    for visit in _visits(household):
        if visit.state == approached.DONE and visit.event_id is None:
            _place(household, visit, list(_steps(folded(household), _visits(household))), by)


def _place(household: Household, visit: Visit, steps: Sequence[_Step], by: Actor) -> None:
    """Find a visit its step: that of a later visit, or one that a journey waits for; there may be none."""
    day = clock.day_of(visit.starts_at)
    later = [each for each in steps if each.row.event.happened_on > day and each.is_served_by(visit)]
    for step in later:
        try:
            _put(household, step, visit, LATE, by)
        except Refused:
            continue
        _place(household, step.visit, (), by)
        return
    visit.event_id = journeys.record_where_due(household.id, VisitCompleted(happened_on=day), by=by)


def _put(household: Household, step: _Step, visit: Visit | None, because: str, by: Actor) -> None:
    """Let a step be that of a visit; of none, then it is struck out."""
    event_id, event = step.row.id, step.row.event
    if visit is None:
        journeys.correct(household.id, event_id, StruckOut(happened_on=clock.today()), reason=because, by=by)
        step.visit.event_id = None
        return
    day = clock.day_of(visit.starts_at)
    if event.happened_on != day:
        event_id = journeys.correct(household.id, event_id, replace(event, happened_on=day), reason=because, by=by)
    step.visit.event_id = None
    visit.event_id = event_id


def _visits(household: Household) -> list[Visit]:
    """The initial visits of a household that were not struck out, the first first."""
    own = Visit.household_id.in_(merging.together(household.id)), Visit.purpose == approached.INITIAL
    found = select(Visit).where(*own, Visit.struck_at.is_(None)).order_by(Visit.starts_at, Visit.id)
    return list(db.session.scalars(found))


def _steps(home: Folded, visits: Sequence[Visit]) -> Iterator[_Step]:
    rows = {row.id: (row, journey) for journey in home.journeys for row in journey.rows}
    for visit in visits:
        stands = latest(visit.event_id) if visit.event_id is not None else None
        if stands is not None and stands[0] in rows:
            yield _Step(visit, *rows[stands[0]])


def folded(household: Household) -> Folded:
    """A household as its journeys stand."""
    rulebook = settings.rulebook(household.agency_id)
    return cluster.load(household.agency_id, [household.id])[household.id].fold(household.id, rulebook)
