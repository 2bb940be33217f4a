"""The funnel, cohort view: the enquiries of a period, each followed to the known-on day (KP-2 to KP-4).

What is followed is the enquiry's own journey, and any later journey of the household in the same population that
began before its next counted enquiry. Each enquiry is at one step, the furthest that it came to, and either goes on
there or has ended there: so in every line those who came so far = those who came further + ended + still there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import Table, func, select

from crm import clock
from crm.extensions import db
from crm.journey import flow
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    EnquiryReceived,
    HouseholdApproved,
    JourneyClosed,
    VisitCompleted,
)
from crm.journey.history import Row
from crm.journey.history import standing as what_stands
from crm.journey.household import Journey
from crm.journey.ranges import Population, population_of
from crm.journey.routes import Rulebook
from crm.ledger.cluster import as_row
from crm.ledger.tables import EventRecord, StageEntry, TieRecord
from crm.register import settings
from crm.reports import in_play, narrowed, standing
from crm.reports.figures import Figure
from crm.reports.in_play import TOLD
from crm.reports.kept import Heirs
from crm.reports.lines import AT_ONCE, Line, entries, holders
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.standing import Standing
from crm.reports.steps import STEPS, Part, Step

ENTRY, EVENT, TIE = (cast(Table, each.__table__).c for each in (StageEntry, EventRecord, TieRecord))
OF_ENQUIRIES = ENTRY.kind + ""  # of some journeys: as it stands, SQLite reads every posting of the kind


MADE_BY: Mapping[str, Step] = {
    EnquiryReceived.kind: Step.ENQUIRY,
    VisitCompleted.kind: Step.VISIT,
    ApplicationReceived.kind: Step.APPLICATION,
    HouseholdApproved.kind: Step.APPROVAL,
}
OVER = (JourneyClosed, ApprovalRefused)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
Key = tuple[Population, Step, Part]


@dataclass(frozen=True, slots=True)
class Case:
    """An enquiry, how far it came, and whether it goes on there: with the rows to show for it."""

    enquiry: Line
    furthest: Step
    goes_on: bool
    rows: Mapping[Step, Row]  # what first brought it so far; none of a step that is not on record
    at_end: Row | None  # what ended it, or by which it stands where it is
    places: int = 0
    places_now: int = 0

    def parts(self) -> Iterator[tuple[Step, Part, int]]:
        """All that the case counts for."""
        for step in STEPS[: STEPS.index(self.furthest) + 1]:
            yield step, Part.REACHED, 1
        yield self.furthest, Part.THERE if self.goes_on else Part.ENDED, 1
        if self.furthest is Step.APPROVAL:
            yield self.furthest, Part.PLACES, self.places
            if self.places_now:
                yield self.furthest, Part.PLACES_NOW, self.places_now

    def row(self, step: Step, part: Part) -> Row | None:
        """The row to show for a part: of a step that is not on record, that of the next one that is."""
        if part in (Part.ENDED, Part.THERE, Part.PLACES_NOW):
            return self.at_end
        after = STEPS[STEPS.index(step) :]
        return next((self.rows[each] for each in after if each in self.rows), None)


def cohort(
    scope: Scope, period: Period, known_on: KnownOn, standings: Sequence[Standing]
) -> Mapping[Key, int] | None:
    """How many enquiries of a period came how far, by population; None where nothing of it can be known yet."""
    if not known_on.begun(period):
        return None
    found: Counter[Key] = Counter()
    for each in cases(scope, known_on.counted(period), known_on.before, standings):
        for step, part, quantity in each.parts():
            found[Population(each.enquiry.population), step, part] += quantity
    return found


def value(
    scope: Scope, period: Period, known_on: KnownOn, figure: Figure, populations: Collection[Population]
) -> int | None:
    """One number of the block."""
    found = cohort(scope, period, known_on, standing.approvals(scope.agency_ids, known_on.before))
    if found is None:
        return None
    return sum(found.get((each, Step(figure.about), Part(figure.line)), 0) for each in populations)


def lines(
    scope: Scope, figure: Figure, counted: Period, before: datetime, standings: Sequence[Standing]
) -> Iterator[Line]:
    """The enquiries behind one of these numbers, each with the event that brought it there."""
    for step, part, line in told(scope, counted, before, standings):
        if (step, part) == (figure.about, figure.line):
            yield line


def told(
    scope: Scope, counted: Period, before: datetime, standings: Sequence[Standing]
) -> Iterator[tuple[Step, Part, Line]]:
    """Every line of the block."""
    found = list(cases(scope, counted, before, standings))
    homes = holders(sorted({each.enquiry.journey_id for each in found}))
    for each in found:
        own = replace(each.enquiry, household_id=homes[each.enquiry.journey_id])
        for step, part, quantity in each.parts():
            yield step, part, _line(own, each.row(step, part), quantity)


def _line(enquiry: Line, row: Row | None, quantity: int) -> Line:
    if row is None:
        return enquiry
    return replace(
        enquiry,
        event_id=row.id,
        what=row.event.kind,
        quantity=quantity,
        on=row.event.happened_on,
        recorded_at=row.recorded_at,
    )


def cases(scope: Scope, counted: Period, before: datetime, standings: Sequence[Standing]) -> Iterator[Case]:
    """Every enquiry counted in a period, followed to the day that ended at a moment, as it was known then."""
    day = clock.day_of(before - TICK)
    asked = ENTRY.kind == EnquiryReceived.kind, ENTRY.effective_on.between(counted.first, counted.last)
    every = entries(StageEntry, scope.agency_ids, asked, before, tied_before=before)
    enquiries = list(narrowed.lines(scope, before, every))
    if not enquiries:
        return
    homes = _homes(sorted({each.household_id for each in enquiries}), before)
    journeys = _journeys(sorted(homes), in_play.of_agencies(scope.agency_ids, counted, before), before)
    owned = _owned(homes, journeys, _counted(sorted(homes), before))
    heirs = Heirs(standings)
    books = {agency_id: settings.rulebook_known(agency_id, before) for agency_id in scope.agency_ids}
    for each in enquiries:
        mine = [journeys[key] for key in owned.get(each.event_id, ()) if key in journeys]
        yield _case(each, mine, day, books[each.agency_id], heirs)


def _case(enquiry: Line, journeys: Sequence[Journey], day: date, rulebook: Rulebook, heirs: Heirs) -> Case:
    happened = [row for journey in journeys for row in journey.rows if row.event.happened_on <= day]
    if len(journeys) > 1:  # the rows of one are in order
        happened.sort(key=lambda row: row.order)
    rows: dict[Step, Row] = {}
    for row in happened:
        if (step := MADE_BY.get(row.event.kind)) is not None:
            rows.setdefault(step, row)
    furthest = max(rows, key=STEPS.index, default=Step.ENQUIRY)
    if furthest is Step.APPROVAL:
        return _approved(enquiry, journeys, rows, day, heirs)
    stand = [found[1] for journey in journeys if (found := flow.stands(journey, day, rulebook))]
    over = [row for row in happened if isinstance(row.event, OVER)]
    return Case(enquiry, furthest, bool(stand), rows, next(reversed(stand or over), None))


def _approved(
    enquiry: Line, journeys: Sequence[Journey], rows: Mapping[Step, Row], day: date, heirs: Heirs
) -> Case:
    """One that came to an approval: whether that, or what took its place, stands; and with how many places."""
    every = [each for journey in journeys if (each := heirs.of(journey.id)) and each.begins_on <= day]
    # What took the place of another of these is the same beds, and no more of them.
    first = [each for each in every if not each.reclassified_in] or every
    last = {each.journey_id: each for each in (heirs.on(one, day) for one in every)}
    places_now = sum(each.places_on(day) for each in last.values() if each.open_on(day))
    goes_on = [each.approved for each in last.values() if each.open_on(day)]
    ended = [each.ended for each in last.values() if each.ended is not None]
    return Case(
        enquiry,
        Step.APPROVAL,
        bool(goes_on),
        rows,
        next(reversed(goes_on or ended), None),
        places=sum(each.places_on(each.begins_on - DAY) for each in first),
        places_now=places_now,
    )


def _owned(
    homes: Mapping[int, int], journeys: Mapping[int, Journey], counted: Mapping[int, tuple[int, date]]
) -> dict[int, list[int]]:
    """The journeys that each counted enquiry is followed along, by the number of its event."""
    asked: defaultdict[tuple[int, Population], list[tuple[date, int, int]]] = defaultdict(list)
    for event_id, (journey_id, day) in counted.items():
        if journey_id in journeys:
            key = homes[journey_id], population_of(journeys[journey_id].route)
            asked[key].append((day, event_id, journey_id))
    own = {
        journey_id: event_id for found in asked.values() for _, event_id, journey_id in sorted(found, reverse=True)
    }
    owned: defaultdict[int, list[int]] = defaultdict(list)
    for journey_id, journey in journeys.items():
        begun = journey.rows[0].event.happened_on
        before = (each for each in asked[homes[journey_id], population_of(journey.route)] if each[0] <= begun)
        last = max(before, default=None)
        if journey_id in own:
            owned[own[journey_id]].append(journey_id)
        elif last is not None:
            owned[last[1]].append(journey_id)
    return owned


def _homes(households: Sequence[int], before: datetime) -> dict[int, int]:
    """The household of each journey that is, or was, one of these households', as was known."""
    found: dict[int, int] = {}
    for some in _chunks(households):
        theirs = select(TIE.journey_id).where(TIE.household_id.in_(some), TIE.recorded_at < before)
        ties = select(TIE.journey_id, TIE.household_id).where(TIE.journey_id.in_(theirs), TIE.recorded_at < before)
        found |= {row.journey_id: row.household_id for row in db.session.execute(ties.order_by(TIE.id))}
    return found


def _journeys(journey_ids: Sequence[int], read: Mapping[int, Journey], before: datetime) -> dict[int, Journey]:
    """These journeys with what stands of each until its approval, as was known; some have been read already."""
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for some in _chunks([each for each in journey_ids if each not in read]):
        told = EVENT.journey_id.in_(some), EVENT.kind.in_(TOLD), EVENT.recorded_at < before
        for record in db.session.execute(select(*EVENT).where(*told).order_by(EVENT.id)):
            rows[record.journey_id].append(as_row(record))
    stand = {key: what_stands(own) for key, own in rows.items()}
    others = {key: Journey(key, own[0].route, tuple(own)) for key, own in stand.items() if own}
    found = {key: read.get(key) or others.get(key) for key in journey_ids}
    return {key: journey for key, journey in found.items() if journey is not None}


def _counted(journey_ids: Sequence[int], before: datetime) -> dict[int, tuple[int, date]]:
    """Every enquiry of these journeys that counts, by its event: its journey and its day."""
    found: dict[int, tuple[int, date]] = {}
    key = ENTRY.event_id, ENTRY.journey_id, ENTRY.effective_on
    for some in _chunks(journey_ids):
        posted = select(*key).where(
            ENTRY.journey_id.in_(some), OF_ENQUIRIES.in_((EnquiryReceived.kind,)), ENTRY.recorded_at < before
        )
        for event_id, journey_id, day in db.session.execute(
            posted.group_by(*key).having(func.sum(ENTRY.quantity) > 0)
        ):
            found[event_id] = journey_id, day
    return found


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
