"""The requests of carers to change what they offer: the queue, one of them with its effect, and how many wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey import limits
from crm.journey.asking import Wish
from crm.journey.ranges import Terms
from crm.ledger.cluster import load
from crm.people import merging, profile, requests
from crm.people.merging import stands_for
from crm.people.request_tables import RangeRequest
from crm.people.requests import AHEAD, OFFERED, SENT
from crm.people.tables import Household
from crm.reads import asked, look, places_used, searching
from crm.reads.asked import Asked
from crm.reads.filters import Filters
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.places_used import Used
from crm.reads.sharing import within
from crm.register import settings
from crm.register.tables import Agency

ALL = "all"
STATES = (SENT, OFFERED, ALL)
MOST_EXPORTED = 5000  # rows a file


@dataclass(frozen=True, slots=True)
class Line:
    """A request of the queue: what it asks, by which carer, and who works with the household."""

    number: int
    reference: str
    name: str | None
    agency_id: int
    agency: str
    state: str
    asked_at: datetime
    asked_by: str
    wish: Wish
    worker: str | None


@dataclass(frozen=True, slots=True)
class Queue(Paged):
    """A page of requests, the longest waiting first, and how many there are in each state."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    several: bool


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """A request and its household's head; `beds` is what the places would grow or shrink by, and in which book."""

    household: HouseholdSeen
    asked: Asked
    used: Used | None
    population: str | None
    warnings: tuple[str, ...]

    @property
    def beds(self) -> int:
        """By how many beds the book would change on the day that the change takes effect (B-5)."""
        now, then = self.asked.now, self._then
        return then.places - now.places if now and then else 0

    @property
    def crowded(self) -> int:
        """How many children live there beyond the places that were asked for."""
        then = self._then
        return max(0, self.used.filled - then.places) if self.used and then else 0

    @property
    def _then(self) -> Terms | None:
        return self.asked.offer.then if self.asked.offer else self.asked.then


@look
def queue(filters: Filters, state: str, by: Actor) -> Queue:
    """A page of those in a state (empty: that wait for the service). Which households were shown goes on record."""
    every = _lines(filters, by)
    found = [each for each in every if state == ALL or each.state == (state or SENT)]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in rows), (each.agency_id for each in rows), by)
    counts = Counter(each.state for each in every)
    counts[ALL] = len(every)
    return Queue(rows, len(found), page, pages, counts, len(by.agency_ids) > 1)


@look
def export(filters: Filters, state: str, reason: str, by: Actor) -> tuple[Line, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    found = [each for each in _lines(filters, by) if state == ALL or each.state == (state or SENT)][:MOST_EXPORTED]
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return tuple(found)


@look
def one(number: int, by: Actor) -> RequestSeen:
    """A request with what it would do; NotFound where the household is not the asker's to see. A look on record."""
    reference = db.session.scalar(
        select(Household.reference).where(
            Household.id == requests.home_of(number), Household.agency_id.in_(by.agency_ids), within(by)
        )
    )
    if reference is None:
        raise NotFound("There is no such request")
    history = load_history(reference, by)
    seen_on_record(history.identity, ["range request"], by)
    found = next(each for each in asked.of_home(history.identity.id, history.household) if each.number == number)
    today = clock.today()
    approval = history.household.approval_on(today)
    used = places_used.of_households([history.identity.id], today).get(history.identity.id)
    then = found.offer.then if found.offer else found.then
    limit = int(settings.value("usual_fostering_limit", history.identity.agency_id, today))
    rooms = profile.of_home(history.identity.id).spare_bedrooms
    return RequestSeen(
        household=seen(history),
        asked=found,
        used=used,
        population=approval.population if approval else None,
        warnings=limits.warnings(limits.Home(then, limit, rooms=rooms)) if then and found.is_open else (),
    )


def waiting(by: Actor) -> int:
    """How many requests wait for an answer of the service, among the households that the asker sees."""
    chosen = select(func.count()).select_from(RangeRequest)
    chosen = chosen.join(Household, Household.id == RangeRequest.household_id)
    mine = RangeRequest.agency_id.in_(by.agency_ids), RangeRequest.state == SENT, _seen(by)
    return db.session.scalar(chosen.where(*mine)) or 0


def _seen(by: Actor) -> ColumnElement[bool]:
    """That the record, or the one that stands for it, is among those that the asker sees."""
    return stands_for().in_(select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by)))


def _lines(filters: Filters, by: Actor) -> list[Line]:
    """Every request that the search and the filters leave, the longest waiting first."""
    rows = db.session.execute(_chosen(filters, by)).all()
    homes = merging.kept({row.RangeRequest.household_id for row in rows})
    known = {
        row.id: row
        for row in db.session.execute(
            select(
                Household.id, Household.reference, Household.name, Household.worker_id, Agency.name.label("agency")
            )
            .join(Agency, Agency.id == Household.agency_id)
            .where(Household.id.in_(set(homes.values())))
        )
    }
    names = names_of([*(row.RangeRequest.asked_by for row in rows), *(row.worker_id for row in known.values())])
    states = _states([row.RangeRequest for row in rows], homes)
    return [_line(row.RangeRequest, known[homes[row.RangeRequest.household_id]], names, states) for row in rows]


def _line(row: RangeRequest, home: Any, names: Any, states: dict[int, str]) -> Line:
    return Line(
        number=row.id,
        reference=home.reference,
        name=home.name,
        agency_id=row.agency_id,
        agency=home.agency,
        state=states[row.id],
        asked_at=row.asked_at,
        asked_by=names[row.asked_by],
        wish=requests.wish_of(row),
        worker=names[home.worker_id] if home.worker_id else None,
    )


def _states(rows: Sequence[RangeRequest], homes: dict[int, int]) -> dict[int, str]:
    """Where each stands; the households of those that were offered are folded, for what came of the offer."""
    states = {row.id: row.state for row in rows}
    offered = [row for row in rows if row.state in (OFFERED, AHEAD)]
    for agency_id in {row.agency_id for row in offered}:
        own = [row for row in offered if row.agency_id == agency_id]
        clusters = load(agency_id, [homes[row.household_id] for row in own])
        for row in own:
            home = homes[row.household_id]
            folded = clusters[home].fold(home, settings.rulebook(agency_id))
            states[row.id] = asked.state_of(row, folded)
    return states


def _chosen(filters: Filters, by: Actor) -> Select[Any]:
    chosen = select(RangeRequest).join(Household, Household.id == RangeRequest.household_id)
    chosen = chosen.where(RangeRequest.agency_id.in_(by.agency_ids), _seen(by))
    if filters.q:
        chosen = chosen.where(stands_for().in_(searching.ids(filters.q, by)))
    if filters.agency:
        chosen = chosen.where(RangeRequest.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    return chosen.order_by(RangeRequest.asked_at, RangeRequest.id)
