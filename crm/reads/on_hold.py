"""All that is on hold: journeys that pause, and approved places that cannot be used for a while.

Why places are on hold by the service is told to those alone who may see what was raised (docs/decisions/028).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey import holds
from crm.journey.hold_events import HoldStarted
from crm.journey.household import Journey
from crm.journey.routes import APPROVED, NOTICE
from crm.ledger.tables import EventRecord, HouseholdNow
from crm.people.concern_tables import Concern
from crm.people.concerns import may_see
from crm.people.merging import stands_for
from crm.people.placement_tables import Unavailability
from crm.people.tables import Household
from crm.reads import concerns, look, numbers, ways
from crm.reads.choices import Choices, of_agency, own_names
from crm.reads.filters import HOME, Filters, at_home
from crm.reads.names import names_of
from crm.reads.noted import note_concerns, note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.workers import staff
from crm.register.tables import Agency

JOURNEY, PLACES = "journey", "places"
LATE, OPEN, AHEAD, ALL = "late", "open", "ahead", "all"
STATES = (JOURNEY, PLACES, LATE, OPEN, AHEAD, ALL)
# What a child needs of a place, or what follows from the approval: nobody has put that on hold.
NO_HOLD = (
    *("staying_put", "needs_of_child", "for_sibling", "named_child", "parent_in_place", "adoption_or_sgo"),
    "notice_running",
)
MOST_EXPORTED = 5000  # holds a file
Home = Mapping[str, Any]  # what a row says of its household
NOW, SHUT, EVENT = HouseholdNow.__table__.c, Unavailability.__table__.c, EventRecord.__table__.c


@dataclass(frozen=True, slots=True)
class Held:
    """A hold of a journey or of places. `look_on`: the day to look at it again, or from which places can be used.

    `number` is the journey's, or that of the record of the places. `concern`: what was raised and holds them, with
    its kind; only for those who may know.
    """

    reference: str
    name: str | None
    area: str | None
    agency_id: int
    agency: str
    worker: str | None
    kind: str
    number: int
    route: str
    places: int | None
    reason: str | None
    since: date
    look_on: date | None
    by: str
    choices: Choices
    concern: tuple[int, str] | None = None

    def states(self, today: date) -> frozenset[str]:
        """Which of STATES it is: what begins later is nothing else yet."""
        if self.since > today:
            return frozenset({AHEAD, ALL})
        late = {LATE} if self.kind == JOURNEY and self.look_on and self.look_on <= today else set()
        return frozenset({self.kind, ALL, *late, *({OPEN} if self.look_on is None else ())})


@dataclass(frozen=True, slots=True)
class Paused:
    """A journey of a household that is on hold, and who recorded that."""

    home: int
    journey: Journey
    hold: holds.Hold
    recorded_by: int | None


@dataclass(frozen=True, slots=True)
class Holds(Paged):
    """A page of them, and how many there are of each state."""

    rows: tuple[Held, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    several: bool


@look
def listing(filters: Filters, state: str, by: Actor) -> Holds:
    """A page of what is on hold today, or of one of STATES, the longest first; who was shown goes on record."""
    every, today = _every(filters, by), clock.today()
    found = [each for each in every if _is_shown(each, state, today)]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in rows), (each.agency_id for each in rows), by)
    told = [each for each in rows if each.concern]
    note_concerns((each.reference for each in told), (each.agency_id for each in told), by, reason=None)
    counts = Counter(name for each in every for name in each.states(today))
    return Holds(rows, len(found), page, pages, counts, len(by.agency_ids) > 1)


@look
def export(filters: Filters, state: str, reason: str, by: Actor) -> tuple[Held, ...]:
    """The same as a file, MOST_EXPORTED at most, without what was raised; the asking goes on record, with why."""
    today = clock.today()
    found = [each for each in _every(filters, by) if _is_shown(each, state, today)][:MOST_EXPORTED]
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return tuple(found)


def _is_shown(row: Held, state: str, today: date) -> bool:
    states = row.states(today)
    return state in states if state else AHEAD not in states


def _every(filters: Filters, by: Actor) -> list[Held]:
    """What is on hold today or will be, the longest first, in a constant number of queries."""
    paused, shut = _paused(by.agency_ids), _shut(by.agency_ids, clock.today())
    homes = _homes({*(each.home for each in paused), *(row.home for row in shut)}, filters, by)
    found = [
        *_journeys((each for each in paused if each.home in homes), homes),
        *_places([row for row in shut if row.home in homes], homes, by),
    ]
    asked = [each for each in found if filters.route in ("", each.route)]
    return sorted(asked, key=lambda each: (each.since, each.reference, each.kind, each.number))


def _journeys(paused: Iterable[Paused], homes: Mapping[int, Home]) -> Iterator[Held]:
    every = list(paused)
    numbered = numbers.of_journeys({each.home for each in every})
    names = names_of(each.recorded_by for each in every)
    for each in every:
        yield Held(
            **homes[each.home],
            kind=JOURNEY,
            number=numbered.get(each.journey.id, 0),
            route=each.journey.route,
            places=None,
            reason=each.hold.reason,
            since=each.hold.since,
            look_on=each.hold.review_on,
            by=names[each.recorded_by],
        )


def _places(shut: Sequence[Any], homes: Mapping[int, Home], by: Actor) -> Iterator[Held]:
    names = names_of(row.added_by for row in shut)
    raised = _raised([row.id for row in shut], by) if shut and may_see(by) else {}
    for row in shut:
        yield Held(
            **homes[row.home],
            kind=PLACES,
            number=row.id,
            route=row.route,
            places=row.places,
            reason=row.reason,
            since=row.from_on,
            look_on=row.to_on,
            by=names[row.added_by],
            concern=raised.get(row.id),
        )


def _homes(household_ids: Collection[int], filters: Filters, by: Actor) -> dict[int, Home]:
    """Whose holds these are, as far as the filters leave them: what a row says of the household."""
    columns = (HOME.id, HOME.reference, HOME.name, HOME.area, HOME.agency_id, HOME.worker_id)
    own = HOME.id.in_(household_ids), HOME.agency_id.in_(by.agency_ids), HOME.merged_into_id.is_(None)
    chosen = select(*columns).where(*own, *at_home(filters, by))
    if filters.agency:
        chosen = chosen.where(HOME.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    workers, agencies = staff(by).holders, dict(own_names(by))
    said = {each: of_agency(each) for each in by.agency_ids}
    return {
        row.id: {
            "reference": row.reference,
            "name": row.name,
            "area": row.area,
            "agency_id": row.agency_id,
            "agency": agencies[row.agency_id],
            "worker": workers.get(row.worker_id),
            "choices": said[row.agency_id],
        }
        for row in db.session.execute(chosen)
    }


def _paused(agency_ids: Collection[int]) -> list[Paused]:
    """The journeys that are on hold."""
    began = select(EVENT.journey_id).where(EVENT.kind == HoldStarted.kind, EVENT.agency_id.in_(agency_ids))
    which = and_(ways.WAY.agency_id.in_(agency_ids), ways.WAY.journey_id.in_(began))
    going_on = ways.under_way(which)
    home_of = {way.journey_id: key for key, found in going_on.items() for way in found}
    running = {}
    for journey in ways.journeys(which, going_on).values():
        if hold := holds.running(journey):
            first = next(row.id for row in journey.all(HoldStarted) if row.event.happened_on == hold.since)
            running[first] = journey, hold
    chosen = select(EVENT.id, EVENT.recorded_by).where(EVENT.id.in_(running))
    rows = db.session.execute(chosen.order_by(EVENT.id)).all()
    return [Paused(home_of[running[row.id][0].id], *running[row.id], row.recorded_by) for row in rows]


def _shut(agency_ids: Collection[int], today: date) -> list[Any]:
    """Places of households that are approved today which are on hold, or will be."""
    home = stands_for().label("home")
    columns = (SHUT.id, SHUT.places, SHUT.reason, SHUT.from_on, SHUT.to_on, SHUT.added_by, home, NOW.route)
    joined = Unavailability.__table__.join(Household.__table__, HOME.id == SHUT.household_id)
    chosen = select(*columns).select_from(joined.join(HouseholdNow.__table__, NOW.household_id == stands_for()))
    chosen = chosen.where(
        SHUT.agency_id.in_(agency_ids),
        SHUT.removed_at.is_(None),
        SHUT.reason.not_in(NO_HOLD),
        or_(SHUT.to_on.is_(None), SHUT.to_on > today),
        NOW.stage.in_((APPROVED, NOTICE)),
        NOW.approved_on <= today,
        or_(NOW.ends_on.is_(None), NOW.ends_on > today),
    )
    return list(db.session.execute(chosen.order_by(SHUT.id)))


def _raised(numbers_of_places: Collection[int], by: Actor) -> dict[int, tuple[int, str]]:
    """What was raised and holds these places, among what the asker is near to: its number and kind.

    A concern knows the first record of its places; what was put right since follows it.
    """
    chosen = select(Concern.closure_id, Concern.id, Concern.kind).join(
        Household, Household.id == Concern.household_id
    )
    known = {
        row.closure_id: (row.id, row.kind)
        for row in db.session.execute(
            chosen.where(
                Concern.agency_id.in_(by.agency_ids),
                Concern.closure_id.is_not(None),
                Concern.removed_at.is_(None),
                stands_for().in_(concerns.near_homes(by)),
            )
        )
    }
    follows = select(SHUT.id, SHUT.follows_id).where(
        SHUT.agency_id.in_(by.agency_ids), SHUT.follows_id.is_not(None)
    )
    before = {row.id: row.follows_id for row in db.session.execute(follows)}
    found = {}
    for number in numbers_of_places if known else ():
        first = number
        while first in before:
            first = before[first]
        if first in known:
            found[number] = known[first]
    return found
