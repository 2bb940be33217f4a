"""What carers send and the service answers, requests and changes of details: a queue of each, and how many wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import merging
from crm.people.detail_tables import DetailProposal
from crm.people.merging import stands_for
from crm.people.request_tables import RangeRequest
from crm.people.tables import Household
from crm.reads import searching
from crm.reads.filters import Filters
from crm.reads.names import names_of
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.register.tables import Agency

SENT, ALL = "sent", "all"  # waits for the service; whatever became of it
MOST_EXPORTED = 5000  # rows a file


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a queue: whose it is, when and by whom it was sent, and who works with the household."""

    number: int
    reference: str
    name: str | None
    agency_id: int
    agency: str
    state: str
    sent_at: datetime
    sent_by: str
    worker: str | None


Sent = TypeVar("Sent", RangeRequest, DetailProposal)
Lines = TypeVar("Lines", bound=Line)


@dataclass(frozen=True, slots=True)
class Queue(Paged, Generic[Lines]):
    """A page of lines, the longest waiting first, and how many there are in each state."""

    rows: tuple[Lines, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    several: bool


def queue(every: Sequence[Lines], state: str, page: int, by: Actor) -> Queue[Lines]:
    """A page of those in a state (empty: that wait). Which households were shown goes on record."""
    found = [each for each in every if _wanted(each, state)]
    page, pages = page_of(page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in rows), (each.agency_id for each in rows), by)
    counts = Counter(each.state for each in every)
    counts[ALL] = len(every)
    return Queue(rows, len(found), page, pages, counts, len(by.agency_ids) > 1)


def taken(every: Iterable[Lines], state: str, reason: str, by: Actor) -> tuple[Lines, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    found = tuple([each for each in every if _wanted(each, state)][:MOST_EXPORTED])
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return found


def rows_of(table: type[Sent], at: InstrumentedAttribute[datetime], filters: Filters, by: Actor) -> list[Sent]:
    """What was sent that the search and the filters leave, the longest waiting first."""
    chosen: Select[Any] = _of_mine(select(table), table, by)
    if filters.q:
        chosen = chosen.where(stands_for().in_(searching.ids(filters.q, by)))
    if filters.agency:
        chosen = chosen.where(table.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    return list(db.session.scalars(chosen.order_by(at, table.id)))


def waiting(table: type[Sent], by: Actor) -> int:
    """How many wait for an answer of the service, among the households that the asker sees."""
    chosen = _of_mine(select(func.count()).select_from(table), table, by)
    return db.session.scalar(chosen.where(table.state == SENT)) or 0


def reference_of(home_id: int | None, by: Actor, unknown: str) -> str:
    """The reference of the household that sent it; NotFound, in these words, where it is not the asker's to see."""
    found = db.session.scalar(select(Household.reference).where(Household.id == home_id, *_mine(by)))
    if found is None:
        raise NotFound(unknown)
    return found


@dataclass(frozen=True, slots=True)
class Senders:
    """What lines say of who sent them: `homes` is the record that stands for each household now."""

    homes: dict[int, int]
    known: dict[int, Any]
    names: Any

    def told(self, row: RangeRequest | DetailProposal, at: datetime, by: int | None) -> dict[str, Any]:
        """What a line says, but for its state: sent at this moment, by this user."""
        home = self.known[self.homes[row.household_id]]
        return {
            "number": row.id,
            "reference": home.reference,
            "name": home.name,
            "agency": home.agency,
            "agency_id": row.agency_id,
            "sent_at": at,
            "sent_by": self.names[by],
            "worker": self.names[home.worker_id] if home.worker_id else None,
        }


def senders(households: Iterable[int], users: Iterable[int | None]) -> Senders:
    """Who these households and these users are, in four queries however many there are."""
    homes = merging.kept(set(households))
    columns = Household.id, Household.reference, Household.name, Household.worker_id, Agency.name.label("agency")
    chosen = select(*columns).join(Agency, Agency.id == Household.agency_id)
    known = {row.id: row for row in db.session.execute(chosen.where(Household.id.in_(set(homes.values()))))}
    return Senders(homes, known, names_of([*users, *(row.worker_id for row in known.values())]))


def _wanted(line: Line, state: str) -> bool:
    return state == ALL or line.state == (state or SENT)


def _of_mine(chosen: Select[Any], table: type[Sent], by: Actor) -> Select[Any]:
    """Of the households that the asker sees, or whose standing record they see."""
    seen = stands_for().in_(select(Household.id).where(*_mine(by)))
    return chosen.join(Household, Household.id == table.household_id).where(
        table.agency_id.in_(by.agency_ids), seen
    )


def _mine(by: Actor) -> tuple[ColumnElement[bool], ...]:
    return Household.agency_id.in_(by.agency_ids), within(by)
