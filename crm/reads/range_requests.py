"""The requests of carers to change what they offer: the queue, one of them with its effect, and how many wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm import clock
from crm.actor import Actor
from crm.journey import limits
from crm.journey.asking import Wish
from crm.journey.ranges import Terms
from crm.ledger.cluster import load
from crm.people import profile, requests
from crm.people.request_tables import RangeRequest
from crm.people.requests import AHEAD, OFFERED, SENT
from crm.reads import asked, look, places_used, sent_by_carers
from crm.reads.asked import Asked
from crm.reads.filters import Filters
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.places_used import Used
from crm.reads.sent_by_carers import ALL, Queue
from crm.register import settings

STATES = (SENT, OFFERED, AHEAD, ALL)


@dataclass(frozen=True, slots=True)
class Line(sent_by_carers.Line):
    """A request of the queue: what it asks, by which carer, and who works with the household."""

    wish: Wish


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
def queue(filters: Filters, state: str, by: Actor) -> Queue[Line]:
    """A page of those in a state (empty: that wait for the service). Which households were shown goes on record."""
    return sent_by_carers.queue(_lines(filters, by), state, filters.page, by)


@look
def export(filters: Filters, state: str, reason: str, by: Actor) -> tuple[Line, ...]:
    """The same as a file; the asking goes on record, with why."""
    return sent_by_carers.taken(_lines(filters, by), state, reason, by)


@look
def one(number: int, by: Actor) -> RequestSeen:
    """A request with what it would do; NotFound where the household is not the asker's to see. A look on record."""
    reference = sent_by_carers.reference_of(requests.home_of(number), by, "There is no such request")
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
    return sent_by_carers.waiting(RangeRequest, by)


def _lines(filters: Filters, by: Actor) -> list[Line]:
    rows = sent_by_carers.rows_of(RangeRequest, RangeRequest.asked_at, filters, by)
    by_whom = sent_by_carers.senders((row.household_id for row in rows), (row.asked_by for row in rows))
    states = _states(rows, by_whom.homes)
    return [
        Line(**by_whom.told(row, row.asked_at, row.asked_by), state=states[row.id], wish=requests.wish_of(row))
        for row in rows
    ]


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
            states[row.id] = requests.state_of(row, folded)
    return states
